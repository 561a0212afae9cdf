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
from samordna.engine.table import Status
from tests.factories.disclosure import CODES, small_table

SAME = Ties(same=(((0, ("t",)), (1, ("t",))),))
NESTED = Ties(SAME.same, tuple(((2, (c,)), (0, (c,))) for c in CODES))


def some(seed):
    rng = random.Random(seed)
    most = rng.choice([4, 7, 12])
    a, b = rng.randint(0, most), rng.randint(0, most)
    x = rng.randint(0, a + b)
    return [
        small_table("one", a, b),
        small_table("two", x, a + b - x),
        small_table("three", rng.randint(0, a), rng.randint(0, b)),
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


CHAIN = Ties(inside=(*(((0, (c,)), (1, (c,))) for c in CODES), *(((1, (c,)), (2, (c,))) for c in CODES)))


@pytest.mark.parametrize("seed", range(40))
def test_two_small_steps_are_no_way_to_what_lies_between_the_ends(seed):
    rng = random.Random(seed)
    ways = [[rng.randint(10, 14)] for _ in "ab"]
    for way in ways:
        way += [way[0] + rng.randint(0, 2)]
        way += [way[1] + rng.randint(0, 2)]
    tables = [small_table(name, *(way[i] for way in ways)) for i, name in enumerate(["least", "between", "most"])]
    least, _, most = protect_together(tables, CHAIN, earlier=[Earlier()] * 3)
    for c in CODES:
        apart = tables[2].cells[c,].value - tables[0].cells[c,].value
        assert not 0 < apart < 5 or None in (least.cells[c,].value, most.cells[c,].value), c


def test_a_certificate_counts_what_is_about_its_own_table():
    tables = [small_table("one", 3, 30), small_table("two", 20, 13), small_table("other", 40, 50)]
    one, two, other = (shown.certificate for shown in protect_together(tables, SAME, earlier=[Earlier()] * 3))
    assert all(certificate["proven"] for certificate in (one, two, other))
    # The hidden cells of the first move by themselves or with the total that it shares with the second.
    assert one["witnesses"] >= 1 and other["witnesses"] == 0
    assert (two["witnesses"] > 0) == (two["primary"] + two["secondary"] > 0)
    part, whole = small_table("part", 28, 20), small_table("whole", 30, 40)
    nested = Ties(inside=tuple(((0, (c,)), (1, (c,))) for c in CODES))
    told = [shown.certificate for shown in protect_together([part, whole], nested, earlier=[Earlier()] * 2)]
    assert [certificate["sensitive_differences"] for certificate in told] == [1, 1]
    assert any(certificate["witnesses"] >= 1 for certificate in told)


def test_what_was_told_of_both_before_stays_told():
    tables = [small_table("one", 30, 40), small_table("two", 35, 35), small_table("three", 28, 20)]
    told = [Earlier({key: cell.value for key, cell in table.cells.items()}) for table in tables]
    assert all(not one.hidden() for one in protect_together(tables, NESTED, earlier=told))
    # Thirty less twenty-eight are two persons, which nobody was told before.
    fresh = protect_together(tables, NESTED, earlier=[Earlier()] * 3)
    assert any(one.cells["a",].value is None for one in (fresh[0], fresh[2]))
