"""Walk through the pages as every person of the demo country, only reading, and note whatever is written or broken.

Run in a process of its own on a register: `python crawl.py`, with SAMORDNA_HOME. Prints JSON.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

# The session is how a person stays signed in; that somebody looked at a record must be kept. Nothing else.
MAY_BE_WRITTEN = {"django_session", "privacy_accesslogentry"}
WRITE = re.compile(
    r"^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|CREATE|DROP|ALTER|TRUNCATE)\s+\"?(\w+)", re.I
)
PAGES_OF_A_KIND = 3  # of each route, for each person: the demo country has a thousand measures
HOST = "localhost"


@dataclass
class Found:
    """What a walk found. `routes` are those that answered; `examples` has a page of each and the e-mail of a reader."""

    written: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)
    only_post: set[str] = field(default_factory=set)
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)
    pages: int = 0


class Links(HTMLParser):
    """Where a page leads: links, forms, and what htmx fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.to: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of one element."""
        given = dict(attrs)
        wanted = {"a": ["href"], "form": ["action"]}.get(tag, [])
        for name in (*wanted, "hx-get", "hx-post", "formaction"):
            if given.get(name):
                self.to.append(str(given[name]))


@contextmanager
def nothing_written(found: Found, page: str) -> Iterator[None]:
    """Refuse every statement that would change a table, on both databases, and note the attempt."""
    from django.db import connections

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        hit = WRITE.match(sql)
        if hit and hit[2] not in MAY_BE_WRITTEN:
            found.written.append(f"{page}: {sql[:80]}")
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(guard))
        yield


def walk(client: Any, found: Found, who: str, email: str = "", start: str = "/") -> None:
    """Follow every link from a page, breadth first, a few pages of each route."""
    from django.urls import Resolver404, resolve

    waiting, seen, often = deque([(start, "the address bar")]), {start}, Counter[str]()
    while waiting:
        address, origin = waiting.popleft()
        try:
            route = resolve(urlsplit(address).path).view_name
        except Resolver404:
            found.broken.append(f"{address} (from {origin}, as {who}): no such page")
            continue
        often[route] += 1
        if often[route] > PAGES_OF_A_KIND:
            continue
        response = visit(client, found, address, route, f"{address} (from {origin}, as {who})")
        if response is not None and response.status_code == 200 and _is_page(response):
            found.examples.setdefault(route, (address, email))
        for target in leads_to(response, address):
            if target not in seen:
                seen.add(target)
                waiting.append((target, address))


def visit(client: Any, found: Found, address: str, route: str, place: str) -> Any:
    """Read one page; a route that only takes POST answers 405 and is noted as such."""
    found.pages += 1
    with nothing_written(found, place):
        try:
            response = client.get(address)
        except Exception as error:  # whatever a page raises is what this looks for
            found.broken.append(f"{place}: {type(error).__name__}: {error}")
            return None
    if response.status_code == 405:
        found.only_post.add(route)
    elif response.status_code >= 400:
        found.broken.append(f"{place}: {response.status_code}")
    else:
        found.routes.add(route)
    return response


def leads_to(response: Any, address: str) -> list[str]:
    """The pages of our own that a page leads to; signing out is left alone, and so are files outside the pages."""
    if response is None:
        return []
    if response.status_code in (301, 302):
        targets = [response["Location"]]
    elif response.status_code == 200 and _is_page(response):
        links = Links()
        links.feed(response.content.decode())
        targets = links.to
    else:
        return []
    here = f"http://{HOST}{address}"
    full = [urldefrag(urljoin(here, target))[0] for target in targets]
    own = [urlsplit(target) for target in full if urlsplit(target).netloc == HOST]
    return [
        target._replace(scheme="", netloc="").geturl()
        for target in own
        if not target.path.startswith(("/static/", "/logga-in/ut"))
    ]


def _is_page(response: Any) -> bool:
    return bool(response.get("Content-Type", "").startswith("text/html"))


def everybody() -> Found:
    """The walk as a visitor and as each person to log in as."""
    from django.test import Client

    from samordna.edge.demo import people
    from samordna.ground.parties.models import Account

    found = Found()
    walk(Client(HTTP_HOST=HOST), found, "a visitor")
    if own_page := people.participant_path():
        walk(Client(HTTP_HOST=HOST), found, "a participant with the link to their own page", start=own_page)
    for login in people.LOGINS:
        client = Client(HTTP_HOST=HOST)
        response = client.post("/logga-in/", {"email": login.email, "password": people.PASSWORD})
        if response.status_code != 302:
            found.broken.append(f"{login.email} could not sign in: {response.status_code}")
        assert Account.objects.filter(email=login.email).exists()
        walk(client, found, login.name, login.email)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samordna.config.settings")
    import django

    django.setup()
    result = everybody()
    json.dump(
        {key: sorted(value) if isinstance(value, set) else value for key, value in vars(result).items()}, sys.stdout
    )
