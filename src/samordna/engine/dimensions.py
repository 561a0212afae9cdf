"""What a table is split by: dimensions with their codes, and the years with the way a row falls into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from samordna.engine.conditions import Condition, check_codes, check_conditions, require
from samordna.engine.sources import Field, Source
from samordna.engine.words import Words


class Basis(Enum):
    """When a row counts in a year."""

    #: It held on any day of the year.
    EVER = "ever"
    #: It began in the year.
    BEGAN = "began"
    #: Its last day lies in the year.
    ENDED = "ended"
    #: It held on 31 December.
    AT_YEAR_END = "at_year_end"


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
    where: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        names = [c.name for c in self.source.columns]
        for name in (self.key, self.column):
            require(name in names, f"{self.source.name} has no column “{name}”")
        check_conditions(self.where, self.source)

    @property
    def field(self) -> Field:
        """The field that holds the codes."""
        return self.source[self.column]


@dataclass(frozen=True, slots=True)
class Total:
    """The code under which all of a dimension's codes are counted together."""

    code: str = "total"
    words: Words = field(default=Words("Totalt", "Total"))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split the population; ``on`` is a field of its file or a link to another file.

    A code of the register may stand in one code of the dimension only. Over a link a person can still be counted
    under several codes, so the total is counted anew and never added up.
    """

    name: str
    words: Words
    on: Field | Link
    codes: tuple[Code, ...]
    total: Total | None = None

    def __post_init__(self) -> None:
        require(bool(re.fullmatch(r"[a-z][a-z_]*", self.name)), f"“{self.name}” is no name for a dimension")
        require(self.name != "year", "the year comes from the time basis, not from a dimension")
        require(bool(self.codes), f"the dimension “{self.name}” has no codes")
        used = self.all_codes
        require(len(set(used)) == len(used), f"a code stands twice in “{self.name}”")
        included = [item for code in self.codes for item in code.includes]
        require(len(set(included)) == len(included), f"a code of the register stands in two codes of “{self.name}”")
        for code in self.codes:
            require(bool(code.includes), f"the code “{code.code}” of “{self.name}” includes nothing")
            check_codes(self.field, code.includes)

    @property
    def field(self) -> Field:
        """The field that holds the register's codes."""
        return self.on.field if isinstance(self.on, Link) else self.on

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the table's column, the total last."""
        return (*(code.code for code in self.codes), *((self.total.code,) if self.total else ()))

    @property
    def adds_up(self) -> bool:
        """True when every counted row stands under exactly one code, so that the codes add up to the total."""
        return self.total is not None and not isinstance(self.on, Link)


@dataclass(frozen=True, slots=True)
class When:
    """One code of the time basis. ``part_of`` names the code that holds all rows of this one and more."""

    code: str
    words: Words
    basis: Basis
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """The years of a table and how a row falls into them. With one basis the table has no column for it."""

    first: int
    last: int
    bases: tuple[When, ...]
    name: str = "registration"
    words: Words = field(default=Words("Registrering", "Registration"))

    def __post_init__(self) -> None:
        require(1990 <= self.first <= self.last <= 2199, f"{self.first}–{self.last} are no years")
        require(bool(self.bases), "the time basis is missing")
        seen: list[str] = []
        for when in self.bases:
            require(when.code not in seen, f"the basis “{when.code}” stands twice")
            require(when.part_of in (None, *seen), f"“{when.code}” is part of “{when.part_of}”, which is not above it")
            seen.append(when.code)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from first to last."""
        return tuple(range(self.first, self.last + 1))

    @property
    def is_column(self) -> bool:
        """True when the table has a column for the basis."""
        return len(self.bases) > 1
