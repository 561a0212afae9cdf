"""Shares are exact fractions."""

from fractions import Fraction

import pytest

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share


@pytest.mark.parametrize(
    ("text", "fraction", "shown", "decimal"),
    [
        ("54", Fraction(27, 50), "54 %", "0.54"),
        ("0", Fraction(0), "0 %", "0.00"),
        ("100 %", Fraction(1), "100 %", "1.00"),
        ("33,5", Fraction(67, 200), "33,5 %", "0.335"),
        ("0.05", Fraction(1, 2000), "0,05 %", "0.0005"),
    ],
)
def test_percent(text, fraction, shown, decimal):
    share = Share.percent(text)
    assert (share.value, str(share), share.decimal()) == (fraction, shown, decimal)


@pytest.mark.parametrize("text", ["", "%", "-1", "101", "100.1", "1e1", "54 percent", "0.0000001"])
def test_refuses_what_is_not_a_percentage(text):
    with pytest.raises(Refusal):
        Share.percent(text)


def test_a_third_is_shown_rounded_but_never_written_to_files_rounded():
    third = Share(Fraction(1, 3))
    assert str(third) == "33,33 %"
    with pytest.raises(ValueError, match="decimal"):
        third.decimal()


@pytest.mark.parametrize("value", [0.54, 1, "0.54"])
def test_takes_nothing_but_fractions(value):
    with pytest.raises(TypeError):
        Share(value)


def test_support_and_parties_make_the_whole():
    rate, total = Share.percent("54"), Money(101)
    assert rate.of(total) == Money(54)
    assert (rate + rate.rest).of(total) == total
    with pytest.raises(ValueError, match="between"):
        rate + rate
