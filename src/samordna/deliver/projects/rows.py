"""Rows of budget and outcome as they are typed or read from a file: the same limits, storing and telling for all.

What a measure costs and what an association's administration costs are rows of the same shape; so is how it is told
in the trail, where money is always a text in kronor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from samordna.deliver.projects import rules
from samordna.deliver.projects.models import AdminCost, BudgetRow, CostKind
from samordna.deliver.projects.rules import economy
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import refuse_unless

#: More rows than this of one year are a ledger and no budget. Our limit.
MOST_ROWS = 100
#: What a file says stands below what is typed.
_AFTER_TYPED = 1_000


@dataclass(frozen=True)
class CostRow:
    """A row of budget and outcome as it is typed. None = nobody has said."""

    budget: Money | None = None
    outcome: Money | None = None
    description: str = ""
    kind: str = CostKind.MEASURE.value


def check_how_many(rows: Sequence[object]) -> None:
    """Refusal when there are more rows than a year may have."""
    if len(rows) > MOST_ROWS:
        raise Refusal(f"Ett år har högst {MOST_ROWS} rader.", message_en=f"A year has at most {MOST_ROWS} rows.")


def store(
    model: type[BudgetRow | AdminCost], rows: Sequence[CostRow], *, year: int, source: str, **whose: Any
) -> list[dict[str, Any]]:
    """Write the rows in their order and tell them as the trail does; ``whose`` is the measure or the association.

    A row that says nothing is left out. Refusal for too many, for a name without an amount and for a budget below zero.
    """
    check_how_many(rows)
    for row in rows:
        refuse_unless(
            economy.says_something(row.budget, row.outcome, row.description),
            rules.not_negative(ore(row.budget), "budget"),
            economy.can_be_summed(row.budget, "budget"),
            economy.can_be_summed(row.outcome, "outcome"),
        )
    said = [row for row in rows if row.budget is not None or row.outcome is not None]
    first = 1 if not source else _AFTER_TYPED + 1
    for position, row in enumerate(said, start=first):
        model.objects.create(
            year=year,
            kind=row.kind,
            description=row.description,
            budget_ore=ore(row.budget),
            outcome_ore=ore(row.outcome),
            position=position,
            source=source,
            **whose,
        )
    return [
        {"kind": row.kind, "description": row.description, "budget": told(row.budget), "outcome": told(row.outcome)}
        for row in said
    ]


def ore(amount: Money | None) -> int | None:
    """Money as it is stored."""
    return None if amount is None else amount.ore


def told(amount: Money | None) -> str | None:
    """Money as the trail tells it: kronor with two decimals."""
    return None if amount is None else str(amount)


def state_of(rows: Iterable[Model]) -> str:
    """A short text that is another when any row is: for telling a page that somebody was first."""
    content = [[str(getattr(row, field.attname)) for field in row._meta.concrete_fields] for row in rows]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def check_unchanged(rows: Iterable[Model], seen: str) -> None:
    """Refusal when rows are not what the page showed. An empty ``seen`` asks for nothing."""
    if seen and seen != state_of(rows):
        raise Refusal(
            "Någon annan har ändrat raderna medan du skrev. Läs sidan igen och se vad som gäller nu.",
            message_en="Somebody else changed the rows while you wrote. Read the page again and see what holds now.",
        )
