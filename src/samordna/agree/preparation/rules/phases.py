"""The planning and closing phases, when no participant takes part and so none gives benefits: checked on their own.

What is planned for a year belongs to its phases by their days of that year (largest remainder), so that phases add
up to the year. The requirement holds for the whole project; what a phase lacks must come while participants are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share

Phase = Literal["planning", "open", "closing"]
PHASES: Final[tuple[Phase, ...]] = ("planning", "open", "closing")
_DAY: Final = timedelta(days=1)
#: More hours than this for one participant and working day cannot be meant.
HOURS_A_DAY: Final = 8


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a plan, both inclusive, and where its phases without participants end and begin."""

    start: date
    end: date
    planning_until: date | None = None
    closing_from: date | None = None

    def of(self, phase: Phase) -> tuple[date, date] | None:
        """First and last day of a phase; None when it has no day."""
        opens = self.planning_until + _DAY if self.planning_until else self.start
        closes = self.closing_from - _DAY if self.closing_from else self.end
        first, last = {
            "planning": (self.start, opens - _DAY),
            "open": (opens, closes),
            "closing": (closes + _DAY, self.end),
        }[phase]
        return (first, last) if first <= last else None

    def days(self, phase: Phase, year: int) -> int:
        """How many days of a year lie in a phase."""
        found = self.of(phase)
        if found is None:
            return 0
        first, last = max(found[0], date(year, 1, 1)), min(found[1], date(year, 12, 31))
        return max(0, (last - first).days + 1)

    def working_days(self, year: int) -> int:
        """Mondays to Fridays of a year on which participants can be there."""
        found = self.of("open")
        if found is None:
            return 0
        first, last = max(found[0], date(year, 1, 1)), min(found[1], date(year, 12, 31))
        days = (last - first).days + 1
        return sum(1 for n in range(days) if (first + n * _DAY).weekday() < 5)

    def part(self, amount: Money, year: int) -> dict[Phase, Money]:
        """An amount of a year by phase; all of it is open where the year has no day in the plan."""
        weights = [self.days(phase, year) for phase in PHASES]
        parts = amount.split(weights if any(weights) else [0, 1, 0])
        return dict(zip(PHASES, parts, strict=True))


@dataclass(frozen=True, slots=True)
class PhaseFigures:
    """A phase: what it costs in cash, what parties promise without participants, and what would be required of it."""

    phase: Phase
    first: date
    last: date
    cash_costs: Money
    cash: Money
    wages: Money
    required: Money

    @property
    def promised(self) -> Money:
        """Cash and wages: what does not need participants."""
        return self.cash + self.wages

    @property
    def missing(self) -> Money:
        """What the phase lacks when it is looked at on its own; zero when it has enough."""
        return max(Money.zero(), self.required - self.promised)


def check_span(span: Span) -> Iterator[Refusal]:
    """Phases lie within the plan, planning before closing, and leave days with participants between them."""
    for name, day in (("planning_until", span.planning_until), ("closing_from", span.closing_from)):
        if day is not None and not span.start <= day <= span.end:
            yield Refusal("Dagen ligger utanför planen.", name, "the day lies outside the plan")
            return
    if span.of("open") is None:
        yield Refusal(
            "Det måste finnas tid med deltagare mellan planeringen och avslutningen.",
            "closing_from" if span.closing_from else "planning_until",
            "there must be days with participants between planning and closing",
        )


def without_participants(span: Span, year: int) -> bool:
    """A year of the plan in which no participant takes part, so that benefits cannot be promised."""
    return span.days("open", year) == 0


def figures(
    span: Span,
    cash_costs: Mapping[int, Money],
    cash: Mapping[int, Money],
    wages: Mapping[int, Money],
    support: Share,
) -> tuple[PhaseFigures, ...]:
    """The phases that have days, in order of time. Their costs and promises add up to the plan's to the öre."""
    return tuple(
        _figures(span, phase, days, (_sum(span, m, phase) for m in (cash_costs, cash, wages)), support)
        for phase in PHASES
        if (days := span.of(phase)) is not None
    )


def _figures(span: Span, phase: Phase, days: tuple[date, date], sums: Iterator[Money], support: Share) -> PhaseFigures:
    cash_costs, cash, wages = sums
    total = cash_costs + wages
    return PhaseFigures(phase, *days, cash_costs, cash, wages, total - total.times(support))


def _sum(span: Span, amounts: Mapping[int, Money], phase: Phase) -> Money:
    return Money.total(span.part(amount, year)[phase] for year, amount in amounts.items())
