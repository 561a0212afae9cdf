"""The cost report: means by group of financiers, what measures and administration cost, and what is left.

Sums of what is stored; None where nobody has said anything, which is not 0. Own capital is what there was when the
first of the years began, so it is not added up over years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from samordna.deliver.projects.economy import AssociationYear, admin_kinds, economy_of
from samordna.deliver.projects.models import CostKind, FinancierGroup
from samordna.deliver.projects.rules.economy import Sum, total
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association


@dataclass(frozen=True)
class Costs:
    """The economy of some associations over some years. ``means`` are without own capital, by group of financiers."""

    means: dict[str, Money | None]
    own_capital: Money | None
    measures: dict[str, Sum]
    administration: dict[str, Sum]

    @property
    def all_means(self) -> Money | None:
        """Means and own capital together."""
        return together([*self.means.values(), self.own_capital])

    @property
    def measure_costs(self) -> Sum:
        """What the measures cost, the associations' own and ESF's."""
        return total(self.measures.values())

    @property
    def admin_costs(self) -> Sum:
        """What the administration costs."""
        return total(self.administration.values())

    @property
    def all_costs(self) -> Sum:
        """Measures and administration."""
        return self.measure_costs + self.admin_costs

    @property
    def left(self) -> Sum:
        """Means less costs, as budgeted and as it became."""
        means, costs = self.all_means, self.all_costs
        return Sum(_less(means, costs.budget), _less(means, costs.outcome), costs.missing)


@dataclass(frozen=True)
class MeasureCost:
    """What one measure cost over the years, by kind."""

    code: str
    name: str
    kind: str
    sum: Sum


def together(amounts: Iterable[Money | None]) -> Money | None:
    """The sum of what has been said; None when nothing has.

    >>> together([None, Money(5), Money(1)]), together([None])
    (Money(ore=6), None)
    """
    known = [amount for amount in amounts if amount is not None]
    return Money.total(known) if known else None


def _less(means: Money | None, cost: Money | None) -> Money | None:
    return None if means is None or cost is None else means - cost


def years_of(associations: Collection[Association], years: Sequence[int]) -> list[AssociationYear]:
    """Every association and year with its economy: a fixed number of questions, however many they are."""
    return list(economy_of(associations, years).values()) if associations else []


def costs(of: Sequence[AssociationYear]) -> Costs:
    """All of them together."""
    first = min((one.year for one in of), default=0)
    return Costs(
        {group: together(one.means_of(group, own_capital=False) for one in of) for group in FinancierGroup.values},
        together(one.means_of(own_capital=True) for one in of if one.year == first),
        {kind: total(one.measure_sum(kind) for one in of) for kind in CostKind.values},
        {kind: total(one.admin_sum(kind) for one in of) for kind in admin_kinds(of)},
    )


def by_measure(of: Iterable[AssociationYear]) -> list[MeasureCost]:
    """Each measure and kind of cost, by name."""
    found: dict[tuple[str, str, str], Sum] = {}
    for year in of:
        for one in year.measures:
            for kind, said in one.kinds.items():
                key = (one.measure.name, one.measure.code, kind)
                found[key] = found.get(key, Sum()) + said
    return [MeasureCost(code, name, kind, said) for (name, code, kind), said in sorted(found.items())]
