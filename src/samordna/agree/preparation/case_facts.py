"""What a case is made of, as values: a plan, who was asked and said what, what it costs, each decision and signature.

Plain Python; ``case_state.CaseState`` holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from samordna.agree.preparation.cofinancing.cost_basis import Basis as CostBasis
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
    said_on: date | None = None  # when the group said it, where that is written down


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
    department: str = ""  # the one that decided on taking part; "" in events before it was kept
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
