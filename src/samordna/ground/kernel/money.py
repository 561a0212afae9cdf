"""Money: whole öre, never floats; a sum that is split always adds up again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from samordna.ground.kernel.errors import Refusal

if TYPE_CHECKING:
    from samordna.ground.kernel.share import Share

Rounding = Literal["down", "half_up"]

# Fifteen digits of kronor are a thousand times the whole state budget, and their öre fit in a 64-bit database column.
_MAX_DIGITS = 15
_PLAIN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
# What people put between thousands: ordinary, no-break, narrow no-break and thin spaces.
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in Swedish kronor, held as whole öre. May be negative (a gap, a correction).

    >>> Money.parse("1800000.00") - Money.kronor(300_000)
    Money(ore=150000000)
    >>> str(-Money(21405))
    '-214.05'
    >>> max(Money.zero(), Money(-5))
    Money(ore=0)
    """

    ore: int

    def __post_init__(self) -> None:
        if type(self.ore) is not int:
            raise TypeError(f"Money holds whole öre as int, not {type(self.ore).__name__}")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount as files and programs write it: digits, then a point and one or two decimals if any.

        Raises Refusal (in words for the user) for more than two decimals and for anything that is not such a number.

        >>> Money.parse("100"), Money.parse("0.5"), Money.parse("-12.25")
        (Money(ore=10000), Money(ore=50), Money(ore=-1225))
        >>> Money.parse("1.005")
        Traceback (most recent call last):
        samordna.ground.kernel.errors.Refusal: Skriv beloppet med högst två decimaler. Ett öre är det minsta.
        """
        match = _PLAIN.fullmatch(text)
        if match is None or len(match[2]) > _MAX_DIGITS:
            raise Refusal(
                "Skriv beloppet i kronor med siffror, till exempel 1800000.00.",
                message_en=f'{text[:40]!r} is not an amount; write kronor with digits, for example "1800000.00"',
            )
        sign, whole, decimals = match[1], match[2], match[3] or ""
        if len(decimals) > 2:
            raise Refusal(
                "Skriv beloppet med högst två decimaler. Ett öre är det minsta.",
                message_en=f"{text[:40]!r} has more than two decimals; round it to whole öre",
            )
        ore = int(whole) * 100 + int(decimals.ljust(2, "0"))
        return cls(-ore if sign else ore)

    @classmethod
    def parse_swedish(cls, text: str) -> Money:
        """Read an amount as people type it in a form: spaces between thousands, a comma or a point, perhaps "kr".

        >>> Money.parse_swedish("1 800 000,50 kr")
        Money(ore=180000050)
        """
        typed = text.strip().lower().removesuffix("kr").removesuffix(":-")
        return cls.parse(typed.translate(_SPACES).replace(",", ".").replace("\N{MINUS SIGN}", "-"))

    @classmethod
    def kronor(cls, kronor: int) -> Money:
        """Whole kronor.

        >>> Money.kronor(12)
        Money(ore=1200)
        """
        return cls(kronor * 100)

    @classmethod
    def zero(cls) -> Money:
        """Nothing."""
        return cls(0)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """The sum; nothing for no amounts.

        >>> Money.total([Money(1), Money(2)]), Money.total([])
        (Money(ore=3), Money(ore=0))
        """
        return cls(sum(amount.ore for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.ore + other.ore)

    def __sub__(self, other: Money) -> Money:
        return Money(self.ore - other.ore)

    def __neg__(self) -> Money:
        return Money(-self.ore)

    def __mul__(self, count: int) -> Money:
        """A whole number of times. For a part of it, use times(share)."""
        return Money(self.ore * count)

    def __str__(self) -> str:
        kronor, ore = divmod(abs(self.ore), 100)
        return f"{'-' if self.ore < 0 else ''}{kronor}.{ore:02d}"

    def times(self, share: Share, *, rounding: Rounding = "down") -> Money:
        """A share of this amount in whole öre.

        ``down`` goes towards minus infinity (a support is never rounded up); ``half_up`` takes the nearest öre, a
        half away from zero.

        >>> from samordna.ground.kernel.share import Share
        >>> Money(101).times(Share.percent("50")), Money(101).times(Share.percent("50"), rounding="half_up")
        (Money(ore=50), Money(ore=51))
        >>> Money(-101).times(Share.percent("50")), Money(-101).times(Share.percent("50"), rounding="half_up")
        (Money(ore=-51), Money(ore=-51))
        """
        numerator, denominator = self.ore * share.value.numerator, share.value.denominator
        if rounding == "down":
            return Money(numerator // denominator)
        if rounding == "half_up":
            nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
            return Money(nearest if numerator >= 0 else -nearest)
        raise ValueError(f"unknown rounding {rounding!r}")

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide in proportion to whole, non-negative weights, so that the parts add up to this amount.

        Largest remainder: everyone gets the whole öre of the exact part, and what is left goes, one öre each, to
        the largest remainders; ties to the earlier. A part with weight zero gets nothing. When all weights are zero
        there is nothing to divide by and every part is zero. A negative amount is split as its opposite.

        >>> [part.ore for part in Money(100).split([1, 1, 1])]
        [34, 33, 33]
        >>> [part.ore for part in Money(100).split([0, 0])]
        [0, 0]
        """
        if any(type(weight) is not int or weight < 0 for weight in weights):
            raise ValueError("weights are whole numbers, zero or more")
        if self.ore < 0:
            return tuple(-part for part in (-self).split(weights))
        return tuple(Money(part) for part in largest_remainder(self.ore, weights))


def largest_remainder(whole: int, weights: Sequence[int]) -> list[int]:
    """Divide a whole number in proportion to weights, exactly; see Money.split. All weights zero gives zeros.

    >>> largest_remainder(10, [1, 2, 4])
    [1, 3, 6]
    """
    weight_sum = sum(weights)
    if weight_sum == 0:
        return [0] * len(weights)
    parts = [whole * weight // weight_sum for weight in weights]
    remainders = [whole * weight % weight_sum for weight in weights]
    left = whole - sum(parts)
    # sorted() keeps the order of equals, so that ties go to the earlier part.
    for index in sorted(range(len(weights)), key=lambda i: -remainders[i])[:left]:
        parts[index] += 1
    return parts


def in_units(amounts: Sequence[Money], unit: Money) -> tuple[list[int], int]:
    """Round a column of amounts to whole units (kronor, tkr) so that the printed rows add up to the printed total.

    The total is rounded to the nearest unit (a half up); each row is rounded down, and the units that are then
    missing go to the rows with the largest remainders, ties to the earlier. No row moves a whole unit or more.

    >>> rows = [Money.parse("176560.00"), Money.parse("3400.00"), Money.parse("33640.00")]
    >>> in_units(rows, Money.kronor(1000))
    ([177, 3, 34], 214)
    """
    total = (2 * sum(amount.ore for amount in amounts) + unit.ore) // (2 * unit.ore)
    rows = [amount.ore // unit.ore for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda i: -(amounts[i].ore % unit.ore))
    for index in order[: total - sum(rows)]:
        rows[index] += 1
    return rows, total
