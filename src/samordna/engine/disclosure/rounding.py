"""Small-count rounding: leaves of few persons become nobody or ``base``, so that sums move as little as possible.

The idea is that of PLSrounding (Langsrud and Heldal, Statistics Norway, "An algorithm for small count rounding of
tabular data", 2018): only small inner counts change, and every printed number is a sum of the changed ones. So all
tables still add up and agree. This is our own search: least squares over the printed cells, by rounding one leaf after
the other, then by changing one or exchanging two while that helps. All small leaves are rounded, also those that only
stand inside larger cells: then no difference of printed cells that counts persons is small either.
"""

from __future__ import annotations

import random
from typing import Final

import numpy as np

from samordna.engine.disclosure.leaves import Ints

_SWEEPS: Final = 6
#: So many leaves at most are compared with one that might exchange its rounding with another, and so many are asked.
_OTHERS: Final = 800
_ASKED: Final = 24_000


def together(slots: Ints) -> tuple[Ints, Ints]:
    """The leaves that are counted in other cells, one row each, and for each of ``slots``' rows which it is."""
    own, which = np.unique(slots, axis=0, return_inverse=True)
    return own, which.ravel()


def round_small(slots: Ints, n: Ints, base: int, seed: int) -> Ints:
    """The leaves' persons with each of 1 to ``base`` − 1 changed to 0 or ``base``; the others are as they were.

    ``slots``: one row a leaf, the numbers of the cells that it is counted in. The same input and ``seed`` give the
    same answer.
    """
    small = np.flatnonzero((n > 0) & (n < base))
    if not len(small):
        return n.copy()
    work = _Rounding(slots[small], n[small], base, seed)
    work.one_by_one()
    for _ in range(_SWEEPS):
        if not work.change_one():
            break
    work.exchange_two()
    found = n.copy()
    found[small] = np.where(work.up, base, 0)
    return found


class _Rounding:
    """Which leaves are rounded ``up``, and each cell's deviation ``off`` (persons)."""

    def __init__(self, slots: Ints, n: Ints, base: int, seed: int) -> None:
        self.slots, self.n, self.base = slots, n, base
        self.chance = random.Random(seed)  # noqa: S311 – ties and order, nothing secret: the seed is declared
        self.up = np.zeros(len(n), dtype=bool)
        self.off = np.zeros(int(slots.max()) + 1, dtype=np.int64)
        self.cells = slots.shape[1]

    def _order(self) -> list[int]:
        # Only random() promises the same numbers in every version of Python.
        by = [self.chance.random() for _ in self.n]
        return sorted(range(len(by)), key=by.__getitem__)

    def _move(self, leaf: int, by: int) -> None:
        self.off[self.slots[leaf]] += by

    def one_by_one(self) -> None:
        """Round each leaf towards what the sums lack so far."""
        for leaf in self._order():
            lack = int(self.off[self.slots[leaf]].sum())
            down, up = -int(self.n[leaf]), self.base - int(self.n[leaf])
            self.up[leaf] = 2 * up * lack + self.cells * up * up < 2 * down * lack + self.cells * down * down
            self._move(leaf, up if self.up[leaf] else down)

    def change_one(self) -> bool:
        """Change each leaf's rounding where the squares become less. Returns whether any was."""
        changed = False
        for leaf in self._order():
            by = -self.base if self.up[leaf] else self.base
            if 2 * by * int(self.off[self.slots[leaf]].sum()) + self.cells * by * by < 0:
                self.up[leaf] = not self.up[leaf]
                self._move(leaf, by)
                changed = True
        return changed

    def exchange_two(self) -> None:
        """Round one leaf up and another down instead, where that helps, until it does not or the steps are used."""
        left, changed = _ASKED, True
        while changed and left > 0:
            changed = False
            for leaf in self._order()[:left]:
                left -= 1
                other = self._best_other(leaf)
                if other is not None:
                    by = -self.base if self.up[leaf] else self.base
                    self._move(leaf, by)
                    self._move(other, -by)
                    self.up[[leaf, other]] = self.up[[other, leaf]]
                    changed = True

    def _best_other(self, leaf: int) -> int | None:
        others = np.flatnonzero(self.up != self.up[leaf])
        if len(others) > _OTHERS:
            start = int(self.chance.random() * len(others))
            others = np.take(others, np.arange(start, start + _OTHERS), mode="wrap")
        if not len(others):
            return None
        by = -self.base if self.up[leaf] else self.base
        own, theirs = self.slots[leaf], self.slots[others]
        lack = int(self.off[own].sum()) - self.off[theirs].sum(axis=1)
        apart = 2 * self.cells - 2 * (theirs == own).sum(axis=1)
        worth = 2 * by * lack + by * by * apart
        best = int(worth.argmin())
        return int(others[best]) if worth[best] < 0 else None
