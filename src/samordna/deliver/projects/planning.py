"""What is planned for a measure's calendar year, and the rows of what it costs: typed, or read from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from samordna.deliver.projects import permissions, rules
from samordna.deliver.projects.models import BudgetRow, Measure, MeasureYear
from samordna.deliver.projects.rows import CostRow, check_unchanged, store
from samordna.deliver.projects.rules import economy
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit


@transaction.atomic
def plan_year(
    *,
    measure: Measure,
    year: int,
    planned_participants: int | None,
    rows: Sequence[CostRow] | None = None,
    seen: str = "",
    by: Actor,
    at: datetime,
) -> MeasureYear:
    """Set how many are planned and, where ``rows`` are given, the year's typed rows in their order.

    Rows that were read from a file stay. ``seen`` is the ``state_of`` the typed rows when the page was opened:
    Refusal if somebody has changed them since.
    """
    permissions.check_change_measure(by, measure)
    refuse_unless(
        rules.year_within(year, start=measure.start, end=measure.end),
        rules.not_negative(planned_participants, "planned_participants"),
    )
    Measure.objects.select_for_update().get(pk=measure.pk)
    made, _ = MeasureYear.objects.update_or_create(
        measure=measure, year=year, defaults={"planned_participants": planned_participants}
    )
    data: dict[str, Any] = {"planned_participants": planned_participants}
    if rows is not None:
        typed = measure.budget_rows.filter(year=year, source="")
        check_unchanged(typed, seen)
        typed.delete()
        data["rows"] = _store(measure, year, rows)
    _note(measure, "year_planned", by, at, year=year, **data)
    return made


@transaction.atomic
def replace_rows_from(
    *, measure: Measure, year: int, source: str, rows: Sequence[CostRow], by: Actor, at: datetime
) -> None:
    """Let a file's rows of a year be exactly these: reading the file again changes nothing, an empty list takes away.

    ``source`` names the file and is what tells its rows from the typed ones and those of other files.
    """
    if not source:
        raise ValueError("rows read from a file carry its name")
    permissions.check_change_measure(by, measure)
    refuse_unless(rules.year_within(year, start=measure.start, end=measure.end))
    Measure.objects.select_for_update().get(pk=measure.pk)
    measure.budget_rows.filter(year=year, source=source).delete()
    written = _store(measure, year, rows, source=source)
    _note(measure, "rows_imported", by, at, year=year, source=source, rows=written)


def _store(measure: Measure, year: int, rows: Sequence[CostRow], source: str = "") -> list[dict[str, Any]]:
    for row in rows:
        refuse_unless(economy.kind_fits(row.kind, esf=measure.esf))
    return store(BudgetRow, rows, year=year, source=source, measure=measure)


def _note(measure: Measure, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(by=by, at=at, what=f"measure.{what}", subject_kind="measure", subject=measure.code, data=data)
