"""How many different people took part, over an association's measures or a measure's years.

Only over those two fixed sets is it said how many are counted more than once: with sets of one's own choice a reader
could compare two that differ by one measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from samordna.deliver.participants.figures import MODES, PERSON, SEXES, Between, YearFigures, people, shown, together
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import FOLLOWS, may_see_exact_counts
from samordna.ground.kernel.words import Words
from samordna.ground.parties.actor import Actor


@dataclass(frozen=True)
class Whole:
    """Different people, women and men; and entries of each mode as they are counted in the parts."""

    women: Between
    men: Between
    by_mode: Mapping[str, Between]

    @property
    def all(self) -> Between:
        """Women and men together."""
        return self.women + self.men

    @property
    def reasons(self) -> tuple[Words, ...]:
        """Why any of them is an interval."""
        return self.all.reasons()


def over_years(
    actor: Actor, measure: Measure, figures: Mapping[tuple[int, int], YearFigures], years: Sequence[int]
) -> Whole:
    """A measure over ``years``: all its years so far. One question, whatever their number."""
    again: dict[str, Between | None] = {}
    if len(years) > 1:
        spans = {"once": (min(years), max(years)), **{f"y{year}": (year, year) for year in years}}
        counts = {name: Count("person", filter=_in_years(*span), distinct=True) for name, span in spans.items()}
        exact = may_see_exact_counts(actor, measure)
        rows = _with_person_data([measure]).values_list("sex").annotate(**counts)
        more = {sex: sum(by_year) - one for sex, one, *by_year in rows}
        again = {sex: shown(more.get(sex, 0), exact=exact) for sex in SEXES}
    return _whole([figures[measure.pk, year] for year in years], again)


def over_measures(
    actor: Actor, measures: Sequence[Measure], figures: Mapping[tuple[int, int], YearFigures], year: int
) -> dict[int | None, Whole]:
    """Association id → its ``measures`` that ran in the year together. One question, whatever their number.

    For those who follow only some measures of an association it is not said how many take part in several.
    """
    more: Counter[tuple[int | None, str]] = Counter()
    pair = Concat(Cast("measure_id", CharField()), Value(":"), "person", output_field=CharField())
    rows = (
        _with_person_data(measures)
        .filter(_in_years(year, year))
        .values_list("measure__association_id", "sex")
        .annotate(each=Count(pair, distinct=True), once=Count("person", distinct=True))
    )
    for association, sex, each, once in rows:
        more[association, sex] = each - once
    found = {}
    for association in dict.fromkeys(one.association_id for one in measures):
        own = [one for one in measures if one.association_id == association]
        follows = actor.has(*FOLLOWS, association=own[0].association_slug)
        exact = all(may_see_exact_counts(actor, one) for one in own)
        again = {sex: shown(more[association, sex], exact=exact) if follows or exact else None for sex in SEXES}
        found[association] = _whole([figures[one.pk, year] for one in own], again)
    return found


def _whole(cells: Sequence[YearFigures], again: Mapping[str, Between | None]) -> Whole:
    by_mode = {mode: together(cell.of(mode=mode) for cell in cells) for mode in MODES}
    return Whole(people(cells, again, "women"), people(cells, again, "men"), by_mode)


def _with_person_data(measures: Iterable[Measure]) -> QuerySet[Participation]:
    chosen = Participation.objects.filter(measure__in=list(measures), mode=PERSON)
    return chosen.exclude(state="mistaken").order_by()


def _in_years(first: int, last: int) -> Q:
    """Took part on any day of the years, by the same rule as ``rules.is_ongoing``."""
    return Q(start__lte=date(last, 12, 31)) & (Q(end__isnull=True) | Q(end__gte=date(first, 1, 1)))
