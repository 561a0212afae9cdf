"""What can be done with a measure: check, rule, write, audit event, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from samordna.agree.needs.actions import signature
from samordna.agree.preparation.models import Case
from samordna.deliver.projects import permissions, rules
from samordna.deliver.projects.models import FkRole, Form, Measure, MeasureGroup, Sex, VolumeChange, VolumeCount
from samordna.deliver.projects.queries import signed_agreement
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, Nuts2, Organisation
from samordna.ground.privacy import audit

#: Everything of a measure that may be changed after it was made.
CHANGEABLE = ("name", "description", "category", "owner", "region", "national", "programme_area", "start", "end")


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
    form: str = Form.FINSAM.value
    region: Nuts2 | None = None
    national: bool = False
    programme_area: str = ""
    fk_roles: tuple[str, ...] = ()


@transaction.atomic
def create_measure(
    *,
    association: Association | None,
    measure: NewMeasure,
    owner: Organisation | None = None,
    case: Case | None = None,
    by: Actor,
    at: datetime,
) -> Measure:
    """Make a measure or a project. One from a case waits for the signed agreement of two parties or more (R10, R11).

    Without an association it is a project of another form than Finsam, and its owner must be known.
    """
    permissions.check_create_measure(by, association.slug if association else "")
    refuse_unless(
        rules.form_fits(measure.form, association=association is not None, owner=owner is not None, esf=measure.esf),
        rules.follow_up_fits(measure.orientation, measure.follow_up),
        rules.dates_fit(measure.start, measure.end),
        rules.somewhere(region=measure.region is not None, national=measure.national),
        rules.of_the_programme(measure.programme_area, measure.fk_roles, esf=measure.esf),
    )
    _refuse_ended(_coded(measure.category, measure.groups, measure.programme_area, measure.fk_roles), at=at)
    if case is not None:
        _check_agreement(case, association, measure.start)
    made = _store(association, measure, owner, case)
    _set_groups(made, measure.groups)
    _set_roles(made, measure.fk_roles)
    _note(
        made, "created", by, at, case=case.key if case else "", **{field: getattr(made, field) for field in rules.FIXED}
    )
    return made


#: Code table → the field that it is chosen in, and what to say of a value that is not to be chosen (any more).
_LISTS = {
    "category": ("category", "Välj slag av insats bland dem som gäller.", "Choose a kind of measure that holds."),
    "target_group": ("groups", "Välj målgrupper bland dem som gäller.", "Choose target groups that hold."),
    "programme_area": ("programme_area", "Välj programområde i listan.", "Choose a programme area of the list."),
    "fk_role": ("fk_roles", "Välj i listan hur Försäkringskassan medverkar.", "Choose of the list how FK takes part."),
}
_Coded = dict[str, set[str]]


def _coded(category: str, groups: Iterable[str], programme_area: str, fk_roles: Iterable[str]) -> _Coded:
    """Code table → what is chosen of it."""
    values = (category,), groups, (programme_area,), fk_roles
    return {name: {*chosen} - {""} for name, chosen in zip(_LISTS, values, strict=True)}


def _refuse_ended(chosen: _Coded, *, at: datetime, before: _Coded | None = None) -> None:
    """Refusal for a value that is unknown or does not hold today, unless it stood ``before``."""
    for name, values in chosen.items():
        allowed = code_list(name).in_force(day_of(at), kept=(before or {}).get(name, ()))
        if not values <= {*allowed}:
            field, sv, en = _LISTS[name]
            raise Refusal(sv, field=field, message_en=en)


def _check_agreement(case: Case, association: Association | None, start: date) -> None:
    ours = association is not None and case.association_id == association.pk
    agreement = signed_agreement(case) if ours else None
    refuse_unless(rules.agreement_first(agreement.signed_on if agreement else None))
    assert agreement is not None
    refuse_unless(rules.enough_parties(agreement.kinds))
    refuse_unless(rules.starts_after_agreement(start, agreement.signed_on))


def _store(association: Association | None, new: NewMeasure, owner: Organisation | None, case: Case | None) -> Measure:
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
            form=new.form,
            region=new.region,
            national=new.national,
            programme_area=new.programme_area,
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
    *,
    measure: Measure,
    changes: Mapping[str, Any],
    groups: Collection[str] | None = None,
    fk_roles: Collection[str] | None = None,
    by: Actor,
    at: datetime,
) -> Measure:
    """Change text, category, owner, dates, groups or FK's roles. The three fixed choices are refused (R30)."""
    permissions.check_change_measure(by, measure)
    before = {field: getattr(measure, field) for field in (*CHANGEABLE, *rules.FIXED)}
    refuse_unless(rules.fixed_choices(before, changes))
    stood = _coded_of(measure)
    changed = [field for field in CHANGEABLE if field in changes and changes[field] != before[field]]
    for field in changed:
        setattr(measure, field, changes[field])
    refuse_unless(
        rules.dates_fit(measure.start, measure.end),
        rules.somewhere(region=measure.region is not None, national=measure.national),
        rules.of_the_programme(measure.programme_area, fk_roles or (), esf=measure.esf),
    )
    wanted = _coded(measure.category, groups or (), measure.programme_area, fk_roles or ())
    _refuse_ended(wanted, at=at, before=stood)
    if {"start", "end"} & set(changed):
        refuse_unless(rules.nothing_outside(_years_with_something(measure), start=measure.start, end=measure.end))
    if changed:
        measure.save(update_fields=changed)
    if groups is not None and set(groups) != set(measure.groups.values_list("group", flat=True)):
        _set_groups(measure, groups)
        changed.append("groups")
    if fk_roles is not None and set(fk_roles) != set(measure.fk_roles.values_list("role", flat=True)):
        _set_roles(measure, fk_roles)
        changed.append("fk_roles")
    if changed:
        _note(measure, "changed", by, at, fields=changed)
    return measure


