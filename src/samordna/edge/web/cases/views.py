"""The list of cases, and one case with all that has happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samordna.agree.decisions import rules
from samordna.agree.decisions.queries import waiting_in
from samordna.agree.preparation import actions
from samordna.agree.preparation.consequences import AT_LEAST_DIFFERENT
from samordna.agree.preparation.lookup import CaseView, cases_of, section_statuses, view_of
from samordna.agree.preparation.permissions import may_manage
from samordna.agree.preparation.queries import in_case
from samordna.agree.preparation.situation import different_parties
from samordna.agree.preparation.states import STAGE, STAGES, possible
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.beginning import earlier
from samordna.edge.web.cases.forms import ReasonForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.leaving import those_who_can_leave
from samordna.edge.web.request import Request
from samordna.ground.parties.waiting import Waiting

EVENTS_SHOWN = 8


@needs_role(*ROLES)
def case_list(request: Request) -> HttpResponse:
    """All cases that the reader may see, by where they are. ``?lage=`` shows one stage."""
    cases = cases_of(request.actor)
    chosen = request.GET.get("lage", "")
    counts = [(stage, sum(1 for case in cases if case.stage == stage.id)) for stage in STAGES]
    shown = [case for case in cases if not chosen or case.stage == chosen]
    return render(
        request,
        "cases/list.html",
        {
            "nav": "cases",
            "cases": [(case, words.KIND[case.kind], STAGE[case.stage]) for case in shown],
            "total": len(cases),
            "chosen": chosen,
            "counts": [(stage, count) for stage, count in counts if count],
            "several": len({case.association_id for case in cases}) > 1,
            "earlier": earlier(request),
        },
    )


@needs_role(*ROLES)
def detail(request: Request, key: str) -> HttpResponse:
    """The case: where it is, what waits for whom, what the parties said, and everything that has happened."""
    view = open_case(request, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            why = form.cleaned_data["reason"]
            actions.withdraw(by=request.actor, at=request.clock.now(), case=view.case, why=why)

        done = submit(request, act, back=request.path, done=_("Ärendet är stängt."), form=form)
        if done:
            return done
        view = view_of(view.case)
    told = words.timeline(view.events)
    everything = "alla" in request.GET or len(told) <= EVENTS_SHOWN
    return render(
        request,
        "cases/detail.html",
        context(
            request,
            view,
            "detail",
            told=told if everything else [*told[: EVENTS_SHOWN - 1], told[-1]],
            hidden_events=0 if everything else len(told) - EVENTS_SHOWN,
            events_count=len(told),
            tasks=tasks(request, view),
            given=len(view.state.asked) - len(view.state.waiting_for),
            sections=section_statuses(view.case, view.state),
            form=form,
            leavers=those_who_can_leave(request, view),
            gone=lacking(view),
            may_withdraw=may_manage(request.actor, view.case) and "withdrawn" in _possible(view),
            recommended_name=words.recommended_name(view.state),
            recommended_role=words.ROLE.get(view.state.recommendation.role) if view.state.recommendation else "",
        ),
    )


def lacking(view: CaseView) -> dict[str, Any]:
    """Who has left a case that is running, and whether enough parties remain; empty when nothing is lacking."""
    left = rules.lacks_amendment(view.state)
    if not left:
        return {}
    return {
        "who": words.listed(view.state.name_of(party) for party in left),
        "too_few": different_parties(view.state.taking_part) < AT_LEAST_DIFFERENT,
    }


def tasks(request: Request, view: CaseView) -> list[Waiting]:
    """What waits for the reader in this case."""
    today = request.clock.today()
    return [*in_case(request.actor, view, today), *waiting_in(request.actor, view, today)]


def _possible(view: CaseView) -> tuple[str, ...]:
    return possible(view.state.stage, view.state.plan.kind)
