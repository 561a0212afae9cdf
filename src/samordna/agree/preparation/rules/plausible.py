"""Costs that look as if somebody wrote kronor where thousands are asked for. Asked about, never refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samordna.ground.kernel.money import Money

#: One year that is so many times another of the same line is more likely a slip than a plan.
TIMES = 100
_THOUSAND = 1000


@dataclass(frozen=True)
class Doubt:
    """An amount to ask about, and what was probably meant: a thousandth of it."""

    line: str
    year: int
    amount: Money
    perhaps: Money


def doubts(lines: Mapping[str, Mapping[int, Money]], limit: Money | None) -> tuple[Doubt, ...]:
    """The amounts (line → year → amount) above ``limit``, or more than a hundred times another year of their line.

    None as limit asks only about the years among themselves. Zero is no year to measure against.
    """
    return tuple(
        Doubt(line, year, amount, Money(amount.ore // _THOUSAND))
        for line, years in lines.items()
        for year, amount in years.items()
        if _above(amount, limit) or _towers(amount, years.values())
    )


def too_much_each(total: Money, persons: int | None, limit: Money | None) -> bool:
    """The costs come to more than ``limit`` for each participant. Nobody planned, or no limit: nothing is too much."""
    return bool(persons) and limit is not None and total.ore > limit.ore * (persons or 0)


def _above(amount: Money, limit: Money | None) -> bool:
    return limit is not None and amount > limit


def _towers(amount: Money, others: Iterable[Money]) -> bool:
    return any(0 < other.ore * TIMES < amount.ore for other in others)
