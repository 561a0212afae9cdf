"""What an association hands in for a year, derived from the register: nothing is typed twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Count, Q

from samordna.deliver.participants.figures import ANONYMOUS, PERSON, SEXES, VOLUME
from samordna.deliver.participants.models import KeptCount, Participation
from samordna.deliver.projects.economy import AssociationYear, admin_kinds, economy_of
from samordna.deliver.projects.models import CostKind, FinancierGroup, Measure
from samordna.deliver.projects.queries import ran_in, volumes
from samordna.deliver.reporting.rules.hand_in import (
    MEASURES,
    MISTAKEN,
    ORE,
    PERSONS,
    RETAINED,
    WITHDRAWN,
    Facts,
    MeasureFacts,
    Row,
)
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Association


def rows_and_facts(association: Association, year: int) -> tuple[tuple[Row, ...], Facts]:
    """The rows in the order of print, and what is filled in. A fixed number of questions to the database."""
    economy = economy_of([association], [year])[association.pk, year]
    measures = measures_of(association, year)
    typed = {code: by_sex for (code, its_year), by_sex in _volumes(measures).items() if its_year == year}
    rows = (
        *_means(economy),
        *_administration(economy),
        *_costs(economy),
        *_categories(measures),
        *_participants(measures, year, typed),
    )
    return rows, _facts(economy, measures, typed)


def measures_of(association: Association, year: int) -> list[Measure]:
    """Its measures that ran in the year, and those that somebody took part in whatever their dates say now."""
    counted = Participation.objects.filter(_in_year(year) | Q(mode=ANONYMOUS, start_year=year)).exclude(
        state="mistaken"
    )
    there = Q(pk__in=counted.filter(measure__association=association).values("measure"))
    return list(Measure.objects.filter(ran_in(year) | there, association=association).order_by("name", "code"))


def registered_after(association: Association, year: int, at: datetime) -> dict[tuple[str, str], int]:
    """(measure code, sex) → how many with person data of the year were registered after a moment."""
    late = Participation.objects.filter(_in_year(year), measure__association=association, registered_at__gt=at)
    counted = late.exclude(state="mistaken").order_by().values_list("measure__code", "sex")
    return {(code, sex): n for code, sex, n in counted.annotate(Count("person", distinct=True))}


def _ore(amount: Money | None) -> int | None:
    return None if amount is None else amount.ore


def _means(economy: AssociationYear) -> Iterator[Row]:
    for group in FinancierGroup.values:
        yield Row("means", (group,), "", ORE, _ore(economy.means_of(group, own_capital=False)))
    yield Row("own_capital", (), "", ORE, _ore(economy.means_of(own_capital=True)))


def _administration(economy: AssociationYear) -> Iterator[Row]:
    for kind in admin_kinds([economy]):
        said = economy.admin_sum(kind)
        yield Row("administration", (kind, "budget"), "", ORE, _ore(said.budget))
        yield Row("administration", (kind, "outcome"), "", ORE, _ore(said.outcome))


def _costs(economy: AssociationYear) -> Iterator[Row]:
    for one in economy.measures:
        for kind in CostKind.values:
            if kind in one.kinds:
                said = one.kinds[kind]
                parts = (one.measure.code, kind)
                yield Row("costs", (*parts, "budget"), one.measure.name, ORE, _ore(said.budget))
                yield Row("costs", (*parts, "outcome"), one.measure.name, ORE, _ore(said.outcome))


def _categories(measures: Iterable[Measure]) -> Iterator[Row]:
    counted = Counter(one.category for one in measures)
    for code in (*code_list("category").values, ""):
        if counted[code]:
            yield Row("categories", (code,), "", MEASURES, counted[code])


def _participants(measures: Iterable[Measure], year: int, typed: dict[str, dict[str, int]]) -> Iterator[Row]:
    counted = _counted(measures, year)
    for one in measures:
        for sex in SEXES:
            if one.follow_up == "numbers":
                yield Row("participants", (one.code, sex, VOLUME), one.name, PERSONS, typed.get(one.code, {}).get(sex))
            else:
                for part, number in counted[one.code, sex].items():
                    yield Row("participants", (one.code, sex, part), one.name, PERSONS, number)


def _counted(measures: Iterable[Measure], year: int) -> dict[tuple[str, str], dict[str, int]]:
    """How many of each mode, by the same rule as the measure's page, and how many left it otherwise."""
    parts = (PERSON, ANONYMOUS, WITHDRAWN, MISTAKEN)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(parts, 0))
    so_far, counts = Q(start_year__lte=year), ~Q(state="mistaken")
    rows = (
        Participation.objects.filter(measure__in=list(measures))
        .order_by()
        .values_list("measure__code", "sex")
        .annotate(
            person=Count("person", distinct=True, filter=_in_year(year) & counts),
            anonymous=Count("pk", filter=Q(mode=ANONYMOUS, start_year=year) & counts),
            withdrawn=Count("pk", filter=so_far & Q(state="withdrawn")),
            mistaken=Count("pk", filter=so_far & Q(state="mistaken")),
        )
    )
    for code, sex, *numbers in rows:
        found[code, sex] = dict(zip(parts, numbers, strict=True))
    kept = KeptCount.objects.filter(measure__in=list(measures), year=year)  # what retention would have taken away
    for code, sex, more, people in kept.values_list("measure__code", "sex", "more", "people"):
        found[code, sex][ANONYMOUS] = max(0, found[code, sex][ANONYMOUS] + more)
        if people:
            found[code, sex][RETAINED] = people
    return found


def _in_year(year: int) -> Q:
    """With person data, on any day of the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Q(mode=PERSON, start__lte=last) & (Q(end__isnull=True) | Q(end__gte=first))


def _volumes(measures: Iterable[Measure]) -> dict[tuple[str, int], dict[str, int]]:
    codes = {one.pk: one.code for one in measures}
    return {(codes[pk], year): by_sex for (pk, year), by_sex in volumes(measures).items()}


def _facts(economy: AssociationYear, measures: Iterable[Measure], typed: dict[str, dict[str, int]]) -> Facts:
    costs = {one.measure.pk: one.sum() for one in economy.measures}
    kansli = economy.admin_sum()
    return Facts(
        means=economy.means_of(own_capital=False) is not None,
        own_capital=economy.means_of(own_capital=True) is not None,
        administration=kansli.budget is not None or kansli.outcome is not None,
        administration_outcome=kansli.outcome is not None and not kansli.missing,
        measures=tuple(
            MeasureFacts(
                code=one.code,
                name=one.name,
                counted=one.follow_up == "numbers" and one.orientation == "individual",
                category=bool(one.category),
                budget=one.pk in costs and costs[one.pk].budget is not None,
                outcome=one.pk in costs and costs[one.pk].outcome is not None and not costs[one.pk].missing,
                volume=len(typed.get(one.code, {})) == len(SEXES),
            )
            for one in measures
        ),
    )
