"""What surrounds every page: who acts, what time it is, and how a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import sync_only_middleware
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samordna.edge.web import errors
from samordna.ground.codes.queries import refresh
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.actor import ANYBODY, actor_of

Handler = Callable[[HttpRequest], HttpResponse]
SEEN = "seen"
#: Set in the session by signing in: this session ends when its cookie has not been renewed in time.
TIMED = "timed"


def forget_messages(request: HttpRequest) -> None:
    """Throw away what was to be said to whoever has left: the next one at the screen is somebody else."""
    list(messages.get_messages(request))


@sync_only_middleware
def idle_timeout(handler: Handler) -> Handler:
    """Sign out whoever has not opened a page for a while. The moment is kept in a signed cookie, not in a table."""
    signer = TimestampSigner(salt="samordna.seen")

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session.session_key
        if request.user.is_authenticated and session and request.session.get(TIMED):
            try:
                seen = signer.unsign(request.COOKIES.get(SEEN, ""), max_age=settings.IDLE_TIMEOUT)
            except (SignatureExpired, BadSignature):
                seen = ""
            if seen != session:
                logout(request)
                forget_messages(request)
                messages.info(request, _("Du har loggats ut, för du har inte använt Samordna på en halvtimme."))
        response = handler(request)
        session = request.session.session_key
        if request.user.is_authenticated and session:
            response.set_cookie(
                SEEN, signer.sign(session), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
            # Pages about people and work are not kept by browsers or proxies.
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


@sync_only_middleware
def code_tables(handler: Handler) -> Handler:
    """Read the open code tables as they are when the request comes: another process may have changed them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        refresh()
        return handler(request)

    return middleware


@sync_only_middleware
def actor_and_clock(handler: Handler) -> Handler:
    """Give the request an ``actor`` (with the assignments that hold today) and a ``clock``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.clock = SystemClock()  # type: ignore[attr-defined]
        user = request.user
        today = request.clock.today()  # type: ignore[attr-defined]
        request.actor = actor_of(user, today) if user.is_authenticated else ANYBODY  # type: ignore[attr-defined]
        return handler(request)

    return middleware


class Refusals:
    """Turn the typed refusals of actions into pages: what cannot be mended in a form is said in words."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this when a view raises."""
        if isinstance(exception, NotFound):
            return errors.not_found(request, Http404())
        if isinstance(exception, NotAllowed):
            return errors.forbidden(request, exception)
        if isinstance(exception, Refusal):
            return self._refused(request, exception)
        return None

    @staticmethod
    def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """Back to the form with the sentence on top; a page that was only read shows the sentence itself."""
        back = request.headers.get("Referer", "")
        if request.method == "POST":
            messages.error(request, sentence(refusal))
            own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
            return HttpResponseRedirect(back if back and own else reverse("start:start"))
        return render(request, "layouts/refused.html", {"reason": sentence(refusal)}, status=409)


def sentence(refusal: Any) -> str:
    """The refusal in the reader's language."""
    english = getattr(refusal, "message_en", "")
    return english if english and (get_language() or "sv").startswith("en") else str(refusal.message_sv)


refusals = Refusals
