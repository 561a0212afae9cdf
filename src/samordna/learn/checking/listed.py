"""Lists with a figure in each item, whose total is told before them, after them or in the last item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from samordna.learn.checking.context import exact
from samordna.learn.checking.document import Document, Sentence
from samordna.learn.checking.enumerations import ADDS_UP, PARTIAL, slack
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, Number, numbers

ITEM: Final = re.compile(r"^\s*(?:[-–•*·]|[a-z]\)|\d+[.)])\s+")
_LISTED: Final = re.compile(r"fördela\w* sig|så här|enligt följande|följande:|på följande sätt|:\s*$", re.IGNORECASE)
_TOTAL: Final = re.compile(
    r"\b(?:sammantaget|sammanlagt|totalt|summa\w*|tillsammans|inalles|i allt|samtliga|alla)\b", re.IGNORECASE
)
#: The total of a list may be told with other figures beside it; more than these make it uncertain.
_MOST: Final = 3


@dataclass(frozen=True)
class _List:
    items: tuple[Sentence, ...]
    before: Sentence | None
    after: Sentence | None


def listed(document: Document) -> Iterator[Finding]:
    """“De 75 avslutade fördelade sig så här:” and a list; a list and “Sammantaget avslutades 147”."""
    for one in _lists(document):
        figures = _figures(one.items)
        if figures is None or PARTIAL.search(" ".join(_texts(one))):
            continue
        if _TOTAL.match(ITEM.sub("", one.items[-1].text)):
            yield from _judged(one.items[-1], figures[-1], figures[:-1], one)
            continue
        wholes = list(_wholes(one))
        total = sum((figure.amount for figure in figures), Fraction(0))
        if any(abs(whole.amount - total) <= slack([whole, *figures]) for _, whole in wholes):
            continue
        if len(wholes) == 1:
            yield from _judged(*wholes[0], figures, one)


def _texts(one: _List) -> Iterator[str]:
    for sentence in (one.before, *one.items, one.after):
        if sentence is not None:
            yield sentence.text


def _lists(document: Document) -> Iterator[_List]:
    """Runs of items, with the sentence before and the one after, also where an empty line lies between."""
    sentences = [one for paragraph in document.paragraphs for one in paragraph]
    begin = 0
    while begin < len(sentences):
        end = begin
        while end < len(sentences) and ITEM.match(sentences[end].text):
            end += 1
        if end - begin > 1:
            before = sentences[begin - 1] if begin and _near(sentences[begin - 1], sentences[begin]) else None
            after = sentences[end] if end < len(sentences) and _near(sentences[end - 1], sentences[end]) else None
            yield _List(tuple(sentences[begin:end]), before, after)
        begin = max(end, begin + 1)


def _near(one: Sentence, following: Sentence) -> bool:
    """At most an empty line lies between."""
    return following.lines[0].order - one.lines[-1].order <= 2


def _figures(items: Sequence[Sentence]) -> list[Number] | None:
    """The figure of each item: what stands after a colon, else its first; None where one has none of the kind."""
    found = []
    for item in items:
        told = [one for one in numbers(item.text) if one.unit in (COUNT, MONEY) and one.start >= _begins(item.text)]
        last = [one for one in told if re.search(r":[\s\u00a0]*$", item.text[: one.start])]
        if not told or (not last and len(told) > 1):
            return None
        found.append((last or told)[0])
    return found if len({one.unit for one in found}) == 1 else None


def _begins(text: str) -> int:
    match = ITEM.match(text)
    return match.end() if match else 0


def _wholes(one: _List) -> Iterator[tuple[Sentence, Number]]:
    """Figures that are said to be the total of the list."""
    if one.before is not None and _LISTED.search(one.before.text):
        told = [n for n in numbers(one.before.text) if n.unit in (COUNT, MONEY)]
        yield from ((one.before, number) for number in told[:_MOST])
    if one.after is not None and (said := _TOTAL.search(one.after.text)):
        told = [n for n in numbers(one.after.text) if n.unit in (COUNT, MONEY, PERCENT) and n.start > said.end()]
        yield from ((one.after, number) for number in told[:1] if number.unit != PERCENT)


def _judged(sentence: Sentence, whole: Number, parts: list[Number], one: _List) -> Iterator[Finding]:
    total = sum((part.amount for part in parts), Fraction(0))
    if len(parts) < 2 or whole.unit != parts[0].unit or abs(total - whole.amount) <= slack([whole, *parts]):
        return
    if not 2 * total >= whole.amount >= total / 2:
        return
    places = [place for item in one.items for place in item.lines]
    right = exact(total / whole.scale, whole, sentence.text)
    at = sentence.at(whole.start)
    told = sentence.text[whole.start : whole.end]
    yield Finding(at, "sum", told, right, ADDS_UP, 0.85, tuple(dict.fromkeys((*sentence.lines, *places))))
