"""Where "now" comes from. Rules take a day as an argument; only the edge asks a clock, and tests set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock(Protocol):
    """Tells the moment (aware) and the day it is in Sweden."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


def day_of(moment: datetime) -> date:
    """The Swedish day of an aware moment; a naive one raises ValueError.

    >>> day_of(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone; a naive datetime was given")
    return moment.astimezone(STOCKHOLM).date()


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return day_of(self.now())


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for tests and the demo.

    >>> FixedClock(datetime(2026, 11, 12, 9, 0, tzinfo=STOCKHOLM)).today()
    datetime.date(2026, 11, 12)
    """

    moment: datetime

    def __post_init__(self) -> None:
        day_of(self.moment)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return day_of(self.moment)
