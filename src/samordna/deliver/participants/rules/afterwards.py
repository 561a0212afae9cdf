"""Follow-ups after the end: which, when, and for how long they may be made (S11)."""

from __future__ import annotations

from datetime import date, timedelta

#: Follow-ups after the end, in months. Our default.
FOLLOW_UPS = (6, 12)
#: A follow-up that has not been made this long after its day is given up, so that lists end. Our default.
FOLLOW_UP_WINDOW = timedelta(days=92)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


def follow_ups(end: date) -> dict[int, date]:
    """Months → the day of each follow-up after a last day."""
    return {months: months_after(end, months) for months in FOLLOW_UPS}


def follow_up_is_open(due: date, today: date) -> bool:
    """Whether a follow-up may still be made: until three months after its day."""
    return today <= due + FOLLOW_UP_WINDOW
