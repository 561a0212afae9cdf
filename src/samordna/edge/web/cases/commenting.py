"""What people say about a section, beside it: threads, answers, settled, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import Comment
from samordna.agree.preparation.writing import comments
from samordna.agree.preparation.writing.comments import Thread
from samordna.agree.preparation.writing.sections import QUESTION, Section
from samordna.edge.web.cases.forms import text
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole

ACTS = ("comment", "settle", "reopen", "take_back")


class CommentForm(forms.Form):
    """A comment on a section or on one question in it; or an answer."""

    question = forms.ChoiceField(label=gettext_lazy("Vad gäller det?"), required=False)
    text = text(gettext_lazy("Din kommentar"), required=gettext_lazy("Skriv en kommentar."), rows=3)

    def __init__(self, *args: Any, section: Section, kind: str, answers: int | None = None, **kwargs: Any) -> None:
        kwargs["prefix"] = f"svar{answers}" if answers else "kommentar"
        super().__init__(*args, **kwargs)
        questions = section.questions_for(kind)
        if answers or len(questions) < 2:
            del self.fields["question"]
        else:
            labels = [(q.id, in_language(q.label)) for q in questions]
            self.fields["question"].choices = [("", _("Hela avsnittet")), *labels]  # type: ignore[attr-defined]
        if answers:
            self.fields["text"].label = _("Ditt svar")


@dataclass(frozen=True)
class Said:
    """One comment, and what the reader may do with it."""

    comment: Comment
    about: str
    may_take_back: bool
    can_be_deleted: bool


@dataclass(frozen=True)
class Shown:
    """A thread as the page shows it."""

    thread: Thread
    said: tuple[Said, ...]
    form: CommentForm
    may_settle: bool

    @property
    def first(self) -> Comment:
        """What began the thread."""
        return self.thread.first


@dataclass(frozen=True)
class Talk:
    """Everything that is said about a section, with the forms to say more; ``open`` counts by section."""

    form: CommentForm
    threads: tuple[Shown, ...]
    open: Counter[str]
    may: bool

    @property
    def opened(self) -> list[Shown]:
        """The threads that wait for somebody."""
        return [shown for shown in self.threads if shown.thread.is_open]

    @property
    def settled(self) -> list[Shown]:
        """The others."""
        return [shown for shown in self.threads if not shown.thread.is_open]

    @property
    def faulty(self) -> CommentForm | None:
        """The form that came back with something to mend."""
        found = [self.form, *(shown.form for shown in self.threads)]
        return next((form for form in found if form.errors), None)


def talk(request: Request, view: CaseView, section: Section, faulty: CommentForm | None = None) -> Talk:
    """What is said about a section. ``faulty`` is the form that came back, in place of its empty one."""
    everything = comments.threads(view.case)
    kind = view.state.plan.kind

    def form(answers: int | None = None) -> CommentForm:
        empty = CommentForm(section=section, kind=kind, answers=answers)
        return faulty if faulty is not None and faulty.prefix == empty.prefix else empty

    shown = tuple(
        Shown(
            thread=thread,
            said=tuple(_said(request, view, comment) for comment in (thread.first, *thread.answers)),
            form=form(thread.first.pk),
            may_settle=comments.may_settle(request.actor, view.case, thread.first),
        )
        for thread in everything
        if thread.first.section == section.id
    )
    return Talk(form(), shown, comments.open_by_section(everything), comments.may_comment(request.actor, view.case))


def _said(request: Request, view: CaseView, comment: Comment) -> Said:
    own = comments.may_take_back(request.actor, view.case, comment)
    return Said(
        comment=comment,
        about=in_language(QUESTION[comment.question].label) if comment.question else "",
        may_take_back=own,
        can_be_deleted=own and comments.can_be_deleted(comment, request.clock.now()),
    )


def answered(request: Request, view: CaseView, section: Section) -> HttpResponse | Talk:
    """Do what a form beside the section asks for. The page with its errors, when something must be mended."""
    back = f"{reverse('cases:proposal', args=[view.case.key])}?avsnitt={section.number}#kommentarer"
    act, pk = request.POST["act"], whole(request.POST.get("to"))
    if act == "comment":
        return _comment(request, view, section, back, pk)
    done = submit(request, _acts(request, view, pk or 0)[act], back=back, done=_DONE[act]())
    assert done is not None  # without a form, submit answers or raises
    return done


def _comment(request: Request, view: CaseView, section: Section, back: str, pk: int | None) -> HttpResponse | Talk:
    form = CommentForm(request.POST, section=section, kind=view.state.plan.kind, answers=pk)
    if form.is_valid():

        def write() -> None:
            comments.write_comment(
                by=request.actor,
                at=request.clock.now(),
                case=view.case,
                section=section.id,
                question=form.cleaned_data.get("question", ""),
                text=form.cleaned_data["text"],
                answers=pk,
            )

        done = submit(request, write, back=back, done=_("Kommentaren är sparad."), form=form)
        if done:
            return done
    return talk(request, view, section, form)


def _acts(request: Request, view: CaseView, pk: int) -> dict[str, Callable[[], object]]:
    facts: dict[str, Any] = {"by": request.actor, "at": request.clock.now(), "case": view.case, "comment": pk}
    return {
        "settle": lambda: comments.settle_comment(**facts),
        "reopen": lambda: comments.reopen_comment(**facts),
        "take_back": lambda: comments.take_back_comment(**facts),
    }


_DONE: dict[str, Callable[[], str]] = {
    "settle": lambda: _("Kommentaren är markerad som löst."),
    "reopen": lambda: _("Kommentaren är öppnad igen."),
    "take_back": lambda: _("Kommentaren är tillbakatagen."),
}
