"""Which of many moves to use: all at once, by whole-number programming, with new moves sought at the prices it tells.

One move after another ends where no single change is cheaper. Here all moves that were ever met lie beside each other:
a small cell needs one of those that cover it, and a cell is paid once if any in use changes it. The same in fractions
tells what each hidden cell would have to cost each small cell; a move that is cheaper than that is sought and added,
until there is none. (Column generation; a table whose programs are few and small only: ADR 0041.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from samordna.engine.disclosure.model import Model
from samordna.engine.disclosure.moves import Corner, Move
from samordna.engine.disclosure.search import Cover, Seen
from samordna.engine.disclosure.solver import INFINITE, Floats, Program, Rows

if TYPE_CHECKING:
    from samordna.engine.disclosure.secondary import Clock

#: Small cells times leaves: above, one round of new moves takes longer than it is worth (seconds a round).
_MOST: Final = 160_000
_ROUNDS: Final = 12
_NODES: Final = 1000
#: A move must be so much cheaper than what is paid to be new.
_LESS: Final = 1e-4


def is_small(model: Model) -> bool:
    """True when choosing among all moves at once is quick enough."""
    return 0 < int(model.sensitive.sum()) * len(model.n) <= _MOST


def choose(cover: Cover, clock: Clock) -> bool:
    """Put the cheapest choice of moves in the place of those in use. Returns whether time ran out.

    ``cover.seen`` holds the moves to begin with, and then those that were found here too.
    """
    if cover.seen is None or not cover.moves:
        return False
    # A cell dearer than all that are hidden is hardly hidden in a better answer, and weighs in every program.
    dearest = float(cover.paid[cover.uses > 0].max(initial=0))
    price = np.where(cover.base > dearest, INFINITE, cover.base)
    corner = Corner(cover.model, np.arange(len(cover.model.n)), price, cover.reach)
    small = np.flatnonzero(cover.model.sensitive).tolist()
    for _ in range(_ROUNDS):
        if clock.is_out:
            return True
        prices = _Choice(cover).prices(cover)
        if prices is None or not _new(cover, corner, small, prices, clock):
            break
    if clock.is_out:
        return True
    chosen = _Choice(cover).best(clock)
    if chosen:
        _use(cover, chosen)
    return clock.is_out


class _Prices:
    """What each small cell pays for its move (``worth``), and of that for each cell (``shares``).

    ``left`` is what no one pays of a cell's cost: the price of a cell that no known move of a small cell changes.
    """

    def __init__(self, worth: dict[int, float], shares: dict[int, list[tuple[int, float]]], left: Floats) -> None:
        self.worth, self.shares, self.left = worth, shares, left

    def of(self, small: int) -> Floats:
        """The price of every cell for a move of ``small``."""
        price = self.left.copy()
        for cell, share in self.shares.get(small, ()):
            price[cell] = share
        return price


class _Choice:
    """The program: of each small cell one move, of each cell its cost if any move in use changes it."""

    def __init__(self, cover: Cover) -> None:
        assert cover.seen is not None
        self.columns: list[tuple[int, tuple[int, ...], Move]] = []
        for small, options in sorted(_options(cover.seen).items()):
            self.columns += [(small, dear, move) for dear, move in options]
        by_small: dict[int, list[int]] = {}
        by_both: dict[tuple[int, int], list[int]] = {}
        for number, (small, dear, _) in enumerate(self.columns):
            by_small.setdefault(small, []).append(number)
            for cell in dear:
                by_both.setdefault((cell, small), []).append(number)
        self.small, self.both = list(by_small), list(by_both)
        cells = sorted({cell for cell, _ in self.both})
        place = {cell: len(self.columns) + i for i, cell in enumerate(cells)}
        rows = [*by_small.values(), *([*by_both[both], place[both[0]]] for both in self.both)]
        values = [np.ones(len(row)) for row in rows]
        for value in values[len(self.small) :]:
            value[-1] = -1.0
        count = len(self.columns) + len(cells)
        cost = np.concatenate([np.zeros(len(self.columns)), cover.paid[np.array(cells, dtype=np.int64)]])
        ends = [len(self.small), len(self.both)]
        packed = Rows(
            np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
            np.concatenate(rows).astype(np.int64),
            np.concatenate(values),
            np.repeat([1.0, -INFINITE], ends),
            np.repeat([INFINITE, 0.0], ends),
        )
        self.program = Program(cost, np.zeros(count), np.full(count, INFINITE), packed, gap=0.0)
        self.whole = np.arange(count)

    def prices(self, cover: Cover) -> _Prices | None:
        """What is paid in fractions, or None when that was not found out."""
        duals = self.program.duals()
        if duals is None:
            return None
        left = cover.base.copy()
        shares: dict[int, list[tuple[int, float]]] = {}
        for (cell, small), dual in zip(self.both, np.maximum(-duals[len(self.small) :], 0).tolist(), strict=True):
            left[cell] -= dual
            shares.setdefault(small, []).append((cell, dual))
        worth = dict(zip(self.small, duals.tolist(), strict=False))
        return _Prices(worth, shares, np.maximum(left, 0))

    def best(self, clock: Clock) -> list[Move]:
        """The moves of the cheapest choice found; empty when none was."""
        if clock.left is not None:
            self.program.seconds(clock.left)
        x = self.program.solve_whole(self.whole, _NODES)
        if x is None:
            return []
        return [move for (_, _, move), used in zip(self.columns, x, strict=False) if used > 0.5]


def _options(seen: Seen) -> dict[int, list[tuple[tuple[int, ...], Move]]]:
    """For each small cell the moves of it, but for those that hide all that another does, and more."""
    by_small: dict[int, dict[tuple[int, ...], Move]] = {}
    for (covers, dear), move in seen.items():
        for small in covers:
            by_small.setdefault(small, {}).setdefault(dear, move)
    return {small: _least(options) for small, options in by_small.items()}


def _least(options: dict[tuple[int, ...], Move]) -> list[tuple[tuple[int, ...], Move]]:
    kept: list[frozenset[int]] = []
    least = []
    for dear in sorted(options, key=lambda dear: (len(dear), dear)):
        cells = frozenset(dear)
        if not any(other <= cells for other in kept):
            kept.append(cells)
            least.append((dear, options[dear]))
    return least


def _new(cover: Cover, corner: Corner, small: list[int], prices: _Prices, clock: Clock) -> int:
    """See moves that are cheaper than what their small cell pays now. Returns how many were not known."""
    assert cover.seen is not None
    before = len(cover.seen)
    for cell in small:
        price = prices.of(cell)
        corner.charge(price)
        for sign in (1, -1):
            if clock.is_out:
                return 0
            move = corner.cheapest(cell, sign)
            if move is not None and float(price[move.cells].sum()) < prices.worth.get(cell, INFINITE) - _LESS:
                cover.see(move)
    return len(cover.seen) - before


def _use(cover: Cover, chosen: list[Move]) -> None:
    """Use ``chosen`` instead, unless that is dearer or leaves a small cell open."""
    before, need = cover.cost, list(cover.by_cell)
    need = [cell for cell in need if cover.by_cell[cell]]
    dropped = [cover.drop(number) for number in list(cover.moves)]
    added = [cover.add(move) for move in chosen]
    if cover.cost > before or cover.uncovered(need):
        for number in added:
            cover.drop(number)
        for move in dropped:
            cover.add(move)
        return
    dear = {number: float(cover.paid[cover.moves[number].cells].sum()) for number in added}
    cover.drop_idle(sorted(added, key=lambda number: -dear[number]))
