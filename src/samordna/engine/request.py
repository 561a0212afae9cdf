"""Declarations of tables: immutable values that check themselves.

A table is declared, never programmed: a population (a file and conditions), a time basis, dimensions with their codes,
and what is counted. A declaration that would not make sense cannot be built; :class:`Invalid` says why in one sentence.
Several engines read the same declaration and must give the same answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from samordna.engine.sources import Field, Kind, Meaning, Source
from samordna.engine.words import Words

#: The code of a cell: one code per column of the table, in the columns' order. Years are written with four digits.
Key = tuple[str, ...]


class Invalid(ValueError):
    """The declaration does not make sense; the message says why."""


def _require(condition: bool, why: str) -> None:
    if not condition:
        raise Invalid(why)


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


class Counted(StrEnum):
    """What a cell counts."""

    PERSONS = "persons"
    ROWS = "rows"
    DISTINCT = "distinct"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Is:
    """The field has one of these codes."""

    field: Field
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The field is not empty."""

    field: Field


@dataclass(frozen=True, slots=True)
class MoreThan:
    """The whole number in the field is greater than ``number``."""

    field: Field
    number: int


Condition = Is | Given | MoreThan


def _check_conditions(where: tuple[Condition, ...], source: Source) -> None:
    for condition in where:
        name = condition.field.name
        _require(condition.field.source == source.name, f"the condition on “{name}” is about another file")
        if isinstance(condition, Is):
            _require(bool(condition.codes), f"the condition on “{name}” names no code")
            _check_codes(condition.field, condition.codes)
        if isinstance(condition, MoreThan):
            _require(condition.field.column.kind is Kind.INTEGER, f"“{name}” is not a whole number")


def _check_codes(on: Field, codes: tuple[str, ...]) -> None:
    _require(on.column.kind is Kind.TEXT, f"“{on.name}” holds no codes")
    if on.column.codes:
        for code in codes:
            _require(code in on.column.codes, f"“{code}” is not a code of “{on.name}”")


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
            _require(name in names, f"{self.source.name} has no column “{name}”")
        _check_conditions(self.where, self.source)

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
        _require(bool(re.fullmatch(r"[a-z][a-z_]*", self.name)), f"“{self.name}” is no name for a dimension")
        _require(self.name != "year", "the year comes from the time basis, not from a dimension")
        _require(bool(self.codes), f"the dimension “{self.name}” has no codes")
        used = self.all_codes
        _require(len(set(used)) == len(used), f"a code stands twice in “{self.name}”")
        included = [item for code in self.codes for item in code.includes]
        _require(len(set(included)) == len(included), f"a code of the register stands in two codes of “{self.name}”")
        for code in self.codes:
            _require(bool(code.includes), f"the code “{code.code}” of “{self.name}” includes nothing")
            _check_codes(self.field, code.includes)

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
        _require(1990 <= self.first <= self.last <= 2199, f"{self.first}–{self.last} are no years")
        _require(bool(self.bases), "the time basis is missing")
        seen: list[str] = []
        for when in self.bases:
            _require(when.code not in seen, f"the basis “{when.code}” stands twice")
            _require(when.part_of in (None, *seen), f"“{when.code}” is part of “{when.part_of}”, which is not above it")
            seen.append(when.code)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from first to last."""
        return tuple(range(self.first, self.last + 1))

    @property
    def is_column(self) -> bool:
        """True when the table has a column for the basis."""
        return len(self.bases) > 1


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


def _name_and_title(name: str) -> None:
    _require(bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)), f"“{name}” is no name for a table")


def _keys(columns: tuple[Column, ...]) -> Iterator[Key]:
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
        _name_and_title(self.name)
        _check_conditions(self.where, self.source)
        self._check_time()
        names = [column.name for column in self.columns] + [self.what.name]
        _require(len(set(names)) == len(names), f"{self.name}: two columns have the same name")
        for dimension in self.dimensions:
            self._check_dimension(dimension)
        self._check_what()
        for absent in self.absent:
            for column, code in absent.codes:
                _require(
                    any(c.name == column and code in c.codes for c in self.columns),
                    f"{self.name} has no cell with {column} = {code}",
                )

    def _check_time(self) -> None:
        period = self.source.period
        _require(period is not None, f"{self.source.name} has no time, so no table by year can be made of it")
        if period is not None and period.start is None:
            fits = all(when.basis is Basis.EVER for when in self.time.bases)
            _require(fits, f"{self.source.name} knows only years: a row can neither begin nor end in one")

    def _check_dimension(self, dimension: Dimension) -> None:
        if isinstance(dimension.on, Link):
            names = [column.name for column in self.source.columns]
            _require(dimension.on.key in names, f"{self.source.name} has no “{dimension.on.key}” to link by")
        else:
            _require(dimension.on.source == self.source.name, f"“{dimension.name}” is a field of another file")

    def _check_what(self) -> None:
        what, source = self.what, self.source
        if what.counted is Counted.PERSONS:
            _require(source.meaning(Meaning.PERSON) is not None, f"{source.name} holds no persons to count")
        if what.counted in (Counted.DISTINCT, Counted.SUM):
            _require(what.column is not None, f"“{what.name}” needs a column")
            _require(what.column in [c.name for c in source.columns], f"{source.name} has no column “{what.column}”")
            column = source[what.column or ""].column
            if what.counted is Counted.SUM:
                _require(column.kind is Kind.INTEGER, f"“{column.name}” cannot be added up")
        if self.of_people:
            last = self.dimensions[-1] if self.dimensions else None
            by_sex = last is not None and last.field.column.meaning is Meaning.SEX and last.total is not None
            _require(by_sex, f"{self.name} counts people, so it is always split by sex, with a total, last")

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
        return _keys(self.columns)

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


@dataclass(frozen=True, slots=True)
class Part:
    """One count of a stacked table."""

    code: str
    words: Words
    count: Count


@dataclass(frozen=True, slots=True)
class Stacked:
    """Several counts with the same columns, one under the other; ``column`` says which. With a total they add up."""

    name: str
    title: Words
    column: str
    words: Words
    parts: tuple[Part, ...]
    what: What
    total: Total | None = None

    def __post_init__(self) -> None:
        _name_and_title(self.name)
        _require(len(self.parts) > 1, f"{self.name}: stacking needs at least two counts")
        codes = [part.code for part in self.parts] + ([self.total.code] if self.total else [])
        _require(len(set(codes)) == len(codes), f"{self.name}: a code stands twice in “{self.column}”")
        first = self.parts[0].count
        for part in self.parts[1:]:
            _require(part.count.columns == first.columns, f"{self.name}: “{part.code}” has other columns")
            _require(part.count.of_people == first.of_people, f"{self.name}: people and other things are not stacked")
        _require(self.column not in [c.name for c in first.columns], f"{self.name}: two columns are “{self.column}”")

    @property
    def of_people(self) -> bool:
        """True when the cells count people."""
        return self.parts[0].count.of_people

    @property
    def is_share(self) -> bool:
        """False: a table of numbers."""
        return False

    @property
    def notes(self) -> tuple[Words, ...]:
        """The counts' notes, each once."""
        return tuple(dict.fromkeys(note for part in self.parts for note in part.count.notes))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The year, the column that says which count, and the counts' other columns."""
        year, *rest = self.parts[0].count.columns
        codes = [part.code for part in self.parts] + ([self.total.code] if self.total else [])
        words = [part.words for part in self.parts] + ([self.total.words] if self.total else [])
        total = self.total.code if self.total else None
        return (year, Column(self.column, self.words, tuple(codes), tuple(words), total=total), *rest)

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return _keys(self.columns)


