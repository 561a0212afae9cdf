"""What one runs, as files: measures with plan, cost and head counts; an association's means and administration.

Nobody is in it: numbers of participants that are registered one by one come with the reports, which protect them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from samordna.deliver.projects import permissions, queries
from samordna.deliver.projects.economy import may_see_economy
from samordna.deliver.projects.models import Measure
from samordna.ground.files.writing import csv_of, xlsx_of
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association

FORMATS: Final = ("csv", "xlsx", "json")
OF_ECONOMY: Final = ("association", "year", "what", "group", "kind", "financier", "description", "source", "value")
HEADINGS: Final = ("measure", "name", "year", "what", "kind", "description", "source", "value")


def export_measures(*, by: Actor, form: str) -> bytes:
    """Every measure that the person may change. Amounts in kronor; what nobody has said is left out."""
    seen = (
        queries.visible_measures(by)
        .order_by("code")
        .select_related("owner")
        .prefetch_related("groups", "fk_roles", "years", "budget_rows", "volumes")
    )
    own = [one for one in seen if permissions.may_change_measure(by, one)]
    if form == "json":
        return (json.dumps([_as_data(one) for one in own], ensure_ascii=False, indent=1) + "\n").encode()
    rows = list(_rows(own))
    return xlsx_of(HEADINGS, rows, "insatser") if form == "xlsx" else csv_of(HEADINGS, rows)


def _as_data(one: Measure) -> dict[str, Any]:
    facts = ("code", "name", "description", "orientation", "category", "follow_up", "esf")
    return {
        **{name: getattr(one, name) for name in facts},
        "start": one.start.isoformat(),
        "end": one.end.isoformat() if one.end else None,
        "groups": sorted(group.group for group in one.groups.all()),
        "form": one.form,
        "owner": one.owner.name if one.owner else "",
        "region": "national" if one.national else one.region_id or "",
        "programme_area": one.programme_area,
        "fk_roles": sorted(row.role for row in one.fk_roles.all()),
        "years": [dict(zip(HEADINGS[2:], row[2:], strict=True)) for row in _rows([one])],
    }


def _rows(measures: Iterable[Measure]) -> Iterator[list[str]]:
    for one in measures:
        found: list[tuple[int, str, str, str, str, str]] = []
        for year in one.years.all():
            if year.planned_participants is not None:
                found.append((year.year, "planned participants", "", "", "", str(year.planned_participants)))
        for row in one.budget_rows.all():
            for what, ore in (("budget", row.budget_ore), ("outcome", row.outcome_ore)):
                if ore is not None:
                    found.append((row.year, what, row.kind, row.description, row.source, str(Money(ore))))
        found += [(count.year, count.sex, "", "", "", str(count.persons)) for count in one.volumes.all()]
        yield from ([one.code, one.name, str(year), *rest] for year, *rest in sorted(found))


def export_economy(*, association: Association, by: Actor, form: str) -> bytes:
    """The means and the administration's costs of an association, every year, row by row. Amounts in kronor.

    For those who may read the association's economy; NotFound for others. What nobody has said is left out.
    """
    if not may_see_economy(by, association):
        raise NotFound
    rows = [[association.slug, *row] for row in sorted(_economy_rows(association), key=lambda row: int(row[0]))]
    if form == "json":
        found = {"association": association.slug, "name": association.name, "rows": _economy_data(rows)}
        return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
    return xlsx_of(OF_ECONOMY, rows, "ekonomi") if form == "xlsx" else csv_of(OF_ECONOMY, rows)


def _economy_rows(association: Association) -> Iterator[list[str]]:
    """Year, what, group of financiers, kind of cost, financier, description, file, amount."""
    for row in association.financing.select_related("financier").order_by("year", "position", "pk"):
        what = "own capital" if row.own_capital else "means"
        who = row.financier.name if row.financier else row.name
        yield [str(row.year), what, row.group, "", who, row.description, row.source, str(Money(row.amount_ore))]
    for cost in association.admin_costs.order_by("year", "position", "pk"):
        for what, ore in (("administration budget", cost.budget_ore), ("administration outcome", cost.outcome_ore)):
            if ore is not None:
                yield [str(cost.year), what, "", cost.kind, "", cost.description, cost.source, str(Money(ore))]


def _economy_data(rows: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    return [{name: cell for name, cell in zip(OF_ECONOMY[1:], row[1:], strict=True) if cell} for row in rows]
