"""Moves: changes of leaves after which everything that is printed is the same, and what is hidden still possible.

A move that changes a small cell is a witness that nobody can know it. The cheapest is sought among a few leaves at a
time, by a linear program in which a printed cell may change at the cost of hiding it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model, spread
from samordna.engine.disclosure.solver import INFINITE, Floats, Program, Rows

#: How far a leaf may move, in multiples of the reach that is asked for. More was never needed.
_FAR: Final = 4
#: So many nodes of a search for whole numbers; then other leaves are tried instead.
_NODES: Final = 200
#: So little per person moved that it never decides what to hide, only that no more is moved than must be.
_TRIFLE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Move:
    """``leaves`` change by ``by``, and so ``cells`` by ``change``; both lists hold no noughts."""

    leaves: Ints
    by: Ints
    cells: Ints
    change: Ints


def move_of(model: Model, leaves: Ints, by: Ints) -> Move:
    """What a change of leaves does to the cells."""
    kept = by != 0
    leaves, by = leaves[kept], by[kept]
    at, owner = spread(model.leaf_start, leaves)
    cells, which = np.unique(model.leaf_cells[at], return_inverse=True)
    change = np.bincount(which, weights=by[owner] * model.leaf_sign[at], minlength=len(cells)).astype(np.int64)
    kept = change != 0
    return Move(leaves, by, cells[kept], change[kept])


def is_possible(model: Model, move: Move) -> bool:
    """True when the other table holds no fewer than nobody anywhere, and in a hidden cell what is known to be there."""
    others = model.value[move.cells] + move.change
    return bool((model.n[move.leaves] + move.by >= 0).all() and (others >= model.low).all())


class Corner:
    """The moves of a few ``leaves``, with the cells of a model as they are hidden now.

    ``price`` is what a cell costs more to hide: 0 if it is hidden, infinite if it must be printed.
    """

    def __init__(
        self, model: Model, leaves: Ints, price: Floats, reach: int, *, far: int = _FAR, nodes: int = _NODES
    ) -> None:
        self.model, self.reach, self.far, self.nodes = model, reach, far * reach, nodes
        self.full_price = price
        at, owner = spread(model.leaf_start, leaves)
        self.leaves = leaves
        self._fold(model.leaf_cells[at], owner, model.leaf_sign[at], price)
        self._build()

    def _fold(self, cells: Ints, owner: Ints, sign: Ints, price: Floats) -> None:
        """Cells that hold the same of these leaves move together: one row, with their costs added up."""
        ids, row = np.unique(cells, return_inverse=True)
        tag = np.random.default_rng(7).integers(1, 2**62, len(self.leaves))
        sums = np.zeros(len(ids), dtype=np.int64)
        np.add.at(sums, row, tag[owner] * sign)
        _, first, fold = np.unique(sums, return_index=True, return_inverse=True)
        self.cells, self.row_of = ids, fold.ravel()
        self.rows = len(first)
        with np.errstate(invalid="ignore"):
            self.price = np.bincount(
                self.row_of, weights=np.where(np.isinf(price[ids]), 0, price[ids]), minlength=self.rows
            )
        self.price[np.unique(self.row_of[np.isinf(price[ids])])] = INFINITE
        room = np.full(self.rows, 2**40, dtype=np.int64)
        np.minimum.at(room, self.row_of, self.model.value[ids] - self.model.low)
        self.room = room
        keep = np.isin(row, first)
        self.entry_row, self.entry_leaf, self.entry_sign = self.row_of[row[keep]], owner[keep], sign[keep]

    def _loose(self, fixed: Mask) -> Mask:
        """The leaves that can move: not those that are all that is left of a printed cell. They need no column."""
        loose = np.ones(len(self.leaves), dtype=bool)
        while True:
            moving = loose[self.entry_leaf]
            size = np.bincount(self.entry_row[moving], minlength=self.rows)
            still = self.entry_leaf[moving & (size[self.entry_row] == 1) & fixed[self.entry_row]]
            if not len(still):
                return loose
            loose[still] = False

    def _build(self) -> None:
        """Columns: each leaf up, each down; each dear row up, each down. Rows: the cells that can move."""
        fixed = np.isinf(self.price)
        loose = self._loose(fixed)
        self.live = np.flatnonzero(loose)
        column, k = np.cumsum(loose) - 1, len(self.live)
        entry = loose[self.entry_leaf]
        kept = np.bincount(self.entry_row[entry], minlength=self.rows) > 0
        self.number = np.where(kept, np.cumsum(kept) - 1, -1)
        dear = np.flatnonzero(kept & ~fixed & (self.price > 0))
        r, c = self.number[self.entry_row[entry]], column[self.entry_leaf[entry]]
        d, count = np.arange(len(dear)), len(dear)
        row = np.concatenate([r, r, self.number[dear], self.number[dear]])
        col = np.concatenate([c, c + k, d + 2 * k, d + 2 * k + count])
        sign = self.entry_sign[entry].astype(float)
        value = np.concatenate([sign, -sign, np.repeat([-1.0, 1.0], count)])
        order = np.argsort(row, kind="stable")
        free = kept & ~fixed & (self.price == 0)
        self.low, self.high = np.zeros(int(kept.sum())), np.zeros(int(kept.sum()))
        self.low[self.number[free]] = -np.minimum(self.room[free], 10.0**6)
        self.high[self.number[free]] = INFINITE
        self.k, self.dear = k, dear
        start = np.searchsorted(row[order], np.arange(len(self.low) + 1))
        self.program = Program(
            np.concatenate([np.full(2 * k, _TRIFLE), self.price[dear], self.price[dear]]),
            np.zeros(2 * k + 2 * count),
            self._ends(),
            Rows(start, col[order], value[order], self.low, self.high),
        )

    def _ends(self) -> Floats:
        """How far each column may go."""
        up = np.full(self.k, float(self.far))
        down = np.minimum(self.model.n[self.leaves[self.live]], self.far).astype(float)
        return np.concatenate([up, down, np.full(len(self.dear), INFINITE), np.minimum(self.room[self.dear], 10.0**6)])

    def charge(self, price: Floats) -> None:
        """Other prices of the cells that cost something, for the moves sought from now on."""
        dear = np.bincount(self.row_of, weights=price[self.cells], minlength=self.rows)[self.dear]
        # A little more than nothing, so that no cell is hidden for nothing.
        self.program.set_costs(np.concatenate([np.full(2 * self.k, _TRIFLE), dear + _TRIFLE / 10, dear + _TRIFLE / 10]))

    def can_go(self, cell: int, sign: int) -> bool:
        """True when ``cell`` is here and has room for the reach in that direction."""
        row = self._row(cell)
        return row >= 0 and (sign > 0 or self.room[self._fold_of(cell)] >= self.reach)

    def _fold_of(self, cell: int) -> int:
        return int(self.row_of[np.searchsorted(self.cells, cell)])

    def _row(self, cell: int) -> int:
        at = int(np.searchsorted(self.cells, cell))
        return int(self.number[self.row_of[at]]) if at < len(self.cells) and self.cells[at] == cell else -1

    def cheapest(self, cell: int, sign: int) -> Move | None:
        """The cheapest move found that takes ``cell`` up (``sign`` 1) or down (−1) by the reach."""
        if not self.can_go(cell, sign):
            return None
        fold = self._fold_of(cell)
        if np.isinf(self.price[fold]):
            return None
        with self._pushed(fold, sign):
            x = self.program.solve()
            return self._move(x) if x is not None else None

    @contextmanager
    def _pushed(self, fold: int, sign: int) -> Iterator[None]:
        """For a while, ``fold``'s cells must change by the reach or more."""
        if self.price[fold] > 0:
            # Its row says that it changes by what is paid for: up in one column, down in another.
            up = 2 * self.k + int(np.searchsorted(self.dear, fold))
            column = up if sign > 0 else up + len(self.dear)
            other = up + len(self.dear) if sign > 0 else up
            bounds = self.program.bounds(column), self.program.bounds(other)
            self.program.bound_column(column, float(self.reach), bounds[0][1])
            self.program.bound_column(other, 0.0, 0.0)
            yield
            self.program.bound_column(column, *bounds[0])
            self.program.bound_column(other, *bounds[1])
            return
        row = int(self.number[fold])
        self.program.bound_row(row, *((self.reach, INFINITE) if sign > 0 else (self.low[row], -self.reach)))
        yield
        self.program.bound_row(row, self.low[row], self.high[row])

    def _move(self, x: Floats) -> Move | None:
        if not self._is_whole(x):
            # A fraction of a person convinces nobody.
            whole = self.program.solve_whole(np.arange(2 * self.k), self.nodes)
            if whole is None or not self._is_whole(whole):
                return None
            x = whole
        by = np.rint(x[: self.k]).astype(np.int64) - np.rint(x[self.k : 2 * self.k]).astype(np.int64)
        move = move_of(self.model, self.leaves[self.live], by)
        return move if is_possible(self.model, move) else None

    def _is_whole(self, x: Floats) -> bool:
        part = x[: 2 * self.k]
        return bool((np.abs(part - np.rint(part)) < 1e-6).all())
