"""Printing cell by cell, dearest first, while every small cell keeps a move: elimination over whole numbers.

The changes of some leaves after which everything printed is the same have a basis in whole numbers: at first one leaf,
one person more. Printing a cell takes one of the basis out (the pivot) and adds it to the others until none changes the
cell. A cell is printed only when, afterwards, each small cell that had a possible move in the basis still has one: a
move that leaves nobody below nought and somebody in each hidden cell. So what is left hidden is safe at every step, and
the basis itself holds the proof. (Elimination that only asks whether a cell follows by adding and subtracting does not
see those bounds, and its pattern has to be mended at great cost: ADR 0040.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from samordna.engine.disclosure.basis import NOTHING, Basis, Shorts
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model, spread
from samordna.engine.disclosure.moves import Move, is_possible, move_of
from samordna.engine.disclosure.solver import Floats
from samordna.engine.disclosure.steps import Step, Touched

#: So many pivots are tried for each cell. More did not make the result cheaper.
_PIVOTS: Final = 8
#: Moves of more persons than this are not followed further (and do not fit the arithmetic).
_MOST: Final = 2000
_ROOM: Final = 30_000
#: So many small cells may lose their last move at a step and be sought another, from so many rows.
_LOST: Final = 12
_SUMS: Final = 6


class Block:
    """The moves of some ``leaves`` of a model. ``price`` is what hiding a cell costs more; infinite: it is printed."""

    def __init__(self, model: Model, leaves: Ints, price: Floats, reach: int) -> None:
        self.model, self.leaves, self.reach = model, leaves, reach
        at, owner = spread(model.leaf_start, leaves)
        self.cells, row = np.unique(model.leaf_cells[at], return_inverse=True)
        # Cells that hold the same of these leaves change together: one column, with their prices added up.
        tag = np.random.default_rng(7).integers(1, 2**62, len(leaves))
        sums = np.zeros(len(self.cells), dtype=np.int64)
        np.add.at(sums, row, tag[owner] * model.leaf_sign[at])
        _, first, fold = np.unique(sums, return_index=True, return_inverse=True)
        self.fold, self.folds = fold.ravel(), len(first)
        self.price = np.bincount(self.fold, weights=price[self.cells], minlength=self.folds)
        room = np.full(self.folds, _ROOM, dtype=np.int64)
        # What must be printed does not change, however little is in it (a tie is nought).
        rooms = np.where(model.forced[self.cells], _ROOM, model.value[self.cells] - model.low)
        np.minimum.at(room, self.fold, rooms)
        self.room = np.concatenate([room, np.minimum(model.n[leaves], _ROOM)]).astype(np.int16)
        self.size = np.bincount(self.fold[row], minlength=self.folds)
        count = len(leaves)
        spare = count // 4 + 8
        self.basis = Basis(self.folds + count, count + spare)
        self.empty = list(range(count, count + spare))
        # Of the cells that change together one stands for all.
        kept, own = np.isin(row, first), np.arange(count)
        self.basis.begin(
            np.append(owner[kept], own),
            np.append(self.fold[row[kept]], self.folds + own),
            np.append(model.leaf_sign[at][kept], np.ones(count, dtype=np.int64)).astype(np.int16),
        )
        self.possible = np.arange(count + spare) < count

    def print_all(
        self, need: Ints, order: Floats, is_out: Callable[[], bool], lost: int = _LOST, *, again: bool = True
    ) -> bool:
        """Print as many cells as can be, first those that must be and then by falling ``order`` (one number a cell).

        ``need``: the small cells that are to keep a move. Printing what must be may take it from them. Where up to
        ``lost`` lose their last, others are sought. Returns whether time ran out; what was not come to stays hidden.
        """
        self.most_lost = lost
        self.small = np.unique(self.fold[np.searchsorted(self.cells, need)])
        self.is_small = np.zeros(len(self.room), dtype=bool)
        self.is_small[self.small] = True
        self.place = np.full(len(self.room), -1, dtype=np.int64)
        weight = np.zeros(self.folds)
        np.maximum.at(weight, self.fold, order[self.cells])
        self.moves = self._moves(np.arange(len(self.possible)))
        dear = np.flatnonzero(self.price > 0)
        must = np.isinf(self.price)
        dear = dear[np.lexsort((dear, -self.size[dear], -weight[dear], ~must[dear]))]
        refused = []
        for fold in dear.tolist():
            if not must[fold] and is_out():
                return True
            if not self._print(fold, bool(must[fold])):
                refused.append(fold)
        # What was refused may be possible now that there are fewer moves to choose among.
        for fold in refused if again else ():
            if is_out():
                return True
            self._print(fold, False)
        return False

    def _moves(self, rows: Ints) -> Ints:
        """How many possible moves each small cell has among ``rows`` (nought for every other cell)."""
        at, by, _, _ = self.basis.packed(rows[self.possible[rows]])
        count: Ints = np.bincount(at[self.is_small[at] & (np.abs(by) >= self.reach)], minlength=len(self.room))
        return count

    def _print(self, fold: int, must: bool) -> bool:
        """Print ``fold``, unless a small cell would lose its last move. Returns whether it is printed."""
        touched = self.basis.touching(fold)
        if not len(touched):
            return True
        step = self._best(touched, fold, must)
        if step is None:
            if must:
                self._forget(touched)
            return must
        if not must and len(step.lost) > self.most_lost:
            return False
        self._take(step)
        saved: list[int] = []
        for cell in step.lost.tolist() if self.most_lost else ():
            row = self._save(cell)
            if row is not None:
                saved.append(row)
            elif not must:
                self._undo(step, saved)
                return False
        return True

    def _best(self, numbers: Ints, fold: int, must: bool) -> Step | None:
        """What to take out so that the fewest small cells lose their last move."""
        at, by, owner, first = self.basis.packed(numbers)
        touched = Touched(numbers, at, by, owner, first, by[at == fold].astype(np.int64), *self._ends(at, by))
        others = self.moves - self._covered(touched, self.possible[numbers])
        best: Step | None = None
        for pivot in self._pivots(touched):
            step = self._without(touched, pivot, others)
            if step is None:
                continue
            if best is None or len(step.lost) < len(best.lost):
                best = step
            if must or not len(step.lost):
                break
        return best

    def _ends(self, at: Ints, by: Shorts) -> tuple[Ints, Ints, Ints]:
        """Which of these entries change a small cell enough, go lower than can be, and higher."""
        room = self.room[at]
        enough = self.is_small[at] & (np.abs(by) >= self.reach)
        return np.flatnonzero(enough), np.flatnonzero(by < -room), np.flatnonzero(by > room)

    def _covered(self, touched: Touched, possible: Mask, but: Mask | None = None) -> Ints:
        """How many moves each small cell has among the ``possible`` rows, but for some entries."""
        covers = touched.covers if but is None else touched.covers[~but[touched.covers]]
        count: Ints = np.bincount(touched.at[covers[possible[touched.owner[covers]]]], minlength=len(self.room))
        return count

    def _without(self, touched: Touched, pivot: int, others: Ints) -> Step | None:
        """The rows with as much of ``pivot`` added that none changes the cell. None: too large."""
        own, change = int(touched.change[pivot]), touched.change
        common = np.gcd(change, own)
        times, factor = abs(own) // common, change * (1 if own > 0 else -1) // common
        largest = int(np.abs(touched.by).max())
        if max(int(times.max()), int(np.abs(factor).max())) * 2 * largest > _ROOM:
            return None
        columns, its = touched.row(pivot)
        if (times > 1).any():
            by = touched.by * times.astype(np.int16)[touched.owner]
            covers, falls, rises = self._ends(touched.at, by)
            touched = replace(touched, by=by, covers=covers, falls=falls, rises=rises)
        self.place[columns] = np.arange(len(columns))
        where = self.place[touched.at]
        self.place[columns] = -1
        inside = where >= 0
        entry = np.flatnonzero(inside)
        after = np.zeros((len(times), len(columns)), dtype=np.int16)
        after[touched.owner[entry], where[entry]] = touched.by[entry]
        filled = after != 0
        after -= factor.astype(np.int16)[:, None] * its
        after[pivot] = 0
        if max(-int(after.min()), int(after.max())) > _MOST or (
            largest * times.max() > _MOST and int(np.abs(touched.by[~inside]).max(initial=0)) > _MOST
        ):
            return None
        possible = self._possible(touched, inside, columns, after)
        possible[pivot] = False
        moves = others + self._covered(touched, possible, inside)
        small = np.flatnonzero(self.is_small[columns])
        moves[columns[small]] += ((np.abs(after[:, small]) >= self.reach) & possible[:, None]).sum(axis=0)
        lost = self.small[(self.moves[self.small] > 0) & (moves[self.small] == 0)]
        return Step(touched, pivot, columns, inside, filled, after, possible, moves, lost)

    def _possible(self, touched: Touched, inside: Mask, columns: Ints, after: Shorts) -> Mask:
        """Which rows are possible as they are, or the other way about."""
        room = self.room[columns]
        falls: Mask = np.asarray((after < -room).any(axis=1))
        rises: Mask = np.asarray((after > room).any(axis=1))
        falls[touched.owner[touched.falls[~inside[touched.falls]]]] = True
        rises[touched.owner[touched.rises[~inside[touched.rises]]]] = True
        possible: Mask = ~(falls & rises)
        return possible

    def _take(self, step: Step) -> None:
        numbers = step.touched.numbers
        step.before = self.basis.rows_of(numbers), self.possible[numbers], self.moves
        self.basis.change(numbers, step.columns, step.rows(), step.filled, step.after != 0)
        self.possible[numbers] = step.possible
        self.moves = step.moves
        self.empty.append(int(numbers[step.pivot]))

    def _undo(self, step: Step, saved: list[int]) -> None:
        for extra in saved:
            self.basis.put(extra, NOTHING)
        self.possible[saved] = False
        self.empty.extend(reversed(saved))
        numbers = step.touched.numbers
        self.empty.remove(int(numbers[step.pivot]))
        rows, self.possible[numbers], self.moves = step.before
        for number, row in zip(numbers.tolist(), rows, strict=True):
            self.basis.put(number, row)

    def _forget(self, touched: Ints) -> None:
        """Do without some of the basis."""
        self.moves = self.moves - self._moves(touched)
        for row in touched.tolist():
            self.basis.put(row, NOTHING)
        self.possible[touched] = False
        self.empty.extend(touched.tolist())

    def _save(self, cell: int) -> int | None:
        """Keep a possible move of ``cell`` that is the sum of two or three of the basis. Returns its row."""
        move = self._sum(cell) if self.empty else None
        if move is None:
            return None
        row = self.empty.pop()
        at = np.flatnonzero(move)
        self.basis.put(row, (at, move[at]))
        self.possible[row] = True
        self.moves = self.moves + (self.is_small & (np.abs(move) >= self.reach))
        return row

    def _sum(self, cell: int) -> Shorts | None:
        rows = self.basis.touching(cell)
        for row in rows[np.argsort(self.basis.filled[rows], kind="stable")][:_SUMS].tolist():
            one = self.basis.row(row)
            for whole in (one, -one):
                two = self._mended(whole, cell, row)
                if two is not None:
                    return two
        return None

    def _mended(self, one: Shorts, cell: int, row: int, deeper: bool = True) -> Shorts | None:
        """``one`` with another of the basis added so that nothing falls too low."""
        too_low = one < -self.room
        low = int(np.argmax(too_low))
        if not too_low[low]:
            return None
        others = self.basis.touching(low)
        others = others[others != row]
        if not len(others):
            return None
        at, by, owner, first = self.basis.packed(others)
        sign = np.sign(by[at == low])
        # How much of the sum of each is too low: of `one` what it does not touch, and what it changes.
        still = (one[at] + sign[owner] * by < -self.room[at]).astype(np.int64) - too_low[at]
        bad = np.add.reduceat(still, first) + np.count_nonzero(too_low)
        best: Shorts | None = None
        for i in np.flatnonzero(bad == 0).tolist():
            both = self._plus(one, int(others[i]), sign[i])
            if abs(int(both[cell])) >= self.reach and (best is None or np.count_nonzero(both) < np.count_nonzero(best)):
                best = both
        if best is not None or not deeper:
            return best
        for i in np.argsort(bad, kind="stable")[:4].tolist():
            found = self._mended(self._plus(one, int(others[i]), sign[i]), cell, -1, deeper=False)
            if found is not None:
                return found
        return None

    def _plus(self, one: Shorts, row: int, sign: np.int16) -> Shorts:
        at, by = self.basis.rows[row]
        both = one.copy()
        both[at] += sign * by
        return both

    def _pivots(self, touched: Touched) -> list[int]:
        """The rows to try: of one person, with few hidden cells that cannot fall, with few cells."""
        stiff = np.bincount(touched.owner[self.room[touched.at] == 0], minlength=len(touched.numbers))
        filled = self.basis.filled[touched.numbers]
        order: list[int] = np.lexsort((filled, stiff, np.abs(touched.change)))[:_PIVOTS].tolist()
        return order

    def found(self) -> list[Move]:
        """The possible moves of the basis that change a small cell enough."""
        rows = np.flatnonzero(self.possible)
        at, by, owner, _ = self.basis.packed(rows)
        moves = []
        for number in rows[np.unique(owner[self.is_small[at] & (np.abs(by) >= self.reach)])].tolist():
            at, by = self.basis.rows[number]
            kept = np.flatnonzero(at >= self.folds)
            kept = kept[np.argsort(at[kept])]
            leaves, change = self.leaves[at[kept] - self.folds], by[kept].astype(np.int64)
            move = move_of(self.model, leaves, change)
            if not is_possible(self.model, move):
                move = move_of(self.model, leaves, -change)
            if is_possible(self.model, move):
                moves.append(move)
        return moves
