"""Amounts are whole öre, are read strictly, and add up however they are divided or rounded."""

import pytest

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money, in_units, largest_remainder
from samordna.ground.kernel.share import Share


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("0", 0),
        ("0.00", 0),
        ("-0.00", 0),
        ("007.5", 750),
        ("1800000.00", 180_000_000),
        ("999999999999999.99", 10**17 - 1),
    ],
)
def test_reads_an_amount(text, ore):
    assert Money.parse(text) == Money(ore)


NOT_AMOUNTS = ["1,5", "1&000", "+5", ".5", "5.", "1e3", "1_000", "0x10", "5kr", "inf", "nan", "٣", "1.2.3", "--1"]


@pytest.mark.parametrize("text", [*NOT_AMOUNTS, "", " ", "1 000", "1\n", "1" * 16, "1" * 5000])
def test_refuses_what_is_not_an_amount(text):
    with pytest.raises(Refusal) as refused:
        Money.parse(text)
    assert "not an amount" in refused.value.message_en


@pytest.mark.parametrize("text", ["1.005", "0.000", "-1.999"])
def test_refuses_more_than_two_decimals_by_name(text):
    with pytest.raises(Refusal) as refused:
        Money.parse(text)
    assert "two decimals" in refused.value.message_en


@pytest.mark.parametrize(
    ("typed", "ore"),
    [("1 800 000,50", 180_000_050), ("1\N{NO-BREAK SPACE}000 kr", 100_000), ("\N{MINUS SIGN}5", -500), ("12:-", 1200)],
)
def test_reads_what_people_type_in_a_form(typed, ore):
    assert Money.parse_swedish(typed) == Money(ore)


@pytest.mark.parametrize("value", [1.0, "1", True, None])
def test_holds_nothing_but_whole_ore(value):
    with pytest.raises(TypeError):
        Money(value)


@pytest.mark.parametrize(
    ("ore", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (100, [0, 0], [0, 0]),
        (0, [3, 4], [0, 0]),
        (5, [], []),
        (2, [0, 5, 0, 5], [0, 1, 0, 1]),
        (10**17, [1, 2], [33333333333333333, 66666666666666667]),
    ],
)
def test_a_split_goes_to_the_largest_remainder_then_the_earlier(ore, weights, parts):
    assert [part.ore for part in Money(ore).split(weights)] == parts


@pytest.mark.parametrize("weights", [[-1, 2], [0.5, 0.5], [True, 1]])
def test_a_split_refuses_weights_that_are_not_counts(weights):
    with pytest.raises(ValueError, match="whole numbers"):
        Money(100).split(weights)


def test_the_remainder_decides_not_the_weight():
    assert largest_remainder(10, [1, 2, 4]) == [1, 3, 6]


@pytest.mark.parametrize(
    ("ore", "rounding", "result"),
    [(1, "down", 0), (1, "half_up", 1), (-1, "down", -1), (-1, "half_up", -1), (3, "half_up", 2), (4, "half_up", 2)],
)
def test_half_an_amount(ore, rounding, result):
    assert Money(ore).times(Share.percent("50"), rounding=rounding) == Money(result)


def test_an_unknown_rounding_is_a_mistake_in_the_program():
    with pytest.raises(ValueError, match="rounding"):
        Money(1).times(Share.percent("50"), rounding="up")


@pytest.mark.parametrize(
    ("kronor", "rows", "total"),
    [
        ([1_237_400, 1_863_000, 1_113_200], [1238, 1863, 1113], 4214),
        ([500, 500], [1, 0], 1),
        ([-500, 1000], [0, 1], 1),
        ([], [], 0),
    ],
)
def test_printed_rows_add_up_to_the_printed_total(kronor, rows, total):
    printed = in_units([Money.kronor(amount) for amount in kronor], Money.kronor(1000))
    assert printed == (rows, total)
    assert sum(rows) == total
