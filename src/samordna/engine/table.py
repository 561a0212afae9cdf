"""Finished tables: cells that hold a value, are hidden or are missing – three things that never become each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from samordna.engine.printed import Printed, Way
from samordna.engine.request import Column, Key, What
from samordna.engine.words import Words


class Status(StrEnum):
    """What a cell says."""

    VALUE = "value"
    HIDDEN = "hidden"
    MISSING = "missing"


#: How the three look in every text format. A dash is never used: it means zero in Swedish tables.
HIDDEN_SIGN = ".."
MISSING_SIGN = "..."


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``value`` is the number; ``of`` what it is divided by or compared with, in a table of ratios.

    ``printed`` says how the figure is made of them; without it a number is printed as it is and a share in per cent.
    """

    status: Status
    value: int | None = None
    of: int | None = None
    printed: Printed | None = None

    def __post_init__(self) -> None:
        if (self.status is Status.VALUE) != (self.value is not None):
            raise ValueError("a cell has a number exactly when its status is “value”")

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, halves upwards; None when there is none to compute (nobody in the whole)."""
        if self.value is None or not self.of or self.printing.way is not Way.PERCENT:
            return None
        return percent(self.value, self.of)

    @property
    def printing(self) -> Printed:
        """How the figure is made."""
        return self.printed or (NUMBER if self.of is None else PERCENT)

    @property
    def figure(self) -> Fraction | None:
        """The exact figure; None when there is none."""
        return None if self.value is None else self.printing.figure(self.value, self.of)

    @property
    def rounded(self) -> str | None:
        """The figure with its decimals as a program reads it: ``71``, ``3.8``, ``-16``; None when there is none."""
        figure = self.figure
        return None if figure is None else decimal(figure, self.printing.decimals)


NUMBER, PERCENT = Printed(Way.NUMBER), Printed(Way.PERCENT)


def value(number: int, of: int | None = None, printed: Printed | None = None) -> Cell:
    """A cell that says ``number``."""
    return Cell(Status.VALUE, number, of, printed)


def decimal(figure: Fraction, decimals: int) -> str:
    """The figure rounded to so many decimals, halves away from zero. Exact: no floating point.

    >>> decimal(Fraction(15, 4), 1), decimal(Fraction(-5, 2), 0), decimal(Fraction(1, 1000), 1)
    ('3.8', '-3', '0.0')
    """
    digits = int(abs(figure) * 10**decimals + Fraction(1, 2))
    whole, part = divmod(digits, 10**decimals)
    sign = "-" if figure < 0 and digits else ""
    return f"{sign}{whole}.{part:0{decimals}}" if decimals else f"{sign}{whole}"


HIDDEN = Cell(Status.HIDDEN)
MISSING = Cell(Status.MISSING)


def percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` in whole per cent, halves away from zero. Exact: no floating point.

    >>> percent(1, 8), percent(-457, 2876)
    (13, -16)
    """
    share = Fraction(abs(part) * 100, whole)
    rounded = int(share + Fraction(1, 2))
    return rounded if part >= 0 else -rounded


class Form(Protocol):
    """What a table must know of itself: a declaration, or what was kept of one when the table was frozen."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Words: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def what(self) -> What: ...
    @property
    def of_people(self) -> bool: ...
    @property
    def is_share(self) -> bool: ...
    @property
    def notes(self) -> tuple[Words, ...]: ...
    def cell_keys(self) -> Iterator[Key]: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Which extract a table was computed from."""

    extract: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Table:
    """A form and its cells. ``certificate`` tells how the table was protected; None = unprotected."""

    form: Form
    cells: Mapping[Key, Cell] = field(repr=False)
    origin: Origin
    certificate: Mapping[str, Any] | None = None
    #: Footnotes that follow from what is in the extract.
    told: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        if set(self.cells) != set(self.form.cell_keys()):
            raise ValueError(f"{self.name}: the cells are not those of its form")

    @property
    def name(self) -> str:
        """The table's name."""
        return self.form.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns."""
        return self.form.columns

    @property
    def notes(self) -> tuple[Words, ...]:
        """The footnotes: those of the declaration, and those of this extract."""
        return tuple(dict.fromkeys((*self.form.notes, *self.told)))

    @property
    def is_share(self) -> bool:
        """True for a table of shares."""
        return self.form.is_share

    def rows(self) -> Iterator[tuple[Key, Cell]]:
        """Every cell in the order of print."""
        return ((key, self.cells[key]) for key in self.form.cell_keys())

    def key(self, **codes: str | int) -> Key:
        """The key with these codes; every column must be named. KeyError when there is no such cell."""
        names = [column.name for column in self.columns]
        if set(codes) != set(names):
            raise KeyError(f"{self.name} is asked by {', '.join(names)}, not by {', '.join(codes)}")
        key = tuple(str(codes[name]) for name in names)
        if key not in self.cells:
            raise KeyError(f"{self.name} has no cell {key}")
        return key

    def cell(self, **codes: str | int) -> Cell:
        """The cell with these codes."""
        return self.cells[self.key(**codes)]

    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell.status is Status.HIDDEN for cell in self.cells.values())

    def with_cells(self, cells: Mapping[Key, Cell], certificate: Mapping[str, Any] | None) -> Table:
        """The same table with other cells."""
        return replace(self, cells=cells, certificate=certificate)
