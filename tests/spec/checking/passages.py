"""Passages of reports, each right and spoiled in one place: what a checker of printed figures must tell apart."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
KINDS = frozenset(
    {
        "sum",
        "share",
        "growth",
        "percentage_points",
        "cross_table",
        "text_table",
        "impossible",
        "small_cell",
        "group_disclosure",
    }
)


@dataclass(frozen=True)
class Passage:
    """``right`` holds no error. ``spoiled`` holds one, of ``kind`` on ``line`` (from 1).

    ``expected`` is what should have been printed, or None where that is a matter of judgement.
    """

    name: str
    right: str
    spoiled: str
    kind: str
    line: int
    expected: str | None


def passages(name: str) -> list[Passage]:
    """The passages of a set, e.g. ``first``. ValueError where a spoiled place is not there exactly once."""
    found = []
    for one in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["passage"]:
        wrong, text = one["spoiled"], one["text"]
        if text.count(wrong["find"]) != 1:
            raise ValueError(f"{one['name']}: {wrong['find']!r} stands there {text.count(wrong['find'])} times")
        spoiled = text.replace(wrong["find"], wrong["write"])
        found.append(Passage(one["name"], text, spoiled, wrong["kind"], wrong["line"], wrong.get("expected")))
    return found
