"""What a table is split by: dimensions with their codes. The periods stand in ``periods``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from samordna.engine.conditions import OfARow, check_codes, check_conditions, require
from samordna.engine.periods import Basis, Time, When
from samordna.engine.sources import NUMBERS, Field, Kind, Source
from samordna.engine.words import Words

#: A declaration takes what it is made of from here, the time basis too.
__all__ = [
    "Band",
    "Bands",
    "Basis",
    "Code",
    "Compared",
    "Dimension",
    "Direction",
    "Levels",
    "Link",
    "Mapped",
    "Split",
    "Time",
    "Total",
    "When",
    "YearsFrom",
]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a dimension and the register's codes that belong to it."""

    code: str
    words: Words
    includes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A dimension whose codes stand in another file of the extract, several per row.

    They are the ``column`` of that file's rows with the same ``key`` that fulfil ``where``.
    """

    source: Source
    key: str
    column: str
    where: tuple[OfARow, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.key, self.column):
            _check_column(self.source, name)
        check_conditions(self.where, self.source)

    @property
    def field(self) -> Field:
        """The field that holds the codes."""
        return self.source[self.column]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A dimension whose code stands in a dated file: the association that a municipality was in on the row's own day.

    It is the ``column`` of the rows of ``source`` that have the ``key`` of the row and hold on its ``day``: from
    ``first`` up to and with ``last``, for ever when that is empty. So a municipality that changes association and one
    whose association is merged are counted where they were. A row without key or day belongs to no code.
    """

    source: Source
    key: str
    column: str
    day: Field
    first: str = "from"
    last: str = "to"

    def __post_init__(self) -> None:
        for name in (self.key, self.column, self.first, self.last):
            _check_column(self.source, name)
        for name in (self.first, self.last):
            require(self.source[name].column.kind is Kind.DAY, f"“{name}” of {self.source.name} holds no days")
        require(self.day.column.kind is Kind.DAY, f"“{self.day.name}” holds no days, so no mapping can be dated by it")

    @property
    def field(self) -> Field:
        """The field that holds the codes."""
        return self.source[self.column]


@dataclass(frozen=True, slots=True)
class YearsFrom:
    """Whole years from a year in the row to the year of a day in it: the age that a participant reaches that year."""

    year: Field
    day: Field

    def __post_init__(self) -> None:
        require(self.year.column.kind is Kind.INTEGER, f"“{self.year.name}” holds no years")
        require(self.day.column.kind is Kind.DAY, f"“{self.day.name}” holds no days")
        require(self.year.source == self.day.source, "the year and the day stand in two files")

    @property
    def field(self) -> Field:
        """The field that is counted from."""
        return self.year


@dataclass(frozen=True, slots=True)
class Band:
    """The whole numbers from ``low`` up to and with ``high``; without one of them there is no bound on that side."""

    code: str
    words: Words
    low: int | None = None
    high: int | None = None

    def holds(self, number: int) -> bool:
        """True when the number lies in the band."""
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


