"""What comes with a request, tidied once for every page: characters that no table and no document can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.decorators import sync_only_middleware

from samordna.edge.web import errors
from samordna.ground.kernel import typed

Handler = Callable[[HttpRequest], HttpResponse]
#: Never altered: whoever chose it chose every character.
UNTOUCHED = frozenset({"password", "again"})


@sync_only_middleware
def tidy_input(handler: Handler) -> Handler:
    """Tidy what was typed, in the address and in the form. An address with control characters leads nowhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if typed.tidy(request.path_info) != request.path_info:
            return errors.not_found(request, Http404())
        # Django reads both once and keeps them; from here everybody reads the tidied ones.
        request.GET = tidied(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = tidied(request.POST)  # type: ignore[assignment]
        return handler(request)

    return middleware


def tidied(sent: QueryDict) -> QueryDict:
    """The same names and values with every text tidied; the same object when nothing was untidy."""
    new: dict[str, list[Any]] = {
        name: [value if name in UNTOUCHED else typed.tidy(value) for value in values] for name, values in sent.lists()
    }
    if all(values == new[name] for name, values in sent.lists()):
        return sent
    made = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in new.items():
        made.setlist(name, values)
    made._mutable = False
    return made
