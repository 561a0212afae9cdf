"""How a line of costs was computed, kept with the line so that it can be read years later. Plain Python.

A line is typed (no basis), computed from hours at unit costs, or a flat rate of other lines. What was used – table,
version, amount per hour, rate, source – is copied here: a newer table or rate changes nothing that was computed before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share


@dataclass(frozen=True)
class StaffHours:
    """A row of staffing: a function in a year, how many persons, the hours of each, and the amount per hour."""

    function: str
    year: int
    persons: int
    hours: int
    rate: Money

    @property
    def amount(self) -> Money:
        """Persons × hours × amount per hour, exact."""
        return Money(self.persons * self.hours * self.rate.ore)


@dataclass(frozen=True)
class ByHours:
    """Staff at unit costs: which version of which table, how many hours its year has, and the rows."""

    table: str
    valid_from: date
    source: str
    year_hours: int
    rows: tuple[StaffHours, ...]

    def amounts(self) -> dict[int, Money]:
        """The sum of each year that has a row."""
        years = sorted({row.year for row in self.rows})
        return {year: Money.total(row.amount for row in self.rows if row.year == year) for year in years}


@dataclass(frozen=True)
class ByRate:
    """A flat rate: which option, how much of what (``of``: the lines it is computed from), and where it stands."""

    option: str
    rate: Share
    of: tuple[str, ...]
    valid_from: date
    source: str
    status: str = "read"


Basis = ByHours | ByRate


def as_data(basis: Basis) -> dict[str, Any]:
    """A basis as event data."""
    if isinstance(basis, ByRate):
        return {
            "method": "flat_rate",
            "option": basis.option,
            "rate": basis.rate.decimal(),
            "of": list(basis.of),
            "valid_from": basis.valid_from.isoformat(),
            "source": basis.source,
            "status": basis.status,
        }
    rows = [
        {"function": r.function, "year": r.year, "persons": r.persons, "hours": r.hours, "rate": str(r.rate)}
        for r in basis.rows
    ]
    return {
        "method": "unit_costs",
        "table": basis.table,
        "valid_from": basis.valid_from.isoformat(),
        "source": basis.source,
        "year_hours": basis.year_hours,
        "rows": rows,
    }


def of_data(data: Mapping[str, Any] | None) -> Basis | None:
    """Event data as a basis: the opposite of ``as_data``. None for a line that was typed."""
    if not data:
        return None
    valid_from = date.fromisoformat(data["valid_from"])
    if data["method"] == "flat_rate":
        rate = Share(Fraction(data["rate"]))
        return ByRate(data["option"], rate, tuple(data["of"]), valid_from, data["source"], data["status"])
    rows = tuple(
        StaffHours(r["function"], int(r["year"]), int(r["persons"]), int(r["hours"]), Money.parse(r["rate"]))
        for r in data["rows"]
    )
    return ByHours(data["table"], valid_from, data["source"], int(data["year_hours"]), rows)
