"""Decisions by board and parties, and the steps to them. Every act: check → rule → write → event and audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.decisions import rules
from samordna.agree.decisions.decision_orders import check_take_steps, order_for
from samordna.agree.decisions.meetings.where import check_after_recommendation, check_board_source
from samordna.agree.decisions.models import Decision
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_reason, check_stage
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_answer_for, check_handle_for_fk, check_manage
from samordna.agree.preparation.states import ESF, MEASURE
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Organisation

FK = "fk"
BOARD_EVENTS = {"yes": "board_approved", "no": "board_refused", "sent_back": "sent_back"}


@transaction.atomic
def decide_board(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    outcome: str,
    decided_on: date,
    reason: str = "",
    decided_by: str = "styrelsen",
    meeting: str = "",
    minutes: str = "",
    outside: bool = False,
) -> CaseState:
    """Record what the association's board decided on a measure: ``yes``, ``no`` or ``sent_back`` (with a reason).

    ``meeting`` is the key of the board's meeting here. Without one, ``minutes`` says where the decision stands that was
    made at a meeting whose minutes are kept elsewhere; ``outside`` that it was made without a meeting, by delegation or
    per capsulam, which the charter must allow.
    """
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("decision",))
    if state.plan.kind != MEASURE:
        raise Refusal(
            "Varje part beslutar för sig i ett ESF+-ärende. Styrelsen får läget för kännedom.",
            message_en="In an ESF+ case each party decides by itself; the board is informed.",
        )
    if outcome not in BOARD_EVENTS:
        raise ValueError(f"no such outcome: {outcome}")
    _check_decision(outcome, reason, decided_on, day_of(at))
    check_board_source(case, decided_on, meeting=meeting, minutes=minutes, outside=outside)
    check_after_recommendation(state, decided_on)
    where = {"meeting": meeting} if meeting else {"minutes": minutes.strip(), "outside": outside}
    verdict = _Verdict("board", outcome, decided_by, decided_on, reason)
    _decide(case, BOARD_EVENTS[outcome], verdict, by=by, at=at, more=where)
    return state_of(case)


@transaction.atomic
def decide_party(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    outcome: str,
    decided_by: str,
    decided_on: date,
    reason: str = "",
) -> CaseState:
    """Record a party's own decision on an ESF+ project, ``yes`` or ``no``. One with an order decides by its steps."""
    check_answer_for(by, case, party)
    state = lock(case)
    check_stage(state, ("decision",))
    if order_for(state, party, day_of(at)) is not None:
        raise Refusal(
            "Parten beslutar genom stegen i sin beslutsordning.",
            message_en="The party decides by the steps of its decision order.",
        )
    if party not in rules.undecided(state):
        raise Refusal("Parten har redan beslutat, eller deltar inte.", message_en="Nothing for that party to decide.")
    _check_decision(outcome, reason, decided_on, day_of(at))
    _decide_for_party(case, _Verdict(party, outcome, decided_by, decided_on, reason), by=by, at=at)
    return state_of(case)


@transaction.atomic
def send_back(*, by: Actor, at: datetime, case: Case, reason: str) -> CaseState:
    """The preparation group takes an ESF+ case back to the proposal, for example when a party has said no."""
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("decision",))
    if state.plan.kind != ESF:
        raise Refusal("Registrera styrelsens beslut i stället.", message_en="Record the board's decision instead.")
    check_reason(reason, field="reason")
    verdict = _Verdict("group", "sent_back", "beredningsgruppen", day_of(at), reason)
    _decide(case, "sent_back", verdict, by=by, at=at)
    return state_of(case)


@transaction.atomic
def take_order_step(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    step: str,
    decided_by: str,
    party: str = FK,
    title: str = "",
    outcome: str = "done",
    note: str = "",
    departments: Mapping[str, int] | None = None,
    department: str = "",
) -> CaseState:
    """Record that a party has taken a step of its decision order: ``done``, or ``no`` with a reason in ``note``.

    ``departments`` (FK's: SF, FV → budgeted participants) must have been stated when it decides on taking part, since
    the department with most of them decides; ``department`` names it where two have equally many. The last
    step that is needed is also the party's decision. The order is the one in force when the party began on this case.
    """
    check_take_steps(by, case, party)
    state = lock(case)
    order = order_for(state, party, day_of(at))
    found = rules.current_step(state, party, order) if order and rules.takes_steps(state, party) else None
    if order is None or found is None or found.id != step or not rules.may_be_taken_now(found, state):
        raise Refusal(
            "Steget kan inte tas nu. Läs sidan igen och se vilket steg som står på tur.",
            message_en="That step cannot be taken now. Read the page again.",
        )
    _check_step(state, found, party=party, decided_by=decided_by, outcome=outcome, note=note)
    stated = _stated(departments) if party == FK else {}
    data: dict[str, Any] = {"party": party, "step": step, "outcome": outcome}
    data |= {"decided_by": decided_by.strip(), "title": title.strip()}
    data |= {"order": order.key, "label": found.label.sv, "label_en": found.label.en}
    if stated:
        data["departments"] = stated
    if party == FK and found.id == "participation":
        data["department"] = _deciding_department(state, stated, department.strip(), needed=outcome == "done")
    record(case, "order_step_taken", by=by, at=at, party=party, data=data, why=note.strip())
    after = state_of(case)
    if after.stage == "decision" and (outcome == "no" or rules.current_step(after, party, order) is None):
        verdict, who = ("no" if outcome == "no" else "yes"), title.strip() or decided_by.strip()
        _decide_for_party(case, _Verdict(party, verdict, who, day_of(at), note), by=by, at=at)
    return state_of(case)


