"""Needs and cases of Östra Vättern, told in ``stories.yaml`` and played through the ordinary actions, in order of time.

Nothing is written past the actions: what a rule would refuse cannot be told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from samordna.agree.decisions import actions as decisions
from samordna.agree.decisions import carrying_out
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.applications import applying, certificates, roles
from samordna.agree.needs import actions as needs
from samordna.agree.needs.models import Estimate, Need
from samordna.agree.preparation import actions as preparation
from samordna.agree.preparation.case_facts import Basis
from samordna.agree.preparation.cofinancing.costs import with_flat_rate
from samordna.agree.preparation.cofinancing.unit_costs import read_in
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions import asking
from samordna.agree.preparation.positions.answers import Promise, answer
from samordna.agree.preparation.writing import texts
from samordna.deliver.projects.models import Measure
from samordna.edge.demo import people, talk
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association

MANAGER, FK_OFFICE = "Maria Lindqvist", "Nadia Rahimi"
#: From this year on the days of the stories are moved by days, so that "three days ago" stays; before, by years.
NEAR = 2025
Facts = Mapping[str, Any]


@cache
def stories() -> dict[str, Any]:
    """What has happened, as it is told."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("stories.yaml").read_text(encoding="utf-8"))
    return loaded


def make(*, at: datetime) -> None:
    """Play every step of every story, the earliest first."""
    teller = Teller(day_of(at))
    steps = [
        *teller.estimates(),
        *teller.needs(),
        *(step for story in stories()["cases"] for step in teller.case(story)),
    ]
    for number, step in enumerate(sorted(steps, key=lambda step: step.day)):
        moment = datetime.combine(step.day, time(8), STOCKHOLM) + timedelta(minutes=number)
        step.play(by=people.actor(step.who, moment), at=min(moment, at))
    _read_in_unit_costs(teller, at)
    for story in stories()["cases"]:
        if "measure" in story:
            Measure.objects.filter(code=story["measure"]).update(case=teller.made_cases[story["key"]])


def _read_in_unit_costs(teller: Teller, at: datetime) -> None:
    """A table of unit costs to try: read in as anybody would, from a file."""
    told = stories()["unit_costs"]
    first = teller.plan_day(told["valid_from"])
    lines = ["funktion;år;kronor per timme"]
    for function, amounts in told["rows"].items():
        lines += [f"{function};{first.year + 1 + position};{amount}" for position, amount in enumerate(amounts)]
    read_in(
        by=people.actor(MANAGER, at),
        at=at,
        association=OSTRA_VATTERN,
        file_name="enhetskostnader.csv",
        content="\n".join(lines).encode(),
        **{name: told[name] for name in ("name", "year_hours", "source")},
        valid_from=first,
    )


@dataclass(frozen=True)
class Step:
    """Something that somebody did on a day; ``play`` does it, given who and when."""

    day: date
    who: str
    play: Callable[..., object]


@dataclass
class Teller:
    """Knows the day of loading and what has been made so far."""

    today: date
    made_needs: dict[str, Need] = field(default_factory=dict)
    made_cases: dict[str, Case] = field(default_factory=dict)

    @property
    def association(self) -> Association:
        """Östra Vättern."""
        return Association.objects.get(slug=OSTRA_VATTERN)

    def day(self, told: date) -> date:
        """A day of a story as it is when loading today: a weekday, and in the order in which it is told."""
        moved = self.plan_day(told) if told.year < NEAR else told + (self.today - stories()["today"])
        return moved - timedelta(days=max(0, moved.weekday() - 4))

    def plan_day(self, told: date) -> date:
        """A first or last day of a plan: moved by whole years, so that a first of March stays one."""
        return told.replace(year=told.year + self.today.year - stories()["today"].year)

    def estimates(self) -> Iterator[Step]:
        """The association's own estimates, one a year."""
        words = stories()["estimate_words"]
        low, high = words["overlap"]
        for told in stories()["estimates"]:
            groups = [
                group | {"stock": stock, "period": told["period"]}
                for group, stock in zip(words["groups"], told["stocks"], strict=True)
            ]
            facts = {name: words[name] for name in ("name", "source", "note", "overlap_note")}
            yield Step(
                self.day(told["day"]),
                "Johan Ek",
                partial(
                    needs.make_estimate,
                    key=f"{OSTRA_VATTERN}-{told['key']}",
                    year=told["year"],
                    groups=groups,
                    association=self.association,
                    overlap_low=low,
                    overlap_high=high,
                    **facts,
                ),
            )

    def needs(self) -> Iterator[Step]:
        """Every need, as it was written down."""
        for told in stories()["needs"]:
            yield Step(self.day(told["day"]), told["by"], partial(self._write_need, told))

    def _write_need(self, told: Facts, *, by: Actor, at: datetime) -> None:
        facts = {name: value for name, value in told.items() if name not in ("key", "day", "by", "estimate")}
        if "estimate" in told:
            keys = (told["estimate"], f"{OSTRA_VATTERN}-{told['estimate']}")
            facts["estimate"] = Estimate.objects.filter(key__in=keys).first()
        self.made_needs[told["key"]] = needs.write_need(by=by, at=at, association=self.association, **facts)

    def case(self, story: Facts) -> Iterator[Step]:
        """A case from its proposal to where it stands."""
        told = Told(self, story)
        for part in ("made", "texts", "costs", "asked"):
            if part in story:
                facts = story[part]
                play = partial(getattr(told, f"_{part}"), facts)
                yield Step(self.day(facts["day"]), facts.get("by", MANAGER), play)
        for facts in story.get("talk", ()):
            yield Step(self.day(facts["day"]), facts["by"], partial(told.talked, facts))
        for facts in story.get("answers", ()):
            yield Step(self.day(facts["day"]), stories()["people"][facts["party"]], partial(told.answered, facts))
        for facts in story.get("then", ()):
            who = FK_OFFICE if facts["do"].startswith("fk_") else MANAGER
            if facts["do"] == "decide":
                who = stories()["people"][facts["party"]]
            yield Step(self.day(facts["day"]), who, partial(getattr(told, facts["do"]), facts))


