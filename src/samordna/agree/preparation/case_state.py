"""What is true of a case, as values: who was asked, who said what, what is promised, what it costs, what was decided.

Plain Python. A CaseState is made by ``history.replay`` and never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from samordna.agree.preparation.cofinancing.cost_basis import Basis as CostBasis
from samordna.agree.preparation.esf_state import Application, Grant, PartyRole, Undertaking
from samordna.agree.preparation.states import ESF, START
from samordna.ground.kernel.money import Money

QUESTIONS = ("takes_part", "co_finances", "organiser")
COMMITMENT_KINDS = ("cash", "benefits", "wages")


@dataclass(frozen=True)
class Plan:
    """The frame of a case. Dates are whole days; ``end`` is the last day.

    ``region`` is a NUTS2 code, "" for national. No participant takes part until ``planning_until`` or from
    ``closing_from`` on (both inclusive).
    """

    kind: str = ""
    orientation: str = ""
    area: str = ""
    region: str = ""
    call_date: date | None = None
    start: date | None = None
    end: date | None = None
    participants: int | None = None
    planning_until: date | None = None
    closing_from: date | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that the plan touches, in order; empty until both days are set."""
        if self.start is None or self.end is None:
            return ()
        return tuple(range(self.start.year, self.end.year + 1))


