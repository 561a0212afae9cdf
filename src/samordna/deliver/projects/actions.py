"""What can be done with a measure: check, rule, write, audit event, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from samordna.agree.preparation.models import Case
from samordna.deliver.projects import permissions, rules
from samordna.deliver.projects.models import Measure, MeasureGroup, MeasureYear, Sex, VolumeCount
from samordna.deliver.projects.queries import signed_agreement
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, Organisation
from samordna.ground.privacy import audit

#: Everything of a measure that may be changed after it was made.
CHANGEABLE = ("name", "description", "category", "owner", "start", "end")


@dataclass(frozen=True)
class NewMeasure:
    """A measure as it is described when it is made; the first three can never be changed."""

    orientation: str
    follow_up: str
    esf: bool
    name: str
    start: date
    end: date | None = None
    description: str = ""
    category: str = ""
    groups: tuple[str, ...] = ()


@transaction.atomic
def create_measure(
    *,
    association: Association,
    measure: NewMeasure,
    owner: Organisation | None = None,
    case: Case | None = None,
    by: Actor,
    at: datetime,
) -> Measure:
    """Make a measure. One that comes from a case waits for the signed agreement of at least two parties (R10, R11)."""
    permissions.check_create_measure(by, association.slug)
    refuse_unless(rules.follow_up_fits(measure.orientation, measure.follow_up))
    refuse_unless(rules.dates_fit(measure.start, measure.end))
    if case is not None:
        _check_agreement(case, association, measure.start)
    made = _store(association, measure, owner, case)
    _set_groups(made, measure.groups)
    _note(
        made, "created", by, at, case=case.key if case else "", **{field: getattr(made, field) for field in rules.FIXED}
    )
    return made


def _check_agreement(case: Case, association: Association, start: date) -> None:
    agreement = signed_agreement(case) if case.association_id == association.pk else None
    refuse_unless(rules.agreement_first(agreement.signed_on if agreement else None))
    assert agreement is not None
    refuse_unless(rules.enough_parties(agreement.kinds))
    refuse_unless(rules.starts_after_agreement(start, agreement.signed_on))


def _store(association: Association, new: NewMeasure, owner: Organisation | None, case: Case | None) -> Measure:
    for attempt in range(5):
        codes = Measure.objects.filter(code__startswith="I-").values_list("code", flat=True)
        measure = Measure(
            code=rules.next_code(list(codes)),
            association=association,
            owner=owner,
            case=case,
            orientation=new.orientation,
            follow_up=new.follow_up,
            esf=new.esf,
            name=new.name,
            description=new.description,
            category=new.category,
            start=new.start,
            end=new.end,
        )
        try:
            with transaction.atomic():
                measure.save(force_insert=True)
        except IntegrityError:  # somebody else took the code at the same moment; a real fault comes back every time
            if attempt == 4:
                raise
        else:
            return measure
    raise AssertionError("the loop returns or raises")


@transaction.atomic
def change_measure(
    *, measure: Measure, changes: Mapping[str, Any], groups: Collection[str] | None = None, by: Actor, at: datetime
) -> Measure:
    """Change text, category, owner, dates or groups. The three fixed choices are refused with the reason (R30)."""
    permissions.check_change_measure(by, measure)
    before = {field: getattr(measure, field) for field in (*CHANGEABLE, *rules.FIXED)}
    refuse_unless(rules.fixed_choices(before, changes))
    changed = [field for field in CHANGEABLE if field in changes and changes[field] != before[field]]
    for field in changed:
        setattr(measure, field, changes[field])
    refuse_unless(rules.dates_fit(measure.start, measure.end))
    if changed:
        measure.save(update_fields=changed)
    if groups is not None and set(groups) != set(measure.groups.values_list("group", flat=True)):
        _set_groups(measure, groups)
        changed.append("groups")
    if changed:
        _note(measure, "changed", by, at, fields=changed)
    return measure


def _set_groups(measure: Measure, groups: Iterable[str]) -> None:
    measure.groups.all().delete()
    MeasureGroup.objects.bulk_create(MeasureGroup(measure=measure, group=group) for group in dict.fromkeys(groups))


@transaction.atomic
def plan_year(
    *,
    measure: Measure,
    year: int,
    planned_participants: int | None,
    budget: Money | None,
    outcome: Money | None,
    by: Actor,
    at: datetime,
) -> MeasureYear:
    """Set plan, budget and outcome of a calendar year. None = nobody has said, which is not 0."""
    permissions.check_change_measure(by, measure)
    refuse_unless(rules.year_within(year, start=measure.start, end=measure.end))
    refuse_unless(rules.not_negative(planned_participants, "planned_participants"))
    refuse_unless(rules.not_negative(budget.ore if budget else None, "budget"))
    row, _made = MeasureYear.objects.update_or_create(
        measure=measure,
        year=year,
        defaults={
            "planned_participants": planned_participants,
            "budget_ore": budget.ore if budget is not None else None,
            "outcome_ore": outcome.ore if outcome is not None else None,
        },
    )
    _note(
        measure,
        "year_planned",
        by,
        at,
        year=year,
        planned_participants=planned_participants,
        budget=str(budget) if budget is not None else None,
        outcome=str(outcome) if outcome is not None else None,
    )
    return row


@transaction.atomic
def enter_volume(*, measure: Measure, year: int, women: int, men: int, by: Actor, at: datetime) -> None:
    """Enter how many took part in a year, where no person is registered (volyminsats). Typing again replaces."""
    permissions.check_change_measure(by, measure)
    refuse_unless(rules.counts_are_entered(measure.follow_up))
    refuse_unless(rules.year_within(year, start=measure.start, end=measure.end))
    refuse_unless(rules.not_negative(women, "women"))
    refuse_unless(rules.not_negative(men, "men"))
    for sex, persons in ((Sex.WOMEN, women), (Sex.MEN, men)):
        VolumeCount.objects.update_or_create(measure=measure, year=year, sex=sex, defaults={"persons": persons})
    _note(measure, "volume_entered", by, at, year=year, women=women, men=men)


def _note(measure: Measure, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(by=by, at=at, what=f"measure.{what}", subject_kind="measure", subject=measure.code, data=data)
