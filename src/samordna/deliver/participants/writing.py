"""How a participation and its answers are read and written: shared by all acts on the register."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from samordna.deliver.participants import custom, rules, states
from samordna.deliver.participants.checks import Entry
from samordna.deliver.participants.models import (
    EarlierAnswers,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Municipality
from samordna.ground.privacy import audit

QUESTIONS = (*rules.DOINGS, *rules.YES_NO, "all_asked", "studies_kind")


def locked_rows() -> QuerySet[Participation]:
    """Participations with their measures, held until the transaction ends."""
    return Participation.objects.select_for_update(of=("self",)).select_related("measure")


def locked(participation: Participation) -> Participation:
    """The row as it is now, held until the transaction ends: two who act on it come one after the other.

    NotFound when the other one erased the person meanwhile: the row has got a new place, and leads nowhere.
    """
    found = locked_rows().filter(pk=participation.pk).first()
    if found is None:
        raise NotFound
    return found


def next_state(participation: Participation, event: str) -> str:
    """Where ``event`` leads; Refusal when it cannot happen in the participation's state."""
    target = states.target(participation.state, event)
    if target is None:
        label = states.BY_ID[participation.state].label
        raise Refusal(
            f"Det går inte att göra det här nu. Deltagandet har läget {label.sv.lower()}.",
            message_en=f"This cannot be done now. The participation is: {label.en.lower()}.",
        )
    return target


def note(participation: Participation, what: str, by: Actor, at: datetime, **data: Any) -> None:
    """Add the audit event: which participation, which measure; never who or what was answered."""
    audit.record_last(
        by=by,
        at=at,
        what=f"participation.{what}",
        subject_kind="participation",
        subject=participation.public_id,
        data={"measure": participation.measure.code, **data},
    )


def answers_of(occasion: Occasion) -> Answers:
    """The stored answers as the rules read them."""
    support = {row.source: row.extent for row in occasion.support.all()}
    no_support = support.pop(rules.NO_SUPPORT, 0) > 0
    said = {question: getattr(occasion, question) for question in QUESTIONS}
    return Answers(support=support, no_support=no_support, custom=custom.stored(occasion), **said)


def store_answers(occasion: Occasion, answers: Answers) -> None:
    """Save an occasion with its answers; support rows are only added, so a correction removes the old ones first."""
    is_new = occasion.pk is None
    for question in QUESTIONS:
        setattr(occasion, question, getattr(answers, question))
    occasion.save()
    SupportAnswer.objects.bulk_create(
        SupportAnswer(occasion=occasion, source=source, extent=extent)
        for source, extent in rules.stored_support(answers).items()
    )
    if answers.custom or not is_new:
        custom.store(occasion, answers.custom)


def set_entry(participation: Participation, entry: Entry) -> None:
    """Put what was asked at entry on the row, unsaved. Refusal for a municipality that does not exist."""
    municipality = Municipality.objects.filter(pk=entry.municipality).first()
    if municipality is None:
        raise Refusal("Välj hemkommun.", field="municipality", message_en="Choose the home municipality.")
    participation.municipality, participation.district = municipality, entry.district
    participation.start, participation.planned_end = entry.start, entry.planned_end
    participation.start_year = entry.start.year
    participation.referred_by = entry.referred_by
    participation.education, participation.support_time = entry.education, entry.support_time


def set_groups(participation: Participation, entry: Entry, *, is_new: bool = False) -> None:
    """Store the target groups of a saved row: those that are new are added, those left out are removed."""
    known = set() if is_new else _groups_that_stay(participation, entry)
    ParticipationGroup.objects.bulk_create(
        ParticipationGroup(participation=participation, group=group)
        for group in dict.fromkeys(entry.groups)
        if group not in known
    )


def _groups_that_stay(participation: Participation, entry: Entry) -> set[str]:
    participation.groups.exclude(group__in=entry.groups).delete()
    return set(participation.groups.values_list("group", flat=True))


def keep_earlier(
    participation: Participation, part: str, answers: dict[str, Any], by: Actor, at: datetime, *, why: str
) -> None:
    """Keep what stood before a correction.

    ``part`` is ``entry``, ``name``, ``state``, ``in``, ``out`` or ``follow_up_6``. ``why``
    is a code of ``correction_reason``; of ``mistake_reason`` where an entry is closed as a mistake.
    """
    EarlierAnswers.objects.create(
        participation=participation, part=part, answers=answers, why=why, replaced_at=at, replaced_by_id=by.account_id
    )


def normal(answers: Answers) -> Answers:
    """As the answers would come back from the database."""
    stored = rules.stored_support(answers)
    no_support = stored.pop(rules.NO_SUPPORT, 0) > 0
    rest = {field.name: getattr(answers, field.name) for field in fields(answers)}
    own = {question: tuple(sorted(set(values))) for question, values in sorted(answers.custom.items())}
    return Answers(**(rest | {"support": stored, "no_support": no_support, "custom": own}))
