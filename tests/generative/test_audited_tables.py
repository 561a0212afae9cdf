"""An auditor of its own: the least and the most of each hidden small cell, by linear programs over the printed file.

It shares no code with the search, the witnesses or the attacker: it reads OUT as text, has one unknown for each leaf,
and asks HiGHS. Fractions allow more than whole numbers do, so what it finds certain is certain.
"""

from __future__ import annotations

import csv
import io

import highspy
import numpy as np
import pytest

from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import release
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