@transaction.atomic
def ask_questions(
    *, by: Actor, at: datetime, case: Case, asked_by: str, questions: Sequence[str], step: str = "quality"
) -> CaseState:
    """Record that a step sent the papers back with questions."""
    check_handle_for_fk(by, case)
    lock(case)
    asked = [text.strip() for text in questions if text.strip()]
    if not asked:
        raise Refusal("Skriv minst en fråga.", field="questions", message_en="Write at least one question.")
    data = {"asked_by": asked_by.strip(), "questions": asked, "step": step}
    record(case, "questions_asked", by=by, at=at, party=FK, data=data)
    return state_of(case)


@transaction.atomic
def answer_question(*, by: Actor, at: datetime, case: Case, number: int, answer: str) -> CaseState:
    """Answer one of the review's questions, once."""
    check_handle_for_fk(by, case)
    state = lock(case)
    if number not in {q.number for q in state.open_questions}:
        raise Refusal("Frågan är redan besvarad.", message_en="The question is answered already.")
    if not answer.strip():
        raise Refusal("Skriv ett svar.", field="answer", message_en="Write an answer.")
    data = {"number": number, "answer": answer.strip()}
    record(case, "question_answered", by=by, at=at, party=FK, data=data)
    return state_of(case)


def _stated(departments: Mapping[str, int] | None) -> dict[str, int]:
    return {name: number for name, number in (departments or {}).items() if number}


def _deciding_department(state: CaseState, stated: Mapping[str, int], chosen: str, *, needed: bool) -> str:
    """The department whose head decides: the one with most budgeted participants (FK's report, section 6).

    The report does not say who decides when two have equally many, so then somebody must say it. Not ``needed`` for a
    no, which may come before anybody has counted.
    """
    most = rules.with_most(tuple(stated.items()) or rules.departments_stated(state))
    if not most and not needed:
        return chosen
    if not most:
        raise Refusal(
            "Skriv hur många planerade deltagare som hör till SF och till FV. Den avdelning som har flest beslutar.",
            field="sf",
            message_en="Write how many planned participants belong to SF and to FV. The one with most decides.",
        )
    if chosen and chosen not in most:
        raise Refusal(
            f"Avdelningen {most[0]} har flest planerade deltagare. Då är det den som beslutar.",
            field="department",
            message_en=f"The department {most[0]} has most planned participants. Then it decides.",
        )
    if len(most) > 1 and not chosen:
        raise Refusal(
            "Avdelningarna har lika många planerade deltagare. Välj vilken av dem som beslutar.",
            field="department",
            message_en="The departments have equally many planned participants. Choose which of them decides.",
        )
    return chosen or most[0]


def _check_step(state: CaseState, step: rules.Step, *, party: str, decided_by: str, outcome: str, note: str) -> None:
    if outcome not in ("done", "no"):
        raise ValueError(f"no such outcome: {outcome}")
    if not decided_by.strip():
        raise Refusal("Skriv vem som tog steget.", field="decided_by", message_en="Write who took the step.")
    if outcome == "no":
        if step.from_stage != "decision":
            raise Refusal(
                "Det här steget är inget beslut. Ställ frågor, eller låt ärendet gå vidare till den som beslutar.",
                field="outcome",
                message_en="This step decides nothing: ask questions instead.",
            )
        check_reason(note, field="note")
        return
    if party != FK:
        return
    if state.open_questions and step.id != "regional":
        raise Refusal(
            "Det finns frågor utan svar. Svara på dem först.",
            message_en="There are questions without an answer: answer them first.",
        )
    wanted = state.guarantor is not None and "carry_on_plan" in state.guarantor.conditions
    if step.needs == "owner" and wanted and state.carry_on is None:
        raise Refusal(
            "Planen för vem som för arbetet vidare saknas. Den är ett villkor för garantin när det gäller enskilda.",
            message_en="The plan for who carries on is missing: it is a condition of the guarantee here.",
        )


def _check_decision(outcome: str, reason: str, decided_on: date, today: date) -> None:
    if outcome != "yes":
        check_reason(reason, field="reason")
    if decided_on > today:
        raise Refusal(
            "Beslutet kan inte vara fattat i framtiden.",
            field="decided_on",
            message_en="The decision cannot lie in the future.",
        )
    if decided_on.year < FIRST_YEAR:
        raise Refusal("Kontrollera årtalet.", field="decided_on", message_en="Check the year.")


@dataclass(frozen=True)
class _Verdict:
    """Who decided what: ``body`` is a party id, ``board`` or ``group``."""

    body: str
    outcome: str
    decided_by: str
    decided_on: date
    reason: str


def _decide_for_party(case: Case, verdict: _Verdict, *, by: Actor, at: datetime) -> None:
    _decide(case, "party_decided", verdict, by=by, at=at, party=verdict.body)
    if rules.everybody_said_yes(state_of(case)):
        record(case, "all_decided", by=SYSTEM, at=at)


def _decide(
    case: Case,
    kind: str,
    verdict: _Verdict,
    *,
    by: Actor,
    at: datetime,
    party: str = "",
    more: Mapping[str, object] | None = None,
) -> None:
    """The event and the row that belong to one decision; ``more`` goes into the event."""
    data = {
        "body": verdict.body,
        "outcome": verdict.outcome,
        "decided_by": verdict.decided_by.strip(),
        "decided_on": verdict.decided_on.isoformat(),
    } | dict(more or {})
    event = record(case, kind, by=by, at=at, party=party, data=data, why=verdict.reason.strip())
    Decision.objects.create(
        case=case,
        event=event,
        party=Organisation.objects.get(party_id=party) if party else None,
        outcome=verdict.outcome,
        decided_by=verdict.decided_by.strip(),
        decided_on=verdict.decided_on,
        reason=verdict.reason.strip(),
    )
