"""The page where those who lead a joint measure say which associations share its cost, and from which day."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants.homes import homes_of
from samordna.deliver.projects import permissions, queries, sharing
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules import shares as rules
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import DayField, Line
from samordna.edge.web.measures.views import carry_out
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.edge.web.rows import RowsForm
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.kernel.share import Share
from samordna.ground.parties.models import Association


class PercentField(Line):
    """A share of the whole, in per cent with at most two decimals: 60, 33,33."""

    def clean(self, value: Any) -> int | None:
        """Hundredths of a per cent; None when nothing is written."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            part = Share.percent(text).value * rules.WHOLE
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from None
        if part.denominator != 1:
            raise forms.ValidationError(_now("Skriv andelen med högst två decimaler."))
        return int(part)

    def prepare_value(self, value: Any) -> Any:
        """As people write it."""
        return rules.in_per_cent(value) if isinstance(value, int) else value


class SharesForm(RowsForm):
    """An association and its share on each row, and the day from which they hold."""

    columns: ClassVar = {
        "association": lambda: forms.ChoiceField(label=_("Förbund")),
        "share": lambda: PercentField(label=_("Andel, procent"), max_length=12),
    }
    valid_from = DayField(label=_("Gäller från"), error_messages={"required": _("Skriv från vilken dag det gäller.")})

    def __init__(self, data: Any = None, *, measure: Measure, **kwargs: Any) -> None:
        self.measure = measure
        divisions = sharing.divisions_of([measure]).get(measure.pk, [])
        newest = divisions[-1][1] if divisions else {measure.association_id: rules.WHOLE}
        self.names = _names(measure)
        super().__init__(data, known=[{"association": str(pk), "share": part} for pk, part in newest.items()], **kwargs)

    def shape(self) -> None:
        """The associations of the same kind: invented ones share with invented ones."""
        for n in range(self.row_count):
            self.fields[f"association-{n}"].choices = [("", _("Välj")), *self.names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each row has both, each association stands once, and together they are all of it."""
        data = super().clean() or {}
        chosen: dict[str, int] = {}
        for n, row in self.filled():
            if f"share-{n}" in self.errors:
                return data
            if not row["association"] or row["share"] is None:
                field = "share" if row["association"] else "association"
                self.add_error(f"{field}-{n}", _now("Välj ett förbund och skriv dess andel."))
            elif row["association"] in chosen:
                self.add_error(f"association-{n}", _now("Förbundet står redan på en rad."))
            else:
                chosen[row["association"]] = row["share"]
        if not self.errors and not (verdict := rules.adds_up({int(pk): part for pk, part in chosen.items()})):
            self.add_error(None, sentence(Refusal(verdict.text, message_en=verdict.text_en)))
        return data

    def shares(self) -> dict[Association, int]:
        """The shares as the action wants them."""
        parts = {row["association"]: row["share"] for _n, row in self.filled()}
        return {one: parts[str(one.pk)] for one in Association.objects.filter(pk__in=parts).order_by("pk")}


def _names(measure: Measure) -> list[tuple[str, str]]:
    if measure.association is None:
        raise NotFound
    found = Association.objects.filter(invented=measure.association.invented).order_by("name")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


@needs_role(*permissions.RUNS)
def shares(request: Request, code: str) -> HttpResponse:
    """Say who shares the cost of a measure, from a day."""
    measure = queries.measure_of(request.actor, code)
    permissions.check_share_measure(request.actor, measure)
    first = max(measure.start, request.clock.today().replace(month=1, day=1))
    form = SharesForm(request.POST or None, measure=measure, initial={"valid_from": first})

    def act() -> str:
        sharing.set_shares(
            measure=measure,
            shares=form.shares(),
            valid_from=form.cleaned_data["valid_from"],
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _now("Andelarna är sparade."))
        return reverse("measures:detail", args=[measure.code])

    done = None if form.wants_more else carry_out(request, form, act)
    return done or render(request, "measures/shares.html", {"nav": "measures", "form": form, "measure": measure})


def shown(request: Request, measure: Measure, year: int) -> dict[str, Any]:
    """What the measure's own page says of those who share it: shares by day, and where the participants live."""
    divisions = sharing.divisions_of([measure]).get(measure.pk, [])
    found = Association.objects.in_bulk({pk for _day, parts in divisions for pk in parts})
    told = [
        (day, [(found[pk].name, rules.in_per_cent(part)) for pk, part in parts.items()])
        for day, parts in reversed(divisions)
    ]
    homes = None
    if divisions and measure.follow_up == "persons":
        parts = homes_of(request.actor, measure, list(found.values()), year).parts
        names = {**{pk: one.name for pk, one in found.items()}, None: _now("Andra kommuner")}
        homes = {
            "rows": [] if parts is None else [{"name": names[pk], "people": n} for pk, n in parts.items()],
            "hidden": parts is None,
        }
    return {"shares": told, "homes": homes, "may_run": permissions.may_run_measure(request.actor, measure)}
