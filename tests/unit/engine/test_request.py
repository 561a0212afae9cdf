"""A declaration that does not make sense cannot be built, and the error says why."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from samordna.engine.combined import Share, counts_in, last_year
from samordna.engine.conditions import Invalid, Is, MoreThan
from samordna.engine.dimensions import Basis, Code, Dimension, Link, Time, Total, When
from samordna.engine.request import Absent, Count, Counted, What
from samordna.engine.sources import Column, Kind, Period, Source
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import PARTICIPANTS, SEX, TABLE_1, TABLE_2, TABLE_3
from samordna.learn.statistics.columns import COUNTS, MEASURES, PARTICIPATIONS, SUPPORT

W = Words("ord", "word")
EVER = When("ongoing", W, Basis.EVER)
ROWS = What(Counted.ROWS, "rows", W)
MODE = Dimension("mode", W, PARTICIPATIONS["mode"], (Code("p", W, ("person",)),))


def dimension(**changes: object) -> Dimension:
    return replace(MODE, **changes)  # type: ignore[arg-type]


NONSENSE = [
    (lambda: replace(TABLE_1, name="Tabell 1"), "“Tabell 1” is no name for a table"),
    (lambda: replace(TABLE_1, dimensions=()), "always split by sex"),
    (lambda: replace(TABLE_1, dimensions=(replace(SEX, total=None),)), "always split by sex"),
    (lambda: replace(TABLE_1, dimensions=(SEX, MODE)), "always split by sex, with a total, last"),
    (lambda: replace(TABLE_1, dimensions=(SEX, SEX)), "two columns have the same name"),
    (lambda: replace(TABLE_1, source=COUNTS), "about another file"),
    (lambda: replace(TABLE_1, where=(Is(COUNTS["sex"], ("women",)),)), "about another file"),
    (lambda: replace(TABLE_1, where=(Is(PARTICIPATIONS["sex"], ("woman",)),)), "“woman” is not a code of “sex”"),
    (lambda: replace(TABLE_1, where=(Is(PARTICIPATIONS["sex"], ()),)), "names no code"),
    (lambda: replace(TABLE_1, where=(MoreThan(PARTICIPATIONS["sex"], 0),)), "not a whole number"),
    (lambda: replace(TABLE_1, source=SUPPORT, where=()), "support has no time"),
    (lambda: replace(TABLE_1, what=replace(TABLE_1.what, name="year")), "two columns have the same name"),
    (lambda: replace(TABLE_1, absent=(Absent((("year", "2015"),), W),)), "no cell with year = 2015"),
    (lambda: dimension(name="Mode"), "“Mode” is no name for a dimension"),
    (lambda: dimension(name="year"), "the year comes from the time basis"),
    (lambda: dimension(codes=()), "has no codes"),
    (lambda: dimension(codes=(Code("a", W, ()),)), "includes nothing"),
    (lambda: dimension(codes=(Code("a", W, ("robot",)),)), "“robot” is not a code of “mode”"),
    (lambda: dimension(codes=(MODE.codes[0], Code("q", W, ("person",)))), "stands in two codes"),
    (lambda: dimension(codes=(MODE.codes[0], Code("p", W, ("anonymous",)))), "a code stands twice"),
    (lambda: dimension(total=Total("p")), "a code stands twice"),
    (lambda: dimension(on=PARTICIPATIONS["start"]), "“start” holds no codes"),
    (lambda: Link(SUPPORT, "person", "source"), "support has no column “person”"),
    (lambda: Link(SUPPORT, "participation", "benefit"), "support has no column “benefit”"),
    (lambda: Link(SUPPORT, "participation", "source", (MoreThan(SUPPORT["source"], 0),)), "not a whole number"),
    (lambda: Time(2019, 2016, (EVER,)), "2019–2016 are no years"),
    (lambda: Time(2016, 2019, ()), "the time basis is missing"),
    (lambda: Time(2016, 2019, (EVER, EVER)), "stands twice"),
    (lambda: Time(2016, 2019, (replace(EVER, part_of="all"),)), "which is not above it"),
    (lambda: Share("x", W, TABLE_1, over="age"), "has no column “age”"),
    (lambda: Share("x", W, TABLE_1, over="sex", whole="all"), "“all” is not a code of “sex”"),
    (lambda: replace(PARTICIPANTS, parts=PARTICIPANTS.parts[:1]), "at least two counts"),
    (lambda: replace(PARTICIPANTS, total=Total("volume")), "a code stands twice"),
    (lambda: replace(PARTICIPANTS, column="sex"), "two columns are “sex”"),
    (
        lambda: replace(PARTICIPANTS, parts=(PARTICIPANTS.parts[0], replace(PARTICIPANTS.parts[1], count=TABLE_1))),
        "has other columns",
    ),
    (lambda: Count("m", W, MEASURES, Time(2016, 2016, (EVER,)), (MODE,), ROWS), "a field of another file"),
    (
        lambda: Count("m", W, MEASURES, Time(2016, 2016, (EVER,)), (), What(Counted.PERSONS, "n", W)),
        "holds no persons",
    ),
    (
        lambda: Count("m", W, MEASURES, Time(2016, 2016, (EVER,)), (), What(Counted.DISTINCT, "n", W)),
        "needs a column",
    ),
    (
        lambda: Count("m", W, MEASURES, Time(2016, 2016, (EVER,)), (), What(Counted.SUM, "n", W, "measure")),
        "cannot be added up",
    ),
    (
        lambda: Count("m", W, MEASURES, Time(2016, 2016, (EVER,)), (), What(Counted.SUM, "n", W, "price")),
        "has no column “price”",
    ),
    (
        lambda: Count(
            "v", W, COUNTS, Time(2019, 2019, (When("new", W, Basis.BEGAN),)), (replace(SEX, on=COUNTS["sex"]),), ROWS
        ),
        "knows only years",
    ),
]


@pytest.mark.parametrize(("build", "why"), NONSENSE, ids=[why for _, why in NONSENSE])
def test_nonsense_cannot_be_built(build, why):
    with pytest.raises(Invalid, match=why.replace("(", r"\(")):
        build()


def test_a_misspelt_column_cannot_be_named():
    with pytest.raises(KeyError, match="no column “sexx”"):
        PARTICIPATIONS["sexx"]


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (lambda c: Source("f", (c, c)), "stands twice"),
        (lambda c: Source("f", (c,), Period(year="y")), "“y”, which does not exist"),
        (lambda c: Words("", "x"), "both"),
    ],
)
def test_a_file_and_a_text_check_themselves(build, why):
    with pytest.raises(ValueError, match=why):
        build(Column("a", Kind.TEXT, "", "open"))


def test_a_declaration_never_changes_and_can_be_compared():
    with pytest.raises(FrozenInstanceError):
        TABLE_1.name = "other"  # type: ignore[misc]
    assert replace(TABLE_1) == TABLE_1
    assert len({TABLE_1, replace(TABLE_1)}) == 1


def test_table_1_has_the_columns_and_cells_of_the_published_one():
    assert [column.name for column in TABLE_1.columns] == ["year", "registration", "benefit", "sex"]
    keys = list(TABLE_1.cell_keys())
    assert len(keys) == len(set(keys)) == 48
    assert keys[0] == ("2016", "ongoing", "sjukpenning", "women")
    assert keys[-1] == ("2019", "new", "aktivitetsersättning", "total")


def test_what_adds_up_is_known_from_the_declaration():
    by_name = {column.name: column for column in TABLE_1.columns}
    assert by_name["sex"].total == "total"
    assert by_name["benefit"].total is None
    assert by_name["registration"].parts == (("new", "ongoing"),)
    assert by_name["sex"].label("men").sv == "Män"
    # A measure may have several priority groups, so their numbers do not add up to the total.
    assert next(c for c in TABLE_3.columns if c.name == "group").total is None


def test_a_share_knows_its_whole():
    key = ("2019", "new", "sjukpenning", "men")
    assert TABLE_2.whole_of(key) == ("2019", "new", "sjukpenning", "total")
    assert list(TABLE_2.cell_keys()) == list(TABLE_1.cell_keys())


def test_what_must_be_run_for_a_table():
    assert counts_in(TABLE_2) == (TABLE_1,)
    assert [count.name for count in counts_in(TABLE_3)] == ["af-fk-2020-3-measures", "af-fk-2020-3-associations"]
    assert last_year(TABLE_2) == 2019


def test_tables_of_people_are_known_as_such():
    assert TABLE_1.of_people
    assert TABLE_2.of_people
    assert PARTICIPANTS.of_people
    assert not TABLE_3.of_people
