"""Several tables of one release, tried by enumeration: no small number can be known from all of them together.

Three tables of women and men taken together: persons by code, the same persons by another code, and of the first those
who did something. The reader tries other whole numbers near the true ones in every cell, and keeps what fits.
"""

from __future__ import annotations

import itertools
import random

import pytest

from samordna.engine.disclosure.protect import CannotProtect, Earlier, protect, protect_together
from samordna.engine.disclosure.ties import Ties
from samordna.engine.frozen import FrozenForm
from samordna.engine.request import Column, Counted, What
from samordna.engine.table import Origin, Status, Table, value
from samordna.engine.words import Words

CODES = ("a", "b", "t")
SAME = Ties(same=(((0, ("t",)), (1, ("t",))),))
NESTED = Ties(SAME.same, tuple(((2, (c,)), (0, (c,))) for c in CODES))


def table_of(name, one, other):
    column = Column("code", Words("kod", "code"), CODES, tuple(Words(c, c) for c in CODES), "t")
    what = What(Counted.PERSONS, "n", Words("n", "n"))
    form = FrozenForm(name, Words(name, name), (column,), what, True, False, ())
    numbers = {("a",): one, ("b",): other, ("t",): one + other}
    return Table(form, {key: value(n) for key, n in numbers.items()}, Origin("x", "2020-01-01"))


def some(seed):
    rng = random.Random(seed)
    most = rng.choice([4, 7, 12])
    a, b = rng.randint(0, most), rng.randint(0, most)
    x = rng.randint(0, a + b)
    return [
        table_of("one", a, b),
        table_of("two", x, a + b - x),
        table_of("three", rng.randint(0, a), rng.randint(0, b)),
    ]


def alone(tables):
    return [protect(table) for table in tables]


def near(table, shown):
    """The tables of whole numbers that fit what is shown of one, near the true one."""
    ways = []
    for numbers in itertools.product(
        *(range(max(0, table.cells[c,].value - 5), table.cells[c,].value + 6) for c in "ab")
    ):
        way = dict(zip(CODES, (*numbers, sum(numbers)), strict=True))
        fits = (
            (way[c] >= 1) if shown.cells[c,].status is Status.HIDDEN else (way[c] == table.cells[c,].value)
            for c in CODES
        )
        if all(fits):
            ways.append(way)
    return ways


def known(tables, shown, nested):
    """The small numbers that have one value in everything that fits, and the small differences."""
    found: dict[object, set[int]] = {}
    first, second, third = (near(table, one) for table, one in zip(tables, shown, strict=True))
    for one, two in itertools.product(first, second):
        if one["t"] != two["t"]:
            continue
        for three in third:
            if nested and any(three[c] > one[c] for c in CODES):
                continue
            for n, way in enumerate((one, two, three)):
                for c in CODES:
                    found.setdefault((n, c), set()).add(way[c])
            for c in CODES if nested else ():
                found.setdefault(c, set()).add(one[c] - three[c])
    small = {(n, c) for n in range(3) for c in CODES if 0 < tables[n].cells[c,].value < 5}
    small |= {c for c in CODES if nested and 0 < tables[0].cells[c,].value - tables[2].cells[c,].value < 5}
    return sorted(str(one) for one in small if len(found[one]) == 1)


@pytest.mark.parametrize("ties", [SAME, NESTED], ids=["the same cells", "a part of them too"])
def test_nothing_small_is_known_from_all_tables_together(ties):
    refused = 0
    for seed in range(120):
        tables = some(seed)
        try:
            shown = protect_together(tables, ties, earlier=[Earlier()] * 3)
        except CannotProtect:
            refused += 1
            continue
        assert known(tables, shown, bool(ties.inside)) == [], seed
        assert (shown[0].cells["t",].value is None) == (shown[1].cells["t",].value is None)
        assert all(one.certificate["proven"] for one in shown)
    # Nobody is left out by refusing: where everything can be hidden there is a way.
    assert refused == 0


def test_each_table_safe_alone_is_not_safe_together():
    """The reason for one model: the same tables, each protected by itself, give small numbers away."""
    assert any(known(some(seed), alone(some(seed)), True) for seed in range(120))


def test_what_was_told_of_both_before_stays_told():
    tables = [table_of("one", 30, 40), table_of("two", 35, 35), table_of("three", 28, 20)]
    told = [Earlier({key: cell.value for key, cell in table.cells.items()}) for table in tables]
    assert all(not one.hidden() for one in protect_together(tables, NESTED, earlier=told))
    # Thirty less twenty-eight are two persons, which nobody was told before.
    fresh = protect_together(tables, NESTED, earlier=[Earlier()] * 3)
    assert any(one.cells["a",].value is None for one in (fresh[0], fresh[2]))
