"""A line of a document with its place; a line of a table has cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from samordna.learn.checking.findings import Place

_GAP = re.compile(r"\t| {3,}")


@dataclass(frozen=True)
class Line:
    """``text`` as it stands; a table's cells are divided by tabs, or by three spaces or more."""

    place: Place
    text: str
    #: The place of each cell, where cells have places of their own.
    places: tuple[Place, ...] = ()

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The cells; one for a line of running text."""
        return tuple(cell.strip() for cell in _GAP.split(self.text.rstrip("\r\n")))

    def at(self, column: int) -> Place:
        """Where the cell in ``column`` stands."""
        return self.places[column] if column < len(self.places) else self.place
