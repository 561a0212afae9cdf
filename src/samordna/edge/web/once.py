"""A form is carried out once, however many times its button is pressed."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponseRedirect

from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy import audit, once

FIELD = "once"


def not_there_now(request: Request) -> HttpResponseRedirect:
    """The answer to a form that the page no longer has: a second press leads where the first one led.

    Otherwise somebody else was first: Refusal, which leads back to the page as it is now.
    """
    key = request.POST.get(FIELD, "")[:64]
    before = once.result_of(key) if key else None
    if before:
        return HttpResponseRedirect(before)
    raise Refusal(
        "Någon har hunnit före. Läs sidan igen och se vad som gäller nu.",
        message_en="Somebody was first. Read the page again and see what holds now.",
    )


def run_once(request: Request, act: Callable[[], str]) -> HttpResponseRedirect:
    """Run ``act`` – which does the work and returns the address to show next – if this form has not been carried out.

    The second press of a form leads where the first one led. When ``act`` raises, nothing is claimed, so that the
    form can be mended and sent again. Forms carry the key by ``{% once %}``; without one the act is simply run.
    """
    key = request.POST.get(FIELD, "")[:64]
    if not key:
        return HttpResponseRedirect(act())
    with transaction.atomic():
        if not once.claim(key=key, actor=request.actor.email, at=request.clock.now()):
            return HttpResponseRedirect(once.result_of(key) or request.path)
        with audit.at_the_end():
            target = act()
            once.remember(key=key, result=target)
    return HttpResponseRedirect(target)
