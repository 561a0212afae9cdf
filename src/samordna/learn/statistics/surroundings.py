"""What leaves of the register beside its participants, as rows in an order that follows from the state alone.

There are thousands of these rows, not millions: they are read one by one and by the register's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from samordna.deliver.projects.economy import AssociationYear, economy_of
from samordna.deliver.projects.models import (
    AdminCost,
    BudgetRow,
    FinancingRow,
    Measure,
    MeasureGroup,
    MeasureShare,
    VolumeCount,
)
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association, Membership, Municipality
from samordna.learn.statistics import columns
from samordna.learn.statistics.declaring import ALWAYS
from samordna.learn.statistics.measure_columns import NATIONAL, OWN_CAPITAL, fk_part

#: A row on its way: the file and the values in the order of the file's columns.
Row = tuple[str, tuple[Any, ...]]
_ALWAYS = date.fromisoformat(ALWAYS)
_DAY = timedelta(days=1)


def rows() -> Iterator[Row]:
    """Every row of these files, file by file."""
    for source, found in (
        (columns.MEASURES, _measures()),
        (columns.MEASURE_GROUPS_FILE, _groups()),
        (columns.MEASURE_SHARES, _shares()),
        (columns.PROJECTS, _projects()),
        (columns.COUNTS, _counts()),
        (columns.ASSOCIATIONS, _associations()),
        (columns.AREAS, _areas()),
        (columns.MONEY, _money()),
    ):
        for values in found:
            yield source.name, tuple(None if value == "" else value for value in values)


def _measures() -> QuerySet[Any, Any]:
    return Measure.objects.order_by("code").values_list(
        "code", "association__slug", "orientation", "category", "follow_up", "esf", "start", "end"
    )


def _groups() -> QuerySet[Any, Any]:
    return MeasureGroup.objects.order_by("measure__code", "group").values_list("measure__code", "group")


def _counts() -> QuerySet[Any, Any]:
    return VolumeCount.objects.order_by("measure__code", "year", "sex").values_list(
        "measure__code", "measure__association__slug", "measure__orientation", "year", "sex", "persons"
    )


def _associations() -> QuerySet[Any, Any]:
    return Association.objects.order_by("slug").values_list("slug", "name", "start", "end")


def _projects() -> Iterator[tuple[Any, ...]]:
    """Measures that ESF pays: where, whose, and how FK takes part."""
    for one in (
        Measure.objects.filter(esf=True)
        .select_related("association", "owner")
        .prefetch_related("fk_roles")
        .order_by("code")
    ):
        place = NATIONAL if one.national else one.region_id
        kind = one.owner.kind if one.owner else None
        fk = fk_part(kind, [row.role for row in one.fk_roles.all()])
        yield one.code, one.association_slug, one.orientation, one.programme_area, place, kind, fk, one.start, one.end


# Who bears a measure -------------------------------------------------------------------------------------------------


def _shares() -> Iterator[tuple[Any, ...]]:
    """All is the leading association's until the first division; then each division holds until the next."""
    divided = MeasureShare.objects.order_by("measure__code", "valid_from", "association__slug").values_list(
        "measure__code", "valid_from", "association__slug", "share"
    )
    by_measure = {code: list(of_it) for code, of_it in groupby(divided, key=lambda row: row[0])}
    leads = Measure.objects.filter(association__isnull=False).order_by("code")
    for code, lead in leads.values_list("code", "association__slug"):
        divisions = [(_ALWAYS, [(lead, MeasureShare.WHOLE)])] + [
            (since, [(who, share) for *_, who, share in of_day])
            for since, of_day in groupby(by_measure.get(code, ()), key=lambda row: row[1])
        ]
        ends = [since - _DAY for since, _shares in divisions[1:]] + [None]
        for (since, shares), until in zip(divisions, ends, strict=True):
            for who, share in shares:
                yield code, who, since, until, share


# Areas ---------------------------------------------------------------------------------------------------------------


def _areas() -> Iterator[tuple[Any, ...]]:
    """The associations of each municipality from day to day, and the times when it was in none."""
    members = Membership.objects.filter(municipality__isnull=False).order_by("municipality", "association__slug")
    spells: dict[str, list[tuple[date, date | None, str]]] = {}
    for code, slug, since, until in members.values_list("municipality", "association__slug", "valid_from", "valid_to"):
        spell = (since or _ALWAYS, until - _DAY if until else None, slug)
        spells.setdefault(code, []).append(spell)
    places = Municipality.objects.order_by("code").values_list("code", "county", "county__nuts2")
    for code, county, region in places:
        for since, until, association in _whole_time(spells.get(code, [])):
            yield code, county, region, association, since, until


def _whole_time(spells: Sequence[tuple[date, date | None, str]]) -> list[tuple[date, date | None, str | None]]:
    """The spells by day, with the gaps between them filled by None."""
    filled: list[tuple[date, date | None, str | None]] = []
    next_day: date | None = _ALWAYS
    for since, until, slug in sorted(spells, key=lambda spell: (spell[0], spell[2])):
        if next_day is not None and since > next_day:
            filled.append((next_day, since - _DAY, None))
        filled.append((since, until, slug))
        next_day = None if until is None or next_day is None else max(next_day, until + _DAY)
    if next_day is not None:
        filled.append((next_day, None, None))
    return filled


# Money ---------------------------------------------------------------------------------------------------------------


def _money() -> Iterator[tuple[Any, ...]]:
    """The economy of each association and year, by the rule that divides what joint measures cost."""
    years = sorted(
        {
            year
            for model in (FinancingRow, AdminCost, BudgetRow)
            for year in model._default_manager.order_by().values_list("year", flat=True).distinct()
        }
    )
    slugs: dict[int | None, str] = dict(Association.objects.values_list("pk", "slug"))
    for year in years:
        found = {slugs.get(who, ""): of_it for (who, _year), of_it in economy_of(None, [year]).items()}
        for slug in sorted(found):
            yield from ((slug, *row) for row in _of_association(found[slug]))


def _of_association(of: AssociationYear) -> Iterator[tuple[Any, ...]]:
    groups = [(OWN_CAPITAL if row.own_capital else row.group) for row in of.means]
    for what in sorted(set(groups)):
        own = what == OWN_CAPITAL
        yield from _said(of, None, "means", what, means=of.means_of(None if own else what, own_capital=own))
    for bears in sorted(of.measures, key=lambda one: one.measure.code):
        for what, cost in sorted(bears.kinds.items()):
            yield from _said(of, bears.measure.code, "measures", what, budget=cost.budget, outcome=cost.outcome)
    for what in sorted({row.kind for row in of.administration}):
        cost = of.admin_sum(what)
        yield from _said(of, None, "administration", what, budget=cost.budget, outcome=cost.outcome)


def _said(
    of: AssociationYear, measure: str | None, part: str, what: str, **amounts: Money | None
) -> Iterator[tuple[Any, ...]]:
    """A row for each amount that somebody has said."""
    for kind, amount in amounts.items():
        if amount is not None:
            yield measure, of.year, part, kind, what, amount.ore
