"""Reading never writes, no link leads nowhere, and every page has been read by somebody of the demo country."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection

from tests.guards.look import crawl, routes
from tests.services import accessibility

# Routes that no link of the demo country leads to, and why that is right.
NOT_LINKED = {
    "login:out": "signing out would end the walk; the journeys do it",
    "login:first": "only a register without an administrator has such a link",
    "associations:area": "only of an association in Stockholm or Göteborg, which have districts",
    "register:erased": "what was erased is told once, in the browser that erased it",
    "register:erased_pdf": "the same, on paper",
    "retention:carry_out": "only where a retention time has been decided",
    "retention:certificate": "only of a removal that has been carried out",
    "retention:extract_certificate": "the same, of extracts",
    "start:alive": "for monitoring",
    "statistics:why-hidden": "only of a figure that is hidden, which the walk does not choose",
    "calendars:subscription": "a secret address, shown once to its owner",
    "cases:by_service": "only while an agreement waits for signatures",
    "cases:costs": "only while an ESF+ proposal is written",
    "cases:draft": "the page's own script calls it",
    "cases:here": "the page's own script calls it",
    "cases:kept_file": "only of an agreement that came back as a file",
    "cases:put_back": "only while an agreement waits for signatures",
    "cases:template": "only while an agreement is written",
    "cases:replan": "from what somebody has tried",
    "cases:steps": "only of a party with an order of its own, or of FK when it is no guarantor",
    "cases:write_in": "only for a party of which nobody can answer",
    "meetings:attendance": "from the day of the meeting on",
    "post:again": "only of a letter that did not arrive",
    "login:reset": "from a letter",
    "post:link": "from a letter",
}


PASSWORD = "vattenspegel"  # of everybody in the demo country; the command prints it


@pytest.fixture(scope="module")
def found(demo_of_module) -> dict[str, list[str]]:
    """What the walk through all pages as all people found."""
    done = subprocess.run(
        [sys.executable, "-P", crawl.__file__],
        env=demo_of_module.env,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_reading_never_writes(found):
    assert not found["written"], "\n".join(found["written"])


def test_no_page_is_broken_and_no_link_leads_nowhere(found):
    assert not found["broken"], "\n".join(found["broken"])


def test_every_page_is_read_by_somebody(found):
    there = {route.name for route in routes.routes()}
    assert there - set(found["routes"]) - set(found["only_post"]) == set(NOT_LINKED)


@pytest.mark.browser
def test_axe_finds_nothing_on_any_page(found, demo_of_module, new_page):
    people = {"": new_page()}
    wrong = []
    with demo_of_module.served() as address:
        for route, (path, email) in sorted(found["examples"].items()):
            if email not in people:
                people[email] = sign_in(new_page(), address, email)
            page = people[email]
            page.goto(address + path)
            wrong += [f"{route} {path}: {text}" for text in accessibility.findings(page)]
    assert not wrong, "\n".join(wrong)


def sign_in(page, address, email):
    """The page of somebody who has signed in."""
    page.goto(f"{address}/logga-in/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("write", "seen"),
    [
        (lambda: get_user_model().objects.filter(pk=1).update(name="x"), True),
        (lambda: get_user_model().objects.filter(pk=1).delete(), False),  # deletes nothing, so says nothing
        (lambda: connection.cursor().execute("DELETE FROM parties_account"), True),
        (lambda: Session.objects.filter(pk="x").update(session_data=""), False),
        (lambda: list(get_user_model().objects.all()), False),
    ],
)
def test_a_page_that_writes_is_seen(write, seen):
    found = crawl.Found()
    with crawl.nothing_written(found, "/x/"):
        write()
    assert bool(found.written) is seen


@pytest.mark.parametrize(
    ("html", "to"),
    [
        ('<a href="/behov/">', ["/behov/"]),
        ('<a href="2/">', ["/arenden/2/"]),
        ('<a href="?ar=2019#tabell">', ["/arenden/?ar=2019"]),
        ('<form method="post" action="/arenden/ny/">', ["/arenden/ny/"]),
        ('<div hx-get="/arenden/del/">', ["/arenden/del/"]),
        ('<a href="https://example.org/">', []),
        ('<a href="mailto:x@example.org">', []),
        ('<link href="/static/x.css"><a href="/static/x.pdf">', []),
    ],
)
def test_links_are_found(html, to):
    response = SimpleNamespace(status_code=200, content=html.encode(), get=lambda *_: "text/html; charset=utf-8")
    assert crawl.leads_to(response, "/arenden/") == to
