"""A new association, written in by the national administrator."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.about import FactsForm
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.forms import DayField, Prose
from samordna.edge.web.request import Request
from samordna.ground.parties.founding import found_association
from samordna.ground.parties.models import Municipality


class NewAssociationForm(FactsForm):
    """All that stands about an association, and which municipalities are in it."""

    start = DayField(
        label=_("Startdatum"),
        help_text=_("Går inte att ändra sedan."),
        error_messages={"required": _("Skriv vilken dag förbundet börjar.")},
    )
    municipalities = Prose(
        label=_("Kommuner"),
        help_text=_(
            "En på varje rad, till exempel Motala. Regionen, Försäkringskassan och Arbetsförmedlingen följer med."
        ),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Skriv minst en kommun.")},
    )

    def clean_municipalities(self) -> list[str]:
        """The official codes of the municipalities that were written, by name or code."""
        known: dict[str, str] = {}
        for code, name in Municipality.objects.values_list("code", "name"):
            known |= {code: code, name.casefold(): code, f"{name} kommun".casefold(): code}
        written = [line.strip() for line in self.cleaned_data["municipalities"].replace(",", "\n").split("\n")]
        unknown = [line for line in written if line and line.casefold() not in known]
        if unknown:
            raise forms.ValidationError(_now("Det finns ingen kommun som heter %(name)s.") % {"name": unknown[0]})
        return list(dict.fromkeys(known[line.casefold()] for line in written if line))


@needs_role("national_admin")
def new(request: Request) -> HttpResponse:
    """Write in an association; afterwards somebody is given it to administer."""
    form = NewAssociationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        codes = facts.pop("municipalities")
        done = submit(
            request,
            lambda: found_association(facts=facts, municipalities=codes, by=request.actor, at=request.clock.now()),
            back=reverse("people:appoint"),
            done=_now("Förbundet är inskrivet. Ge nu någon uppdraget att administrera det."),
            form=form,
        )
        if done:
            return done
    return render(request, "associations/new.html", {"nav": "people", "form": form})
