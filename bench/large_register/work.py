"""What people do while it is measured: each act asks for pages and notes how long every kind of page took."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.large_register.visitor import Answer, Visitor, form_of

LISTS = {
    "list: to do": "/deltagare/",
    "list: to end": "/deltagare/lista/att-avsluta/",
    "list: follow up": "/deltagare/lista/att-folja-upp/",
    "list: missing": "/deltagare/lista/uppgifter-saknas/",
    "list: ongoing": "/deltagare/lista/pagaende/",
    "list: ended": "/deltagare/lista/avslutade/",
}


@dataclass
class Notes:
    """Answers by kind of page, and what went wrong. Many may write at once."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, answer: Answer, *, expected: int = 200) -> Answer:
        """Note one answer; one with another status is noted as wrong and not counted."""
        if answer.status == expected:
            self.answers[kind].append(answer)
        else:
            self.wrong.append(f"{kind}: {answer.status} instead of {expected} {' '.join(_said(answer.page))}")
        return answer


def _said(page: str) -> list[str]:
    """What the page says is wrong."""
    return re.findall(r'error-list__link">([^<]+)<', page)[:3]


class Reserve:
    """Numbers that nobody has, handed out once."""

    def __init__(self, numbers: list[str], first: int) -> None:
        self.numbers, self.next, self.lock = numbers, first, threading.Lock()

    def take(self) -> str:
        """The next number; the first one again when all are used."""
        with self.lock:
            self.next += 1
            return self.numbers[self.next % len(self.numbers)]


@dataclass
class Registrar:
    """A registrar at work."""

    visitor: Visitor
    known: dict[str, Any]
    notes: Notes
    reserve: Reserve
    random: Random
    today: date

    def look(self, kind: str) -> None:
        """Open one of the lists."""
        self.notes.add(kind, self.visitor.get(LISTS[kind]))

    def start(self) -> None:
        """Open the start page."""
        self.notes.add("start page", self.visitor.get("/"))

    def search_number(self) -> None:
        """Find somebody by the whole number."""
        one = self._somebody()
        answer = self.notes.add("search: number", self.visitor.post("/deltagare/sok/", {"q": one[1]}))
        if one[0] not in answer.page:
            self.notes.wrong.append("search: number did not find the person")

    def search_name(self) -> None:
        """Find somebody by first and last name."""
        one = self._somebody()
        answer = self.notes.add("search: name", self.visitor.post("/deltagare/sok/", {"q": one[2]}))
        if one[2] not in answer.page:
            self.notes.wrong.append("search: name found nobody")

    def open(self) -> None:
        """Open one participant."""
        self.notes.add("open a participation", self.visitor.get(f"/deltagare/{self._somebody()[0]}/"))

    def register_in(self) -> None:
        """Open the page, fill it in, save."""
        page = self.notes.add("form: in", self.visitor.get("/deltagare/in/")).page
        data = form_of(page) | {
            "consent_date": (self.today - timedelta(days=1)).isoformat(),
            "consent_seen": "on",
            "personal_number": self.reserve.take(),
            "name": "Kim Mätare",
            "municipality": "0583",
            "start": self.today.isoformat(),
            "all_asked": "on",
            "support_forsorjningsstod": "100",
        }
        self.notes.add("save: in", self.visitor.post("/deltagare/in/", data), expected=302)

    def register_out(self) -> None:
        """Open the page of somebody ongoing, say why, save. Each is registered out once."""
        with self.reserve.lock:
            one = self.known["active"].pop() if len(self.known["active"]) > 1 else None
        if one is None:
            return
        path = f"/deltagare/{one[0]}/ut/"
        page = self.notes.add("form: out", self.visitor.get(path)).page
        data = form_of(page) | {"end": max(self.today, date.fromisoformat(one[3])).isoformat()}
        data["end_reason"] = "according_to_plan"
        self.notes.add("save: out", self.visitor.post(path, data), expected=302)

    def correct(self) -> None:
        """Change one answer about the week before the start."""
        path = f"/deltagare/{self._somebody()[0]}/svar/in/"
        page = self.notes.add("form: correction", self.visitor.get(path)).page
        data = form_of(page) | {"work_subsidised": self.random.choice(("0", "25", "50"))}
        if why := re.search(r'<select name="why".*?value="(\w+)"', page, re.DOTALL):
            data["why"] = why[1]
        self.notes.add("save: correction", self.visitor.post(path, data), expected=302)

    def _somebody(self) -> Any:
        return self.random.choice(self.known["active"] + self.known["ended"])

    def anything(self) -> None:
        """One act, as often as it comes on an ordinary day."""
        acts: list[tuple[int, Callable[[], None]]] = [
            (4, lambda: self.look("list: to do")),
            (3, lambda: self.look(self.random.choice(list(LISTS)))),
            (2, self.start),
            (3, self.search_number),
            (1, self.search_name),
            (5, self.open),
            (2, self.register_in),
            (1, self.register_out),
            (1, self.correct),
        ]
        self.random.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    def everything(self) -> None:
        """Every kind of page once."""
        for kind in LISTS:
            self.look(kind)
        for act in (self.start, self.search_number, self.search_name, self.open):
            act()
        for act in (self.register_in, self.register_out, self.correct):
            act()


Act = Callable[[Registrar], None]


def at_once(
    people: list[Registrar], act: Act = Registrar.anything, *, seconds: float, pause: tuple[float, float] | None
) -> float:
    """All work side by side for so long; each thinks for a while between two acts, or not at all. Returns seconds."""
    begun = time.monotonic()
    until = begun + seconds

    def work(one: Registrar) -> None:
        if pause:
            time.sleep(one.random.random() * pause[1])
        while time.monotonic() < until:
            act(one)
            if pause:
                time.sleep(one.random.uniform(*pause))

    threads = [threading.Thread(target=work, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begun
