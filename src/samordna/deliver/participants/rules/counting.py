"""How participations are counted (S12). A mistaken entry is left out of everything (S04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samordna.ground.kernel.period import Period


@dataclass(frozen=True)
class Counted:
    """What counting needs to know of a participation. ``end`` is the last day, None while it goes on."""

    mode: str
    state: str
    sex: str
    start_year: int
    start: date | None = None
    end: date | None = None


def is_counted(participation: Counted) -> bool:
    """A mistaken entry is left out of everything."""
    return participation.state != "mistaken"


def is_new(participation: Counted, year: int) -> bool:
    """A participation that began in the year; also an anonymous or withdrawn one."""
    return is_counted(participation) and participation.start_year == year


def is_ongoing(participation: Counted, year: int) -> bool:
    """Took part on any day of the year. Anonymous and withdrawn ones count in their start year only."""
    if not is_counted(participation):
        return False
    if participation.start is None:
        return participation.start_year == year
    return Period.from_inclusive(participation.start, participation.end).overlaps(Period.year(year))


@dataclass(frozen=True)
class Total:
    """A number of participants by how they are known. ``total`` is always the sum of the three."""

    person: int
    anonymous: int
    volume: int

    @property
    def total(self) -> int:
        """With person data, anonymous and volume counts together."""
        return self.person + self.anonymous + self.volume


def total(participations: Iterable[Counted], year: int, *, volume: int = 0, kind: str = "ongoing") -> Total:
    """How many took part in (``ongoing``) or began (``new``) a year, by mode. Volume counts belong to their year."""
    rule = is_ongoing if kind == "ongoing" else is_new
    modes = [participation.mode for participation in participations if rule(participation, year)]
    return Total(modes.count("person"), modes.count("anonymous"), volume)
