"""Small tables for the protection, and what can be known of them by trying every table that fits."""

from __future__ import annotations

import itertools
import random

import numpy as np

from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.spec import read_spec
from samordna.engine.frozen import FrozenForm
from samordna.engine.request import Column, Counted, What
from samordna.engine.table import Origin, Table, value
from samordna.engine.words import Words


def grid(spec, leaves):
    """The cells of two texts, SPEC and LEAVES."""
    said = read_spec(spec)
    return grid_of(said, read_leaves(leaves, said))


def spec_text(dimensions, tables, **more):
    """SPEC for ``dimensions`` {name: columns} and ``tables`` of their names."""
    lines = [f"{key} = {str(v).lower() if isinstance(v, bool) else repr(v)}" for key, v in more.items()]
    quoted = {name: ", ".join(f'"{c}"' for c in columns) for name, columns in dimensions.items()}
    lines += [f'[[dimension]]\nname = "{name}"\ncolumns = [{columns}]' for name, columns in quoted.items()]
    lines += ["[[table]]\nby = [" + ", ".join(f'"{name}"' for name in by) + "]" for by in tables]
    return "\n".join(lines).replace("'", '"') + "\n"


def leaves_text(columns, rows):
    """LEAVES of ``rows`` of codes, with the persons last."""
    return "\n".join(",".join(str(v) for v in row) for row in [[*columns, "n"], *rows]) + "\n"


#: The numbers of a leaf: nearly nobody, small ones, larger ones, nothing small, alone or not.
SCALES = [[0, 1, 2], [0, 1, 1, 2, 3, 7], [1, 2, 4, 6, 9], [0, 5, 8, 20], [1, 1, 1, 5]]


def some(seed, scales=SCALES, **more):
    """A small release of a random kind: SPEC and LEAVES."""
    pick = random.Random(seed)
    dimensions, columns, codes = {}, [], []
    if pick.random() < 0.5:
        under = [("r", f"r{i}") for i in range(pick.randint(1, 2))] + [("s", "s0")] * pick.randint(0, 1)
        dimensions["geo"], columns, codes = ["region", "assoc"], ["region", "assoc"], [under]
    for name in ["a", "b", "c"][: pick.randint(1, 1 if codes else 3)]:
        dimensions[name] = [name]
        columns = [*columns, name]
        codes.append([(f"{name}{i}",) for i in range(2 if len(codes) > 1 else pick.randint(2, 3))])
    names = list(dimensions)
    tables = [names]
    if len(names) > 1 and pick.random() < 0.4:
        tables = [list(by) for by in itertools.combinations(names, len(names) - 1)]
    scale = pick.choice(scales)
    rows = [[*itertools.chain(*combination), pick.choice(scale)] for combination in itertools.product(*codes)]
    rows = [row for row in rows if row[-1] or pick.random() < 0.8] or rows
    more = {"threshold": pick.choice([3, 5]), "zeros": pick.choice(["published", "published", "protected"]), **more}
    return spec_text(dimensions, tables, **more), leaves_text(columns, rows)


def values_of(cells, n):
    """Every cell's persons for tables ``n``, one row each."""
    counted = np.zeros((n.shape[1], cells.size), dtype=np.int64)
    slots = cells.slots()
    counted[np.repeat(np.arange(len(slots)), slots.shape[1]), slots.ravel()] = 1
    return n @ counted


def every_table(cells, hidden, down=None, room=2):
    """Every table of whole numbers that prints the same as the register where ``hidden`` is false, leaf by leaf.

    No leaf is tried with more than ``room`` persons above its own, nor ``down`` below (None: down to nobody).
    """
    n, slots = cells.leaves.n, cells.slots()
    total, low = values_of(cells, n[None, :])[0], cells.spec.lowest_hidden
    inside = [(np.flatnonzero((slots == cell).any(axis=1)), cell) for cell in np.unique(slots)]
    tables = np.zeros((1, 0), dtype=np.int64)
    for leaf, own in enumerate(n.tolist()):
        choice = np.arange(0 if down is None else max(0, own - down), own + room + 1)
        tables = np.concatenate([np.repeat(tables, len(choice), axis=0), np.tile(choice, len(tables))[:, None]], axis=1)
        for leaves, cell in inside:
            if leaf in leaves:
                sums, done = tables[:, leaves[leaves <= leaf]].sum(axis=1), leaf == leaves.max()
                if not hidden[cell]:
                    fits = sums == total[cell] if done else sums <= total[cell]
                elif done:
                    fits = sums >= low
                else:
                    continue
                tables = tables[fits]
    return tables


#: The codes of a small table: two and their total.
CODES = ("a", "b", "t")


def small_table(name, one, other):
    """A table of persons by one column: ``one``, ``other`` and their total."""
    column = Column("code", Words("kod", "code"), CODES, tuple(Words(c, c) for c in CODES), "t")
    what = What(Counted.PERSONS, "n", Words("n", "n"))
    form = FrozenForm(name, Words(name, name), (column,), what, True, False, ())
    numbers = {("a",): one, ("b",): other, ("t",): one + other}
    return Table(form, {key: value(n) for key, n in numbers.items()}, Origin("x", "2020-01-01"))
