"""What a case can be asked about years later, as values. Each carries the number and the day of the event it rests on.

Plain Python. Made by ``story.facts_of`` from the events up to a day; never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samordna.agree.preparation.states import ESF, STAGE
from samordna.ground.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a fact comes from: the event's number within its case and the Swedish day on which it happened."""

    number: int
    day: date


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A need as it was written down. ``low``–``high`` persons, None when not counted; ``cases`` are keys.

    ``reason`` is why the association went no further with it.
    """

    key: str
    number: str
    title: str
    association: str
    day: date
    group: str = ""
    low: int | None = None
    high: int | None = None
    places: int | None = None
    area: str = ""
    cases: tuple[str, ...] = ()
    declined: date | None = None  # the day when the association said that it goes no further, while it holds
    reason: str = ""

    @property
    def ref(self) -> str:
        """The need among things counted: a need and a case of one association may have the same key."""
        return f"need:{self.key}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stay in a stage. Half-open: the day of leaving belongs to the next stage. ``left`` None: still there."""

    stage: str
    entered: Trace
    left: Trace | None
    left_by: str
    days: int


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A party asked in a round. ``answered`` when it had answered everything; ``said`` the last answer by question."""

    party: str
    name: str
    round: int
    at: Trace
    reminders: int
    answered: Trace | None
    said: tuple[tuple[str, str], ...]

    @property
    def days(self) -> int | None:
        """Days from the question to the whole answer; None when it never came."""
        return (self.answered.day - self.at.day).days if self.answered else None

    def value(self, question: str) -> str:
        """What the party said last to ``question`` in this round; "" when it never answered."""
        return dict(self.said).get(question, "")


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """An answer to one question. ``changed``: the party had answered it before in the round. ``days`` since asked."""

    party: str
    name: str
    question: str
    value: str
    round: int
    at: Trace
    days: int
    changed: bool
    promised: Money
    decided_by: str
    decided_on: date | None
    reason: str
    written_by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What the rule said when it was tried, as the event keeps it, and where the rule stands."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class OrganiserFact:
    """Whom the group proposed: ``role`` is willing, guarantor or, for a measure, lead. ``reasons`` are the rule's."""

    party: str
    name: str
    role: str
    at: Trace
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class GuarantorFact:
    """A guarantor case at FK: why it was opened, and when and why it was closed if its ground fell."""

    opened: Trace
    conditions: tuple[str, ...]
    reasons: tuple[Reason, ...]
    closed: Trace | None = None
    why_closed: str = ""


@dataclass(frozen=True, slots=True)
class BlockFact:
    """Nobody could be organiser: which parties stood in the way, the rule's sentence, and what ended it.

    ``ended_by`` is the kind of event that ended it, ``ended_by_party`` on whose behalf it happened.
    """

    at: Trace
    parties: tuple[str, ...]
    names: tuple[str, ...]
    reason_sv: str
    reason_en: str
    ended: Trace | None = None
    ended_by: str = ""
    ended_by_party: str = ""


@dataclass(frozen=True, slots=True)
class RefusalFact:
    """Somebody said no. ``kind``: takes_part, co_finances, organiser (answers), board, party, esf, withdrawn, left.

    ``stands`` is False for an answer that the party changed later.
    """

    kind: str
    party: str
    name: str
    reason: str
    at: Trace
    stands: bool = True


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A decision: ``body`` a party, ``board`` or ``group``; ``outcome`` yes, no or sent_back."""

    body: str
    name: str
    outcome: str
    decided_by: str
    decided_on: date
    reason: str
    at: Trace


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """The money when the group recommended. What cannot be computed (an ordinary measure, an unknown share) is None."""

    at: Trace
    cash_cost: Money
    promised: tuple[tuple[str, Money], ...]
    total_cost: Money | None = None
    support: Money | None = None
    gap: Money | None = None

    def of(self, kind: str) -> Money:
        """What is promised of one kind."""
        return dict(self.promised).get(kind, Money.zero())


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that a case answers, as known on the day ``until``. ``by_kind`` are the events once more, by kind."""

    key: str
    number: str
    title: str
    association: str
    need: str
    until: date
    kind: str
    orientation: str
    area: str
    region: str
    stage: str
    life: int
    spans: tuple[Span, ...]
    asked: tuple[AskedFact, ...]
    answers: tuple[AnswerFact, ...]
    organisers: tuple[OrganiserFact, ...]
    guarantor: tuple[GuarantorFact, ...]
    blocked: tuple[BlockFact, ...]
    refusals: tuple[RefusalFact, ...]
    decisions: tuple[DecisionFact, ...]
    money: tuple[MoneyFact, ...]
    events: tuple[tuple[str, Trace], ...]
    by_kind: Mapping[str, tuple[Trace, ...]]
    taken_over: str = ""

    @property
    def outcome(self) -> str:
        """What became of it: one of OUTCOMES. What is not closed, agreed or further is under way."""
        if self.stage == "closed":
            return CLOSED_BY[next(kind for kind, _ in reversed(self.events) if kind in CLOSED_BY)]
        return self.stage if self.stage in OUTCOMES else "under_way"

    @property
    def is_esf(self) -> bool:
        """An ESF+ project; else a measure that the association pays."""
        return self.kind == ESF

    @property
    def final(self) -> bool:
        """Nothing more happens."""
        return STAGE[self.stage].final

    def days_in(self, stage: str) -> int | None:
        """Days in a stage, every stay together; None when the case was never there."""
        stays = [span.days for span in self.spans if span.stage == stage]
        return sum(stays) if stays else None

    def when(self, *kinds: str) -> Trace | None:
        """The first event of one of ``kinds``."""
        first = [self.by_kind[kind][0] for kind in kinds if kind in self.by_kind]
        return min(first, key=lambda trace: trace.number) if first else None

    def all_of(self, *kinds: str) -> tuple[Trace, ...]:
        """Every event of one of ``kinds``."""
        found = [trace for kind in kinds for trace in self.by_kind.get(kind, ())]
        return tuple(sorted(found, key=lambda trace: trace.number))


CLOSED_BY = {"board_refused": "board_refused", "refused": "esf_refused", "withdrawn": "withdrawn"}
OUTCOMES = (
    "under_way",
    "agreed",
    "running",
    "ended",
    "handed_over",
    "board_refused",
    "esf_refused",
    "withdrawn",
)