def _coded_of(measure: Measure) -> _Coded:
    groups = measure.groups.values_list("group", flat=True)
    return _coded(measure.category, groups, measure.programme_area, measure.fk_roles.values_list("role", flat=True))


def _years_with_something(measure: Measure) -> set[int]:
    """The years for which there is money or a head count."""
    return {*measure.budget_rows.values_list("year", flat=True), *measure.volumes.values_list("year", flat=True)}


def _set_groups(measure: Measure, groups: Iterable[str]) -> None:
    measure.groups.all().delete()
    MeasureGroup.objects.bulk_create(MeasureGroup(measure=measure, group=group) for group in dict.fromkeys(groups))


def _set_roles(measure: Measure, roles: Iterable[str]) -> None:
    measure.fk_roles.all().delete()
    FkRole.objects.bulk_create(FkRole(measure=measure, role=role) for role in dict.fromkeys(roles))


@transaction.atomic
def enter_volume(
    *, measure: Measure, year: int, women: int | None, men: int | None, why: str = "", by: Actor, at: datetime
) -> None:
    """Enter how many took part in a year, where no person is registered (volyminsats). None = nobody has said.

    Entering again replaces, and the history keeps what stood before: who said it, when, and ``why`` it was changed,
    which a number that was said before needs. The same numbers again change nothing.
    """
    permissions.check_change_measure(by, measure)
    refuse_unless(
        rules.counts_are_entered(measure.follow_up),
        rules.year_within(year, start=measure.start, end=measure.end),
        rules.not_negative(women, "women"),
        rules.not_negative(men, "men"),
    )
    Measure.objects.select_for_update().get(pk=measure.pk)
    said = {Sex.WOMEN.value: women, Sex.MEN.value: men}
    held = dict(measure.volumes.filter(year=year).values_list("sex", "persons"))
    if held == {sex: persons for sex, persons in said.items() if persons is not None}:
        return
    refuse_unless(rules.reason_given(held, said, why))
    for sex, persons in said.items():
        if persons is None:
            measure.volumes.filter(year=year, sex=sex).delete()
        else:
            VolumeCount.objects.update_or_create(measure=measure, year=year, sex=sex, defaults={"persons": persons})
    VolumeChange.objects.create(
        measure=measure,
        year=year,
        women=women,
        men=men,
        at=at,
        by_id=by.account_id,
        by_name=signature(by),
        why=why,
    )
    _note(measure, "volume_entered", by, at, year=year, women=women, men=men, why=why)


def _note(measure: Measure, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(by=by, at=at, what=f"measure.{what}", subject_kind="measure", subject=measure.code, data=data)
