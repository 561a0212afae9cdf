"""Tables of money that add up in the unit that is printed. Pure.

Amounts are exact to the öre; a page prints thousands of kronor. Rounding each figure by itself gives rows that do not
add up. Here every printed figure is its exact amount rounded either down or up, and every row and column adds up
(controlled rounding). Figures are taken to their nearest in order of weight: the total, the sums of the rows, those
of the columns, cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samordna.ground.kernel.money import Money

TKR = Money.kronor(1000)


def spread(amounts: Sequence[Money], whole: int, unit: Money = TKR) -> tuple[int, ...]:
    """Amounts in whole units that add up to ``whole``: rounded down, and the rest to the largest remainders.

    For a row whose sum is printed already. Ties go to the earlier; without amounts the first takes everything.
    """
    cells = [amount.ore // unit.ore for amount in amounts]
    rests = sorted(range(len(cells)), key=lambda i: -(amounts[i].ore % unit.ore))
    for turn in range(abs(whole - sum(cells))):
        left = whole - sum(cells)
        cells[rests[turn % len(rests)] if left > 0 else rests[-1 - turn % len(rests)]] += 1 if left > 0 else -1
    return tuple(cells)


@dataclass(frozen=True)
class PrintedTable:
    """Whole units: the cells, the sum of every row and column, and of all."""

    cells: tuple[tuple[int, ...], ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    total: int


def printed(amounts: Sequence[Sequence[Money]], unit: Money = TKR, *, up: int | None = None) -> PrintedTable:
    """Round a table of amounts (rows of equal length) to whole units so that it adds up in both directions.

    Each cell, each row's sum, each column's sum and the total is its exact value rounded down or up. The sum of the
    row ``up`` is never rounded down: what is missing must not be said to be less.
    """
    grid = _Grid([[money.ore for money in row] for row in amounts], unit.ore)
    first = []
    if up is not None:
        first = [(up, grid.last[1])]
        grid.nearest_is_up[first[0]] = False  # a sum is held with the opposite sign
    for cell in (*first, *grid.by_weight()):
        while grid.rest[cell]:
            grid.shift(cell)
    width = len(amounts[0]) if amounts else 0
    cells = tuple(tuple(grid.whole[r, c] for c in range(width)) for r in range(len(amounts)))
    columns = tuple(sum(column) for column in zip(*cells, strict=True))
    return PrintedTable(cells, tuple(sum(row) for row in cells), columns, sum(columns))


_Cell = tuple[int, int]
_Line = tuple[str, int]  # ("row", 0), ("column", 2)


class _Grid:
    """The table with its sums turned negative in a last row and column, so that every line adds up to zero.

    A cell is held as whole units and a rest. As each line is whole, a cell with a rest always has a way back to
    itself over other cells with rests, turning at each: along such a ring, what is added to one is taken from the
    next.
    """

    def __init__(self, ore: list[list[int]], unit: int) -> None:
        width = len(ore[0]) if ore else 0
        full = [[*row, -sum(row)] for row in ore]
        full.append([-sum(row[c] for row in full) for c in range(width + 1)])
        self.unit = unit
        self.whole = {(r, c): cell // unit for r, row in enumerate(full) for c, cell in enumerate(row)}
        self.rest = {(r, c): cell % unit for r, row in enumerate(full) for c, cell in enumerate(row)}
        self.last = (len(ore), width)
        self.nearest_is_up = {cell: self._up(cell) for cell in self.rest}

    def _up(self, cell: _Cell) -> bool:
        """Sums are held with the opposite sign, where "a half goes up" means down."""
        is_sum = (cell[0] == self.last[0]) != (cell[1] == self.last[1])
        return 2 * self.rest[cell] > self.unit if is_sum else 2 * self.rest[cell] >= self.unit

    def by_weight(self) -> Iterator[_Cell]:
        """The total first, then the rows' sums, the columns' sums, the cells."""
        height, width = self.last
        yield self.last
        yield from ((r, width) for r in range(height))
        yield from ((height, c) for c in range(width))
        yield from ((r, c) for r in range(height) for c in range(width))

    def shift(self, cell: _Cell) -> None:
        """Move ``cell`` towards its nearest whole unit along a ring, until some cell of the ring is whole."""
        ring = [cell, *self._way_back(cell)]
        rising, falling = ring[0::2], ring[1::2]
        if not self.nearest_is_up[cell]:
            rising, falling = falling, rising
        step = min(*(self.unit - self.rest[c] for c in rising), *(self.rest[c] for c in falling))
        for cells, sign in ((rising, 1), (falling, -1)):
            for c in cells:
                carry, self.rest[c] = divmod(self.rest[c] + sign * step, self.unit)
                self.whole[c] += carry

    def _way_back(self, cell: _Cell) -> list[_Cell]:
        """The shortest way from the cell's column back to its row, over other cells with rests; widest first."""
        start, goal = ("column", cell[1]), ("row", cell[0])
        came: dict[_Line, tuple[_Line, _Cell]] = {}
        queue: list[_Line] = [start]
        for line in queue:
            for other, over in self._neighbours(line):
                if over != cell and other != start and other not in came:
                    came[other] = (line, over)
                    queue.append(other)
            if goal in came:
                break
        way, line = [], goal
        while line != start:
            line, over = came[line]
            way.append(over)
        return way[::-1]

    def _neighbours(self, line: _Line) -> Iterator[tuple[_Line, _Cell]]:
        kind, index = line
        for (r, c), rest in self.rest.items():
            if rest and kind == "row" and r == index:
                yield ("column", c), (r, c)
            elif rest and kind == "column" and c == index:
                yield ("row", r), (r, c)
