"""Days and meetings as an iCalendar file (RFC 5545), for any calendar program.

A day has no time and so no time zone; a moment is in Swedish time, whose rule (the EU's since 1996) goes along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

from samordna.engine.formats.plain import on_one_line

ZONE = "Europe/Stockholm"


@dataclass(frozen=True)
class Entry:
    """Something in a calendar. ``first`` and ``last`` are whole days, both inclusive, or two aware moments.

    ``uid`` stays the same for the same thing; ``sequence`` grows when its time changes, which happened at ``changed``.
    """

    uid: str
    title: str
    link: str
    first: date | datetime
    last: date | datetime
    sequence: int
    changed: datetime


def calendar(entries: Iterable[Entry], name: str) -> bytes:
    """The file, in the order of time."""
    made = Calendar()
    made.add("prodid", "-//Samordna//Samordna//SV")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", on_one_line(name))
    made.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    listed = sorted(entries, key=lambda entry: (_day(entry.first), entry.uid))
    if any(isinstance(entry.first, datetime) for entry in listed):
        made.add_component(_swedish_time())
    for entry in listed:
        made.add_component(_event(entry))
    return bytes(made.to_ical())


def _day(first: date | datetime) -> str:
    return first.astimezone(ZoneInfo(ZONE)).isoformat() if isinstance(first, datetime) else first.isoformat()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", on_one_line(entry.title))
    event.add("url", entry.link)
    event.add("description", entry.link)  # many programs show no URL
    if isinstance(entry.first, datetime) and isinstance(entry.last, datetime):
        event.add("dtstart", entry.first.astimezone(ZoneInfo(ZONE)))
        if entry.last > entry.first:  # nobody knows when a meeting ends before it has begun
            event.add("dtend", entry.last.astimezone(ZoneInfo(ZONE)))
    else:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the first day that no longer belongs
        event.add("transp", "TRANSPARENT")  # a deadline fills nobody's day
    return event


def _swedish_time() -> Timezone:
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, month, hour, before, after, name in (
        (TimezoneDaylight, 3, 2, 1, 2, "CEST"),
        (TimezoneStandard, 10, 3, 2, 1, "CET"),
    ):
        part = kind()
        part.add("dtstart", _last_sunday(1996, month, hour))
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _last_sunday(year: int, month: int, hour: int) -> datetime:
    last = datetime(year, month, 31, hour)
    return last - timedelta(days=(last.weekday() + 1) % 7)