@dataclass
class Told:
    """The acts of one story. Each gets what is told of it, who does it and when."""

    teller: Teller
    story: Facts

    @property
    def case(self) -> Case:
        """The case, once it has been made."""
        return self.teller.made_cases[self.story["key"]]

    def _made(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        title = facts["title"].replace("2027", str(self.teller.today.year + 1))
        call = self.teller.day(facts["call"]) if "call" in facts else None
        self.teller.made_cases[self.story["key"]] = preparation.make_proposal(
            by=by,
            at=at,
            need=self.teller.made_needs[self.story["need"]],
            title=title,
            kind=facts["kind"],
            orientation=facts.get("orientation", "individual"),
            area=facts.get("area", ""),
            region=facts.get("region", ""),
            call_date=call,
            start=self.teller.plan_day(facts["start"]),
            end=self.teller.plan_day(facts["end"]),
            participants=facts.get("participants"),
        )

    def _texts(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        for question, common in stories()["texts"].items():
            if question not in facts.get("left", ()):
                text = facts.get(question, common)
                texts.save_text(by=by, at=at, case=self.case, question=question, text=text, based_on=0)

    def talked(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """Something said or done around the proposal."""
        talk.ACTS[facts["do"]](self.case, facts, by=by, at=at)

    def _costs(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        typed = {line: self._by_year(facts[line]) for line in ("staff", "other") if line in facts}
        phases = {
            name: self.teller.plan_day(facts[name]) for name in ("planning_until", "closing_from") if name in facts
        }
        if phases:
            preparation.change_plan(by=by, at=at, case=self.case, **phases)
        lines, bases = with_flat_rate(typed, facts.get("flat", ""), day_of(at))
        preparation.plan_costs(by=by, at=at, case=self.case, lines=lines, bases=bases)

    def _by_year(self, thousands: list[int]) -> dict[int, Money]:
        """Amounts in thousands of kronor, year by year from the first of the plan."""
        first = self.teller.plan_day(self.story["made"]["start"]).year
        return {first + position: Money.kronor(1000 * amount) for position, amount in enumerate(thousands)}

    def _asked(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        deadline = self.teller.day(facts["deadline"])
        preparation.ask_parties(by=by, at=at, case=self.case, parties=facts["parties"], deadline=deadline)

    def answered(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """A party's position. In an ESF+ case with what it promises, or why it does not."""
        promised = facts.get("co_finances")
        amounts = [
            Promise(kind, year, amount, self._basis(facts, kind, year))
            for kind, thousands in (promised.items() if isinstance(promised, dict) else ())
            for year, amount in self._by_year(thousands).items()
        ]
        answer(
            by=by,
            at=at,
            case=self.case,
            party=facts["party"],
            decided_by=facts["decided_by"],
            decided_on=day_of(at),
            takes_part="yes",
            co_finances="yes" if amounts else promised,
            organiser=facts["organiser"],
            amounts=amounts,
            reasons={"organiser": facts.get("why", ""), "co_finances": facts.get("why_not", "")},
        )

    def ask_again(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The manager reminds a party."""
        asking.ask_again(by=by, at=at, case=self.case, party=facts["party"])

    def move_deadline(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The parties get another last day."""
        deadline = self.teller.day(facts["deadline"])
        asking.move_deadline(by=by, at=at, case=self.case, deadline=deadline, why=facts["why"])

    def _basis(self, facts: Facts, kind: str, year: int) -> Basis | None:
        """What the benefits of a year are computed from, when it is told."""
        if kind != "benefits" or "basis" not in facts:
            return None
        participants, hours, value = facts["basis"][year - self.teller.plan_day(self.story["made"]["start"]).year]
        return Basis(participants, hours, Money.kronor(value))

    def recommend(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The preparation group recommends."""
        preparation.recommend(by=by, at=at, case=self.case, why=facts["why"])

    def board(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The association's board decides on a measure."""
        on = day_of(at)
        decisions.decide_board(
            by=by,
            at=at,
            case=self.case,
            outcome=facts["outcome"],
            decided_on=on,
            minutes=f"Protokoll {on.isoformat()} § {facts['section']}",
        )

    def decide(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """A party decides in its own order."""
        decisions.decide_party(
            by=by,
            at=at,
            case=self.case,
            party=facts["party"],
            outcome="yes",
            decided_by=facts["decided_by"],
            decided_on=day_of(at),
        )

    def fk_step(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """FK takes a step of its decision order."""
        told = {name: facts[name] for name in ("step", "decided_by", "title", "departments") if name in facts}
        decisions.take_order_step(by=by, at=at, case=self.case, **told)

    def fk_questions(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """FK's review sends the papers back with questions."""
        decisions.ask_questions(by=by, at=at, case=self.case, asked_by=facts["asked_by"], questions=facts["questions"])

    def apply(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The application goes to the ESF council."""
        applying.apply_for_support(by=by, at=at, case=self.case, diary_number=facts.get("diary_number", ""))

    def role(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """A party's role in the project is settled; a partner's budget in thousands of kronor."""
        budget = Money.kronor(1000 * facts["budget"]) if "budget" in facts else None
        applying.set_role(by=by, at=at, case=self.case, party=facts["party"], role=facts["role"], budget=budget)

    def certify(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """Every payer gets its certificate, and signs it the same day."""
        for made in certificates.issue_missing(by=by, at=at, case=self.case):
            who = facts["names"][made.organisation.party_id]
            certificates.sign_certificate(
                by=by, at=at, case=self.case, number=made.number, name=who, title="behörig chef", on=day_of(at)
            )

    def legality(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The ESF council finds nothing wrong."""
        applying.record_legality(by=by, at=at, case=self.case, outcome="passed", on=day_of(at))

    def prioritise(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The region puts the application first."""
        body = "Strukturfondspartnerskapet"  # the stories of other years are told a few years later
        applying.record_prioritisation(by=by, at=at, case=self.case, outcome="supported", on=day_of(at), body=body)

    def grant(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The ESF council grants support."""
        state = state_of(self.case)
        sought = state.application.support if state.application else None
        granted = sought - Money.kronor(1000 * facts.get("less", 0)) if sought else None
        told = {name: facts.get(name, "") for name in ("conditions", "diary_number")}
        applying.record_grant(by=by, at=at, case=self.case, granted=True, support=granted, **told)

    def undertake(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The recipients of support sign the commitment to the council."""
        for party in roles.recipients(state_of(self.case)):
            applying.sign_undertaking(
                by=by,
                at=at,
                case=self.case,
                party=party,
                name=facts["names"][party],
                title="behörig firmatecknare",
                on=day_of(at),
                document_hash=hashlib.sha256(party.encode()).hexdigest(),
            )

    def draft(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The agreement is written from the template."""
        agreeing.draft_agreement(by=by, at=at, case=self.case)

    def sign(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """Everybody signs: the manager for the association, each party's own person for the party."""
        home = self.teller.association.organisation.party_id
        agreeing.sign(by=by, at=at, case=self.case, party=home, version=1)
        for party in self.story["asked"]["parties"]:
            somebody = people.actor(stories()["people"][party], at)
            agreeing.sign(by=somebody, at=at, case=self.case, party=party, version=1)

    def start(self, facts: Facts, *, by: Actor, at: datetime) -> None:
        """The work begins."""
        carrying_out.start(by=by, at=at, case=self.case)
