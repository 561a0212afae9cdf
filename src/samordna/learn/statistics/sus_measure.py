"""The measure report of SUS as tables of an extract: who took part, by what was known of them at entry.

Population: participations with person data, in measures that an association pays, on any day of the year. The rules of
the register's report stand in ``deliver/reporting``; a test compares the two, figure by figure.
"""

from __future__ import annotations

from samordna.engine.conditions import MoreThan
from samordna.engine.dimensions import Band, Bands, Basis, Dimension, Split, Time, Total, When
from samordna.engine.request import Count, Latest
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import SEX, WITH_PERSON_DATA
from samordna.learn.statistics.columns import PARTICIPATIONS
from samordna.learn.statistics.retained import left_out
from samordna.learn.statistics.sus import ANSWERED, ANY, PAID, PARTICIPANTS, SUPPORT_WORDS, had, listed

_TOOK_PART = (When("ongoing", Words("Deltog under året", "Took part in the year"), Basis.EVER),)
#: Who takes part in the same measure several times in a year counts as the last time.
_LAST_TIME = Latest(("person", "measure"), ("start", "entered"), (MoreThan(PARTICIPATIONS["times"], 1),))
#: The youngest age of each band; who is younger than all of them is in the first.
_AGES = (16, 25, 30, 45, 55)


def _age(low: int, until: int | None) -> Band:
    if until is None:
        return Band(str(low), Words(f"{low} år eller äldre", f"{low} years or older"), low)
    first = None if low == _AGES[0] else low
    return Band(str(low), Words(f"{low}–{until - 1} år", f"{low}–{until - 1} years"), first, until - 1)


_AGE = Bands(
    "age",
    Words("Ålder under startåret", "Age in the year of the start"),
    PARTICIPATIONS["age"],
    tuple(_age(low, until) for low, until in zip(_AGES, (*_AGES[1:], None), strict=True)),
    Total(),
)
_EDUCATION = Dimension(
    "education", Words("Utbildning", "Education"), PARTICIPATIONS["education"], listed("education"), ANSWERED
)
_REFERRED = Dimension(
    "referred_by", Words("Anvisad av", "Referred by"), PARTICIPATIONS["referred_by"], listed("referred_by"), ANSWERED
)
_SUPPORT = Dimension("source", SUPPORT_WORDS, had("in"), listed("support_source"), ANY)


def _by(name: str, dimension: Split, first: int, last: int) -> Count:
    title = Words(f"Deltagare efter {dimension.words.sv.lower()}", f"Participants by {dimension.words.en.lower()}")
    time = Time(first, last, _TOOK_PART)
    where = (PAID, WITH_PERSON_DATA)
    return Count(
        name,
        title,
        PARTICIPATIONS,
        time,
        (dimension, SEX),
        PARTICIPANTS,
        where=where,
        latest=_LAST_TIME,
        told=left_out(time),
    )


def age(first: int, last: int) -> Count:
    """Participants by the age that they reach in the year they start."""
    return _by("sus-measure", _AGE, first, last)


def education(first: int, last: int) -> Count:
    """Participants by their education at entry."""
    return _by("sus-measure-education", _EDUCATION, first, last)


def referred_by(first: int, last: int) -> Count:
    """Participants by who took the initiative."""
    return _by("sus-measure-referred-by", _REFERRED, first, last)


def support(first: int, last: int) -> Count:
    """Participants by what they lived on in the week before the start."""
    return _by("sus-measure-support", _SUPPORT, first, last)
