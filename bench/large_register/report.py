"""What was measured, as tables for people to read."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.large_register import place
from bench.large_register.visitor import Visitor
from bench.large_register.work import Notes

HEAD = ("", "answers", "server p50", "p95", "p99", "of it cpu", "of it sql", "client p95", "questions")
_SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
ROLE_PAGES = {
    "association_manager": ("/", "/insatser/", "/arenden/", "/behov/"),
    "association_admin": ("/", "/insatser/"),
    "preparation_member": ("/",),
    "board_member": ("/",),
    "analyst": ("/", "/statistik/"),
    "national_viewer": ("/",),
    "national_admin": ("/", "/personer/"),
    "fk_esf": ("/",),
}


@contextmanager
def period(title: str, server: place.Server, folder: Path) -> Iterator[list[float]]:
    """One part of the measuring, with what it took of the processor: server, databases, and those who ask."""
    print(f"\n{title} (load average {os.getloadavg()[0]:.1f})", flush=True)
    begun, served, stored = time.monotonic(), server.processor_seconds(), place.database_processor_seconds(folder)
    own = _own()
    seconds: list[float] = []
    yield seconds
    wall = time.monotonic() - begun
    served, stored = server.processor_seconds() - served, place.database_processor_seconds(folder) - stored
    used = f"server {served:.1f} s, databases {stored:.1f} s, those who ask {_own() - own:.1f} s"
    print(f"  {wall:.0f} s; processor: {used}")


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def table(notes: Notes, *, seconds: float | None = None) -> None:
    """A line for each kind of page, milliseconds."""
    print("  " + _line(HEAD))
    for kind, answers in sorted(notes.answers.items()):
        server = [one.server for one in answers]
        asked = sorted({one.questions for one in answers})
        cells = (
            *(kind, str(len(answers))),
            *(f"{_at(server, share):.0f}" for share in _SHARES.values()),
            f"{_at([one.processor for one in answers], 0.5):.0f}",
            f"{_at([one.sql for one in answers], 0.5):.0f}",
            f"{_at([one.wall for one in answers], 0.95):.0f}",
            f"{asked[0]}–{asked[-1]}" if len(asked) > 1 else str(asked[0]),
        )
        print("  " + _line(cells))
    if seconds:
        everything = [one for answers in notes.answers.values() for one in answers]
        server, wall = [one.server for one in everything], [one.wall for one in everything]
        shares = ", ".join(f"{name} {_at(server, share):.0f}" for name, share in _SHARES.items())
        pace = f"{len(everything)} answers, {len(everything) / seconds:.1f} a second"
        print(f"  all: {pace}; server {shares}; client p95 {_at(wall, 0.95):.0f}")
    sys.stdout.flush()


def _line(cells: Sequence[str]) -> str:
    return f"{cells[0]:32}" + "".join(f"{cell:>12}" for cell in cells[1:])


def _at(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all are at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1))] if ordered else 0.0


def visit_roles(port: int, users: dict[str, Any], notes: Notes, *, rounds: int) -> None:
    """The start page of every role, and the pages with figures of measures."""
    for name, paths in [*ROLE_PAGES.items(), *_owners(users)]:
        visitor = Visitor(port, users[name]["email"])
        for path in paths:
            visitor.get(path)  # once to warm
            for _ in range(rounds):
                notes.add(f"{name} {path}", visitor.get(path))


def _owners(users: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in ("owner", "owner_small"):
        yield name, ("/", "/insatser/", f"/insatser/{users[name]['measures'][0]}/")


def ending(wrong: Sequence[str]) -> int:
    """Say what was answered wrongly; 1 if anything was."""
    for what, number in Counter(wrong).most_common(20):
        print(f"wrong {number} times: {what}", file=sys.stderr)
    return 1 if wrong else 0
