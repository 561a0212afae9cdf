"""Somebody with a browser: one connection that is kept, cookies, and forms sent back as the page filled them in."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from bench.large_register.place import PASSWORD

TIMING = re.compile(r"app;dur=([\d.]+), cpu;dur=([\d.]+), sql;dur=([\d.]+);desc=\"(\d+)\"")


@dataclass(frozen=True)
class Answer:
    """One answer: milliseconds at the client, on the server, of its processor and in its questions; and how many."""

    status: int
    location: str
    page: str
    wall: float
    server: float
    processor: float
    sql: float
    questions: int


class Visitor:
    """Signed in as one account."""

    def __init__(self, port: int, email: str) -> None:
        self.port, self.email = port, email
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.get("/logga-in/")
        answer = self.post("/logga-in/", {"email": email, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode({**data, "csrfmiddlewaretoken": self.cookies["csrftoken"]}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.port}{path}"
        begun = time.perf_counter()
        try:
            response = self._send(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):  # the server closed a connection that had rested
            self.connection.close()
            response = self._send(method, path, body, headers)
        page = response.read().decode()
        wall = 1000 * (time.perf_counter() - begun)
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        found = TIMING.search(response.headers.get("Server-Timing", ""))
        server, processor, sql = (float(found[n]) for n in (1, 2, 3)) if found else (0.0, 0.0, 0.0)
        questions = int(found[4]) if found else 0
        location = response.headers.get("Location", "")
        return Answer(response.status, location, page, wall, server, processor, sql, questions)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()


class _Form(HTMLParser):
    """What a browser would send of the page's longest form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        form, name = self.forms[-1], attrs.get("name", "")
        if tag == "input" and name:
            box = attrs.get("type") in ("radio", "checkbox")
            if attrs.get("type") != "submit" and (not box or "checked" in attrs):
                form[name] = attrs.get("value", "on" if box else "")
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            form[name] = ""
        elif tag == "option" and self.select and ("selected" in attrs or self.select not in form):
            form[self.select] = attrs.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


def form_of(page: str) -> dict[str, str]:
    """The values of the form with most fields on the page."""
    parser = _Form()
    parser.feed(page)
    return max(parser.forms, key=len, default={})
