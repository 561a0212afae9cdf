"""What makes a declaration an official table: its number, its scope, its definitions and its layout. Plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from samordna.engine.combined import Declaration
from samordna.engine.document import Term
from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics.printed import remarks

#: So many years has a table that is not of the years of a printed report.
YEARS = 5


@dataclass(frozen=True, slots=True)
class Official:
    """An official table. ``scope`` says in one line what is counted; definitions are pairs of term and text.

    ``over`` makes the table for other years, the first and the last: then an extract gives its last whole years, and
    ``declaration`` is how the table looks before there is one.
    """

    declaration: Declaration
    report: str
    number: Words
    scope: Words
    definitions: tuple[Term, ...]
    layout: Layout
    over: Callable[[int, int], Declaration] | None = None

    def __post_init__(self) -> None:
        """What does not hold in the printed original stands last among the definitions."""
        said = remarks(self.declaration.name)
        if said:
            wrong = Words(" ".join(one.sv for one in said), " ".join(one.en for one in said))
            number = self.number
            term = (
                Words(f"Rapporten stämmer inte, {number.sv.lower()}", f"The report does not hold, {number.en.lower()}"),
                wrong,
            )
            object.__setattr__(self, "definitions", (*self.definitions, term))

    @property
    def name(self) -> str:
        """The declaration's name."""
        return self.declaration.name

    def as_of(self, day: date) -> Declaration:
        """The table as an extract of ``day`` gives it: the years of its report, or the last whole years before it."""
        if self.over is None:
            return self.declaration
        last = day.year - 1
        return self.over(last - YEARS + 1, last)
