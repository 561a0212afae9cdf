"""The periods of a table and how a row falls into them: calendar years, shorter periods, named periods, single days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from samordna.engine.conditions import require
from samordna.engine.words import Words


class Basis(Enum):
    """When a row counts in a period. A row that ends before it begins counts in none."""

    #: It held on any day of the period.
    EVER = "ever"
    #: It began in the period.
    BEGAN = "began"
    #: Its last day lies in the period.
    ENDED = "ended"
    #: It held on the period's last day: 31 December of a year. The stock at a day is the period of that day alone.
    ON_LAST_DAY = "on_last_day"


@dataclass(frozen=True, slots=True)
class When:
    """One code of the time basis. ``part_of`` names the code that holds all rows of this one and more."""

    code: str
    words: Words
    basis: Basis
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a table: its first and its last day both belong to it."""

    code: str
    words: Words
    first: date
    last: date

    def __post_init__(self) -> None:
        require(self.first <= self.last, f"the period “{self.code}” ends before it begins")
        require(self.first.year >= 1990 and self.last.year <= 2199, f"“{self.code}” lies in no year that is known")

    @property
    def is_year(self) -> bool:
        """True for a whole calendar year."""
        return (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31))


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
        _check_bases(self.bases)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from first to last."""
        return tuple(range(self.first, self.last + 1))

    @property
    def spans(self) -> tuple[Span, ...]:
        """The years as periods."""
        return years(self.first, self.last)

    @property
    def column(self) -> tuple[str, Words]:
        """What the column of the periods is called."""
        return "year", Words("År", "Year")

    @property
    def is_column(self) -> bool:
        """True when the table has a column for the basis."""
        return len(self.bases) > 1


@dataclass(frozen=True, slots=True)
class Periods:
    """Other periods than calendar years: half-years, quarters, months, days, or a programme's years taken together.

    They stand in the order of time: each begins after the one before began, and ends after it ended. They may overlap.
    """

    spans: tuple[Span, ...]
    bases: tuple[When, ...]
    column: tuple[str, Words] = field(default=("period", Words("Period", "Period")))
    name: str = "registration"
    words: Words = field(default=Words("Registrering", "Registration"))

    def __post_init__(self) -> None:
        require(bool(self.spans), "a table needs at least one period")
        codes = [span.code for span in self.spans]
        require(len(set(codes)) == len(codes), "two periods have the same code")
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            in_order = before.first < after.first and before.last < after.last
            require(in_order, f"the period “{after.code}” does not come after “{before.code}” in time")
        require(bool(re.fullmatch(r"[a-z][a-z_]*", self.column[0])), f"“{self.column[0]}” is no name for a column")
        _check_bases(self.bases)

    @property
    def is_column(self) -> bool:
        """True when the table has a column for the basis."""
        return len(self.bases) > 1


def _check_bases(bases: tuple[When, ...]) -> None:
    require(bool(bases), "the time basis is missing")
    seen: list[str] = []
    for when in bases:
        require(when.code not in seen, f"the basis “{when.code}” stands twice")
        require(when.part_of in (None, *seen), f"“{when.code}” is part of “{when.part_of}”, which is not above it")
        seen.append(when.code)


# Periods to choose from ----------------------------------------------------------------------------------------------

_HALVES = (("första", "first"), ("andra", "second"))


def years(first: int, last: int) -> tuple[Span, ...]:
    """Calendar years: ``2025``."""
    return tuple(
        Span(str(year), Words(str(year), str(year)), date(year, 1, 1), date(year, 12, 31))
        for year in range(first, last + 1)
    )


def half_years(first: int, last: int) -> tuple[Span, ...]:
    """The halves of the years: ``2025H1``, ``2025H2``."""
    return tuple(
        _part(year, number, 6, "H", (f"{sv} halvåret", f"{en} half"))
        for year in range(first, last + 1)
        for number, (sv, en) in enumerate(_HALVES, start=1)
    )


def quarters(first: int, last: int) -> tuple[Span, ...]:
    """The quarters of the years: ``2025Q1`` …"""
    return tuple(
        _part(year, number, 3, "Q", (f"kvartal {number}", f"quarter {number}"))
        for year in range(first, last + 1)
        for number in range(1, 5)
    )


def months(first: int, last: int) -> tuple[Span, ...]:
    """The months of the years: ``2025M01`` …"""
    return tuple(
        _part(year, number, 1, "M", (f"månad {number}", f"month {number}"))
        for year in range(first, last + 1)
        for number in range(1, 13)
    )


def days(*chosen: date) -> tuple[Span, ...]:
    """Single days: with ``Basis.EVER`` the stock at each of them."""
    return tuple(Span(day.isoformat(), Words(day.isoformat(), day.isoformat()), day, day) for day in chosen)


def _part(year: int, number: int, length: int, letter: str, words: tuple[str, str]) -> Span:
    """The part of a year with this number, of so many months."""
    code, (sv, en) = f"{year}{letter}{number:0{2 if length == 1 else 1}}", words
    month = number * length
    last = date(year, month, calendar.monthrange(year, month)[1])
    return Span(code, Words(f"{year}, {sv}", f"{year}, {en}"), date(year, month - length + 1, 1), last)
