"""The standard report of SUS as tables of an extract, by the same rules as the register's own report.

Population: participations with person data, in measures that an association pays, that ended in the year. The rules of
the register's report stand in ``deliver/reporting``; a test compares the two, figure by figure.
"""

from __future__ import annotations

from samordna.engine.combined import DIFFERENCE, Part, Ratio, Stacked
from samordna.engine.conditions import Given, Is, MoreThan
from samordna.engine.dimensions import Band, Bands, Basis, Code, Dimension, Link, Split, Time, Total, When
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.ground.parameters.reader import shipped_list
from samordna.learn.statistics.af_fk_2020 import SEX, WITH_PERSON_DATA
from samordna.learn.statistics.columns import OCCUPATIONS, PARTICIPATIONS, SUPPORT
from samordna.learn.statistics.retained import left_out

PARTICIPANTS = What(Counted.ROWS, "participants", Words("deltagare", "participants"))
PAID = Given(PARTICIPATIONS["association"])
CHANGE = What(Counted.ROWS, "change", Words("förändring i procent", "change in per cent"), printed=Printed(Way.CHANGE))
#: Who ended, with a consent that still holds; who ended the same measure twice in a year counts as the last time.
WHO_ENDED = (
    PAID,
    WITH_PERSON_DATA,
    Is(PARTICIPATIONS["state"], ("ended",)),
    Is(PARTICIPATIONS["last_ended"], ("yes",)),
)
_ENDED = (When("ended", Words("Avslutade", "Ended"), Basis.ENDED),)


def ended(first: int, last: int) -> Time:
    """Those who ended in each of the years."""
    return Time(first, last, _ENDED)


def listed(name: str) -> tuple[Code, ...]:
    """The codes of a code table as the codes of a dimension, each by itself."""
    return tuple(Code(one.code, Words(one.sv, one.en), (one.code,)) for one in shipped_list(name).codes)


def had(occasion: str) -> Link:
    """The sources of support that somebody had at an occasion, to any extent."""
    return Link(
        SUPPORT,
        "participation",
        "source",
        (Is(SUPPORT["occasion"], (occasion,)), MoreThan(SUPPORT["extent"], 0)),
    )


ANY = Total("any", Words("Någon av dem", "Any of them"))
SUPPORT_WORDS = Words("Försörjning", "Support")


def _support(occasion: str, name: str = "source", words: Words = SUPPORT_WORDS) -> Dimension:
    return Dimension(name, words, had(occasion), listed("support_source"), ANY)


def _ended_by(name: str, title: Words, time: Time, *by: Split) -> Count:
    return Count(name, title, PARTICIPATIONS, time, (*by, SEX), PARTICIPANTS, where=WHO_ENDED, told=left_out(time))


def _before_and_after(name: str, title: Words, time: Time, before: Dimension, after: Dimension) -> Stacked:
    """The same question before the start and after the end, and how much more it is after: in number, in per cent."""
    first, last = (_ended_by(f"{name}-{week}", title, time, by) for week, by in (("before", before), ("after", after)))
    difference = Ratio(f"{name}-difference", title, last, first, DIFFERENCE)
    change = Ratio(f"{name}-change", title, last, first, CHANGE)
    return Stacked(
        name,
        title,
        "week",
        Words("Vecka", "Week"),
        (
            Part("before", Words("Före start", "Before the start"), first),
            Part("after", Words("Efter slut", "After the end"), last),
            Part("difference", Words("Förändring i antal", "Change in number"), difference),
            Part("change", Words("Förändring i procent", "Change in per cent"), change),
        ),
        PARTICIPANTS,
    )


_UNKNOWN = Words("Inget svar", "No answer")
_DOES = (
    ("work_unsubsidised", Words("Arbetar utan stöd", "Works, unsubsidised")),
    ("work_subsidised", Words("Arbetar med stöd", "Works, subsidised")),
    ("studies", Words("Studerar", "Studies")),
    ("seeking", Words("Söker arbete och varken arbetar eller studerar", "Seeks work, neither works nor studies")),
    ("unknown", _UNKNOWN),
)
_OCCUPATION = (
    ("works", Words("Arbetar", "Works")),
    ("studies", Words("Studerar", "Studies")),
    ("seeking", Words("Söker arbete aktivt", "Actively seeks work")),
    ("other", Words("Annat", "Other")),
    ("unknown", _UNKNOWN),
)
_AFTERWARDS = (
    ("started", Words("Arbetar eller studerar, gjorde det inte före", "Works or studies, did not before")),
    ("increased", Words("Arbetar eller studerar mer än före", "Works or studies more than before")),
    ("same", Words("Arbetar eller studerar lika mycket eller mindre", "Works or studies as much or less")),
    ("not", Words("Arbetar eller studerar inte", "Neither works nor studies")),
    ("unknown", _UNKNOWN),
)


