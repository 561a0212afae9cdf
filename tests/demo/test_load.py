"""The loaded register – not only its plan – gives every published figure, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

import pytest

from samordna.agree.needs.actions import load_reference
from samordna.deliver.participants.models import Occasion, Participation, SupportAnswer
from samordna.deliver.projects.models import Measure, MeasureGroup, VolumeCount
from samordna.edge.demo import load
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.parties import reference
from samordna.ground.parties.actor import SYSTEM
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.queries import latest
from tests.demo.counting import Seen, facts, ongoing, persons, unnamed

pytestmark = [pytest.mark.demo, pytest.mark.django_db]
AT = datetime(2026, 11, 12, 9, tzinfo=STOCKHOLM)


def test_the_loaded_register(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    reference.load()
    load_reference(by=SYSTEM, at=AT)
    load.load_demo(at=AT)
    seen = rows_of_the_register()
    table_1_is_the_published_one(seen)
    totals_are_the_published_ones(seen)
    measures_are_the_published_ones()
    released_tables_are_the_published_ones()


def rows_of_the_register() -> list[Seen]:
    """What counting needs, read table by table."""
    entries = dict(Occasion.objects.filter(kind="in").values_list("pk", "participation"))
    drawn = defaultdict(list)
    for occasion, source, extent in SupportAnswer.objects.values_list("occasion", "source", "extent"):
        if occasion in entries:
            drawn[entries[occasion]].append((source, extent))
    columns = ("pk", "person", "sex", "state", "start", "end", "start_year")
    return [Seen(*row, tuple(drawn[pk])) for pk, *row in Participation.objects.values_list(*columns)]


def table_1_is_the_published_one(seen):
    for fact in facts("af_fk_2020_table_1.csv"):
        cell = (int(fact["year"]), fact["registration"], fact["benefit"], fact["sex"])
        assert persons(seen, *cell) == int(fact["persons"]), cell


def totals_are_the_published_ones(seen):
    assert persons(seen, 2019, "ongoing", None, "total") == 20353
    volumes = Counter()
    for year, number in VolumeCount.objects.filter(measure__orientation="individual").values_list("year", "persons"):
        volumes[year] += number
    for year, total in ((2018, 32715), (2019, 31167)):
        assert persons(seen, year, "ongoing", None, "total") + unnamed(seen, year) + volumes[year] == total


def measures_are_the_published_ones():
    rows = list(Measure.objects.values_list("pk", "association", "orientation", "start", "end"))
    for year, wanted in ((2018, (559, 546)), (2019, (603, 535))):
        found = Counter(orientation for *_, orientation, start, end in rows if ongoing(start, end, year))
        assert (found["individual"], found["structural"]) == wanted
    groups = defaultdict(set)
    for group, measure in MeasureGroup.objects.values_list("group", "measure"):
        groups[group].add(measure)
    for fact in facts("af_fk_2020_measures.csv"):
        here = [r for r in rows if r[0] in groups[fact["group"]] and ongoing(r[3], r[4], int(fact["year"]))]
        assert (len(here), len({r[1] for r in here})) == (int(fact["measures"]), int(fact["associations"])), fact


def released_tables_are_the_published_ones():
    """Through extract, engine, protection and release; nothing national is small enough to be hidden."""
    assert all(latest(name) for name in OFFICIAL)
    cells = latest("af-fk-2020-1").table.cells
    for fact in facts("af_fk_2020_table_1.csv"):
        key = (fact["year"], fact["registration"], fact["benefit"], fact["sex"])
        assert cells[key].value == int(fact["persons"]), key
