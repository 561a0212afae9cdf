"""Two or three bars under each other, for those who would rather look than read; the figures stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samordna.ground.kernel.money import Money

#: The whole width of a bar.
WIDTH = 1000
TONES = ("fjord", "copper")


@dataclass(frozen=True)
class Bar:
    """One bar: ``width`` of WIDTH, None when nobody has said. ``value`` is what is printed."""

    label: str
    value: Any
    width: int | None
    tone: str


def bars(rows: Sequence[tuple[str, Any, int | None]], tones: Sequence[str] = TONES) -> list[Bar]:
    """Label, value and size of each, in one scale: the largest is the whole; what is negative has no length."""
    largest = max((size for _label, _value, size in rows if size is not None), default=0)
    return [
        Bar(
            label,
            value,
            None if size is None else max(0, size) * WIDTH // largest if largest > 0 else 0,
            tones[place % len(tones)],
        )
        for place, (label, value, size) in enumerate(rows)
    ]


def money_bars(
    budget: Money | None, outcome: Money | None, *, first: tuple[str, Money | None] | None = None
) -> list[Bar]:
    """Budget and outcome, and before them what ``first`` names."""
    rows = [(_("Budget"), budget), (_("Utfall"), outcome)]
    tones: tuple[str, ...] = TONES
    if first is not None:
        rows, tones = [first, *rows], ("night", *TONES)
    return bars([(label, amount, amount.ore if amount else None) for label, amount in rows], tones)
