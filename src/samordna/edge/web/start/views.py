"""The start page – what waits for me – and the pages everybody reaches from the foot of each page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from samordna.edge.web.access import anyone
from samordna.edge.web.request import Request
from samordna.edge.web.start.board import board


@anyone("visitors get a way in and the published statistics; those signed in get their own list")
def start(request: Request) -> HttpResponse:
    """What waits for me, most urgent first; for visitors what this is and where the figures are."""
    actor = request.actor
    if not actor.signed_in:
        return render(request, "start/visitor.html", {"nav": ""})
    today = request.clock.today()
    show_all = "alla" in request.GET
    return render(
        request, "start/start.html", {"nav": "start", "today": today, **board(actor, today, show_all=show_all)}
    )


@anyone("help is for everybody")
def help_page(request: Request) -> HttpResponse:
    """What the words mean and how the road goes."""
    return render(request, "start/help.html")


@anyone("the accessibility statement must be public")
def accessibility(request: Request) -> HttpResponse:
    """Accessibility statement: what is tested, and what is not known yet."""
    return render(request, "start/accessibility.html")


@anyone("how personal data are treated must be public")
def privacy(request: Request) -> HttpResponse:
    """How personal data are treated, in plain Swedish."""
    return render(request, "start/privacy.html")


@anyone("the choice of language belongs to the reader")
@require_POST
def language(request: Request) -> HttpResponse:
    """Remember the reader's language in a cookie and go back to the same page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = reverse("start:start")
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", secure=settings.HTTPS
        )
    return response


@anyone("monitoring asks without signing in and learns only that the process answers")
def alive(request: Request) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})
