"""What an extract holds: files, their columns and what a column means. Declarations are built from these objects only,
so that a misspelt column cannot be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column."""

    TEXT = "text"
    INTEGER = "integer"
    #: A whole number of 64 bits: money in öre, whose sums do not fit in 32.
    LONG = "long"
    DAY = "day"
    BOOLEAN = "boolean"


class Meaning(StrEnum):
    """What the engine must know about a column; most columns have no meaning to it."""

    PLAIN = ""
    PERSON = "person"
    SEX = "sex"
    #: The key that other files of the same extract use for this row.
    KEY = "key"
    #: How many the row stands for: a number of people that was typed or kept, not an amount of something.
    NUMBER_OF = "number of"


#: The types that can be compared with a number and added up.
NUMBERS = (Kind.INTEGER, Kind.LONG)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``privacy`` is the class it has in the register, ``codes`` the values it may hold (empty = free)."""

    name: str
    kind: Kind
    comment: str
    privacy: str
    codes: tuple[str, ...] = ()
    meaning: Meaning = Meaning.PLAIN


@dataclass(frozen=True, slots=True)
class Period:
    """The columns that say when a row holds.

    ``start`` and ``end`` are days, ``end`` the last day that counts, null = not ended. A row without ``start`` holds
    in the calendar year ``year`` only; a file that knows nothing but years has ``year`` alone.
    """

    year: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column together with the file it stands in."""

    source: str
    column: Column

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an extract."""

    name: str
    columns: tuple[Column, ...]
    period: Period | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column stands twice")
        used = [] if self.period is None else [self.period.year, self.period.start, self.period.end]
        for name in used:
            if name is not None and name not in names:
                raise ValueError(f"{self.name}: the period uses the column “{name}”, which does not exist")

    def __getitem__(self, name: str) -> Field:
        """The field called ``name``; KeyError with the names that exist."""
        for column in self.columns:
            if column.name == name:
                return Field(self.name, column)
        raise KeyError(f"{self.name} has no column “{name}”; it has {', '.join(c.name for c in self.columns)}")

    def meaning(self, meaning: Meaning) -> Column | None:
        """The first column with this meaning, if any."""
        return next((column for column in self.columns if column.meaning is meaning), None)
