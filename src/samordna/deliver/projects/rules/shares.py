"""How the cost of a joint measure is divided among its associations. Plain Python.

Shares hold from a day. A calendar year's cost is divided by the days each division held, so that one that changes in
the summer counts for half of the year; and every öre goes to somebody, by largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import YES, Verdict, no

RULE = "S21"
#: Shares are whole hundredths of a per cent, and this is all of them.
WHOLE = 10_000

Who = TypeVar("Who")
#: From a day: who → share. Who is a key of any kind, in a fixed order.
Division = tuple[date, Mapping[int, int]]


def adds_up(shares: Mapping[int, int]) -> Verdict:
    """At least two bear a joint measure, each something, and together all of it.

    >>> bool(adds_up({1: 6_000, 2: 4_000})), bool(adds_up({1: 6_000, 2: 3_999}))
    (True, False)
    """
    if len(shares) < 2:
        return no(
            "Välj minst två förbund som delar på kostnaden.",
            "Choose at least two associations that share the cost.",
            rule=RULE,
            field="shares",
        )
    if any(share <= 0 for share in shares.values()):
        return no(
            "Varje förbund behöver en andel som är mer än noll.",
            "Every association needs a share of more than nothing.",
            rule=RULE,
            field="shares",
        )
    if (total := sum(shares.values())) != WHOLE:
        return no(
            f"Andelarna ska bli 100 procent tillsammans. Nu blir de {in_per_cent(total)}.",
            f"The shares must be 100 per cent together. Now they are {in_per_cent(total).replace(',', '.')}.",
            rule=RULE,
            field="shares",
        )
    return YES


def in_per_cent(share: int) -> str:
    """Hundredths of a per cent as people write them.

    >>> in_per_cent(6_000), in_per_cent(3_333), in_per_cent(1_250)
    ('60', '33,33', '12,5')
    """
    whole, rest = divmod(share, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)


def weights_of_year(
    divisions: Sequence[Division], year: int, *, lead: int, start: date, end: date | None
) -> dict[int, int]:
    """Who → weight for dividing what a measure costs in a year: days times share.

    Before the first division, and without any, all is the lead's. Only days on which the measure runs count; a cost of
    a year without such a day is divided as on the measure's last day, or its first when the year is before it.

    >>> half = (date(2026, 7, 2), {1: 5_000, 2: 5_000})
    >>> weights_of_year([half], 2026, lead=1, start=date(2026, 1, 1), end=None)
    {1: 2735000, 2: 915000}
    """
    first, last = max(date(year, 1, 1), start), min(date(year, 12, 31), end or date.max)
    if first > last:
        first = last = start if year < start.year else end or start
    known = sorted(divisions, key=lambda division: division[0])
    weights: dict[int, int] = {lead: 0}
    for place, (since, shares) in enumerate([(date.min, {lead: WHOLE}), *known]):
        until = known[place][0] - timedelta(1) if place < len(known) else date.max
        days = (min(until, last) - max(since, first)).days + 1
        for who, share in shares.items() if days > 0 else ():
            weights[who] = weights.get(who, 0) + days * share
    return {who: weight for who, weight in weights.items() if weight}


def divided(amount: Money, weights: Mapping[Who, int]) -> dict[Who, Money]:
    """Who → part of an amount. The parts add up to it, to the öre; a debt is divided as a claim is.

    >>> divided(Money(100), {1: 3_333, 2: 3_333, 3: 3_334})
    {1: Money(ore=33), 2: Money(ore=33), 3: Money(ore=34)}
    """
    return dict(zip(weights, amount.split(list(weights.values())), strict=True))
