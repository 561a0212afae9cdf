"""An auditor of its own: the least and the most of each hidden small cell, by linear programs over the printed file.

It shares no code with the search, the witnesses or the attacker: it reads OUT as text, has one unknown for each leaf,
and asks HiGHS. Fractions allow more than whole numbers do, so what it finds certain is certain.
"""

from __future__ import annotations

import csv
import io
import itertools
import random

import highspy
import numpy as np
import pytest
from bench.disclosure import texts
from bench.linked_tables.auditing import audit

from samordna.engine.disclosure import release as releasing
from samordna.engine.disclosure import secondary
from samordna.engine.disclosure.bounds import attack
from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.spec import read_spec
from tests.factories.disclosure import grid, leaves_text, some, spec_text, values_of

NEARLY = 1e-6


def program(cells, rows):
    """One column a leaf; one row a cell: its number if it is printed, else at least what is known of a hidden one."""
    counted = values_of(cells, np.eye(len(cells.leaves.n), dtype=np.int64)).T
    least = 1.0 if cells.spec.zeros_published else 0.0
    solver = highspy.Highs()
    solver.silent()
    for _ in range(counted.shape[1]):
        solver.addVar(0.0, highspy.kHighsInf)
    for inside, row in zip(counted, rows, strict=True):
        low, high = (float(row["value"]),) * 2 if row["value"] else (least, highspy.kHighsInf)
        leaves = np.flatnonzero(inside)
        if len(leaves):
            solver.addRow(low, high, len(leaves), leaves.astype(np.int32), np.ones(len(leaves)))
    return solver, counted


def width(solver, inside):
    """The most less the least that a cell over these leaves can be; infinite without end."""
    leaves = np.arange(len(inside), dtype=np.int32)
    ends = []
    for sense in (1, -1):
        solver.changeColsCost(len(leaves), leaves, sense * inside.astype(float))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return float("inf")
        ends.append(sense * solver.getInfo().objective_function_value)
    return np.floor(ends[1] + NEARLY) - np.ceil(ends[0] - NEARLY)


@pytest.mark.parametrize("block", range(6))
def test_no_hidden_small_cell_has_one_number_left(block):
    audited = 0
    for seed in range(9000 + block * 20, 9020 + block * 20):
        cells = grid(*some(seed))
        try:
            found = release(cells, [])
        except CannotBeSafe:
            continue
        rows = list(csv.DictReader(io.StringIO(to_csv(found))))
        solver, counted = program(cells, rows)
        for inside, row in zip(counted, rows, strict=True):
            if row["status"] == "primary":
                assert width(solver, inside) >= 1, (seed, row)
                audited += 1
    assert audited


def test_the_auditor_sees_what_is_certain():
    rows = [(f"r{i}", f"c{j}", n) for i, j, n in [(0, 0, 3), (0, 1, 9), (1, 0, 9), (1, 1, 8), (2, 0, 30), (2, 1, 20)]]
    cells = grid(spec_text({"row": ["row"], "col": ["col"]}, [["row", "col"]]), leaves_text(["row", "col"], rows))
    found = release(cells, [])
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    for row, value in zip(rows, found.value.tolist(), strict=True):
        if row["status"] == "secondary":
            row["value"] = str(value)
    solver, counted = program(cells, rows)
    small = [inside for inside, row in zip(counted, rows, strict=True) if row["status"] == "primary"]
    assert small
    assert min(width(solver, inside) for inside in small) == 0


def test_the_auditor_of_the_benchmark_agrees_on_all_cells_of_a_table_of_regions():
    spec, leaves = texts("W0", 20260101)
    said = read_spec(spec)
    cells = grid_of(said, read_leaves(leaves, said))
    found = release(cells, [])
    assert found.certificate["sumsec"] <= 2_471
    out = to_csv(found)
    audited = {name: (low, high) for name, _, low, high in audit(spec, leaves, out)}
    bounds = attack(cells, [read_printed(out, cells, "OUT")])
    assert audited == {(bound.table, *bound.codes): (bound.low, bound.high) for bound in bounds}
    assert len(audited) == int(found.hidden.sum()) > 0
    assert all(low != high for low, high in audited.values())


