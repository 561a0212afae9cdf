"""How figures, money and days are written."""

from datetime import date

import pytest
from django.utils import translation

from samordna.edge.web.components.templatetags import samordna as tags
from samordna.ground.kernel.money import Money

N = "\u00a0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (1000, f"1{N}000"), (1234567, f"1{N}234{N}567"), (-1234, f"−1{N}234"), (None, "...")],
)
def test_integers(value: int | None, text: str) -> None:
    assert tags.integer(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [("43.66", "43,7"), ("0.05", "0,1"), ("1234.55", f"1{N}234,6"), ("-0.25", "−0,3"), (None, "...")]
)
def test_decimals(value: str | None, text: str) -> None:
    assert tags.decimals(value) == text


@pytest.mark.parametrize(
    ("money", "kronor", "tkr"),
    [
        ("1234567.00", f"1{N}234{N}567{N}kr", f"1{N}235"),
        ("1234.50", f"1{N}234,50{N}kr", "1"),
        ("-500.00", f"−500{N}kr", "−1"),
        ("0.00", f"0{N}kr", "0"),
    ],
)
def test_money(money: str, kronor: str, tkr: str) -> None:
    assert tags.kronor(Money.parse(money)) == kronor
    assert tags.tkr(Money.parse(money)) == tkr


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "Ingen tid satt"),
        (date(2026, 11, 10), "2 dagar försenat"),
        (date(2026, 11, 11), "1 dag försenat"),
        (date(2026, 11, 12), "I dag"),
        (date(2026, 11, 13), "I morgon"),
        (date(2026, 11, 16), "Måndag"),
        (date(2026, 11, 30), "Om 18 dagar"),
    ],
)
def test_time_as_people_say_it(due: date | None, words: str) -> None:
    assert tags.due_words(due, date(2026, 11, 12)) == words


def test_english_has_its_own_marks() -> None:
    with translation.override("en"):
        assert tags.decimals("43.66") == "43.7"
        assert tags.weekday_day(date(2026, 11, 12)) == f"Thursday 12{N}November{N}2026"
