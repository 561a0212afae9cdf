"""Is it possible to work that much? A planned row of staffing against the year of its table and the yearly ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samordna.agree.preparation.cofinancing.cost_basis import ByHours, StaffHours
from samordna.ground.parameters.reader import parameter, parameters
from samordna.ground.parameters.values import NoParameter, Parameter

NAME = "esf.hours_ceiling"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Hours of one person in a year above which more are not eligible.

    ``borrowed``: the ceiling of the programme's own period is not known, and this is that of the period before.
    """

    hours: int
    source: str
    valid_from: date
    valid_to: date | None
    borrowed: bool


@dataclass(frozen=True, slots=True)
class TooMany:
    """A row with more hours for a person than are eligible; ``limit`` and whether it is the ceiling or the year."""

    row: StaffHours
    limit: int
    of_table: bool
    borrowed: bool


def ceiling(on: date) -> Ceiling | None:
    """The ceiling in force on a day; where it is unknown, the latest known before it. None if none ever was."""
    try:
        found = parameter(NAME, on=on)
    except NoParameter:
        return None
    borrowed = found.value is None
    if borrowed:
        known = [row for row in _known() if row.valid_from <= on]
        if not known:
            return None
        found = max(known, key=lambda row: row.valid_from)
    assert isinstance(found.value, int)
    return Ceiling(found.value, found.source, found.valid_from, found.valid_to, borrowed)


def _known() -> list[Parameter]:
    return [row for _where, row in parameters()[NAME] if isinstance(row.value, int)]


def too_many(basis: ByHours, on: date) -> Iterator[TooMany]:
    """The rows whose hours for one person exceed the ceiling, or the year that the table is made for."""
    most = ceiling(on)
    for row in basis.rows:
        if row.hours > basis.year_hours:
            yield TooMany(row, basis.year_hours, of_table=True, borrowed=False)
        elif most is not None and row.hours > most.hours:
            yield TooMany(row, most.hours, of_table=False, borrowed=most.borrowed)
