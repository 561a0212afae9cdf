"""Tables whose codes hold each other in every way that a declaration allows: no small number can be known.

The reader here knows the relations and nothing of leaves: other numbers near the true ones are tried in every cell, and
kept when they fit what is printed. A hidden small number must have two of them at least.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.engine.disclosure.protect import CannotProtect, Earlier, protect
from samordna.engine.disclosure.proven import unproven
from samordna.engine.disclosure.witnesses import Witness
from samordna.engine.frozen import FrozenForm
from samordna.engine.request import Column, Counted, What
from samordna.engine.table import Origin, Status, Table, value
from samordna.engine.words import Words

SEX = Column("sex", Words("kön", "sex"), ("w", "m", "t"), tuple(Words(c, c) for c in "wmt"), "t")


def column(codes, total=None, **more):
    return Column("code", Words("kod", "code"), codes, tuple(Words(c, c) for c in codes), total, **more)


def table_of(codes, numbers):
    """``numbers``: (code, sex) → persons, for women and men."""
    form = FrozenForm("t", Words("t", "t"), (codes, SEX), What(Counted.PERSONS, "n", Words("n", "n")), True, False, ())
    cells = {(c, s): numbers[c, s] if s != "t" else numbers[c, "w"] + numbers[c, "m"] for c, s in form.cell_keys()}
    return Table(form, {key: value(n) for key, n in cells.items()}, Origin("x", "2020-01-01"))


def what_may_be(table, fits):
    """Each hidden cell → the numbers that fit: ``fits`` says which numbers of the codes may stand together."""
    codes = table.columns[0].codes
    true = {key: n.value for key, n in table.cells.items()}
    shown = protect(table)
    assert shown.certificate["proven"]
    hidden = {key for key, cell in shown.cells.items() if cell.status is Status.HIDDEN}

    def ways(sex):
        near = [
            range(max(1, true[c, sex] - 2), true[c, sex] + 3) if (c, sex) in hidden else [true[c, sex]] for c in codes
        ]
        return [way for way in itertools.product(*near) if fits(dict(zip(codes, way, strict=True)))]

    found = {key: set() for key in hidden}
    both = {way: ways(way) for way in ("w", "m")}
    for women, men in itertools.product(both["w"], both["m"]):
        sums = tuple(w + m for w, m in zip(women, men, strict=True))
        if all((c, "t") in hidden or true[c, "t"] == n for c, n in zip(codes, sums, strict=True)):
            for sex, numbers in (("w", women), ("m", men), ("t", sums)):
                for c, n in zip(codes, numbers, strict=True):
                    if (c, sex) in hidden:
                        found[c, sex].add(n)
    return {key: numbers for key, numbers in found.items() if 0 < true[key] < 5}


def overlap(draw, codes, most):
    """Persons under two codes, some under both."""
    numbers = {}
    for sex in "wm":
        one, other, both = (draw(st.integers(0, most)) for _ in range(3))
        numbers |= {(codes[0], sex): one + both, (codes[1], sex): other + both, (codes[2], sex): one + other + both}
    return numbers


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_codes_that_overlap(data):
    """Some are under two codes and once in the total: it lies between the larger of them and their sum."""
    table = table_of(
        column(("a", "b", "all"), "all"), overlap(data.draw, ("a", "b", "all"), data.draw(st.integers(2, 9)))
    )
    may = what_may_be(table, lambda n: max(n["a"], n["b"]) <= n["all"] <= n["a"] + n["b"])
    assert all(len(numbers) > 1 for numbers in may.values()), may


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_whole_that_is_divided_twice(data):
    codes = column(("all", "a", "b", "x", "y"), sums=(("all", ("a", "b")), ("all", ("x", "y"))))
    numbers, most = {}, data.draw(st.integers(2, 7))
    for sex in "wm":
        crossed = {pair: data.draw(st.integers(0, most)) for pair in itertools.product("ab", "xy")}
        numbers |= {(c, sex): sum(n for pair, n in crossed.items() if c in pair) for c in "abxy"}
        numbers["all", sex] = sum(crossed.values())
    may = what_may_be(table_of(codes, numbers), lambda n: n["all"] == n["a"] + n["b"] == n["x"] + n["y"])
    assert all(len(found) > 1 for found in may.values()), may


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_code_that_is_a_part_of_another(data):
    """New among ongoing: those who are not new are as few as they are, and that is no number to know either."""
    numbers, most = {}, data.draw(st.integers(2, 9))
    for sex in "wm":
        new, old = data.draw(st.integers(0, most)), data.draw(st.integers(0, most))
        numbers |= {("new", sex): new, ("all", sex): new + old}
    table = table_of(column(("all", "new"), parts=(("new", "all"),)), numbers)
    may = what_may_be(table, lambda n: n["new"] <= n["all"])
    assert all(len(found) > 1 for found in may.values()), may


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_later_edition_beside_an_earlier_one(data):
    """What was hidden stays so, what is the same stays printed, and no one can tell which few have been added."""
    codes = column(("a", "b", "all"), "all")
    first = {(c, s): data.draw(st.integers(0, 9)) for c, s in itertools.product("ab", "wm")}
    added = {key: n + data.draw(st.sampled_from([0, 0, 0, 2, 9])) for key, n in first.items()}
    then, now = (
        table_of(codes, numbers | {("all", s): numbers["a", s] + numbers["b", s] for s in "wm"})
        for numbers in (first, added)
    )
    old = protect(then).cells
    told = Earlier(
        {key: cell.value for key, cell in old.items() if cell.value is not None},
        frozenset(key for key, cell in old.items() if cell.status is Status.HIDDEN),
    )
    try:
        made = protect(now, earlier=told)
    except CannotProtect:
        return
    assert made.certificate["proven"]
    for key, cell in made.cells.items():
        number, before = now.cells[key].value, told.printed.get(key)
        if key in told.hidden and number:
            assert cell.value is None
        if before == number:
            assert cell.value == number
        if before is not None and number and 0 < abs(before - number) < 5:
            assert cell.value is None
    if first == added:
        assert made.cells == old


def test_what_overlaps_in_two_columns_is_protected_without_a_proof_and_says_so():
    """Nobody knows from the table how many are under which pair of codes."""
    twice = column(("a", "b", "all"), "all")
    other = Column("other", Words("o", "o"), ("x", "y", "t"), tuple(Words(c, c) for c in "xyt"), "t")
    form = FrozenForm(
        "t", Words("t", "t"), (twice, other), What(Counted.PERSONS, "n", Words("n", "n")), True, False, ()
    )
    numbers = dict(zip(form.cell_keys(), (3, 9, 11, 8, 9, 16, 10, 17, 25), strict=True))
    table = Table(form, {key: value(n) for key, n in numbers.items()}, Origin("x", "2020-01-01"))
    assert protect(table).certificate["proven"] is False


def test_a_total_that_is_one_for_each_area_gives_them_all_away():
    """Printed elsewhere: 5. Five areas that are not nought: one each."""
    codes = column((*"abcde", "all"), "all")
    numbers = {(c, "w"): 1 for c in "abcde"} | {(c, "m"): 0 for c in (*"abcde", "all")} | {("all", "w"): 5}
    with pytest.raises(CannotProtect):
        protect(table_of(codes, numbers), keep=[("all", "w"), ("all", "t")])


@pytest.mark.parametrize(
    ("witness", "is_proof"),
    [
        (([0, 1], [1, -1]), True),
        (([0], [1]), False),  # the printed sum would be another
        (([0, 1], [-3, 3]), False),  # nobody left in a hidden cell: it would be printed as nought
        (([0, 1], [6, -6]), False),  # fewer than nobody
        (([1, 2], [1, -1]), False),  # the small one stays
    ],
)
def test_only_another_table_that_fits_is_a_proof(witness, is_proof):
    n = np.array([3, 5, 9])
    pairs = np.array([(0, 0), (1, 1), (2, 2), (3, 0), (3, 1), (3, 2)])
    small, hidden = np.array([True, False, False, False]), np.array([True, True, True, False])
    leaves, by = (np.array(part) for part in witness)
    left = unproven(n, pairs, [Witness(leaves, by)], small=small, hidden=hidden, printed=np.ones(4, bool))
    assert left == ([] if is_proof else [0])
