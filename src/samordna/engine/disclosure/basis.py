"""A basis of changes, row by row: each row's columns and by how much they change, and which rows touch a column.

A row changes a few hundred of many thousand columns, so rows are kept packed; a table of bits says who touches what.
"""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask

Shorts = npt.NDArray[np.int16]
#: A row's columns, in any order, and by how much each changes; no noughts.
Row = tuple[Ints, Shorts]
NOTHING: Final[Row] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int16))


class Basis:
    """``most`` rows over some ``columns``, all empty at first. ``filled`` tells how many columns each changes."""

    def __init__(self, columns: int, most: int) -> None:
        self.rows: list[Row] = [NOTHING] * most
        self.filled = np.zeros(most, dtype=np.int64)
        # By columns: who touches one is asked far more often than what a row touches.
        self._width = most // 8 + 1
        self._touch = np.zeros(columns * self._width, dtype=np.uint8)
        self.columns = columns

    def begin(self, row: Ints, column: Ints, by: Shorts) -> None:
        """``by`` in each of these places, which are all different."""
        order = np.lexsort((column, row))
        row, column, by = row[order], column[order], by[order]
        self._toggle(column, row)
        ends = np.searchsorted(row, np.arange(len(self.rows) + 1)).tolist()
        for number, (start, end) in enumerate(itertools.pairwise(ends)):
            self.rows[number] = (column[start:end].copy(), by[start:end].copy())
        self.filled[:] = np.diff(ends)

    def touching(self, column: int) -> Ints:
        """The rows that change ``column``."""
        bits = self._touch[column * self._width : (column + 1) * self._width]
        return np.flatnonzero(np.unpackbits(bits, bitorder="little"))

    def _toggle(self, columns: Ints, numbers: Ints | int) -> None:
        """Say the opposite of what was said of who touches what."""
        bit = np.left_shift(np.uint8(1), np.asarray(numbers % 8, dtype=np.uint8))
        np.bitwise_xor.at(self._touch, columns * self._width + numbers // 8, bit)

    def row(self, number: int) -> Shorts:
        """One row, with its noughts."""
        at, by = self.rows[number]
        dense = np.zeros(self.columns, dtype=np.int16)
        dense[at] = by
        return dense

    def rows_of(self, numbers: Ints) -> list[Row]:
        """Some rows."""
        return [self.rows[number] for number in numbers.tolist()]

    def packed(self, numbers: Ints) -> tuple[Ints, Shorts, Ints, Ints]:
        """Some rows after each other: columns, changes, which of ``numbers`` each belongs to, where each begins."""
        rows = self.rows_of(numbers) or [NOTHING]
        length = self.filled[numbers]
        at, by = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
        return at, by, np.repeat(np.arange(len(numbers)), length), np.cumsum(length) - length

    def change(self, numbers: Ints, columns: Ints, rows: list[Row], was: Mask, now: Mask) -> None:
        """Some rows are ``rows`` now: in ``columns`` filled where ``now``, not where they ``was``; else as before."""
        row, column = np.nonzero(was != now)
        self._toggle(columns[column], numbers[row])
        for number, one in zip(numbers.tolist(), rows, strict=True):
            self.rows[number] = one
        self.filled[numbers] = [len(at) for at, _ in rows]

    def put(self, number: int, row: Row) -> None:
        """Another row in the place of what was there."""
        self._toggle(self.rows[number][0], number)
        self._toggle(row[0], number)
        self.rows[number] = row
        self.filled[number] = len(row[0])
