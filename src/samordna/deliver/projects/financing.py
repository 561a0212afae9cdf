"""What an association has and what it costs in a calendar year: means from financiers, own capital, administration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from samordna.deliver.projects import rules
from samordna.deliver.projects.economy import check_set_economy
from samordna.deliver.projects.models import AdminCost, FinancingRow
from samordna.deliver.projects.rows import CostRow, check_how_many, check_unchanged, store, told
from samordna.deliver.projects.rules import economy
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, Organisation
from samordna.ground.privacy import audit


@dataclass(frozen=True)
class Means:
    """Means as they are typed: from an organisation here, from somebody named, or the association's own capital.

    ``group`` is needed for somebody named only; an organisation's kind says its group.
    """

    amount: Money
    financier: Organisation | None = None
    name: str = ""
    group: str = ""
    description: str = ""
    own_capital: bool = False

    @property
    def counted_in(self) -> str:
        """The group of financiers."""
        if self.own_capital:
            return "association"
        return self.group or (economy.group_of(self.financier.kind) if self.financier else "other")


@transaction.atomic
def set_means(
    *,
    association: Association,
    year: int,
    rows: Sequence[Means],
    seen: str = "",
    source: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Let the means of a year be these rows in this order. Typed rows, or with ``source`` those of one file.

    Refusal if the typed rows are not what the page showed (``seen``), for means from nobody, and for own capital twice.
    """
    held = _held(association, year, by, at)
    check_how_many(rows)
    mine = held.financing.filter(year=year, source=source)
    check_unchanged(mine, seen)
    own = sum(row.own_capital for row in rows)
    others = held.financing.filter(year=year, own_capital=True).exclude(source=source).count()
    refuse_unless(economy.one_own_capital(own + others))
    for row in rows:
        refuse_unless(
            economy.names_its_financier(known=bool(row.financier or row.name), own_capital=row.own_capital),
            rules.not_negative(0 if row.own_capital else row.amount.ore, "amount"),
            economy.can_be_summed(row.amount, "amount"),
        )
    mine.delete()
    for position, row in enumerate(rows, start=1):
        FinancingRow.objects.create(
            association=held,
            year=year,
            financier=None if row.own_capital else row.financier,
            name="" if row.financier else row.name,
            group=row.counted_in,
            amount_ore=row.amount.ore,
            description=row.description,
            own_capital=row.own_capital,
            position=position,
            source=source,
        )
    said = [
        {
            "financier": row.financier.party_id if row.financier else row.name,
            "group": row.counted_in,
            "amount": told(row.amount),
            "description": row.description,
            "own_capital": row.own_capital,
        }
        for row in rows
    ]
    _note(held, "means_set", by, at, year=year, source=source, rows=said)


@transaction.atomic
def set_administration(
    *,
    association: Association,
    year: int,
    rows: Sequence[CostRow],
    seen: str = "",
    source: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Let the administration's costs of a year be these rows in this order; as ``set_means`` otherwise."""
    held = _held(association, year, by, at)
    mine = held.admin_costs.filter(year=year, source=source)
    check_unchanged(mine, seen)
    for row in rows:
        if row.kind not in code_list("admin_cost"):
            raise Refusal("Välj slag av kostnad.", field="kind", message_en="Choose the kind of cost.")
    mine.delete()
    said = store(AdminCost, rows, year=year, source=source, association=held)
    _note(held, "administration_set", by, at, year=year, source=source, rows=said)


def _held(association: Association, year: int, by: Actor, at: datetime) -> Association:
    """The association, held until the transaction ends, after everything that does not depend on the rows."""
    check_set_economy(by, association)
    refuse_unless(economy.year_known(year, today=day_of(at), start=association.start, end=association.end))
    return Association.objects.select_for_update().get(pk=association.pk)


def _note(association: Association, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        by=by, at=at, what=f"association.{what}", subject_kind="association", subject=association.slug, data=data
    )
