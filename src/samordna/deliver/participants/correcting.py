"""Corrections: what was wrong is put right, and what stood before is kept in the history."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.deliver.participants import checks, codes, permissions, rules
from samordna.deliver.participants.checks import Ending, Entry, MeasureDays
from samordna.deliver.participants.models import Kind, Occasion, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import (
    answers_of,
    keep_earlier,
    locked,
    next_state,
    normal,
    note,
    set_entry,
    set_groups,
    store_answers,
)
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import vault


@transaction.atomic
def correct_entry(
    *, participation: Participation, entry: Entry, name: str, ending: Ending | None = None, by: Actor, at: datetime
) -> Participation:
    """Correct dates, home and choices, or the name. What stood before is kept in the history.

    A wrong personal number is another person: close the entry as mistaken and register again.
    """
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    next_state(participation, "corrected")
    _check_correction(participation, entry, ending, name, day_of(at))
    before = _entry_as_data(participation)
    set_entry(participation, entry)
    if participation.state == "ended" and ending is not None:
        participation.end, participation.end_reason = ending.end, ending.reason
    participation.save()
    set_groups(participation, entry)
    Occasion.objects.filter(participation=participation, kind=Kind.IN).update(on=participation.start)
    Occasion.objects.filter(participation=participation, kind=Kind.OUT).update(on=participation.end)
    after = _entry_as_data(participation)
    changed = {field: value for field, value in before.items() if after[field] != value}
    renamed = _rename(participation, name.strip(), at)
    if changed:
        keep_earlier(participation, "entry", changed, by, at)
    if changed or renamed:
        note(participation, "corrected", by, at, parts=[*changed, *(["name"] if renamed else [])])
    return participation


@transaction.atomic
def correct_answers(*, occasion: Occasion, answers: Answers, by: Actor, at: datetime) -> Occasion:
    """Replace the answers of an occasion, or fill in those that were missing. The old ones stay in the history."""
    participation = locked(occasion.participation)
    permissions.check_see_person(by, participation)
    next_state(participation, "corrected")
    refuse_unless(rules.answers_fit(answers, codes.lists().sources))
    before = answers_of(occasion)
    if before == normal(answers):
        return occasion
    part = occasion.kind if not occasion.months else f"{occasion.kind}_{occasion.months}"
    keep_earlier(participation, part, asdict(before), by, at)
    occasion.support.all().delete()
    store_answers(occasion, answers)
    note(participation, "corrected", by, at, parts=[part])
    return occasion


def _check_correction(
    participation: Participation, entry: Entry, ending: Ending | None, name: str, today: date
) -> None:
    measure, lists = participation.measure, codes.lists()
    refuse_unless(checks.name_fits(name))
    days = MeasureDays(measure.start, measure.end)
    born = PersonalNumber.parse(vault.read(participation.person or "").personal_number).birth_date
    refuse_unless(*checks.refusals_entry(measure=days, entry=entry, born=born, lists=lists, today=today))
    end = ending.end if ending else participation.end
    if end is not None:
        refuse_unless(rules.end_fits(entry.start, end, today=today))
    if ending is not None:
        refuse_unless(rules.reason_fits(ending.reason, lists.end_reasons))


def _rename(participation: Participation, name: str, at: datetime) -> bool:
    known = vault.read(participation.person or "")
    if known.name == name:
        return False
    vault.store(personal_number=known.personal_number, name=name, at=at)
    return True


def _entry_as_data(participation: Participation) -> dict[str, Any]:
    def day(value: Any) -> str | None:
        return value.isoformat() if value else None

    return {
        "start": day(participation.start),
        "planned_end": day(participation.planned_end),
        "end": day(participation.end),
        "end_reason": participation.end_reason,
        "municipality": participation.municipality_id,
        "groups": sorted(participation.groups.values_list("group", flat=True)),
        "referred_by": participation.referred_by,
        "education": participation.education,
        "support_time": participation.support_time,
    }
