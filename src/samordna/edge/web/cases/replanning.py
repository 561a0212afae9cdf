"""Doing what was tried with time and place: a page that says what changes, and one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.cofinancing.replan import MOST_MONTHS, check_promises_fit, planned, replan
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_write
from samordna.agree.preparation.states import ESF, possible
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.board import share_words
from samordna.edge.web.cases.forms import area_choices, day, region_choices
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.components.templatetags.samordna import tkr as in_tkr
from samordna.edge.web.forms import Whole
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money


class ReplanForm(forms.Form):
    """What is to change: months later, or another place. It comes with the address; nobody types it here."""

    senare = Whole(max_value=MOST_MONTHS, required=False, widget=forms.HiddenInput)
    omrade = forms.ChoiceField(choices=area_choices, required=False, widget=forms.HiddenInput)
    region = forms.ChoiceField(choices=region_choices, required=False, widget=forms.HiddenInput)
    utlysning = day(gettext_lazy("Utlysningens dag"))
    fran = day(gettext_lazy("Första dag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("utlysning", "fran"):
            self.fields[name].widget = forms.HiddenInput()

    def wanted(self) -> dict[str, Any]:
        """As the action takes it."""
        facts = self.cleaned_data
        place = (facts["omrade"], facts["region"], facts["utlysning"]) if facts.get("omrade") else None
        return {"months": facts.get("senare") or 0, "place": place}

    @property
    def seen(self) -> date | None:
        """The first day of the plan that the page showed."""
        found: date | None = self.cleaned_data.get("fran")
        return found


@dataclass(frozen=True)
class Change:
    """What changes, before and after, as words."""

    what: str
    before: str
    after: str


def may_replan(request: Request, view: CaseView) -> bool:
    """Those who write the proposal, as long as the plan may still be changed."""
    return may_write(request.actor, view.case) and "plan_changed" in possible(view.state.stage, ESF)


@needs_role(*ROLES)
def replanning(request: Request, key: str) -> HttpResponse:
    """Say what would change, and do it when asked to."""
    view = open_case(request, key)
    form = ReplanForm(request.POST if request.method == "POST" else request.GET)
    if view.state.plan.kind != ESF or not may_replan(request, view) or not form.is_valid():
        raise Http404
    wanted, refusal = form.wanted(), None
    if request.method == "POST":
        done = submit(
            request,
            lambda: replan(by=request.actor, at=request.clock.now(), case=view.case, seen_start=form.seen, **wanted),
            back=reverse("cases:cofinancing", args=[key]),
            done=_("Planen är ändrad. Det parterna har lovat står kvar."),
            form=form,
        )
        if done:
            return done
    try:
        after = planned(view.state, **wanted)
        check_promises_fit(view.state, after.plan)
        changes = _changes(view.state, after, request.clock.today())
    except Refusal as problem:
        refusal, changes = sentence(problem), []
    return render(
        request,
        "cases/replan.html",
        context(
            request,
            view,
            "cofinancing",
            form=form,
            names=("senare", "omrade", "region", "utlysning"),
            changes=changes,
            refusal=refusal,
            moves=wanted["months"],
        ),
    )


def _changes(before: CaseState, after: CaseState, on: date) -> list[Change]:
    rows = [
        (_("Tid"), words.time_of(before.plan.start, before.plan.end), words.time_of(after.plan.start, after.plan.end)),
        (_("Planering till och med"), _day(before.plan.planning_until), _day(after.plan.planning_until)),
        (_("Avslutning från och med"), _day(before.plan.closing_from), _day(after.plan.closing_from)),
        (_("Program och region"), words.place(before), words.place(after)),
        (_("Utlysningens dag"), _day(before.plan.call_date), _day(after.plan.call_date)),
        (_("Högsta stöd, procent av kostnaden"), _rate(before, on), _rate(after, on)),
    ]
    for year in sorted({*before.cash_costs, *after.cash_costs}):
        amounts = [state.cash_costs.get(year, Money.zero()) for state in (before, after)]
        rows.append((_("Kostnad %(year)s, tkr") % {"year": year}, in_tkr(amounts[0]), in_tkr(amounts[1])))
    return [Change(*row) for row in rows if row[1] != row[2]]


def _day(value: date | None) -> str:
    return long_day(value) if value else _("inte satt")


def _rate(state: CaseState, on: date) -> str:
    rates = money.rates_now(state, on)
    return share_words(rates.support.value) if rates else _("inte offentlig")
