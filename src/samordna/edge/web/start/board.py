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
    "samordna.deliver.reporting.queries",
    "samordna.learn.statistics.queries",
)
#: The list is folded after seven, but not for the sake of one or two: the link would take their place.
AT_MOST, WORTH_FOLDING = 7, 3
FAR_AWAY = date.max


def board(actor: Actor, today: date, *, show_all: bool = False) -> dict[str, Any]:
    """Tasks, most urgent first (a long list is folded until all are asked for), coming dates, the road of cases."""
    tasks = sorted(waiting(actor, today), key=_urgent_first)
    shown = len(tasks) if show_all or len(tasks) < AT_MOST + WORTH_FOLDING else AT_MOST
    late = sum(1 for task in tasks if task.due and task.due < today)
    soon = sum(1 for task in tasks if task.due and 0 <= (task.due - today).days <= 1)
    return {
        "tasks": [(task, urgency(task, today)) for task in tasks[:shown]],
        "count": len(tasks),
        "hidden_count": len(tasks) - shown,
        "late": late,
        "soon": soon,
        "dates": sorted(_from_stations("coming_dates", actor, today), key=lambda d: d[0])[:6],
        "road": list(_from_stations("road", actor, today)),
    }


def _urgent_first(task: Waiting) -> tuple[date, bool, date, str]:
    """By its day; without one, what is ready to be sent on before what is new, then what has waited longest."""
    return task.due or FAR_AWAY, not task.ready, task.since or FAR_AWAY, task.title


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
