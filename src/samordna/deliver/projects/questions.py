"""An association's own questions: what is asked when, and adding, changing, ordering and ending them.

The answers belong to ``deliver/participants``, which stores them and says ``note_answered`` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from samordna.deliver.projects.models import CustomChoice, CustomQuestion, Measure
from samordna.deliver.projects.permissions import RUNS
from samordna.deliver.projects.rules import questions as rules
from samordna.deliver.projects.rules.questions import Choice, Question
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit

#: More questions of one's own than this, and nobody answers them with care. Our limit.
MOST_QUESTIONS = 60
#: What is read and not the question itself.
_NAMES = {"in": "at_in", "out": "at_out", "follow_up": "at_follow_up"}


# Asking


def asked_at(measure: Measure, occasion: str, on: date) -> list[Question]:
    """The questions that a measure's participants are asked at an occasion (in, out, follow_up), in order."""
    found = CustomQuestion.objects.filter(association=measure.association_id, **{_NAMES[occasion]: True})
    return [as_asked(row) for row in found.prefetch_related("choices") if row.holds_on(on)]


def ever_asked(measure: Measure, on: date) -> list[Question]:
    """Every question that a measure's participants have been asked until a day, also those that have ended."""
    found = CustomQuestion.objects.filter(association=measure.association_id, valid_from__lte=on)
    return [as_asked(row) for row in found.prefetch_related("choices")] if measure.association_id else []


def questions_of(association: Association) -> list[CustomQuestion]:
    """Every question of an association, also those of the past, in its order."""
    return list(association.questions.prefetch_related("choices"))


def questions_by_id(ids: Collection[int]) -> dict[int, Question]:
    """Questions that answers point at, whether they are still asked or not."""
    found = CustomQuestion.objects.filter(pk__in=ids).prefetch_related("choices")
    return {row.pk: as_asked(row) for row in found}


def as_asked(row: CustomQuestion) -> Question:
    """A stored question as rules and pages read it."""
    return Question(
        sv=row.name,
        en=row.name_en,
        kind=row.kind,
        occasions=row.occasions,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        choices=tuple(Choice(choice.name, choice.name_en, choice.pk) for choice in row.choices.all()),
        id=row.pk,
    )


def numbers_among(ids: Iterable[int]) -> set[int]:
    """Which of these questions are answered by a number."""
    wanted = list(ids)
    return (
        set(CustomQuestion.objects.filter(pk__in=wanted, kind="number").values_list("pk", flat=True))
        if wanted
        else set()
    )


def note_answered(ids: Iterable[int]) -> None:
    """Say that questions have answers now, in the transaction that stores the answers. From then on they are fixed."""
    wanted = set(ids)
    if wanted:
        CustomQuestion.objects.filter(pk__in=wanted, answered=False).update(answered=True)


# Who may


def may_set_questions(actor: Actor, association: Association) -> bool:
    """The association's administrator and its manager."""
    return actor.has(*RUNS, association=association.slug)


def check_set_questions(actor: Actor, association: Association) -> None:
    """NotFound outside one's associations, NotAllowed inside them for those who may only read."""
    if not may_set_questions(actor, association):
        raise NotAllowed if association.slug in actor.associations else NotFound


# Acts


@transaction.atomic
def add_question(*, association: Association, question: Question, by: Actor, at: datetime) -> CustomQuestion:
    """Add a question last in the list. Refusal for one that makes no sense."""
    check_set_questions(by, association)
    refuse_unless(*rules.makes_sense(question))
    held = Association.objects.select_for_update().get(pk=association.pk)
    if held.questions.count() >= MOST_QUESTIONS:
        raise Refusal(
            f"Förbundet har redan {MOST_QUESTIONS} egna frågor. Det går inte att lägga till fler.",
            message_en=f"The association has {MOST_QUESTIONS} questions of its own already. No more can be added.",
        )
    last = held.questions.aggregate(last=Max("position"))["last"] or 0
    made = CustomQuestion.objects.create(association=held, position=last + 1, **_columns(question))
    _set_choices(made, question.choices)
    _note(made, "added", by, at, kind=made.kind, occasions=list(made.occasions))
    return made


@transaction.atomic
def change_question(*, row: CustomQuestion, question: Question, by: Actor, at: datetime) -> CustomQuestion:
    """Change a question that nobody has answered yet."""
    row = _locked(row, by)
    refuse_unless(rules.unanswered(row.answered), *rules.makes_sense(question))
    for name, value in _columns(question).items():
        setattr(row, name, value)
    row.save()
    row.choices.all().delete()
    _set_choices(row, question.choices)
    _note(row, "changed", by, at, kind=row.kind, occasions=list(row.occasions))
    return row


@transaction.atomic
def end_question(*, row: CustomQuestion, last: date, by: Actor, at: datetime) -> CustomQuestion:
    """Ask it for the last time on a day, today or later. A later day than before lets it go on."""
    row = _locked(row, by)
    refuse_unless(rules.may_end_on(last, valid_from=row.valid_from, today=day_of(at)))
    row.valid_to = last
    row.save(update_fields=["valid_to"])
    _note(row, "ended", by, at, last=last.isoformat())
    return row


@transaction.atomic
def move_question(*, row: CustomQuestion, up: bool, by: Actor, at: datetime) -> None:
    """Move it one step in the list. At the end of the list nothing happens."""
    row = _locked(row, by)
    order = list(CustomQuestion.objects.filter(association=row.association).order_by("position", "pk"))
    here = order.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, each in enumerate(order, start=1):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    _note(row, "moved", by, at, position=there + 1)


def _locked(row: CustomQuestion, by: Actor) -> CustomQuestion:
    """The question as it is now, after ``by`` was found to be one who may change it."""
    check_set_questions(by, row.association)
    return CustomQuestion.objects.select_for_update().select_related("association").get(pk=row.pk)


def _columns(question: Question) -> dict[str, Any]:
    asked = {column: kind in question.occasions for kind, column in _NAMES.items()}
    return {
        "name": question.sv,
        "name_en": question.en,
        "kind": question.kind,
        "valid_from": question.valid_from,
        "valid_to": question.valid_to,
        **asked,
    }


def _set_choices(row: CustomQuestion, choices: Iterable[Choice]) -> None:
    for position, choice in enumerate(choices, start=1):
        CustomChoice.objects.create(question=row, position=position, name=choice.sv, name_en=choice.en)


def _note(row: CustomQuestion, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        by=by,
        at=at,
        what=f"question.{what}",
        subject_kind="association",
        subject=row.association.slug,
        data={"question": row.pk} | data,
    )
