"""Plan, budget and outcome of every measure and year. Invented; whole thousands of kronor. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from samordna.edge.demo import ostra_vattern
from samordna.edge.demo.measures import STRUCTURAL
from samordna.edge.demo.rows import Measure, MeasureYear

THOUSAND = 100_000  # öre


def measure_years(random: Random, measures: Sequence[Measure], today: date) -> list[MeasureYear]:
    """A row for every calendar year a measure was ongoing, the present one with the outcome so far."""
    told = ostra_vattern.budgets(measures, today)
    rows: list[MeasureYear] = []
    for position, measure in enumerate(measures):
        last = min(measure.end.year if measure.end else today.year, today.year)
        for year in range(measure.start.year, last + 1):
            rows.append(told.get((position, year)) or _row(random, position, measure, year, today))
    return rows


def _row(random: Random, position: int, measure: Measure, year: int, today: date) -> MeasureYear:
    structural = measure.orientation == STRUCTURAL
    budget = (60 if structural else 180) * measure.weight + 10 * random.randint(0, 60)
    used = random.uniform(0.82, 1.05)
    if year == today.year:
        used *= today.timetuple().tm_yday / 365
    planned = 0 if structural else measure.weight * random.randint(3, 9)
    return MeasureYear(position, year, planned, budget * THOUSAND, int(budget * used) * THOUSAND)
