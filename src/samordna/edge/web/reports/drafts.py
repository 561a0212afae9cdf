"""Drafts of reports: which there are, and one with what is said of it and the way to a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.reports.article import article
from samordna.edge.web.reports.forms import Answer, Comment, NewDraft
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language
from samordna.engine.document import Document, Heading
from samordna.ground.kernel.errors import Refusal
from samordna.learn.checking.findings import KINDS
from samordna.learn.reports import actions, permissions, queries
from samordna.learn.reports import drafts as written
from samordna.learn.reports.models import ReportDraft
from samordna.learn.reports.states import BY_ID

NAV = "reports"
BADGES = {"writing": "default", "proposed": "warning", "decided": "success"}


@needs_role(*permissions.READERS)
def draft_list(request: Request) -> HttpResponse:
    """Every draft, newest first; those who write can begin one."""
    writes = permissions.may_write(request.actor)
    form = NewDraft(request.POST if request.method == "POST" else None, reports=queries.reports())
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _begin(request, form.cleaned_data["report"]))
        except Refusal as refusal:
            refuse(form, refusal)
    context = {
        "nav": NAV,
        "drafts": [_listed(one) for one in written.drafts(request.actor)],
        "form": form if writes and form.fields["report"].choices else None,  # type: ignore[attr-defined]
        "writes": writes,
    }
    return render(request, "reports/drafts.html", context)


def _begin(request: Request, report: str) -> str:
    made = actions.begin_draft(report=report, by=request.actor, at=request.clock.now())
    messages.success(
        request, _("Utkastet är gjort. Texten är den som rapporten börjar med, och siffrorna är på plats.")
    )
    return reverse("reports:draft", args=[made.pk])


def _listed(draft: ReportDraft) -> dict[str, Any]:
    return {
        "draft": draft,
        "title": draft.facts["title"][language()[:2]],
        "state": _state(draft),
    }


def _state(draft: ReportDraft) -> dict[str, str]:
    state = written.state(draft)
    return {"id": state, "badge": BADGES[state], "label": label(BY_ID[state].label)}


@needs_role(*permissions.READERS)
def draft(request: Request, number: int) -> HttpResponse:
    """One draft as it reads now, and what can be done with it."""
    found = written.draft_of(request.actor, number)
    revision = written.newest_revision(found)
    read = written.read(revision)
    state = _state(found)
    proposal = written.open_proposal(found)
    answers = proposal is not None and permissions.may_answer(request.actor, proposal)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    comment = Comment(request.POST if act == "comment" else None, sections=_headings(read.document))
    answer = Answer(request.POST if act == "answer" else None)
    refused = None
    acts: dict[str, tuple[Any, Callable[[], str]]] = {
        "comment": (comment, lambda: _comment(request, found, comment)),
        "answer": (answer, lambda: _answer(request, found, answer)),
        "propose": (None, lambda: _propose(request, found)),
    }
    if act in acts:
        form, carry_out = acts[act]
        try:
            if form is None or form.is_valid():
                return run_once(request, carry_out)
        except Refusal as refusal:
            if form is not None:
                refuse(form, refusal)
            else:
                refused = refusal.message_en if language().startswith("en") else refusal.message_sv
    context: dict[str, Any] = {
        "nav": NAV,
        "draft": found,
        "revision": revision,
        "title": found.facts["title"][language()[:2]],
        "state": state,
        "wrong": read.wrong.in_language(language()) if read.wrong else "",
        "refused": refused,
        "proposal": proposal,
        "answer": written.last_answer(found),
        "writes": permissions.may_write(request.actor) and state["id"] == "writing",
        "answers": answers,
        "comments": found.comments.order_by("-pk"),
        "comment_form": comment,
        "answer_form": answer,
        "languages": len(written.languages(revision)),
    }
    if read.document is not None:
        context |= article(read.document, language(), found.release) | {"findings": _findings(read.document)}
    return render(request, "reports/draft.html", context)


def _headings(document: Document | None) -> list[str]:
    blocks = document.blocks if document else ()
    return [block.words.in_language(language()) for block in blocks if isinstance(block, Heading)]


def _findings(document: Document) -> list[dict[str, str]]:
    """What the check of printed figures finds, in the reader's language."""
    speak = language()
    return [
        {
            "kind": KINDS[one.kind].in_language(speak),
            "printed": one.printed,
            "expected": one.expected or "",
            "cause": one.cause.in_language(speak),
        }
        for one in written.findings(document)
    ]


def _comment(request: Request, found: ReportDraft, form: Comment) -> str:
    actions.comment(
        draft=found,
        section=form.cleaned_data["section"],
        text=form.cleaned_data["text"],
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Kommentaren är sparad."))
    return _page(found) + "#kommentarer"


def _propose(request: Request, found: ReportDraft) -> str:
    actions.propose(draft=found, by=request.actor, at=request.clock.now())
    messages.success(request, _("Rapporten väntar på en annan persons beslut."))
    return _page(found)


def _answer(request: Request, found: ReportDraft, form: Answer) -> str:
    at = request.clock.now()
    if form.cleaned_data["answer"] == "no":
        actions.refuse(draft=found, why=form.cleaned_data["why"], by=request.actor, at=at)
        messages.success(request, _("Rapporten är tillbaka hos den som skriver, med ditt skäl."))
        return _page(found)
    version = actions.decide(draft=found, by=request.actor, at=at)
    messages.success(request, _("Rapporten är beslutad. Alla kan läsa den nu."))
    return reverse("reports:decided", args=[version.report, version.version])


def _page(found: ReportDraft) -> str:
    return reverse("reports:draft", args=[found.pk])
