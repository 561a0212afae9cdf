"""The planned country gives every published figure, by a count of our own against facts of our own."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from samordna.edge.demo.calibration import CALIBRATED, SEXES, published
from tests.demo.counting import Seen, facts, ongoing, persons, unnamed

pytestmark = pytest.mark.demo
TABLE_1 = facts("af_fk_2020_table_1.csv")


@pytest.fixture(scope="session")
def seen(country):
    """Those who take part in what an association pays; projects of others are in no figure of theirs."""
    return [
        Seen(p.person, p.sex, p.state, p.start, p.end, p.start_year, p.entry)
        for p in country.participations
        if country.measures[p.measure].association
    ]


def test_all_48_cells_are_there():
    assert len(TABLE_1) == 48


@pytest.mark.parametrize("fact", TABLE_1, ids=lambda f: "-".join(list(f.values())[:4]))
def test_table_1(seen, fact):
    counted = persons(seen, int(fact["year"]), fact["registration"], fact["benefit"], fact["sex"])
    assert counted == int(fact["persons"])


@pytest.mark.parametrize("fact", facts("af_fk_2020_table_2.csv"), ids=lambda f: "-".join(list(f.values())[:3]))
def test_table_2(seen, fact):
    cell = (int(fact["year"]), fact["registration"], fact["benefit"])
    both = persons(seen, *cell, "total")
    for sex in SEXES:
        assert round(100 * persons(seen, *cell, sex) / both) == int(fact[f"{sex}_percent"])


@pytest.mark.parametrize(("year", "total"), [(2018, 32715), (2019, 31167), (2022, 21400), (2023, 20500)])
def test_participants_in_individual_measures(country, seen, year, total):
    individual = [measure.orientation == "individual" for measure in country.measures]
    volume = sum(v.persons for v in country.volumes if v.year == year and individual[v.measure])
    assert persons(seen, year, "ongoing", None, "total") + unnamed(seen, year) + volume == total


def test_with_person_data_2019(seen):
    women = persons(seen, 2019, "ongoing", None, "women")
    assert persons(seen, 2019, "ongoing", None, "total") == 20353
    assert round(100 * women / 20353) == 55


def test_counts_of_staff_are_no_participants(country):
    structural = [v.persons for v in country.volumes if country.measures[v.measure].orientation == "structural"]
    assert sum(structural) > 1000  # so that a count that forgets the orientation is wrong


@pytest.mark.parametrize(("year", "individual", "structural"), [(2018, 559, 546), (2019, 603, 535)])
def test_measures(country, year, individual, structural):
    found = Counter(m.orientation for m in country.measures if ongoing(m.start, m.end, year))
    assert found == {"individual": individual, "structural": structural}


@pytest.mark.parametrize("fact", facts("af_fk_2020_measures.csv"), ids=lambda f: f"{f['year']}-{f['group']}")
def test_priority_measures(country, fact):
    year = int(fact["year"])
    found = [m for m in country.measures if fact["group"] in m.groups and ongoing(m.start, m.end, year)]
    assert len(found) == int(fact["measures"])
    assert len({m.association for m in found}) == int(fact["associations"])


def test_434_measures_for_the_priority_groups(country):
    groups = {fact["group"] for fact in facts("af_fk_2020_measures.csv")}
    found = [m for m in country.measures if groups & set(m.groups) and ongoing(m.start, m.end, 2019)]
    assert len(found) == 434
    assert all(len(groups & set(m.groups)) == 1 for m in found)


@pytest.mark.parametrize(
    ("day", "associations", "municipalities"), [(date(2019, 1, 1), 83, 260), (date(2024, 12, 31), 69, 274)]
)
def test_associations(country, day, associations, municipalities):
    members = [
        code
        for one in country.associations
        for code, since, until in one.members
        if (since is None or since <= day) and (until is None or until > day)
    ]
    assert sum(one.end is None or one.end >= day for one in country.associations) == associations
    assert len(set(members)) == len(members) == municipalities  # nobody is a member twice


@pytest.mark.parametrize("benefit", ["sjukpenning", "aktivitetsersättning"])
def test_ostra_vattern_has_its_own_table(country, benefit):
    own = [
        Seen(p.person, p.sex, p.state, p.start, p.end, p.start_year, p.entry)
        for p in country.participations
        if country.measures[p.measure].association == "ostra-vattern"
    ]
    for year in CALIBRATED:
        for registration in ("ongoing", "new"):
            for sex in SEXES:
                wanted = published().ostra_vattern[year, registration, benefit, sex]
                assert persons(own, year, registration, benefit, sex) == wanted
