"""What every page of a meeting does with a form that is sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django import forms
from django.http import Http404, HttpResponse

from samordna.edge.web.once import not_there_now
from samordna.edge.web.request import Request

About = TypeVar("About")
Acts = Mapping[str, Callable[[Request, About, forms.Form], HttpResponse | None]]


def carried_out(
    request: Request, about: About, acts: Acts[About], available: Mapping[str, forms.Form], *, manages: bool
) -> HttpResponse | None:
    """Carry out the form that was sent, one of those that ``about`` has now, and lead on. None: show the page.

    404 for those who only read. A form that the page no longer has was carried out before, or somebody was first.
    """
    if request.method != "POST":
        return None
    if not manages:
        raise Http404
    act = request.POST.get("act", "")
    form = available.get(act)
    if form is None:
        return not_there_now(request)
    return acts[act](request, about, form) if form.is_valid() else None
