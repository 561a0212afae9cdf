"""How many people need coordinated help: stock × share, added up openly. Pure functions on exact numbers.

An estimate is always an interval. Where nothing is known about how the groups overlap, the union of the groups is at
least as large as the largest group and at most as large as their sum; no assumption can give more than that. Where an
overlap has been assessed (as an interval), it is subtracted from the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Stock:
    """A group: how many they are, and the share (0–1) of them that needs coordinated help.

    ``share_high`` is None when one share was used. ``share_printed`` and ``printed`` are what a printed source states
    as share and as result; None when there is no such source.
    """

    name: str
    persons: int
    share: Fraction
    share_high: Fraction | None = None
    share_printed: Fraction | None = None
    printed: int | None = None

    @property
    def low(self) -> Fraction:
        """Stock × the lower share, exactly."""
        return self.persons * self.share

    @property
    def high(self) -> Fraction:
        """Stock × the higher share, exactly."""
        return self.persons * (self.share if self.share_high is None else self.share_high)

    @property
    def difference(self) -> Fraction | None:
        """The printed result minus our product; None without a printed result."""
        return None if self.printed is None else self.printed - self.low

    @property
    def other_share_printed(self) -> bool:
        """True when the printed share is not the one that the printed result was made with."""
        return self.share_printed is not None and self.share_printed != self.share


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high`` persons, how it was bounded, and what it rests on."""

    low: Fraction
    high: Fraction
    method: str  # "bounds" or "overlap"

    def of(self, population: int) -> tuple[Fraction, Fraction]:
        """The interval as shares of a population."""
        return self.low / population, self.high / population

    def outward(self, step: int = 10) -> tuple[int, int]:
        """Rounded to whole steps so that the rounded interval holds the exact one: 170,2–297,6 becomes 170–300."""
        return int(self.low // step) * step, int(-(-self.high // step)) * step


@dataclass(frozen=True)
class Overlap:
    """How many persons stand in more than one group and would be counted twice: from ``low`` to ``high``."""

    low: int
    high: int


@dataclass(frozen=True)
class Comparison:
    """Our products against a printed table: the two sums, and the difference that the parts explain."""

    ours: Fraction
    printed: int
    parts: tuple[tuple[str, Fraction], ...]

    @property
    def difference(self) -> Fraction:
        """Printed minus ours; always equal to the sum of the parts."""
        return self.printed - self.ours


def total(stocks: Iterable[Stock]) -> Fraction:
    """The sum of stock × lower share, with nothing taken away for persons who are in several groups."""
    return sum((stock.low for stock in stocks), Fraction(0))


def interval(stocks: Sequence[Stock], overlap: Overlap | None = None) -> Interval:
    """The interval for the number of persons in at least one of the groups.

    With an assessed overlap: the sum of the low results minus the largest overlap, up to the sum of the high results
    minus the smallest overlap, but never outside what holds without any assessment. ValueError for no groups.
    """
    if not stocks:
        raise ValueError("an interval needs at least one group")
    largest = max(stock.low for stock in stocks)
    low_sum, high_sum = total(stocks), sum((stock.high for stock in stocks), Fraction(0))
    if overlap is None:
        return Interval(largest, high_sum, "bounds")
    return Interval(max(largest, low_sum - overlap.high), max(largest, high_sum - overlap.low), "overlap")


def compare(stocks: Sequence[Stock]) -> Comparison:
    """Our products against the printed parts. ValueError if a group has no printed result.

    Then nothing can be compared.
    """
    parts = []
    for stock in stocks:
        if stock.difference is None:
            raise ValueError(f"{stock.name} has no printed result")
        parts.append((stock.name, stock.difference))
    return Comparison(total(stocks), sum(stock.printed or 0 for stock in stocks), tuple(parts))


def whole_persons(parts: Sequence[Fraction]) -> list[int]:
    """Whole numbers that add up to the rounded sum, each less than one person from the exact figure.

    Largest remainder, ties to the earlier; works for parts below zero too (an overlap that is taken away).
    """
    goal = round_half_up(sum(parts, Fraction(0)))
    whole = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: whole[i] - parts[i])
    for i in by_remainder[: goal - sum(whole)]:
        whole[i] += 1
    return whole


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; halves go up."""
    return int((2 * value + 1) // 2)


def percent(part: Fraction | int, whole: int, decimals: int = 1) -> Fraction:
    """A percentage rounded half up to ``decimals`` places, as the printed 6,6 is."""
    scale = 10**decimals
    return Fraction(round_half_up(Fraction(part) * 100 * scale / whole), scale)
