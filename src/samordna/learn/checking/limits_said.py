"""What a sentence says that cannot be: more than there are, ages and days that do not exist, persons below zero."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, PERSONS, Number

_MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_DAY: Final = re.compile(rf"\bden (\d{{1,2}}) ({'|'.join(_MONTHS)})\b(?: ((?:19|20)\d\d)\b)?", re.IGNORECASE)
_WRITTEN: Final = re.compile(r"(?<![\w-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\w-])")
#: “67 av projektets 52 avtal”, “61 av de 58 som svarade”, “61 personer av 58”.
_OUT_OF: Final = re.compile(
    r"^(?:[\s\u00a0]+(?:deltagare|personer|kvinnor|män|avtal|projekt|insatser|ungdomar))?[\s\u00a0]+av[\s\u00a0]+"
    r"(?:(?:de|dem|alla|våra|totalt|samtliga|sammanlagt|länets|landets|\w+s)[\s\u00a0]+){0,3}$",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(
    r"^(?:[\s\u00a0]+[\wåäöÅÄÖ-]+){1,5},?[\s\u00a0]*[,(]?[\s\u00a0]*(?:varav|därav|av vilka|av dem)[\s\u00a0]+"
    r"(?:(?:var|hade|är|totalt|hela)[\s\u00a0]+)?$",
    re.IGNORECASE,
)
_OF_THEM: Final = re.compile(r"^(?:[\s\u00a0]+\w+)?[\s\u00a0]+av (?:dem|dessa|de)\b|^av dem ", re.IGNORECASE)
_YOUNGEST: Final = re.compile(r"\b(?:yngsta?|lägsta åldern?)\b[^.;\d]{0,40}(\d{1,3}) år", re.IGNORECASE)
_OLDEST: Final = re.compile(r"\b(?:äldsta?|högsta åldern?)\b[^.;\d]{0,40}(\d{1,3}) år", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"\b(?:mellan|från|i åldern|åldrarna) (\d{1,3})(?: år)?(?: och | till |[–-])(\d{1,3}) år", re.IGNORECASE
)
_MEAN_AGE: Final = re.compile(
    r"\b(?:medelålder\w*|genomsnittsålder\w*|snittålder\w*|medianålder\w*)\b[^.;\d]{0,30}(\d{1,3}(?:,\d)?) år",
    re.IGNORECASE,
)
_PER: Final = (
    (re.compile(r"(\d+) dagar i veckan\b"), 7),
    (re.compile(r"(\d+) timmar (?:per dygn|om dygnet)\b"), 24),
    (re.compile(r"(\d+) månader (?:per år|om året)\b"), 12),
    (re.compile(r"\bvecka (\d+)\b"), 53),
)
_BELOW: Final = re.compile(r"(?<![\d\w–-])[−-](\d+)[\s\u00a0](?:personer|deltagare|kvinnor|män|individer|ungdomar)\b")


def limits_said(document: Document) -> Iterator[Finding]:
    """Parts larger than their whole, means outside their ends, and days and weeks that there are not."""
    for context in contexts(document):
        yield from _out_of(context)
        yield from _of_those_before(context)
        yield from _ages(context)
        yield from _days(context)
        yield from _units(context)


def _more(part: Number, whole: Number) -> Words:
    return Words(f"{part.text} kan inte vara en del av {whole.text}.", f"{part.text} cannot be a part of {whole.text}.")


def _out_of(context: Context) -> Iterator[Finding]:
    """“67 av projektets 52 avtal”; “58 deltagare, varav 61 kvinnor”."""
    told = context.of(COUNT)
    for one, other in pairwise(told):
        between = context.text[one.end : other.start]
        if _OUT_OF.match(between) and one.value > other.value:
            yield context.finding("impossible", one, None, _more(one, other), 0.92)
        elif (
            _WITHIN.match(between) and other.value > one.value and not re.search(r"procent|kronor|varav", between[:-9])
        ):
            if other.noun and not PERSONS.match(other.noun) and other.noun[:5] not in between.lower():
                continue  # something else is counted
            yield context.finding("impossible", other, None, _more(other, one), 0.9)


def _of_those_before(context: Context) -> Iterator[Finding]:
    """“52 personer påbörjade insatsen. 61 av dem fullföljde den.”"""
    told = context.of(COUNT)
    if not told or not context.before or told[0].start > 3 or not _OF_THEM.match(told[0].after):
        return
    earlier = [one for one in context.before[0][1] if one.unit == COUNT]
    if len(earlier) == 1 and told[0].value > earlier[0].value:
        yield context.finding("impossible", told[0], None, _more(told[0], earlier[0]), 0.88, wide=True)


def _ages(context: Context) -> Iterator[Finding]:
    """A mean age that is not between the youngest and the oldest, or that nobody has."""
    text = context.text
    said = _MEAN_AGE.search(text)
    if said is None:
        return
    near = " ".join(
        [*(one.text for one, _ in reversed(context.before[:1])), text, *(one.text for one, _ in context.after[:1])]
    )
    youngest, oldest, between = _YOUNGEST.search(near), _OLDEST.search(near), _BETWEEN.search(near)
    low = int(youngest[1]) if youngest else int(between[1]) if between else 0
    high = int(oldest[1]) if oldest else int(between[2]) if between else 110
    mean = float(said[1].replace(",", "."))
    if low <= high and not low <= mean <= high:
        cause = Words("Ett medelvärde ligger mellan det lägsta och det högsta.", "A mean lies between its ends.")
        places = (*context.sentence.lines, *(place for one, _ in context.before[:1] for place in one.lines))
        yield Finding(context.sentence.at(said.start(1)), "impossible", said[1], None, cause, 0.9, places)


def _days(context: Context) -> Iterator[Finding]:
    for match in (*_DAY.finditer(context.text), *_WRITTEN.finditer(context.text)):
        first, second, third = match.groups()
        if match.re is _DAY:
            day, month, year = int(first), _MONTHS.index(second.lower()) + 1, int(third or 2024)
        else:
            day, month, year = int(third), int(second), int(first)
        try:
            date(year, month, day)
        except ValueError:
            cause = Words("Det finns ingen sådan dag.", "There is no such day.")
            yield _at(context, match, cause, 0.95)


def _units(context: Context) -> Iterator[Finding]:
    """More days than a week has; persons below zero."""
    for pattern, most in _PER:
        for match in pattern.finditer(context.text):
            if int(match[1]) > most:
                yield _at(context, match, Words(f"Det finns högst {most}.", f"There are at most {most}."), 0.85)
    for match in _BELOW.finditer(context.text):
        cause = Words("Ett antal personer kan inte vara under noll.", "A number of persons cannot be below zero.")
        if not re.search(r"förändr|skillnad|avvik|jämfört|ök|minsk|differens", context.text, re.IGNORECASE):
            yield _at(context, match, cause, 0.85)


def _at(context: Context, match: re.Match[str], cause: Words, sure: float) -> Finding:
    return Finding(
        context.sentence.at(match.start()), "impossible", match[0], None, cause, sure, tuple(context.sentence.lines)
    )
