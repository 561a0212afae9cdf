"""What can be asked about money: an association's means, its part of what measures cost, and its administration.

Every figure is what is stored, or a sum of it. A joint measure's rows are divided by its shares row by row, so that
what its associations bear adds up to what it costs, to the öre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from samordna.deliver.projects import sharing
from samordna.deliver.projects.models import AdminCost, BudgetRow, FinancingRow, Measure, MeasureShare
from samordna.deliver.projects.permissions import FOLLOWS, RUNS
from samordna.deliver.projects.queries import row_sum
from samordna.deliver.projects.rules import shares as share_rules
from samordna.deliver.projects.rules.economy import Sum, total
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association


@dataclass(frozen=True)
class Bears:
    """What a measure costs one association in a year: the parts of its rows by kind of cost, and in all the row's."""

    measure: Measure
    kinds: Mapping[str, Sum]
    weight: int
    weights: int

    @property
    def is_joint(self) -> bool:
        """Whether others bear some of it."""
        return self.weight < self.weights

    def sum(self, kind: str | None = None) -> Sum:
        """Budget and outcome, of one kind of cost or of all."""
        return total(each for name, each in self.kinds.items() if kind in (None, name))


@dataclass(frozen=True)
class AssociationYear:
    """The economy of an association in a calendar year. Nothing is hidden: these are the association's own papers.

    The association is None for projects that no association is in: they have costs only.
    """

    association_id: int | None
    year: int
    means: tuple[FinancingRow, ...] = ()
    measures: tuple[Bears, ...] = ()
    administration: tuple[AdminCost, ...] = ()

    def means_of(self, group: str | None = None, *, own_capital: bool | None = None) -> Money | None:
        """The means of a group of financiers, or all; None when no row says any."""
        return _said(
            row.amount_ore
            for row in self.means
            if group in (None, row.group) and own_capital in (None, row.own_capital)
        )

    def measure_sum(self, kind: str | None = None) -> Sum:
        """What the measures cost the association."""
        return total(each.sum(kind) for each in self.measures)

    def admin_sum(self, kind: str | None = None) -> Sum:
        """What the administration costs."""
        return total(row_sum(row) for row in self.administration if kind in (None, row.kind))

    @property
    def costs(self) -> Sum:
        """Measures and administration together."""
        return self.measure_sum() + self.admin_sum()

    @property
    def left(self) -> Sum:
        """Means less costs, as budgeted and as it became; None where one of the two is not known."""
        means, costs = self.means_of(), self.costs
        return Sum(_less(means, costs.budget), _less(means, costs.outcome), costs.missing)


def admin_kinds(of: Collection[AssociationYear]) -> tuple[str, ...]:
    """The kinds of administrative cost that can be written in any of the years, and those that are written."""
    days = (date(year, *ends) for year in {one.year for one in of} for ends in ((1, 1), (12, 31)))
    written = {row.kind for one in of for row in one.administration}
    return code_list("admin_cost").in_force(*days, kept=written)


def _said(amounts: Iterable[int]) -> Money | None:
    known = list(amounts)
    return Money(sum(known)) if known else None


def _less(means: Money | None, cost: Money | None) -> Money | None:
    return None if means is None or cost is None else means - cost


@dataclass
class _Year:
    means: list[FinancingRow] = field(default_factory=list)
    measures: list[Bears] = field(default_factory=list)
    administration: list[AdminCost] = field(default_factory=list)


def economy_of(
    associations: Collection[Association] | None, years: Collection[int]
) -> dict[tuple[int | None, int], AssociationYear]:
    """(association id, year) → its economy, for some associations or, with None, for every one that has any.

    A fixed number of questions to the database, however many there are.
    """
    found: dict[tuple[int | None, int], _Year] = defaultdict(_Year)
    for one in associations or ():
        for year in years:
            found[one.pk, year] = _Year()
    ours = {} if associations is None else {"association__in": [one.pk for one in associations]}
    for means in FinancingRow.objects.filter(year__in=years, **ours).select_related("financier"):
        found[means.association_id, means.year].means.append(means)
    for cost in AdminCost.objects.filter(year__in=years, **ours):
        found[cost.association_id, cost.year].administration.append(cost)
    for who, year, bears in _borne(associations, years):
        if associations is None or (who, year) in found:
            found[who, year].measures.append(bears)
    return {
        (who, year): AssociationYear(who, year, tuple(it.means), tuple(it.measures), tuple(it.administration))
        for (who, year), it in found.items()
    }


def _borne(
    associations: Collection[Association] | None, years: Collection[int]
) -> Iterable[tuple[int | None, int, Bears]]:
    """Every association and year that a measure has cost something, with its part."""
    rows: dict[int, dict[int, list[BudgetRow]]] = defaultdict(lambda: defaultdict(list))
    chosen = BudgetRow.objects.filter(year__in=years)
    if associations is not None:
        chosen = chosen.filter(measure__in=borne_by(associations))
    for row in chosen:
        rows[row.measure_id][row.year].append(row)
    measures = Measure.objects.filter(pk__in=rows).select_related("association", "owner").order_by("name", "code")
    divisions = sharing.divisions_of(measures)
    for measure in measures:
        for year, of_year in sorted(rows[measure.pk].items()):
            weights = sharing.weights_of(measure, year, divisions.get(measure.pk, ()))
            for who, kinds in parts_of(of_year, weights).items():
                yield who, year, Bears(measure, kinds, weights[who], sum(weights.values()))


def borne_by(associations: Collection[Association]) -> QuerySet[Measure]:
    """The measures that some associations lead or bear a share of."""
    ids = [one.pk for one in associations]
    sharing_ids = MeasureShare.objects.filter(association__in=ids).values("measure")
    return Measure.objects.filter(Q(association__in=ids) | Q(pk__in=sharing_ids))


def parts_of(rows: Iterable[BudgetRow], weights: Mapping[int | None, int]) -> dict[int | None, dict[str, Sum]]:
    """Association id → kind of cost → its part of some rows. The parts of every row add up to it."""
    parts: dict[int | None, dict[str, Sum]] = {who: {} for who in weights}
    for row in rows:
        said = row_sum(row)
        budget, outcome = _divided(said.budget, weights), _divided(said.outcome, weights)
        for who, kinds in parts.items():
            mine = Sum(budget[who], outcome[who], said.missing)
            kinds[row.kind] = kinds.get(row.kind, Sum()) + mine
    return parts


def _divided(amount: Money | None, weights: Mapping[int | None, int]) -> dict[int | None, Money | None]:
    if amount is None:
        return dict.fromkeys(weights)
    return dict(share_rules.divided(amount, weights).items())


def years_with_economy(association: Association) -> set[int]:
    """The years of which an association has any row of its own, or any cost of a measure."""
    found = {row.year for rows in (association.financing, association.admin_costs) for row in rows.only("year")}
    return found | set(BudgetRow.objects.filter(measure__in=borne_by([association])).values_list("year", flat=True))


# Who may


def may_see_economy(actor: Actor, association: Association) -> bool:
    """Those who run or follow the association."""
    return actor.has(*FOLLOWS, association=association.slug)


def may_set_economy(actor: Actor, association: Association) -> bool:
    """The association's administrator and its manager."""
    return actor.has(*RUNS, association=association.slug)


def check_set_economy(actor: Actor, association: Association) -> None:
    """NotFound outside one's associations, NotAllowed inside them for those who may only read."""
    if not may_set_economy(actor, association):
        raise NotAllowed if association.slug in actor.associations else NotFound
