"""Thousands taken for kronor are asked about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.agree.preparation.rules.plausible import TIMES, doubts, too_much_each
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import parameter


def tkr(n):
    return Money.kronor(n * 1000)


LIMIT = tkr(50_000)


@pytest.mark.parametrize(
    ("years", "asked"),
    [
        ({2027: 1_150, 2028: 1_400}, []),
        ({2027: 1_150_000, 2028: 1_400}, [2027]),
        ({2027: 1_150_000, 2028: 1_400_000}, [2027, 2028]),
        ({2027: 50_000}, []),
        ({2027: 50_001}, [2027]),
        ({2027: 10, 2028: 1_000}, []),
        ({2027: 10, 2028: 1_001}, [2028]),
        ({2027: 0, 2028: 1_400}, []),
    ],
)
def test_what_is_asked_about(years, asked):
    found = doubts({"staff": {year: tkr(n) for year, n in years.items()}}, LIMIT)
    assert [d.year for d in found] == asked
    assert all(d.perhaps == Money(d.amount.ore // 1000) for d in found)


def test_lines_are_not_measured_against_each_other_and_no_limit_asks_about_years_only():
    lines = {"staff": {2027: tkr(9_000)}, "other": {2027: tkr(5)}}
    assert doubts(lines, LIMIT) == ()
    assert doubts({"staff": {2027: tkr(900_000)}}, None) == ()


@given(st.dictionaries(st.integers(2026, 2036), st.integers(0, 10**12).map(Money)), st.integers(1, 10**11).map(Money))
def test_an_amount_that_is_neither_large_nor_alone_is_left_in_peace(years, limit):
    asked = {d.year for d in doubts({"staff": years}, limit)}
    for year, amount in years.items():
        others = [other for other in years.values() if other.ore]
        calm = amount <= limit and all(amount.ore <= TIMES * other.ore for other in others)
        assert (year not in asked) == calm


@pytest.mark.parametrize(
    ("total", "persons", "limit", "asked"),
    [
        (60_000, 120, 500, False),
        (60_001, 120, 500, True),
        (102_000, 120, 500, True),
        (102_000, None, 500, False),
        (102_000, 0, 500, False),
        (102_000, 120, None, False),
    ],
)
def test_costs_are_measured_by_what_they_come_to_for_each_participant(total, persons, limit, asked):
    assert too_much_each(tkr(total), persons, None if limit is None else tkr(limit)) is asked


def test_the_limits_are_parameters_with_their_source():
    found = parameter("preparation.ask_about_cost_above", on=date(2026, 11, 22))
    assert (found.value, found.status) == (LIMIT, "inferred")
    each = parameter("preparation.ask_about_cost_per_participant", on=date(2026, 11, 22))
    assert (each.value, each.status) == (tkr(500), "inferred")
