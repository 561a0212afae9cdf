"""Printed tables add up in the printed unit, and no figure is more than a rounding from the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.agree.preparation.cofinancing.tables import TKR, printed, spread
from samordna.ground.kernel.money import Money


def kronor(rows):
    return [[Money.kronor(amount) for amount in row] for row in rows]


@pytest.mark.parametrize(
    ("rows", "cells", "row_sums", "columns", "total"),
    [
        # whole thousands are printed as they are
        ([[350_000, 700_000], [150_000, 300_000]], ((350, 700), (150, 300)), (1050, 450), (500, 1000), 1500),
        # 176.56 + 3.40 + 33.64 = 213.60: rounded one by one 177 + 3 + 34
        ([[176_560, 3_400, 33_640]], ((177, 3, 34),), (214,), (177, 3, 34), 214),
        # rounded one by one: 0 + 0 + 0 = 1
        ([[400, 400, 400]], ((0, 0, 1),), (1,), (0, 0, 1), 1),
        ([[-1_600, 600]], ((-2, 1),), (-1,), (-2, 1), -1),
        ([[0, 0]], ((0, 0),), (0,), (0, 0), 0),
        ([], (), (), (), 0),
    ],
)
def test_known_tables(rows, cells, row_sums, columns, total):
    table = printed(kronor(rows))
    assert (table.cells, table.rows, table.columns, table.total) == (cells, row_sums, columns, total)


@pytest.mark.parametrize(("last", "whole"), [(159_001, 160), (159_500, 160), (159_999, 160), (160_000, 160)])
def test_the_sum_of_what_is_missing_is_never_rounded_down(last, whole):
    table = printed(kronor([[400_300, 200_000], [0, last]]), up=1)
    assert table.rows[1] == whole
    assert table.total == sum(table.rows) == sum(table.columns)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6), st.integers(-2, 2))
def test_a_row_is_spread_over_a_sum_that_is_printed_already(ore, off):
    exact = sum(ore) // TKR.ore
    whole = max(0, exact + off)
    cells = spread([Money(amount) for amount in ore], whole)
    assert sum(cells) == whole
    assert all(abs(cell - amount / TKR.ore) <= 4 for cell, amount in zip(cells, ore, strict=True))


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-(10**8), 10**9), min_size=width, max_size=width), min_size=1, max_size=8
        )
    )
)
def test_adds_up_and_stays_near(rows):
    table = printed([[Money(ore) for ore in row] for row in rows])
    unit = TKR.ore
    near = [(row, exact) for row, exact in zip(table.rows, map(sum, rows), strict=True)]
    near += list(zip(table.columns, (sum(c) for c in zip(*rows, strict=True)), strict=True))
    near += [
        (cell, exact)
        for cells, line in zip(table.cells, rows, strict=True)
        for cell, exact in zip(cells, line, strict=True)
    ]
    assert all(exact // unit <= whole <= -(-exact // unit) for whole, exact in near)
    assert table.rows == tuple(sum(row) for row in table.cells)
    assert table.total == sum(table.rows) == sum(table.columns)
    exact = sum(sum(row) for row in rows)
    assert abs(table.total * unit - exact) * 2 <= unit
