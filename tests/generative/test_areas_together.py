"""Generated areas, counties and nations: what somebody can work out who solves all that is shown of them at once.

Everything that is shown of one release is one linear program, which shares nothing with the protection but the solver.
A small number that has but one solution is known.
"""

from __future__ import annotations

import itertools
import random

import numpy as np

from samordna.engine.disclosure.protect import CannotProtect, Earlier, protect
from samordna.engine.disclosure.solver import INFINITE, Program, Rows
from samordna.engine.frozen import FrozenForm
from samordna.engine.request import Column, Counted, What
from samordna.engine.table import Origin, Table, value
from samordna.engine.words import Words
from samordna.learn.statistics import areas

COUNTIES = {"lan-01": ("a", "b"), "lan-02": ("c", "d", "e")}
ALONE = ("f",)
SLUGS = (*itertools.chain(*COUNTIES.values()), *ALONE)
BENEFITS = ("x", "y", "z")
SEXES = ("women", "men")
LEAVES = list(itertools.product(SLUGS, BENEFITS, SEXES))
MANY = 40


def column(name, codes, apart=(), sums=()):
    every = (*codes, "total")
    return Column(name, Words(name, name), every, tuple(Words(c, c) for c in every), "total", apart=apart, sums=sums)


def leaves_of(key):
    """The leaves that a cell counts."""
    _year, area, benefit, sex = key
    inside = SLUGS if area == "total" else COUNTIES.get(area, (area,))
    return [
        n
        for n, (slug, of_benefit, of_sex) in enumerate(LEAVES)
        if slug in inside and benefit in ("total", of_benefit) and sex in ("total", of_sex)
    ]


def some(seed):
    """A table on every level, as it is made for a release, with numbers that are often small or nought."""
    rng = random.Random(seed)
    most = rng.choice([4, 9, 30])
    numbers = [0 if rng.random() < 0.25 else rng.randint(0, most) for _ in LEAVES]
    sums = (*COUNTIES.items(), ("total", (*COUNTIES, *ALONE)))
    year = Column("year", Words("år", "year"), ("2019",), (Words("2019", "2019"),))
    columns = (
        year,
        column(areas.AREA, (*SLUGS, *COUNTIES), tuple(COUNTIES), sums),
        column("benefit", BENEFITS),
        column("sex", SEXES),
    )
    form = FrozenForm("t", Words("t", "t"), columns, What(Counted.PERSONS, "n", Words("n", "n")), True, False, ())
    cells = {key: value(sum(numbers[n] for n in leaves_of(key))) for key in form.cell_keys()}
    return Table(form, cells, Origin("x", "2020-01-01"))


def shown(whole):
    """The table as a release and its areas show it, and the form it was possible in; None when there are no areas."""
    nation = [key for key in whole.cells if key[1] == "total"]
    columns = (whole.columns[0], *whole.columns[2:])
    form = FrozenForm("t", Words("t", "t"), columns, whole.form.what, True, False, ())
    national = protect(Table(form, {(k[0], *k[2:]): whole.cells[k] for k in nation}, whole.origin))
    keep = {areas._put(key, 1, "total") for key, cell in national.cells.items() if cell.value is not None}
    for places in ((), (2,), (2, 3)):
        try:
            made = areas._protected(whole, places, keep, Earlier())
        except CannotProtect:
            continue
        printed = {key: cell.value for key, cell in made.cells.items() if key[1] != "total" or key in keep}
        return {key: number for key, number in printed.items() if key in keep or key[1] != "total"}, places
    return None


def known(whole, printed, places):
    """The hidden numbers of one to four that have but one solution."""
    keys = list(whole.cells)
    number = {key: printed.get(key) for key in keys}
    # A hidden cell holds somebody where every cell could have been shown, and anybody knows that noughts are.
    low = [number[k] if number[k] is not None else float(not places) for k in keys]
    high = [number[k] if number[k] is not None else INFINITE for k in keys]
    inside = [leaves_of(key) for key in keys]
    start = np.cumsum([0, *map(len, inside)])
    rows = Rows(
        start,
        np.array([*itertools.chain(*inside)]),
        np.ones(int(start[-1])),
        np.array(low, float),
        np.array(high, float),
    )
    program = Program(np.zeros(len(LEAVES)), np.zeros(len(LEAVES)), np.full(len(LEAVES), INFINITE), rows)
    found = []
    for key, leaves in zip(keys, inside, strict=True):
        if number[key] is not None or not 0 < whole.cells[key].value < 5:
            continue
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(LEAVES))
            cost[leaves] = sign
            program.set_costs(cost)
            solved = program.solve()
            ends.append(solved[leaves].sum() if solved is not None else None)
        at_least, at_most = ends
        if at_least is not None and at_most is not None and at_most - at_least < 1e-6:
            found.append(key)
    return found


def test_no_release_gives_a_small_number_away_to_who_solves_everything_at_once():
    for seed in range(MANY):
        whole = some(seed)
        made = shown(whole)
        assert made is None or not known(whole, *made), seed


def test_a_county_less_all_but_one_of_its_associations_is_no_way_to_a_small_number():
    """The reason for one table: the same numbers, each area protected by itself, would not pass this."""
    for seed in range(MANY):
        whole = some(seed)
        made = shown(whole)
        for key, number in made[0].items() if made else ():
            inside = [(key[0], slug, *key[2:]) for slug in COUNTIES.get(key[1], ())]
            hidden = [one for one in inside if made[0][one] is None]
            assert number is None or len(hidden) != 1, (seed, key)
