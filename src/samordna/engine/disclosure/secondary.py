"""The way to a safe set of hidden cells: a first pattern, moves inside it, more hidden where none fits, then fewer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from samordna.engine.disclosure.corners import Corners
from samordna.engine.disclosure.elimination import first_pattern
from samordna.engine.disclosure.model import Mask, Model
from samordna.engine.disclosure.moves import Corner, Move
from samordna.engine.disclosure.search import Cover
from samordna.engine.disclosure.solver import INFINITE, Floats

#: A dense elimination of more than so many numbers (0.4 GB) is not begun; moves alone do then.
_DENSE: Final = 5 * 10**7
_NEAR: Final = 200
#: How many times a small cell is tried among other leaves before the whole table is asked.
_TRIES: Final = 4
#: So many tries without gain – and so many for each hidden cell – end the search for something cheaper.
_PATIENCE: Final = (10, 5)


class OutOfTime(Exception):
    """The time was out before there was a safe answer."""


@dataclass(slots=True)
class Clock:
    """``seconds`` from now, or for ever."""

    seconds: float | None = None
    start: float = field(default_factory=time.monotonic)

    @property
    def is_out(self) -> bool:
        """True when the time has been used."""
        return self.seconds is not None and time.monotonic() - self.start >= self.seconds


@dataclass(slots=True)
class Found:
    """Moves that together witness for every small cell; ``open`` are those for which there is none."""

    cover: Cover
    open: list[int]
    stopped: bool = False


class Search:
    """One search over a model. All choices follow from ``seed``; the clock can only end it."""

    def __init__(self, model: Model, axes: list[int], reach: int, seed: int, clock: Clock) -> None:
        self.model, self.reach, self.seed, self.clock = model, reach, seed, clock
        self.random = np.random.default_rng(seed)
        self.near = Corners(model, axes, _NEAR)
        self.cover = Cover(model, reach)
        self.steps = 0

    def first(self) -> list[int]:
        """A safe answer, whatever its size. Returns the small cells that nothing protects. OutOfTime."""
        small = np.flatnonzero(self.model.sensitive).tolist()
        pattern = self._pattern()
        inside = np.where(pattern | (self.model.unseen & ~self.model.forced), 0.0, INFINITE)
        self._inside(small, inside)
        left = self.cover.uncovered(small)
        self.random.shuffle(left)
        still = [cell for cell in left if not self._repair(cell, pattern)]
        self.cover.drop_idle(list(self.cover.moves))
        return still

    def _inside(self, small: list[int], inside: Floats) -> None:
        """Moves that hide nothing more. Given up when the pattern leaves hardly any."""
        tried = failed = 0
        for cell in self.random.permutation(np.array(small, dtype=np.int64)).tolist():
            self._in_time()
            if not self.cover.by_cell.get(cell):
                tried += 1
                failed += not self._take(self.move_for(cell, inside, self.near, 1))
            if tried > 60 and failed > tried / 2:
                return

    def _in_time(self) -> None:
        if self.clock.is_out:
            raise OutOfTime

    def _pattern(self) -> Mask:
        if len(self.model.n) * self.model.cells > _DENSE:
            return self.model.sensitive.copy()
        return first_pattern(self.model, self.model.value.astype(float), self.seed)

    def _take(self, move: Move | None) -> bool:
        if move is not None:
            self.cover.add(move)
        return move is not None

    def _repair(self, cell: int, pattern: Mask) -> bool:
        """Hide more until some move changes ``cell``. False when nothing helps."""
        self._in_time()
        if self.cover.by_cell.get(cell):
            return True
        price = self.cover.price()
        price[pattern & ~np.isinf(price)] = 0.0
        for _ in range(_TRIES):
            if self._take(self.move_for(cell, price, self.near, 2)):
                return True
        return self._take(self.anywhere(cell, price))

    def anywhere(self, cell: int, price: Floats) -> Move | None:
        """A move of ``cell`` among all leaves; None only when there is none (or it is too hard to find)."""
        corner = Corner(self.model, np.arange(len(self.model.n)), price, self.reach, far=25, nodes=20_000)
        return self._better(corner, cell)

    def move_for(self, cell: int, price: Floats, corners: Corners, times: int) -> Move | None:
        """The cheapest move of ``cell`` that was found in some corners around it."""
        best: Move | None = None
        lowest = INFINITE
        for _ in range(times):
            corner = Corner(self.model, corners.around(cell, self.random), price, self.reach)
            move = self._better(corner, cell)
            if move is not None and (cost := float(price[move.cells].sum())) < lowest:
                best, lowest = move, cost
            if lowest == 0:
                break
        return best

    def _better(self, corner: Corner, cell: int) -> Move | None:
        self.steps += 1
        up = corner.cheapest(cell, 1)
        if up is not None and not corner.full_price[up.cells].any():
            return up
        down = corner.cheapest(cell, -1)
        if up is None or down is None:
            return up or down
        up_cost, down_cost = (float(corner.full_price[move.cells].sum()) for move in (up, down))
        return down if down_cost < up_cost else up

    def improve(self, steps: int) -> bool:
        """Take dear cells out one by one and mend what that breaks, if cheaper. Returns whether time ran out."""
        end, lowest, idle = self.steps + steps, self.cover.cost, 0
        while self.steps < end:
            if self.clock.is_out:
                return True
            dear = np.flatnonzero((self.cover.uses > 0) & (self.cover.paid > 0))
            if idle > _PATIENCE[0] + _PATIENCE[1] * len(dear) or not len(dear):
                return False
            weight = np.sqrt(self.cover.paid[dear])
            self._without(int(self.random.choice(dear, p=weight / weight.sum())))
            self.steps += 1
            idle = 0 if self.cover.cost < lowest else idle + 1
            lowest = self.cover.cost
        return False

    def _without(self, cell: int) -> None:
        """Do without hiding ``cell``, if that comes cheaper."""
        cover = self.cover
        gone = sorted(cover.touching[cell])
        if len(gone) > 12:
            return
        before = cover.cost
        need = sorted({small for number in gone for small in cover.covers[number]})
        dropped = [cover.drop(number) for number in gone]
        need = cover.uncovered(need)
        self.random.shuffle(need)
        added: list[int] = []
        if self._mend(need, cell, before, added):
            near = {number for a in added for small in cover.covers[a] for number in cover.by_cell[small]}
            cover.drop_idle(sorted(near))
            return
        for number in added:
            cover.drop(number)
        for move in dropped:
            cover.add(move)

    def _mend(self, need: list[int], cell: int, before: float, added: list[int]) -> bool:
        for small in need:
            if self.cover.by_cell.get(small):
                continue
            price = self.cover.price()
            price[cell] = 0 if self.cover.uses[cell] else 4 * self.cover.base[cell] + 1
            move = self.move_for(small, price, self.near, 1)
            if move is None:
                return False
            added.append(self.cover.add(move))
            if self.cover.cost > before:
                return False
        return True


def each_alone(search: Search, told: Callable[[int, int], bool]) -> list[int]:
    """Add moves until no one who is alone in a cell can compute another. Returns the small cells that stay known.

    ``told(alone, small)`` is true when the person in ``alone`` is the only one in ``small`` too.
    """
    model, cover = search.model, search.cover
    known = []
    for small in np.flatnonzero(model.sensitive).tolist():
        while True:
            moves = [cover.moves[number] for number in sorted(cover.by_cell.get(small, ()))]
            if not moves:
                break
            always = set(moves[0].cells.tolist()).intersection(*(move.cells.tolist() for move in moves[1:]))
            alone = [c for c in sorted(always) if model.value[c] == 1 and c != small and not told(c, small)]
            if not alone:
                break
            price = cover.price()
            price[alone[0]] = INFINITE
            move = search.move_for(small, price, search.near, 2) or search.anywhere(small, price)
            if move is None:
                known.append(small)
                break
            cover.add(move)
    return known
