"""Declarations of tables: immutable values that check themselves.

A table is declared, never programmed: a population (a file and conditions), a time basis, dimensions with their codes,
and what is counted. A declaration that would not make sense cannot be built; :class:`Invalid` says why in one sentence.
Several engines read the same declaration and must give the same answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from samordna.engine.conditions import Condition, check_conditions, require
from samordna.engine.dimensions import Basis, Dimension, Link, Time
from samordna.engine.sources import Kind, Meaning, Source
from samordna.engine.words import Words

#: The code of a cell: one code per column of the table, in the columns' order. Years are written with four digits.
Key = tuple[str, ...]


class Counted(StrEnum):
    """What a cell counts."""

    PERSONS = "persons"
    ROWS = "rows"
    DISTINCT = "distinct"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class What:
    """What a cell holds, and what it is called in the table (``name``)."""

    counted: Counted
    name: str
    words: Words
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """Cells that the register was never asked for: missing, which is not zero. ``codes`` pairs columns with codes."""

    codes: tuple[tuple[str, str], ...]
    why: Words

    def holds(self, columns: tuple[str, ...], key: Key) -> bool:
        """True when ``key`` is one of these cells."""
        named = dict(zip(columns, key, strict=True))
        return all(named.get(column) == code for column, code in self.codes)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the finished table with its codes in the order of print."""

    name: str
    words: Words
    codes: tuple[str, ...]
    code_words: tuple[Words, ...]
    #: How the column's codes add up: the total code, if they do.
    total: str | None = None
    #: part → whole, where one code counts a part of another (new is part of ongoing).
    parts: tuple[tuple[str, str], ...] = ()

    def label(self, code: str) -> Words:
        """What ``code`` is called."""
        return self.code_words[self.codes.index(code)]


def check_name(name: str) -> None:
    """Raise Invalid unless ``name`` can name a table."""
    require(bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)), f"“{name}” is no name for a table")


def cell_keys_of(columns: tuple[Column, ...]) -> Iterator[Key]:
    """Every cell's key, in the order of print."""
    return itertools.product(*(column.codes for column in columns))


_YEAR = Words("År", "Year")


@dataclass(frozen=True, slots=True)
class Count:
    """A table of counts."""

    name: str
    title: Words
    source: Source
    time: Time
    dimensions: tuple[Dimension, ...]
    what: What
    where: tuple[Condition, ...] = ()
    absent: tuple[Absent, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        check_conditions(self.where, self.source)
        self._check_time()
        names = [column.name for column in self.columns] + [self.what.name]
        require(len(set(names)) == len(names), f"{self.name}: two columns have the same name")
        for dimension in self.dimensions:
            self._check_dimension(dimension)
        self._check_what()
        for absent in self.absent:
            for column, code in absent.codes:
                require(
                    any(c.name == column and code in c.codes for c in self.columns),
                    f"{self.name} has no cell with {column} = {code}",
                )

    def _check_time(self) -> None:
        period = self.source.period
        require(period is not None, f"{self.source.name} has no time, so no table by year can be made of it")
        if period is not None and period.start is None:
            fits = all(when.basis is Basis.EVER for when in self.time.bases)
            require(fits, f"{self.source.name} knows only years: a row can neither begin nor end in one")

    def _check_dimension(self, dimension: Dimension) -> None:
        if isinstance(dimension.on, Link):
            names = [column.name for column in self.source.columns]
            require(dimension.on.key in names, f"{self.source.name} has no “{dimension.on.key}” to link by")
        else:
            require(dimension.on.source == self.source.name, f"“{dimension.name}” is a field of another file")

    def _check_what(self) -> None:
        what, source = self.what, self.source
        if what.counted is Counted.PERSONS:
            require(source.meaning(Meaning.PERSON) is not None, f"{source.name} holds no persons to count")
        if what.counted in (Counted.DISTINCT, Counted.SUM):
            require(what.column is not None, f"“{what.name}” needs a column")
            require(what.column in [c.name for c in source.columns], f"{source.name} has no column “{what.column}”")
            column = source[what.column or ""].column
            if what.counted is Counted.SUM:
                require(column.kind is Kind.INTEGER, f"“{column.name}” cannot be added up")
        if self.of_people:
            last = self.dimensions[-1] if self.dimensions else None
            by_sex = last is not None and last.field.column.meaning is Meaning.SEX and last.total is not None
            require(by_sex, f"{self.name} counts people, so it is always split by sex, with a total, last")

    @property
    def of_people(self) -> bool:
        """True when the cells count people, which must be protected: the source knows their sex."""
        return self.what.counted is not Counted.DISTINCT and self.source.meaning(Meaning.SEX) is not None

    @property
    def is_share(self) -> bool:
        """False: a table of numbers."""
        return False

    @property
    def notes(self) -> tuple[Words, ...]:
        """Why some cells are missing."""
        return tuple(dict.fromkeys(absent.why for absent in self.absent))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns: year, the basis if there are several, and the dimensions in their order."""
        years = tuple(str(year) for year in self.time.years)
        columns = [Column("year", _YEAR, years, tuple(Words(year, year) for year in years))]
        if self.time.is_column:
            bases = self.time.bases
            columns.append(
                Column(
                    self.time.name,
                    self.time.words,
                    tuple(when.code for when in bases),
                    tuple(when.words for when in bases),
                    parts=tuple((when.code, when.part_of) for when in bases if when.part_of),
                )
            )
        return (*columns, *(_dimension_column(dimension) for dimension in self.dimensions))

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return cell_keys_of(self.columns)

    def only(self, *conditions: Condition, name: str | None = None) -> Count:
        """The same table for a part of the population."""
        return replace(self, where=(*self.where, *conditions), name=name or self.name)

    def split(self, dimension: Dimension) -> Count:
        """The same table with one more dimension, before the others."""
        return replace(self, dimensions=(dimension, *self.dimensions))


def _dimension_column(dimension: Dimension) -> Column:
    words = [code.words for code in dimension.codes] + ([dimension.total.words] if dimension.total else [])
    total = dimension.total.code if dimension.total and dimension.adds_up else None
    return Column(dimension.name, dimension.words, dimension.all_codes, tuple(words), total=total)
