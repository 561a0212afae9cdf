"""SUS's tables and the gender analysis: small registers in, a declared table out, on every engine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from samordna.engine.run import ENGINES, run
from samordna.engine.table import MISSING
from samordna.learn.statistics import gender, sus, sus_cost, sus_measure
from tests.factories.extracts import make_extract

YEARS = (2018, 2019)
START, END = date(2019, 1, 7), date(2019, 6, 30)


@pytest.fixture(params=sorted(ENGINES))
def tabulate(request, tmp_path):
    """Runs a declaration on the given rows, on one engine."""

    def table(over, **files):
        return run(over(*YEARS), make_extract(tmp_path, files), request.param)

    return table


def person(name, **more):
    return {"person": name, "start": START, "end": END, **more}


def had(participation, occasion, source, extent=100):
    return {"participation": participation, "occasion": occasion, "source": source, "extent": extent}


def test_support_before_and_after_and_how_much_more(tabulate):
    """Two had sickness benefit and one has it still; an extent of 0 is none."""
    table = tabulate(
        sus.support,
        participations=[person("a"), person("b"), person("c", sex="men")],
        support=[
            had(1, "in", "sjukpenning", 50),
            had(2, "in", "sjukpenning"),
            had(3, "in", "sjukpenning", 0),
            had(1, "out", "sjukpenning"),
            had(1, "out", "a_kassa"),
            had(3, "follow_up", "sjukpenning"),
        ],
    )
    women = {"year": 2019, "sex": "women"}
    assert table.cell(source="sjukpenning", week="before", **women).value == 2
    assert table.cell(source="sjukpenning", week="after", **women).value == 1
    assert table.cell(source="sjukpenning", week="change", **women).rounded == "-50"
    assert table.cell(source="a_kassa", week="change", **women) == MISSING
    assert table.cell(source="sjukpenning", week="difference", **women).rounded == "-1"
    assert table.cell(source="a_kassa", week="difference", **women).rounded == "1", "from nobody there is a difference"
    assert table.cell(source="sjukpenning", week="difference", year=2018, sex="women").rounded == "0"
    assert table.cell(source="any", week="after", **women).value == 1
    assert table.cell(source="sjukpenning", week="before", year=2019, sex="men").value == 0


def does(participation, occasion, kind, extent=None):
    return {"participation": participation, "occasion": occasion, "kind": kind, "extent": extent}


def test_occupation_before_and_after(tabulate):
    """Who works and studies stands on two rows; one of the follow-up on none."""
    table = tabulate(
        sus.does,
        participations=[person("a"), person("b")],
        occupations=[
            *(does(1, "in", "seeking"), does(1, "out", "work_subsidised", 25), does(1, "out", "studies", 50)),
            *(does(2, "in", "unknown"), does(2, "out", "enrolled_af"), does(2, "follow_up", "studies", 100)),
        ],
    )
    women = {"year": 2019, "sex": "women"}
    found = {(key[1], key[2]) for key, cell in table.rows() if key[3] == "women" and cell.value and key[0] == "2019"}
    assert {pair for pair in found if pair[0] not in ("change", "difference")} == {
        *(("before", "seeking"), ("before", "unknown"), ("after", "work_subsidised"), ("after", "studies"))
    }
    assert table.cell(does="studies", week="after", **women).value == 1


def test_groups_of_occupation_and_how_much_more(tabulate):
    people = [
        person("a", occupation_in="seeking", occupation_out="works", afterwards="started"),
        person("b", occupation_in="works", occupation_out="works", afterwards="increased"),
    ]
    table = tabulate(sus.occupation, participations=people)
    change = table.cell(year=2019, occupation="works", week="change", sex="women")
    assert (change.value, change.of, change.rounded) == (2, 1, "100")
    assert table.cell(year=2019, occupation="total", week="change", sex="total").rounded == "0"
    more = table.cell(year=2019, occupation="works", week="difference", sex="women")
    assert (more.value, more.of, more.rounded) == (2, 1, "1")


def test_who_works_or_studies_afterwards(tabulate):
    people = [person("a", afterwards="started"), person("b", afterwards="not"), person("c", afterwards="started")]
    table = tabulate(sus.afterwards, participations=people)
    found = [table.cell(year=2019, afterwards=code, sex="women").value for code in ("started", "increased", "total")]
    assert found == [2, 0, 3]


def test_from_one_support_to_another(tabulate):
    table = tabulate(
        sus.transition,
        participations=[person("a"), person("b")],
        support=[
            *(had(1, "in", "sjukpenning"), had(1, "in", "forsorjningsstod"), had(1, "out", "a_kassa")),
            *(had(2, "in", "sjukpenning"), had(2, "out", "a_kassa"), had(2, "out", "studiestod")),
        ],
    )

    def cell(before, after):
        return table.cell(year=2019, before=before, after=after, sex="total").value

    assert (cell("sjukpenning", "a_kassa"), cell("sjukpenning", "studiestod")) == (2, 1)
    assert (cell("forsorjningsstod", "a_kassa"), cell("forsorjningsstod", "any"), cell("any", "any")) == (1, 1, 2)


@pytest.mark.parametrize(
    ("days", "band"), [(0, "0"), (90, "0"), (91, "91"), (181, "91"), (182, "182"), (364, "182"), (365, "365")]
)
def test_how_long_they_took_part(tabulate, days, band):
    table = tabulate(sus.length, participations=[person("a", start=END - timedelta(days))])
    found = {key[1] for key, cell in table.rows() if cell.value and key[2] == "women"}
    assert found == {band, "total"}


WHO = [
    ("ended in the year", {}, 1),
    ("twice", {"person": "a"}, 1),
    ("still there", {"end": None, "state": "active"}, 0),
    ("ended another year", {"end": date(2020, 1, 1)}, 0),
    ("ended the same measure again that year", {"last_ended": "no"}, 0),
    ("withdrew", {"state": "withdrawn", "mode": "anonymous", "person": None}, 0),
    ("in no association's measure", {"association": None}, 0),
]


@pytest.mark.parametrize(("changed", "number"), [row[1:] for row in WHO], ids=[row[0] for row in WHO])
def test_who_ended(tabulate, changed, number):
    table = tabulate(sus.support_time, participations=[person("a", support_time="y1_3") | changed])
    assert table.cell(year=2019, support_time="answered", sex="women").value == number


@pytest.mark.parametrize(("age", "band"), [(15, "16"), (24, "16"), (25, "25"), (54, "45"), (55, "55"), (80, "55")])
def test_the_ages_of_those_who_took_part(tabulate, age, band):
    table = tabulate(sus_measure.age, participations=[person("a", birth_year=START.year - age, end=None)])
    assert table.cell(year=2019, age=band, sex="women").value == 1
    assert table.cell(year=2018, age=band, sex="women").value == 0


#: Several participations of one person in a measure: (age at the start, start, end), and the age that 2019 counts.
AGAIN = [
    ("the last that began", [(20, START, date(2019, 2, 1)), (30, date(2019, 5, 1), None)], "30"),
    ("also when the other is still going on", [(20, START, None), (30, date(2019, 5, 1), END)], "30"),
    ("not one of another year", [(20, START, None), (30, date(2020, 1, 1), None)], "16"),
    ("on the same day, the one registered last", [(20, START, END), (30, START, END)], "30"),
    ("of three", [(20, START, END), (60, date(2019, 9, 1), None), (30, date(2019, 8, 1), None)], "55"),
]


@pytest.mark.parametrize(("times", "band"), [row[1:] for row in AGAIN], ids=[row[0] for row in AGAIN])
def test_who_comes_again_to_a_measure_counts_as_the_last_time(tabulate, times, band):
    people = [
        person("a", birth_year=start.year - age, start=start, end=end, state="ended" if end else "active")
        for age, start, end in times
    ]
    table = tabulate(sus_measure.age, participations=[*people, person("b", measure="I-0002")])
    assert table.cell(year=2019, age=band, sex="women").value == 1 + (band == "30")
    assert table.cell(year=2019, age="total", sex="women").value == 2


def test_means_and_costs_to_the_ore(tabulate):
    """Amounts beyond 32 bits; an outcome may be negative; projects that no association is in are left out."""
    means = {"part": "means", "kind": "means"}
    table = tabulate(
        sus_cost.costs,
        money=[
            {"year": 2019, **means, "what": "state", "ore": 3_000_000_001},
            {"year": 2019, **means, "what": "state", "ore": 3_000_000_001},
            {"year": 2019, **means, "what": "own_capital", "ore": -5},
            {"year": 2019, "measure": "I-0001", "what": "measure_cost", "ore": 12_345},
            {"year": 2019, "measure": "I-0001", "what": "esf_measure_cost", "ore": -45},
            {"year": 2019, "association": None, "measure": "I-0009", "what": "measure_cost", "ore": 7},
            {"year": 2019, "part": "administration", "what": "other", "ore": 1},
            {"year": 2018, "part": "administration", "kind": "budget", "what": "other", "ore": 2},
        ],
    )

    def cell(line, amount, year=2019):
        return table.cell(year=year, line=line, amount=amount)

    assert cell("means_state", "means").value == 6_000_000_002
    assert cell("means_state", "means").rounded == "60000000.02"
    assert cell("means_all", "means").value == 5_999_999_997
    assert (cell("measures_all", "outcome").value, cell("costs_all", "outcome").value) == (12_300, 12_301)
    assert cell("administration_other", "outcome").value == 1
    assert cell("means_other", "means") == cell("costs_all", "outcome", 2018) == MISSING, "nobody has said anything"
    assert cell("costs_all", "budget", 2018).value == 2
    assert cell("means_state", "budget") == cell("costs_all", "means") == MISSING


def test_who_starts(tabulate):
    """Who is known with the start year only starts in it."""
    anonymous = {"mode": "anonymous", "person": None, "start": None, "end": None, "start_year": 2019, "sex": "men"}
    table = tabulate(gender.starts, participations=[person("a"), person("b"), person("c"), anonymous])
    women = table.cell(year=2019, registered_as="total", sex="women")
    assert (women.value, women.of, women.percent) == (3, 4, 75)
    assert table.cell(year=2019, registered_as="anonymous", sex="men").percent == 100
    assert table.cell(year=2018, registered_as="total", sex="women") == MISSING


def test_who_completes(tabulate):
    moved = {"end_reason": "moved"}
    people = [person("a"), person("b", **moved), person("c", sex="men"), person("d", end_reason=None)]
    table = tabulate(gender.completes, participations=people)
    assert table.cell(year=2019, reason="completed", sex="women").percent == 50
    assert table.cell(year=2019, reason="completed", sex="men").percent == 100
    assert table.cell(year=2019, reason="total", sex="total").value == 3


def test_the_share_of_resources_follows_the_days_of_the_year(tabulate):
    """One woman's 10 days of the year beside one man's 30."""
    new_year = date(2019, 1, 1)
    woman = person("a", start=date(2018, 12, 1), end=new_year + timedelta(9))
    man = person("b", sex="men", start=new_year, end=new_year + timedelta(29))
    table = tabulate(gender.resources, participations=[woman, man])
    women = table.cell(year=2019, sex="women")
    assert (women.value, women.of, women.percent) == (10, 40, 25)
