"""Tables of unit costs: who reads one in, which hold for a call, and what their rows give for planned hours.

No amounts come with the system: where no table has been read in, staff is typed as an amount.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from samordna.agree.needs.actions import signature
from samordna.agree.needs.permissions import READERS, own_associations
from samordna.agree.preparation.cofinancing.cost_basis import ByHours, StaffHours
from samordna.agree.preparation.cofinancing.unit_cost_models import YEAR_HOURS, UnitCost, UnitCostTable
from samordna.agree.preparation.rules.attachments import clean_name, kind_of
from samordna.agree.preparation.rules.unit_costs import read_rates
from samordna.engine.formats.sheet_rows import NotASheet, rows_of_csv, rows_of_xlsx
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit, storable

LARGEST_FILE = 2_000_000
READS_IN = ("association_manager", "association_admin")
_READERS = {"csv": rows_of_csv, "xlsx": rows_of_xlsx}


def may_read_in(actor: Actor, association: str) -> bool:
    """A national table ("" for association) by the national administrator; an association's own by its manager or
    administrator.
    """
    if actor is SYSTEM:
        return True
    if not association:
        return actor.has("national_admin")
    return actor.has(*READS_IN, association=association)


def check_read_in(actor: Actor, association: str) -> None:
    """Raises NotFound outside one's associations, NotAllowed for those in it who only read."""
    if may_read_in(actor, association):
        return
    raise NotAllowed() if not association or actor.has(*READERS, association=association) else NotFound()


def places_for(actor: Actor) -> list[str]:
    """Where the actor may read in a table: slugs of associations, and "" for the nation."""
    return [*([""] if may_read_in(actor, "") else []), *own_associations(actor, READS_IN)]


def visible_tables(actor: Actor) -> QuerySet[UnitCostTable]:
    """National tables, and those of the associations that the actor works in."""
    tables = UnitCostTable.objects.select_related("association__organisation")
    if actor is SYSTEM:
        return tables
    return tables.filter(Q(association=None) | Q(association__slug__in=own_associations(actor)))


@transaction.atomic
def read_in(
    *,
    by: Actor,
    at: datetime,
    association: str,
    name: str,
    valid_from: date,
    year_hours: int,
    source: str,
    file_name: str,
    content: bytes,
) -> UnitCostTable:
    """Read a table from a CSV or XLSX file. The same file for the same day once more is the table that is there.

    Refusal for a file that is not what it says, and with the row for each amount that cannot be.
    """
    check_read_in(by, association)
    _check_words(name, source, year_hours)
    kept = clean_name(file_name)
    kind = kind_of(kept, content, LARGEST_FILE)
    if kind.ending not in _READERS:
        raise Refusal("Välj en fil i CSV eller XLSX.", "file", "choose a CSV or XLSX file")
    try:
        rates = read_rates(_READERS[kind.ending](content))
    except NotASheet as wrong:
        raise Refusal("Filen går inte att läsa. Spara den igen som CSV eller XLSX.", "file", str(wrong)) from wrong
    place = Association.objects.get(slug=association) if association else None
    digest = hashlib.sha256(content).hexdigest()
    facts = {"association": place, "name": name.strip(), "valid_from": valid_from, "year_hours": year_hours}
    there = UnitCostTable.objects.filter(**facts, source=source.strip(), sha256=digest).first()
    if there is not None:
        return there
    made = UnitCostTable.objects.create(
        **facts,
        source=source.strip(),
        file_name=kept,
        sha256=digest,
        at=at,
        by_id=by.account_id,
        by_name=signature(by),
    )
    lines = [UnitCost(table=made, function=r.function, year=r.year, ore=r.rate.ore) for r in rates]
    storable.check(*lines)
    UnitCost.objects.bulk_create(lines)
    data = {"valid_from": valid_from.isoformat(), "rows": len(rates), "sha256": digest}
    audit.record(by=by, at=at, what="unit_costs.read_in", subject_kind="unit_costs", subject=str(made.pk), data=data)
    return made


def _check_words(name: str, source: str, year_hours: int) -> None:
    if not name.strip():
        raise Refusal("Skriv vad tabellen heter.", "name", "write what the table is called")
    if not source.strip():
        raise Refusal("Skriv var tabellen kommer från.", "source", "write where the table comes from")
    if year_hours not in YEAR_HOURS:
        raise Refusal("Välj hur många timmar tabellens år har.", "year_hours", "choose the hours of the table's year")


def tables_for(association: Association, on: date) -> list[UnitCostTable]:
    """The tables that hold for a call of that day: of each name the newest version; the association's own first."""
    mine = UnitCostTable.objects.filter(Q(association=None) | Q(association=association), valid_from__lte=on)
    newest: dict[tuple[int | None, str], UnitCostTable] = {}
    for table in mine.order_by("valid_from", "at"):
        newest[table.association_id, table.name] = table
    return sorted(newest.values(), key=lambda t: (t.association_id is None, t.name))


def rates_of(table: UnitCostTable) -> dict[str, dict[int, Money]]:
    """The table's functions in its order, each with its amount per hour by year."""
    found: dict[str, dict[int, Money]] = {}
    for row in table.rows.all():
        found.setdefault(row.function, {})[row.year] = Money(row.ore)
    return found


def by_hours(table: UnitCostTable, planned: Mapping[str, tuple[int, Mapping[int, int]]]) -> ByHours:
    """Planned staffing at a table's amounts: function → persons, and the hours of each by year.

    Refusal for a function or year that the table has no amount for: nothing is guessed.
    """
    rates, rows = rates_of(table), []
    for function, (persons, hours) in planned.items():
        for year, count in sorted(hours.items()):
            rate = rates.get(function, {}).get(year)
            if rate is None:
                raise Refusal(
                    f"Tabellen har inget belopp för {function} {year}. Läs in en nyare tabell, eller skriv personalen"
                    " som belopp.",
                    message_en=f"The table has no amount for {function} in {year}.",
                )
            rows.append(StaffHours(function, year, persons, count, rate))
    return ByHours(table.name, table.valid_from, table.source, table.year_hours, tuple(rows))
