"""How many took part, without a single person: the figures that those who run and follow measures see.

Plain Python. A count of one to four is not shown to those who may not see persons; neither is anything from which it
could be worked out: every sum is made from what is shown, so a sum with a hidden part is an interval.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.deliver.projects.rules import SMALL


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown: known exactly when ``low`` equals ``high``.

    >>> shown(3, exact=False), shown(0, exact=False), shown(3, exact=True)
    (Shown(low=1, high=4), Shown(low=0, high=0), Shown(low=3, high=3))
    >>> shown(3, exact=False) + shown(20, exact=False)
    Shown(low=21, high=24)
    """

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether the reader sees the number itself."""
        return self.low == self.high

    @property
    def is_small(self) -> bool:
        """Hidden because it is one to four."""
        return (self.low, self.high) == (1, SMALL - 1)

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.low + other.low, self.high + other.high)


NOBODY = Shown(0, 0)


def shown(count: int, *, exact: bool) -> Shown:
    """A count for a reader who may see it exactly, or only from five."""
    return Shown(count, count) if exact or count == 0 or count >= SMALL else Shown(1, SMALL - 1)


@dataclass(frozen=True)
class YearFigures:
    """Participants of a year: (mode, sex) → count as shown. Modes are person, anonymous and volume."""

    year: int
    cells: dict[tuple[str, str], Shown]

    def of(self, *, mode: str | None = None, sex: str | None = None) -> Shown:
        """The sum over everything that fits; made from shown counts only."""
        fits = [
            cell
            for (its_mode, its_sex), cell in self.cells.items()
            if mode in (None, its_mode) and sex in (None, its_sex)
        ]
        return sum(fits, NOBODY)
