"""Declarations of tables: immutable values that check themselves.

A table is declared, never programmed: a population (a file and conditions), a time basis, dimensions with their codes,
and what is counted. A declaration that would not make sense cannot be built; :class:`Invalid` says why in one sentence.
Several engines read the same declaration and must give the same answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from samordna.engine.conditions import Condition, OfARow, check_conditions, require
from samordna.engine.dimensions import Bands, Compared, Link, Mapped, Split, YearsFrom
from samordna.engine.periods import Basis, Periods, Span, Time
from samordna.engine.printed import Printed
from samordna.engine.sources import NUMBERS, Field, Kind, Meaning, Source
from samordna.engine.words import Words

#: The code of a cell: one code per column of the table, in the columns' order. Years are written with four digits.
Key = tuple[str, ...]
#: What an engine finds: the number of every cell, None where nothing is known of it (:attr:`Count.missing_of_none`).
Numbers = dict[Key, int | None]


class Counted(StrEnum):
    """What a cell counts.

    Of no rows there are nought persons, rows, things and days: nobody took part, so nobody's days passed. A *sum* is of
    what somebody has said, so where nobody has, it is missing (:attr:`Count.missing_of_none`).
    """

    PERSONS = "persons"
    ROWS = "rows"
    DISTINCT = "distinct"
    #: What the column says in the rows together; a row where it is empty says nothing.
    SUM = "sum"
    #: The days that the rows held within the period; of a row that has not ended, to the end of the period.
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class What:
    """What a cell holds, and what it is called in the table (``name``). Without ``printed`` the number is printed."""

    counted: Counted
    name: str
    words: Words
    column: str | None = None
    printed: Printed | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """Of the rows with the same ``key`` that belong to a period, only the latest counts there: who comes again.

    Latest has the greatest value in the first column of ``by``, then in the next; an empty value comes before all
    others. Rows that share it count all. A row that lacks any part of the key has no other beside it, and if ``among``
    says which rows may have others, neither have those that do not fulfil it: then few rows need to be put in order.
    """

    key: tuple[str, ...]
    by: tuple[str, ...]
    among: tuple[OfARow, ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.key), "the latest row of what? Name the columns that say which rows are of the same")
        require(bool(self.by), "name the columns that say which row is the latest")


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
    #: Codes that stand beside the others and are not in the total.
    apart: tuple[str, ...] = ()
    #: Other sums among the codes: a whole and its parts.
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def adding_up(self) -> tuple[str, ...]:
        """The codes whose sum is the total; none when there is none."""
        return tuple(code for code in self.codes if code not in (self.total, *self.apart)) if self.total else ()

    def label(self, code: str) -> Words:
        """What ``code`` is called."""
        return self.code_words[self.codes.index(code)]


def check_name(name: str) -> None:
    """Raise Invalid unless ``name`` can name a table."""
    require(bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)), f"“{name}” is no name for a table")


def cell_keys_of(columns: tuple[Column, ...]) -> Iterator[Key]:
    """Every cell's key, in the order of print."""
    return itertools.product(*(column.codes for column in columns))


@dataclass(frozen=True, slots=True)
class Told:
    """A footnote about the periods in which ``count``, of the same extract, is not nought: what a table cannot count.

    ``words`` has ``{periods}`` where these stand. It tells of no number, so it needs no protection.
    """

    count: Count
    words: Words

    def __post_init__(self) -> None:
        require(not self.count.dimensions and not self.count.time.is_column, "a footnote is about periods only")

    def said(self, numbers: Mapping[Key, int | None]) -> Words | None:
        """The footnote; None when there is nothing to tell."""
        found = [span.words for span in self.count.time.spans if numbers[(span.code,)]]
        sv, en = (", ".join(getattr(words, language) for words in found) for language in ("sv", "en"))
        return Words(self.words.sv.format(periods=sv), self.words.en.format(periods=en)) if found else None


_ONLY_YEARS = Words(
    "Den som bara är känd med sitt startår räknas inte i perioder som är kortare än ett år.",
    "Who is known with the year of the start only is not counted in periods shorter than a year.",
)


def _holds_a_year(span: Span) -> bool:
    """True when a whole calendar year lies in the period."""
    first = span.first.year + ((span.first.month, span.first.day) != (1, 1))
    return date(first, 12, 31) <= span.last


