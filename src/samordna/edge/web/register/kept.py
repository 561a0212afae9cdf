"""Drafts on the pages: saved by a button, and while one types where scripts run; opened again, and thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.deliver.participants import drafts
from samordna.deliver.participants.drafts import About, Kept
from samordna.deliver.participants.models import Draft
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.middleware import sentence
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal

#: The draft's name in forms and addresses: random, says nothing.
FIELD = "utkast"


def is_wanted(request: Request) -> bool:
    """Whether the form was sent to be saved and not registered."""
    return request.method == "POST" and request.POST.get("act") == "draft"


def keep(request: Request, form: forms.Form, about: About, *, seen: bool = True) -> HttpResponse | None:
    """Save what was typed. A page that types gets a fragment; a press of the button leads to the page with the draft.

    None when it may not be saved: then the form says why, and nothing typed is lost.
    """
    try:
        draft = drafts.keep(
            about=about,
            fields={name: request.POST.getlist(name) for name in form.fields if name in request.POST},
            consent_seen=seen,
            public_id=request.POST.get(FIELD, ""),
            by=request.actor,
            at=request.clock.now(),
        )
    except Refusal as refusal:
        if request.headers.get("HX-Request"):
            return render(request, "register/_draft.html", {"draft_refused": sentence(refusal)})
        only(form, refusal)
        return None
    if request.headers.get("HX-Request"):
        return render(request, "register/_draft.html", {"draft": draft})
    messages.success(request, _("Utkastet är sparat. Det finns kvar i en vecka och syns bara för dig."))
    return HttpResponseRedirect(f"{request.path}?{FIELD}={draft.public_id}")


def quiet(form: forms.Form) -> None:
    """Show the form as it was typed without asking for what is not there yet."""
    form.cleaned_data = {}
    form._errors = ErrorDict(renderer=form.renderer)  # type: ignore[attr-defined]


def only(form: forms.Form, refusal: Refusal) -> None:
    """Let the form say this and nothing else: a draft may be as unfinished as it likes."""
    quiet(form)
    refuse(form, refusal)


def asked_for(request: Request, about: About) -> tuple[Draft, dict[str, list[str]]] | None:
    """The draft that the address names, opened; None without one. NotFound for somebody else's."""
    public_id = request.GET.get(FIELD, "")
    if request.method == "POST" or not public_id:
        return None
    return drafts.opened(about=about, public_id=public_id[:16], by=request.actor, today=request.clock.today())


def fill(form: forms.Form, typed: Mapping[str, Sequence[str]]) -> None:
    """Fill a form with what was typed, also with what had been emptied."""
    for name, field in form.fields.items():
        values = list(typed.get(name, []))
        several = isinstance(field, forms.MultipleChoiceField)
        form.initial[name] = values if several else (values[0] if values else "")


def again(request: Request) -> dict[str, Any]:
    """For a page that is shown again after a POST: the draft that it belongs to, if it still has one."""
    return {"draft_id": request.POST.get(FIELD, "")[:16]} if request.method == "POST" else {}


@dataclass(frozen=True)
class Line:
    """A draft in the list."""

    kept: Kept
    title: str
    url: str


def lines(request: Request) -> list[Line]:
    """The registrar's own drafts, with what they are and where they are gone on with."""
    return [
        Line(kept, _title(kept.draft), _address(kept.draft))
        for kept in drafts.mine(request.actor, at=request.clock.now())
    ]


def _title(draft: Draft) -> str:
    if draft.kind == "follow_up":
        return _("Följ upp, %(months)d månader") % {"months": draft.months}
    return _("Registrera ut") if draft.kind == "out" else _("Registrera in")


def _address(draft: Draft) -> str:
    if draft.participation is None:
        base = reverse("register:in")
    elif draft.kind == "out":
        base = reverse("register:out", args=[draft.participation.public_id])
    else:
        base = reverse("register:follow_up", args=[draft.participation.public_id, draft.months])
    return f"{base}?{FIELD}={draft.public_id}"


@needs_role("participant_registrar")
@require_POST
def discard(request: Request, draft_id: str) -> HttpResponse:
    """Throw a draft away. One that is gone already is gone."""

    def do() -> str:
        drafts.discard(public_id=draft_id, by=request.actor)
        messages.success(request, _("Utkastet är borttaget."))
        return reverse("register:mine")

    return run_once(request, do)


def latest(request: Request, about: About) -> Draft | None:
    """A draft that could be gone on with, for the page that was opened without one."""
    if request.method == "POST" or request.GET.get(FIELD):
        return None
    return drafts.latest_of(about=about, by=request.actor, today=day_of(request.clock.now()))
