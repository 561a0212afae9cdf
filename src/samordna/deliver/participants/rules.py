"""What may be stored about a participant, and how participations are counted. Pure; the answer comes with its reason.

Sources: the follow-up handbooks of SUS and Uppföljning Finsam, as described in the register's domain notes; law where
an R number stands. Where a rule is our own decision the docstring says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samordna.ground.kernel.period import Period
from samordna.ground.kernel.verdict import YES, Verdict, no

EXTENTS = (0, 25, 50, 75, 100)
NO_SUPPORT = "none"

#: What an anonymous participation may hold; a withdrawn one keeps the same. Everything else leads to a person.
ANONYMOUS_FIELDS = frozenset({"measure", "mode", "sex", "start_year", "state", "end_reason"})
#: Reasons that come with an act of their own and are never picked from a list.
REASONS_WITH_AN_ACT = frozenset({"withdrawn_consent", "mistaken_entry"})
#: R29: measures are for those of working age, from sixteen.
YOUNGEST = 16
OLDEST_SENSIBLE = 100
#: A start may lie ahead (the papers are signed first), but not so far that it must be a slip of the pen. Our decision.
AHEAD = timedelta(days=183)
#: Follow-ups after the end, in months. Our default.
FOLLOW_UPS = (6, 12)
#: A follow-up that has not been made this long after its day is given up, so that lists end. Our default.
FOLLOW_UP_WINDOW = timedelta(days=92)


# What may be stored -----------------------------------------------------------------------------------------------


def mode_for(*, consent: bool, protected: bool) -> tuple[str, Verdict]:
    """``person`` only with consent and without protected identity; otherwise ``anonymous``, and why."""
    if protected:
        return "anonymous", no(
            "Personen har skyddade personuppgifter. Då sparas bara kön och startår.",
            "The person's identity is protected. Only sex and start year are stored.",
            rule="register: participation 2",
        )
    if not consent:
        return "anonymous", no(
            "Personen har inte samtyckt. Då sparas bara kön och startår.",
            "The person has not consented. Only sex and start year are stored.",
            rule="register: participation 2",
        )
    return "person", YES


def only_what_may_be_stored(mode: str, given: Collection[str]) -> Verdict:
    """Without consent nothing but sex and start year is accepted, even if it is sent."""
    if mode == "person" or set(given) <= ANONYMOUS_FIELDS:
        return YES
    return no(
        "Uppgifter om personen följde med. Utan samtycke sparas bara kön och startår, så de är borttagna här.",
        "Personal data was sent, but without consent only sex and start year are stored. It has been removed.",
        rule="register: participation 2",
        field="mode",
    )


def consent_signed(given_on: date | None, today: date) -> Verdict:
    """Consent is in writing, new for every entry, and has been signed."""
    if given_on is None:
        return no(
            "Fyll i vilken dag personen skrev under samtycket.",
            "Fill in the day the person signed the consent.",
            rule="register: participation 1",
            field="consent_date",
        )
    if given_on > today:
        return no(
            "Datumet för samtycket har inte varit än. Kontrollera datumet.",
            "The day of the consent has not come yet. Check the date.",
            rule="register: participation 1",
            field="consent_date",
        )
    return YES


def consent_seen(seen: bool) -> Verdict:
    """Whoever registers has seen the signed paper."""
    if seen:
        return YES
    return no(
        "Kryssa i att du har sett det undertecknade samtycket, eller välj Utan samtycke.",
        "Tick that you have seen the signed consent, or choose Without consent.",
        rule="register: participation 1",
        field="consent_seen",
    )


# Dates and age -----------------------------------------------------------------------------------------------------


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
            rule="register: dates",
            field="start",
        )
    if measure_end is not None and start > measure_end:
        return no(
            f"Insatsen slutade {measure_end.isoformat()}. Välj ett startdatum före den dagen.",
            f"The measure ended {measure_end.isoformat()}. Choose a start before that day.",
            rule="register: dates",
            field="start",
        )
    if start > today + AHEAD:
        return no(
            "Startdatumet ligger mer än ett halvår fram. Kontrollera året.",
            "The start is more than half a year ahead. Check the year.",
            rule="register: dates",
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
        rule="register: dates",
        field="start_year",
    )


def end_fits(start: date, end: date, *, today: date) -> Verdict:
    """The last day is not before the first, and has come."""
    if end < start:
        return no(
            f"Sista dagen kan inte ligga före start, {start.isoformat()}. Kontrollera datumet.",
            f"The last day cannot be before the start, {start.isoformat()}. Check the date.",
            rule="register: dates",
            field="end",
        )
    if end > today:
        return no(
            "Sista dagen har inte varit än. Registrera ut när personen har slutat.",
            "The last day has not come yet. Register out when the person has left.",
            rule="register: dates",
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
        rule="register: dates",
        field="planned_end",
    )


def reason_fits(reason: str, known: Collection[str]) -> Verdict:
    """A reason from the list; withdrawn consent and mistaken entry are acts of their own."""
    if reason in known and reason not in REASONS_WITH_AN_ACT:
        return YES
    return no(
        "Välj varför personen slutar.",
        "Choose why the person leaves.",
        rule="register: participation, reason for ending",
        field="end_reason",
    )


# Answers about one week --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """What a person lived on and did in one week. None, or a source that is not in ``support``, is not answered.

    ``support`` maps source to per cent. ``all_asked``: every source was asked about, so those left out are 0.
    ``no_support``: the person has no public support at all, which answers for every source.
    """

    support: Mapping[str, int]
    work_unsubsidised: int | None = None
    work_subsidised: int | None = None
    studies: int | None = None
    seeking: bool | None = None
    enrolled_af: bool | None = None
    programme_af: bool | None = None
    all_asked: bool = False
    no_support: bool = False


DOINGS = ("work_unsubsidised", "work_subsidised", "studies")
YES_NO = ("seeking", "enrolled_af", "programme_af")


def answers_fit(answers: Answers, sources: Collection[str]) -> Verdict:
    """Known sources, quarters only, and "no public support" alone."""
    extents = [*answers.support.values(), *(getattr(answers, name) for name in DOINGS)]
    if not set(answers.support) <= set(sources) - {NO_SUPPORT} or any(e not in (None, *EXTENTS) for e in extents):
        return no(
            "Välj 0, 25, 50, 75 eller 100 procent.",
            "Choose 0, 25, 50, 75 or 100 per cent.",
            rule="register: participation 6",
            field="support",
        )
    if answers.no_support and any(extent > 0 for extent in answers.support.values()):
        return no(
            "Du har valt både procent och att personen inte har någon offentlig försörjning. Ta bort det ena.",
            "You ticked that the person has no public support, but also chose per cent. Remove one of them.",
            rule="register: support sources",
            field="no_support",
        )
    return YES


def known_support(answers: Answers, sources: Iterable[str]) -> dict[str, int | None]:
    """Per cent for every source: the answer, 0 where all were asked, None where nobody has answered.

    >>> asked = Answers({"a_kassa": 50}, all_asked=True)
    >>> known_support(asked, ["a_kassa", "studiestod"])
    {'a_kassa': 50, 'studiestod': 0}
    >>> known_support(Answers({"a_kassa": 50}), ["a_kassa", "studiestod"])
    {'a_kassa': 50, 'studiestod': None}
    """
    rest = 0 if answers.all_asked or answers.no_support else None
    return {source: answers.support.get(source, rest) for source in sources if source != NO_SUPPORT}


def stored_support(answers: Answers) -> dict[str, int]:
    """The rows to store: what was answered; with ``all_asked`` the zeros are understood; "none" is a row of its own."""
    if answers.no_support:
        return {NO_SUPPORT: 100}
    return {source: extent for source, extent in answers.support.items() if extent > 0 or not answers.all_asked}


def counts_as_seeking(answers: Answers) -> bool | None:
    """Actively seeking work counts only for those who neither work nor study; None when not known."""
    doings = [getattr(answers, name) for name in DOINGS]
    if any(doings):
        return False
    if answers.seeking and None in doings:
        return None
    return answers.seeking


def occupation(answers: Answers) -> str:
    """The standard report's group, first that fits: works, studies, seeking, other; unknown without answers.

    >>> occupation(Answers({}, work_unsubsidised=0, work_subsidised=25, studies=100))
    'works'
    """
    if answers.work_unsubsidised or answers.work_subsidised:
        return "works"
    if answers.studies:
        return "studies"
    if None in [getattr(answers, name) for name in DOINGS]:
        return "unknown"
    seeking = counts_as_seeking(answers)
    return "unknown" if seeking is None else "seeking" if seeking else "other"


def missing_answers(answers: Answers, sources: Iterable[str]) -> tuple[str, ...]:
    """What has not been answered, for the working list: names of support sources and of questions.

    Seeking is not asked of those who work or study.
    """
    support = [source for source, extent in known_support(answers, sources).items() if extent is None]
    asked = [*DOINGS, *YES_NO]
    if any(getattr(answers, name) for name in DOINGS):
        asked.remove("seeking")
    return (*support, *(name for name in asked if getattr(answers, name) is None))


# After the end -----------------------------------------------------------------------------------------------------


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


# Counting ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """What counting needs to know of a participation. ``end`` is the last day, None while it goes on."""

    mode: str
    state: str
    sex: str
    start_year: int
    start: date | None = None
    end: date | None = None


def is_counted(participation: Counted) -> bool:
    """A mistaken entry is left out of everything."""
    return participation.state != "mistaken"


def is_new(participation: Counted, year: int) -> bool:
    """A participation that began in the year; also an anonymous or withdrawn one."""
    return is_counted(participation) and participation.start_year == year


def is_ongoing(participation: Counted, year: int) -> bool:
    """Took part on any day of the year. Anonymous and withdrawn ones count in their start year only."""
    if not is_counted(participation):
        return False
    if participation.start is None:
        return participation.start_year == year
    return Period.from_inclusive(participation.start, participation.end).overlaps(Period.year(year))


@dataclass(frozen=True)
class Total:
    """A number of participants by how they are known. ``total`` is always the sum of the three."""

    person: int
    anonymous: int
    volume: int

    @property
    def total(self) -> int:
        """With person data, anonymous and volume counts together."""
        return self.person + self.anonymous + self.volume


def total(participations: Iterable[Counted], year: int, *, volume: int = 0, kind: str = "ongoing") -> Total:
    """How many took part in (``ongoing``) or began (``new``) a year, by mode. Volume counts belong to their year."""
    rule = is_ongoing if kind == "ongoing" else is_new
    modes = [participation.mode for participation in participations if rule(participation, year)]
    return Total(modes.count("person"), modes.count("anonymous"), volume)