def _each(values: tuple[tuple[str, Words], ...]) -> tuple[Code, ...]:
    return tuple(Code(code, words, (code,)) for code, words in values)


def _does(occasion: str) -> Dimension:
    on = Link(OCCUPATIONS, "participation", "kind", (Is(OCCUPATIONS["occasion"], (occasion,)),))
    return Dimension("does", Words("Vad deltagaren gör", "What the participant does"), on, _each(_DOES))


def does(first: int, last: int) -> Stacked:
    """Part 1: what they do before and after, one thing not excluding another."""
    title = Words("Sysselsättning före och efter", "Occupation before and after")
    return _before_and_after("sus-standard-1", title, ended(first, last), _does("in"), _does("out"))


def _occupation(occasion: str) -> Dimension:
    on = PARTICIPATIONS[f"occupation_{occasion}"]
    return Dimension("occupation", Words("Sysselsättning", "Occupation"), on, _each(_OCCUPATION), Total())


def occupation(first: int, last: int) -> Stacked:
    """Part 2: the group of each before and after, the first that fits."""
    title = Words("Sysselsättning i grupper, före och efter", "Occupation in groups, before and after")
    return _before_and_after("sus-standard-2", title, ended(first, last), _occupation("in"), _occupation("out"))


def afterwards(first: int, last: int) -> Count:
    """Part 3: who works or studies after, and for how many that is new or more than before."""
    title = Words("Arbetar eller studerar efteråt", "Works or studies afterwards")
    words = Words("Arbete eller studier efteråt", "Work or studies afterwards")
    by = Dimension("afterwards", words, PARTICIPATIONS["afterwards"], _each(_AFTERWARDS), Total())
    return _ended_by("sus-standard-3", title, ended(first, last), by)


def support(first: int, last: int) -> Stacked:
    """Part 4: what they lived on before and after."""
    title = Words("Försörjning före och efter", "Support before and after")
    return _before_and_after("sus-standard-4", title, ended(first, last), _support("in"), _support("out"))


def transition(first: int, last: int) -> Count:
    """Part 5: what they lived on after, for those who had each source before."""
    before = _support("in", "before", Words("Försörjning före", "Support before"))
    after = _support("out", "after", Words("Försörjning efter", "Support after"))
    title = Words("Från en försörjning till en annan", "From one support to another")
    return _ended_by("sus-standard-5", title, ended(first, last), before, after)


#: Bands of length: the least days of each.
_LENGTHS = (
    (0, Words("Mindre än 3 månader", "Less than 3 months")),
    (91, Words("3 till 6 månader", "3 to 6 months")),
    (182, Words("6 till 12 månader", "6 to 12 months")),
    (365, Words("1 till 2 år", "1 to 2 years")),
    (730, Words("2 år eller mer", "2 years or more")),
)
_LENGTH = Bands(
    "length",
    Words("Tid i insatsen", "Time in the measure"),
    PARTICIPATIONS["days"],
    tuple(
        Band(str(least), words, least, above[0] - 1 if above else None)
        for (least, words), above in zip(_LENGTHS, (*_LENGTHS[1:], None), strict=True)
    ),
    Total(),
)
ANSWERED = Total("answered", Words("Alla som har svarat", "All who answered"))
_SUPPORT_TIME = Dimension(
    "support_time",
    Words("Tid med försörjning", "Time with support"),
    PARTICIPATIONS["support_time"],
    listed("support_time"),
    ANSWERED,
)


def length(first: int, last: int) -> Count:
    """Part 6: how long they had taken part."""
    title = Words("Hur länge deltagarna var med", "How long the participants took part")
    return _ended_by("sus-standard-6", title, ended(first, last), _LENGTH)


def support_time(first: int, last: int) -> Count:
    """Part 6: how long they had lived on public support when they started."""
    title = Words("Hur länge deltagarna hade haft försörjning", "How long the participants had been supported")
    return _ended_by("sus-standard-6-support", title, ended(first, last), _SUPPORT_TIME)
