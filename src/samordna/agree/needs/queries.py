"""What can be asked about needs, by the names people use."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from samordna.agree.needs import rules
from samordna.agree.needs.models import Estimate, EstimateGroup, Need
from samordna.agree.needs.permissions import check_see_need, visible_estimates, visible_needs
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor

NATIONAL_2016 = "skl-2016"


@dataclass(frozen=True)
class GroupLine:
    """A group with what follows from it. ``low_persons``/``high_persons`` add up to the whole in whole persons."""

    group: EstimateGroup
    value: rules.Stock
    low_persons: int
    high_persons: int


@dataclass(frozen=True)
class EstimateView:
    """An estimate with its sums, its interval and, when a printed source has results, the comparison with them."""

    estimate: Estimate
    lines: tuple[GroupLine, ...]
    total: Fraction
    interval: rules.Interval
    comparison: rules.Comparison | None
    assumptions: tuple[str, ...]
    largest: GroupLine

    @property
    def low_persons(self) -> int:
        """The lower end in whole persons."""
        return rules.round_half_up(self.interval.low)

    @property
    def high_persons(self) -> int:
        """The higher end in whole persons."""
        return rules.round_half_up(self.interval.high)

    def share(self, persons: Fraction | int) -> Fraction | None:
        """Per cent of the population, one decimal; None when the population is not known."""
        return rules.percent(persons, self.estimate.population) if self.estimate.population else None


def need_by_key(actor: Actor, key: str) -> Need:
    """The need with this key; NotFound if it does not exist or lies outside the actor's scope."""
    need = visible_needs(actor).filter(key=key).first()
    if need is None:
        raise NotFound()
    check_see_need(actor, need)
    return need


def needs_of(actor: Actor) -> list[Need]:
    """All needs the actor may see, the newest first."""
    return list(visible_needs(actor).order_by("-written_at", "-number"))


def estimate_by_key(actor: Actor, key: str = NATIONAL_2016) -> EstimateView:
    """An estimate with everything that follows from it; NotFound when it is not there or not for the actor."""
    estimate = visible_estimates(actor).filter(key=key).prefetch_related("groups").first()
    if estimate is None:
        raise NotFound()
    return view_of(estimate)


def view_of(estimate: Estimate) -> EstimateView:
    """The estimate's sums and interval, computed anew from its groups."""
    groups = list(estimate.groups.all())
    stocks = [group.stock_value for group in groups]
    low, high = rules.whole_persons([s.low for s in stocks]), rules.whole_persons([s.high for s in stocks])
    lines = tuple(GroupLine(*row) for row in zip(groups, stocks, low, high, strict=True))
    compared = all(stock.printed is not None for stock in stocks)
    return EstimateView(
        estimate=estimate,
        lines=lines,
        total=rules.total(stocks),
        interval=rules.interval(stocks, estimate.overlap),
        comparison=rules.compare(stocks) if compared else None,
        assumptions=tuple(line.strip() for line in estimate.note.splitlines() if line.strip()),
        largest=max(lines, key=lambda line: line.value.low),
    )
