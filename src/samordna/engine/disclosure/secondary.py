"""The way to a safe set of hidden cells: a first pattern, moves inside it, more hidden where none fits, then fewer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from samordna.engine.disclosure.choice import choose, is_small
from samordna.engine.disclosure.corners import Corners
from samordna.engine.disclosure.elimination import Block
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model, spread
from samordna.engine.disclosure.moves import Corner, Move, move_of
from samordna.engine.disclosure.parts import Effort, effort_for, parts
from samordna.engine.disclosure.search import Cover
from samordna.engine.disclosure.solver import INFINITE, Floats

_NEAR: Final = 200
#: About how many leaves are printed anew at a time, and how many of their cells take another place in the order.
_WIDE: Final = (60, 100, 200)
#: So many steps before and after all moves are chosen among, where that is done.
_MEET: Final = 150
_NOISE: Final = (0.02, 0.1, 0.5)
#: How many times a small cell is tried among other leaves before the whole table is asked.
_TRIES: Final = 4
#: So many tries without gain – and so many for each hidden cell – end the search for something cheaper.
_PATIENCE: Final = (20, 5)


class OutOfTime(Exception):
    """The time was out before there was a safe answer."""


@dataclass(slots=True)
class Clock:
    """``seconds`` from now, or for ever."""

    seconds: float | None = None
    start: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float | None:
        """How many seconds are left; None for any number."""
        return None if self.seconds is None else self.seconds - (time.monotonic() - self.start)

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
        if is_small(model):
            self.cover.seen = {}
        self.wide = [Corners(model, axes, room) for room in _WIDE]
        self.steps = 0
        self.stopped = False

    def first(self) -> list[int]:
        """A safe answer. Returns the small cells that nothing protects. OutOfTime when not even that was reached."""
        self._in_time()
        small = np.flatnonzero(self.model.sensitive)
        effort = effort_for(self.model)
        for most in effort.parts:
            for part in parts(self.model, most):
                self._print(part, np.array(self.cover.uncovered(small.tolist()), dtype=np.int64), effort, whole=False)
        if not effort.parts:
            self._print(np.arange(len(self.model.n)), small, effort, whole=True)
        open_cells = self.cover.uncovered(small.tolist())
        self.random.shuffle(open_cells)
        still = [cell for cell in open_cells if not self._repair(cell)]
        self._drop_idle(list(self.cover.moves))
        return still

    def _in_time(self) -> None:
        if self.clock.is_out:
            raise OutOfTime

    def _print(self, leaves: Ints, small: Ints, effort: Effort, *, whole: bool) -> None:
        """Moves of ``leaves`` for the small cells there, which hide as little as one way through them finds."""
        model, cover = self.model, self.cover
        price = cover.price()
        if not whole:
            # What holds other leaves too stays as it is: the parts are not to wait for each other.
            at, _ = spread(model.leaf_start, leaves)
            inside = np.bincount(model.leaf_cells[at], minlength=model.cells)
            price[inside < np.diff(model.cell_start)] = INFINITE
            small = small[inside[small] > 0]
        block = Block(model, leaves, price, self.reach)
        order = model.value.astype(float)
        out = block.print_all(small, order, lambda: self.clock.is_out, effort.lost, again=effort.again)
        self.stopped = self.stopped or out
        self._drop_idle([cover.add(move) for move in block.found()])

    def _drop_idle(self, numbers: list[int]) -> None:
        """Drop the moves that the others make unnecessary, the dearest first."""
        cover = self.cover
        dear = {number: float(cover.paid[cover.moves[number].cells].sum()) for number in numbers}
        cover.drop_idle(sorted(numbers, key=lambda number: -dear[number]))

    def _take(self, move: Move | None) -> bool:
        if move is not None:
            self.cover.add(move)
        return move is not None

    def _repair(self, cell: int) -> bool:
        """Hide more until some move changes ``cell``. False when nothing helps."""
        if self.cover.by_cell.get(cell):
            return True
        price = self.cover.price()
        if self.clock.is_out:
            # Safe and dear, in no time.
            self.stopped = True
            if self._take(self._one_more(cell, price)):
                return True
            raise OutOfTime
        for _ in range(_TRIES):
            if self._take(self.move_for(cell, price, self.near, 2)):
                return True
        return self._take(self.anywhere(cell, price))

    def _one_more(self, cell: int, price: Floats) -> Move | None:
        """The cheapest move that takes one leaf up and hides all that counts it. None if some of that is printed."""
        leaves = self.model.leaves_of(cell)
        at, owner = spread(self.model.leaf_start, leaves)
        cost = np.bincount(owner, weights=price[self.model.leaf_cells[at]], minlength=len(leaves))
        best = int(np.argmin(cost))
        if np.isinf(cost[best]):
            return None
        return move_of(self.model, leaves[best : best + 1], np.array([self.reach], dtype=np.int64))

    def anywhere(self, cell: int, price: Floats) -> Move | None:
        """A move of ``cell`` among all leaves; None only when there is none (or it is too hard to find)."""
        corner = Corner(self.model, np.arange(len(self.model.n)), price, self.reach, far=25, nodes=20_000)
        if (left := self.clock.left) is not None:
            corner.program.seconds(left)
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

    def cheaper(self, steps: int) -> bool:
        """Look for something cheaper, ``steps`` times at most. Returns whether time ran out."""
        if self.cover.seen is None:
            return self.improve(steps)
        # Choosing among the moves that were met does more than meeting some more.
        return self.improve(min(steps, _MEET)) or choose(self.cover, self.clock) or self.improve(min(steps, _MEET))

    def improve(self, steps: int) -> bool:
        """Look for something cheaper around one dear cell after another. Returns whether time ran out."""
        idle = 0
        for step in range(steps):
            dear = np.flatnonzero((self.cover.uses > 0) & (self.cover.paid > 0))
            if self.stopped or self.clock.is_out:
                return True
            if idle > _PATIENCE[0] + _PATIENCE[1] * len(dear) or not len(dear):
                return False
            before = self.cover.cost
            weight = np.sqrt(self.cover.paid[dear])
            cell = int(self.random.choice(dear, p=weight / weight.sum()))
            if step % 4 == 3:
                self._without(cell)
            else:
                self._again(cell)
            idle = 0 if self.cover.cost < before else idle + 1
        return False

    def _again(self, cell: int) -> None:
        """Print anew around ``cell``, in another order; keep it unless it is dearer."""
        cover, model = self.cover, self.model
        inside = self._around(cell)
        inner = [number for number, move in cover.moves.items() if inside[move.leaves].all()]
        if not inner:
            return
        before = cover.cost
        need = {small for number in inner for small in cover.covers[number]}
        dropped = [cover.drop(number) for number in inner]
        small = np.array(cover.uncovered(sorted(need)), dtype=np.int64)
        block = Block(model, np.flatnonzero(inside), cover.price(), self.reach)
        out = block.print_all(small, self._order(cell), lambda: self.clock.is_out)
        added = [] if out else [cover.add(move) for move in block.found()]
        self._drop_idle(added)
        if out or cover.cost > before or cover.uncovered(small.tolist()):
            for number in added:
                if number in cover.moves:
                    cover.drop(number)
            for move in dropped:
                cover.add(move)
        elif cover.cost < before:
            self._drop_idle(list(cover.moves))

    def _around(self, cell: int) -> Mask:
        """Some leaves around ``cell``, with those of the moves that change it while they are not too many."""
        inside = np.zeros(len(self.model.n), dtype=bool)
        corners = self.wide[int(self.random.integers(len(self.wide)))]
        inside[corners.around(cell, self.random)] = True
        most = 2 * int(inside.sum()) + 100
        for number in sorted(self.cover.touching[cell]):
            inside[self.cover.moves[number].leaves] = True
            if inside.sum() > most:
                break
        return inside

    def _order(self, cell: int) -> Floats:
        """The order of print, by persons, with some noise, and ``cell`` sooner than last time."""
        order = self.model.value.astype(float)
        noisy = self.random.random(len(order)) < self.random.choice(_NOISE)
        order[noisy] *= np.exp(self.random.normal(0, 0.7, int(noisy.sum())))
        order[cell] *= self.random.uniform(1.5, 8)
        return order

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
