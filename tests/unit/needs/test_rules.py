"""The size of the need groups: exact products, a difference that is explained, and an interval that holds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.agree.needs.rules import (
    Overlap,
    Stock,
    compare,
    interval,
    percent,
    round_half_up,
    total,
    whole_persons,
)


def share(percentage):
    return Fraction(percentage) / 100


# SKL's appendix 4 of 2016: stock, share used, share printed, printed part, and what our product differs by
SKL_2016 = [
    ("NEET", 79_400, "100", "100", 80_000, "600"),
    ("Ekonomiskt bistånd", 260_000, "80", "100", 208_000, "0"),
    ("Arbetslösa", 372_154, "25", "25", 93_000, "-38.5"),
    ("Aktivitetsersättning", 37_599, "50", "50", 18_800, "0.5"),
    ("Sjukskrivna", 194_200, "20", "10", 40_000, "1160"),
    ("Sjukersättning på deltid", 86_990, "50", "50", 43_500, "5"),
]
STOCKS = [
    Stock(name, stock, share(used), share_printed=share(printed_share), printed=printed)
    for name, stock, used, printed_share, printed, _ in SKL_2016
]


def test_our_products_add_up_to_481573():
    assert total(STOCKS) == 481_573


@pytest.mark.parametrize(("stock", "row"), list(zip(STOCKS, SKL_2016, strict=True)), ids=[row[0] for row in SKL_2016])
def test_each_part_of_the_difference(stock, row):
    assert stock.difference == Fraction(row[5])
    assert stock.other_share_printed == (row[2] != row[3])


def test_the_parts_explain_the_whole_difference():
    comparison = compare(STOCKS)
    assert (comparison.ours, comparison.printed, comparison.difference) == (481_573, 483_300, 1_727)
    assert sum(part for _, part in comparison.parts) == 1_727


def test_shares_of_the_population_are_66_per_mille_with_both_sums():
    assert percent(total(STOCKS), 7_300_000) == percent(483_300, 7_300_000) == Fraction("6.6")


def test_without_overlap_information_the_bounds_are_the_largest_group_and_the_sum():
    found = interval(STOCKS)
    assert (found.low, found.high, found.method) == (208_000, 481_573, "bounds")


@pytest.mark.parametrize(
    ("overlap", "low", "high", "outward"),
    [
        (Overlap(10, 30), "170.2", "297.6", (170, 300)),
        (Overlap(0, 0), "200.2", "307.6", (200, 310)),
        # an overlap cannot make the union smaller than its largest group
        (Overlap(0, 1000), "127.2", "307.6", (120, 310)),
        (None, "127.2", "307.6", (120, 310)),
    ],
)
def test_local_interval_with_assessed_overlap(overlap, low, high, outward):
    stocks = [
        Stock("Aktivitetsersättning", 318, share(40), share(60)),
        Stock("Försörjningsstöd", 146, share(50), share(80)),
    ]
    found = interval(stocks, overlap)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))
    assert found.outward() == outward


def test_no_groups_is_no_interval():
    with pytest.raises(ValueError, match="at least one group"):
        interval([])


def test_nothing_to_compare_without_a_printed_result():
    with pytest.raises(ValueError, match="no printed result"):
        compare([Stock("X", 1, share(1))])


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["127.2", "73", "-30"], [127, 73, -30]),
        (["190.8", "116.8", "-10"], [191, 117, -10]),
        (["0.5", "0.5"], [1, 0]),
        (["0.4", "0.4", "0.4"], [1, 0, 0]),
        ([], []),
    ],
)
def test_whole_persons_add_up(parts, whole):
    assert whole_persons([Fraction(part) for part in parts]) == whole


stocks = st.builds(
    Stock,
    name=st.just("g"),
    persons=st.integers(0, 10**6),
    share=st.fractions(0, Fraction(1, 2), max_denominator=1000),
    share_high=st.none() | st.fractions(Fraction(1, 2), 1, max_denominator=1000),
)


@given(st.lists(stocks, min_size=1, max_size=8), st.integers(0, 10**5), st.integers(0, 10**5))
def test_an_assessment_never_leaves_the_bounds(groups, a, b):
    bounds, assessed = interval(groups), interval(groups, Overlap(min(a, b), max(a, b)))
    assert bounds.low <= assessed.low <= bounds.high
    assert assessed.high <= bounds.high
    low, high = bounds.outward()
    assert low <= bounds.low
    assert high >= bounds.high


@given(st.lists(st.fractions(-1000, 1000, max_denominator=100), max_size=10))
def test_whole_persons_are_near_and_add_up(parts):
    whole = whole_persons(parts)
    assert sum(whole) == round_half_up(sum(parts, Fraction(0)))
    assert all(abs(w - p) < 1 or w == p for w, p in zip(whole, parts, strict=True))
