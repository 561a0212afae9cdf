"""An auditor of protected tables that knows nothing of how they are protected.

    python bench/linked_tables/auditing.py LEAVES.csv SPEC.toml OUT.csv [--exact]

It reads the three files as text, has one unknown for each leaf that no printed number fixes, and asks HiGHS for the
least and the most that each hidden cell can be. Fractions allow more than whole persons do: what is certain here is
certain. Without ``--exact`` a cell is left as soon as two whole numbers are seen to be possible.
"""

from __future__ import annotations

import csv
import io
import sys
import time
import tomllib
from pathlib import Path

import highspy
import numpy as np

NEARLY = 1e-6


def read(spec, leaves, out):
    """The printed rows with the leaves that each counts, and whether a hidden cell is known to hold somebody."""
    said = tomllib.loads(spec)
    register = list(csv.DictReader(io.StringIO(leaves)))
    every = np.ones(len(register), dtype=bool)
    inside = {}
    for dimension in said["dimension"]:
        of = inside[dimension["name"]] = {"Total": every}
        for column in dimension["columns"]:
            codes = np.array([row[column] for row in register])
            of |= {code: codes == code for code in np.unique(codes).tolist()}
    rows = []
    for row in csv.DictReader(io.StringIO(out)):
        counted = every
        for name, of in inside.items():
            counted = counted & of[row[name]]
        if counted.any():
            codes = tuple(row[name] for name in inside)
            rows.append(((row["table"], *codes), np.flatnonzero(counted), row["value"], row["status"]))
    return rows, float(said.get("zeros", "published") == "published")


def fixed(rows, leaves):
    """What each leaf must be: known when it is all that is left of a printed number; else not a number."""
    known = np.full(leaves, np.nan)
    printed = [(inside, float(value)) for _, inside, value, _ in rows if value]
    for inside, value in printed:
        if value == 0:
            known[inside] = 0
    while True:
        before = np.isnan(known).sum()
        for inside, value in printed:
            open_leaves = inside[np.isnan(known[inside])]
            if len(open_leaves) == 1:
                known[open_leaves] = value - np.nansum(known[inside])
        if np.isnan(known).sum() == before:
            return known


def parts(cells, leaves):
    """A number for each leaf: the same for leaves that some cell counts together, one cell after another."""
    root = np.arange(leaves)

    def top(one):
        while root[one] != one:
            root[one] = one = root[root[one]]
        return one

    for inside in cells:
        first = top(inside[0])
        for other in inside[1:].tolist():
            root[top(other)] = first
    return np.array([top(one) for one in range(leaves)])


class Part:
    """A linear program over the leaves that hang together."""

    def __init__(self, columns, cells):
        """``cells``: of each the leaves among ``columns``, the least and the most that they are together."""
        place = {leaf: n for n, leaf in enumerate(columns.tolist())}
        self.where = [np.array([place[leaf] for leaf in inside.tolist()], dtype=np.int32) for inside, _, _ in cells]
        self.solver = highspy.Highs()
        self.solver.silent()
        for name, value in (("threads", 1), ("solver", "simplex"), ("simplex_strategy", 4), ("presolve", "off")):
            self.solver.setOptionValue(name, value)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(columns), len(cells)
        program.col_cost_ = np.zeros(len(columns))
        program.col_lower_ = np.zeros(len(columns))
        program.col_upper_ = np.full(len(columns), highspy.kHighsInf)
        program.row_lower_ = np.array([low for _, low, _ in cells])
        program.row_upper_ = np.array([high for _, _, high in cells])
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        start, self.index = np.cumsum([0, *map(len, self.where)]), np.concatenate(self.where)
        self.start = start[:-1]
        program.a_matrix_.start_, program.a_matrix_.index_ = start.astype(np.int32), self.index
        program.a_matrix_.value_ = np.ones(len(self.index))
        self.solver.passModel(program)
        self.low = np.full(len(cells), np.inf)
        self.high = np.full(len(cells), -np.inf)

    def end(self, row, sense):
        """How far a cell can go, down (1) or up (-1); what all cells are there is remembered."""
        columns = self.where[row]
        self.solver.changeColsCost(len(columns), columns, np.full(len(columns), float(sense)))
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            x = np.array(self.solver.getSolution().col_value)
            sums = np.add.reduceat(x[self.index], self.start)
            self.low, self.high = np.minimum(self.low, sums), np.maximum(self.high, sums)
        elif sense < 0 and status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            self.high[row] = np.inf
        else:
            raise ArithmeticError(f"no answer: {status}")
        self.solver.changeColsCost(len(columns), columns, np.zeros(len(columns)))

    def is_wide(self, row):
        """True when two whole numbers are seen to be possible."""
        return np.floor(self.high[row] + NEARLY) - np.ceil(self.low[row] - NEARLY) >= 1


def audit(spec, leaves, out, exact=True):
    """For each hidden cell its name, status, and the least and the most whole number that it can be."""
    rows, least = read(spec, leaves, out)
    total = leaves.count("\n") - 1 + (not leaves.endswith("\n"))
    known = fixed(rows, total)
    cells, own, found = {}, [], []
    for name, inside, value, status in rows:
        loose = inside[np.isnan(known[inside])]
        rest = np.nansum(known[inside])
        if not value and not len(loose):
            found.append((name, status, int(rest), int(rest)))
        if not len(loose):
            continue
        low, high = (float(value) - rest,) * 2 if value else (least - rest, highspy.kHighsInf)
        key = loose.tobytes()
        _, before_low, before_high = cells.get(key, (loose, -highspy.kHighsInf, highspy.kHighsInf))
        cells[key] = (loose, max(low, before_low), min(high, before_high))
        if not value:
            own.append((name, status, key, rest))
    where, sought = programs(cells, total), {}
    for name, status, key, rest in own:
        if key not in sought:
            part, row = where[key]
            if exact or not part.is_wide(row):
                part.end(row, 1)
            if exact or not part.is_wide(row):
                part.end(row, -1)
            sought[key] = part.low[row], part.high[row]
        low, high = sought[key]
        most = None if np.isinf(high) else int(np.floor(high + rest + NEARLY))
        found.append((name, status, int(np.ceil(low + rest - NEARLY)), most))
    return found


def programs(cells, leaves):
    """For each cell the program that it is in, and its row there."""
    number = parts([inside for inside, _, _ in cells.values()], leaves)
    groups = {}
    for key, cell in cells.items():
        groups.setdefault(int(number[cell[0][0]]), []).append((key, cell))
    where = {}
    for members in groups.values():
        columns = np.unique(np.concatenate([cell[0] for _, cell in members]))
        part = Part(columns, [cell for _, cell in members])
        where |= {key: (part, row) for row, (key, _) in enumerate(members)}
    return where


def main():
    """Audit files."""
    started = time.process_time()
    names = [name for name in sys.argv[1:] if name != "--exact"]
    leaves, spec, out = (Path(name).read_text("utf-8") for name in names)
    found = audit(spec, leaves, out, exact="--exact" in sys.argv)
    certain = [name for name, _, low, high in found if low == high]
    print({"hidden": len(found), "certain": len(certain), "processor": round(time.process_time() - started, 1)})
    for name in certain[:10]:
        print(*name)
    return bool(certain)


if __name__ == "__main__":
    sys.exit(main())
