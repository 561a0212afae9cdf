"""Calendar files: whole days without time zone, moments in Swedish time, identities that stay."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from samordna.engine.formats.ics import Entry, calendar

CHANGED = datetime(2026, 9, 8, 8, tzinfo=UTC)
DAY = Entry("a@x", "Sista svarsdag", "https://x/a/", date(2026, 11, 27), date(2026, 11, 27), 4, CHANGED)


def read(*entries):
    return Calendar.from_ical(calendar(entries, "Mina tider"))


def test_a_day_is_a_whole_day_that_fills_nobodys_time():
    found = read(DAY)
    assert found.walk("VTIMEZONE") == []
    [event] = found.walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 11, 27)
    assert event.decoded("dtend") == date(2026, 11, 28)  # the first day that no longer belongs
    assert (event["uid"], event["sequence"], event["transp"]) == ("a@x", 4, "TRANSPARENT")
    assert event.decoded("dtstamp") == CHANGED


@pytest.mark.parametrize(
    ("first", "said", "offset"),
    [
        (datetime(2026, 7, 1, 7, tzinfo=UTC), "20260701T090000", 2),
        (datetime(2026, 12, 1, 8, tzinfo=UTC), "20261201T090000", 1),
    ],
)
def test_a_meeting_is_in_swedish_time_summer_and_winter(first, said, offset):
    content = calendar([Entry("m@x", "Möte", "https://x/", first, first + timedelta(hours=2), 0, CHANGED)], "x")
    assert f"DTSTART;TZID=Europe/Stockholm:{said}".encode() in content
    found = Calendar.from_ical(content)
    [zone] = found.walk("VTIMEZONE")
    start = found.walk("VEVENT")[0].decoded("dtstart")
    assert start == first
    by_rule = zone.to_tz(lookup_tzid=False) if hasattr(zone, "to_tz") else ZoneInfo("Europe/Stockholm")
    assert start.replace(tzinfo=by_rule).utcoffset() == timedelta(hours=offset)


def test_lines_are_folded_and_special_signs_escaped():
    title = "Möte, om åäö; " + "långt " * 30
    content = calendar([Entry("a@x", title, "https://x/", DAY.first, DAY.last, 0, CHANGED)], "x")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert str(Calendar.from_ical(content).walk("VEVENT")[0]["summary"]) == title


def test_the_same_days_give_the_same_bytes_in_the_order_of_time():
    later = Entry("b@x", "Sen", "https://x/", date(2027, 1, 1), date(2027, 1, 3), 0, CHANGED)
    assert calendar([later, DAY], "x") == calendar([DAY, later], "x")
    assert [e["uid"] for e in read(later, DAY).walk("VEVENT")] == ["a@x", "b@x"]
