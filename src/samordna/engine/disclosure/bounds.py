"""What an attacker works out of printed files: the least and the most that each hidden cell can be.

Linear programs over everything that is connected, and whole numbers where a program's answer is a fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.earlier import Printed, members
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Model, model_of, spread
from samordna.engine.disclosure.solver import INFINITE, Floats, Program, Rows

_EPSILON: Final = 1e-6
_NODES: Final = 5000


@dataclass(frozen=True, slots=True)
class Bound:
    """A cell of a file: its table, codes, and what it can be; ``high`` is None when there is no end to it."""

    table: str
    codes: tuple[str, ...]
    low: int
    high: int | None

    @property
    def is_certain(self) -> bool:
        """True when only one number is possible."""
        return self.low == self.high


def attack(grid: Grid, files: list[Printed]) -> list[Bound]:
    """The bounds of every hidden cell of ``files``, read together, and of every small one that they print."""
    model = model_of(grid, files, own=False)
    known: dict[int, tuple[int, int | None]] = {}
    attacker = _Attacker(model)
    found, at = [], grid.size
    for printed in files:
        for table, codes, value, _ in printed.rows:
            cell = int(model.cell_of[at])
            at += 1
            if value is not None:
                # A nought where nobody can be is no secret.
                if grid.spec.is_sensitive(value) and (value or len(members(grid, [codes], printed.what)[0])):
                    found.append(Bound(table, codes, value, value))
                continue
            if cell not in known:
                number = int(model.value[cell]) if cell >= 0 else 0
                certain = cell < 0 or bool(model.forced[cell])
                known[cell] = (number, number) if certain else attacker.bounds(cell)
            found.append(Bound(table, codes, *known[cell]))
    return found


class _Attacker:
    """One program for each part of the model that is connected, over the leaves that are not known."""

    def __init__(self, model: Model) -> None:
        self.model = model
        entry_cell = np.repeat(np.arange(model.cells), np.diff(model.cell_start))
        fixed = _still(model, entry_cell)
        self.part = _parts(model, entry_cell, fixed)
        self.programs: dict[int, tuple[Program, Ints]] = {}

    def bounds(self, cell: int) -> tuple[int, int | None]:
        """The least and the most that ``cell`` can be."""
        model = self.model
        leaves = model.leaves_of(cell)
        loose = leaves[self.part[leaves] >= 0]
        value = int(model.value[cell])
        low = high = 0
        for part in np.unique(self.part[loose]).tolist():
            # Parts do not know of each other, so their ends add up – but for the least that the cell itself can be.
            inside = loose[self.part[loose] == part]
            down, up = self._end(part, inside, 1), self._end(part, inside, -1)
            low += -(10**9) if down is None else down
            high += 10**9 if up is None else up
        least = max(value + low, model.low, 0)
        return least, (value + high if high < 10**8 else None)

    def _end(self, part: int, leaves: Ints, sense: int) -> int | None:
        """How far the sum of ``leaves`` can go down (``sense`` 1) or up (−1); None without end."""
        program, columns = self._program(part)
        cost = np.zeros(len(columns))
        at = np.searchsorted(columns, leaves)
        cost[at] = sense
        program.set_costs(cost)
        x = program.solve()
        if x is None:
            if program.is_unbounded:
                return None
            raise ArithmeticError("the solver found no answer")
        best = float(cost @ x)
        end = int(np.ceil(best - _EPSILON))
        if np.abs(x - np.rint(x)).max() > _EPSILON and end < 0:
            # The end of fractions may lie beyond that of whole persons.
            end = max(end, self._whole_end(program, cost, end))
        return sense * end

    def _whole_end(self, program: Program, cost: Floats, end: int) -> int:
        bound = program.best_whole(np.arange(program.columns), _NODES)
        return end if bound is None else min(0, int(np.ceil(bound - _EPSILON)))

    def _program(self, part: int) -> tuple[Program, Ints]:
        if part not in self.programs:
            self.programs[part] = self._build(np.flatnonzero(self.part == part))
        return self.programs[part]

    def _build(self, columns: Ints) -> tuple[Program, Ints]:
        model = self.model
        at, owner = spread(model.leaf_start, columns)
        cells, row = np.unique(model.leaf_cells[at], return_inverse=True)
        order = np.argsort(row, kind="stable")
        forced = model.forced[cells]
        low = np.where(forced, 0.0, model.low - model.value[cells].astype(float))
        high = np.where(forced, 0.0, INFINITE)
        start = np.searchsorted(row[order], np.arange(len(cells) + 1))
        rows = Rows(start, owner[order], np.ones(len(owner)), low, high)
        zeros = np.zeros(len(columns))
        return Program(zeros, -model.n[columns].astype(float), np.full(len(columns), INFINITE), rows, gap=0.0), columns


def _still(model: Model, entry_cell: Ints) -> Ints:
    """1 for leaves that cannot be otherwise, since they are all that is left of a printed cell."""
    fixed = np.zeros(len(model.n), dtype=np.int64)
    while True:
        loose = fixed[model.cell_leaves] == 0
        count = np.bincount(entry_cell[loose], minlength=model.cells)
        told = model.cell_leaves[loose & (count[entry_cell] == 1) & model.forced[entry_cell]]
        if not len(told):
            return fixed
        fixed[told] = 1


def _parts(model: Model, entry_cell: Ints, fixed: Ints) -> Ints:
    """The number of each loose leaf's connected part, −1 for a leaf that cannot be otherwise."""
    part = np.where(fixed == 1, -1, np.arange(len(model.n)))
    loose = fixed[model.cell_leaves] == 0
    cell, leaf = entry_cell[loose], model.cell_leaves[loose]
    while len(leaf):
        least = np.full(model.cells, len(model.n), dtype=np.int64)
        np.minimum.at(least, cell, part[leaf])
        after = part.copy()
        np.minimum.at(after, leaf, least[cell])
        if (after == part).all():
            break
        part = after
    return part
