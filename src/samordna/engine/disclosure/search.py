"""Which cells to hide: a move for every small cell, together touching as few and as small other cells as can be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from samordna.engine.disclosure.model import Mask, Model
from samordna.engine.disclosure.moves import Move
from samordna.engine.disclosure.solver import INFINITE, Floats

#: Moves by the small cells that they change enough and the cells that they cost.
Seen = dict[tuple[tuple[int, ...], tuple[int, ...]], Move]


class Cover:
    """Moves in use, which small cells each changes enough, and what they hide together.

    ``seen`` keeps every move that was ever in use, when it is not None.
    """

    def __init__(self, model: Model, reach: int) -> None:
        self.seen: Seen | None = None
        self.model, self.reach = model, reach
        self.moves: dict[int, Move] = {}
        self.covers: dict[int, list[int]] = {}
        self.by_cell: dict[int, set[int]] = {}
        self.touching: dict[int, set[int]] = {}
        self.uses = np.zeros(model.cells, dtype=np.int64)
        self.next = 0
        self.base = np.where(model.forced, INFINITE, model.cost.astype(float))
        self.base[model.sensitive | (model.unseen & ~model.forced)] = 0.0
        self.paid = np.where(np.isinf(self.base), 0, self.base)
        self.cost = 0.0

    def add(self, move: Move) -> int:
        """Take a move into use."""
        number = self.next
        self.next += 1
        self.moves[number] = move
        self.cost += float(self.paid[move.cells[self.uses[move.cells] == 0]].sum())
        self.uses[move.cells] += 1
        for cell in move.cells.tolist():
            self.touching.setdefault(cell, set()).add(number)
        self.covers[number] = self._covered(move)
        for cell in self.covers[number]:
            self.by_cell.setdefault(cell, set()).add(number)
        self.see(move)
        return number

    def _covered(self, move: Move) -> list[int]:
        enough = (np.abs(move.change) >= self.reach) & self.model.sensitive[move.cells]
        covered: list[int] = move.cells[enough].tolist()
        return covered

    def see(self, move: Move) -> None:
        """Remember a move, whether it is used or not."""
        if self.seen is not None:
            dear = move.cells[self.paid[move.cells] > 0].tolist()
            self.seen.setdefault((tuple(self._covered(move)), tuple(dear)), move)

    def drop(self, number: int) -> Move:
        """Take a move out of use."""
        move = self.moves.pop(number)
        self.uses[move.cells] -= 1
        self.cost -= float(self.paid[move.cells[self.uses[move.cells] == 0]].sum())
        for cell in move.cells.tolist():
            self.touching[cell].discard(number)
        for cell in self.covers.pop(number):
            self.by_cell[cell].discard(number)
        return move

    def price(self) -> Floats:
        """What each cell costs more to hide."""
        return np.where((self.uses > 0) & ~np.isinf(self.base), 0.0, self.base)

    def uncovered(self, cells: Iterable[int]) -> list[int]:
        """Those of ``cells`` that no move in use changes enough."""
        return [cell for cell in cells if not self.by_cell.get(cell)]

    def drop_idle(self, numbers: Iterable[int]) -> list[Move]:
        """Drop those moves whose small cells are all covered by others too."""
        gone = []
        for number in numbers:
            if number in self.moves and all(len(self.by_cell[cell]) > 1 for cell in self.covers[number]):
                gone.append(self.drop(number))
        return gone

    def hidden(self) -> Mask:
        """All cells that the moves in use need hidden, and the small ones."""
        return (self.uses > 0) | self.model.sensitive
