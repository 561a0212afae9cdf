"""An association's own questions: the list, add, change, move and end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion
from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.frame import READERS, RUNS, context, open_association
from samordna.edge.web.associations.question_forms import KINDS, OCCASIONS, EndForm, QuestionForm, as_typed
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.measure_reports.ways import to_answers
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.models import Association


@needs_role(*READERS)
def question_list(request: Request, slug: str) -> HttpResponse:
    """All questions, those that are asked now first."""
    association = open_association(request, slug)
    today = request.clock.today()
    rows = questions.questions_of(association)
    coming = [row for row in rows if row.valid_to is None or row.valid_to >= today]
    past = [row for row in rows if row not in coming]
    may_set = questions.may_set_questions(request.actor, association)
    known = {"asked": _shown(coming, today), "past": _shown(past, today), "may_set": may_set}
    return render(request, "associations/questions.html", context(association, "questions", **known))


def _shown(rows: Sequence[CustomQuestion], today: date) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "kind": KINDS[row.kind],  # type: ignore[index]
            "occasions": [OCCASIONS[kind] for kind in row.occasions],
            "choices": [choice.name for choice in row.choices.all()],
            "first": place == 0,
            "last": place == len(rows) - 1,
            "later": row.valid_from > today,
            "answers": to_answers(row),
        }
        for place, row in enumerate(rows)
    ]


@needs_role(*RUNS)
def add(request: Request, slug: str) -> HttpResponse:
    """A new question, last in the list."""
    association = _own(request, slug)
    form = QuestionForm(request.POST or None, initial={"valid_from": request.clock.today()})
    act = partial(questions.add_question, association=association)
    return _typed(request, association, form, act, row=None, done=_("Frågan är tillagd."))


@needs_role(*RUNS)
def change(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change a question that nobody has answered; one that has answers is shown with the way to end it."""
    association = _own(request, slug)
    row = _question(association, pk)
    form = QuestionForm(request.POST or None, initial=as_typed(questions.as_asked(row)))
    act = partial(questions.change_question, row=row)
    return _typed(request, association, form, act, row=row, done=_("Frågan är ändrad."))


def _typed(
    request: Request,
    association: Association,
    form: QuestionForm,
    act: Callable[..., Any],
    *,
    row: CustomQuestion | None,
    done: str,
) -> HttpResponse:
    """The form of a question, and ``act`` with what was typed in it."""
    if request.method == "POST" and form.is_valid():
        answer = submit(
            request,
            lambda: act(question=form.question(), by=request.actor, at=request.clock.now()),
            back=_back(association),
            done=done,
            form=form,
        )
        if answer:
            return answer
    return render(request, "associations/question.html", context(association, "questions", form=form, row=row))


@needs_role(*RUNS)
def end(request: Request, slug: str, pk: int) -> HttpResponse:
    """Choose the last day on which it is asked."""
    association = _own(request, slug)
    row = _question(association, pk)
    form = EndForm(request.POST or None, initial={"valid_to": row.valid_to or request.clock.today()})
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: questions.end_question(
                row=row, last=form.cleaned_data["valid_to"], by=request.actor, at=request.clock.now()
            ),
            back=_back(association),
            done=_("Frågans sista dag är sparad."),
            form=form,
        )
        if done:
            return done
    return render(request, "associations/question_end.html", context(association, "questions", form=form, row=row))


@needs_role(*RUNS)
@require_POST
def move(request: Request, slug: str, pk: int) -> HttpResponse:
    """One step up or down in the list."""
    association = _own(request, slug)
    row = _question(association, pk)
    up = request.POST.get("to") == "up"
    done = submit(
        request,
        lambda: questions.move_question(row=row, up=up, by=request.actor, at=request.clock.now()),
        back=f"{_back(association)}#q{row.pk}",
    )
    assert done is not None  # without a form a refusal is a message, never None
    return done


def _own(request: Request, slug: str) -> Association:
    association = open_association(request, slug)
    questions.check_set_questions(request.actor, association)
    return association


def _question(association: Association, pk: int) -> CustomQuestion:
    row = association.questions.prefetch_related("choices").filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _back(association: Association) -> str:
    return reverse("associations:questions", args=[association.slug])
