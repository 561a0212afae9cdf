"""Every page that somebody of the demo country reaches by links, seen by each role: the same few things hold on all."""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from samordna.edge.demo import people
from tests.guards.look.crawl import Links
from tests.journeys.person import Person
from tests.services import accessibility

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
#: So many pages of a route are read to find links; one of them is looked at.
READ_OF_A_KIND = 3
PARTICIPANT = "a participant"
#: What differs between readers of the same page: the header, and the keys of forms.
MENU_AND_KEYS = re.compile(r"(?s)<header.*?</header>|<input type=\"hidden\"[^>]*>")
_looked_at: set[str] = set()
#: What a page looks like does not depend on the database: pages are opened on the embedded one only.
LOOKS = "SAMORDNA_DATABASE_URL" not in os.environ


def one_of_each_role() -> list[str]:
    """The first of the demo's people who holds each role, and those without an account."""
    first: dict[str, str] = {}
    for login in people.LOGINS:
        for role, _scope in login.holds:
            first.setdefault(role, login.name)
    return ["", PARTICIPANT, *dict.fromkeys(first.values())]


@pytest.fixture(scope="module")
def country(demo_of_module) -> Iterator[str]:
    """One register for the whole module: nobody writes here."""
    with demo_of_module.served() as address:
        yield address


@pytest.mark.parametrize("name", one_of_each_role(), ids=lambda name: name or "a visitor")
def test_every_page_that_a_role_reaches(name, demo_of_module, arrives):
    somebody: Person = arrives("" if name == PARTICIPANT else name)
    start = "/"
    if name == PARTICIPANT:
        link = (demo_of_module.home / people.LINK_NOTE).read_text(encoding="utf-8").strip()
        start = f"/deltagare/mitt/{link}/"
    pages = reached(somebody, start)
    assert len(pages) >= 7, "the walk has lost its way"
    wrong: list[str] = []
    for route, path in pages.items() if LOOKS else ():
        page = somebody.opens(path).page
        found = [*faults(page), *(accessibility.findings(page) if is_new(page) or path == start else ())]
        wrong += [f"{path} ({route}): {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


def reached(somebody: Person, start: str) -> dict[str, str]:
    """A page of each route that links lead to from ``start``, as the person is shown them. Downloads are left out."""
    found: dict[str, str] = {}
    waiting, seen, often = deque([start]), {start}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        often[route] += 1
        if not route or often[route] > READ_OF_A_KIND:
            continue
        answer = somebody.page.request.get(somebody.address + path)
        assert answer.status in (200, 405), f"{answer.status} at {path}"  # some addresses are only sent to
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found.setdefault(route, path)
        for target in links_of(answer.text(), somebody.address, answer.url):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return found


def route_of(path: str) -> str:
    """The name of the page's route; nothing for what is no page of ours, or would sign out."""
    try:
        route = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    return "" if route == "login:out" else route


def links_of(html: str, address: str, here: str) -> list[str]:
    """Where a page leads within the product, without the machine's address."""
    links = Links()
    links.feed(html)
    full = [urldefrag(urljoin(here, target))[0] for target in links.to]
    return [target.removeprefix(address) for target in full if target.startswith(f"{address}/")]


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands, besides what axe sees."""
    if (headings := page.locator("h1:visible").count()) != 1:
        yield f"{headings} main headings"
    if not page.title().endswith("\N{EN DASH} Samordna") or len(page.title()) < 13:
        yield f"the title is {page.title()!r}"
    if (language := page.locator("html").get_attribute("lang")) != "sv":
        yield f"the language is {language!r}"
    # In a row of a list, the same act may be offered for each.
    primary = page.locator("main .button--primary:visible:not(li *):not(tr *)").all_inner_texts()
    if len(primary) > 1:
        yield f"several primary buttons: {primary}"


def is_new(page: Page) -> bool:
    """Whether axe has not seen a page like this: the open pages are the same to everybody but for the menu."""
    alike = MENU_AND_KEYS.sub("", page.locator("body").inner_html())
    if alike in _looked_at:
        return False
    _looked_at.add(alike)
    return True


FINE = "<html lang=sv><title>Behov – Samordna</title><main><h1>Behov</h1>{}</main>"
BUTTON = "<button class=button--primary>Spara</button>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (FINE, ""),
        (FINE.format(BUTTON + f"<ul><li>{BUTTON}<li>{BUTTON}</ul>"), ""),
        (FINE.format(BUTTON * 2), "several primary buttons"),
        (FINE.format("<h1>Igen</h1>"), "2 main headings"),
        (FINE.replace("sv", "en"), "the language is"),
        (FINE.replace("Behov – Samordna", " – Samordna"), "the title is"),
    ],
)
def test_what_is_wrong_is_seen(page, html, said):
    page.set_content(html)
    found = list(faults(page))
    assert [fault.startswith(said) for fault in found] == ([True] if said else [])
