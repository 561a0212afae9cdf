"""Days and ages: when somebody may begin and end, and why (R29, S05–S07)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from samordna.ground.kernel.verdict import YES, Verdict, no

#: Reasons that come with an act of their own and are never picked from a list.
REASONS_WITH_AN_ACT = frozenset({"withdrawn_consent", "mistaken_entry"})
#: R29: measures are for those of working age, from sixteen.
YOUNGEST = 16
OLDEST_SENSIBLE = 100
#: A start may lie ahead (the papers are signed first), but not so far that it must be a slip of the pen. Our decision.
AHEAD = timedelta(days=183)


def age_at(born: date, on: date) -> int:
    """Whole years lived on a day.

    >>> age_at(date(2000, 2, 29), date(2018, 2, 28)), age_at(date(2000, 2, 29), date(2018, 3, 1))
    (17, 18)
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def old_enough(born: date, start: date) -> Verdict:
    """Measures are for people of working age, from sixteen (R29)."""
    age = age_at(born, start)
    if YOUNGEST <= age < OLDEST_SENSIBLE:
        return YES
    if age < YOUNGEST:
        return no(
            f"Personen är yngre än {YOUNGEST} år vid start. Kontrollera personnumret och startdatumet.",
            f"The person is younger than {YOUNGEST} at the start. Check the number and the start.",
            rule="R29",
            field="personal_number",
        )
    return no(
        "Personen skulle vara över 100 år. Kontrollera personnumret.",
        "The person would be over 100. Check the number.",
        rule="R29",
        field="personal_number",
    )


def start_fits(start: date, *, measure_start: date, measure_end: date | None, today: date) -> Verdict:
    """The start lies within the measure, and not further ahead than half a year."""
    if start < measure_start:
        return no(
            f"Insatsen började {measure_start.isoformat()}. Välj ett startdatum från den dagen.",
            f"The measure began {measure_start.isoformat()}. Choose a start from that day.",
            rule="S05",
            field="start",
        )
    if measure_end is not None and start > measure_end:
        return no(
            f"Insatsen slutade {measure_end.isoformat()}. Välj ett startdatum före den dagen.",
            f"The measure ended {measure_end.isoformat()}. Choose a start before that day.",
            rule="S05",
            field="start",
        )
    if start > today + AHEAD:
        return no(
            "Startdatumet ligger mer än ett halvår fram. Kontrollera året.",
            "The start is more than half a year ahead. Check the year.",
            rule="S05",
            field="start",
        )
    return YES


def start_year_fits(year: int, *, measure_start: date, measure_end: date | None, today: date) -> Verdict:
    """The year of an anonymous start lies within the measure and has begun."""
    last = min(today.year, measure_end.year) if measure_end else today.year
    if measure_start.year <= year <= last:
        return YES
    return no(
        f"Välj ett startår mellan {measure_start.year} och {last}.",
        f"Choose a start year between {measure_start.year} and {last}.",
        rule="S05",
        field="start_year",
    )


def end_fits(start: date, end: date, *, today: date) -> Verdict:
    """The last day is not before the first, and has come."""
    if end < start:
        return no(
            f"Sista dagen kan inte ligga före start, {start.isoformat()}. Kontrollera datumet.",
            f"The last day cannot be before the start, {start.isoformat()}. Check the date.",
            rule="S06",
            field="end",
        )
    if end > today:
        return no(
            "Sista dagen har inte varit än. Registrera ut när personen har slutat.",
            "The last day has not come yet. Register out when the person has left.",
            rule="S06",
            field="end",
        )
    return YES


def follow_up_day_fits(end: date, day: date, *, today: date) -> Verdict:
    """Somebody is followed up after the end, and on a day that has come."""
    if day <= end:
        return no(
            f"Uppföljningen kan inte vara gjord före slutet, {end.isoformat()}. Kontrollera datumet.",
            f"The follow-up cannot have been made before the end, {end.isoformat()}. Check the date.",
            rule="S11",
            field="on",
        )
    if day > today:
        return no(
            "Dagen har inte varit än. Kontrollera datumet.",
            "The day has not come yet. Check the date.",
            rule="S11",
            field="on",
        )
    return YES


def end_before_follow_ups(end: date, followed_up: Mapping[int, date]) -> Verdict:
    """A corrected end is before the follow-ups that are registered. ``followed_up``: months → the day it was made."""
    for months, day in sorted(followed_up.items()):
        if day <= end:
            return no(
                f"Uppföljningen efter {months} månader gjordes {day.isoformat()}, och sista dagen ska vara före den. "
                "Kontrollera sista dagen, eller rätta först vilken dag uppföljningen gjordes.",
                f"The follow-up after {months} months was made on {day.isoformat()}. The last day must be before that. "
                "Check the last day, or first correct the day of the follow-up.",
                rule="S11",
                field="end",
            )
    return YES


def planned_end_fits(start: date, planned: date | None) -> Verdict:
    """A planned end is not before the start."""
    if planned is None or planned >= start:
        return YES
    return no(
        "Planerat slut ligger före start. Kontrollera datumet.",
        "The planned end is before the start. Check the date.",
        rule="S06",
        field="planned_end",
    )


def reason_fits(reason: str, known: Collection[str]) -> Verdict:
    """A reason from the list; withdrawn consent and mistaken entry are acts of their own."""
    if reason in known and reason not in REASONS_WITH_AN_ACT:
        return YES
    return no(
        "Välj varför personen slutar.",
        "Choose why the person leaves.",
        rule="S07",
        field="end_reason",
    )
