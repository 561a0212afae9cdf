"""A party's position, and what follows from it: everybody has answered, a guarantor case opens or closes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import transaction

from samordna.agree.preparation.case_facts import COMMITMENT_KINDS, Basis, Commitment, OnPaper
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_asked, check_decider, check_reason, check_stage
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.guarantor.guarantee import settle_guarantor
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_answer_for, check_manage
from samordna.agree.preparation.positions.asking import check_still_member
from samordna.agree.preparation.positions.respondents import check_write_in_for
from samordna.agree.preparation.rules.phases import Span, without_participants
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF, MEASURE
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import SYSTEM, Actor

VALUES: Final = {
    "takes_part": ("yes", "no", "cooperating"),
    "co_finances": ("yes", "no"),
    "organiser": ("willing", "refuses"),
}
#: Answers that somebody will ask about years later need a reason; to lead an ordinary measure nobody has to refuse.
_NEEDS_REASON: Final = {
    MEASURE: {("takes_part", "no")},
    ESF: {("takes_part", "no"), ("co_finances", "no"), ("organiser", "refuses")},
}
_BINDING: Final = {("co_finances", "yes"), ("organiser", "willing")}


class Promise(NamedTuple):
    """What a party promises of a kind in a year. Plain tuples of the first three are understood too.

    ``basis``: what benefits are computed from. ``post``: the party's own name for the post, or for the participants.
    """

    kind: str
    year: int
    amount: Money
    basis: Basis | None = None
    post: str = ""


@transaction.atomic
def answer(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    decided_by: str = "",
    decided_on: date | None = None,
    takes_part: str | None = None,
    co_finances: str | None = None,
    organiser: str | None = None,
    amounts: Iterable[Promise | tuple[str, int, Money]] = (),
    reasons: Mapping[str, str] | None = None,
    paper: OnPaper | None = None,
) -> CaseState:
    """State a party's position, all three questions or some. A question left out keeps the answer it has.

    ``takes_part``: yes, no, cooperating. ``co_finances``: yes (with ``amounts``) or no. ``organiser``: willing or
    refuses. ``reasons`` by question. An answer may be changed until the group has recommended; every earlier one is
    kept. The same answer once more changes nothing. Who decided, and when, is needed for what binds (``binds``).
    ``paper`` is for the manager, who writes in what a party without
    anybody in the system has said in a letter.
    """
    if paper is None:
        check_answer_for(by, case, party)
    else:
        check_write_in_for(by, case, party, day_of(at))
        _check_paper(paper)
    state = lock(case)
    check_stage(state, ANSWERS_OPEN)
    check_asked(state, party)
    check_still_member(case, state, party, day_of(at))
    given = {"takes_part": takes_part, "co_finances": co_finances, "organiser": organiser}
    said = {question: value for question, value in given.items() if value is not None}
    promises = [promise for promise in (Promise(*given) for given in amounts) if promise.amount.ore != 0]
    _check_values(said)
    _check_together(state, party, said, promises)
    if decided_by.strip() or decided_on or any(binds(state.plan.kind, *row) for row in said.items()):
        check_decider(decided_by, decided_on, day_of(at))
    decided = {"decided_by": decided_by.strip(), "decided_on": decided_on.isoformat() if decided_on else ""}
    data = {
        question: _as_data(question, value, promises, (reasons or {}).get(question, "")) | decided
        for question, value in said.items()
    }
    new = {question: row for question, row in data.items() if not _says_already(state, party, question, row)}
    if not new and _decided_anew(state, party, data):
        new = data
    new |= {question: row for question, row in data.items() if _decided_now(state, party, question, row)}
    for question, row in new.items():
        if (question, row["value"]) in _NEEDS_REASON[state.plan.kind]:
            check_reason(row["reason"], field=f"{question}_reason")
    if new:
        told = {"party": party, "answers": new} | ({"paper": asdict(paper)} if paper else {})
        record(case, "answered", by=by, at=at, party=party, data=told)
        _follow(case, at)
    return state_of(case)


def _check_paper(paper: OnPaper) -> None:
    """What was not said in the system must be possible to find again."""
    for field in ("said_by", "document"):
        if not getattr(paper, field).strip():
            raise Refusal(
                "Skriv vem som lämnade svaret." if field == "said_by" else "Skriv var svaret går att hitta.",
                field=field,
                message_en="Write who gave the answer." if field == "said_by" else "Write where the answer is found.",
            )


def binds(kind: str, question: str, value: str) -> bool:
    """Whether an answer is somebody's decision: money, leading, and every no that is asked about years later.

    To take part, or to cooperate, can be said before anybody has decided.
    """
    return (question, value) in _BINDING or (question, value) in _NEEDS_REASON[kind]


def _decided_now(state: CaseState, party: str, question: str, row: Mapping[str, Any]) -> bool:
    """An answer that was given before anybody had decided, and now somebody has."""
    before = state.answer(party, question)
    return before is not None and bool(row["decided_by"]) and not before.decided_by


def _decided_anew(state: CaseState, party: str, data: Mapping[str, Mapping[str, Any]]) -> bool:
    """The same answers by another decider or on another day: that too is something to keep."""
    before = [(state.answer(party, question), row) for question, row in data.items()]
    return all(
        found is not None
        and found.decided_on is not None
        and (found.decided_by, found.decided_on.isoformat()) != (row["decided_by"], row["decided_on"])
        for found, row in before
    )


@transaction.atomic
def close_answers(*, by: Actor, at: datetime, case: Case) -> CaseState:
    """Go on when the time for answers has run out: what is unanswered counts as no. Refusal before that day is over."""
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("positions",))
    if state.deadline is None or day_of(at) <= state.deadline:
        raise Refusal(
            "Svarstiden har inte gått ut.", message_en="The time for answers has not run out.", field="deadline"
        )
    record(case, "deadline_passed", by=by, at=at, data={"unanswered": list(state.waiting_for)})
    settle_guarantor(case, at)
    return state_of(case)


def _follow(case: Case, at: datetime) -> None:
    """What an answer leads to by itself."""
    state = state_of(case)
    if state.stage == "positions" and not state.waiting_for:
        record(case, "answers_complete", by=SYSTEM, at=at, data={"parties": len(state.asked)})
    settle_guarantor(case, at)


def _check_values(said: Mapping[str, str]) -> None:
    if not said:
        raise Refusal("Svara på minst en fråga.", field="takes_part", message_en="Answer at least one question.")
    for question, value in said.items():
        if value not in VALUES[question]:
            raise ValueError(f"{value!r} is no answer to {question}")


def _check_together(state: CaseState, party: str, said: Mapping[str, str], promises: list[Promise]) -> None:
    """The answers must fit each other and the plan. What is not said now is what was said before."""
    now = {question: said.get(question, state.value(party, question)) for question in VALUES}
    if now["takes_part"] in ("no", "cooperating") and said.get("organiser") == "willing":
        raise Refusal(
            "En part som inte deltar kan inte vilja vara projektanordnare. Ändra ett av svaren.",
            field="organiser",
            message_en="A party that does not take part cannot be willing: change one of the answers.",
        )
    if said.get("co_finances") == "yes" and not promises:
        raise Refusal(
            "Skriv minst ett belopp, eller svara nej på medfinansiering.",
            field="co_finances",
            message_en="Write at least one amount, or answer no to co-financing.",
        )
    if promises and said.get("co_finances") != "yes":
        raise Refusal(
            "Det står belopp, men svaret är inte ja. Ta bort beloppen eller ändra svaret.",
            field="co_finances",
            message_en="There are amounts, but the answer is not yes.",
        )
    _check_promises(state, promises)


def _check_promises(state: CaseState, promises: list[Promise]) -> None:
    seen: set[tuple[str, int]] = set()
    span = money.span_of(state.plan)
    for promise in promises:
        kind, year = promise.kind, promise.year
        if kind not in COMMITMENT_KINDS:
            raise ValueError(f"no such kind of promise: {kind}")
        for problem in _problems(state, promise, span, seen):
            raise problem
        seen.add((kind, year))


def _problems(
    state: CaseState, promise: Promise, span: Span | None, seen: Collection[tuple[str, int]]
) -> Iterator[Refusal]:
    """What is wrong with one promise, in the words of the one who promises."""
    kind, year, field = promise.kind, promise.year, f"{promise.kind}-{promise.year}"
    if (kind, year) in seen:
        yield Refusal(
            f"Samma form står två gånger för {year}. Lägg ihop beloppen.",
            field=field,
            message_en=f"The same kind stands twice for {year}: add the amounts together.",
        )
    if year not in state.plan.years:
        yield Refusal(f"{year} ligger utanför planen.", field=field, message_en=f"{year} lies outside the plan.")
    if promise.amount.ore < 0:
        yield Refusal(
            "Ett belopp kan inte vara mindre än noll.", field=field, message_en="An amount cannot be below zero."
        )
    if promise.basis is not None and (kind != "benefits" or promise.basis.amount != promise.amount):
        yield Refusal(
            f"Deltagare × timmar × värde är {promise.basis.amount} kronor, men beloppet är {promise.amount}."
            " Ta bort det ena.",
            field=field,
            message_en=f"Participants × hours × value is {promise.basis.amount}, but the amount is {promise.amount}.",
        )
    if kind == "benefits" and span is not None and without_participants(span, year):
        yield Refusal(
            f"{year} är bara planering eller avslutning. Då räknas ingen ersättning till deltagare."
            " Välj en annan form.",
            field=field,
            message_en=f"{year} is planning or closing only: no participants give benefits then. Choose another kind.",
        )


def _as_data(question: str, value: str, promises: list[Promise], reason: str) -> dict[str, Any]:
    row: dict[str, Any] = {"value": value, "reason": reason.strip()}
    if question == "co_finances":
        order = {kind: i for i, kind in enumerate(COMMITMENT_KINDS)}
        row["amounts"] = [
            promise_data(Commitment("", *promise))
            for promise in sorted(promises, key=lambda p: (order[p.kind], p.year))
        ]
    return row


def promise_data(promise: Commitment) -> dict[str, Any]:
    """A promise as event data; basis and post only where there are any."""
    row: dict[str, Any] = {"kind": promise.kind, "year": promise.year, "amount": str(promise.amount)}
    if promise.basis is not None:
        basis = promise.basis
        row["basis"] = {"participants": basis.participants, "hours": basis.hours, "value": str(basis.value)}
    return row | ({"post": promise.post.strip()} if promise.post.strip() else {})


def _says_already(state: CaseState, party: str, question: str, row: Mapping[str, Any]) -> bool:
    """True when the answer that holds says exactly this: pressing the button twice adds nothing."""
    before = state.answer(party, question)
    if before is None or (before.value, before.reason) != (row["value"], row["reason"]):
        return False
    promised = [promise_data(c) for c in before.commitments]
    amounts: list[Any] = row.get("amounts", [])
    return promised == amounts
