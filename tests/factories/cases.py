"""Situations: a case brought to a stage by the real actions, one month after the other in 2026.

``Story(cast).asked()`` is a case whose parties have been asked; ``.answered()`` one in which all have answered; and
so on. The default ESF+ case is the one of the page pictures in small: with Vadstena's promise the parties' share is
reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions import carrying_out
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.applications import applying
from samordna.agree.decisions.applications.certificates import issue_missing
from samordna.agree.decisions.applications.roles import recipients
from samordna.agree.decisions.rules import steps_in
from samordna.agree.needs import actions as needs
from samordna.agree.preparation import actions
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions import answers
from samordna.agree.preparation.writing import texts
from samordna.agree.preparation.writing.sections import SECTIONS
from samordna.ground.kernel.money import Money
from tests.factories.agree import DAY_ONE, Cast, on

WHO = {
    "fk": "erik",
    "af": "anna",
    "region-05": "johan",
    "municipality-0583": "fatima",
    "municipality-0584": "helena",
}
EVERYBODY = tuple(WHO)
COSTS = {
    "staff": {2027: 1_250, 2028: 1_650, 2029: 1_000},
    "other": {2027: 500, 2028: 660, 2029: 400},
}
#: thousands of kronor by party, kind and year
PROMISES = {
    "fk": {"benefits": (350, 700, 400)},
    "af": {"benefits": (150, 300, 170)},
    "region-05": {"wages": (230, 340, 210)},
    "municipality-0583": {"benefits": (170, 350, 210), "wages": (40, 50, 30), "cash": (120, 120, 60)},
    "municipality-0584": {"cash": (30, 30, 30), "benefits": (60, 100, 70)},
}
YEARS = (2027, 2028, 2029)


def promised(party: str) -> list[tuple[str, int, Money]]:
    """A party's promise as the action takes it."""
    return [
        (kind, year, Money.kronor(amount * 1000))
        for kind, amounts in PROMISES[party].items()
        for year, amount in zip(YEARS, amounts, strict=True)
    ]


