"""Every page says who may open it. A guard fails for a page that does not.

The decorators answer the coarse question (anybody, signed in, a role); what a person may see of a certain case or
measure is the station's own rule in its ``permissions.py``. What lies outside one's scope does not exist: 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse

from samordna.edge.web.request import Request
from samordna.ground.parties.roles import ROLES

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """Who may open a page: everybody (with the reason), everybody who is signed in, or those with one of the roles."""

    kind: str
    roles: tuple[str, ...] = ()
    why: str = ""


def anyone(why: str) -> Callable[[View], View]:
    """Open to the world; ``why`` says the reason."""

    def mark(view: View) -> View:
        view.access = Access("anyone", why=why)  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Open to everybody with an account; others are asked to sign in."""

    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    inner.access = Access("signed_in")  # type: ignore[attr-defined]
    return inner


def needs_role(*roles: str) -> Callable[[View], View]:
    """Open to those who hold one of ``roles`` today; for everybody else who is signed in the page does not exist."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {sorted(unknown)}")

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = request.actor
            if not actor.signed_in:
                return redirect_to_login(request.get_full_path())
            if not actor.has(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        inner.access = Access("role", roles=roles)  # type: ignore[attr-defined]
        return inner

    return mark
