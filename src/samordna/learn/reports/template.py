"""Texts of reports: Markdown of a small kind, in which every figure is a reference to a cell of a table.

    ## A heading                              ### one level down
    A line is a sentence; lines in a row are a paragraph. {{ count t1: year=2019, sex=women }} is a bound figure.
    ? t3: year=2019, group=total since year=2018
    + What is said when the number has grown, with {{ change }}, {{ growth }}, {{ later }} and {{ earlier }}.
    - … when it has fallen.
    = … when it is the same.
    . … when it cannot be said, because a number is hidden or missing.
    > A remark, set apart.
    [table t1]  [chart NAME]  [definitions]   each on a line of its own

A report has one text in Swedish and one in English, line by line the same. No digit may stand outside the braces,
except the years that the report is about, names such as A2, section numbers in headings and numbers of laws: figures
are never typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from samordna.engine.words import Words
from samordna.learn.reports.expression import Expression, comparison, expression
from samordna.learn.reports.wrong import WrongText

FIELD = re.compile(r"\{\{(.*?)\}\}")
_LAW = re.compile(r"\b\d{4}:\d+\b")
_SECTION = re.compile(r"^\d+(\.\d+)*\.?(?=\s)")
_WAYS = {"+": "more", "-": "fewer", "=": "same", ".": "untold"}
_PLACED = re.compile(r"\[(table|chart|definitions)(?: ([\w-]+))?\]")


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence in both languages, with its figures still as references within braces."""

    words: Words


@dataclass(frozen=True, slots=True)
class Depending:
    """A sentence that follows from how a number has changed. ``ways``: more, fewer, same, untold."""

    about: Expression
    ways: dict[str, Saying]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; level 1 stands under the report's title."""

    words: Words
    level: int


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    sayings: tuple[Saying | Depending, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A paragraph set apart."""

    saying: Saying


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table, a diagram or the definitions stand. ``name`` is empty for the definitions."""

    kind: str
    name: str


Piece = Title | Text | Remark | Placed


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text: what kind, and what it says. ``mark`` tells kinds apart; blank lines are kept."""

    number: int
    mark: str
    text: str


def read_text(swedish: str, english: str, allowed: Collection[int | str]) -> tuple[Piece, ...]:
    """The pieces of a report's text. WrongText, with the line, for whatever is not as it must be."""
    pairs = list(_paired(_lines(swedish, allowed), _lines(english, allowed)))
    return tuple(_pieces(pairs))


def typed_figures(text: str, allowed: Collection[int | str] = ()) -> list[str]:
    """The digits in ``text`` that are not bound. ``allowed``: years of the report, and names that hold digits.

    Numbers of laws are allowed too.

    >>> typed_figures("Under 2019 var 44 av {{ count t1: year=2019 }} nya, lag 2003:1210", {2019})
    ['44']
    >>> typed_figures("I programområde A2 var 12", {"A2"})
    ['12']
    """
    plain = _LAW.sub("", FIELD.sub("", text))
    for name in allowed:
        if isinstance(name, str):
            plain = re.sub(rf"\b{re.escape(name)}\b", "", plain)
    years = {str(year) for year in allowed}
    return [found for found in re.findall(r"\d+(?:[\s.,]\d+)*", plain) if found not in years]


def _lines(text: str, allowed: Collection[int | str]) -> Iterator[_Line]:
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        mark, said = _marked(line)
        if re.search("[{}]", FIELD.sub("", said)):
            raise WrongText(
                "braces that are not closed", "en klammer saknas. En siffra börjar med {{ och slutar med }}."
            ).on_line(number)
        unbound = _SECTION.sub("", said) if mark in ("##", "###") else said
        if mark not in ("[", "?") and (typed := typed_figures(unbound, allowed)):
            raise WrongText(
                f"{typed[0]} is typed by hand; bind it to a cell with {{{{ … }}}}",
                f"{typed[0]} är skrivet för hand. Hämta siffran ur en tabell i stället.",
            ).on_line(number)
        yield _Line(number, mark, said)


def _marked(line: str) -> tuple[str, str]:
    if _PLACED.fullmatch(line):
        return "[", line
    mark, _, rest = line.partition(" ")
    return (mark, rest.strip()) if mark in ("##", "###", ">", "?", *_WAYS) else ("", line)


def _paired(swedish: Iterator[_Line], english: Iterator[_Line]) -> Iterator[tuple[_Line, Words | None]]:
    """Each Swedish line with the words of both languages; None for a blank line. They must name the same figures."""
    left, right = list(swedish), list(english)
    if len(left) != len(right):
        raise WrongText(
            f"the Swedish text has {len(left)} lines and the English {len(right)}",
            f"Den svenska texten har {len(left)} rader och den engelska {len(right)}. De ska följas åt rad för rad.",
        )
    for one, other in zip(left, right, strict=True):
        same_kind = one.mark == other.mark and bool(one.text) == bool(other.text)
        if not same_kind or (one.mark in ("[", "?") and one.text != other.text):
            raise WrongText(
                "the English text has something else here",
                "den engelska texten har något annat här. Rubriker, tabeller och stycken ska stå på samma rader.",
            ).on_line(one.number)
        if _references(one) != _references(other):
            raise WrongText("the two languages name different figures", "de två språken hämtar olika siffror.").on_line(
                one.number
            )
        yield one, Words(one.text, other.text) if one.text else None


def _references(line: _Line) -> set[Expression]:
    try:
        return {expression(found) for found in FIELD.findall(line.text)}
    except WrongText as error:
        raise error.on_line(line.number) from error


def _comparison(line: _Line) -> Expression:
    try:
        return comparison(line.text)
    except WrongText as error:
        raise error.on_line(line.number) from error


def _pieces(pairs: list[tuple[_Line, Words | None]]) -> Iterator[Piece]:
    sayings: list[Saying | Depending] = []
    for line, words in pairs:
        if line.mark not in ("", "?", *_WAYS) or words is None:
            if sayings:
                yield Text(tuple(sayings))
                sayings = []
            if words is not None:
                yield _standing_alone(line, words)
        elif line.mark == "?":
            sayings.append(Depending(_comparison(line), {}))
        elif line.mark in _WAYS:
            _one_way(sayings, line).ways[_WAYS[line.mark]] = Saying(words)
        else:
            sayings.append(Saying(words))
    if sayings:
        yield Text(tuple(sayings))


def _standing_alone(line: _Line, words: Words) -> Piece:
    if line.mark == "[":
        found = _PLACED.fullmatch(line.text)
        assert found is not None
        return Placed(found[1], found[2] or "")
    return Remark(Saying(words)) if line.mark == ">" else Title(words, len(line.mark) - 1)


def _one_way(sayings: list[Saying | Depending], line: _Line) -> Depending:
    last = sayings[-1] if sayings else None
    if not isinstance(last, Depending):
        raise WrongText(
            f"“{line.mark}” without a line above that begins with “?”",
            f"raden börjar med ”{line.mark}”, men ingen rad ovanför börjar med ”?”.",
        ).on_line(line.number)
    return last


def missing_ways(pieces: Collection[Piece]) -> list[str]:
    """What is not said of the changes that a text speaks of: every one of the four ways must be."""
    return [
        f"{said.about.source}: {way}"
        for piece in pieces
        if isinstance(piece, Text)
        for said in piece.sayings
        if isinstance(said, Depending)
        for way in _WAYS.values()
        if way not in said.ways
    ]
