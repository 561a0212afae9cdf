"""A basis of changes, row by row: each row's columns and by how much they change, and which rows touch a column.

A row changes a few hundred of many thousand columns, so rows are kept packed; a table of bits says who touches what.
"""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.leaves import Ints

Shorts = npt.NDArray[np.int16]
#: A row's columns, rising, and by how much each changes; no noughts.
Row = tuple[Ints, Shorts]
NOTHING: Final[Row] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int16))


class Basis:
    """``most`` rows over some ``columns``, all empty at first. ``filled`` tells how many columns each changes."""

    def __init__(self, columns: int, most: int) -> None:
        self.rows: list[Row] = [NOTHING] * most
        self.filled = np.zeros(most, dtype=np.int64)
        # By columns: who touches one is asked far more often than what a row touches.
        self._touch = np.zeros((columns, most), dtype=bool)
        self._place = np.zeros(columns, dtype=np.int64)
        self._used = np.zeros(columns, dtype=bool)

    def begin(self, row: Ints, column: Ints, by: Shorts) -> None:
        """``by`` in each of these places, which are all different."""
        order = np.lexsort((column, row))
        row, column, by = row[order], column[order], by[order]
        self._touch[column, row] = True
        ends = np.searchsorted(row, np.arange(len(self.rows) + 1)).tolist()
        for number, (start, end) in enumerate(itertools.pairwise(ends)):
            self.rows[number] = (column[start:end].copy(), by[start:end].copy())
        self.filled[:] = np.diff(ends)

    def touching(self, column: int) -> Ints:
        """The rows that change ``column``."""
        return np.flatnonzero(self._touch[column])

    def row(self, number: int) -> Shorts:
        """One row, with its noughts."""
        at, by = self.rows[number]
        dense = np.zeros(len(self._place), dtype=np.int16)
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

    def dense(self, numbers: Ints) -> tuple[Ints, Shorts]:
        """The columns that some rows change, and those rows with their noughts in these columns."""
        at, by, owner, _ = self.packed(numbers)
        self._used[at] = True
        columns = np.flatnonzero(self._used)
        self._used[columns] = False
        self._place[columns] = np.arange(len(columns))
        rows = np.zeros((len(numbers), len(columns)), dtype=np.int16)
        rows[owner, self._place[at]] = by
        return columns, rows

    def change(self, numbers: Ints, columns: Ints, before: Shorts, after: Shorts) -> None:
        """Some rows are ``after`` in ``columns`` what they were ``before``, and nought elsewhere both times."""
        filled = after != 0
        # One list of places is found far quicker than two.
        other = np.flatnonzero(filled != (before != 0))
        row, column = np.divmod(other, len(columns))
        self._touch[columns[column], numbers[row]] = filled.ravel()[other]
        kept = np.flatnonzero(filled)
        row, column = np.divmod(kept, len(columns))
        at, by = columns[column], after.ravel()[kept]
        ends = np.searchsorted(row, np.arange(len(numbers) + 1)).tolist()
        for number, start, end in zip(numbers.tolist(), ends, ends[1:], strict=False):
            self.rows[number] = (at[start:end].copy(), by[start:end].copy())
        self.filled[numbers] = np.diff(ends)

    def put(self, number: int, row: Row) -> None:
        """Another row in the place of what was there."""
        self._touch[self.rows[number][0], number] = False
        self._touch[row[0], number] = True
        self.rows[number] = row
        self.filled[number] = len(row[0])
