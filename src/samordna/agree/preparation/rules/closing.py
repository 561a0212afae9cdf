"""Three ways to cover what is missing. They differ, because the support follows the total cost.

With T the total, N the cash costs that no party's cash pays, and s the support rate, nothing is missing when s × T ≥ N:

- *cash* from a party lowers N by as much: the gap itself is enough;
- *benefits or wages* raise T, and the parties must carry their share of that too: ⌈N / s⌉ − T;
- *lower cash costs* lower N and T: ⌈(N − s × T) / (1 − s)⌉.

Each is the smallest amount, in whole units, that closes the gap; one unit less leaves something missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from samordna.agree.preparation.rules.cofinancing import Outcome
from samordna.ground.kernel.money import Money

_ORE = Money(1)


@dataclass(frozen=True, slots=True)
class WaysToClose:
    """How much of each is enough on its own. ``in_kind`` is None where the support is nothing, and no time would do."""

    cash: Money
    in_kind: Money | None
    lower_cost: Money


def ways_to_close(outcome: Outcome, unit: Money = _ORE) -> WaysToClose | None:
    """The three ways for a plan with a gap, up to whole units (öre, kronor, tkr); None where nothing is missing.

    A lower cost rounded up never exceeds the cash costs there are.
    """
    if outcome.plan.share_gap <= Money.zero():
        return None
    rate = outcome.rates.support.value
    missing_cash = outcome.plan.support_needed.ore
    shortfall = missing_cash - rate * outcome.plan.total.ore
    in_kind = _up(missing_cash / rate - outcome.plan.total.ore, unit) if rate else None
    lower_cost = min(_up(shortfall / (1 - rate), unit), Money.total(outcome.asked.cash_costs.values()))
    return WaysToClose(_up(shortfall, unit), in_kind, lower_cost)


def _up(amount: Fraction, unit: Money) -> Money:
    """Up to whole öre, then to whole units."""
    return Money(ceil(amount / unit.ore) * unit.ore)