@dataclass(frozen=True)
class Asked:
    """A party that has been asked for its position, and when it was reminded. ``question``: what it was asked last."""

    party: str
    name: str
    at: datetime
    deadline: date | None = None
    again: tuple[datetime, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Basis:
    """What a promise of benefits is computed from: planned participants, hours for each, value of an hour."""

    participants: int
    hours: int
    value: Money

    @property
    def amount(self) -> Money:
        """Participants × hours × value, exact."""
        return Money(self.participants * self.hours * self.value.ore)


@dataclass(frozen=True)
class Commitment:
    """What a party promises: an amount of one kind for one year. ``basis`` says how it was computed, when it was.

    ``post`` is the party's own name for what it promises – which post, which participants – so that the same cost can
    be known again in another case.
    """

    party: str
    kind: str
    year: int
    amount: Money
    basis: Basis | None = None
    post: str = ""


@dataclass(frozen=True)
class OnPaper:
    """An answer that came outside the system, written in by the manager: who at the party gave it, in what document."""

    said_by: str
    document: str


@dataclass(frozen=True)
class Answer:
    """One party's answer to one question. Earlier answers are kept; ``round`` counts the times the parties were asked.

    ``value``: for takes_part ``yes``, ``no`` or ``cooperating`` (refers people, sits in a reference group: not taking
    part); for co_finances ``yes`` or ``no``; for organiser ``willing`` or ``refuses``.
    """

    party: str
    question: str
    value: str
    at: datetime
    by_name: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    reason: str = ""
    commitments: tuple[Commitment, ...] = ()
    round: int = 1
    paper: OnPaper | None = None


@dataclass(frozen=True)
class CostLine:
    """A line of the yearly budget that is paid in cash. ``basis`` says how it was computed; None when it was typed."""

    id: str
    amounts: tuple[tuple[int, Money], ...]
    basis: CostBasis | None = None

    def of(self, year: int) -> Money:
        """The line's amount for a year; zero if the year is not there."""
        return dict(self.amounts).get(year, Money.zero())

    @property
    def total(self) -> Money:
        """All years."""
        return Money.total(amount for _, amount in self.amounts)


@dataclass(frozen=True)
class Recommendation:
    """What the preparation group proposed. ``role`` is ``willing``, ``guarantor`` or, for a measure, ``lead``.

    ``rates`` are the shares of support that the money was tried with: the case keeps them whatever comes into force
    later. As event data; empty for a measure and where the share is not public.
    """

    organiser: str
    role: str
    at: datetime
    by_name: str
    why: str
    meeting: str = ""
    rates: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CarryOnPlan:
    """Who carries on when the project ends: needed when FK is guarantor for an individual project."""

    text: str
    parties: tuple[str, ...]
    at: datetime
    by_name: str


@dataclass(frozen=True)
class Guarantor:
    """FK's case as organiser of last resort. Closed when the ground falls, for example by a changed answer."""

    opened: datetime
    conditions: tuple[str, ...] = ()
    closed: datetime | None = None
    why_closed: str = ""

    @property
    def is_open(self) -> bool:
        """True while the ground holds."""
        return self.closed is None


@dataclass(frozen=True)
class OrderStep:
    """A step of a party's decision order that has been taken, with its outcome ``done`` or ``no``."""

    party: str
    step: str
    outcome: str
    at: datetime
    decided_by: str
    title: str = ""
    note: str = ""
    departments: tuple[tuple[str, int], ...] = ()
    order: str = ""  # the first day of the version of the order that the party decides by; "" in old events


@dataclass(frozen=True)
class Question:
    """A question from the review, and its answer when there is one."""

    number: int
    text: str
    asked_by: str
    asked_at: datetime
    step: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class DecisionMade:
    """A decision by a party or by the association's board: ``yes``, ``no`` or ``sent_back``."""

    body: str  # party id, or "board"
    outcome: str
    decided_by: str
    decided_on: date
    reason: str
    at: datetime
    round: int
    meeting: str = ""  # key of the meeting that decided, where there was one
    minutes: str = ""  # where the minutes stand when they are kept elsewhere, or on what ground it was decided outside


@dataclass(frozen=True)
class Signed:
    """A recorded signature under one version of the agreement."""

    party: str
    name: str
    title: str
    at: datetime
    version: int
    document_hash: str


@dataclass(frozen=True)
class Left:
    """A party that left after the recommendation, and in which stage the case was then."""

    party: str
    at: datetime
    by_name: str
    why: str
    stage: str
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class Joining:
    """A party that comes in by an amendment of the agreement, from the day when everybody has signed it."""

    party: str
    name: str


@dataclass(frozen=True)
class Handling:
    """A step of the ESF council's or the region's handling of an application: ``event`` is the kind of event.

    ``outcome`` for legality_checked: passed, failed; for prioritised: supported, not_supported.
    """

    event: str
    at: datetime
    by_name: str
    on: date | None = None
    outcome: str = ""
    body: str = ""
    note: str = ""
    deadline: date | None = None  # of a completion that was asked for


@dataclass(frozen=True)
class Certificate:
    """A co-financing certificate made for a payer: its number in the case, the hash of what it says, who signed it."""

    party: str
    number: int
    at: datetime
    document_hash: str
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class CaseState:
    """The whole case after its events so far."""

    stage: str = START
    since: datetime | None = None
    changed: datetime | None = None
    need: str = ""
    plan: Plan = field(default_factory=Plan)
    round: int = 0
    decision_round: int = 0
    deadline: date | None = None
    answers_closed: bool = False  # the time for answers ran out: what is unanswered counts as no
    parties: tuple[Asked, ...] = ()
    answers: tuple[Answer, ...] = ()
    costs: tuple[CostLine, ...] = ()
    recommendation: Recommendation | None = None
    guarantor: Guarantor | None = None
    carry_on: CarryOnPlan | None = None
    order: tuple[OrderStep, ...] = ()
    questions: tuple[Question, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    agreement_version: int = 0
    agreement_hash: str = ""
    agreement_left: int = 0  # how many had left when the newest text was written
    agreement_in_force: int = 0  # the version that everybody has signed; 0 before the first
    signatures: tuple[Signed, ...] = ()
    left: tuple[Left, ...] = ()
    joining: tuple[Joining, ...] = ()
    next_organiser: str = ""  # named by the amendment that waits for signatures
    applied_at: datetime | None = None
    diary_number: str = ""
    application: Application | None = None
    handling: tuple[Handling, ...] = ()
    grant: Grant | None = None
    certificates: tuple[Certificate, ...] = ()
    roles: tuple[PartyRole, ...] = ()  # every role that was written; the latest of a party holds
    undertakings: tuple[Undertaking, ...] = ()
    closed_because: str = ""

    # -- questions about parties -------------------------------------------------

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the parties asked in this round, in the order they were asked."""
        return tuple(party.party for party in self.parties)

    def name_of(self, party: str) -> str:
        """The name a party was asked under; the id itself if it was never asked."""
        return next((asked.name for asked in self.parties if asked.party == party), party)

    def answer(self, party: str, question: str) -> Answer | None:
        """The answer that holds now: the latest of this round, or None."""
        return self._held.get((party, question))

    @cached_property
    def _held(self) -> dict[tuple[str, str], Answer]:
        """The answers of this round that hold, by party and question; later ones take the place of earlier ones."""
        return {(a.party, a.question): a for a in self.answers if a.round == self.round}

    def answers_to(self, party: str, question: str) -> tuple[Answer, ...]:
        """Every answer a party has given to a question, the oldest first."""
        return tuple(a for a in self.answers if a.party == party and a.question == question)

    def value(self, party: str, question: str) -> str | None:
        """The value of the answer that holds, or None when unanswered."""
        found = self.answer(party, question)
        return found.value if found else None

    def questions_for(self, party: str) -> tuple[str, ...]:
        """The questions a party must answer: one that does not take part has no more to say.

        An ordinary measure is paid by the association, so nobody is asked to co-finance it.
        """
        if self.value(party, "takes_part") in ("no", "cooperating"):
            return ("takes_part",)
        return QUESTIONS if self.plan.kind == ESF else ("takes_part", "organiser")

    def unanswered(self, party: str) -> tuple[str, ...]:
        """The questions a party has left."""
        return tuple(q for q in self.questions_for(party) if self.answer(party, q) is None)

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """The parties with a question left, in the order they were asked."""
        return tuple(party for party in self.asked if self.unanswered(party))

    @property
    def taking_part(self) -> tuple[str, ...]:
        """The parties that have said that they take part."""
        return tuple(party for party in self.asked if self.value(party, "takes_part") == "yes")

    # -- questions about money ---------------------------------------------------

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """What is promised now, by the parties that take part and co-finance; nothing of what they promised before."""
        found: list[Commitment] = []
        for party in self.taking_part:
            answer = self.answer(party, "co_finances")
            if answer is not None and answer.value == "yes":
                found.extend(answer.commitments)
        return tuple(found)

    @property
    def cash_costs(self) -> dict[int, Money]:
        """What the project pays in cash, by year of the plan: every line together."""
        years = sorted({*self.plan.years, *(year for line in self.costs for year, _ in line.amounts)})
        return {year: Money.total(line.of(year) for line in self.costs) for year in years}

    # -- questions about decisions -----------------------------------------------

    @property
    def decisions_now(self) -> tuple[DecisionMade, ...]:
        """The latest decision of each body in this round of decisions.

        A new one begins when the parties are asked, and when one of them leaves: then it is another project.
        """
        latest = {d.body: d for d in self.decisions if d.round == self.decision_round}
        return tuple(latest.values())

    @property
    def has_amendment(self) -> bool:
        """A newer version of the agreement waits for signatures while the one in force holds."""
        return 0 < self.agreement_in_force < self.agreement_version

    @property
    def signed_parties(self) -> tuple[str, ...]:
        """Those who have signed the version of the agreement that holds."""
        return tuple(s.party for s in self.signatures if s.version == self.agreement_version)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Questions from the review without an answer."""
        return tuple(q for q in self.questions if q.answered_at is None)

    @property
    def guarantor_open(self) -> bool:
        """True while a guarantor case is open at FK."""
        return self.guarantor is not None and self.guarantor.is_open

    def with_(self, **changes: object) -> CaseState:
        """The same case with something changed.

        Written out because a case is folded from its events again and again, and ``replace`` takes ten times as long.
        """
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(f"a case has no {sorted(changes.keys() - self.__dict__.keys())}")
        made = object.__new__(CaseState)
        made.__dict__.update(self.__dict__, **changes)
        if "answers" in changes or "round" in changes:
            made.__dict__.pop("_held", None)
        return made


def total(commitments: Iterable[Commitment], **match: object) -> Money:
    """The sum of the commitments whose fields equal those given: ``total(all, party="fk", year=2027)``."""
    return Money.total(c.amount for c in commitments if all(getattr(c, name) == value for name, value in match.items()))
