"""The registrar's working lists: who is to be registered out, followed up or filled in, and by when.

The database finds, orders and counts the tasks (``tasks_sql``), so that a page costs the same however many participants
there are. What a task is, is said twice: by the rules and to the database; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from samordna.deliver.participants import rules, tasks_sql
from samordna.deliver.participants.models import Participation

#: The lists that are made of tasks.
TASK_KINDS = ("todo", "to_end", "follow_up", "missing")
#: How the lists are called in addresses.
SLUGS = {
    "todo": "att-gora",
    "to_end": "att-avsluta",
    "follow_up": "att-folja-upp",
    "missing": "uppgifter-saknas",
    "ongoing": "pagaende",
    "ended": "avslutade",
}
LIST_OF_KIND = {"end": "to_end", "follow_up": "follow_up", "fill_in": "missing", "fill_out": "missing"}

#: Something shows up in the lists so long before its day. Our default.
AHEAD = timedelta(days=30)
#: Answers about the week after an end are asked for so long; later nobody remembers that week. Our default.
ASKED_FOR = timedelta(days=92)
FILL_IN_WITHIN = timedelta(days=tasks_sql.FILL_IN_WITHIN)


@dataclass(frozen=True)
class Task:
    """One thing to do for one participation. ``count``: how many answers are missing, or the months of a follow-up."""

    participation_id: int
    kind: str
    due: date
    since: date
    count: int = 0


@dataclass(frozen=True)
class Waits:
    """How many tasks of a kind there are, how many of them are late, and the first day of any."""

    count: int
    late: int
    first: date


class Tasks:
    """The tasks among the participants of some measures on a day. Read when it is asked for, and no more than that.

    - ``end``: ongoing, and the planned end, or else the measure's end, is near or has passed.
    - ``follow_up``: ended so many months ago, until it has been done or three months have passed; not the deceased.
    - ``fill_in``: ongoing, with unanswered questions about the week before the start.
    - ``fill_out``: ended within three months, with unanswered questions about the week after; not the deceased.
    """

    def __init__(self, measures: Collection[int], today: date) -> None:
        self.today, self.measures = today, tuple(measures)
        self._page: tuple[tuple[str, int, int], list[Task]] | None = None
        self._idle: tuple[int, tuple[list[int], int]] | None = None

    @cached_property
    def waits(self) -> dict[str, Waits]:
        """Kind → how many wait; kinds with nothing to do are left out."""
        return self.look()

    def look(self, name: str = "", first: int = 0, last: int = 0, *, idle: int = 0) -> dict[str, Waits]:
        """``waits``, and what ``page`` and ``idle`` will be asked for: one question to the database for all three."""
        if not self.measures:
            return {}
        kinds = [kind for kind in tasks_sql.KINDS if name and belongs(kind, name)]
        found = tasks_sql.look(
            self._given, self.measures, kinds=kinds, first=first, limit=last - first if kinds else 0, idle=idle
        )
        self._page = ((name, first, last), [Task(*row) for row in found.page]) if kinds else None
        self._idle = (idle, (found.idle, found.idle_total)) if idle else None
        self.waits = {kind: Waits(number, late, due) for kind, number, late, due in found.counts}
        return self.waits

    def count(self, name: str) -> int:
        """How many tasks are in a list."""
        return sum(waits.count for kind, waits in self.waits.items() if belongs(kind, name))

    @property
    def late(self) -> int:
        """How many should have been done before today."""
        return sum(waits.late for waits in self.waits.values())

    def page(self, name: str, first: int, last: int) -> list[Task]:
        """The tasks of a list from place ``first`` up to ``last``, most urgent first."""
        if self._page is None or self._page[0] != (name, first, last):
            self.look(name, first, last)
        return self._page[1] if self._page else []

    def of(self, participations: Collection[int]) -> dict[int, Task]:
        """Participation → its most urgent task, for the few that are shown."""
        if not participations or not self.measures:
            return {}
        found: dict[int, Task] = {}
        for row in tasks_sql.among(participations, self._given, self.measures):
            found.setdefault(row[0], Task(*row))
        return found

    def idle(self, at_most: int) -> tuple[list[int], int]:
        """The newest ongoing participations with nothing to do, and how many there are in all."""
        if self._idle is None or self._idle[0] != at_most:
            self.look(idle=at_most)
        return self._idle[1] if self._idle else ([], 0)

    @cached_property
    def states(self) -> dict[str, int]:
        """State → how many participants are in it."""
        return tasks_sql.states(self.measures) if self.measures else {}

    @cached_property
    def _given(self) -> dict[str, object]:
        ends = {months: ends_to_follow_up(months, self.today) for months in rules.FOLLOW_UPS}
        lately = self.today - ASKED_FOR
        return tasks_sql.parameters(today=self.today, near=self.today + AHEAD, lately=lately, ends=ends)


def belongs(kind: str, name: str) -> bool:
    """Whether tasks of a kind are in a list; ``todo`` has them all."""
    return name in ("todo", LIST_OF_KIND[kind])


def ends_to_follow_up(months: int, today: date) -> tuple[date, date]:
    """The first and the last end whose follow-up so many months later may be made today, or is near."""
    oldest, nearest = today - rules.FOLLOW_UP_WINDOW, today + AHEAD
    first = rules.months_after(oldest, -months) - timedelta(days=4)
    while rules.months_after(first, months) < oldest:
        first += timedelta(days=1)
    last = rules.months_after(nearest, -months) + timedelta(days=4)
    while rules.months_after(last, months) > nearest:
        last -= timedelta(days=1)
    return first, last


def open_follow_ups(participation: Participation, done: Collection[int], today: date) -> list[tuple[int, date]]:
    """(months, day) of the follow-ups of one participation that may be made now."""
    if participation.state != "ended" or participation.end is None or participation.end_reason == "deceased":
        return []
    due = rules.follow_ups(participation.end).items()
    return [
        (months, day)
        for months, day in due
        if months not in done and day <= today + AHEAD and rules.follow_up_is_open(day, today)
    ]
