"""All that a page, a command or an import must ask before it registers somebody in or out, in the order of the page.

Plain values and the rules: the form shows every refusal at once, the action stops at the first. Both ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.deliver.participants import rules
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.verdict import YES, Verdict, no

LONGEST_NAME = 120


@dataclass(frozen=True)
class ConsentGiven:
    """A written consent: the day it was signed, whether the registrar has seen it, which text, and where it is.

    ``wording_version`` empty: the newest on the day. ``explained_in``: an interpreter explained the text in that
    language, for which there is no reviewed translation. ``kept`` and ``evidence`` say where the signed paper is.
    """

    given_on: date | None
    seen: bool
    wording_version: str = ""
    language: str = "sv"
    explained_in: str = ""
    how: str = "on_paper"
    kept: str = ""
    evidence: str = ""


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
    district: str = ""


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
    """The values of the code tables that may be chosen. ``districts`` maps a city's district to its municipality."""

    sources: Collection[str]
    end_reasons: Collection[str]
    referred_by: Collection[str]
    education: Collection[str]
    support_time: Collection[str]
    groups: Collection[str]
    study_kinds: tuple[str, ...]
    districts: Mapping[str, str]
    spoken: Collection[str] = ()
    consent_how: Collection[str] = ("on_paper",)
    consent_kept: Collection[str] = ()


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
    yield from refusals_consent(consent, lists, today)
    yield from _noes(name_fits(name))
    if entry is not None:
        yield from refusals_entry(measure=measure, entry=entry, born=born, lists=lists, today=today)
    yield from _noes(rules.answers_fit(answers, lists.sources, lists.study_kinds))


def refusals_consent(consent: ConsentGiven, lists: Lists, today: date, purpose: str = "register") -> Iterator[Verdict]:
    """Everything that stands against a consent: not signed, not seen, a text that was not there, no known place."""
    yield from _noes(rules.consent_signed(consent.given_on, today), rules.consent_seen(consent.seen))
    if consent.given_on is not None:
        version = rules.version_for(purpose, consent.given_on, consent.wording_version)
        yield from _noes(rules.wording_fits(purpose, version, consent.language, consent.given_on))
    yield from _noes(
        rules.explained_fits(consent.explained_in, lists.spoken),
        _known(consent.how, lists.consent_how, "consent_how"),
        _known(consent.kept, {"", *lists.consent_kept}, "consent_kept"),
        rules.reference_fits(consent.evidence),
    )


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
    yield from _noes(_district_fits(entry, lists.districts))


def refusals_out(*, start: date, ending: Ending, answers: Answers, lists: Lists, today: date) -> Iterator[Verdict]:
    """Everything that stands against registering a person out."""
    yield from _noes(
        rules.end_fits(start, ending.end, today=today),
        rules.reason_fits(ending.reason, lists.end_reasons),
        rules.answers_fit(answers, lists.sources, lists.study_kinds),
    )


def name_fits(name: str) -> Verdict:
    """A name: letters, of a length that names have."""
    if len(name.strip()) <= LONGEST_NAME and any(char.isalpha() for char in name):
        return YES
    return no(
        f"Skriv personens namn, högst {LONGEST_NAME} tecken.",
        f"Write the person's name, at most {LONGEST_NAME} characters.",
        rule="S13",
        field="name",
    )


def _district_fits(entry: Entry, districts: Mapping[str, str]) -> Verdict:
    if not entry.district or districts.get(entry.district) == entry.municipality:
        return YES
    return no(
        "Stadsdelen ligger inte i hemkommunen. Välj en annan, eller ingen.",
        "The district is not in the home municipality. Choose another one, or none.",
        rule="S14",
        field="district",
    )


def _known(value: str, known: Collection[str], field: str) -> Verdict:
    if value in known:
        return YES
    return no("Välj ett av alternativen i listan.", "Choose one from the list.", rule="S14", field=field)


def _noes(*verdicts: Verdict) -> Iterator[Verdict]:
    return (verdict for verdict in verdicts if not verdict)
