"""A count of the register by itself: sets of persons in plain loops, from the rules and not from the product.

Ongoing: took part on any day of the year. New: a participation began in it. Each person once per cell. The benefit is
the one at that participation's entry, with an extent above 0; sjukpenning also means rehabiliteringspenning. Mistaken
entries count nowhere. Anonymous and withdrawn ones count in their start year; head counts in theirs.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

FACTS = Path(__file__).parents[1] / "data" / "demo"


class Seen(NamedTuple):
    """What counting needs of a participation."""

    person: object
    sex: str
    state: str
    start: date | None
    end: date | None
    start_year: int
    entry: tuple[tuple[str, int], ...]


def facts(name: str) -> list[dict[str, str]]:
    """The rows of a file of facts."""
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def drew(entry, benefit):
    """Whether the published benefit was drawn at entry."""
    wanted = {
        "sjukpenning": ["sjukpenning", "rehabiliteringspenning"],
        "aktivitetsersättning": ["aktivitetsersattning"],
    }
    return any(source in wanted[benefit] and extent > 0 for source, extent in entry)


def took_part(one, year):
    """Whether it was going on on any day of the year."""
    return one.start <= date(year, 12, 31) and (one.end is None or one.end >= date(year, 1, 1))


def persons(seen, year, registration, benefit, sex):
    """How many different persons a cell holds. ``benefit`` None: whatever they lived on; ``sex`` "total": both."""
    found = set()
    for one in seen:
        if one.person is None or one.state == "mistaken":
            continue
        counted = took_part(one, year) if registration == "ongoing" else one.start.year == year
        if counted and sex in ("total", one.sex) and (benefit is None or drew(one.entry, benefit)):
            found.add(one.person)
    return len(found)


def unnamed(seen, year):
    """How many anonymous participations began in the year, withdrawn ones among them."""
    return sum(one.person is None and one.state != "mistaken" and one.start_year == year for one in seen)


def ongoing(start, end, year):
    """Whether a measure was ongoing on any day of the year."""
    return start <= date(year, 12, 31) and (end is None or end >= date(year, 1, 1))
