"""The working lists as the database is asked for them. ``worklists`` says what they mean; a test holds both together.

Written by hand: putting the same questions together anew for every page took longer than answering them. Everything
that comes from outside is a parameter; what is set in here are whole numbers and the names of our own columns.
"""

# ruff: noqa: S608 - see above

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from samordna.deliver.participants import codes, rules

#: Whose tasks: the measures, and those participations only that are shown.
_OWN = "p.measure_id IN ({measures}) AND p.mode = 'person'{only}"
#: Those who take part now: what two lists and those with nothing to do are made of, and so read once.
_ACTIVE = f"""
SELECT p.id, p.start,
COALESCE(p.planned_end, (SELECT m."end" FROM projects_measure m WHERE m.id = p.measure_id)) AS last
FROM participants_participation p
WHERE {_OWN} AND p.state = 'active'"""
_TO_END = """
SELECT a.id AS one, 'end' AS kind, a.last AS due, a.last AS since, 0 AS number FROM active a WHERE a.last <= %(near)s"""
_TO_FOLLOW_UP = f"""
SELECT p.id AS one, 'follow_up' AS kind, {{due}} AS due, p."end" AS since, {{months}} AS number
FROM participants_participation p
WHERE {_OWN} AND p.state = 'ended' AND p.end_reason <> 'deceased'
AND p."end" BETWEEN %(first_{{months}})s AND %(last_{{months}})s
AND NOT EXISTS (SELECT 1 FROM participants_occasion f
                WHERE f.participation_id = p.id AND f.kind = 'follow_up' AND f.months = {{months}})"""
_NOT_SAID = """o.work_unsubsidised IS NULL OR o.work_subsidised IS NULL OR o.studies IS NULL
OR o.enrolled_af IS NULL OR o.programme_af IS NULL
OR (o.seeking IS NULL AND o.studies = 0 AND o.work_subsidised = 0 AND o.work_unsubsidised = 0)
OR (o.studies > 0 AND o.studies_kind = '')"""
#: Where answers may be missing, in the words of the index ``occasion_unanswered``.
UNANSWERED = f"(NOT o.all_asked OR {_NOT_SAID})"
#: ``number`` is the occasion here: what is missing in it is counted for those that are shown.
_TO_FILL_IN = f"""
SELECT a.id AS one, 'fill_in' AS kind, {{due}} AS due, a.start AS since, o.id AS number
FROM active a JOIN participants_occasion o ON o.participation_id = a.id AND o.kind = 'in'
WHERE {UNANSWERED} AND {{some}}"""
_TO_FILL_OUT = f"""
SELECT p.id AS one, 'fill_out' AS kind, {{due}} AS due, p."end" AS since, o.id AS number
FROM participants_participation p JOIN participants_occasion o ON o.participation_id = p.id AND o.kind = 'out'
WHERE {_OWN} AND p.state = 'ended' AND p.end_reason <> 'deceased' AND p."end" >= %(lately)s
AND {UNANSWERED} AND {{some}}"""
_ORDER = "ORDER BY due, one, kind"
_SHOWN = """
SELECT 'task' AS what, t.one, t.kind, t.due, t.since,
CASE WHEN t.kind IN ('fill_in', 'fill_out')
     THEN (SELECT {missing} FROM participants_occasion o WHERE o.id = t.number) ELSE t.number END AS number
FROM {chosen} t"""
_COUNTED = """
SELECT 'count' AS what, COUNT(*) AS one, kind, MIN(due) AS due, MIN(due) AS since,
SUM(CASE WHEN due < %(today)s THEN 1 ELSE 0 END) AS number FROM tasks GROUP BY kind"""
#: Those who take part and for whom there is no task, the newest first.
_IDLE = """
SELECT 'idle' AS what, i.id AS one, '' AS kind, i.start AS due, i.start AS since, i.total AS number
FROM (SELECT a.id, a.start, COUNT(*) OVER () AS total FROM active a LEFT JOIN tasks t ON t.one = a.id
      WHERE t.one IS NULL ORDER BY a.start DESC, a.id LIMIT %(idle)s) i"""
