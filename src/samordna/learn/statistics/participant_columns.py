"""What leaves of the participants: files with a row for each participation, or for something that one of them said.

A participation is a number that exists in one extract only. What it counts as is derived here once, by the register's
own rules (``deliver/participants/rules``), so that a table of an extract and a report of the register say the same.
"""

from __future__ import annotations

from samordna.engine.sources import Column, Kind, Meaning, Period, Source
from samordna.ground.parameters.reader import shipped_list
from samordna.learn.statistics.declaring import PSEUDONYMOUS, day, number, of_the_measure, sex, text

STATES = ("active", "ended", "withdrawn")
OCCASIONS = ("in", "out", "follow_up")
#: What somebody does, one thing not excluding another. "unknown": not all was answered, and no answer decides which
#: group somebody is in; "other": none of the groups. "employment_unknown": no answer decides whether somebody works, is
#: unemployed or neither.
DOINGS = (
    "work_unsubsidised",
    "work_subsidised",
    "studies",
    "seeking",
    "enrolled_af",
    "programme_af",
    "other",
    "unknown",
    "employment_unknown",
)


#: The first that fits; "unknown": not all was answered. Nobody has an answer at an occasion that never was.
OCCUPATIONS_OF_ONE = ("works", "studies", "seeking", "other", "unknown")
WORK = ("unsubsidised", "subsidised", "both", "none", "unknown")
STUDIES = ("0", "25", "50", "75", "100", "unknown")
YES_NO = ("yes", "no", "unknown")
AFTERWARDS = ("started", "increased", "same", "not", "unknown")


def _answer(name: str, comment: str, codes: tuple[str, ...]) -> tuple[Column, Column]:
    """An answer before and after: empty for those without person data, and after for those who have not ended."""
    return (
        text(f"{name}_in", f"{comment}, at entry; empty when anonymous", PSEUDONYMOUS, codes),
        text(f"{name}_out", f"{comment}, at exit; empty when not ended or anonymous", PSEUDONYMOUS, codes),
    )


def _number_in_extract(comment: str, meaning: Meaning = Meaning.PLAIN) -> Column:
    return Column("participation", Kind.INTEGER, comment, PSEUDONYMOUS, meaning=meaning)


def _occasion() -> tuple[Column, ...]:
    return (
        _number_in_extract("number of the participation in this extract"),
        text("occasion", "at entry, at exit or at a follow-up", PSEUDONYMOUS, OCCASIONS),
        day("day", "day of the occasion", PSEUDONYMOUS),
        number("months", "0 at entry and exit, else the months after the end that the follow-up is for", PSEUDONYMOUS),
    )


PARTICIPATIONS = Source(
    "participations",
    (
        _number_in_extract("number within this extract, links to the other files", Meaning.KEY),
        text(
            "person",
            "keyed pseudonym that exists in this extract only, empty when anonymous",
            PSEUDONYMOUS,
            meaning=Meaning.PERSON,
        ),
        text(
            "mode",
            "with person data, or anonymous (also after a withdrawn consent)",
            PSEUDONYMOUS,
            shipped_list("participation_mode").values,
        ),
        sex("as in the population register", PSEUDONYMOUS),
        number("birth_year", "empty when anonymous", PSEUDONYMOUS),
        number("age", "years that the person turns in the start year, empty when anonymous", PSEUDONYMOUS),
        text("municipality", "four digits: home at entry, empty when anonymous", PSEUDONYMOUS),
        text(
            "district",
            "city district of the home, in Stockholm and Göteborg only",
            PSEUDONYMOUS,
            shipped_list("district").values,
        ),
        *of_the_measure(PSEUDONYMOUS),
        text(
            "programme_area",
            "of ESF+, empty when the measure has no ESF money or nobody has said",
            PSEUDONYMOUS,
            shipped_list("programme_area").values,
        ),
        text(
            "counts_for",
            "slug of the association that it counts for: of a joint measure the one that shares it at the start and"
            " has the home municipality; else the association that pays",
            PSEUDONYMOUS,
        ),
        day("start", "first day, empty when anonymous", PSEUDONYMOUS),
        number("start_year", "calendar year of the start", PSEUDONYMOUS),
        day("end", "last day that counts, empty when not ended or anonymous", PSEUDONYMOUS),
        number("days", "from the first day to the last, both counted; empty when not ended or anonymous", PSEUDONYMOUS),
        text("state", "of the participation; mistaken entries never leave", PSEUDONYMOUS, STATES),
        number("times", "participations of the person in the measure in all; empty when anonymous", PSEUDONYMOUS),
        number(
            "entered",
            "place among the person's participations in the measure in the order that they were registered, 1 is the"
            " first: tells apart those that begin on the same day; empty when anonymous",
            PSEUDONYMOUS,
        ),
        text(
            "last_ended",
            "whether the person ended the measure for the last time that year: then it counts, an earlier does not;"
            " empty when not ended or anonymous",
            PSEUDONYMOUS,
            YES_NO[:2],
        ),
        text("end_reason", "why it ended", PSEUDONYMOUS, shipped_list("end_reason").values),
        text("referred_by", "who referred the person", PSEUDONYMOUS, shipped_list("referred_by").values),
        text("education", "level at entry", PSEUDONYMOUS, shipped_list("education").values),
        text("support_time", "time with public support at entry", PSEUDONYMOUS, shipped_list("support_time").values),
        *_answer("support_known", "whether what the person lived on is known", YES_NO[:2]),
        *_answer("occupation", "what the person does, the first that fits", OCCUPATIONS_OF_ONE),
        *_answer("work", "work, subsidised or not", WORK),
        *_answer("studies", "studies in per cent of full time", STUDIES),
        *_answer("seeking", "seeks work actively and neither works nor studies", YES_NO),
        *_answer("enrolled_af", "enrolled at the employment service", YES_NO),
        *_answer("programme_af", "in a labour-market programme", YES_NO),
        text(
            "afterwards",
            "whether the person works or studies after, and whether that is new or more; empty as at exit",
            PSEUDONYMOUS,
            AFTERWARDS,
        ),
    ),
    Period(year="start_year", start="start", end="end"),
)

PARTICIPATION_GROUPS = Source(
    "participation_groups",
    (
        _number_in_extract("number of the participation in this extract"),
        text(
            "group", "target group that the participant belongs to", PSEUDONYMOUS, shipped_list("target_group").values
        ),
    ),
)

SUPPORT = Source(
    "support",
    (
        *_occasion(),
        text("source", "source of support", PSEUDONYMOUS, shipped_list("support_source").values),
        number("extent", "per cent of full time: 0, 25, 50, 75, 100", PSEUDONYMOUS),
    ),
)

OCCUPATIONS = Source(
    "occupations",
    (
        *_occasion(),
        text(
            "kind",
            "what the participant does, only what is so; seeking work only if neither working nor studying; unknown"
            " when not all was answered and no answer decides the group",
            PSEUDONYMOUS,
            DOINGS,
        ),
        number("extent", "per cent of full time for work and studies, else empty", PSEUDONYMOUS),
        text("study_kind", "what is studied", PSEUDONYMOUS, shipped_list("study_kind").values),
    ),
)
