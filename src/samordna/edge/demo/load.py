"""Loads the demo country into an empty register: all or nothing, the same on SQLite and PostgreSQL.

Who people are goes to the vault first, then everything else to the register in one transaction with one audit event.
A mark is written last of all. A load that is cut off is made again by the next one: what it left in the vault is
removed, and what the register already holds is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from samordna.deliver.participants import bulk
from samordna.deliver.participants.models import Participation
from samordna.edge.demo import (
    association_years,
    board_meetings,
    cases,
    desk,
    handing_in,
    past_rows,
    people,
    plan,
    releases,
    reports,
    table_rows,
)
from samordna.edge.demo.ostra_vattern import UNGAS_VAG
from samordna.edge.demo.rows import Area, DemoCountry
from samordna.ground.kernel.clock import day_of
from samordna.ground.parameters.areas import municipalities
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit, marks
from samordna.ground.privacy.models import RegisterMark

#: Marks of how far a load has come; the second is the last thing written.
REGISTER_MARK, WHOLE_MARK = "demo_register", "demo_whole"
Say = Callable[[str], None]


def is_loaded() -> bool:
    """True when the demo country is there as a whole."""
    return _has(WHOLE_MARK)


def load_demo(*, at: datetime, say: Say = lambda _: None) -> None:
    """Load the demo country as it stands at the moment ``at``; nothing happens when it is there.

    ValueError for a register that is for real use or holds participations that the demo did not write.
    """
    if is_loaded():
        return
    if not _has(REGISTER_MARK):
        _load_register(at, say)
    say("a frozen extract, one linked with spells of benefit, and released tables")
    releases.make(at=at)
    say("the reports, decided by two")
    reports.make(at=at)
    RegisterMark.objects.create(name=WHOLE_MARK, value=str(plan.SEED), at=at)


def _load_register(at: datetime, say: Say) -> None:
    if marks.kind() == marks.REAL:
        raise ValueError("this register is for real use; the demo country goes into an empty one only")
    if Participation.objects.exists():
        raise ValueError("this register holds participations; the demo country goes into an empty one only")
    say("planning the country from its seed")
    areas = [Area(one.code, one.name, one.county) for one in municipalities().values()]
    country = plan.build(areas, today=day_of(at))
    releases.deliver(country)
    bulk.forget_strays_of_an_empty_register()
    say(f"{_spaced(len(country.people))} invented people into the vault, each encrypted by itself")
    pseudonyms = bulk.keep_many(country.people, at=at)
    with transaction.atomic():
        marks.mark(marks.DEMO, at=at)
        _write(country, pseudonyms, at, say)
        RegisterMark.objects.create(name=REGISTER_MARK, value=str(country.seed), at=at)


def _write(country: DemoCountry, pseudonyms: list[str], at: datetime, say: Say) -> None:
    say("83 associations that do not exist, and the people to log in as")
    table_rows.write_associations(country)
    people.make_accounts(at=at)
    say(f"{_spaced(len(country.measures))} measures with plan, budget and outcome")
    table_rows.write_measures(country)
    association_years.write_years(country)
    say(f"{_spaced(len(country.participations))} participations with their answers")
    table_rows.write_participations(country, pseudonyms, at)
    say("needs and cases of Östra Vättern, step by step through the ordinary actions")
    cases.make(at=at)
    say("what became of needs in six other associations")
    past_rows.write(at=at)
    say("the board of Östra Vättern, a meeting with minutes and two to come")
    board_meetings.make(at=at)
    say("a year that was handed in")
    handing_in.make(at=at)
    say("Östra Vättern's own questions with answers, and an entry that was cut off")
    desk.make(at=at)
    people.make_participant_link(pseudonym=pseudonyms[_participant(country)], at=at)
    audit.record(
        by=SYSTEM,
        at=at,
        what="demo.loaded",
        subject_kind="register",
        subject="demo",
        data={
            "seed": country.seed,
            "day": country.today.isoformat(),
            "measures": len(country.measures),
            "participations": len(country.participations),
        },
    )


def _participant(country: DemoCountry) -> int:
    """The position of the participant whose own page can be tried; others may have the same name."""
    return next(
        p.person
        for p in country.participations
        if p.person is not None
        and country.people[p.person].name == people.PARTICIPANT
        and country.measures[p.measure].code == UNGAS_VAG
    )


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _has(name: str) -> bool:
    return RegisterMark.objects.filter(name=name).exists()