@dataclass(frozen=True, slots=True)
class Count:
    """A table of counts."""

    name: str
    title: Words
    source: Source
    time: Time | Periods
    dimensions: tuple[Split, ...]
    what: What
    where: tuple[Condition, ...] = ()
    absent: tuple[Absent, ...] = ()
    #: Of several rows of the population in the same period, only the latest of each key.
    latest: Latest | None = None
    told: tuple[Told, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        check_conditions(self.where, self.source)
        self._check_time()
        if self.latest is not None:
            self._check_latest(self.latest)
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

    def _check_latest(self, latest: Latest) -> None:
        columns = {column.name: column for column in self.source.columns}
        for name in (*latest.key, *latest.by):
            require(name in columns, f"{self.source.name} has no column “{name}”")
        for name in latest.by:
            require(columns[name].kind in (*NUMBERS, Kind.DAY), f"“{name}” is neither a day nor a whole number")
        check_conditions(latest.among, self.source)
        # What is latest depends on which rows belong, and one row may belong by one basis and not by another.
        require(len(self.time.bases) == 1, f"{self.name}: the latest row is found by one time basis, not by several")

    def _check_dimension(self, dimension: Split) -> None:
        on, source = dimension.on, self.source
        names = [column.name for column in source.columns]
        if isinstance(on, Link | Compared | Mapped):
            require(on.key in names, f"{source.name} has no “{on.key}” to link by")
        if isinstance(on, Mapped):
            require(on.day.source == source.name, f"the day of “{dimension.name}” stands in another file")
        if isinstance(on, Field | YearsFrom):
            require(dimension.field.source == source.name, f"“{dimension.name}” is a field of another file")

    def _check_what(self) -> None:
        what, source = self.what, self.source
        if what.counted is Counted.PERSONS:
            require(source.meaning(Meaning.PERSON) is not None, f"{source.name} holds no persons to count")
        if what.counted in (Counted.DISTINCT, Counted.SUM):
            require(what.column is not None, f"“{what.name}” needs a column")
            require(what.column in [c.name for c in source.columns], f"{source.name} has no column “{what.column}”")
            column = source[what.column or ""].column
            if what.counted is Counted.SUM:
                require(column.kind in NUMBERS, f"“{column.name}” cannot be added up")
        if what.counted is Counted.DAYS:
            days = source.period is not None and source.period.start is not None
            require(days, f"{source.name} knows no days to add up")
            require(what.column is None, f"“{what.name}” adds up the days of the period, not a column")
        if self.of_people:
            last = self.dimensions[-1] if self.dimensions else None
            by_sex = (
                last is not None
                and not isinstance(last, Bands)
                and last.field.column.meaning is Meaning.SEX
                and last.total is not None
            )
            require(by_sex, f"{self.name} counts people, so it is always split by sex, with a total, last")

    @property
    def never_asked(self) -> bool:
        """True when the register knows nothing of any cell: all are missing, and nothing needs to be counted."""
        return any(not absent.codes for absent in self.absent)

    @property
    def missing_of_none(self) -> bool:
        """True when a cell without any number to add up is missing, which is not nought.

        An amount – kronor, days before the start – that no row has was said by nobody; an amount of nought was. A sum
        of how many the rows stand for is a number of people, and where no row is there are none.
        """
        what = self.what
        return (
            what.counted is Counted.SUM
            and what.column is not None
            and self.source[what.column].column.meaning is not Meaning.NUMBER_OF
        )

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
        """Why some cells are missing, and what the periods leave out."""
        return tuple(dict.fromkeys((*(absent.why for absent in self.absent), *self._left_out())))

    def _left_out(self) -> tuple[Words, ...]:
        period = self.source.period
        yearly = period is not None and period.year is not None
        return (_ONLY_YEARS,) if yearly and not all(_holds_a_year(span) for span in self.time.spans) else ()

    @property
    def behind(self) -> Count | None:
        """Whom the amounts in the cells are about, when they are amounts of persons and not a number of them.

        A sum of days or kronor may be large though it is about one person; so its protection follows from this table.
        """
        amounts = self.what.counted in (Counted.SUM, Counted.DAYS)
        if not amounts or self.source.meaning(Meaning.PERSON) is None or not self.of_people:
            return None
        what = What(Counted.PERSONS, "persons", Words("personer", "persons"))
        return replace(self, name=f"{self.name}-persons", what=what)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns: the period, the basis if there are several, and the dimensions in their order."""
        name, words = self.time.column
        spans = self.time.spans
        columns = [Column(name, words, tuple(span.code for span in spans), tuple(span.words for span in spans))]
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

    def split(self, dimension: Split) -> Count:
        """The same table with one more dimension, before the others."""
        return replace(self, dimensions=(dimension, *self.dimensions))


def _dimension_column(dimension: Split) -> Column:
    words = [code.words for code in dimension.codes] + ([dimension.total.words] if dimension.total else [])
    total = dimension.total.code if dimension.total and dimension.adds_up else None
    return Column(dimension.name, dimension.words, dimension.all_codes, tuple(words), total=total)
