"""The events of a case, folded into what is true. Pure: the same events always give the same state.

Event data are JSON values: money is a decimal string, a day is ISO text. ``replay`` trusts no order: an event that
the table of ``states.py`` does not allow raises ImpossibleStep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from samordna.agree.preparation.agreement_history import HANDLERS as AGREEMENT_HANDLERS
from samordna.agree.preparation.case_facts import (
    QUESTIONS,
    Answer,
    Asked,
    Basis,
    CarryOnPlan,
    Commitment,
    CostLine,
    Guarantor,
    OnPaper,
    OrderStep,
    Plan,
    Question,
    Recommendation,
)
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import cost_basis
from samordna.agree.preparation.esf_history import HANDLERS as ESF_HANDLERS
from samordna.agree.preparation.states import next_stage
from samordna.ground.kernel.money import Money


@dataclass(frozen=True)
class Event:
    """Something that happened: who, when, on whose behalf (a party id), what, why."""

    kind: str
    at: datetime
    by_name: str = ""
    party: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    sequence: int = 0


def replay(events: Iterable[Event]) -> CaseState:
    """The state after all events, from nothing."""
    state = CaseState()
    for event in events:
        state = apply(state, event)
    return state


def apply(state: CaseState, event: Event) -> CaseState:
    """The state after one more event. ImpossibleStep if the table has no such way from here."""
    kind = str(event.data.get("kind", "")) if event.kind == "proposal_made" else state.plan.kind
    stage = next_stage(state.stage, event.kind, kind)
    changed = _HANDLERS.get(event.kind, _nothing)(state, event)
    since = state.since if stage == state.stage else event.at
    return changed.moved(state, stage=stage, since=since, changed=event.at)


# -- one small function per kind of event ---------------------------------------------


def _nothing(state: CaseState, event: Event) -> CaseState:
    return state


def _need_identified(state: CaseState, event: Event) -> CaseState:
    return state.with_(need=str(event.data.get("need", "")))


def _planned(state: CaseState, event: Event) -> CaseState:
    """Only the fields that the event names change; the rest of the plan stays."""
    known = {name: event.data[name] for name in Plan.__dataclass_fields__ if name in event.data}
    for name in ("call_date", "start", "end", "planning_until", "closing_from"):
        if name in known:
            known[name] = _day(known[name])
    return state.with_(plan=replace(state.plan, **known))


def _costs_planned(state: CaseState, event: Event) -> CaseState:
    lines = tuple(
        CostLine(line["id"], _amounts(line["amounts"]), cost_basis.of_data(line.get("basis")))
        for line in event.data["lines"]
    )
    return state.with_(costs=lines)


def _parties_asked(state: CaseState, event: Event) -> CaseState:
    """A new round: what was decided and recommended before belongs to the round before."""
    deadline = _day(event.data.get("deadline"))
    asked = tuple(Asked(p["party"], p["name"], event.at, deadline) for p in event.data["parties"])
    again = state.with_(
        answers_closed=False, recommendation=None, guarantor=None, carry_on=None, order=(), questions=()
    )
    return again.with_(parties=asked, deadline=deadline, round=state.round + 1, decision_round=state.decision_round + 1)


def _party_added(state: CaseState, event: Event) -> CaseState:
    """One more in the same round, with a last day of its own. What the others were asked and answered stands."""
    own = _day(event.data.get("deadline"))
    asked = Asked(event.data["party"], event.data["name"], event.at, own)
    last = max(state.deadline, own) if state.deadline and own else state.deadline
    return state.with_(parties=(*state.parties, asked), deadline=last, answers_closed=False)


def _taken_back(state: CaseState, event: Event) -> CaseState:
    """The answers stand in the history; they hold until the parties are asked again, and are read beside the new."""
    return state.with_(answers_closed=False)


def _deadline_moved(state: CaseState, event: Event) -> CaseState:
    deadline = _day(event.data["deadline"])
    return state.with_(deadline=deadline, parties=tuple(replace(p, deadline=deadline) for p in state.parties))


def _answers_closed(state: CaseState, event: Event) -> CaseState:
    return state.with_(answers_closed=True)


def _asked_again(state: CaseState, event: Event) -> CaseState:
    party = event.data["party"]
    again = tuple(
        replace(asked, again=(*asked.again, event.at), question=event.why) if asked.party == party else asked
        for asked in state.parties
    )
    return state.with_(parties=again)


def _answered(state: CaseState, event: Event) -> CaseState:
    """One form may answer one question or several; each becomes an answer of its own."""
    new = tuple(_answer(state, event, question) for question in QUESTIONS if question in event.data["answers"])
    return state.with_(answers=state.answers + new)


def _answer(state: CaseState, event: Event, question: str) -> Answer:
    given, party = event.data["answers"][question], event.data["party"]
    commitments = tuple(
        Commitment(
            party,
            row["kind"],
            int(row["year"]),
            Money.parse(row["amount"]),
            _basis(row.get("basis")),
            str(row.get("post", "")),
        )
        for row in given.get("amounts", ())
    )
    return Answer(
        party=party,
        question=question,
        value=given["value"],
        at=event.at,
        by_name=event.by_name,
        decided_by=given.get("decided_by", ""),
        decided_on=_day(given.get("decided_on")),
        reason=given.get("reason", ""),
        commitments=commitments,
        round=state.round,
        paper=OnPaper(**event.data["paper"]) if "paper" in event.data else None,
    )


def _basis(data: Mapping[str, Any] | None) -> Basis | None:
    return Basis(int(data["participants"]), int(data["hours"]), Money.parse(data["value"])) if data else None


def _recommended(state: CaseState, event: Event) -> CaseState:
    data = event.data
    made = Recommendation(
        organiser=data["organiser"],
        role=data["role"],
        at=event.at,
        by_name=event.by_name,
        why=event.why,
        meeting=str(data.get("meeting", "")),
        rates=data.get("rates") or {},
        said_on=date.fromisoformat(data["said_on"]) if data.get("said_on") else None,
    )
    return state.with_(recommendation=made)


def _guarantor_opened(state: CaseState, event: Event) -> CaseState:
    return state.with_(guarantor=Guarantor(event.at, tuple(event.data.get("conditions", ()))))


def _guarantor_closed(state: CaseState, event: Event) -> CaseState:
    if state.guarantor is None:
        return state
    return state.with_(guarantor=replace(state.guarantor, closed=event.at, why_closed=event.why))


def _carry_on_plan(state: CaseState, event: Event) -> CaseState:
    return state.with_(carry_on=CarryOnPlan(event.data["text"], tuple(event.data["parties"]), event.at, event.by_name))


def _order_step(state: CaseState, event: Event) -> CaseState:
    data = event.data
    step = OrderStep(
        party=data["party"],
        step=data["step"],
        outcome=data["outcome"],
        at=event.at,
        decided_by=data["decided_by"],
        title=data.get("title", ""),
        note=event.why,
        departments=tuple(sorted((name, int(number)) for name, number in data.get("departments", {}).items())),
        department=data.get("department", ""),
        order=data.get("order", ""),
    )
    return state.with_(order=(*state.order, step))


def _questions_asked(state: CaseState, event: Event) -> CaseState:
    first = len(state.questions) + 1
    new = tuple(
        Question(first + i, text, event.data["asked_by"], event.at, event.data.get("step", ""))
        for i, text in enumerate(event.data["questions"])
    )
    return state.with_(questions=state.questions + new)


def _question_answered(state: CaseState, event: Event) -> CaseState:
    number = int(event.data["number"])
    done = tuple(
        replace(q, answer=event.data["answer"], answered_by=event.by_name, answered_at=event.at)
        if q.number == number
        else q
        for q in state.questions
    )
    return state.with_(questions=done)


def _closed(state: CaseState, event: Event) -> CaseState:
    return state.with_(closed_because=event.why)


_Handler = Callable[[CaseState, Event], CaseState]
_HANDLERS: dict[str, _Handler] = {
    "need_identified": _need_identified,
    "proposal_made": _planned,
    "plan_changed": _planned,
    "costs_planned": _costs_planned,
    "parties_asked": _parties_asked,
    "party_asked_again": _asked_again,
    "party_added": _party_added,
    "proposal_taken_back": _taken_back,
    "deadline_moved": _deadline_moved,
    "deadline_passed": _answers_closed,
    "answered": _answered,
    "recommended": _recommended,
    "guarantor_opened": _guarantor_opened,
    "guarantor_closed": _guarantor_closed,
    "carry_on_plan_given": _carry_on_plan,
    "order_step_taken": _order_step,
    "questions_asked": _questions_asked,
    "question_answered": _question_answered,
    "withdrawn": _closed,
    **AGREEMENT_HANDLERS,
    **ESF_HANDLERS,
}


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as event data: the opposite of what replay does with it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in ((name, getattr(plan, name)) for name in Plan.__dataclass_fields__)
    }


def _day(text: object) -> date | None:
    if text is None or text == "":
        return None
    return text if isinstance(text, date) else date.fromisoformat(str(text))


def _amounts(amounts: Mapping[str, str]) -> tuple[tuple[int, Money], ...]:
    return tuple((int(year), Money.parse(amount)) for year, amount in sorted(amounts.items()))
