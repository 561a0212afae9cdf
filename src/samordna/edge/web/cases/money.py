"""Co-financing: is the money enough, who runs it and why not, what solves it, and what if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.applications import handling
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, money
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_answer_for, may_manage, may_write
from samordna.agree.preparation.positions import asking
from samordna.agree.preparation.rules.organiser import Answer
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import board, board_words, trying
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.odd_kinds import odd_kinds
from samordna.edge.web.cases.replanning import may_replan
from samordna.edge.web.cases.trying import AMOUNTS, Trial, WhatIfForm
from samordna.edge.web.request import Request


@needs_role(*ROLES)
def cofinancing(request: Request, key: str) -> HttpResponse:
    """Covered and missing by party, kind and year; who may be organiser and why; three ways out; what-if."""
    view = open_case(request, key)
    if view.state.plan.kind != ESF:
        raise Http404
    if request.method == "POST":
        return _ask_again(request, view)
    today = request.clock.today()
    shown, why_not = board.show(view, view.state, today)
    answer = shown.answer if shown else who_organises(view.state, today, view.case.association.organisation.party_id)
    form = WhatIfForm(
        request.GET if trying.started(request.GET) else None, state=view.state, initial={"part": _in_the_way(answer)}
    )
    trial = trying.tried(view, form, today) if shown else None
    return render(
        request,
        "cases/cofinancing.html",
        context(
            request,
            view,
            "cofinancing",
            shown=shown,
            why_not=why_not,
            answer=answer,
            organiser=board.organiser_name(view.state, answer),
            reasons=list(answer.reasons) if answer else [],
            headline=board_words.headline(view.state, answer) if answer else "",
            solutions=board_words.solutions(view.state, answer),
            answered=_answered(view.state),
            effect=handling.grant_effect(view.state),
            outside=handling.money_outside_period(view.state),
            answered_until=max((a.at for a in view.state.answers if a.round == view.state.round), default=None),
            blocker=_blocker(request, view, answer),
            warnings=[
                *board.twice(request.actor, view),
                *board.warnings(view.state, today),
                *odd_kinds(view.state, today),
            ],
            may_write=may_write(request.actor, view.case) and view.state.stage == "proposal",
            form=form,
            trial=trial,
            **(_tables(view.state, shown) if shown else {}),
            **(_compared(request, view, shown, trial) if shown and trial else {}),
        ),
    )


def _answered(state: CaseState) -> int:
    """How many of those asked have answered anything: before the first there is nothing to show but the plan."""
    return sum(1 for party in state.asked if any(state.answer(party, q) for q in state.questions_for(party)))


def _tables(state: CaseState, shown: board.Shown) -> dict[str, Any]:
    """The rows of the board's tables."""
    return {
        "promises": board.promise_rows(state, shown.board),
        "kinds": board.kind_rows(shown.board),
        "kind_names": board.KINDS,
        "parties": board.party_rows(state, shown.board),
        "costs": board.cost_rows(state, shown.board),
        "hours": costs.hours_of(state),
        "flat_rates": board.rate_bases(state),
        "years": board.year_labels(state, shown.board),
        "ways": board_words.ways_to_cover(shown.board),
        "twice_over": board_words.counted_twice_over(shown.board),
        "support_words": board_words.support_words(shown.board),
        "support_share": board.share_words(shown.board.outcome.rates.support.value),
        "phases": board.phase_rows(money.phases_of(state, shown.board.outcome)),
    }


def _compared(request: Request, view: CaseView, shown: board.Shown, trial: Trial) -> dict[str, Any]:
    """What was tried beside the plan, and what the reader can do of it."""
    found: dict[str, Any] = {
        "trial_name": view.state.name_of(trial.of_party),
        "may_replan": trial.scenario.changes_plan and may_replan(request, view),
        "proposed": _proposed(request, view, trial),
    }
    if trial.shown is not None:
        found["comparison"] = trying.comparison(shown, trial.shown)
        found["then_years"] = board.year_labels(trial.state, trial.shown.board)
        found["then_rows"] = trying.years_of(trial.shown)
    return found


@dataclass(frozen=True)
class Proposed:
    """A tried promise that can be taken further: one's own answer, or a question to the party."""

    party: str
    name: str
    own: bool
    question: str
    amounts: tuple[tuple[str, str], ...]
    opens: date | None = None  # the day from which the party can be asked this; None when it can be asked now


def _proposed(request: Request, view: CaseView, trial: Trial) -> Proposed | None:
    """Nobody answers for another: the manager may ask, and the party itself may answer."""
    party = trial.scenario.party
    if not party or view.state.stage not in ANSWERS_OPEN or party not in view.state.asked:
        return None
    own = may_answer_for(request.actor, view.case, party)
    if not own and not may_manage(request.actor, view.case):
        return None
    typed = tuple((name, request.GET.get(name, "")) for name in AMOUNTS)
    question = trying.question(view.state, trial.scenario)
    opens = asking.opens_on(view.case, view.state, party, request.clock.today(), question)
    return Proposed(party, view.state.name_of(party), own, question, typed, opens)


def _ask_again(request: Request, view: CaseView) -> HttpResponse:
    """The one act of this page: ask a party again – the one that stands in the way, or one about a tried figure."""
    if not may_manage(request.actor, view.case):
        raise Http404
    party = request.POST.get("party", "")
    done = submit(
        request,
        lambda: asking.ask_again(
            by=request.actor,
            at=request.clock.now(),
            case=view.case,
            party=party,
            why=_question(request.POST, view.state, party),
        ),
        back=reverse("cases:cofinancing", args=[view.case.key]),
        done=_("%(party)s har fått frågan igen.") % {"party": view.state.name_of(party)},
    )
    assert done is not None
    return done


def _question(data: QueryDict, state: CaseState, party: str) -> str:
    """The tried figure in words, when the question is about one."""
    form = WhatIfForm({"part": party, **{name: data.get(name, "") for name in AMOUNTS}}, state=state)
    return trying.question(state, form.scenario) if form.is_valid() and form.scenario.party else ""


def _in_the_way(answer: Answer | None) -> str:
    """The first party that blocks or is waited for: the one that people want to try another position for."""
    stands = [str(party) for party in (*answer.blocked_by, *answer.waiting_for)] if answer else []
    return stands[0] if stands else ""


def _blocker(request: Request, view: CaseView, answer: Answer | None) -> tuple[str, str, date | None]:
    """The party to ask again: the first that blocks or is waited for, for the manager while answers are open.

    With the day from which it can be asked, when that is not today.
    """
    if answer is None or not may_manage(request.actor, view.case) or view.state.stage not in ANSWERS_OPEN:
        return "", "", None
    party = _in_the_way(answer)
    if not party:
        return "", "", None
    opens = asking.opens_on(view.case, view.state, party, request.clock.today())
    return party, view.state.name_of(party), opens
