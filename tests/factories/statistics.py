"""A register that is worth a table: enough people that some cells are small and some are not."""

from __future__ import annotations

from datetime import date, datetime

from samordna.deliver.participants.models import Occasion, Participation, SupportAnswer
from samordna.deliver.projects.models import Measure, MeasureGroup
from samordna.ground.parties.actor import SYSTEM
from samordna.learn.statistics import actions, stored_areas
from samordna.learn.statistics.models import ExtractRecord, Release
from tests.factories.deliver import AT, Cast

#: sex, benefit, year, how many began. Ended within the year, so ongoing = new.
PEOPLE = (
    ("women", "sjukpenning", 2018, 20),
    ("men", "sjukpenning", 2018, 10),
    ("women", "sjukpenning", 2019, 25),
    ("men", "sjukpenning", 2019, 3),
    ("women", "aktivitetsersattning", 2019, 6),
)


def fill(cast: Cast) -> None:
    """People in the cast's two measures, straight into the tables: nobody's name is needed for a number."""
    Measure.objects.update(start=date(2016, 1, 1))
    MeasureGroup.objects.create(measure=cast.measure, group="long_term_sick")
    begin(cast, PEOPLE)


def begin(cast: Cast, people: tuple[tuple[str, str, int, int], ...], tag: str = "") -> None:
    """So many of each sex begin with a benefit in a year; the ``tag`` tells them from others."""
    made = []
    for sex, benefit, year, count in people:
        for number in range(count):
            one = Participation(
                # Every fourth takes part in the other association's measure.
                measure=cast.other if number % 4 == 3 else cast.measure,
                mode="person",
                person=f"{sex[0]}-{benefit}-{year}-{number}{tag}",
                sex=sex,
                birth_year=1980,
                start=date(year, 2, 1),
                start_year=year,
                end=date(year, 11, 30),
                state="ended",
                end_reason="according_to_plan",
            )
            made.append((one, benefit))
    Participation.objects.bulk_create(one for one, _ in made)
    occasions = [Occasion(participation=one, kind="in", on=one.start, all_asked=True) for one, _ in made]
    Occasion.objects.bulk_create(occasions)
    SupportAnswer.objects.bulk_create(
        SupportAnswer(occasion=occasion, source=benefit, extent=100)
        for occasion, (_, benefit) in zip(occasions, made, strict=True)
    )


def extracted(at: datetime = AT) -> ExtractRecord:
    """An extract of the register, by the system."""
    return actions.make_extract(by=SYSTEM, at=at, why="test")


def proposed(cast: Cast, tables: tuple[str, ...] = ("af-fk-2020-1",), at: datetime = AT) -> Release:
    """A release that Anna has proposed."""
    return actions.propose_release(extract=extracted(at), tables=tables, by=cast.actor("anna"), at=at)


def released(
    cast: Cast, tables: tuple[str, ...] = ("af-fk-2020-1",), at: datetime = AT, *, areas: bool = False
) -> Release:
    """A release that Anna has proposed and Nils approved; with ``areas``, its tables by area are made too."""
    release = proposed(cast, tables, at)
    actions.approve_release(release=release, by=cast.actor("nils"), at=at)
    if areas:  # otherwise a process of its own does it, once a transaction is over that a test never ends
        stored_areas.make(release)
    return Release.objects.get(pk=release.pk)