@dataclass
class Story:
    """A case under way. Each step takes the ones before it, unless they are taken already."""

    cast: Cast
    kind: str = "esf"
    title: str = "Steget vidare"
    orientation: str = "individual"
    organiser: str = ""  # the party that is willing; nobody by default
    unwilling_to_pay: tuple[str, ...] = ()
    case: Case = field(init=False)

    def proposed(self) -> Story:
        """A need is written and a proposal begun."""
        need = needs.write_need(
            by=self.cast.actor("johan"),
            at=DAY_ONE,
            association=self.cast.association,
            title="Unga med ersättning men utan väg till arbete",
            group="19–29 år med aktivitetsersättning eller långvarigt försörjningsstöd",
            low=170,
            high=300,
            places=45,
            area="Motala och Vadstena",
            gap="125–255 saknar plats",
            evidence="23 av 31 handläggare ser att unga hamnar mellan parterna. Enkät, februari 2026",
            municipalities=["0583", "0584"],
            seen_by=["region-05", "fk"],
        )
        esf = {"area": "A2", "region": "SE12", "call_date": date(2026, 9, 1)} if self.kind == "esf" else {}
        self.case = actions.make_proposal(
            by=self.cast.actor("johan"),
            at=on(5, 4),
            need=need,
            title=self.title,
            kind=self.kind,
            orientation=self.orientation,
            start=date(2027, 3, 1),
            end=date(2029, 8, 31),
            participants=120,
            **esf,
        )
        return self

    def complete(self) -> Story:
        """Every section is written and the costs are planned."""
        self.proposed()
        by = self.cast.actor("johan")
        for question in (q.id for section in SECTIONS for q in section.questions_for(self.kind)):
            texts.save_text(by=by, at=on(6, 1), case=self.case, question=question, text=f"Om {question}.", based_on=0)
        lines = {line: {y: Money.kronor(a * 1000) for y, a in years.items()} for line, years in COSTS.items()}
        actions.plan_costs(by=by, at=on(6, 2), case=self.case, lines=lines)
        return self

    def asked(self, parties: tuple[str, ...] = EVERYBODY, deadline: date | None = date(2026, 11, 27)) -> Story:
        """The manager asks the parties."""
        self.complete()
        actions.ask_parties(
            by=self.cast.actor("maria"), at=on(9, 8), case=self.case, parties=parties, deadline=deadline
        )
        return self

    def answer(self, party: str, at: datetime | None = None, **changes: object) -> None:
        """One party answers all questions; ``changes`` replaces arguments of the action."""
        pays = self.kind == "esf" and party not in self.unwilling_to_pay
        given: dict[str, object] = {
            "takes_part": "yes",
            "organiser": "willing" if party == self.organiser else "refuses",
            "reasons": {"organiser": "Har inte personal för det.", "co_finances": "Det finns inga pengar i år."},
            "decided_by": "chefen",
            "decided_on": date(2026, 10, 19),
        }
        if self.kind == "esf":
            given |= {"co_finances": "yes" if pays else "no", "amounts": promised(party) if pays else []}
        answers.answer(
            by=self.cast.actor(WHO[party]), at=at or on(10, 20), case=self.case, party=party, **(given | changes)
        )

    def answered(self) -> Story:
        """All parties have answered."""
        self.asked()
        for party in EVERYBODY:
            self.answer(party)
        return self

    def recommended(self) -> Story:
        """The preparation group has recommended."""
        self.answered()
        actions.recommend(by=self.cast.actor("maria"), at=on(12, 3), case=self.case, why="Alla är eniga.")
        return self

    def decided(self) -> Story:
        """The board (a measure) or every party (ESF+) has said yes."""
        self.recommended()
        if self.kind == "measure":
            deciding.decide_board(
                by=self.cast.actor("maria"),
                at=on(12, 10),
                case=self.case,
                outcome="yes",
                decided_on=date(2026, 12, 9),
                minutes="Protokoll § 41",
            )
            return self
        for party in EVERYBODY[1:]:
            self.decide(party)
        self.through_fk()
        return self

    def decide(self, party: str, outcome: str = "yes", reason: str = "") -> None:
        """One party decides in its own order."""
        deciding.decide_party(
            by=self.cast.actor(WHO[party]),
            at=on(12, 14),
            case=self.case,
            party=party,
            outcome=outcome,
            decided_by="nämnden",
            decided_on=date(2026, 12, 11),
            reason=reason,
        )

    def through_fk(self) -> Story:
        """All steps of FK's decision order, with the plan that a guarantor for individuals asks for."""
        state = state_of(self.case)
        if state.guarantor_open:
            self.carry_on()
        for status in steps_in(state):
            departments = {"SF": 36, "FV": 84} if status.step.id == "regional" else None
            deciding.take_order_step(
                by=self.cast.actor("nadia"),
                at=on(12, 18),
                case=self.case,
                step=status.step.id,
                decided_by="Peter Sandin",
                title=status.step.decider.sv,
                departments=departments,
            )
        return self

    def carry_on(self) -> None:
        """The region and Motala say that they carry on."""
        actions.give_carry_on_plan(
            by=self.cast.actor("johan"),
            at=on(12, 16),
            case=self.case,
            text="Regionen och Motala kommun tar över handledarna.",
            parties=["region-05", "municipality-0583"],
        )

    def to_be_signed(self) -> Story:
        """Decided (ESF+: granted), and the agreement drafted."""
        self.decided()
        manager = self.cast.actor("maria")
        if self.kind == "esf":
            self.apply()
            self.legality()
            applying.record_grant(by=manager, at=on(2, 1, year=2027), case=self.case, granted=True)
        agreeing.draft_agreement(by=manager, at=on(2, 2, year=2027), case=self.case)
        return self

    def applied(self) -> Story:
        """Decided (ESF+ only), and the application handed in."""
        self.decided()
        self.apply()
        return self

    def apply(self) -> None:
        """The manager hands the application in."""
        manager = self.cast.actor("maria")
        applying.apply_for_support(by=manager, at=on(12, 21), case=self.case, diary_number="2026/00412")

    def certified(self) -> Story:
        """Applied for nothing yet: everybody has decided, and every payer has its certificate."""
        self.decided()
        issue_missing(by=self.cast.actor("maria"), at=on(12, 19), case=self.case)
        return self

    def legality(self, outcome: str = "passed") -> None:
        """The ESF council has checked the application."""
        day = on(1, 11, year=2027)
        applying.record_legality(
            by=self.cast.actor("maria"),
            at=day,
            case=self.case,
            outcome=outcome,
            on=day.date(),
            note="" if outcome == "passed" else "Kom in för sent.",
        )

    def undertake(self) -> None:
        """Every recipient of support signs the commitment to the council."""
        for party in recipients(self.state):
            applying.sign_undertaking(
                by=self.cast.actor("maria"),
                at=on(2, 11, year=2027),
                case=self.case,
                party=party,
                name="Karin Lund",
                title="kommundirektör",
                on=date(2027, 2, 11),
                document_hash="a" * 64,
            )

    def sign(self, party: str) -> None:
        """One party signs the first version; the association by its manager."""
        who = WHO.get(party, "maria")
        agreeing.sign(
            by=self.cast.actor(who), at=on(2, 10, year=2027), case=self.case, party=party, version=1, title="Chef"
        )

    def agreed(self) -> Story:
        """Everybody has signed."""
        self.to_be_signed()
        for party in (*EVERYBODY, "association-ostra-vattern"):
            self.sign(party)
        if self.kind == "esf":
            self.undertake()
        return self

    def running(self) -> Story:
        """The work has begun."""
        self.agreed()
        carrying_out.start(by=self.cast.actor("maria"), at=on(3, 1, year=2027), case=self.case)
        return self

    @property
    def state(self):
        """What is true of the case now."""
        self.case.refresh_from_db()
        return state_of(self.case)
