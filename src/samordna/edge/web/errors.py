"""The pages for what went wrong: what happened, that nothing is lost, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samordna.edge.web.components.templatetags.samordna import sv_en


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The person may see that this exists but not do it."""
    return render(request, "layouts/403.html", {"reason": sv_en(exception, "message")}, status=403)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of coming from us no longer holds: signed in anew in another tab, or left for long."""
    return render(request, "layouts/stale.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """It does not exist, or not for this person: the two look the same."""
    return render(request, "layouts/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed that should not. Shows no data at all."""
    return render(request, "layouts/500.html", status=500)