class Direction(StrEnum):
    """How a number at one occasion compares with that at an earlier one."""

    MORE = "more"
    SAME = "same"
    LESS = "less"
    #: One of the two occasions, or both, were never answered.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two occasions of the same row compared: the extent of work at the exit with that at entry.

    The numbers stand in another file, in the rows with the same ``key``. At an occasion (``before``, ``after``) the
    number is the sum of ``column`` over its rows that fulfil ``of``, nothing being nought; an occasion without any row
    is unknown. The dimension's codes include the four directions.
    """

    source: Source
    key: str
    column: str
    before: tuple[OfARow, ...]
    after: tuple[OfARow, ...]
    of: tuple[OfARow, ...] = ()

    def __post_init__(self) -> None:
        _check_column(self.source, self.key)
        _check_column(self.source, self.column)
        require(self.source[self.column].column.kind in NUMBERS, f"“{self.column}” is not a whole number")
        require(bool(self.before) and bool(self.after), "a comparison must say what is before and what is after")
        for where in (self.before, self.after, self.of):
            check_conditions(where, self.source)

    @property
    def field(self) -> Field:
        """The field that is compared."""
        return self.source[self.column]


def _check_column(source: Source, name: str) -> None:
    require(name in [c.name for c in source.columns], f"{source.name} has no column “{name}”")


@dataclass(frozen=True, slots=True)
class Total:
    """The code under which all of a dimension's codes are counted together."""

    code: str = "total"
    words: Words = field(default=Words("Totalt", "Total"))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split the population; ``on`` is a field of its file, or a way to another file.

    A code of the register may stand in one code of the dimension only. Over a link a person can still be counted
    under several codes, so the total is counted anew and never added up.
    """

    name: str
    words: Words
    on: Field | Link | Mapped | Compared
    codes: tuple[Code, ...]
    total: Total | None = None

    def __post_init__(self) -> None:
        _check_dimension(self)
        included = [item for code in self.codes for item in code.includes]
        require(len(set(included)) == len(included), f"a code of the register stands in two codes of “{self.name}”")
        for code in self.codes:
            require(bool(code.includes), f"the code “{code.code}” of “{self.name}” includes nothing")
            if isinstance(self.on, Compared):
                known = all(item in list(Direction) for item in code.includes)
                require(known, f"“{code.code}” of “{self.name}” is none of {', '.join(Direction)}")
            else:
                check_codes(self.field, code.includes)

    @property
    def field(self) -> Field:
        """The field that holds the register's codes."""
        return self.on if isinstance(self.on, Field) else self.on.field

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the table's column, the total last."""
        return (*(code.code for code in self.codes), *((self.total.code,) if self.total else ()))

    @property
    def adds_up(self) -> bool:
        """True when every counted row stands under exactly one code, so that the codes add up to the total."""
        return self.total is not None and not isinstance(self.on, Link)


@dataclass(frozen=True, slots=True)
class Bands:
    """A way to split the population by a whole number: ages, days, years since something."""

    name: str
    words: Words
    on: Field | YearsFrom
    codes: tuple[Band, ...]
    total: Total | None = None

    def __post_init__(self) -> None:
        _check_dimension(self)
        require(self.field.column.kind in NUMBERS, f"“{self.field.name}” is not a whole number, so it has no bands")
        for band in self.codes:
            fits = band.low is None or band.high is None or band.low <= band.high
            require(fits, f"the band “{band.code}” of “{self.name}” ends before it begins")
        for below, above in zip(self.codes, self.codes[1:], strict=False):
            apart = below.high is not None and above.low is not None and below.high < above.low
            require(apart, f"“{above.code}” of “{self.name}” does not begin above the end of “{below.code}”")

    @property
    def field(self) -> Field:
        """The field that holds the number, or the year that it is counted from."""
        return self.on if isinstance(self.on, Field) else self.on.field

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the table's column, the total last."""
        return (*(band.code for band in self.codes), *((self.total.code,) if self.total else ()))

    @property
    def adds_up(self) -> bool:
        """True with a total: a number lies in one band."""
        return self.total is not None


Split = Dimension | Bands


def _check_dimension(dimension: Split) -> None:
    name = dimension.name
    require(bool(re.fullmatch(r"[a-z][a-z_]*", name)), f"“{name}” is no name for a dimension")
    require(name != "year", "the year comes from the time basis, not from a dimension")
    require(bool(dimension.codes), f"the dimension “{name}” has no codes")
    used = dimension.all_codes
    require(len(set(used)) == len(used), f"a code stands twice in “{name}”")


@dataclass(frozen=True, slots=True)
class Levels:
    """The same split on several levels, from the coarse to the fine: county › association › measure.

    A table is made on one level, ``count.split(levels["county"])``; what lies above it is the total.
    """

    name: str
    levels: tuple[Split, ...]

    def __post_init__(self) -> None:
        require(len(self.levels) > 1, f"“{self.name}” needs at least two levels")
        names = [level.name for level in self.levels]
        require(len(set(names)) == len(names), f"a level stands twice in “{self.name}”")

    def __getitem__(self, name: str) -> Split:
        """The level called ``name``; Invalid, with those there are, when there is none."""
        found = [level for level in self.levels if level.name == name]
        require(bool(found), f"“{self.name}” has no level “{name}”; it has {', '.join(x.name for x in self.levels)}")
        return found[0]
