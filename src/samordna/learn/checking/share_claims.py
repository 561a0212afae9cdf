"""Shares in running text: “25 procent”, “var fjärde”, “hälften” beside the numbers that they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, Number
from samordna.learn.checking.wording import per_cent_of, rounds_to

_CHANGE: Final = re.compile(
    r"\b(?:ök|minsk|steg|stig|sjönk|sjunk|växt|färre|fler än|högre|lägre|upp med|ner med|förändr)", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"(?:cirka|ca|omkring|ungefär|runt|drygt|nästan|knappt|närmare|över|mer än|minst|högst|under)\s*$", re.IGNORECASE
)
#: From a count to its per cent: “103 personer, eller 25 procent”, “45 personer (30 procent)”, “9,72 … (54 procent)”.
_BESIDE: Final = re.compile(
    r"^(?:[\s\u00a0]+[\wåäöÅÄÖ]+){0,3}[\s\u00a0]*(?:\(|, eller |, det vill säga |, dvs\.? |, alltså |"
    r", vilket är |, vilket motsvarar |, motsvarande |, |eller )"
    r"(?:cirka |drygt |knappt |nästan )?$"
)
_MORE: Final = re.compile(r"(?:ök|minsk|steg|stig|sjönk|sjunk|växt)\w* med[\s\u00a0]+$", re.IGNORECASE)
#: “5 procent av det totala antalet”: of something that is not told here.
_OF_ANOTHER: Final = re.compile(
    r"^[\s\u00a0]*procent av (?:det|den|alla|de som|samtliga|dem som)\b(?![\s\u00a0]+\d)", re.IGNORECASE
)
_OF: Final = re.compile(r"^[\s\u00a0]+av[\s\u00a0]+(?:de |dem |alla |totalt |samtliga |sammanlagt )*$")
_WHICH_IS: Final = re.compile(
    r"(?:vilket (?:är|ger|motsvarar|utgör|innebär)|det (?:är|motsvarar|ger)|motsvarar|det vill säga)\b[\w\s\u00a0]*$",
    re.IGNORECASE,
)
_OUT_OF: Final = re.compile(r"^av (?:de |dem |alla |totalt |samtliga |sammanlagt )*$", re.IGNORECASE)
_AMONG: Final = re.compile(r"\b(?:bland|av) (?:de \d[\d\s\u00a0]* )?(kvinnorna|männen)\b", re.IGNORECASE)
_WRONG: Final = Words("Andelen följer inte av antalen.", "The share does not follow from the numbers.")


def text_shares(document: Document) -> Iterator[Finding]:
    """Shares that no pair of the numbers around gives."""
    for context in contexts(document):
        for number in context.of(PERCENT):
            claim = _claim(context, number)
            if claim is not None:
                yield from _judged(context, number, *claim)
        yield from _each(context)


def _claim(context: Context, percent: Number) -> tuple[Number, Number | None] | None:
    """The part that a percentage is said to be, and the whole where the sentence names it; None: nothing is said."""
    before_it = context.text[: percent.start]
    grown = re.search(r"\bmed[\s\u00a0]+$", before_it) and _CHANGE.search(before_it)
    if grown or _OF_ANOTHER.match(context.text[percent.end :]):
        return None
    if _CHANGE.search(_clause(context.text, percent)) and "andel" not in _clause(context.text, percent).lower():
        return None
    amounts = [one for one in context.of(COUNT, MONEY) if not one.text.isalpha() or one.value > 1]
    before = [one for one in amounts if one.end <= percent.start]
    for part in reversed(before):
        between = context.text[part.end : percent.start]
        if re.search("[A-ZÅÄÖ]", between) or _MORE.search(part.before):
            continue  # another item, or by how much something has grown
        if _BESIDE.match(between) or (_WHICH_IS.search(between) and "." not in between and part is before[-1]):
            return _with_whole(context, part, amounts)
    # “53 procent, av de 300 … Det motsvarar 159 personer.”
    following = [one for one in amounts if one.start >= percent.end]
    if following and _OF.match(re.sub(r"^[\s\u00a0]*procent,?", "", context.text[percent.end : following[0].start])):
        for sentence, told in context.after[:1]:
            counts = [one for one in told if one.unit == COUNT]
            if re.match(r"(?:det|vilket) motsvarar\b", sentence.text, re.IGNORECASE) and counts:
                return counts[0], following[0]
    # “112 procent: 56 personer deltog mot planerade 50”
    planned = (
        re.search(r"mot (?:de )?(?:planerade|budgeterade|väntade)[\s\u00a0]+$", context.text[: following[1].start])
        if len(following) > 1
        else None
    )
    if planned:
        return following[0], following[1]
    return None


def _clause(text: str, number: Number) -> str:
    """What stands around a number, up to the nearest comma with a verb of its own; roughly the 60 letters before."""
    start = max(text.rfind(",", 0, number.start), text.rfind(";", 0, number.start), number.start - 60, 0)
    return text[start : number.end + 25]


def _with_whole(context: Context, part: Number, amounts: list[Number]) -> tuple[Number, Number | None]:
    place = amounts.index(part)
    among = list(_AMONG.finditer(context.text[: part.end]))
    if among:
        pinned = _sex(context, among[-1][1].lower(), part)
        if pinned is not None:
            return part, pinned
    if place and _OF.match(context.text[amounts[place - 1].end : part.start]):
        return amounts[place - 1], part  # “90 av 150 … (60 procent)”: the whole stands nearest
    return part, None


def _sex(context: Context, who: str, part: Number) -> Number | None:
    """The count of women or of men that was told before ``part``, or within the same words."""
    stem = "kvinn" if who.startswith("kvinn") else "män"
    own = [one for one in context.told if one.unit == COUNT and one.end <= part.start]
    earlier = [one for _, told in context.before[:2] for one in told if one.unit == COUNT]
    return next(
        (one for one in [*reversed(own), *earlier] if one.after.strip().startswith(stem) or stem in one.after[:6]), None
    )


def _judged(context: Context, percent: Number, part: Number, whole: Number | None) -> Iterator[Finding]:
    wide = Fraction(2) if _ABOUT.search(percent.before) else Fraction(0)
    wholes = (
        [whole]
        if whole is not None
        else [one for one in context.amounts if one.amount and one is not part and one.unit == part.unit]
    )
    if not wholes or any(_holds(part, one, percent, wide) for one in wholes):
        return
    if whole is None and any(
        _holds(one, other, percent, wide) for one in context.amounts for other in wholes if one is not other
    ):
        # Another pair gives it: the part may stand a little further away than we think.
        if not _AMONG.search(context.text) and "av" not in context.text[: part.start].split()[-12:]:
            return
        if len(wholes) > 2:
            return
    named = whole or _nearest(context, part, wholes)
    if named is None or (named.amount < part.amount and percent.value <= 100 and whole is None):
        return
    right = per_cent_of(part.amount, named.amount)
    sure = 0.92 if whole is not None or len(wholes) == 1 else 0.8
    if abs(right - percent.value) < 1 and not percent.decimals:
        sure -= 0.2
    yield context.finding("share", percent, exact(right, percent, context.text), _WRONG, sure, wide=True)


def _nearest(context: Context, part: Number, wholes: list[Number]) -> Number | None:
    """“Av de 412 … 103”: the whole that begins the sentence, else the largest before the part."""
    for one in context.of(part.unit):
        if one.end <= part.start and _OUT_OF.match(context.text[: one.start][-30:].split(". ")[-1].lstrip()):
            return one
    larger = [one for one in wholes if one.amount >= part.amount]
    return larger[0] if larger else wholes[0]


def _holds(part: Number, whole: Number, percent: Number, wide: Fraction) -> bool:
    if not whole.amount:
        return False
    if percent.value > 0 and rounds_to(per_cent_of(part.amount, whole.amount), percent.value, percent.decimals, wide):
        return True
    # Amounts that are rounded themselves: millions with one decimal.
    low = per_cent_of(part.amount - part.slack, whole.amount + whole.slack)
    high = per_cent_of(part.amount + part.slack, max(whole.amount - whole.slack, Fraction(1)))
    half = Fraction(1, 2 * 10**percent.decimals) + wide
    return part.unit == MONEY and low - half <= percent.value <= high + half


def _each(context: Context) -> Iterator[Finding]:
    """“30 000 kronor per deltagare” of a cost and a number of participants."""
    said = re.search(r"kronor per (?:deltagare|person|plats|insats)", context.text)
    money = context.around(MONEY, sentences=1)
    counts = context.around(COUNT, sentences=1)
    if said is None or len(money) < 2 or not counts:
        return
    each = next((one for one in context.of(MONEY) if context.text[one.end :].lstrip().startswith("kronor per")), None)
    costs = [one for one in money if one is not each]
    if each is None or any(_divides(cost, count, each) for cost in costs for count in counts if count.value):
        return
    if len(costs) == 1 and len(counts) == 1:
        right = costs[0].amount / counts[0].value
        cause = Words("Kostnaden delad med antalet blir något annat.", "The cost divided by the number is another.")
        yield context.finding("share", each, exact(right / each.scale, each, context.text), cause, 0.85, wide=True)


def _divides(cost: Number, count: Number, each: Number) -> bool:
    # Written as a round number it may be rounded to thousands.
    digits = str(int(each.amount))
    rounded = 10 ** (len(digits) - len(digits.rstrip("0"))) * Fraction(1, 2)
    return abs(cost.amount / count.value - each.amount) <= rounded + each.slack
