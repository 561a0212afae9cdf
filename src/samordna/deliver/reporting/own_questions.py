"""Answers to an association's own questions as counts by measure and sex. Rows never leave the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast

from samordna.deliver.participants.models import CustomAnswer
from samordna.deliver.projects import questions
from samordna.deliver.reporting.rules.own_questions import BANDS, OwnVariable, variables_of
from samordna.deliver.reporting.rules.variables import UNKNOWN
from samordna.ground.parties.models import Association

_AT = ("measure__code", "sex")


def own_variables(association: Association) -> dict[str, OwnVariable]:
    """Every question of the association at every occasion where it is asked, also those of the past, in its order."""
    rows = questions.questions_of(association)
    return {one.id: one for row in rows for one in variables_of(questions.as_asked(row))}


def count_answers(variable: OwnVariable, rows: Any) -> Iterator[tuple[str, str, str, int]]:
    """(measure code, sex, value, how many of ``rows``); who has no answer has the value of none."""
    answers = CustomAnswer.objects.filter(_given(variable), question=variable.question)
    if variable.several:
        yield from _several(variable, rows)
        rows = rows.filter(~Exists(answers))
    found = answers.annotate(value=_band() if variable.kind == "number" else Cast("choice", CharField()))
    asked = rows.annotate(value=Subquery(found.order_by("pk").values("value")[:1]))
    for measure, sex, value, number in asked.values_list(*_AT, "value").annotate(Count("pk")):
        yield measure, sex, value or UNKNOWN, number


def _given(variable: OwnVariable) -> Q:
    """An answer of the participation in the query around it. Of follow-ups the last in the year stands for all."""
    if variable.followed:
        return Q(occasion=OuterRef("followed"))
    return Q(occasion__participation=OuterRef("pk"), occasion__kind=variable.occasion)


def _several(variable: OwnVariable, rows: Any) -> Iterator[tuple[str, str, str, int]]:
    """Each choice once for a participation, whatever the number of choices."""
    there = {"occasion__in": rows.values("followed")} if variable.followed else {
        "occasion__kind": variable.occasion, "occasion__participation__in": rows
    }  # fmt: skip
    chosen = CustomAnswer.objects.filter(question=variable.question, **there).order_by()
    at = [f"occasion__participation__{name}" for name in _AT]
    for measure, sex, choice, number in chosen.values_list(*at, "choice").annotate(Count("pk")):
        yield measure, sex, str(choice), number


def _band() -> Case:
    whens = [When(number__gte=least, then=Value(str(least))) for least in reversed(BANDS)]
    return Case(*whens, output_field=CharField())
