"""Days are Swedish days, and a period ends before its end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samordna.ground.kernel.clock import STOCKHOLM, FixedClock, SystemClock, day_of
from samordna.ground.kernel.period import Period


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 7, 1, 23, 59, tzinfo=STOCKHOLM), date(2026, 7, 1)),
    ],
)
def test_the_day_is_the_swedish_one(moment, day):
    assert day_of(moment) == FixedClock(moment).today() == day


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 1, 1))


def test_the_system_clock_is_aware():
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.today() in {day_of(clock.now()), day_of(clock.now() - timedelta(seconds=5))}


JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
OPEN = Period(date(2026, 1, 31))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (JANUARY, OPEN, True),
        (JANUARY, Period(date(2026, 2, 1)), False),
        (JANUARY, Period(date(2025, 1, 1), date(2026, 1, 1)), False),
        (JANUARY, Period(date(2025, 1, 1), date(2027, 1, 1)), True),
        (OPEN, Period(date(2030, 1, 1)), True),
    ],
)
def test_periods_overlap_or_not_both_ways(one, other, overlap):
    assert one.overlaps(other) is other.overlaps(one) is overlap


def test_an_open_period_has_no_last_day():
    assert OPEN.last is None
    assert Period.from_inclusive(date(2026, 1, 31), None) == OPEN
    assert OPEN.contains(date(9999, 12, 31))


def test_one_day_is_a_period_and_no_day_is_not():
    day = date(2026, 5, 5)
    assert Period.from_inclusive(day, day).contains(day)
    with pytest.raises(ValueError, match="at least one day"):
        Period(day, day)
