"""How a table is eliminated: at once, or in parts first when it is large; and how much is done for each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Model
from samordna.engine.disclosure.solver import INFINITE

#: Leaves times cells and leaves: up to here all is done for each cell; up to there a little, and all at once.
_SMALL: Final = 10**8
_LARGE: Final = 10**9
#: The parts of a larger table have at most so many leaves (unless one code has more); small ones first.
_PARTS: Final = (1500, 6000)


@dataclass(frozen=True, slots=True)
class Effort:
    """How many small cells may be sought another move for when a cell is printed (``lost``), whether what was refused

    is tried ``again``, and how large the ``parts`` are that the table is done in, one size after the other.
    """

    lost: int
    again: bool
    parts: tuple[int, ...]


def effort_for(model: Model) -> Effort:
    """What a table of this size can be given."""
    numbers = len(model.n) * (len(model.n) + model.cells)
    if numbers <= _SMALL:
        return Effort(lost=12, again=True, parts=())
    if numbers <= _LARGE:
        return Effort(lost=2, again=False, parts=())
    return Effort(lost=0, again=False, parts=_PARTS)


def parts(model: Model, most: int) -> list[Ints]:
    """At ``most`` so many leaves at a time: those of some codes of the column that divides fewest cells."""
    column = min(model.place.T, key=lambda one: _divided(model, one))
    column = column - column.min()
    sizes = np.bincount(column)
    found: list[list[int]] = []
    for code in np.argsort(-sizes, kind="stable").tolist():
        room = (part for part in found if sizes[part].sum() + sizes[code] <= most)
        part = next(room, None)
        if part is None:
            found.append(part := [])
        part.append(code)
    return [np.flatnonzero(np.isin(column, part)) for part in found]


def _divided(model: Model, column: Ints) -> float:
    """How many cells have leaves of several codes in ``column``; infinite when it has one code only."""
    codes, start = column[model.cell_leaves], model.cell_start[:-1]
    if column.min() == column.max():
        return INFINITE
    return float((np.minimum.reduceat(codes, start) < np.maximum.reduceat(codes, start)).sum())
