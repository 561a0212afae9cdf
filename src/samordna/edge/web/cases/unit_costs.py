"""Tables of unit costs: those that hold, and reading in a new version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.cofinancing import unit_costs
from samordna.agree.preparation.cofinancing.unit_cost_models import YEAR_HOURS, UnitCostTable
from samordna.agree.preparation.permissions import READERS
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import choice, day, text
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.forms import longest
from samordna.edge.web.request import Request
from samordna.ground.parties.models import Association


class UnitCostForm(forms.Form):
    """A new version of a table, as a file."""

    place = choice(gettext_lazy("För vem gäller tabellen?"), [], required=gettext_lazy("Välj för vem tabellen gäller."))
    name = text(
        gettext_lazy("Vad heter tabellen?"),
        gettext_lazy("Samma namn som förra versionen, så följer de på varandra."),
        required=gettext_lazy("Skriv vad tabellen heter."),
        most=longest(UnitCostTable, "name"),
    )
    valid_from = day(
        gettext_lazy("Gäller utlysningar från och med"), required=gettext_lazy("Skriv från vilken dag tabellen gäller.")
    )
    year_hours = choice(
        gettext_lazy("Hur många timmar har tabellens år?"),
        [(str(hours), f"{hours // 1000}\u00a0{hours % 1000}") for hours in YEAR_HOURS],
        required=gettext_lazy("Välj hur många timmar tabellens år har."),
    )
    source = text(
        gettext_lazy("Var kommer tabellen från?"),
        gettext_lazy("Till exempel utlysningens namn och adress."),
        required=gettext_lazy("Skriv var tabellen kommer från."),
        most=longest(UnitCostTable, "source"),
    )
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("CSV eller XLSX med rubrikerna funktion, år och kronor per timme. Högst 2 MB."),
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
            "invalid": gettext_lazy("Välj en fil."),
        },
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.xlsx"
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["place"].initial = places[0][0]


NATION = "riket"


@needs_role(*READERS, "national_admin", "fk_esf")
def unit_cost_tables(request: Request) -> HttpResponse:
    """Every table in the reader's scope; those who may, read in another."""
    places = _places(request)
    form = UnitCostForm(request.POST or None, request.FILES or None, places=places) if places else None
    if request.method == "POST":
        if form is None:
            raise Http404
        done = _read(request, form) if form.is_valid() else None
        if done:
            return done
    tables = [(table, unit_costs.rates_of(table)) for table in unit_costs.visible_tables(request.actor)]
    nav = "unit_costs" if request.actor.has("national_admin") else "cases"
    return render(request, "cases/unit_costs.html", {"nav": nav, "form": form, "tables": tables})


def _places(request: Request) -> list[tuple[str, str]]:
    names = dict(Association.objects.values_list("slug", "organisation__name"))
    return [
        (slug or NATION, names[slug] if slug else _("Alla förbund")) for slug in unit_costs.places_for(request.actor)
    ]


def _read(request: Request, form: UnitCostForm) -> HttpResponse | None:
    facts, sent = form.cleaned_data, form.cleaned_data["file"]

    def act() -> None:
        unit_costs.read_in(
            by=request.actor,
            at=request.clock.now(),
            association="" if facts["place"] == NATION else facts["place"],
            name=facts["name"],
            valid_from=facts["valid_from"],
            year_hours=int(facts["year_hours"]),
            source=facts["source"],
            file_name=sent.name,
            content=sent.read(unit_costs.LARGEST_FILE + 1),
        )

    return submit(request, act, back=reverse("cases:unit_costs"), done=_("Tabellen är inläst."), form=form)