_STATES = f"SELECT p.state, COUNT(*) FROM participants_participation p WHERE {_OWN} GROUP BY p.state"

Row = tuple[int, str, date, date, int]


@dataclass(frozen=True)
class Found:
    """What was asked for at once.

    ``counts``: kind, how many, how many late, first day – for the kinds that there are any of. ``page``: tasks, most
    urgent first. ``idle``: the newest ongoing participants with nothing to do; ``idle_total`` counts them all.
    """

    counts: list[tuple[str, int, int, date]]
    page: list[Row]
    idle: list[int]
    idle_total: int


def look(
    given: dict[str, Any],
    measures: Collection[int],
    *,
    kinds: Collection[str] = (),
    first: int = 0,
    limit: int = 0,
    idle: int = 0,
) -> Found:
    """Count the tasks; with ``limit`` also a page of these kinds, with ``idle`` so many with nothing to do.

    One question: finding the tasks of many measures is what takes time, and it is done once for all three.
    """
    parts = [_COUNTED]
    if limit:
        wanted = ", ".join(f"'{kind}'" for kind in KINDS if kind in kinds)
        chosen = f"(SELECT * FROM tasks WHERE kind IN ({wanted}) {_ORDER} LIMIT %(limit)s OFFSET %(first)s)"
        parts.append(_SHOWN.format(missing=_missing(len(codes.sources())), chosen=chosen))
    if idle:
        parts.append(_IDLE)
    ask = _tasks(measures) + " UNION ALL ".join(parts)
    rows = _asked(ask, given | {"first": first, "limit": limit, "idle": idle})
    of = {what: [_row(row[1:]) for row in rows if row[0] == what] for what in ("count", "task", "idle")}
    return Found(
        counts=[(kind, number, late, due) for number, kind, due, _since, late in of["count"]],
        page=sorted(of["task"], key=_urgency),
        idle=[one for one, _kind, start, *_ in sorted(of["idle"], key=lambda row: (-row[2].toordinal(), row[0]))],
        idle_total=of["idle"][0][4] if of["idle"] else 0,
    )


def among(participations: Collection[int], given: dict[str, Any], measures: Collection[int]) -> list[Row]:
    """All tasks of these participations, most urgent first."""
    ask = _tasks(measures, participations) + _SHOWN.format(missing=_missing(len(codes.sources())), chosen="tasks")
    return sorted((_row(row[1:]) for row in _asked(ask, given)), key=_urgency)


def states(measures: Collection[int]) -> dict[str, int]:
    """State → how many of the participants are in it."""
    return dict(_asked(_STATES.format(measures=_numbers(measures), only=""), {}))


def parameters(*, today: date, near: date, lately: date, ends: dict[int, tuple[date, date]]) -> dict[str, Any]:
    """What the questions are given: days as the database wants them, and the support sources that are asked about."""
    days = {"today": today, "near": near, "lately": lately}
    for months, (first, last) in ends.items():
        days |= {f"first_{months}": first, f"last_{months}": last}
    given: dict[str, Any] = {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()}
    return given | {f"source_{number}": source for number, source in enumerate(codes.sources())}


KINDS = ("end", "follow_up", "fill_in", "fill_out")


def _tasks(measures: Collection[int], participations: Collection[int] | None = None) -> str:
    """The beginning of a question: ``active`` and ``tasks`` of the measures, or of these participations only."""
    only = "" if participations is None else f" AND p.id IN ({_numbers(participations)})"
    return (
        _with(connection.vendor, len(codes.sources())).replace("{measures}", _numbers(measures)).replace("{only}", only)
    )


