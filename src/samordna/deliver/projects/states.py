"""A measure's way: it follows the calendar, so nobody moves it; the table names each stretch for both audiences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class State:
    """A stretch of the way, with its name for officials and for outsiders."""

    id: str
    owner: str
    sv: str
    en: str
    outside_sv: str
    outside_en: str


@dataclass(frozen=True)
class Step:
    """How one stretch becomes the next."""

    source: str
    event: str
    target: str


STATES: tuple[State, ...] = (
    State("planned", "measure_owner", "Planerad", "Planned", "Har inte börjat", "Has not begun"),
    State("running", "measure_owner", "Pågår", "Running", "Pågår", "Running"),
    State("ended", "measure_owner", "Avslutad", "Ended", "Avslutad", "Ended"),
)
STEPS: tuple[Step, ...] = (
    Step("planned", "first_day", "running"),
    Step("running", "last_day_passed", "ended"),
    Step("ended", "end_moved_forward", "running"),
    Step("planned", "end_moved_back", "ended"),
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def state_on(day: date, *, start: date, end: date | None) -> State:
    """Where a measure is on ``day``; ``end`` is its last day, None when unknown.

    >>> state_on(date(2026, 1, 1), start=date(2026, 1, 1), end=None).id
    'running'
    >>> state_on(date(2026, 7, 1), start=date(2026, 1, 1), end=date(2026, 6, 30)).id
    'ended'
    """
    if end is not None and end < day:
        return BY_ID["ended"]
    return BY_ID["planned" if day < start else "running"]
