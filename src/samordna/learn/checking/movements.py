"""Changes told by the two numbers that they are between: growth, differences, halvings, and which way it went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.enumerations import slack
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, POINTS, TIME, Number
from samordna.learn.checking.table_rules import LATER_YEAR
from samordna.learn.checking.wording import per_cent_of, rounds_to

UP: Final = re.compile(
    r"\b(?:ök\w*|steg|vuxit|stig\w*|växt\w*|väx\w*|tillväxt|uppgång|höj\w*|uppåt|plus|gick upp|fler|högre|mer än)\b",
    re.IGNORECASE,
)
DOWN: Final = re.compile(
    r"\b(?:minsk\w*|sjönk|sjunk\w*|nedgång|sänk\w*|minus|gick ner|föll|fallit|färre|lägre|krymp\w*)\b", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"\b(?:cirka|ca|omkring|ungefär|runt|drygt|nästan|knappt|närmare|över|mer än|minst|uppemot|cirka)[\s\u00a0]*$",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\bfrån(?:[\s\u00a0]+(?:cirka|ca|omkring|knappt|drygt))?[\s\u00a0]*$", re.IGNORECASE)
_TO: Final = re.compile(r"\btill(?:[\s\u00a0]+(?:cirka|ca|omkring|knappt|drygt))?[\s\u00a0]*$", re.IGNORECASE)
_AND: Final = re.compile(r"^[\s\u00a0]*\w*[\s\u00a0]*(?:respektive|resp\.?)[\s\u00a0]+$")
#: “Förra året … i år”, “2021 … 2022”: the earlier is told first.
_THEN_NOW: Final = re.compile(
    r"(?:förra året|året före|i fjol|föregående år|tidigare|då)\b.*\b(?:i år|nu|detta år|årets|därefter)\b",
    re.IGNORECASE,
)
_WENT: Final = re.compile(
    r"\b(?:ökade|ökat|ökar|ökning|steg|vuxit|stigit|växte|vuxit|uppgång|minskade|minskat|minskar|minskning|sjönk|sjunkit|föll|"
    r"nedgång)\b",
    re.IGNORECASE,
)
_WRONG: Final = Words("Förändringen följer inte av antalen.", "The change does not follow from the numbers.")
_OTHER_WAY: Final = Words("Antalen har gått åt andra hållet.", "The numbers have gone the other way.")
_DIFFERENCE: Final = Words("Skillnaden mellan antalen är en annan.", "The difference between the numbers is another.")
#: How a change is told by its size: “med 47”, “en ökning på 47”, “138 personer, eller 12 procent”.
_BY: Final = re.compile(
    r"\b(?:med|på|om|plus|minus|motsvarar|det vill säga|alltså|dvs\.?|eller|\(|\([+−–-])(?:[\s\u00a0]+"
    r"(?:hela|totalt|sammanlagt|cirka|drygt|knappt|nästan|endast|bara|med))?"
    r"[\s\u00a0]*[+−–-]?$",
    re.IGNORECASE,
)
_TIMES: Final = tuple(
    (re.compile(rf"\b(?:{words})", re.IGNORECASE), Fraction(low, 100), Fraction(high, 100))
    for words, low, high in (
        (r"mer än (?:fördubbla\w*|dubbelt|dubblera\w*)", 200, 300),
        (r"(?:nästan|närmare|knappt) (?:en )?(?:fördubbl\w*|dubbelt|dubblera\w*)", 170, 200),
        (r"fördubbl\w*|dubbelt så|dubblera\w*", 180, 230),
        (r"tredubbl\w*|tre gånger så", 260, 340),
        (r"fyrdubbl\w*|fyra gånger så", 350, 450),
        (r"mer än halvera\w*", 20, 50),
        (r"halvera\w*|hälften så", 43, 57),
    )
)


def movements(document: Document) -> Iterator[Finding]:
    """Growth, differences and directions that the two numbers named by the sentence do not give."""
    for context in contexts(document):
        pairs = list(_pairs(context))
        yield from _directions(context, pairs)
        yield from _sizes(context, pairs)
        yield from _per_cents(context, pairs)
        yield from _times(context, pairs)


def _pairs(context: Context) -> Iterator[tuple[Number, Number]]:
    """Earlier and later: “från 42 dagar 2021 till 21 dagar 2022”, “1 320 respektive 1 386”, “förra året … i år …”."""
    for unit in (COUNT, MONEY, TIME, PERCENT):
        told = context.of(unit)
        for one, other in pairwise(told):
            between = context.text[one.end : other.start]
            if (_FROM.search(context.text[: one.start]) and _TO.search(between)) or _AND.search(between):
                yield one, other
        if unit != PERCENT and len(told) == 2 and _THEN_NOW.search(context.text):
            yield told[0], told[1]


def _directions(context: Context, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    """“ökade från 389 till 342”."""
    for one, other in pairs:
        if not _FROM.search(context.text[: one.start]) or one.amount == other.amount:
            continue
        clause = context.text[: one.start].rsplit(",", 1)[-1].rsplit(";", 1)[-1].rsplit(" och ", 1)[-1]
        said = list(_WENT.finditer(clause))
        if len(said) != 1 or re.search(r"\b(?:att|när|om|inte|gjorde)\b", clause):
            continue
        if bool(UP.match(said[0][0])) != (other.amount > one.amount):
            yield context.finding("growth", other, None, _OTHER_WAY, 0.85)


def _sizes(context: Context, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    """“ökade med 47, från 342 till 389”: the difference in the unit of the numbers."""
    if len(pairs) != 1:
        return
    one, other = pairs[0]
    if one.unit == PERCENT:
        return
    for number in context.told:
        if number in (one, other) or number.unit != one.unit or _ABOUT.search(context.text[: number.start]):
            continue
        clause = context.text[max(0, number.start - 70) : number.start]
        if not _BY.search(clause) or not (UP.search(clause) or DOWN.search(clause) or "skillnad" in clause.lower()):
            continue
        right = abs(other.amount - one.amount)
        if abs(right - number.amount) > slack([one, other, number]):
            told = exact(right / number.scale, number, context.text)
            yield context.finding("growth", number, told, _DIFFERENCE, 0.88)


def _per_cents(context: Context, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    for number in context.of(PERCENT):
        clause = context.text[max(0, number.start - 90) : number.start]
        if not _BY.search(clause) or not (UP.search(clause) or DOWN.search(clause)):
            continue
        up, down = bool(UP.search(clause)), bool(DOWN.search(clause))
        ways = [(a, b) for a, b in permutations(context.amounts[:12], 2) if up in (down, b.amount > a.amount)]
        if any(_gives(a, b, number) for a, b in ways):
            continue
        found = _pair_of(context, number, pairs)
        if found is None or any(one.unit == POINTS for one in context.told):
            continue
        one, other = found
        change = per_cent_of(abs(other.amount - one.amount), one.amount)
        turned = other.amount and rounds_to(
            per_cent_of(abs(other.amount - one.amount), other.amount), number.value, number.decimals
        )
        near = abs(change - number.value) < 1 and not number.decimals
        cause, sure = (LATER_YEAR, 0.95) if turned else (_WRONG, 0.7 if near else 0.88)
        yield context.finding("growth", number, exact(change, number, context.text), cause, sure, wide=True)


def _pair_of(context: Context, number: Number, pairs: list[tuple[Number, Number]]) -> tuple[Number, Number] | None:
    """The pair that a percentage is said to be of: the only one told, or the two whose difference stands beside it."""
    own = [pair for pair in pairs if pair[0].unit != PERCENT and pair[0].amount]
    if len(own) == 1 and len(context.of(PERCENT)) == 1:
        return own[0]
    beside = [one for one in context.of(COUNT, MONEY) if one.end <= number.start and number.start - one.end < 40]
    if not beside or not re.search(
        r"\b(?:eller|alltså|det vill säga)\b|\(", context.text[beside[-1].end : number.start]
    ):
        return None
    difference = beside[-1]
    around = [one for one in context.around(difference.unit) if one is not difference and one.amount]
    fits = [
        (a, b)
        for a, b in permutations(around, 2)
        if a.start != b.start and abs(b.amount - a.amount) == difference.amount
    ]
    down = bool(DOWN.search(context.text[: difference.start]))
    fits = [(a, b) for a, b in fits if (b.amount < a.amount) == down]
    return fits[0] if len(fits) == 1 else None


def _gives(one: Number, other: Number, percent: Number) -> bool:
    if one.unit != other.unit or not one.amount:
        return False
    wide = Fraction(2) if _ABOUT.search(percent.before) else Fraction(0)
    if slack([one, other]):
        wide += per_cent_of(one.slack + other.slack, one.amount)
    return rounds_to(per_cent_of(abs(other.amount - one.amount), one.amount), percent.value, percent.decimals, wide)


def _times(context: Context, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    """“halverades, från 42 dagar 2021 till 21 dagar 2022”."""
    own = [(a, b) for a, b in pairs if a.amount]
    for pattern, low, high in _TIMES:
        said = pattern.search(context.text)
        if said is None or "inte" in context.text[: said.start()].split()[-2:]:
            continue
        if len(own) == 1 and not low <= own[0][1].amount / own[0][0].amount <= high:
            cause = Words(f"Antalen säger inte ”{said[0].lower()}”.", "The numbers do not say so.")
            yield context.finding("growth", own[0][1], None, cause, 0.85)
        return
