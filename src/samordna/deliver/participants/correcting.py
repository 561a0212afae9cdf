"""Corrections: what was wrong is put right, and what stood before is kept in the history."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from samordna.deliver.participants import checks, codes, custom, history, identity, permissions, rules
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
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import vault

FILLED_IN = "filled_in"
#: The reasons that are picked from a list; the others come with an act of their own.
REASONS = tuple(code.code for code in code_list("correction_reason") if not code.group)


@transaction.atomic
def correct_entry(
    *,
    participation: Participation,
    entry: Entry,
    name: str,
    ending: Ending | None = None,
    why: str = "",
    by: Actor,
    at: datetime,
) -> Participation:
    """Correct dates, home and choices, or the name. What stood before is kept in the history, with ``why``.

    A wrong personal number is another person: close the entry as mistaken and register again.
    """
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    next_state(participation, "corrected")
    _check_correction(participation, entry, ending, name, day_of(at))
    before = history.entry_as_data(participation)
    set_entry(participation, entry)
    if participation.state == "ended" and ending is not None:
        participation.end, participation.end_reason = ending.end, ending.reason
    participation.save()
    set_groups(participation, entry)
    Occasion.objects.filter(participation=participation, kind=Kind.IN).update(on=participation.start)
    Occasion.objects.filter(participation=participation, kind=Kind.OUT).update(on=participation.end)
    after = history.entry_as_data(participation)
    changed = {field: value for field, value in before.items() if after[field] != value}
    renamed = _is_renamed(participation, name)
    if changed or renamed:
        why = _reason(why, filled_in=not renamed and history.only_fills_in(changed, after))
    if changed:
        keep_earlier(participation, history.ENTRY, changed, by, at, why=why)
    if renamed:
        keep_earlier(participation, history.NAME, {}, by, at, why=why)
        _rename(participation, name.strip(), at)
    if changed or renamed:
        note(participation, "corrected", by, at, parts=[*changed, *(["name"] if renamed else [])])
    return participation


@transaction.atomic
def correct_answers(
    *, occasion: Occasion, answers: Answers, on: date | None = None, why: str = "", by: Actor, at: datetime
) -> Occasion:
    """Replace the answers of an occasion, or fill in those that were missing. The old ones stay in the history.

    ``on`` is another day for a follow-up; the other occasions have the days of the start and the end. ``why`` is
    asked for when something that was answered is changed; filling in is its own reason.
    """
    participation = locked(occasion.participation)
    permissions.check_see_person(by, participation)
    next_state(participation, "corrected")
    before = answers_of(occasion)
    lists = codes.lists(occasion.on, day_of(at), kept=[before.studies_kind])
    refuse_unless(rules.answers_fit(answers, lists.sources, lists.study_kinds))
    asked = custom.asked(participation.measure, occasion.kind, day_of(at), also=before.custom)
    refuse_unless(*custom.refusals(answers.custom, asked))
    moved = _moved(occasion, participation, on, day_of(at))
    if before == normal(answers) and not moved:
        return occasion
    only_filled_in = history.only_fills_in(history.flat(before), history.flat(normal(answers)))
    why = _reason(why, filled_in=only_filled_in and not moved)
    part = history.part_of(occasion.kind, occasion.months)
    keep_earlier(participation, part, asdict(before) | moved, by, at, why=why)
    if moved and on is not None:
        occasion.on = on
    occasion.support.all().delete()
    store_answers(occasion, answers)
    note(participation, "corrected", by, at, parts=[part])
    return occasion


def _moved(occasion: Occasion, participation: Participation, on: date | None, today: date) -> dict[str, str]:
    """The day that a follow-up had, if it gets another; for the history. Refusal for a day that cannot be."""
    if occasion.kind != Kind.FOLLOW_UP or on is None or on == occasion.on:
        return {}
    assert participation.end is not None and occasion.on is not None  # nobody is followed up before the end
    refuse_unless(rules.follow_up_day_fits(participation.end, on, today=today))
    return {history.DAY: occasion.on.isoformat()}


def _check_correction(
    participation: Participation, entry: Entry, ending: Ending | None, name: str, today: date
) -> None:
    measure, lists = participation.measure, codes.lists(entry.start, today, kept=codes.stored(participation))
    refuse_unless(checks.name_fits(name))
    days = MeasureDays(measure.start, measure.end)
    born = PersonalNumber.parse(vault.read(participation.person or "").personal_number).birth_date
    refuse_unless(*checks.refusals_entry(measure=days, entry=entry, born=born, lists=lists, today=today))
    end = ending.end if ending else participation.end
    if end is not None:
        refuse_unless(rules.end_fits(entry.start, end, today=today))
        made = participation.occasions.filter(kind=Kind.FOLLOW_UP).values_list("months", "on")
        refuse_unless(rules.end_before_follow_ups(end, dict(made)))
    if ending is not None:
        reasons = codes.lists(ending.end, today, kept=[participation.end_reason]).end_reasons
        refuse_unless(rules.reason_fits(ending.reason, reasons))


def _reason(why: str, *, filled_in: bool) -> str:
    """The code that is kept. Refusal where an answer is changed and nobody has said why."""
    if filled_in:
        return FILLED_IN
    if why in REASONS:
        return why
    raise Refusal("Välj varför du rättar.", field="why", message_en="Choose why you correct this.")


def _is_renamed(participation: Participation, name: str) -> bool:
    return vault.read(participation.person or "").called(participation.measure_id) != name.strip()


def _rename(participation: Participation, name: str, at: datetime) -> None:
    known_as = participation.person or ""
    known = vault.read(known_as)
    vault.store(personal_number=known.personal_number, name=name, at=at, place=participation.measure_id)
    identity.forget_earlier_names(known_as)
