"""How a figure is made of a cell's numbers and printed: a number, a share, or a change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from samordna.engine.conditions import require


class Way(StrEnum):
    """How a cell's numbers become the figure that is printed."""

    #: The number, or one number divided by another.
    NUMBER = "number"
    #: One number of another, in per cent.
    PERCENT = "percent"
    #: How much more one number is than another, in per cent of the other.
    CHANGE = "change"
    #: How many more one number is than another.
    DIFFERENCE = "difference"


#: Those that may be less than nought, though nothing that is counted is.
CHANGES = (Way.CHANGE, Way.DIFFERENCE)


@dataclass(frozen=True, slots=True)
class Printed:
    """How a figure is printed: always from whole numbers, exact until it is rounded to ``decimals``, halves upwards.

    ``unit`` is how many of what was added up make one of what is printed: 100 öre to a krona, 365 days to a year.
    """

    way: Way = Way.PERCENT
    decimals: int = 0
    unit: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        require(0 <= self.decimals <= 4, "a figure is printed with at most four decimals")
        require(self.unit > 0, "a unit is greater than zero")

    def figure(self, value: int, of: int | None) -> Fraction | None:
        """The exact figure; None when there is nobody or nothing to divide by. A difference from nought is one."""
        if self.way is Way.DIFFERENCE:
            return (value - Fraction(of or 0)) / self.unit
        if of == 0:
            return None
        match self.way:
            case Way.NUMBER:
                return Fraction(value, of or 1) / self.unit
            case Way.PERCENT:
                return Fraction(value * 100, of or 1)
            case Way.CHANGE:
                return Fraction((value - (of or 0)) * 100, of or 1)


#: Money that is counted in öre and printed in whole kronor, or in thousands of kronor.
KRONOR = Printed(Way.NUMBER, unit=Fraction(100))
THOUSANDS = Printed(Way.NUMBER, unit=Fraction(100_000))
