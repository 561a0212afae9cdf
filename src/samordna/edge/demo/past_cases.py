"""Cases of other associations, over and under way, as events that the same rules give. Pure, from a seed.

The stories themselves are in ``past_paths.py``. They are played as events and not through the actions, which would
take the demo a minute; each event is folded as it is told, so that a story the table of stages does not allow cannot
be told. What would happen after the day of loading is not told, so a story stops where it stands today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from samordna.agree.decisions import rules
from samordna.agree.preparation import checks
from samordna.agree.preparation.case_facts import Plan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.history import Event, apply, plan_data
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ESF, MEASURE
from samordna.edge.demo.names import person_name
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.kernel.money import Money

#: What a municipality, the region and the two agencies pay of the cash cost, in parts of a thousand.
SHARES = {"fk": 420, "af": 260, "region": 170, "municipality": 150}
REFUSES = {
    "fk": "Är inte rehabiliteringsaktör och kan inte ta resultatet vidare.",
    "af": "Saknar personal för uppdraget i länet.",
    "region": "Rehabilitering mot arbete ligger utanför regionens uppdrag.",
    "municipality": "För liten förvaltning för att ansvara för hela projektet.",
}
DECIDES = {
    "fk": "verksamhetsområdeschef",
    "af": "regionchef",
    "region": "regiondirektör",
    "municipality": "kommunstyrelsen",
}


#: Events that name the party in their data too.
OF_A_PARTY = ("answered", "order_step_taken", "party_left", "signed")


class NotYet(Exception):
    """The next thing in a story would happen after today."""


@dataclass(frozen=True)
class Home:
    """An association as a story needs it: the party ids with their names, municipalities last."""

    slug: str
    party: str
    name: str
    region: str  # NUTS2
    members: dict[str, str]


@dataclass
class PastCase:
    """A need and, when there is one, the case that came of it: events with the states after them."""

    home: Home
    need: Mapping[str, Any]
    title: str
    today: date
    random: Random
    day: date
    state: CaseState = field(default_factory=CaseState)
    events: list[Event] = field(default_factory=list)
    states: list[CaseState] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)

    # -- the small parts of every story -----------------------------------------------------------

    def wait(self, days: int) -> None:
        """Time goes by, a fifth more or less, to a weekday."""
        day = self.day + timedelta(days=round(days * self.random.uniform(0.8, 1.2)))
        self.day = day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def tell(self, kind: str, /, *, party: str = "", why: str = "", system: bool = False, **data: Any) -> None:
        """One event, on the day it has become; NotYet after today."""
        if self.day >= self.today:
            raise NotYet
        at = datetime.combine(self.day, time(8), STOCKHOLM) + timedelta(minutes=len(self.events))
        who = "Samordna" if system else self.who(party)
        if kind in OF_A_PARTY:
            data["party"] = party
        event = Event(kind, at, who, party, data, why, len(self.events) + 1)
        self.state = apply(self.state, event)
        self.events.append(event)
        self.states.append(self.state)

    def who(self, party: str) -> str:
        """The person who writes for a party (or for the association), the same through the whole story."""
        if party not in self.people:
            name = self.home.members.get(party, self.home.name)
            self.people[party] = f"{person_name(self.random, self.random.choice(['women', 'men']))}, {name}"
        return self.people[party]

    @property
    def parties(self) -> tuple[str, ...]:
        """Those who are asked: the agencies, the region and at most two municipalities."""
        municipal = [party for party in self.home.members if party.startswith("municipality")][:2]
        return (*(party for party in self.home.members if not party.startswith("municipality")), *municipal)

    @property
    def lead(self) -> str:
        """The first municipality."""
        return next(party for party in self.parties if party.startswith("municipality"))

    def propose(self, kind: str) -> None:
        """The need, and forty days later a proposal with its costs."""
        need, number = self.need, f"{self.day.year}-01"
        self.tell("need_identified", need=number, low=need.get("low"), high=need.get("high"), places=None)
        self.wait(30)
        first = (self.day + timedelta(days=330)).replace(day=1)
        esf: dict[str, Any] = {"area": "A2", "region": self.home.region, "call_date": self.day} if kind == ESF else {}
        orientation = "individual" if need.get("low") else "structural"
        plan = Plan(kind, orientation, start=first, end=first.replace(year=first.year + 2) - timedelta(days=1), **esf,
                    participants=60 if need.get("low") else None)  # fmt: skip
        self.tell("proposal_made", title=self.title, **plan_data(plan))
        self.wait(20)
        cash = self.random.randrange(1200, 2600, 100)
        amounts = {str(year): str(Money.kronor(cash * 600)) for year in plan.years}
        self.tell("costs_planned", lines=[{"id": "staff", "amounts": amounts}])

    def ask(self) -> None:
        """The parties are asked."""
        self.wait(25)
        parties = [{"party": party, "name": self.home.members[party]} for party in self.parties]
        deadline = min(self.day + timedelta(days=60), self.today + timedelta(days=20))
        self.tell("parties_asked", parties=parties, deadline=deadline.isoformat())

    def answer(
        self, party: str, *, willing: bool = False, pays: bool = True, takes_part: str = "yes", why: str = ""
    ) -> None:
        """A party answers everything."""
        decided = {"decided_by": DECIDES[party.split("-", maxsplit=1)[0]], "decided_on": self.day.isoformat()}
        answers: dict[str, Any] = {
            "takes_part": {"value": takes_part, "reason": "" if takes_part == "yes" else why} | decided
        }
        if takes_part == "yes":
            reason = "" if willing or self.state.plan.kind == MEASURE else REFUSES[party.split("-", maxsplit=1)[0]]
            if self.state.plan.kind == ESF:
                paid = {"value": "yes", "reason": "", "amounts": self.promise(party)}
                answers["co_finances"] = (paid if pays else {"value": "no", "reason": why}) | decided
            answers["organiser"] = {"value": "willing" if willing else "refuses", "reason": reason} | decided
        self.tell("answered", party=party, answers=answers)
        if self.state.stage == "positions" and not self.state.waiting_for:
            self.tell("answers_complete", system=True, parties=len(self.state.asked))
        self.guarantee()

    def promise(self, party: str) -> list[dict[str, Any]]:
        """The party's part of 110 percent of the cash cost, by year."""
        kind = "wages" if party.startswith("region") else "benefits"
        part = SHARES[party.split("-", maxsplit=1)[0]] * 11 // 10
        return [
            {"kind": kind, "year": year, "amount": str(Money(amount.ore * part // 1000))}
            for year, amount in self.state.cash_costs.items()
        ]

    def guarantee(self) -> None:
        """The guarantor case opens and closes by itself, as in the actions."""
        if self.state.stage != "organiser" or self.state.plan.kind != ESF:
            return
        found = who_organises(self.state, self.day, self.home.party)
        if found is None or (found.role == "guarantor") == self.state.guarantor_open:
            return
        if found.role == "guarantor":
            reasons = [reason.as_json() for reason in found.reasons]
            self.tell("guarantor_opened", party="fk", system=True, conditions=list(found.conditions), reasons=reasons)
        else:
            self.tell("guarantor_closed", party="fk", system=True, why=found.reasons[-1].text_sv)

    def answers(self, *, willing: str = "", but: str = "", why: str = "") -> None:
        """Everybody answers, one after the other; ``but`` does not pay."""
        for party in self.parties:
            self.wait(9)
            self.answer(party, willing=party == willing, pays=party != but, why=why)

    def recommend(self, why: str) -> None:
        """The group recommends what the rule gives."""
        self.wait(20)
        chosen, role, reasons = checks.settle(self.state, self.day, self.home.party)
        self.tell("recommended", why=why, organiser=chosen, role=role, reasons=reasons)

    def board(self, outcome: str, why: str = "") -> None:
        """The association's board decides."""
        self.wait(30)
        kind = {"yes": "board_approved", "no": "board_refused", "sent_back": "sent_back"}[outcome]
        self.tell(kind, why=why, body="board", outcome=outcome, decided_by="styrelsen", decided_on=self.day.isoformat())

    def decide(self, *, no: str = "", why: str = "") -> None:
        """Every party decides in its own order, FK last."""
        if self.state.guarantor_open and "carry_on_plan" in (
            self.state.guarantor.conditions if self.state.guarantor else ()
        ):
            self.tell("carry_on_plan_given", text="Kommunen tar över handledarna.", parties=[self.lead])
        for party in [p for p in rules.undecided(self.state) if p != "fk"]:
            self.wait(8)
            self._decided(party, "no" if party == no else "yes", why if party == no else "")
        while (step := rules.current_step(self.state)) is not None:
            self.wait(6)
            more: dict[str, Any] = {"departments": {"SF": 20, "FV": 40}} if step.id == "quality" else {}
            more |= {"department": "FV"} if step.id == "participation" else {}
            self.tell("order_step_taken", party="fk", step=step.id, outcome="done", decided_by=step.decider.sv, **more)
        self._decided("fk", "yes", "")
        if rules.everybody_said_yes(self.state):
            self.tell("all_decided", system=True)

    def _decided(self, party: str, outcome: str, why: str) -> None:
        who = DECIDES[party.split("-", maxsplit=1)[0]]
        on = self.day.isoformat()
        self.tell("party_decided", party=party, why=why, body=party, outcome=outcome, decided_by=who, decided_on=on)

    def apply(self) -> None:
        """The application goes to the ESF council."""
        self.wait(20)
        organiser = self.state.recommendation.organiser if self.state.recommendation else ""
        self.tell("applied", party=organiser, diary_number=f"{self.day.year}/{self.random.randrange(100, 999):05}")

    def council(self, granted: bool, why: str = "") -> None:
        """The council asks for completion, gets it, and answers."""
        self.wait(25)
        self.tell("completion_asked", why="Budgeten behöver förklaras.", on=self.day.isoformat())
        self.wait(10)
        self.tell("completion_sent", on=self.day.isoformat())
        self.wait(50)
        self.tell("granted" if granted else "refused", why=why, on=self.day.isoformat())

    def agree(self) -> None:
        """The agreement is written and everybody signs; past_rows writes the text and sets its hash."""
        self.wait(14)
        self.tell("agreement_drafted", version=1, document_hash="")
        for party in rules.signatories(self.state, self.home.party):
            self.wait(3)
            name, _comma, _where = self.who(party if party in self.home.members else "").partition(",")
            self.tell("signed", party=party, name=name, title="Chef", version=1, document_hash="")
        self.tell("all_signed", system=True)

    def start(self) -> None:
        """The work begins, on the first day of the plan or later."""
        self.wait(15)
        if self.state.plan.start and self.day < self.state.plan.start:
            self.day = self.state.plan.start
        self.tell("started")
