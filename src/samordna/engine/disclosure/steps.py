"""One step of the elimination: the rows that change a cell, and what they become without a pivot."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np

from samordna.engine.disclosure.basis import Row, Shorts
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask


@dataclass(slots=True)
class Touched:
    """The rows ``numbers`` that change a cell ``change``; after each other, their columns and by how much.

    Of all these entries ``covers`` change a small cell enough, ``falls`` go lower than can be, ``rises`` would do so
    the other way about.
    """

    numbers: Ints
    at: Ints
    by: Shorts
    owner: Ints
    first: Ints
    change: Ints
    covers: Ints
    falls: Ints
    rises: Ints

    def row(self, number: int) -> Row:
        """One of them."""
        end = self.first[number + 1] if number + 1 < len(self.first) else len(self.at)
        return self.at[self.first[number] : end], self.by[self.first[number] : end]


@dataclass(slots=True)
class Step:
    """A pivot taken out: what the ``touched`` are ``after`` in its columns; elsewhere they are as they were.

    ``moves`` is how many each cell has then, and ``lost`` are the small cells that have none any more.
    """

    touched: Touched
    pivot: int
    columns: Ints
    inside: Mask
    filled: Mask
    after: Shorts
    possible: Mask
    moves: Ints
    lost: Ints
    before: tuple[list[Row], Mask, Ints] = field(init=False)

    def rows(self) -> list[Row]:
        """The rows without the pivot."""
        rest = np.flatnonzero(~self.inside)
        owner = self.touched.owner[rest]
        new, column = np.nonzero(self.after)
        kept, more = (np.bincount(of, minlength=len(self.after)) for of in (owner, new))
        ends = np.cumsum(kept + more)
        # The rest of each row, and then what it has in the pivot's columns.
        place = np.arange(len(rest)) + (np.cumsum(more) - more)[owner]
        behind = np.arange(len(new)) + np.cumsum(kept)[new]
        columns, change = np.empty(ends[-1], dtype=np.int64), np.empty(ends[-1], dtype=np.int16)
        columns[place], columns[behind] = self.touched.at[rest], self.columns[column]
        change[place], change[behind] = self.touched.by[rest], self.after[new, column]
        return [
            (columns[start:end].copy(), change[start:end].copy())
            for start, end in itertools.pairwise([0, *ends.tolist()])
        ]
