"""What can be asked about measures. Figures are numbers of participants, never who they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samordna.agree.preparation.models import Case
from samordna.deliver.projects import permissions
from samordna.deliver.projects.models import AdminCost, BudgetRow, Measure, MeasureShare, MeasureYear, VolumeCount
from samordna.deliver.projects.rules import economy
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting

#: Counts and outcome of a year are asked for until this day of the next. Our default.
YEAR_DUE = (1, 31)
#: The stages of a case in which everybody has signed and the work has not ended.
AGREED = ("agreed", "running")


@dataclass(frozen=True)
class SignedAgreement:
    """When an agreement got its last signature, and the kinds of the parties that signed."""

    signed_on: date
    kinds: tuple[str, ...]


def signed_agreement(case: Case) -> SignedAgreement | None:
    """The agreement that a case's measure rests on; None until everybody has signed."""
    if case.stage not in AGREED:
        return None
    newest = case.agreements.order_by("-version").first()
    signatures = list(newest.signatures.select_related("organisation")) if newest else []
    if not signatures:
        return None
    last = max(signature.signed_at for signature in signatures)
    return SignedAgreement(day_of(last), tuple(signature.organisation.kind for signature in signatures))


def cases_that_may_become_measures(association_slug: str) -> QuerySet[Case]:
    """Agreed cases of an association that no measure has been made from yet."""
    return Case.objects.filter(association__slug=association_slug, stage__in=AGREED, measures__isnull=True)


def visible_measures(actor: Actor) -> QuerySet[Measure]:
    """The measures that ``may_see_measure`` is true for, as one question to the database."""
    slugs = {slug for role in permissions.FOLLOWS for slug in actor.scopes(role)}
    codes = {code for role in permissions.OF_A_MEASURE for code in actor.scopes(role)}
    mine = Q(association__slug__in=slugs) | Q(code__in=codes)
    if slugs:  # a question of its own: a join with the shares would give a joint measure many times
        mine |= Q(pk__in=MeasureShare.objects.filter(association__slug__in=slugs).values("measure"))
    if actor.has("national_admin"):
        mine |= Q(association__isnull=True)
    return Measure.objects.filter(mine).select_related("association", "owner", "region")


def measure_of(actor: Actor, code: str) -> Measure:
    """One measure; NotFound if it does not exist for this person."""
    measure = visible_measures(actor).filter(code=code).first()
    if measure is None:
        raise NotFound
    return measure


def ran_in(year: int) -> Q:
    """Measures that ran on any day of a year."""
    return Q(start__year__lte=year) & (Q(end__isnull=True) | Q(end__year__gte=year))


def years_of(measure: Measure, today: date) -> tuple[int, ...]:
    """The calendar years of a measure so far, and the next one if it goes on, newest first."""
    last = min(today.year + 1, measure.end.year) if measure.end else today.year + 1
    return tuple(range(max(last, measure.start.year), measure.start.year - 1, -1))


@dataclass(frozen=True)
class YearPlan:
    """What is planned for a measure's year, and the rows of what it costs. None = nobody has said."""

    planned_participants: int | None = None
    rows: tuple[BudgetRow, ...] = ()

    def sum(self, kind: str | None = None) -> economy.Sum:
        """Budget and outcome of the year, of one kind of cost or of all."""
        return economy.total(row_sum(row) for row in self.rows if kind in (None, row.kind))

    @property
    def budget_ore(self) -> int | None:
        """The whole budget in öre."""
        return None if (budget := self.sum().budget) is None else budget.ore

    @property
    def outcome_ore(self) -> int | None:
        """What has been said of the outcome, in öre."""
        return None if (outcome := self.sum().outcome) is None else outcome.ore


def row_sum(row: BudgetRow | AdminCost) -> economy.Sum:
    """A stored row as a sum."""
    return economy.row_sum(money(row.budget_ore), money(row.outcome_ore))


def money(ore: int | None) -> Money | None:
    """Stored öre as money; None = nobody has said."""
    return None if ore is None else Money(ore)


def plans(measures: Iterable[Measure], year: int) -> dict[int, YearPlan]:
    """Measure id → what is planned and budgeted for a year, where anybody has said anything."""
    found = _plans(MeasureYear.objects.filter(year=year), BudgetRow.objects.filter(year=year), list(measures))
    return {measure: plan for (measure, _year), plan in found.items()}


def plans_of(measure: Measure) -> dict[int, YearPlan]:
    """Year → what is planned and budgeted for a measure, where anybody has said anything."""
    found = _plans(MeasureYear.objects.all(), BudgetRow.objects.all(), [measure])
    return {year: plan for (_measure, year), plan in found.items()}


def _plans(
    years: QuerySet[MeasureYear], rows: QuerySet[BudgetRow], measures: list[Measure]
) -> dict[tuple[int, int], YearPlan]:
    planned = {(row.measure_id, row.year): row.planned_participants for row in years.filter(measure__in=measures)}
    costs: dict[tuple[int, int], list[BudgetRow]] = defaultdict(list)
    for row in rows.filter(measure__in=measures):
        costs[row.measure_id, row.year].append(row)
    return {key: YearPlan(planned.get(key), tuple(costs.get(key, ()))) for key in {**planned, **costs}}


def volumes(measures: Iterable[Measure]) -> Mapping[tuple[int, int], dict[str, int]]:
    """(measure id, year) → sex → persons, for measures that are followed up by numbers."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for row in VolumeCount.objects.filter(measure__in=list(measures)):
        found[row.measure_id, row.year][row.sex] = row.persons
    return found


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """Last year's counts and outcome that the owners of measures have not entered."""
    codes = actor.scopes("measure_owner")
    if not codes:
        return []
    own = Measure.objects.filter(ran_in(on.year - 1), code__in=codes)
    measures = list(own.select_related("association", "owner").order_by("name", "code"))
    return [*_missing_counts(measures, on), *_missing_outcomes(measures, on)]


def _missing_counts(measures: Iterable[Measure], on: date) -> Iterator[Waiting]:
    last_year = on.year - 1
    counted = [measure for measure in measures if measure.follow_up == "numbers"]
    known = volumes(counted)
    for measure in counted:
        if len(known.get((measure.pk, last_year), {})) < 2:
            yield Waiting(
                title=_("Fyll i antal deltagare %(year)d för %(name)s") % {"year": last_year, "name": measure.name},
                text=_("Insatsen följs upp med antal kvinnor och män."),
                url_name="measures:volume",
                url_args=(measure.code,),
                due=date(on.year, *YEAR_DUE),
                since=date(on.year, 1, 1),
                waiting=_("%(who)s väntar sedan 1 januari.") % {"who": measure.led_by},
                action_label=_("Fyll i antal"),
            )


def _missing_outcomes(measures: Iterable[Measure], on: date) -> Iterator[Waiting]:
    last_year = on.year - 1
    known = plans(measures, last_year)
    for measure in measures:
        row = known.get(measure.pk)
        if row is not None and row.sum().missing:
            yield Waiting(
                title=_("Fyll i utfallet %(year)d för %(name)s") % {"year": last_year, "name": measure.name},
                text=_("Budgeten finns. Utfallet saknas."),
                url_name="measures:year",
                url_args=(measure.code,),
                due=date(on.year, *YEAR_DUE),
                since=date(on.year, 1, 1),
                waiting=_("%(who)s väntar sedan 1 januari.") % {"who": measure.led_by},
                action_label=_("Fyll i utfall"),
            )
