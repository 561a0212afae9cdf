"""The events of a case, folded into what can be asked about it. Pure: the same events and day give the same facts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from samordna.agree.accounting.rules.facts import (
    AnswerFact,
    AskedFact,
    BlockFact,
    CaseFacts,
    DecisionFact,
    GuarantorFact,
    MoneyFact,
    OrganiserFact,
    Reason,
    RefusalFact,
    Span,
    Trace,
)
from samordna.agree.preparation.case_facts import COMMITMENT_KINDS, QUESTIONS
from samordna.agree.preparation.case_state import CaseState, total
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.history import Event, apply
from samordna.agree.preparation.rules.organiser import Answer, Situation, organiser
from samordna.agree.preparation.situation import situation
from samordna.agree.preparation.states import ESF, STAGE, START
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import party_name

NO = {("takes_part", "no"), ("co_finances", "no"), ("organiser", "refuses")}


@dataclass(frozen=True, slots=True)
class Head:
    """What a case is called, and whose it is. ``association_party`` is the association's own party id."""

    key: str
    number: str
    title: str
    association: str
    association_party: str
    need: str


def facts_of(head: Head, events: Iterable[Event], until: date) -> CaseFacts | None:
    """What was known on the evening of ``until``. None while nobody had begun a proposal: then it is only a need.

    Events count in their order; the first that happened later, and all after it, were not known. The title is
    the one of today when no event says another.
    """
    teller = _Teller(head, until)
    for event in events:
        if not teller.tell(event):
            break
    return teller.facts() if teller.state.plan.kind else None


