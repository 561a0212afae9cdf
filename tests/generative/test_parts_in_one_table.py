"""A part and its whole in one table whose column says nothing of it, tried by enumeration.

Persons by code: two kinds of support that may go together, those who have any of them, and, in some tables, all others
and the sum of everybody. The reader knows that who has one has any, tries other whole numbers near the true ones, and
keeps what fits.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from samordna.engine.disclosure.protect import Earlier, protect, protect_together
from samordna.engine.disclosure.ties import Ties
from samordna.engine.request import Column
from samordna.engine.table import Status, value
from samordna.engine.words import Words
from tests.factories.disclosure import small_table

CODES = ("one", "two", "any")
HELD = (("one", "any"), ("two", "any"))
TIES = Ties(inside=tuple(((0, (part,)), (0, (whole,))) for part, whole in HELD))


def table(with_sum, **numbers):
    """Persons by code, with everybody as the sum of those who have any and those who have none."""
    codes = (*CODES, "none", "all") if with_sum else CODES
    column = Column("kind", Words("slag", "kind"), codes, tuple(Words(c, c) for c in codes))
    if with_sum:
        # The first stands under the sum by the column, and under any only by what it means.
        column = replace(column, sums=(("all", ("any", "none")),), parts=(("one", "all"),))
        numbers["all"] = numbers["any"] + numbers["none"]
    made = small_table("kinds", 0, 0)
    return replace(
        made, form=replace(made.form, columns=(column,)), cells={(code,): value(numbers[code]) for code in codes}
    )


def some(seed, with_sum):
    rng = random.Random(seed)
    whole = rng.choice([3, 6, 9, 20])
    one, two = (max(0, whole - rng.choice([0, 1, 2, 5, 12])) for _ in "ab")
    return table(with_sum, one=one, two=two, any=max(one, two, whole), none=rng.choice([0, 2, 4, 9]))


def near(made, code):
    """Other numbers for one code that are not far from its own."""
    own = made.cells[code,].value
    return range(max(0, own - 4), own + 5)


def fits(way, made, shown):
    """Whether the reader cannot tell the numbers from the true ones."""
    known = (way[c] >= 1 if shown.cells[c,].status is Status.HIDDEN else way[c] == made.cells[c,].value for c in way)
    return all(known) and all(way[part] <= way[whole] for part, whole in HELD)


def known(made, shown, with_sum):
    """The small numbers, and small differences of part and whole, of which one value is left."""
    found = {}
    free = [*CODES, "none"] if with_sum else list(CODES)
    for numbers in itertools.product(*(near(made, code) for code in free)):
        way = dict(zip(free, numbers, strict=True))
        if with_sum:
            way["all"] = way["any"] + way["none"]
        if fits(way, made, shown):
            for code, number in way.items():
                found.setdefault(code, set()).add(number)
            for part, whole in HELD:
                found.setdefault((part, whole), set()).add(way[whole] - way[part])
    true = {code: cell.value for (code,), cell in made.cells.items()}
    true |= {(part, whole): true[whole] - true[part] for part, whole in HELD}
    return [what for what, number in true.items() if 0 < number < 5 and len(found[what]) == 1]


@pytest.mark.parametrize("with_sum", [False, True], ids=["codes beside each other", "codes under one sum"])
def test_nothing_small_is_left_between_a_part_and_its_whole(with_sum):
    for seed in range(150):
        made = some(seed, with_sum)
        (shown,) = protect_together([made], TIES, earlier=[Earlier()])
        assert known(made, shown, with_sum) == [], seed
        assert shown.certificate["proven"]


def test_without_the_ties_small_differences_are_known():
    """What this is for: the same tables, by the relations of their columns alone."""
    for with_sum in (False, True):
        assert any(known(made, protect(made), with_sum) for made in (some(seed, with_sum) for seed in range(150)))


def test_what_the_column_says_itself_is_no_tie():
    """A pair that the relations hold already changes nothing."""
    for seed in range(40):
        made = some(seed, True)
        pair = Ties(inside=(((0, ("one",)), (0, ("all",))), ((0, ("any",)), (0, ("all",)))))
        (shown,) = protect_together([made], pair, earlier=[Earlier()])
        assert shown.cells == protect(made).cells
