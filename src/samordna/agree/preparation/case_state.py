"""What is true of a case, as values: who was asked, who said what, what is promised, what it costs, what was decided.

Plain Python. A CaseState is made by ``history.replay`` and never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from samordna.agree.preparation.case_facts import (
    QUESTIONS,
    Answer,
    Asked,
    CarryOnPlan,
    Certificate,
    Commitment,
    CostLine,
    DecisionMade,
    Guarantor,
    Handling,
    Joining,
    Left,
    OrderStep,
    Plan,
    Question,
    Recommendation,
    Signed,
)
from samordna.agree.preparation.esf_state import Application, Grant, PartyRole, Undertaking
from samordna.agree.preparation.states import ESF, START
from samordna.ground.kernel.money import Money


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
    deadline: date | None = None  # the last of the parties' last days
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

    def deadline_of(self, party: str) -> date | None:
        """The party's own last day for answers: one that was asked later than the others has a later one."""
        return next((asked.deadline for asked in self.parties if asked.party == party), self.deadline)

    def late(self, on: date) -> tuple[str, ...]:
        """The parties whose last day has passed with a question left."""
        days = {party: self.deadline_of(party) for party in self.waiting_for}
        return tuple(party for party, day in days.items() if day is not None and day < on)

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

    def earlier_answer(self, party: str, question: str) -> Answer | None:
        """What a party said last in an earlier round: read beside the question, but no answer to it."""
        return next((a for a in reversed(self.answers_to(party, question)) if a.round < self.round), None)

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

    def moved(self, before: CaseState, **changes: object) -> CaseState:
        """The same as ``with_`` for the last step of an event, which no question about answers depends on.

        A state that the event has just made is nobody else's yet, so it is finished in place: half the copies.
        """
        if self is before:
            return self.with_(**changes)
        self.__dict__.update(changes)
        return self


def total(commitments: Iterable[Commitment], **match: object) -> Money:
    """The sum of the commitments whose fields equal those given: ``total(all, party="fk", year=2027)``."""
    return Money.total(c.amount for c in commitments if all(getattr(c, name) == value for name, value in match.items()))
