"""Fractions in words beside the numbers that they are of: “en av fem”, “mer än vart tredje”, “drygt hälften”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.number_words import value_of
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, Number, numbers

_FEW: Final = "en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio"
_PARTS: Final = {"tredjedel": 3, "fjärdedel": 4, "femtedel": 5, "sjättedel": 6, "åttondel": 8, "tiondel": 10}
_EVERY: Final = {"annan": 2, "annat": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "åttonde": 8, "tionde": 10}
_SAID: Final = re.compile(
    rf"\b(?P<few>{_FEW})[\s\u00a0]+av[\s\u00a0]+(?P<of>{_FEW})\b(?![\s\u00a0]+(?:procent|som|kommuner|förbund))|"
    rf"\b(?P<count>{_FEW})[\s\u00a0]+(?P<part>{'|'.join(_PARTS)})(?:ar)?\b|"
    rf"\b(?:var|vart)[\s\u00a0]?(?P<every>{'|'.join(_EVERY)})\b|\b(?P<half>hälften|halva)\b",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\b(?:drygt|mer än|fler än|över|mera än|något (?:mer|fler) än)[\s\u00a0]+$", re.IGNORECASE)
_LESS: Final = re.compile(
    r"\b(?:knappt|nästan|mindre än|färre än|inte fullt|närmare|uppemot|under|nära)[\s\u00a0]+$", re.IGNORECASE
)
_ABOUT: Final = re.compile(r"\b(?:cirka|ca|omkring|ungefär|runt|kring)[\s\u00a0]+$", re.IGNORECASE)
#: The fraction tells a change, or of something that no number here is.
_ELSEWHERE: Final = re.compile(
    r"\b(?:ök|minsk|steg|sjönk|växt|färre|högre|lägre|så (?:många|mycket|stor)|med)\w*\b[^.]{0,20}$|jämfört|tidigare",
    re.IGNORECASE,
)
#: “61 av 244”, “214 personer av 1 070”, “31 av de totalt 82”.
_OF: Final = re.compile(
    r"^[\s\u00a0]+(?:\w+[\s\u00a0]+){0,2}av[\s\u00a0]+(?:(?:de|dem|alla|totalt|samtliga|sammanlagt)[\s\u00a0]+)*(?:\w+s[\s\u00a0]+)?$"
)
_OUT_OF: Final = re.compile(
    r"\b(?:av|bland) (?:de|dem|alla|våra|samtliga)?(?: totalt| sammanlagt)?[\s\u00a0]*$", re.IGNORECASE
)
_IT_IS: Final = re.compile(r"^\W*(?:det|detta|de) (?:är|var|motsvarar|blir|utgör|innebär)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Fraction:
    """``low`` and ``high``: between which shares the words are true."""

    words: str
    start: int
    end: int
    low: Fraction
    high: Fraction


def fractions_said(document: Document) -> Iterator[Finding]:
    """Fractions in words that the numbers told with them do not give."""
    paragraphs = document.paragraphs
    for context in contexts(document):
        for said in _fractions(context.text):
            if not _ELSEWHERE.search(context.text[: said.start][-40:]):
                yield from _against_percent(context, said)
                yield from _against_pair(context, said)
    for place, paragraph in enumerate(paragraphs[:-1]):
        yield from _noted(paragraph, paragraphs[place + 1 :])


def _fractions(text: str) -> Iterator[_Fraction]:
    for match in _SAID.finditer(text):
        value = _value(match)
        if value is None or value >= 1:
            continue
        before = text[: match.start()]
        near = Fraction(4, 100) if value.denominator < 8 else Fraction(25, 1000)
        low, high = value - near, value + near
        if _MORE.search(before):
            low, high = value - Fraction(1, 200), value + Fraction(12, 100)
        elif _LESS.search(before):
            low, high = value - Fraction(10, 100), value + Fraction(1, 200)
        elif _ABOUT.search(before):
            low, high = value - Fraction(6, 100), value + Fraction(6, 100)
        yield _Fraction(match[0], match.start(), match.end(), low, high)


def _value(match: re.Match[str]) -> Fraction | None:
    if match["few"]:
        part, whole = value_of(match["few"]), value_of(match["of"])
        return Fraction(part, whole) if whole > 1 else None
    if match["count"]:
        return Fraction(value_of(match["count"]), _PARTS[match["part"].lower()])
    return Fraction(1, _EVERY[match["every"].lower()]) if match["every"] else Fraction(1, 2)


def _is(said: _Fraction, part: Fraction, whole: Fraction) -> bool:
    return bool(whole) and said.low <= part / whole <= said.high


def _against_percent(context: Context, said: _Fraction) -> Iterator[Finding]:
    """“Drygt hälften, 53 procent,”, “en tredjedel (33 procent)”."""
    for number in context.of(PERCENT):
        between = context.text[said.end : number.start]
        if re.fullmatch(r"(?:[\s\u00a0]+[a-zåäö]+){0,3}[\s\u00a0]*(?:\(|, |– |, eller |, det vill säga )", between):
            if not said.low - Fraction(1, 100) <= number.value / 100 <= said.high + Fraction(1, 100):
                yield context.finding("share", number, None, _cause(number.text + " procent", said), 0.85)
            return


def _against_pair(context: Context, said: _Fraction) -> Iterator[Finding]:
    """A pair told as part and whole in the sentence, or in the one before when this says “Det är …”."""
    of_them = re.match(r"[\s\u00a0]+av (?:dem|dessa|vilka)\b", context.text[said.end :])
    told = [n for n in context.told if n.start >= said.end or (n.end <= said.start and not of_them)]
    pairs = list(_pairs(context.text, told, said))
    sentence = context.sentence
    if not pairs and context.before and _IT_IS.match(context.text[: said.start]) and not of_them:
        sentence, earlier = context.before[0]
        pairs = list(_pairs(sentence.text, list(earlier), None))
    if len(pairs) != 1:
        return
    amounts = [n for n in context.amounts if n.value > 10]
    if any(a.unit == b.unit and _is(said, a.amount, b.amount) for a, b in permutations(amounts, 2)):
        return
    part, whole = pairs[0]
    if not _is(said, part.amount, whole.amount):
        cause = _cause(f"{part.text} av {whole.text}", said)
        places = (*sentence.lines, *context.sentence.lines)
        yield Finding(sentence.at(part.start), "share", part.text, None, cause, 0.85, tuple(dict.fromkeys(places)))


def _cause(what: str, said: _Fraction) -> Words:
    return Words(f"{what} är inte {said.words.lower()}.", "The fraction does not follow from the numbers.")


def _pairs(text: str, told: list[Number], said: _Fraction | None) -> Iterator[tuple[Number, Number]]:
    """Part and whole: “61 av 244” near the fraction, or “Av de 82 … har 31” when the sentence holds no more."""
    counts = [n for n in told if n.unit in (COUNT, MONEY) and (n.value > 10 or n.text.isdigit())]
    direct = [(a, b) for a, b in pairwise(counts) if _OF.match(text[a.end : b.start])]
    if direct:
        yield from (
            (a, b) for a, b in direct if said is None or 0 <= a.start - said.end < 90 or 0 <= said.start - b.end < 60
        )
        return
    if len(counts) == 2 and _OUT_OF.search(text[: counts[0].start]) and counts[1].value < counts[0].value:
        yield counts[1], counts[0]


def _noted(paragraph: tuple[object, ...], following: tuple[tuple[object, ...], ...]) -> Iterator[Finding]:
    """A fraction with a note: ¹⁷ in the text, and “¹⁷ … 66 av 88 svarande” below."""
    from samordna.learn.checking.document import Sentence  # noqa: PLC0415

    text = " ".join(one.text for one in paragraph if isinstance(one, Sentence))
    marks = set(re.findall(r"[¹²³⁰⁴-⁹]+", text))
    said = list(_fractions(text))
    if len(said) != 1 or not marks or _ELSEWHERE.search(text[: said[0].start][-40:]):
        return
    for other in following:
        sentences = [one for one in other if isinstance(one, Sentence)]
        begins = re.match(r"[¹²³⁰⁴-⁹]+", sentences[0].text) if sentences else None
        if begins is None or begins[0] not in marks:
            continue
        for sentence in sentences:
            pairs = list(_pairs(sentence.text, numbers(sentence.text), None))
            if len(pairs) == 1 and not _is(said[0], pairs[0][0].amount, pairs[0][1].amount):
                part, whole = pairs[0]
                cause = _cause(f"{part.text} av {whole.text}", said[0])
                first = paragraph[0]
                assert isinstance(first, Sentence)
                places = (*sentence.lines, *first.lines)
                yield Finding(sentence.at(part.start), "share", part.text, None, cause, 0.8, places)
