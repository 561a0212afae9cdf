"""The links of letters, and the outbox for those who look after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samordna.agree.preparation.permissions import visible_cases
from samordna.agree.preparation.positions.letters import CASE
from samordna.edge.web.access import anyone, needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.request import Request
from samordna.ground.parties.actor import Actor
from samordna.ground.post import links, outbox, sending, text
from samordna.ground.post.models import STATES, Letter
from samordna.ground.privacy import marks

LOOKS_AFTER = ("national_admin", "association_manager")
KIND: dict[str, Any] = {
    "asked": gettext_lazy("Fråga"),
    "asked_again": gettext_lazy("Fråga igen"),
    "deadline_moved": gettext_lazy("Ny svarsdag"),
    "reminder": gettext_lazy("Påminnelse"),
    "deadline_passed": gettext_lazy("Svarstiden gick ut"),
    "called": gettext_lazy("Kallelse till möte"),
}
STATE: dict[str, Any] = {
    "queued": gettext_lazy("I kö"),
    "sent": gettext_lazy("Skickat"),
    "failed": gettext_lazy("Gick inte fram"),
    "dropped": gettext_lazy("Behövdes inte"),
}
A_PAGE = 50


@anyone("a link in a letter: shows nothing, leads to signing in and on to a page that has its own rule")
def link(request: Request, token: str) -> HttpResponse:
    """Lead on from a letter. Without signing in nobody learns what it was about, or whether it was right."""
    try:
        number = links.read(token, request.clock.today())
    except links.ExpiredLink:
        return render(request, "post/link.html", {"expired": True}, status=410)
    except links.BrokenLink:
        return render(request, "post/link.html", {"expired": False}, status=404)
    if not request.actor.signed_in:
        return redirect_to_login(request.get_full_path())
    letter = Letter.objects.select_related("to__organisation").filter(pk=number).first()
    if letter is None or not _is_for(letter, request.actor):
        raise Http404
    return HttpResponseRedirect(letter.path)


def _is_for(letter: Letter, actor: Actor) -> bool:
    """Written to the person, or to somebody of the same party: colleagues may send it on to each other."""
    own = letter.to.organisation.party_id if letter.to.organisation else ""
    return letter.to_id == actor.account_id or bool(own and own == actor.organisation)


@needs_role(*LOOKS_AFTER)
def letters(request: Request) -> HttpResponse:
    """The outbox: what has been written to whom, and how it goes. ``?lage=`` shows one state."""
    found = outbox.visible(request.actor)
    chosen = request.GET.get("lage", "")
    shown = found.filter(state=chosen) if chosen in STATES else found
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("sida"))
    counts = outbox.counts(found)
    return render(
        request,
        "post/list.html",
        {
            "nav": "",
            "page": page,
            "rows": [(letter, KIND.get(letter.kind, letter.kind), STATE[letter.state]) for letter in page],
            "titles": _titles(request.actor, page),
            "chosen": chosen,
            "total": sum(counts.values()),
            "counts": [(state, STATE[state], n) for state, n in counts.items() if n],
            "missing": sending.what_is_missing(),
            "never": marks.is_demo(),
            "subject": text.SUBJECT,
            "example": _example(page.object_list[0] if page.object_list else None, request),
        },
    )


def _titles(actor: Actor, letters: Iterable[Letter]) -> dict[str, str]:
    """What the cases are called that the reader may open, by key."""
    keys = {letter.subject for letter in letters if letter.subject_kind == CASE}
    return dict(visible_cases(actor).filter(key__in=keys).values_list("key", "title"))


def _example(letter: Letter | None, request: Request) -> str:
    """What a letter says. In a demo, where all is invented, with its own link; else the link is left out."""
    if letter is None:
        return ""
    if marks.is_demo():
        return text.body(letter, request.build_absolute_uri("/"))
    return text.BODY.format(link="https://…", last=letter.expires_on.isoformat())


@needs_role(*LOOKS_AFTER)
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Put a letter that failed in the queue again."""
    letter = outbox.visible(request.actor).filter(pk=pk).first()
    if letter is None:
        raise Http404
    done = submit(
        request,
        lambda: outbox.try_again(letter=letter, by=request.actor, at=request.clock.now()),
        back=reverse("post:list"),
        done=_("Brevet ligger i kön igen."),
    )
    return done or HttpResponseRedirect(reverse("post:list"))