@contextmanager
def resting() -> Iterator[None]:
    """Let the collector of cycles rest while thousands of cases are folded and counted.

    That makes no cycles, and the collector would read all the facts again and again.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Teller:
    """Follows the events one by one and writes down what they mean."""

    def __init__(self, head: Head, until: date) -> None:
        self.head, self.until, self.title = head, until, head.title
        self.state = CaseState()
        self.day: date | None = None
        self.entered: Trace | None = None
        self.spans: list[Span] = []
        self.asked: dict[tuple[int, str], AskedFact] = {}
        self.answers: list[AnswerFact] = []
        self.organisers: list[OrganiserFact] = []
        self.guarantor: list[GuarantorFact] = []
        self.blocked: list[BlockFact] = []
        self.refusals: list[RefusalFact] = []
        self.decisions: list[DecisionFact] = []
        self.money: list[MoneyFact] = []
        self.events: list[tuple[str, Trace]] = []
        self.by_kind: dict[str, tuple[Trace, ...]] = {}
        self.taken_over = ""

    def tell(self, event: Event) -> bool:
        """Take in one event; False when it happened after the last day that counts.

        A day before that of the event before it counts as that day, so that no stay is shorter than nothing.
        """
        day = day_of(event.at)
        if day > self.until:
            return False
        self.day = day if self.day is None else max(self.day, day)
        trace = Trace(event.sequence, self.day)
        before = self.state
        self.state = apply(before, event)
        self.events.append((event.kind, trace))
        self.by_kind[event.kind] = (*self.by_kind.get(event.kind, ()), trace)
        if self.state.stage != before.stage:
            self._move(before.stage, event.kind, trace)
        note = _NOTES.get(event.kind)
        if note is not None:
            note(self, event, before, trace)
        if event.kind in _MAY_BLOCK or (self.blocked and self.blocked[-1].ended is None):
            self._follow_blocks(event, trace)
        return True

    def _move(self, stage: str, by: str, trace: Trace) -> None:
        if stage != START and self.entered is not None:
            days = (trace.day - self.entered.day).days
            self.spans.append(Span(stage, self.entered, trace, by, days))
        self.entered = trace

    def _name(self, party: str) -> str:
        return "Försäkringskassan" if party == "fk" else self.state.name_of(party)

    # -- one note for each kind of event that somebody asks about ---------------------------------

    def _titled(self, event: Event, before: CaseState, trace: Trace) -> None:
        self.title = str(event.data.get("title", self.title))

    def _parties_asked(self, event: Event, before: CaseState, trace: Trace) -> None:
        for party in self.state.parties:
            key = (self.state.round, party.party)
            self.asked[key] = AskedFact(party.party, party.name, self.state.round, trace, 0, None, ())

    def _party_added(self, event: Event, before: CaseState, trace: Trace) -> None:
        party, name = event.data["party"], event.data["name"]
        self.asked[self.state.round, party] = AskedFact(party, name, self.state.round, trace, 0, None, ())

    def _reminded(self, event: Event, before: CaseState, trace: Trace) -> None:
        key = (self.state.round, event.data["party"])
        if key in self.asked:
            self.asked[key] = replace(self.asked[key], reminders=self.asked[key].reminders + 1)

    def _answered(self, event: Event, before: CaseState, trace: Trace) -> None:
        party, state = event.data["party"], self.state
        asked = self.asked.get((state.round, party))
        for question in (q for q in QUESTIONS if q in event.data["answers"]):
            given = state.answer(party, question)
            if given is None:
                continue
            changed = before.answer(party, question) is not None
            days = (trace.day - asked.at.day).days if asked else 0
            name = self._name(party)
            self.answers.append(
                AnswerFact(
                    party=party,
                    name=name,
                    question=question,
                    value=given.value,
                    round=state.round,
                    at=trace,
                    days=days,
                    changed=changed,
                    promised=Money.total(c.amount for c in given.commitments) if given.commitments else _NOTHING,
                    decided_by=given.decided_by,
                    decided_on=given.decided_on,
                    reason=given.reason,
                    written_by=given.by_name,
                )
            )
            if changed and self.refusals:
                self._lift(question, party)
            if (question, given.value) in NO and (question != "organiser" or state.plan.kind == ESF):
                self.refusals.append(RefusalFact(question, party, name, given.reason, trace))
        if asked is not None:
            said = tuple((q, v) for q in QUESTIONS if (v := state.value(party, q)) is not None)
            whole = asked.answered or (None if state.unanswered(party) else trace)
            self.asked[state.round, party] = replace(asked, answered=whole, said=said)

    def _lift(self, question: str, party: str) -> None:
        """An answer was changed: a no that stood before stands no more."""
        self.refusals = [
            replace(no, stands=False) if (no.kind, no.party) == (question, party) else no for no in self.refusals
        ]

    def _recommended(self, event: Event, before: CaseState, trace: Trace) -> None:
        made, state = self.state.recommendation, self.state
        if made is None:
            return
        reasons = _said(event.data.get("reasons", ()))
        self.organisers.append(
            OrganiserFact(made.organiser, self._name(made.organiser), made.role, trace, made.why, reasons)
        )
        cash = Money.total(state.cash_costs.values())
        commitments = state.commitments
        promised = tuple((kind, total(commitments, kind=kind)) for kind in COMMITMENT_KINDS)
        found = MoneyFact(trace, cash, promised)
        try:
            plan = money.solve_whole(state, trace.day)
        except Refusal:  # the share is not public
            plan = None
        if plan is not None:
            found = replace(found, total_cost=plan.total, support=plan.support, gap=plan.share_gap)
        self.money.append(found)

    def _guarantor_opened(self, event: Event, before: CaseState, trace: Trace) -> None:
        conditions = tuple(str(c) for c in event.data.get("conditions", ()))
        self.guarantor.append(GuarantorFact(trace, conditions, _said(event.data.get("reasons", ()))))

    def _guarantor_closed(self, event: Event, before: CaseState, trace: Trace) -> None:
        if self.guarantor:
            self.guarantor[-1] = replace(self.guarantor[-1], closed=trace, why_closed=event.why)

    def _decided(self, event: Event, before: CaseState, trace: Trace) -> None:
        made = self.state.decisions[-1]
        board = made.body in ("board", "group")
        name = "" if board else self._name(made.body)
        self.decisions.append(
            DecisionFact(made.body, name, made.outcome, made.decided_by, made.decided_on, made.reason, trace)
        )
        if made.outcome == "no":
            kind = "board" if board else "party"
            self.refusals.append(RefusalFact(kind, "" if board else made.body, name, made.reason, trace))

    def _esf_refused(self, event: Event, before: CaseState, trace: Trace) -> None:
        self.refusals.append(RefusalFact("esf", "", "ESF-rådet", event.why, trace))

    def _withdrawn(self, event: Event, before: CaseState, trace: Trace) -> None:
        self.refusals.append(RefusalFact("withdrawn", "", "", event.why, trace))

    def _left(self, event: Event, before: CaseState, trace: Trace) -> None:
        party = event.data["party"]
        self.refusals.append(RefusalFact("left", party, self._name(party), event.why, trace))

    def _handed_over(self, event: Event, before: CaseState, trace: Trace) -> None:
        self.taken_over = event.why

    # -- when nobody can be organiser ------------------------------------------------------------

    def _follow_blocks(self, event: Event, trace: Trace) -> None:
        """The rule is asked at each event that can change its answer, while the organiser is to be settled."""
        open_block = bool(self.blocked) and self.blocked[-1].ended is None
        if event.kind in _MAY_BLOCK and self.state.stage == "organiser" and self.state.plan.kind == ESF:
            found = self._stop(trace)
        elif open_block and self.state.stage != "organiser":
            found = None
        else:
            return
        if open_block:
            last = self.blocked[-1]
            if found is not None and (found.parties, found.reason_sv) == (last.parties, last.reason_sv):
                return
            party = str(event.data.get("party", "")) or event.party
            self.blocked[-1] = replace(last, ended=trace, ended_by=event.kind, ended_by_party=party)
        if found is not None:
            self.blocked.append(found)

    def _stop(self, trace: Trace) -> BlockFact | None:
        state = self.state
        willing = (party for party in state.taking_part if state.value(party, "organiser") == "willing")
        if state.plan.area != "B" and any(party != "fk" for party in willing):
            return None  # the common case, told without asking the whole rule
        tried = situation(state, trace.day, self.head.association_party)
        found = _trial(tried, tuple((asked.party, asked.name) for asked in state.parties))
        if found is None or found.organiser or found.candidates or found.waiting_for:
            return None
        stop = next((reason for reason in reversed(found.reasons) if reason.stops), None)
        parties = tuple(str(party) for party in found.blocked_by)
        names = tuple(self._name(party) for party in parties)
        return BlockFact(trace, parties, names, stop.text_sv if stop else "", stop.text_en if stop else "")

    # -- and at the end ---------------------------------------------------------------------------

    def facts(self) -> CaseFacts:
        """Everything together."""
        state, plan = self.state, self.state.plan
        spans = list(self.spans)
        if self.entered is not None and not STAGE[state.stage].final:
            spans.append(Span(state.stage, self.entered, None, "", (self.until - self.entered.day).days))
        first, last = self.events[0][1].day, self.events[-1][1].day
        ends = last if STAGE[state.stage].final else self.until
        return CaseFacts(
            key=self.head.key,
            number=self.head.number,
            title=self.title,
            association=self.head.association,
            need=self.head.need,
            until=self.until,
            kind=plan.kind,
            orientation=plan.orientation,
            area=plan.area,
            region=plan.region,
            stage=state.stage,
            life=(ends - first).days,
            spans=tuple(spans),
            asked=tuple(self.asked.values()),
            answers=tuple(self.answers),
            organisers=tuple(self.organisers),
            guarantor=tuple(self.guarantor),
            blocked=tuple(self.blocked),
            refusals=tuple(self.refusals),
            decisions=tuple(self.decisions),
            money=tuple(self.money),
            events=tuple(self.events),
            by_kind=self.by_kind,
            taken_over=self.taken_over,
        )


@lru_cache(maxsize=8192)
def _trial(tried: Situation, named: tuple[tuple[str, str], ...]) -> Answer | None:
    """What the organiser rule says; the same situation is met again when a party answers back and forth.

    None for a plan or answers that the rule cannot be tried on.
    """
    known = dict(named)
    try:
        return organiser(tried, names=lambda party: known.get(str(party)) or party_name(party))
    except Refusal:
        return None


def _said(reasons: Iterable[object]) -> tuple[Reason, ...]:
    """The rule's sentences as an event holds them: records with a text and a source; for a measure only an id."""
    return tuple(Reason(str(r.get("text", "")), str(r.get("source", ""))) for r in reasons if isinstance(r, dict))


_NOTHING = Money.zero()
#: Events after which the rule of who may be organiser can give another answer.
_MAY_BLOCK = frozenset({"answers_complete", "deadline_passed", "answered", "plan_changed", "party_left"})
_Note = Callable[[_Teller, Event, CaseState, Trace], None]
_NOTES: dict[str, _Note] = {
    "proposal_made": _Teller._titled,
    "plan_changed": _Teller._titled,
    "parties_asked": _Teller._parties_asked,
    "party_asked_again": _Teller._reminded,
    "party_added": _Teller._party_added,
    "answered": _Teller._answered,
    "recommended": _Teller._recommended,
    "guarantor_opened": _Teller._guarantor_opened,
    "guarantor_closed": _Teller._guarantor_closed,
    "party_decided": _Teller._decided,
    "board_approved": _Teller._decided,
    "board_refused": _Teller._decided,
    "sent_back": _Teller._decided,
    "refused": _Teller._esf_refused,
    "withdrawn": _Teller._withdrawn,
    "party_left": _Teller._left,
    "handed_over": _Teller._handed_over,
}