@cache
def _with(vendor: str, sources: int) -> str:
    """The same with the days that this database counts out itself, before it is known whose tasks are meant."""
    whose = {"measures": "{measures}", "only": "{only}"}
    follow_ups = [
        _TO_FOLLOW_UP.format(due=_months_after(vendor, 'p."end"', months), months=months, **whose)
        for months in rules.FOLLOW_UPS
    ]
    fill_in = _TO_FILL_IN.format(due=_days_after(vendor, "a.start", FILL_IN_WITHIN), some=_some_missing(sources))
    fill_out = _TO_FILL_OUT.format(
        due=_days_after(vendor, 'p."end"', FILL_IN_WITHIN), some=_some_missing(sources), **whose
    )
    tasks = " UNION ALL ".join([_TO_END, *follow_ups, fill_in, fill_out])
    return f"WITH active AS ({_ACTIVE.format(**whose)}), tasks AS ({tasks})"


#: Answers about the week before the start, and the one after the end, are to be filled in within so many days of it.
#: Our default.
FILL_IN_WITHIN = 7


def _days_after(vendor: str, day: str, days: int) -> str:
    return f"({day} + {days})" if vendor == "postgresql" else f"date({day}, '+{days} days')"


def _months_after(vendor: str, day: str, months: int) -> str:
    """``rules.months_after``. SQLite counts on into the next month when a day is missing: its last is the ceiling."""
    if vendor == "postgresql":
        return f"({day} + interval '{months} months')::date"
    return f"min(date({day}, '+{months} months'), date({day}, 'start of month', '+{months + 1} months', '-1 day'))"


@cache
def _missing(sources: int) -> str:
    """How many answers are missing in occasion ``o``: ``rules.missing_answers``."""
    doing = " OR ".join(f"o.{name} > 0" for name in rules.DOINGS)
    single = [name for name in (*rules.DOINGS, *rules.YES_NO) if name != "seeking"]
    return (
        " + ".join(
            (
                f"(CASE WHEN o.all_asked THEN 0 WHEN EXISTS ({_NONE_AT_ALL}) THEN 0"
                f" ELSE {sources} - ({_answered(sources)}) END",
                f"CASE WHEN {doing} THEN 0 WHEN o.seeking IS NULL THEN 1 ELSE 0 END",
                "CASE WHEN o.studies > 0 AND o.studies_kind = '' THEN 1 ELSE 0 END",
                *(f"CASE WHEN o.{name} IS NULL THEN 1 ELSE 0 END" for name in single),
            )
        )
        + ")"
    )


@cache
def _some_missing(sources: int) -> str:
    """That any is: told without counting, and without looking at the support when something else is missing."""
    support = f"NOT EXISTS ({_NONE_AT_ALL}) AND ({_answered(sources)}) < {sources}"
    return f"({_NOT_SAID} OR (NOT o.all_asked AND {support}))"


_SUPPORT = "SELECT {what} FROM participants_supportanswer s WHERE s.occasion_id = o.id AND s."
_NONE_AT_ALL = _SUPPORT.format(what="1") + f"source = '{rules.NO_SUPPORT}' AND s.extent > 0"


def _answered(sources: int) -> str:
    named = ", ".join(f"%(source_{number})s" for number in range(sources))
    return _SUPPORT.format(what="COUNT(*)") + f"source IN ({named})"


def _numbers(keys: Iterable[int]) -> str:
    """Keys of our own as a list for IN; nobody's when there are none."""
    return ", ".join(str(int(key)) for key in sorted(keys)) or "NULL"


def _row(found: Any) -> Row:
    one, kind, due, since, number = found
    return one, kind, _day(due), _day(since), int(number)


def _urgency(row: Row) -> tuple[date, int, str]:
    return row[2], row[0], row[1]


def _asked(ask: str, given: dict[str, Any]) -> list[Any]:
    used = {name: value for name, value in given.items() if f"%({name})s" in ask}
    with connection.cursor() as cursor:
        cursor.execute(ask, used)
        return cursor.fetchall()


def _day(value: Any) -> date:
    """SQLite gives days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
