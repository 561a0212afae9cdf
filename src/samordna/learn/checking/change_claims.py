"""Changes in running text: growth on the earlier number, differences, doublings, and percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, POINTS, YEAR, Number
from samordna.learn.checking.table_rules import LATER_YEAR
from samordna.learn.checking.wording import per_cent_of, rounds_to

_VERB: Final = re.compile(
    r"\b(?:ök|minsk|steg\b|stig|sjönk|sjunk|växte|växt|tillväxt|uppgång|nedgång|gick upp|gick ner|föll\b)",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"(?:ök|minsk|steg|stig|sjönk|sjunk|växte|växt|uppgång|nedgång)\w*[^.;]{0,60}$", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"(?:cirka|ca|omkring|ungefär|runt|drygt|nästan|knappt|närmare|över|mer än|minst)\s*$", re.IGNORECASE
)
_MED: Final = re.compile(r"\b(?:med|på)[\s\u00a0]+(?:totalt |sammanlagt )?$", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"^[\s\u00a0]*(?:[\wåäö]+[\s\u00a0]*){0,3}(?:\(|, |eller |, det vill säga )(?:cirka |drygt |knappt |nästan )?$"
)
_FROM: Final = re.compile(r"\bfrån\s*$", re.IGNORECASE)
_TO: Final = re.compile(r"\btill\s*$", re.IGNORECASE)
#: The sentence is about what the one before told.
_BACK: Final = re.compile(
    r"(?:det|detta|vilket|ökning|minskning|uppgång|nedgång|förändring|tillväxt|skillnad|alltså|en (?:ök|minsk)|"
    r"jämfört)",
    re.IGNORECASE,
)
_OF_SOME: Final = re.compile(r"\b(?:störst|minst|högst|lägst|bland|för|hos|i gruppen)\b", re.IGNORECASE)
_TIMES: Final = (
    (re.compile(r"mer än (?:fördubbl|dubbl)", re.IGNORECASE), Fraction(2), Fraction(29, 10)),
    (re.compile(r"nästan (?:fördubbl|dubbl)", re.IGNORECASE), Fraction(17, 10), Fraction(2)),
    (re.compile(r"\b(?:fördubbl|dubbl)\w*", re.IGNORECASE), Fraction(18, 10), Fraction(22, 10)),
    (re.compile(r"(?:tredubbl|tre gånger så)\w*", re.IGNORECASE), Fraction(27, 10), Fraction(33, 10)),
    (re.compile(r"mer än halver", re.IGNORECASE), Fraction(1, 4), Fraction(1, 2)),
    (re.compile(r"halver\w*", re.IGNORECASE), Fraction(44, 100), Fraction(56, 100)),
    (re.compile(r"minsk\w* med en tredjedel", re.IGNORECASE), Fraction(62, 100), Fraction(72, 100)),
    (re.compile(r"minsk\w* med en fjärdedel", re.IGNORECASE), Fraction(71, 100), Fraction(79, 100)),
    (re.compile(r"ök\w* med en tredjedel", re.IGNORECASE), Fraction(128, 100), Fraction(139, 100)),
    (re.compile(r"ök\w* med en fjärdedel", re.IGNORECASE), Fraction(121, 100), Fraction(129, 100)),
    (re.compile(r"ök\w* med (?:hälften|50 procent)", re.IGNORECASE), Fraction(144, 100), Fraction(156, 100)),
)


def text_growth(document: Document) -> Iterator[Finding]:
    """Growth in per cent, differences in persons and doublings that the numbers beside them do not give."""
    for context in contexts(document):
        pairs = list(_pairs(context))
        for number in context.of(PERCENT):
            if _is_growth(context, number):
                yield from _growth(context, number, pairs)
                yield from _of_base(context, number)
        yield from _by_number(context)
        yield from _differences(context)
        yield from _times(context, pairs)


def _is_growth(context: Context, number: Number) -> bool:
    """“en ökning med 15 procent”, “minskade med 12 procent”, “ökningen var 10 procent … och 9 procent”."""
    return (
        bool(_BY.search(context.text[: number.start][-90:]))
        and not _FROM.search(number.before)
        and not _TO.search(number.before)
    )


def _pairs(context: Context, unit: str = COUNT) -> Iterator[tuple[Number, Number]]:
    """Earlier and later, where the text says which is which: from … to, or a year beside each."""
    near = [*(context.before[:1] if _BACK.match(context.text) else ()), (context.sentence, context.told)]
    for sentence, told in near:
        numbers = [one for one in told if one.unit in (unit, MONEY) or (unit == PERCENT and one.unit == PERCENT)]
        for one, other in pairwise(numbers):
            if _FROM.search(one.before) and _TO.search(other.before):
                yield one, other
        dated = list(_dated(sentence.text, told, numbers))
        for (year, one), (later, other) in combinations(sorted(dated, key=lambda pair: pair[0]), 2):
            if year != later:
                yield one, other


def _dated(text: str, told: tuple[Number, ...], numbers: list[Number]) -> Iterator[tuple[Fraction, Number]]:
    """Numbers with the year that stands next to them: “640 personer år 2021”, “2021 var det 640”."""
    years = [one for one in told if one.unit == YEAR]
    for number in numbers:
        following = [year for year in years if 0 <= year.start - number.end < 30]
        nearest = following[0] if following else None
        if nearest is not None and not any(number.end <= other.start < nearest.start for other in numbers):
            yield nearest.value, number


def _growth(context: Context, percent: Number, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    pairs = [(a, b) for a, b in pairs if a.amount]
    if not pairs:
        return
    wide = Fraction(2) if _ABOUT.search(percent.before) else Fraction(0)
    changes = [per_cent_of(abs(b.amount - a.amount), a.amount) for a, b in pairs]
    if any(rounds_to(change, percent.value, percent.decimals, wide) for change in changes):
        return
    others = [one for one in context.of(PERCENT) if one is not percent]
    if len(pairs) == 1 and any(rounds_to(changes[0], one.value, one.decimals) for one in others):
        return  # the pair is another's
    turned = any(
        b.amount and rounds_to(per_cent_of(abs(b.amount - a.amount), b.amount), percent.value, percent.decimals)
        for a, b in pairs
    )
    place = _which(context, percent, pairs)
    if place is None:
        return
    cause = (
        LATER_YEAR
        if turned
        else Words("Förändringen följer inte av antalen.", "The change does not follow from the numbers.")
    )
    sure = 0.95 if turned else 0.88
    yield context.finding("growth", percent, exact(changes[place], percent, context.text), cause, sure, wide=True)


def _of_base(context: Context, percent: Number) -> Iterator[Finding]:
    """“40 insatser fler än 2018, en ökning med 35 procent från 114”: the difference of the number that it is from."""
    counts = context.of(COUNT)
    base = next((n for n in counts if n.start >= percent.end and _FROM.search(n.before)), None)
    more = re.compile(r"[\s\u00a0](?:\w+[\s\u00a0])?(?:fler|färre)\b")
    difference = next((n for n in counts if n.end <= percent.start and more.match(n.after)), None)
    if base is None or difference is None or not base.value or base.start - percent.end > 30:
        return
    change = per_cent_of(difference.value, base.value)
    wide = Fraction(2) if _ABOUT.search(percent.before) else Fraction(0)
    if not rounds_to(change, percent.value, percent.decimals, wide):
        later = [base.value + difference.value, base.value - difference.value]
        turned = any(
            n > 0 and rounds_to(per_cent_of(difference.value, n), percent.value, percent.decimals) for n in later
        )
        cause = LATER_YEAR if turned else Words("Förändringen följer inte av antalen.", "The change does not follow.")
        yield context.finding("growth", percent, exact(change, percent, context.text), cause, 0.92)


def _by_number(context: Context) -> Iterator[Finding]:
    """“En ökning med 40 insatser (26 procent)” where 154 is the later number: 40 of 114 and not of 154."""
    for difference, percent in zip(context.told, context.told[1:], strict=False):
        said = _VERB.search(difference.before)
        if difference.unit != COUNT or percent.unit != PERCENT or said is None or not difference.value:
            continue
        if not _MED.search(difference.before) or not _BESIDE.match(context.text[difference.end : percent.start]):
            continue
        sign = -1 if re.match("minsk|sjönk|sjunk|nedg|gick ner", said[0], re.IGNORECASE) else 1
        wide = Fraction(2) if _ABOUT.search(percent.before) else Fraction(0)
        near = [*(n for n in context.earlier if n.unit == COUNT), *context.around(COUNT, sentences=3)]
        near = [n for n in near if n is not difference and n.amount]
        known = [n.amount for n in near]
        bases = [value - sign * difference.value for value in known if value - sign * difference.value > 0]
        shares = [(per_cent_of(difference.value, base), base) for base in (*bases, *known)]
        of = {n.amount: n.after.split()[:1] for n in near}
        told_both = [base for base in bases if of.get(base, [""]) == of.get(base + sign * difference.value)]
        if any(rounds_to(share, percent.value, percent.decimals, wide) for share, base in shares if base in bases):
            continue
        turned = [
            value for value in known if rounds_to(per_cent_of(difference.value, value), percent.value, percent.decimals)
        ]
        if not turned and not told_both:
            continue
        if turned and turned[0] in told_both and len(told_both) == 1:
            continue  # the number that it is of is the earlier of the two
        base = told_both[0] if told_both else turned[0] - sign * difference.value
        if base <= 0:
            continue
        cause = LATER_YEAR if turned else Words("Förändringen följer inte av antalen.", "The change does not follow.")
        change = per_cent_of(difference.value, base)
        # Threefold and more is seldom what was meant: then another of the numbers is wrong too.
        right = exact(change, percent, context.text) if change < 200 else None
        yield context.finding("growth", percent, right, cause, 0.93 if turned else 0.85, wide=True)


def _which(context: Context, percent: Number, pairs: list[tuple[Number, Number]]) -> int | None:
    """The pair that the growth most likely is of: the only one, or the one in the order that they are told."""
    own = [n for n, (earlier, _) in enumerate(pairs) if earlier in context.told]
    if len(own) == 1 or len(pairs) == 1:
        return own[0] if own else 0
    growths = [one for one in context.of(PERCENT) if _is_growth(context, one)]
    steps = [n for n, (a, b) in enumerate(pairs) if b.amount != a.amount]
    place = growths.index(percent)
    ordered = [
        n
        for n in steps
        if not any(pairs[n][0] is pairs[m][0] and pairs[n][1] is not pairs[m][1] and m < n for m in steps)
    ]
    return ordered[place] if place < len(ordered) else steps[0] if steps else None


def _differences(context: Context) -> Iterator[Finding]:
    """“389 personer, 47 fler än 2022 då 342 personer”."""
    for number in context.of(COUNT):
        if not re.match(r"[\s\u00a0](?:personer |deltagare |insatser )?(?:fler|färre) än\b", number.after):
            continue
        others = [one for one in context.of(COUNT) if one is not number]
        if len(others) != 2:
            continue
        right = abs(others[0].value - others[1].value)
        if right != number.value and not _ABOUT.search(number.before):
            cause = Words("Skillnaden mellan antalen är en annan.", "The difference between the numbers is another.")
            yield context.finding("growth", number, exact(right, number, context.text), cause, 0.9)


def _times(context: Context, pairs: list[tuple[Number, Number]]) -> Iterator[Finding]:
    for pattern, low, high in _TIMES:
        said = pattern.search(context.text)
        own = [(a, b) for a, b in pairs if a in context.told and a.amount]
        if said is None or not own or "inte" in context.text[: said.start()].split()[-2:]:
            continue
        if not any(low <= b.amount / a.amount <= high for a, b in own):
            cause = Words(f"Antalen säger inte ”{said[0].lower()}”.", "The numbers do not say so.")
            yield context.finding("growth", own[0][1], None, cause, 0.85)
        return


def percentage_points(document: Document) -> Iterator[Finding]:
    """Differences between shares that are told in per cent, and percentage points that no two shares give."""
    for context in contexts(document):
        shares = [one for one in context.around(PERCENT, sentences=1) if not _change_of(context, one)]
        for number in context.of(POINTS):
            if len(shares) < 2 or _ABOUT.search(number.before):
                continue
            if _OF_SOME.search(context.text[: number.start]) and not context.of(PERCENT):
                continue  # of a group whose shares are not told
            slack = (
                Fraction(1, 10 ** min(number.decimals, *(one.decimals for one in shares)))
                if any(one.decimals for one in shares) and not number.decimals
                else Fraction(0)
            )
            gaps = [abs(a.value - b.value) for a, b in combinations(shares, 2)]
            if any(abs(gap - number.value) <= slack for gap in gaps):
                continue
            cause = Words("Skillnaden mellan andelarna är en annan.", "The difference between the shares is another.")
            right = exact(gaps[0], number, context.text) if len(gaps) == 1 else None
            yield context.finding("percentage_points", number, right, cause, 0.9, wide=True)
        yield from _not_per_cent(context, shares)


def _change_of(context: Context, number: Number) -> bool:
    """The percentage itself tells a change: “en ökning med 25 procent”, “… eller 25 procent”."""
    if number not in context.told:
        return False
    before = context.text[: number.start][-40:]
    said = context.text[: number.start][-90:]
    return bool(re.search(r"(?:med|på|enheter eller|procent eller)[\s\u00a0]+$", before)) and bool(
        _VERB.search(before)
        or "enheter eller" in before
        or (_VERB.search(said) and re.search(r"(?:det vill säga|alltså|dvs\.?)(?: med| på)[\s\u00a0]+$", said))
    )


def _not_per_cent(context: Context, shares: list[Number]) -> Iterator[Finding]:
    """“Ökningen på 5 procent” where a share rose from 31 to 36 per cent."""
    pairs = [pair for pair in _pairs(context, PERCENT) if all(one.unit == PERCENT for one in pair)]
    for number in context.of(PERCENT):
        if not _change_of(context, number):
            continue
        for earlier, later in pairs:
            gap = abs(later.value - earlier.value)
            if not gap or gap != number.value or not earlier.value:
                continue
            if any(
                a.value and rounds_to(per_cent_of(abs(b.value - a.value), a.value), number.value, number.decimals)
                for a, b in pairs
            ):
                continue
            cause = Words(
                "Skillnaden mellan två andelar är i procentenheter.",
                "A difference between shares is in percentage points.",
            )
            expected = f"{number.text} procentenheter"
            yield context.finding("percentage_points", number, expected, cause, 0.93, wide=True)
            break
