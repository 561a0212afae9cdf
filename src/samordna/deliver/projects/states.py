"""A measure's way: it follows the calendar, so nobody moves it; the table names each stretch for both audiences."""

from __future__ import annotations

from datetime import date

from samordna.ground.kernel.way import State, Step
from samordna.ground.kernel.words import Words

STATES: tuple[State, ...] = (
    State("planned", "measure_owner", Words("Planerad", "Planned"), Words("Har inte börjat", "Has not begun")),
    State("running", "measure_owner", Words("Pågår", "Running"), Words("Pågår", "Running")),
    State("ended", "measure_owner", Words("Avslutad", "Ended"), Words("Avslutad", "Ended")),
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
