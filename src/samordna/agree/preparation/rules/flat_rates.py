"""Simplified costs of ESF+: flat rates in place of typed costs. Which of them a call allows, the call says.

- ``other_40``: one line, "other", is 40 per cent of staff and stands for every other cost; nothing indirect beside it.
- ``indirect_15``: a line "indirect" is 15 per cent of staff.
- ``indirect_7`` and ``indirect_25``: the same line is 7 or 25 per cent of staff and other costs together.

Each year is computed by itself, in whole öre rounded down, so that years add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from samordna.agree.preparation.cofinancing.cost_basis import ByRate
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import parameter
from samordna.ground.parameters.values import NoParameter

#: Option → the line that it gives, and the lines that it is computed from.
LINES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "other_40": ("other", ("staff",)),
    "indirect_15": ("indirect", ("staff",)),
    "indirect_7": ("indirect", ("staff", "other")),
    "indirect_25": ("indirect", ("staff", "other")),
}
Amounts = Mapping[int, Money]


def flat_rate(option: str, on: date) -> ByRate:
    """The rate of an option for a call of that day, with its source. Refusal when there is none in force."""
    line = LINES[option]
    try:
        found = parameter("esf.flat_rate", on=on, option=option)
    except NoParameter as missing:
        raise Refusal(
            "För den här utlysningens dag finns ingen sådan schablon. Välj en annan, eller skriv kostnaderna.",
            "option",
            f"there is no such flat rate on that day ({missing})",
        ) from missing
    return ByRate(option, found.share, line[1], found.valid_from, found.source, found.status)


def line_of(basis: ByRate) -> str:
    """The line that the option gives."""
    return LINES[basis.option][0]


def computed(basis: ByRate, lines: Mapping[str, Amounts]) -> dict[int, Money]:
    """The line's amounts: the rate of the lines it is computed from, year by year, down to the öre."""
    years = sorted({year for name in basis.of for year in lines.get(name, {})})
    return {
        year: Money.total(lines.get(name, {}).get(year, Money.zero()) for name in basis.of).times(basis.rate)
        for year in years
    }