ONE_HIDDEN = """table,row,col,value,status
0,Total,Total,28,published
0,Total,x,11,published
0,Total,y,17,published
0,a,Total,12,published
0,a,x,,primary
0,a,y,9,published
0,b,Total,16,published
0,b,x,8,published
0,b,y,8,published
"""


@pytest.mark.parametrize(
    ("hidden", "known"),
    [
        (["a,x"], {"a,x": (3, 3)}),
        (["a,x", "b,x", "a,y", "b,y"], {"a,x": (1, 10), "b,x": (1, 10), "a,y": (2, 11), "b,y": (6, 15)}),
        # Without its row a cell is bounded by its column and the least that the other hidden one can be.
        (
            ["a,x", "a,Total", "b,x", "b,Total"],
            {"a,x": (1, 10), "b,x": (1, 10), "a,Total": (10, 19), "b,Total": (9, 18)},
        ),
    ],
    ids=["alone", "in-a-square", "with-totals"],
)
def test_the_auditor_of_the_benchmark_sees_what_can_be_known(hidden, known):
    leaves = leaves_text(["row", "col"], [("a", "x", 3), ("a", "y", 9), ("b", "x", 8), ("b", "y", 8)])
    out = ONE_HIDDEN
    for name in hidden:
        line = next(line for line in out.splitlines() if line.startswith(f"0,{name},"))
        out = out.replace(line, f"0,{name},,secondary")
    found = audit(spec_text({"row": ["row"], "col": ["col"]}, [["row", "col"]]), leaves, out)
    assert {",".join(name[1:]): (low, high) for name, _, low, high in found} == known


AREAS = list(itertools.product(range(4), range(3)))
ODD = {
    "a region has one association": lambda pick, r, a, g, h: 0 if r == 0 and a else pick.choice([1, 2, 6, 9, 14]),
    "each region has one association": lambda pick, r, a, g, h: 0 if a else pick.choice([1, 2, 6, 9, 14]),
    "a column is nearly empty": lambda pick, r, a, g, h: (
        pick.choice([0, 0, 0, 0, 1]) if h == "q" else pick.randint(5, 30)
    ),
    "one person in a column": lambda pick, r, a, g, h: (
        int((r, a, g) == (1, 1, "x")) if h == "q" else pick.randint(5, 30)
    ),
    "everything is small": lambda pick, r, a, g, h: pick.randint(1, 4),
    "everything is one": lambda pick, r, a, g, h: 1,
    "nothing is small": lambda pick, r, a, g, h: pick.randint(5, 30),
    "nobody": lambda pick, r, a, g, h: 0,
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("seed", range(3))
def test_odd_tables_have_nothing_certain(kind, seed, monkeypatch):
    # That they are safe is looked at, not how much is hidden.
    monkeypatch.setattr(releasing, "_STEPS", (10, 10))
    monkeypatch.setattr(secondary, "is_small", lambda _: False)
    pick = random.Random(seed)
    every = [(r, a, g, h) for r, a in AREAS for g in "xyz" for h in "pq"]
    rows = [(f"r{r}", f"a{r}{a}", g, h, ODD[kind](pick, r, a, g, h)) for r, a, g, h in every]
    if "association" in kind:
        rows = [row for row, (r, a, _, _) in zip(rows, every, strict=True) if a == 0 or (r and "each" not in kind)]
    spec = spec_text({"geo": ["region", "assoc"], "g": ["g"], "h": ["h"]}, [["geo", "g", "h"]])
    leaves = leaves_text(["region", "assoc", "g", "h"], rows)
    out = to_csv(release(grid(spec, leaves), []))
    found = audit(spec, leaves, out)
    assert [name for name, _, low, high in found if low == high] == []
    assert ("primary" in out) == (kind not in ("nothing is small", "nobody"))
