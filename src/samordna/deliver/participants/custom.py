"""Answers to an association's own questions: whether they fit, and how they are stored and read.

What is asked, and when, belongs to ``deliver/projects``. Here an answer is one or more numbers under the question's
id: the ids of the choices, or the number itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from samordna.deliver.participants.models import CustomAnswer, Occasion
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules.questions import Question, answer_fits
from samordna.ground.kernel.verdict import Verdict, no

Custom = Mapping[int, tuple[int, ...]]


def asked(measure: Measure, kind: str, on: date, *, also: Custom | None = None) -> list[Question]:
    """The questions of an occasion on a day, in the association's order, with those that have answers already."""
    now = questions.asked_at(measure, kind, on)
    known = {one.id for one in now}
    before = questions.questions_by_id([one for one in (also or {}) if one not in known])
    return [*now, *before.values()]


def refusals(custom: Custom, among: list[Question]) -> Iterator[Verdict]:
    """Everything that stands against these answers: a question that is not asked, or an answer that it cannot have."""
    by_id = {one.id: one for one in among}
    for question_id, values in custom.items():
        question = by_id.get(question_id)
        if question is None:
            yield no("Frågan ställs inte här.", "The question is not asked here.", rule="S17")
        elif question.kind != "several" and len(values) != 1:
            yield no("Välj ett svar.", "Choose one answer.", rule="S17", field=field(question_id))
        else:
            fits = answer_fits(question, values if question.kind == "several" else values[0])
            if not fits:
                yield no(fits.text, fits.text_en, rule=fits.rule, field=field(question_id))


def field(question_id: int) -> str:
    """The name of a question's field in forms."""
    return f"fraga_{question_id}"


def stored(occasion: Occasion) -> dict[int, tuple[int, ...]]:
    """The answers of an occasion; read them with ``prefetch_related("custom")``."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in occasion.custom.all():
        value = row.number if row.choice_id is None else row.choice_id
        assert value is not None  # the database holds one of the two
        found[row.question_id].append(value)
    return {question: tuple(sorted(values)) for question, values in sorted(found.items())}


def store(occasion: Occasion, custom: Custom) -> None:
    """Put these answers in place of what an occasion had. From now on the questions cannot be changed."""
    numbers = questions.numbers_among(custom)
    occasion.custom.all().delete()
    CustomAnswer.objects.bulk_create(
        CustomAnswer(
            occasion=occasion, question_id=question, **{"number" if question in numbers else "choice_id": value}
        )
        for question, values in custom.items()
        for value in dict.fromkeys(values)
    )
    questions.note_answered(custom)


def _row(occasion: Occasion, question: int, value: int, *, is_number: bool) -> CustomAnswer:
    if is_number:
        return CustomAnswer(occasion=occasion, question_id=question, number=value)
    return CustomAnswer(occasion=occasion, question_id=question, choice_id=value)
