"""What the plan consists of: plain rows, each a tuple with names. Plain Python.

References between rows are positions in their lists (measure, person) or the official codes of areas and parties.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

#: Support sources with their extents in per cent; ``()`` when nothing was answered.
Support = tuple[tuple[str, int], ...]


class Area(NamedTuple):
    """A municipality: code, name, county code."""

    code: str
    name: str
    county: str


class Association(NamedTuple):
    """An invented association; ``members`` are (municipality code, first day or None, first day after or None)."""

    slug: str
    name: str
    county: str
    end: date | None
    members: tuple[tuple[str, date | None, date | None], ...]


class Organisation(NamedTuple):
    """An organisation that owns a project and does not exist: party id, kind, name."""

    party: str
    kind: str
    name: str


class Measure(NamedTuple):
    """A measure. ``end`` is its last day (None = unknown); ``owner`` a party id; ``weight`` how many it can take.

    Without an ``association`` it is a project of others. ``region`` is a NUTS2 code, empty for the whole country or
    when nobody has said; ``area`` the programme area of ESF+.
    """

    code: str
    name: str
    association: str
    owner: str
    orientation: str
    category: str
    follow_up: str
    esf: bool
    start: date
    end: date | None
    groups: tuple[str, ...]
    weight: int
    description: str = ""
    form: str = "finsam"
    region: str = ""
    area: str = ""
    fk_roles: tuple[str, ...] = ()

    def covers(self, first: int, last: int) -> bool:
        """True if it was ongoing in every year from ``first`` to ``last``."""
        return self.start.year <= first and (self.end is None or self.end.year >= last)


class MeasureYear(NamedTuple):
    """Plan, budget and outcome of a measure in a calendar year; money in whole öre."""

    measure: int
    year: int
    planned: int
    budget: int
    outcome: int | None

    def rows(self, measure: Measure) -> list[BudgetRow]:
        """What the year costs row by row: staff and the rest, and in an ESF measure the fund's part."""
        parts = ESF_PARTS if measure.esf else PARTS
        budgets = _in_parts(self.budget, parts)
        outcomes = _in_parts(self.outcome, parts) if self.outcome is not None else [None] * len(parts)
        return [
            BudgetRow(self.measure, self.year, kind, what, budget, outcome)
            for (_weight, kind, what), budget, outcome in zip(parts, budgets, outcomes, strict=True)
        ]


class BudgetRow(NamedTuple):
    """One thing that a measure costs in a year, in öre."""

    measure: int
    year: int
    kind: str
    what: str
    budget: int
    outcome: int | None


#: Hundredths of a year's money, the kind of cost, and what it is for.
PARTS = ((78, "measure_cost", "Personal"), (22, "measure_cost", "Lokaler och aktiviteter"))
ESF_PARTS = (
    (35, "measure_cost", "Medfinansiering, personal"),
    (52, "esf_measure_cost", "Personal"),
    (13, "esf_measure_cost", "Indirekta kostnader"),
)


def _in_parts(whole: int, parts: tuple[tuple[int, str, str], ...]) -> list[int]:
    """Öre in parts that add up: what does not divide evenly goes to the last."""
    given = [whole * weight // 100 for weight, *_ in parts[:-1]]
    return [*given, whole - sum(given)]


class Volume(NamedTuple):
    """A head count of a measure that is followed by numbers only."""

    measure: int
    year: int
    sex: str
    persons: int


class Person(NamedTuple):
    """A made-up person with a test number."""

    number: str
    name: str


class Work(NamedTuple):
    """What a person did beside support: extents in per cent of 40 hours (None = not answered), and three yes or no."""

    unsubsidised: int | None = None
    subsidised: int | None = None
    studies: int | None = None
    seeking: bool | None = None
    enrolled: bool | None = None
    programme: bool | None = None


class Participation(NamedTuple):
    """One participation. An anonymous one has no person, no dates and no answers: only measure, sex and start year."""

    measure: int
    person: int | None
    sex: str
    start_year: int
    state: str
    birth_year: int | None = None
    municipality: str | None = None
    start: date | None = None
    planned_end: date | None = None
    end: date | None = None
    end_reason: str = ""
    referred_by: str = ""
    education: str = ""
    support_time: str = ""
    groups: tuple[str, ...] = ()
    consent: date | None = None
    entry: Support = ()
    entry_work: Work = Work()
    entry_complete: bool = True
    exit: Support | None = None
    exit_work: Work = Work()
    #: (months after the end, day, answers)
    follow_ups: tuple[tuple[int, date, Support, Work], ...] = ()


@dataclass
class DemoCountry:
    """The whole country, ready to be written."""

    seed: int
    today: date
    associations: list[Association] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    measure_years: list[MeasureYear] = field(default_factory=list)
    volumes: list[Volume] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
