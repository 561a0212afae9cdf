"""What the examples are made of: a few rows, the ways to count that many of them use, and words for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.engine.combined import Declaration
from samordna.engine.conditions import Is
from samordna.engine.dimensions import (
    Basis,
    Code,
    Split,
    Time,
    When,
)
from samordna.engine.periods import Periods
from samordna.engine.printed import KRONOR
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import SEX
from samordna.learn.statistics.columns import (
    MEASURES,
    MONEY,
    PARTICIPATIONS,
)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """A register of a few rows, a declaration, and the table as CSV: ``codes,number``, one line for each cell."""

    chapter: str
    title: str
    says: str
    declaration: Declaration
    files: Mapping[str, Rows]
    lines: tuple[str, ...]


def words(text: str) -> Words:
    """The same in both languages: the manual is in English."""
    return Words(text, text)


def code(name: str, *includes: str) -> Code:
    """A code that is called what it is."""
    return Code(name, words(name), includes or (name,))


EVER = When("ongoing", words("ongoing"), Basis.EVER)
NEW = When("new", words("new"), Basis.BEGAN, part_of="ongoing")
ENDED = When("ended", words("ended"), Basis.ENDED, part_of="ongoing")
AT_END = When("at-the-end", words("on the last day"), Basis.ON_LAST_DAY, part_of="ongoing")
IN_2019 = Time(2019, 2019, (EVER,))
BOTH_YEARS = Time(2018, 2019, (EVER,))
PERSONS = What(Counted.PERSONS, "persons", words("persons"))
ROWS = What(Counted.ROWS, "participations", words("participations"))
MEASURE = What(Counted.DISTINCT, "measures", words("measures"), "measure")
DAYS = What(Counted.DAYS, "days", words("days"))
ORE = What(Counted.SUM, "ore", words("kronor"), "ore", KRONOR)
SPENT: Rows = (
    {"year": 2019, "association": "north", "kind": "outcome", "ore": 4_000_000_000},
    {"year": 2019, "association": "north", "kind": "outcome", "ore": 150},
    {"year": 2019, "association": "south", "kind": "outcome", "ore": -50},
    {"year": 2019, "association": "south", "kind": "budget", "ore": 700},
)
SHORT, LONG = date(2018, 11, 1), date(2019, 2, 28)


def people(time: Time | Periods = IN_2019, *splits: Split, what: What = PERSONS, name: str = "example") -> Count:
    """Participants, split by sex as always."""
    return Count(name, words("Participants"), PARTICIPATIONS, time, (*splits, SEX), what)


def measures(time: Time | Periods, *splits: Split, what: What = MEASURE) -> Count:
    """Measures."""
    return Count("example", words("Measures"), MEASURES, time, splits, what)


def money(*splits: Split, name: str = "example", time: Time = IN_2019) -> Count:
    """What was spent."""
    return Count(name, words("Money"), MONEY, time, splits, ORE, where=(Is(MONEY["kind"], ("outcome",)),))
