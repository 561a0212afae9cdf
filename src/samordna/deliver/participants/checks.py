"""All that a page, a command or an import must ask before it registers somebody in or out, in the order of the page.

Plain values and the rules: the form shows every refusal at once, the action stops at the first. Both ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from samordna.deliver.participants import rules
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.verdict import YES, Verdict, no

LONGEST_NAME = 120


@dataclass(frozen=True)
class ConsentGiven:
    """A written consent: the day it was signed, and whether the registrar has seen it."""

    given_on: date | None
    seen: bool
    wording_version: str = "2026-1"
    language: str = "sv"
    how: str = "on_paper"


@dataclass(frozen=True)
class Entry:
    """What is asked at entry besides who it is and the answers. ``municipality`` is the official four-digit code."""

    start: date
    municipality: str
    planned_end: date | None = None
    groups: tuple[str, ...] = ()
    referred_by: str = ""
    education: str = ""
    support_time: str = ""


@dataclass(frozen=True)
class Ending:
    """The last day, inclusive, and why."""

    end: date
    reason: str


@dataclass(frozen=True)
class MeasureDays:
    """First and last day of the measure; ``end`` None when it is not known."""

    start: date
    end: date | None


@dataclass(frozen=True)
class Lists:
    """The values of the code tables that may be chosen."""

    sources: Collection[str]
    end_reasons: Collection[str]
    referred_by: Collection[str]
    education: Collection[str]
    support_time: Collection[str]
    groups: Collection[str]


def refusals_in(
    *,
    measure: MeasureDays,
    consent: ConsentGiven,
    name: str,
    born: date | None,
    entry: Entry | None,
    answers: Answers,
    lists: Lists,
    today: date,
) -> Iterator[Verdict]:
    """Everything that stands against registering a person in. ``born`` or ``entry`` None: not known yet."""
    yield from _noes(rules.consent_signed(consent.given_on, today), rules.consent_seen(consent.seen), name_fits(name))
    if entry is not None:
        yield from refusals_entry(measure=measure, entry=entry, born=born, lists=lists, today=today)
    yield from _noes(rules.answers_fit(answers, lists.sources))


def refusals_entry(
    *, measure: MeasureDays, entry: Entry, born: date | None, lists: Lists, today: date
) -> Iterator[Verdict]:
    """Dates, age, home and choices of an entry, also when it is corrected."""
    yield from _noes(
        rules.start_fits(entry.start, measure_start=measure.start, measure_end=measure.end, today=today),
        rules.planned_end_fits(entry.start, entry.planned_end),
    )
    if born is not None:
        yield from _noes(rules.old_enough(born, entry.start))
    for field, known in (
        ("referred_by", lists.referred_by),
        ("education", lists.education),
        ("support_time", lists.support_time),
    ):
        yield from _noes(_known(getattr(entry, field), {"", *known}, field))
    for group in entry.groups:
        yield from _noes(_known(group, lists.groups, "groups"))


def refusals_out(*, start: date, ending: Ending, answers: Answers, lists: Lists, today: date) -> Iterator[Verdict]:
    """Everything that stands against registering a person out."""
    yield from _noes(
        rules.end_fits(start, ending.end, today=today),
        rules.reason_fits(ending.reason, lists.end_reasons),
        rules.answers_fit(answers, lists.sources),
    )


def name_fits(name: str) -> Verdict:
    """A name, of a length that names have."""
    if 0 < len(name.strip()) <= LONGEST_NAME:
        return YES
    return no(
        f"Skriv personens namn, högst {LONGEST_NAME} tecken.",
        f"Write the person's name, at most {LONGEST_NAME} characters.",
        rule="register: fields",
        field="name",
    )


def _known(value: str, known: Collection[str], field: str) -> Verdict:
    if value in known:
        return YES
    return no("Välj ett av alternativen i listan.", "Choose one from the list.", rule="code tables", field=field)


def _noes(*verdicts: Verdict) -> Iterator[Verdict]:
    return (verdict for verdict in verdicts if not verdict)
