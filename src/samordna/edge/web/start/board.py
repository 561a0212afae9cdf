"""The start page's content, gathered from what each station says is waiting for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting

#: The stations that may have something waiting, in the order of the road.
STATIONS = (
    "samordna.agree.needs.queries",
    "samordna.agree.preparation.queries",
    "samordna.agree.decisions.queries",
    "samordna.deliver.projects.queries",
    "samordna.deliver.participants.queries",
    "samordna.learn.statistics.queries",
)
AT_MOST = 7
FAR_AWAY = date.max


def board(actor: Actor, today: date, *, show_all: bool = False) -> dict[str, Any]:
    """Tasks, most urgent first (at most seven unless all are asked for), coming dates, and the road of cases."""
    tasks = sorted(waiting(actor, today), key=lambda task: (task.due or FAR_AWAY, task.since or FAR_AWAY, task.title))
    late = sum(1 for task in tasks if task.due and task.due < today)
    soon = sum(1 for task in tasks if task.due and 0 <= (task.due - today).days <= 1)
    return {
        "tasks": [(task, urgency(task, today)) for task in (tasks if show_all else tasks[:AT_MOST])],
        "count": len(tasks),
        "hidden_count": 0 if show_all else max(0, len(tasks) - AT_MOST),
        "late": late,
        "soon": soon,
        "dates": sorted(_from_stations("coming_dates", actor, today), key=lambda d: d[0])[:6],
        "road": list(_from_stations("road", actor, today)),
    }


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """All that waits for the person, from all stations."""
    return list(_from_stations("waiting_for", actor, today))


def urgency(task: Waiting, today: date) -> str:
    """late, soon (within two days) or nothing: the colour beside the words."""
    if task.due is None:
        return ""
    days = (task.due - today).days
    return "late" if days < 0 else "soon" if days <= 2 else ""


def _from_stations(question: str, actor: Actor, today: date) -> Iterable[Any]:
    for name in STATIONS:
        if find_spec(name) is None:
            continue
        ask: Callable[[Actor, date], Iterable[Any]] | None = getattr(import_module(name), question, None)
        if ask is not None:
            yield from ask(actor, today)
