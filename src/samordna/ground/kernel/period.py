"""Periods of whole days, half-open: the end is the first day that no longer belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` up to, but not including, ``end``; ``end`` None means until further notice.

    >>> Period(date(2019, 1, 1), date(2020, 1, 1)) == Period.year(2019)
    True
    >>> Period(date(2019, 1, 1), date(2019, 1, 1))
    Traceback (most recent call last):
    ValueError: a period has at least one day: 2019-01-01 to 2019-01-01
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period has at least one day: {self.start} to {self.end}")

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year.

        >>> Period.year(2019).last
        datetime.date(2019, 12, 31)
        """
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def from_inclusive(cls, first: date, last: date | None) -> Period:
        """A period as people and law write it, with its last day counted in.

        >>> Period.from_inclusive(date(2025, 3, 13), date(2029, 12, 31)).end
        datetime.date(2030, 1, 1)
        """
        return cls(first, None if last is None else last + timedelta(days=1))

    @property
    def last(self) -> date | None:
        """The last day that belongs, or None for an open period."""
        return None if self.end is None else self.end - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether the day belongs.

        >>> Period.year(2019).contains(date(2019, 12, 31)), Period.year(2019).contains(date(2020, 1, 1))
        (True, False)
        """
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether at least one day belongs to both.

        >>> Period.year(2019).overlaps(Period(date(2019, 12, 31))), Period.year(2019).overlaps(Period.year(2020))
        (True, False)
        """
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)
