"""How participants and measures are counted: small registers in, a declared table out, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samordna.engine.dimensions import Basis, Time, When
from samordna.engine.run import ENGINES, run
from samordna.engine.sources import Meaning
from samordna.engine.table import MISSING, Status
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, PARTICIPANTS, TABLE_1, TABLE_2, TABLE_3
from tests.factories.extracts import make_extract

W = Words("ord", "word")
JAN, MAR, DEC = date(2018, 1, 1), date(2018, 3, 1), date(2018, 12, 31)
SJUKPENNING = [{"participation": 1, "source": "sjukpenning", "extent": 50}]


@pytest.fixture(params=sorted(ENGINES))
def tabulate(request, tmp_path):
    """Runs a declaration on the given rows; twice over, once per engine."""

    def table(declaration, **files):
        return run(declaration, make_extract(tmp_path, files), request.param)

    return table


def numbers(table, **codes):
    """The cells with these codes, as numbers, in the order of print."""
    names = [column.name for column in table.columns]
    return [
        cell.value
        for key, cell in table.rows()
        if all(dict(zip(names, key, strict=True))[name] == code for name, code in codes.items())
    ]


# One participation of one woman with sjukpenning → women ongoing 2016, 2017, 2018, 2019 | women new, the same years
PERIODS = [
    ("inside a year", MAR, date(2018, 6, 30), [0, 0, 1, 0], [0, 0, 1, 0]),
    ("over New Year", MAR, date(2019, 1, 1), [0, 0, 1, 1], [0, 0, 1, 0]),
    ("ends on the year's last day", MAR, DEC, [0, 0, 1, 0], [0, 0, 1, 0]),
    ("begins on the year's first day", JAN, date(2018, 1, 1), [0, 0, 1, 0], [0, 0, 1, 0]),
    ("begins on the year's last day", DEC, DEC, [0, 0, 1, 0], [0, 0, 1, 0]),
    ("has not ended", MAR, None, [0, 0, 1, 1], [0, 0, 1, 0]),
    ("began long before", date(2012, 5, 1), None, [1, 1, 1, 1], [0, 0, 0, 0]),
    ("ended before", date(2012, 5, 1), date(2015, 12, 31), [0, 0, 0, 0], [0, 0, 0, 0]),
    ("begins after the table", date(2020, 1, 1), None, [0, 0, 0, 0], [0, 0, 0, 0]),
]


@pytest.mark.parametrize(("start", "end", "ongoing", "new"), [p[1:] for p in PERIODS], ids=[p[0] for p in PERIODS])
def test_ongoing_took_part_on_any_day_and_new_began_in_the_year(tabulate, start, end, ongoing, new):
    table = tabulate(TABLE_1, participations=[{"person": "a", "start": start, "end": end}], support=SJUKPENNING)
    assert numbers(table, registration="ongoing", benefit="sjukpenning", sex="women") == ongoing
    assert numbers(table, registration="new", benefit="sjukpenning", sex="women") == new
    assert numbers(table, registration="new", benefit="sjukpenning", sex="total") == new
    assert sum(numbers(table, sex="men")) == 0


# What the person lived on at entry → (counted with sjukpenning, counted with aktivitetsersättning)
SUPPORT = [
    ("to any extent", [{"source": "sjukpenning", "extent": 25}], (1, 0)),
    ("rehabiliteringspenning is counted with it", [{"source": "rehabiliteringspenning"}], (1, 0)),
    ("aktivitetsersättning", [{"source": "aktivitetsersattning"}], (0, 1)),
    ("extent nought is no benefit", [{"source": "sjukpenning", "extent": 0}], (0, 0)),
    ("no answer is no benefit", [], (0, 0)),
    ("an extent that is not known", [{"source": "sjukpenning", "extent": None}], (0, 0)),
    ("both: counted under each", [{"source": "sjukpenning"}, {"source": "aktivitetsersattning"}], (1, 1)),
    ("twice the same", [{"source": "sjukpenning"}, {"source": "rehabiliteringspenning"}], (1, 0)),
    ("only at exit", [{"source": "sjukpenning", "occasion": "out"}], (0, 0)),
    ("another benefit", [{"source": "sjukersattning"}], (0, 0)),
]


@pytest.mark.parametrize(("support", "counted"), [s[1:] for s in SUPPORT], ids=[s[0] for s in SUPPORT])
def test_the_benefit_is_the_one_at_entry(tabulate, support, counted):
    table = tabulate(
        TABLE_1,
        participations=[{"person": "a", "start": MAR, "end": DEC}],
        support=[{"participation": 1} | answer for answer in support],
    )
    found = [
        table.cell(year=2018, registration="ongoing", benefit=benefit, sex="women").value
        for benefit in ("sjukpenning", "aktivitetsersättning")
    ]
    assert tuple(found) == counted


def test_a_person_is_counted_once_in_a_cell(tabulate):
    table = tabulate(
        TABLE_1,
        participations=[
            {"person": "a", "start": MAR, "end": date(2018, 4, 1)},
            {"person": "a", "start": date(2018, 9, 1), "end": None, "measure": "I-0009"},
            {"person": "b", "start": date(2017, 9, 1), "end": None, "sex": "men"},
        ],
        support=[{"participation": number, "source": "sjukpenning"} for number in (1, 2, 3)],
    )
    assert numbers(table, year="2018", registration="ongoing", benefit="sjukpenning") == [1, 1, 2]
    assert numbers(table, year="2018", registration="new", benefit="sjukpenning") == [1, 0, 1]


@pytest.mark.parametrize(
    "row",
    [
        {"mode": "anonymous", "person": None, "start": None, "start_year": 2018},
        {"orientation": "structural"},
        {"association": None},
    ],
    ids=["without person data", "in a structural measure", "outside the associations"],
)
def test_who_is_not_in_table_1(tabulate, row):
    table = tabulate(TABLE_1, participations=[{"person": "a", "start": MAR, "end": DEC} | row], support=SJUKPENNING)
    assert {cell.value for cell in table.cells.values()} == {0}


def test_shares_are_ratios_of_the_counts(tabulate):
    people = [("women", 2), ("men", 1)]
    rows = [
        {"person": f"{sex}{n}", "sex": sex, "start": MAR, "end": DEC} for sex, count in people for n in range(count)
    ]
    table = tabulate(
        TABLE_2,
        participations=rows,
        support=[{"participation": n, "source": "sjukpenning"} for n in (1, 2, 3)],
    )
    cells = [
        table.cell(year=2018, registration="new", benefit="sjukpenning", sex=sex) for sex in ("women", "men", "total")
    ]
    assert [(cell.value, cell.of, cell.percent) for cell in cells] == [(2, 3, 67), (1, 3, 33), (3, 3, 100)]
    nobody = table.cell(year=2016, registration="new", benefit="sjukpenning", sex="women")
    assert nobody == MISSING


def test_participants_by_how_they_are_registered(tabulate):
    table = tabulate(
        PARTICIPANTS,
        participations=[
            {"person": "a", "start": date(2017, 1, 1), "end": None},
            {"person": "a", "start": date(2019, 2, 1), "end": None},
            {"person": "b", "sex": "men", "start": date(2019, 2, 1), "end": None},
            {"mode": "anonymous", "start_year": 2019},
            {"mode": "anonymous", "start_year": 2018},
            {"mode": "anonymous", "start_year": 2019, "state": "withdrawn", "sex": "men"},
        ],
        counts=[
            {"year": 2019, "sex": "women", "persons": 5},
            {"year": 2019, "sex": "men", "persons": 7, "measure": "I-0003"},
            {"year": 2018, "sex": "men", "persons": 11},
            {"year": 2019, "sex": "men", "persons": 13, "orientation": "structural"},
        ],
    )
    rows = {
        kind: numbers(table, year="2019", registered_as=kind)
        for kind in ("person_data", "anonymous", "volume", "total")
    }
    assert rows == {"person_data": [1, 1, 2], "anonymous": [1, 1, 2], "volume": [5, 7, 12], "total": [7, 9, 16]}


def test_priority_measures_and_their_associations(tabulate):
    table = tabulate(
        TABLE_3,
        measures=[
            {"measure": "I-1", "association": "north"},
            {"measure": "I-2", "association": "north", "start": date(2018, 5, 1)},
            {"measure": "I-3", "association": "south", "end": date(2017, 12, 31)},
            {"measure": "I-4", "association": None},
        ],
        measure_groups=[
            {"measure": "I-1", "group": "long_term_sick"},
            {"measure": "I-1", "group": "young_disability"},
            {"measure": "I-2", "group": "long_term_sick"},
            {"measure": "I-3", "group": "long_term_sick"},
            {"measure": "I-4", "group": "long_term_sick"},
            {"measure": "I-2", "group": "other"},
        ],
    )
    assert numbers(table, counted="measures", group="long_term_sick") == [2, 2, 2, 2]
    assert numbers(table, counted="associations", group="long_term_sick") == [2, 2, 1, 1]
    # I-1 has two groups and counts once in the total.
    assert numbers(table, counted="measures", group="total") == [None, 2, 2, 2]
    # Zero is a number; what was never asked is not.
    assert numbers(table, counted="measures", group="young_disability") == [None, 1, 1, 1]
    assert table.cell(year=2016, counted="measures", group="young_disability").status is Status.MISSING
    assert numbers(table, counted="measures", group="young_activity_compensation") == [0, 0, 0, 0]


def test_all_measures_by_orientation(tabulate):
    table = tabulate(
        ALL_MEASURES,
        measures=[
            {"measure": "I-1"},
            {"measure": "I-2", "orientation": "structural", "end": date(2018, 12, 31)},
            {"measure": "I-3", "start": date(2019, 12, 31)},
        ],
    )
    assert numbers(table, year="2018") == [1, 1, 2]
    assert numbers(table, year="2019") == [2, 0, 2]


BASES = [
    (Basis.EVER, [0, 1, 1, 1]),
    (Basis.BEGAN, [0, 1, 0, 0]),
    (Basis.ENDED, [0, 0, 0, 1]),
    (Basis.ON_LAST_DAY, [0, 1, 1, 0]),
]


@pytest.mark.parametrize(("basis", "expected"), BASES, ids=[basis.value for basis, _ in BASES])
def test_every_time_basis(tabulate, basis, expected):
    declaration = replace(TABLE_1, time=Time(2016, 2019, (When("only", W, basis),)))
    table = tabulate(
        declaration,
        participations=[{"person": "a", "start": date(2017, 5, 1), "end": date(2019, 12, 30)}],
        support=SJUKPENNING,
    )
    assert [column.name for column in table.columns] == ["year", "benefit", "sex"]
    assert numbers(table, benefit="sjukpenning", sex="women") == expected


def test_every_file_has_the_meanings_that_the_engines_need():
    assert TABLE_1.source.meaning(Meaning.PERSON) is not None
    assert TABLE_1.source.meaning(Meaning.SEX) is not None
