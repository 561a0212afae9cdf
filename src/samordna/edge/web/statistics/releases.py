"""Releases: one analyst proposes tables, another person reads and answers, and then they are public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import anyone, needs_role
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.figure import links_of_hidden
from samordna.edge.web.statistics.forms import Answer, NewRelease, posted
from samordna.edge.web.statistics.shown import language, shown
from samordna.engine.document import signs_in
from samordna.ground.kernel.errors import Refusal
from samordna.learn.statistics import actions, permissions, queries, stored_areas
from samordna.learn.statistics.catalogue import presentation
from samordna.learn.statistics.models import Release
from samordna.learn.statistics.states import state_of

NAV = "releases"
BADGES = {"proposed": "warning", "released": "success", "refused": "default"}


@anyone("what has been released is for everybody")
def release_list(request: Request) -> HttpResponse:
    """Every release, newest first; those who answer also see what waits."""
    context = {
        "nav": NAV if permissions.may_see_releases_to_answer(request.actor) else "statistics",
        "releases": [(one, _state(request, one)) for one in queries.releases(request.actor)],
        "proposes": permissions.may_propose_release(request.actor),
    }
    return render(request, "statistics/releases.html", context)


def _state(request: Request, release: Release) -> dict[str, str]:
    """The state's label, in the words of those inside or outside."""
    state = state_of(release.released)
    inside = permissions.may_see_releases_to_answer(request.actor)
    return {"badge": BADGES[state.id], "label": label(state.label if inside else state.outside)}


@needs_role("analyst")
def propose(request: Request) -> HttpResponse:
    """Propose tables of an extract."""
    records = list(queries.extracts_to_use(request.actor)[:20])
    form = NewRelease(posted(request), extracts=records, initial={"extract": request.GET.get("uttag", "")})
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _propose(request, form))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "statistics/propose.html", {"nav": NAV, "form": form, "extracts": records})


def _propose(request: Request, form: NewRelease) -> str:
    release = actions.propose_release(
        extract=queries.extract_of(request.actor, form.cleaned_data["extract"]),
        tables=form.cleaned_data["tables"],
        why=form.cleaned_data["why"],
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Utgåva %(number)s väntar på en annan persons svar.") % {"number": release.number})
    return reverse("statistics:release", args=[release.number])


@anyone("what has been released is for everybody; what is proposed does not exist for others")
def release(request: Request, number: str) -> HttpResponse:
    """One release: its tables as they are printed, who said what, and a form for the one who answers."""
    found = queries.release_of(request.actor, number)
    answers = permissions.may_answer_release(request.actor, found)
    form = Answer(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _answer(request, found, form))
        except Refusal as refusal:
            refuse(form, refusal)
    context = {
        "nav": NAV if permissions.may_see_releases_to_answer(request.actor) else "statistics",
        "release": found,
        "state": _state(request, found),
        "sections": [_section(found, name) for name in queries.tables_of(found)],
        "form": form,
        "answers": answers,
        "own": found.released is None and found.proposed_by_id == request.actor.account_id,
        "inside": permissions.may_see_releases_to_answer(request.actor),
        "proven": queries.is_proven(found),
        "areas": stored_areas.progress(found) if found.released else None,
        "make_areas": f"./samordna tables --areas {found.number}",
    }
    return render(request, "statistics/release.html", context)


def _section(found: Release, name: str) -> dict[str, Any]:
    released = queries.table_in(found, name)
    table = released.table
    one = presentation(table, found.number)
    return {
        "name": name,
        "caption": one.caption.in_language(language()),
        "scope": one.scope.in_language(language()),
        "table": shown(one, links_of_hidden(released)),
        "hidden": table.hidden(),
        "cells": len(table.cells),
        "certificate": table.certificate or {},
        "signs": [(sign, words.in_language(language())) for sign, words in signs_in(table)],
    }


def _answer(request: Request, found: Release, form: Answer) -> str:
    at = request.clock.now()
    if form.cleaned_data["answer"] == "yes":
        actions.approve_release(release=found, by=request.actor, at=at)
        messages.success(request, _("Tabellerna är utgivna. Alla kan läsa dem nu."))
    else:
        actions.refuse_release(release=found, why=form.cleaned_data["why"], by=request.actor, at=at)
        messages.success(request, _("Tabellerna ges inte ut. Den som föreslog dem ser ditt skäl."))
    return reverse("statistics:release", args=[found.number])
