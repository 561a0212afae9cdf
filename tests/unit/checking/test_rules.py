"""What is no error is not called one, and the commonest errors are named for what they are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from samordna.learn.checking.check import check
from samordna.learn.checking.findings import KINDS, Finding, Place
from samordna.learn.checking.numbers import numbers
from samordna.learn.checking.reading import read_text


def found(text):
    return [
        (one.kind, one.printed.replace("\u00a0", " "), one.expected and one.expected.replace("\u00a0", " "))
        for one in check(read_text(text))
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Under 2019 deltog 1 097 personer.", ["year", "count"]),
        ("Tabell 3 visar 12,5 procent.", ["name", "percent"]),
        ("Enligt 7 § lagen (2003:1210).", ["name"]),
        ("Den 14 februari 2022 beslutades det.", ["name", "year"]),
        ("Andelen steg från 44 till 39 procent.", ["percent", "percent"]),
        ("Den var 5 procentenheter högre.", ["points"]),
        ("Det kostade 12,4 miljoner kronor och 385 tkr.", ["money", "money"]),
        ("De deltog i 11 månader.", ["time"]),
        ("Det var 210 år 2018 och 231 år 2019.", ["count", "year", "count", "year"]),
        ("De var mellan 30 och 49 år.", []),
        ("Unga 16–29 år deltog.", []),
        ("Två projekt och en insats.", ["count"]),
        ("2019 deltagare kom.", ["count"]),
    ],
)
def test_what_numbers_count(text, units):
    assert [one.unit for one in numbers(text)] == units


def test_numbers_have_their_values():
    assert [one.value for one in numbers("Det var 1 097, 12,5 procent och tre.")] == [1097, Fraction(25, 2), 3]
    assert [one.amount for one in numbers("12,4 miljoner kronor")] == [12_400_000]


@pytest.mark.parametrize(
    "text",
    [
        "Innehåll\t2\nSammanfattning\t3\n1. Inledning\t4\n2. Uppdraget\t4\n3. Insatser\t9",
        "Styrelsen har fyra ledamöter. Samtliga fyra parter är överens om sjukskrivningarna.",
        "Vi intervjuade tre personer i styrelsen.",
        "År 2019 fick 1 861 individer (5 procent av det totala antalet i landet) och 4 131 (0,7 procent av alla) stöd.",
        "Antalet har minskat med 3 831 personer, 9,2 procent, sedan 2018. Nu är de 37 949.",
        "Region\tProjekt\nNorr\t2\nSyd\t1\nTotalt\t3",
        "Utfall\tBelopp, mnkr\nPersonal\t4,1\nLokaler\t0,4\nÖvrigt\t1,2\nSumma\t5,8",
        "Svar\tAntal\nFörsta\t60\nAndra\t55\nTotalt\t80\nFlera svar var möjliga.",
        "Ekonomiskt bistånd (100 %) 208 000\nArbetslösa (25 %) 93 000\nSjukskrivna (10 %) 40 000",
    ],
)
def test_what_is_no_error(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Förbunden finansierade 154 insatser. Det är en ökning med 40 insatser (26 procent) jämfört med året före.",
            [("growth", "26 procent", "35 procent")],
        ),
        ("Antalet ökade från 640 till 736, en ökning med 13 procent.", [("growth", "13 procent", "15 procent")]),
        (
            "År\tAntal\tÖkning\n2019\t100\t\n2020\t125\t20 %\n2021\t150\t17 %",
            [("growth", "17 %", "20 %"), ("growth", "20 %", "25 %")],
        ),
    ],
)
def test_growth_on_the_later_year_is_said_to_be_that(text, expected):
    assert sorted(found(text)) == expected
    assert all("senare årets" in one.cause.sv for one in check(read_text(text)))


def test_one_cell_that_breaks_two_sums_is_told_once():
    table = "Part\tKvinnor\tMän\tTotalt\nAF\t214\t188\t402\nFK\t176\t94\t290\nTotalt\t390\t282\t672"
    assert found(table) == [("sum", "290", "270")]


def test_a_figure_is_placed_where_it_stands_in_a_broken_line():
    text = "Av dem som svarade och som deltog under\nhela året var det 103 personer, eller 29 procent,\nav de 412."
    (one,) = check(read_text(text))
    assert (one.place.line, one.printed) == (2, "29 procent")


def test_a_kind_that_there_is_not():
    with pytest.raises(ValueError, match="no such kind"):
        Finding(Place(1, 0), "typo", "1", None, KINDS["sum"], 0.5)
