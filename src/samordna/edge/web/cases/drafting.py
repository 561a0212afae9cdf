"""What the page of a proposal tells the server by itself while somebody writes: drafts, and that one is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.agree.preparation.writing import drafts
from samordna.agree.preparation.writing.sections import QUESTION, SECTION, SECTION_OF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES, open_case
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import SamordnaError
from samordna.ground.kernel.typed import whole

STOPPED = 409


@needs_role(*ROLES)
@require_POST
def draft(request: Request, key: str) -> HttpResponse:
    """Keep what has been written so far in a question; answers with when. ``stop`` says why there is no use in trying
    again.
    """
    question, based_on = request.POST.get("question", ""), whole(request.POST.get("based_on"))
    if question not in QUESTION or based_on is None:
        raise Http404
    try:
        view = open_case(request, key)
        drafts.keep_draft(
            by=request.actor,
            at=request.clock.now(),
            case=view.case,
            question=question,
            text=request.POST.get("text", ""),
            based_on=based_on,
        )
    except SamordnaError as refusal:
        return JsonResponse({"stop": sentence(refusal)}, status=STOPPED)
    return JsonResponse({"saved": _("Utkast sparat %(time)s.") % {"time": clock(request)}})


@needs_role(*ROLES)
@require_POST
def discard(request: Request, key: str) -> HttpResponse:
    """Throw one's own draft away and show what is saved."""
    view, question = open_case(request, key), request.POST.get("question", "")
    if question not in QUESTION:
        raise Http404
    drafts.discard_draft(by=request.actor, case=view.case, question=question)
    messages.success(request, _("Ditt utkast är borttaget."))
    page = reverse("cases:proposal", args=[view.case.key])
    return HttpResponseRedirect(f"{page}?avsnitt={SECTION_OF[question].number}#id_{question}")


@needs_role(*ROLES)
@require_POST
def here(request: Request, key: str) -> HttpResponse:
    """Say that one has a section open; answers with who else is here."""
    view, section = open_case(request, key), request.POST.get("section", "")
    if section not in SECTION:
        raise Http404
    at = request.clock.now()
    drafts.note_presence(by=request.actor, at=at, case=view.case, section=section, writes="writes" in request.POST)
    present = drafts.who_is_here(request.actor, view.case, at)
    return render(request, "cases/_here.html", {"present": present})


def clock(request: Request) -> str:
    """The time of day as people write it: 14.02."""
    now = timezone.localtime(request.clock.now())
    return f"{now.hour}.{now.minute:02d}"
