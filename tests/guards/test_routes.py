"""Every page declares who may open it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import include, path

from samordna.edge.web import access
from tests.guards.look import routes as look


def test_every_page_says_who_may_open_it():
    found = list(look.routes())
    assert found
    assert look.without_access(found) == []


def test_every_page_has_a_name():
    assert look.without_name(look.routes()) == []


def page(request):
    """A page that says nothing of itself."""
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (page, ["/x/y does not say who may open it"]),
        (access.anyone(" ")(lambda request: HttpResponse()), ["/x/y is open to all without a reason"]),
        (access.needs_role()(page), ["/x/y names no role"]),
        (access.anyone("published figures")(lambda request: HttpResponse()), []),
        (access.signed_in(page), []),
        (access.needs_role("board_member")(page), []),
    ],
)
def test_a_page_that_says_nothing_is_found(view, said):
    patterns = [path("x/", include(([path("y", view, name="y")], "x")))]
    assert look.without_access(look.routes(patterns)) == said


def test_a_page_without_a_name_is_found():
    assert look.without_name(look.routes([path("x", page), path("y", page, name="y")])) == ["/x"]
