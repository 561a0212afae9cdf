"""A declaration that does not make sense cannot be built, and the error says why."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from fractions import Fraction

import pytest

from samordna.engine.combined import Added, Change, Mean, Part, Ratio, Share, Stacked, counts_in, last_day
from samordna.engine.conditions import Invalid, Is, MoreThan
from samordna.engine.dimensions import (
    Band,
    Bands,
    Basis,
    Code,
    Compared,
    Dimension,
    Levels,
    Link,
    Mapped,
    Time,
    Total,
    When,
    YearsFrom,
)
from samordna.engine.periods import Periods, Span, days, half_years, months, quarters, years
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Absent, Count, Counted, Latest, Told, What
from samordna.engine.sources import Column, Kind, Period, Source
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import PARTICIPANTS, SEX, TABLE_1, TABLE_2, TABLE_3
from samordna.learn.statistics.columns import AREAS, COUNTS, MEASURES, PARTICIPATIONS, SUPPORT

W = Words("ord", "word")
EVER = When("ongoing", W, Basis.EVER)
ROWS = What(Counted.ROWS, "rows", W)
MODE = Dimension("mode", W, PARTICIPATIONS["mode"], (Code("p", W, ("person",)),))


AGES = Bands("age", W, PARTICIPATIONS["age"], (Band("young", W, None, 29), Band("old", W, 30, None)))
AT_ENTRY, AT_EXIT = (Is(SUPPORT["occasion"], (occasion,)) for occasion in ("in", "out"))
DAYS = replace(TABLE_1, what=What(Counted.DAYS, "days", W))
MEAN = Mean("mean-days", W, DAYS, W)
ONE_BASIS = replace(TABLE_1, time=Time(2016, 2019, (EVER,)))
LAST = Latest(("person",), ("start",))


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
    (lambda: Latest((), ("start",)), "the latest row of what?"),
    (lambda: Latest(("person",), ()), "which row is the latest"),
    (lambda: replace(ONE_BASIS, latest=Latest(("name",), ("start",))), "participations has no column “name”"),
    (lambda: replace(ONE_BASIS, latest=Latest(("person",), ("sex",))), "“sex” is neither a day nor a whole number"),
    (lambda: replace(TABLE_1, latest=Latest(("person",), ("start",))), "by one time basis, not by several"),
    (lambda: Mean("m", W, replace(ONE_BASIS, what=DAYS.what, latest=LAST), W), "of all rows, not of the latest"),
    (lambda: Added("a", W, (DAYS,), DAYS.what), "adding needs two counts"),
    (lambda: Added("a", W, (DAYS, ONE_BASIS), DAYS.what), "has other columns"),
    (lambda: Told(ONE_BASIS, W), "a footnote is about periods only"),
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
    # Periods
    (lambda: Span("x", W, date(2019, 2, 1), date(2019, 1, 31)), "“x” ends before it begins"),
    (lambda: Span("x", W, date(1900, 2, 1), date(1901, 1, 31)), "lies in no year that is known"),
    (lambda: Periods((), (EVER,)), "at least one period"),
    (lambda: Periods(years(2019, 2019) * 2, (EVER,)), "two periods have the same code"),
    (
        lambda: Periods(days(date(2019, 2, 1), date(2019, 1, 1)), (EVER,)),
        "“2019-01-01” does not come after “2019-02-01”",
    ),
    (lambda: Periods((*years(2019, 2019), *half_years(2019, 2019)), (EVER,)), "“2019H1” does not come after “2019”"),
    (lambda: Periods(years(2019, 2019), (EVER,), column=("Period", W)), "“Period” is no name for a column"),
    (lambda: Periods(years(2019, 2019), ()), "the time basis is missing"),
    # Bands
    (lambda: replace(AGES, on=PARTICIPATIONS["sex"]), "“sex” is not a whole number, so it has no bands"),
    (lambda: replace(AGES, codes=(Band("x", W, 30, 20),)), "“x” of “age” ends before it begins"),
    (lambda: replace(AGES, codes=(Band("x", W, 0, 30), Band("y", W, 30, 40))), "“y” of “age” does not begin above"),
    (lambda: replace(AGES, codes=(Band("x", W, 0), Band("y", W, 30, 40))), "“y” of “age” does not begin above"),
    (lambda: replace(AGES, codes=()), "has no codes"),
    (lambda: replace(TABLE_1, dimensions=(replace(AGES, on=COUNTS["persons"]), SEX)), "a field of another file"),
    (lambda: replace(TABLE_1, dimensions=(AGES,)), "always split by sex"),
    (lambda: YearsFrom(PARTICIPATIONS["sex"], PARTICIPATIONS["start"]), "“sex” holds no years"),
    (lambda: YearsFrom(PARTICIPATIONS["birth_year"], PARTICIPATIONS["age"]), "“age” holds no days"),
    (lambda: YearsFrom(PARTICIPATIONS["birth_year"], MEASURES["start"]), "stand in two files"),
    # Through a dated file
    (lambda: Mapped(AREAS, "district", "county", PARTICIPATIONS["start"]), "areas has no column “district”"),
    (lambda: Mapped(AREAS, "municipality", "county", PARTICIPATIONS["sex"]), "“sex” holds no days, so no mapping"),
    (lambda: Mapped(AREAS, "municipality", "county", PARTICIPATIONS["start"], "county"), "“county” of areas holds no"),
    (
        lambda: replace(
            TABLE_1,
            dimensions=(dimension(on=Mapped(AREAS, "municipality", "county", MEASURES["start"]), name="a"), SEX),
        ),
        "“person” is not a code of “county”|the day of “a” stands in another file",
    ),
    (
        lambda: Count(
            "m",
            W,
            MEASURES,
            Time(2016, 2016, (EVER,)),
            (Dimension("a", W, Mapped(AREAS, "municipality", "county", MEASURES["start"]), (Code("x", W, ("05",)),)),),
            ROWS,
        ),
        "measures has no “municipality” to link by",
    ),
    # Before and after
    (lambda: Compared(SUPPORT, "participation", "source", (AT_ENTRY,), (AT_EXIT,)), "“source” is not a whole number"),
    (lambda: Compared(SUPPORT, "participation", "extent", (), (AT_EXIT,)), "must say what is before and what is after"),
    (
        lambda: dimension(on=Compared(SUPPORT, "participation", "extent", (AT_ENTRY,), (AT_EXIT,))),
        "“p” of “mode” is none of more, same, less, unknown",
    ),
    (lambda: Levels("area", (MODE,)), "at least two levels"),
    (lambda: Levels("area", (MODE, MODE)), "a level stands twice"),
    (lambda: Levels("area", (MODE, SEX))["county"], "“area” has no level “county”; it has mode, sex"),
    # Amounts, means, ratios and changes
    (
        lambda: Count("v", W, COUNTS, Time(2019, 2019, (EVER,)), (replace(SEX, on=COUNTS["sex"]),), DAYS.what),
        "counts knows no days to add up",
    ),
    (lambda: replace(DAYS, what=replace(DAYS.what, column="days")), "adds up the days of the period, not a column"),
    (lambda: Mean("x", W, TABLE_1, W), "a mean is of something that is added up, not of “persons”"),
    (lambda: replace(MEAN, decimals=5), "at most four decimals"),
    (lambda: replace(MEAN, unit=Fraction(0)), "a unit is greater than zero"),
    (lambda: Ratio("x", W, TABLE_1, DAYS, TABLE_1.what), "must say how it is printed"),
    (
        lambda: Ratio("x", W, TABLE_1, replace(TABLE_1, time=Time(2019, 2019, (EVER,))), MEAN.what),
        "the two tables have other columns",
    ),
    (lambda: Change("x", W, TABLE_1, back=4), "has no period 4 before another"),
    (
        lambda: Stacked("x", W, "number", W, (Part("n", W, DAYS), Part("m", W, MEAN)), DAYS.what, Total()),
        "shares and means have no sum, so there is no total",
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
    assert last_day(TABLE_2) == date(2019, 12, 31)


def test_periods_to_choose_from():
    assert [span.code for span in half_years(2019, 2020)] == ["2019H1", "2019H2", "2020H1", "2020H2"]
    assert [(s.code, s.first.isoformat(), s.last.isoformat()) for s in quarters(2019, 2019)][1:3] == [
        ("2019Q2", "2019-04-01", "2019-06-30"),
        ("2019Q3", "2019-07-01", "2019-09-30"),
    ]
    february = months(2020, 2020)[1]
    assert (february.code, february.last, february.words.sv) == ("2020M02", date(2020, 2, 29), "2020, månad 2")
    assert half_years(2019, 2019)[0].words == Words("2019, första halvåret", "2019, first half")
    assert years(2019, 2019)[0].is_year
    assert not february.is_year


def test_a_table_by_half_years_says_whom_it_leaves_out():
    by_half = replace(TABLE_1, time=Periods(half_years(2019, 2019), (EVER,)))
    assert [column.name for column in by_half.columns] == ["period", "benefit", "sex"]
    assert "startår" in by_half.notes[0].sv
    assert TABLE_1.notes == ()
    assert last_day(by_half) == date(2019, 12, 31)


def test_a_change_begins_with_the_first_period_that_has_an_earlier_one():
    change = Change("more", W, TABLE_1)
    assert change.columns[0].codes == ("2017", "2018", "2019")
    assert change.earlier(("2017", "new", "sjukpenning", "men")) == ("2016", "new", "sjukpenning", "men")


def test_an_amount_of_persons_knows_whom_it_is_about():
    assert DAYS.behind == replace(TABLE_1, name="af-fk-2020-1-persons")
    assert TABLE_1.behind is None
    # Head counts are a number of people by themselves.
    assert PARTICIPANTS.parts[2].count.behind is None


@pytest.mark.parametrize(
    ("printed", "value", "of", "figure"),
    [
        (Printed(), 1, 8, Fraction(25, 2)),
        (Printed(Way.NUMBER, 1), 7, 2, Fraction(7, 2)),
        (Printed(Way.NUMBER, unit=Fraction(100)), 12345, None, Fraction(2469, 20)),
        (Printed(Way.CHANGE), 2419, 2876, Fraction(-45700, 2876)),
        (Printed(Way.NUMBER), 7, 0, None),
    ],
)
def test_a_figure_is_exact_until_it_is_printed(printed, value, of, figure):
    assert printed.figure(value, of) == figure


def test_tables_of_people_are_known_as_such():
    assert TABLE_1.of_people
    assert TABLE_2.of_people
    assert PARTICIPANTS.of_people
    assert not TABLE_3.of_people
