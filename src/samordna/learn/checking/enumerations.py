"""Parts that are told one after the other: in a sentence, in a list, as per cent, and as what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, TIME, Number
from samordna.learn.checking.wording import slip

ADDS_UP: Final = Words("Delarna blir inte helheten.", "The parts do not add up to the whole.")
_HUNDRED: Final = Words("Andelarna blir inte 100 procent tillsammans.", "The shares do not add up to 100.")
#: Parts that need not be all, or of which one may be in several.
PARTIAL: Final = re.compile(
    r"flera svar|flera gånger|mer än en|flera insatser|var och en kunde|ibland|bland annat|bl\.\s?a|till exempel|"
    r"t\.ex|framför ?allt|främst|överlapp|både|samtidigt|dessutom|varav minst|bland dem|flera (?:parter|orsaker|stöd)",
    re.IGNORECASE,
)
_SHARED_OUT: Final = re.compile(
    r"fördel(?:a|ning)|uppdela|delas? upp|delade sig|utgörs av|består av|bestod av", re.IGNORECASE
)
_OF_THEM: Final = re.compile(r"\b(?:varav|därav|av (?:dem|dessa|vilka|de))\b", re.IGNORECASE)
_PART_ITSELF: Final = re.compile(r"^[\s\u00a0]+(?:\w+[\s\u00a0]+)?av (?:dem|dessa|vilka|de)\b")
#: The last part is all the others.
_THE_OTHERS: Final = re.compile(r"^\W*(?:\w+\W+){0,2}(?:andra|övriga|annan|annat|resten|ingen|okän)", re.IGNORECASE)
_TOGETHER: Final = re.compile(
    r"(?:[,;:–-]|\boch|\balltså|det vill säga|\bdvs\.?|det blir|det ger|vilket ger|vilket blir)[\s\u00a0]*"
    r"(?:alltså |det vill säga |det blir |det är )?"
    r"(?:sammanlagt|tillsammans|totalt|summa|sammantaget|i allt|inalles|en summa på|summan (?:är|blir))[\s\u00a0]+$",
    re.IGNORECASE,
)
_LEFT: Final = re.compile(r"\b(?:resterande|återstående|de övriga|övriga|resten,?|de andra)[\s\u00a0]+$", re.IGNORECASE)
_LEFT_AFTER: Final = re.compile(r"^[\s\u00a0]*(?:procent)?[\s\u00a0]+(?:återstår|kvarstår|var kvar|är kvar|återstod)\b")
#: Parts of a year that together are all of it.
_WHOLE_YEAR: Final = re.compile(
    r"vår\w*\b.*\bhöst|höst\w*\b.*\bvår|första halvår.*andra halvår|(?:kvartal.*){4}|(?:tertial.*){3}", re.IGNORECASE
)
#: “Det blir 156 remisser under året”: of what was told before.
_MAKES: Final = re.compile(
    r"^(?:det|detta|tillsammans|sammantaget|sammanlagt) (?:blir|ger|gör|blev|är)(?: det)?"
    r"(?: sammanlagt| totalt| tillsammans)?[\s\u00a0]+$",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\b(?:och|samt|respektive|resp\.)\b")
_LINK: Final = re.compile(r"^[\s\u00a0]+(?:\w+[\s\u00a0]+){0,2}?(från|till|i|på|av|hos|med|inom|via|för|gick|utan)\b")


def enumerations(document: Document) -> Iterator[Finding]:
    """Enumerated parts that do not become the whole that they are said to be parts of."""
    for context in contexts(document):
        yield from _shared_out(context)
        yield from _summed(context)
        yield from _per_cent(context)
        yield from _left(context)


def _same(one: Number, other: Number) -> bool:
    """The same thing is counted, as far as the units say."""
    if one.unit != other.unit:
        return False
    return one.unit != TIME or one.after.split(maxsplit=1)[0].strip(".,;:)") == (
        other.after.split(maxsplit=1)[0].strip(".,;:)")
    )


def slack(numbers: Sequence[Number]) -> Fraction:
    """How far a sum of ``numbers`` may be from the printed one; counts are exact."""
    if all(one.unit == COUNT and not one.decimals for one in numbers):
        return Fraction(0)
    decimals = any(one.decimals or one.scale > 1 for one in numbers)
    return sum((one.slack for one in numbers), Fraction(0)) if decimals else Fraction(0)


# A whole and its parts ------------------------------------------------------------------------------------------------


def _shared_out(context: Context) -> Iterator[Finding]:
    """“167 ansökningar: 72 från kommunerna, 58 från … och 13 från …”, “24 projekt. Elva av dem …, sju … och sex …”."""
    if PARTIAL.search(context.text):
        return
    told = context.of(COUNT, MONEY)
    for place, whole in enumerate(told):
        parts = _row(context.text, [one for one in told[place + 1 :] if _same(one, whole)])
        if len(parts) > 1 and not _PART_ITSELF.match(whole.after):
            yield from _judged(context, whole, parts, context.text[max(0, whole.start - 8) : parts[0].start], own=True)
    before = [one for _, numbers in context.before[:1] for one in numbers if one.unit in (COUNT, MONEY)]
    begins = re.match(rf"(?:\w+[\s\u00a0]+)?{_OF_THEM.pattern}", context.text, re.IGNORECASE)
    parts = _row(context.text, told)
    if before and begins and len(parts) > 2 and parts == told and _same(before[-1], told[0]):
        yield from _judged(context, before[-1], parts, begins[0], own=False)


def _row(text: str, numbers: list[Number]) -> list[Number]:
    """The numbers from the first to the one after “och”, if nothing divides them."""
    for place in range(1, len(numbers)):
        one, following = numbers[place - 1], numbers[place]
        between = text[one.end : following.start]
        if re.search(r"[.;:!?]\s|\b(?:mot|jämfört|än|från \d|före|av de)\b", between) or len(between) > 110:
            return []
        if _AND.search(between) and not re.search(r",\s*$", between):
            rest = numbers[place + 1 :]
            more = text[following.end : rest[0].start] if rest else "."
            return numbers[: place + 1] if re.search(r"[.;,:]", more) else []
    return []


def _judged(context: Context, whole: Number, parts: list[Number], cue: str, *, own: bool) -> Iterator[Finding]:
    total = sum((one.amount for one in parts), Fraction(0))
    if abs(total - whole.amount) <= slack([whole, *parts]) or _nested(context, whole, parts):
        return
    if any(one.amount == total for one in context.amounts) or not 2 * total >= whole.amount >= total / 2:
        return
    if not _says_all(context, whole, parts, cue, total):
        return
    decimals = whole.scale if whole.unit == MONEY else 1
    right = exact(total / decimals, whole, context.text) if own else None
    found = context.finding("sum", whole if own else parts[-1], right, ADDS_UP, 0.85, wide=not own)
    yield found


def _says_all(context: Context, whole: Number, parts: list[Number], cue: str, total: Fraction) -> bool:
    """The words say that the parts are all; or a slip of the hand explains the difference."""
    last = context.text[parts[-1].end :]
    if _WHOLE_YEAR.search(context.text[parts[0].start : parts[-1].end + 30]):
        return True
    if (_SHARED_OUT.search(cue) and ", varav" not in cue) or (_OF_THEM.search(cue) and _THE_OTHERS.match(last)):
        return True
    links = {match[1] if (match := _LINK.match(one.after)) else "" for one in parts}
    told = bool(re.search(r":[\s\u00a0]*$", cue)) and len(parts) > 2
    if told and len(links) == 1 and "" not in links:
        return True
    away = whole.amount - total
    slipped = slip(whole.amount, total) or any(slip(one.amount, one.amount + away) for one in parts)
    return slipped and len(parts) > 2 and (told or bool(_OF_THEM.search(cue)))


def _nested(context: Context, whole: Number, parts: list[Number]) -> bool:
    """A part within another part is told, and without it the sum is right."""
    if not re.search(r"\b(?:varav|därav|av (?:dem|dessa|vilka))\b", context.text[parts[0].end : parts[-1].start]):
        return False
    return any(
        sum(one.amount for one in some) == whole.amount
        for size in range(2, len(parts) + 1)
        for some in combinations(parts[:8], size)
    )


def _summed(context: Context) -> Iterator[Finding]:
    """“6,5 timmar …, 11 timmar … och 2,5 timmar …, alltså sammanlagt 20 timmar”."""
    told = context.of(COUNT, MONEY, TIME)
    if told and _MAKES.match(context.text[: told[0].start]) and context.before:
        yield from _makes(context, told[0])
    for place, number in enumerate(told):
        if not _TOGETHER.search(context.text[: number.start]):
            continue
        parts = [one for one in told[:place] if _same(one, number)]
        sums = [sum((one.amount for one in parts[first:]), Fraction(0)) for first in range(len(parts) - 1)]
        sums += [sum((one.amount for one in some), Fraction(0)) for some in combinations(parts[:9], 2)]
        if not sums or len(parts) > 9 or PARTIAL.search(context.text):
            continue
        if not any(abs(one - number.amount) <= slack([number, *parts]) for one in sums):
            right = exact(sums[0] / number.scale, number, context.text)
            yield context.finding("sum", number, right, ADDS_UP, 0.85)


def _makes(context: Context, number: Number) -> Iterator[Finding]:
    """“Det blir 156 remisser under året” after a sentence with all its parts."""
    sentence, before = context.before[0]
    parts = [one for one in before if one.unit == number.unit]
    total = sum((one.amount for one in parts), Fraction(0))
    if len(parts) < 3 or _row(sentence.text, parts) != parts or PARTIAL.search(sentence.text):
        return
    if abs(total - number.amount) <= slack([number, *parts]) or not 2 * total >= number.amount >= total / 2:
        return
    if not any(one.amount == number.amount for one in parts):
        yield context.finding(
            "sum", number, exact(total / number.scale, number, context.text), ADDS_UP, 0.82, wide=True
        )


# Per cent, and what is left -------------------------------------------------------------------------------------------


def _per_cent(context: Context) -> Iterator[Finding]:
    """“fördelade sig på telefon (46 procent), video (31 procent) och fysiskt möte (23 procent)”."""
    shares = context.of(PERCENT)
    if len(shares) < 2 or PARTIAL.search(context.text):
        return
    # The shares of one sentence alone: those of two groups are two hundreds.
    sexes = len(shares) == 2 and re.search(r"kvinn.*\bmän|\bmän.*kvinn", context.text, re.IGNORECASE)
    shared = _SHARED_OUT.search(context.text[: shares[0].start]) and (len(shares) > 2 or sexes)
    left = [one for one in shares if _LEFT.search(context.text[: one.start])]
    if not (shared or left) or re.search(r"\bökn?ing|minsk|steg\b|sjönk", context.text, re.IGNORECASE):
        return
    runs = [shares[a:b] for a in range(len(shares)) for b in range(a + 2, len(shares) + 1)]
    whole = [context.of(PERCENT)] if shared else runs
    if any(_is_hundred(run) for run in runs) or (
        left and (left[-1] is not shares[-1] or _known_rest(context, left[-1]))
    ):
        return
    total = sum(one.value for one in whole[0])
    if shared and not 70 <= total <= 140:
        return
    right = (
        exact(100 - total + left[-1].value, left[-1], context.text) if left and total - left[-1].value < 100 else None
    )
    number = left[-1] if left else shares[-1]
    places = context.finding("sum", number, right, _HUNDRED, 0.82)
    yield places


def _known_rest(context: Context, left: Number) -> bool:
    """One of the shares around and what is left are all."""
    return any(_is_hundred([one, left]) for one in context.percents)


def _is_hundred(run: Sequence[Number]) -> bool:
    """The shares are a hundred together, by the rounding of each."""
    away = abs(sum((one.value for one in run), Fraction(0)) - 100)
    return away <= sum((Fraction(1, 2 * 10**one.decimals) for one in run), Fraction(0))


def _told_before(context: Context, number: Number) -> bool:
    """What is left is of what was counted: its noun stands before, or it has none."""
    noun = re.match(r"[\s\u00a0]+([a-zåäö]{4,})", number.after)
    before = " ".join([*(sentence.text for sentence, _ in context.before[:2]), context.text[: number.start]])
    return noun is None or noun[1].startswith(("person", "deltag")) or noun[1][:5] in before.lower()


def _left(context: Context) -> Iterator[Finding]:
    """“37 av 52 avtal var undertecknade. Resterande 15 avtal …”: no numbers around leave so many."""
    for number in context.of(COUNT, MONEY):
        said = _LEFT.search(context.text[: number.start]) or _LEFT_AFTER.match(context.text[number.end :])
        if said is None or not _told_before(context, number):
            continue
        near = [one for one in context.around(number.unit, sentences=2) if one is not number and _same(one, number)]
        near = [one for one in near if one.amount != number.amount]
        if not 2 <= len(near) <= 7:
            continue
        wholes = [one for one in near if one.amount == max(other.amount for other in near)]
        parts = [one for one in near if one is not wholes[0]]
        rests = {
            wholes[0].amount - sum(one.amount for one in some)
            for size in range(1, len(parts) + 1)
            for some in combinations(parts, size)
        }
        loose = slack([number, *near])
        if number.amount > wholes[0].amount or any(abs(rest - number.amount) <= loose for rest in rests):
            continue
        if len(near) == 2 or any(slip(number.amount, rest) for rest in rests if rest > 0):
            right = wholes[0].amount - sum(one.amount for one in parts)
            told = exact(right / number.scale, number, context.text) if right > 0 else None
            yield context.finding("sum", number, told, ADDS_UP, 0.8, wide=True)
