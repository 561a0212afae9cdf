"""From a text with references to a text with figures: every reference is bound to a cell of a released table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from samordna.engine.table import Status, Table
from samordna.engine.text import figures
from samordna.engine.text.figures import Figure, Ref
from samordna.engine.text.sentences import Sentence
from samordna.engine.words import Words
from samordna.learn.reports.expression import Expression, Place, expression
from samordna.learn.reports.template import FIELD, Depending, Saying
from samordna.learn.reports.wrong import WrongText

#: The tables of a report by their names in its text.
Tables = Mapping[str, Table]
_YEAR = re.compile(r"\d+(?:[:.]\d+)*")


def bound(saying: Saying | Depending, tables: Tables) -> Sentence:
    """The sentence with its figures. WrongText when a reference names a table or cell that is not there."""
    if isinstance(saying, Saying):
        return _sentence(saying.words, lambda reference: figure(reference, tables))
    later, earlier = _ref(saying.about.place, tables), _ref(saying.about.earlier, tables)
    chosen = saying.ways[_way(later, earlier)]
    return _sentence(chosen.words, lambda one: _of_change(one, later, earlier) or figure(one, tables))


def figure(reference: Expression, tables: Tables) -> Figure:
    """The figure that a reference means."""
    places = (reference.place, reference.whole, reference.earlier)
    refs = [_ref(place, tables) for place in places if place is not None]
    try:
        return _FORMS[reference.form](*refs)
    except KeyError:
        raise WrongText(
            f"“{reference.form}” has a meaning only in a sentence about a change",
            f"”{reference.form}” kan bara stå efter en rad som börjar med ”?”.",
        ) from None


_FORMS: dict[str, Callable[..., Figure]] = {
    "count": figures.count,
    "share": figures.share,
    "change": figures.change,
    "growth": figures.growth,
}


def _of_change(reference: Expression, later: Ref, earlier: Ref) -> Figure | None:
    """What a sentence about a change may say without naming the cells once more."""
    if reference.place is not None:
        return None
    if reference.form in ("later", "earlier"):
        return figures.count(later if reference.form == "later" else earlier)
    return _FORMS[reference.form](later, earlier)


def _way(later: Ref, earlier: Ref) -> str:
    if Status.VALUE is not later.status or Status.VALUE is not earlier.status:
        return "untold"
    return {1: "more", -1: "fewer", 0: "same"}[figures.direction(later, earlier)]


def _ref(place: Place | None, tables: Tables) -> Ref:
    assert place is not None
    assert place.table is not None
    table = tables.get(place.table)
    if table is None:
        raise WrongText(
            f"the report has no table {place.table}; it has {', '.join(tables)}",
            f"Rapporten har ingen tabell {place.table}. Den har {', '.join(tables)}.",
        )
    try:
        return figures.ref(table, **dict(place.codes))
    except KeyError as error:
        raise WrongText(
            str(error.args[0]),
            f"Tabellen {place.table} har ingen ruta {', '.join(f'{name}={code}' for name, code in place.codes)}.",
        ) from error


def _sentence(words: Words, find: Callable[[Expression], Figure]) -> Sentence:
    """The sentence: references become figures, and years names, so that what is left holds no digits at all."""
    found: dict[Expression, tuple[str, Figure]] = {}
    for text in (words.sv, words.en):
        for reference in map(expression, FIELD.findall(text)):
            if reference not in found:
                found[reference] = (f"figure_{_letters(len(found))}", find(reference))
    names: dict[str, Words] = {}
    template = Words(*(_without_digits(text, found, names) for text in (words.sv, words.en)))
    return Sentence(template, dict(found.values()), names)


def _without_digits(text: str, found: Mapping[Expression, tuple[str, Figure]], names: dict[str, Words]) -> str:
    def name(digits: re.Match[str]) -> str:
        key = next((key for key, words in names.items() if words.sv == digits[0]), f"year_{_letters(len(names))}")
        names[key] = Words(digits[0], digits[0])
        return f"{{{key}}}"

    pieces = FIELD.split(text)
    return "".join(
        _YEAR.sub(name, piece) if number % 2 == 0 else f"{{{found[expression(piece)][0]}}}"
        for number, piece in enumerate(pieces)
    )


def _letters(number: int) -> str:
    """A name without digits: a, b, … z, za, zb …"""
    return "z" * (number // 25) + chr(ord("a") + number % 25)