@dataclass(frozen=True, slots=True)
class Share:
    """Shares of a whole within a table of counts: a declared ratio, never a count of its own.

    ``over`` is the column whose codes are compared with the ``whole`` code of the same column.
    """

    name: str
    title: Words
    of: Count | Stacked
    over: str
    whole: str = "total"

    def __post_init__(self) -> None:
        _name_and_title(self.name)
        column = next((c for c in self.of.columns if c.name == self.over), None)
        _require(column is not None, f"{self.of.name} has no column “{self.over}”")
        if column is not None:
            _require(self.whole in column.codes, f"“{self.whole}” is not a code of “{self.over}”")

    @property
    def of_people(self) -> bool:
        """True when the counts behind are of people."""
        return self.of.of_people

    @property
    def is_share(self) -> bool:
        """True: a table of shares."""
        return True

    @property
    def notes(self) -> tuple[Words, ...]:
        """The notes of the counts behind."""
        return self.of.notes

    @property
    def what(self) -> What:
        """Per cent."""
        return What(Counted.SUM, "percent", Words("procent", "per cent"))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the counts behind."""
        return self.of.columns

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return self.of.cell_keys()

    def whole_of(self, key: Key) -> Key:
        """The key of the whole that ``key`` is a share of."""
        place = [c.name for c in self.columns].index(self.over)
        return (*key[:place], self.whole, *key[place + 1 :])


Declaration = Count | Stacked | Share


def counts_in(declaration: Declaration) -> tuple[Count, ...]:
    """The counts that must be run to make the table."""
    if isinstance(declaration, Count):
        return (declaration,)
    if isinstance(declaration, Share):
        return counts_in(declaration.of)
    return tuple(part.count for part in declaration.parts)


def last_year(declaration: Declaration) -> int:
    """The table's last year: an extract must reach beyond it."""
    return max(count.time.last for count in counts_in(declaration))
