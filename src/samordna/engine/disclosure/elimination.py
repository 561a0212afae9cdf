"""A first pattern of hidden cells, by elimination over the field of whole numbers modulo a prime.

The tables that vanish on everything printed form a space. Printing one cell more takes one dimension from it. Two
random members of the space decide every question: a cell reveals a small one exactly when the two are parallel there
(a true dependence always shows; a chance one, once in some 10⁹ comparisons, only hides a cell more). No tolerances.

What it does not see – that no number of persons is below nought, and that a hidden cell holds somebody – is left to the
moves that are sought afterwards: this pattern is a beginning and proves nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model, spread
from samordna.engine.disclosure.solver import Floats

PRIME: Final = 2**31 - 1


def first_pattern(model: Model, weight: Floats, seed: int) -> Mask:
    """Hide the sensitive cells and those that would reveal one, printing cells of great ``weight`` first."""
    cells = np.flatnonzero(~model.unseen | model.forced | model.sensitive)
    size = np.diff(model.cell_start)
    must = model.forced
    order = np.lexsort((cells, -size[cells], -weight[cells], ~must[cells]))
    space = _Space(model, seed)
    hidden = model.sensitive.copy()
    for cell in cells[order]:
        if not model.sensitive[cell] and not space.publish(int(cell), forced=bool(must[cell])):
            hidden[cell] = True
    return hidden


class _Space:
    """A basis, one row a table that vanishes on what is printed, and two random members of the space."""

    def __init__(self, model: Model, seed: int) -> None:
        leaves = len(model.n)
        self.basis = np.zeros((leaves, model.cells), dtype=np.int64)
        at, owner = spread(model.leaf_start, np.arange(leaves))
        self.basis[owner, model.leaf_cells[at]] = 1
        self.live = np.ones(leaves, dtype=bool)
        self.filled = np.diff(model.leaf_start).astype(np.int64)
        random = np.random.default_rng(seed).integers(1, PRIME, (2, leaves))
        self.one, self.two = (
            np.bincount(model.leaf_cells[at], weights=r[owner], minlength=model.cells).astype(np.int64) % PRIME
            for r in random
        )
        self.sensitive = np.flatnonzero(model.sensitive)

    def publish(self, cell: int, forced: bool) -> bool:
        """Take ``cell`` out of the space unless that would reveal a sensitive cell. Returns whether it is printed."""
        a, b = int(self.one[cell]), int(self.two[cell])
        if not (a or b):
            return True
        if not forced and (self.one[self.sensitive] * b % PRIME == self.two[self.sensitive] * a % PRIME).any():
            return False
        column = self.basis[:, cell]
        rows = np.flatnonzero(column)
        pivot = rows[np.argmin(self.filled[rows])]
        inverse = pow(int(column[pivot]), PRIME - 2, PRIME)
        where = np.flatnonzero(self.basis[pivot])
        values = self.basis[pivot, where] * inverse % PRIME
        self.one[where] = (self.one[where] + (PRIME - a) * values) % PRIME
        self.two[where] = (self.two[where] + (PRIME - b) * values) % PRIME
        self._eliminate(rows[rows != pivot], where, values, cell)
        self.basis[pivot] = 0
        return True

    def _eliminate(self, rows: Ints, where: Ints, values: Ints, cell: int) -> None:
        factor = PRIME - self.basis[rows, cell]
        box = np.ix_(rows, where)
        before = self.basis[box]
        after = (before + factor[:, None] * values) % PRIME
        self.basis[box] = after
        self.filled[rows] += np.count_nonzero(after, axis=1) - np.count_nonzero(before, axis=1)
