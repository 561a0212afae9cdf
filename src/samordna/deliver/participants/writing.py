"""How a participation and its answers are read and written: shared by all acts on the register."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from samordna.deliver.participants import rules, states
from samordna.deliver.participants.checks import Entry
from samordna.deliver.participants.models import (
    EarlierAnswers,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Municipality
from samordna.ground.privacy import audit

QUESTIONS = (*rules.DOINGS, *rules.YES_NO, "all_asked")


def locked(participation: Participation) -> Participation:
    """The row as it is now, held until the transaction ends: two who act on it come one after the other."""
    return Participation.objects.select_for_update(of=("self",)).select_related("measure").get(pk=participation.pk)


def next_state(participation: Participation, event: str) -> str:
    """Where ``event`` leads; Refusal when it cannot happen in the participation's state."""
    target = states.target(participation.state, event)
    if target is None:
        label = states.BY_ID[participation.state]
        raise Refusal(
            f"Det går inte att göra det här nu. Deltagandet har läget {label.sv.lower()}.",
            message_en=f"This cannot be done now. The participation is: {label.en.lower()}.",
        )
    return target


def note(participation: Participation, what: str, by: Actor, at: datetime, **data: Any) -> None:
    """Add the audit event: which participation, which measure; never who or what was answered."""
    audit.record(
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
    return Answers(
        support=support, no_support=no_support, **{question: getattr(occasion, question) for question in QUESTIONS}
    )


def store_answers(occasion: Occasion, answers: Answers) -> None:
    """Save an occasion with its answers; support rows are only added, so a correction removes the old ones first."""
    for question in QUESTIONS:
        setattr(occasion, question, getattr(answers, question))
    occasion.save()
    SupportAnswer.objects.bulk_create(
        SupportAnswer(occasion=occasion, source=source, extent=extent)
        for source, extent in rules.stored_support(answers).items()
    )


def set_entry(participation: Participation, entry: Entry) -> None:
    """Put what was asked at entry on the row, unsaved. Refusal for a municipality that does not exist."""
    municipality = Municipality.objects.filter(pk=entry.municipality).first()
    if municipality is None:
        raise Refusal("Välj hemkommun.", field="municipality", message_en="Choose the home municipality.")
    participation.municipality = municipality
    participation.start, participation.planned_end = entry.start, entry.planned_end
    participation.start_year = entry.start.year
    participation.referred_by = entry.referred_by
    participation.education, participation.support_time = entry.education, entry.support_time


def set_groups(participation: Participation, entry: Entry) -> None:
    """Store the target groups of a saved row: those that are new are added, those left out are removed."""
    participation.groups.exclude(group__in=entry.groups).delete()
    known = set(participation.groups.values_list("group", flat=True))
    ParticipationGroup.objects.bulk_create(
        ParticipationGroup(participation=participation, group=group)
        for group in dict.fromkeys(entry.groups)
        if group not in known
    )


def keep_earlier(participation: Participation, part: str, answers: dict[str, Any], by: Actor, at: datetime) -> None:
    """Keep what stood before a correction of ``part``: ``entry``, ``state``, ``in``, ``out`` or ``follow_up_6``."""
    EarlierAnswers.objects.create(
        participation=participation, part=part, answers=answers, replaced_at=at, replaced_by_id=by.account_id
    )


def normal(answers: Answers) -> Answers:
    """As the answers would come back from the database."""
    stored = rules.stored_support(answers)
    no_support = stored.pop(rules.NO_SUPPORT, 0) > 0
    rest = {field.name: getattr(answers, field.name) for field in fields(answers)}
    return Answers(**(rest | {"support": stored, "no_support": no_support}))
