"""Parts and wholes in running text: women and men, lists, amounts by payer, and parts larger than their whole."""

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
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, TIME, Number

_SEX: Final = re.compile(r"^[\s\u00a0]+(?:\w+[\s\u00a0]+){0,1}(kvinnor|män|kvinnliga|manliga|flickor|pojkar)\b")
_UNKNOWN: Final = re.compile(r"okänt|saknas|ickebin|annat kön|anonym|utan personuppgift|övriga", re.IGNORECASE)
_TOGETHER: Final = re.compile(
    r"[,–-][\s\u00a0]*(?:alltså |det vill säga )?(?:sammanlagt|tillsammans|totalt|summa|sammantaget)[\s\u00a0]+$",
    re.IGNORECASE,
)
_ADDS_UP: Final = Words("Delarna blir inte helheten.", "The parts do not add up to the whole.")
_OF: Final = re.compile(r"\bav (?:de |dem |alla |totalt |samtliga )*$", re.IGNORECASE)


def parts(document: Document) -> Iterator[Finding]:
    """Parts that do not add up to what they are said to be parts of."""
    for context in contexts(document):
        yield from _sexes(context)
        yield from _together(context)
        yield from _paid(context)


def _sexes(context: Context) -> Iterator[Finding]:
    """“318 personer … 187 kvinnor och 131 män”."""
    counts = context.of(COUNT)
    for one, other in pairwise(counts):
        sexes = [match[1][:2] for number in (one, other) if (match := _SEX.match(number.after))]
        between = context.text[one.end : other.start]
        if len(set(sexes)) != 2 or len(between) > 40 or "procent" in between or _UNKNOWN.search(context.text):
            continue
        total = one.value + other.value
        around = [n for n in context.amounts if n is not one and n is not other and n.unit == COUNT]
        own = [n for n in counts if n.end <= one.start]
        before = [n for _, told in context.before[:1] for n in told if n.unit == COUNT]
        whole = own[-1] if own else before[-1] if before else None
        if whole is None or any(n.value == total for n in around) or whole.value < max(one.value, other.value):
            continue
        if not _about_persons(whole):
            continue
        # Which of the three is wrong cannot be seen: the last part is what we propose.
        right = whole.value - one.value
        yield context.finding("sum", other, exact(right, other, context.text), _ADDS_UP, 0.88, wide=True)


def _about_persons(number: Number) -> bool:
    return bool(
        re.match(
            r"[\s\u00a0]+(?:\w+[\s\u00a0]+)?(?:person|deltag|individ|ungdom|som\b|av dem|nya|unga|avslut|svar)",
            number.after,
        )
    )


def _together(context: Context) -> Iterator[Finding]:
    """“16 regionala och tre nationella projekt, sammanlagt 19”."""
    counts = context.of(COUNT)
    for place, number in enumerate(counts):
        if place < 2 or not _TOGETHER.search(context.text[: number.start]):
            continue
        sums = [sum((one.value for one in counts[first:place]), Fraction(0)) for first in range(place - 1)]
        if number.value in sums or any(a.value + b.value == number.value for a, b in combinations(counts[:place], 2)):
            continue
        yield context.finding("sum", number, exact(sums[0], number, context.text), _ADDS_UP, 0.85)


def _paid(context: Context) -> Iterator[Finding]:
    """“fick 12,4 miljoner … Staten stod för 6,2, regionen för 3,1 och kommunerna för 3,1 miljoner”."""
    own = [n for n in context.told if n.unit in (MONEY, COUNT) and re.search(r"\bför[\s\u00a0]+$", n.before)]
    before = [n for _, told in context.before[:1] for n in told if n.unit == MONEY]
    if len(own) < 3 or len(before) != 1 or own[-1].unit != MONEY:
        return
    total = sum((n.value for n in own), Fraction(0))
    slack = sum((Fraction(1, 2 * 10**n.decimals) for n in (*own, before[0])), Fraction(0))
    if abs(total - before[0].value) > slack:
        yield context.finding("sum", own[-1], None, _ADDS_UP, 0.8, wide=True)


def text_impossible(document: Document) -> Iterator[Finding]:
    """More than all, more than a hundred per cent of a group, and a mean outside those that it is of."""
    for context in contexts(document):
        yield from _more_than_all(context)
        yield from _over_a_hundred(context)
        yield from _means(context)


def _more_than_all(context: Context) -> Iterator[Finding]:
    """“Av de 58 som svarade var 61 nöjda”."""
    counts = context.of(COUNT)
    for whole, part in pairwise(counts):
        between = context.text[whole.end : part.start]
        if not _OF.search(context.text[: whole.start]) or part.value <= whole.value or len(between) > 60:
            continue
        if re.search(r"[.,;]|\bfrån\b|procent", between) or not re.search(
            r"\b(?:var|hade|gick|fick|svarade|har|är|uppgav|blev|började|"
            r"kom|tackade|deltog|fullföljde|slutförde|avslutade|lämnade|ansåg|tyckte|kände|arbetade|studerade|saknade|avbröt)\s*$",
            between,
        ):
            continue
        cause = Words(f"Fler än alla, som är {whole.text}.", f"More than all, who are {whole.text}.")
        yield context.finding("impossible", part, None, cause, 0.95)


def _over_a_hundred(context: Context) -> Iterator[Finding]:
    if re.search(r"ök|minsk|måluppfyll|planer|mål|budget|prognos|jämfört|av värdet|indel", context.text, re.IGNORECASE):
        return
    if not re.search(r"\b(?:av dem|av de|andel|bland|nöjda|svara|ansåg|instäm)", context.text, re.IGNORECASE):
        return
    for number in context.of(PERCENT):
        if number.value > 100:
            cause = Words(
                "En andel av en grupp kan inte vara mer än 100 procent.",
                "A share of a group cannot exceed 100 per cent.",
            )
            yield context.finding("impossible", number, None, cause, 0.95)


def _means(context: Context) -> Iterator[Finding]:
    """A mean of all that lies outside the means of women and men."""
    times = [n for n in context.around(TIME, sentences=1) if n.decimals]
    text = " ".join([*(s.text for s, _ in context.before[:1]), context.text])
    if len(times) != 3 or not re.search(r"medel|genomsnitt", text, re.IGNORECASE) or not re.search("kvinn", text):
        return
    if times[2] not in context.told or not re.search(
        r"\balla\b|samtliga|totalt|medelvärdet", context.text, re.IGNORECASE
    ):
        return
    low, high = sorted((times[0].value, times[1].value))
    if not low <= times[2].value <= high:
        cause = Words(
            "Ett medelvärde för alla ligger mellan gruppernas.", "A mean of all lies between those of the groups."
        )
        yield context.finding("impossible", times[2], None, cause, 0.9, wide=True)
