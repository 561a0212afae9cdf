"""A share of something, exact: 54 per cent is the fraction 27/50 and never 0.54000000000000004."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from samordna.ground.kernel.errors import Refusal

if TYPE_CHECKING:
    from samordna.ground.kernel.money import Money, Rounding

_PERCENT = re.compile(r"[0-9]{1,3}([.,][0-9]{1,6})?")


@dataclass(frozen=True, order=True, slots=True)
class Share:
    """A part of a whole, between nothing and all of it.

    >>> Share.percent("54") + Share.percent("46") == Share(Fraction(1))
    True
    >>> Share.percent("54").rest
    Share(value=Fraction(23, 50))
    """

    value: Fraction

    def __post_init__(self) -> None:
        if not isinstance(self.value, Fraction):
            raise TypeError(f"Share takes a Fraction, not {type(self.value).__name__}; use Share.percent('54')")
        if not 0 <= self.value <= 1:
            raise ValueError(f"a share lies between 0 and 1, not {self.value}")

    @classmethod
    def percent(cls, text: str) -> Share:
        """Read a percentage, with a point or a comma, with or without the sign.

        Raises Refusal for anything else, and for more than 100.

        >>> Share.percent("54"), Share.percent("33,5 %")
        (Share(value=Fraction(27, 50)), Share(value=Fraction(67, 200)))
        """
        digits = text.replace("\N{NO-BREAK SPACE}", " ").removesuffix("%").strip()
        if not _PERCENT.fullmatch(digits) or Fraction(digits.replace(",", ".")) > 100:
            raise Refusal(
                "Skriv andelen som procent mellan 0 och 100, till exempel 54.",
                message_en=f"{text!r} is not a percentage between 0 and 100; write for example 54",
            )
        return cls(Fraction(digits.replace(",", ".")) / 100)

    @property
    def rest(self) -> Share:
        """What remains of the whole: the parties' 46 per cent when the support is 54."""
        return Share(1 - self.value)

    def of(self, money: Money, rounding: Rounding = "down") -> Money:
        """This share of an amount, rounded down to the öre unless told otherwise.

        >>> from samordna.ground.kernel.money import Money
        >>> str(Share.percent("54").of(Money.parse("1000.01")))
        '540.00'
        """
        return money.times(self, rounding=rounding)

    def decimal(self) -> str:
        """The share as a decimal number for files and programs, with two decimals or as many more as it needs.

        Exact: a share of thirds raises ValueError.

        >>> Share.percent("60").decimal(), Share.percent("5").decimal(), Share.percent("33.5").decimal()
        ('0.60', '0.05', '0.335')
        """
        return _exact_decimal(self.value, places=2)

    def __add__(self, other: Share) -> Share:
        return Share(self.value + other.value)

    def __str__(self) -> str:
        """As Swedes write it, for people: '54 %', '33,5 %'; thirds are rounded to two decimals."""
        percent = self.value * 100
        rounded = Fraction(round(percent * 100), 100)
        return _exact_decimal(rounded).replace(".", ",") + " %"


def _exact_decimal(value: Fraction, places: int = 0) -> str:
    """Write a non-negative fraction as a decimal number with so many places, or as many more as it needs."""
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 12:
            raise ValueError(f"{value} has no short decimal form")
    whole, part = divmod((value * 10**places).numerator, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)
