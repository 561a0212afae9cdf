"""Means per person, shares of a group that is named, and points: what one number by another is said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, TIME, Number
from samordna.learn.checking.wording import per_cent_of, rounds_to

_EACH: Final = re.compile(
    r"\bper (?:deltagare|person|plats|insats|avslutad|individ|ärende|projekt|grupp|tillfälle|kurs|möte|samtal)\b|"
    r"\b(?:i genomsnitt|i snitt|i medeltal|genomsnittligt|genomsnittskostnad\w*|styckkostnad\w*|medelkostnad\w*)\b|"
    r"\bkostade varje\b|\bvarje \w+ \w* ?kostade\b",
    re.IGNORECASE,
)
_NEAR: Final = re.compile(
    r"\b(?:cirka|ca|omkring|ungefär|runt|drygt|knappt|nästan|närmare|över)[\s\u00a0]*$", re.IGNORECASE
)
_MEAN: Final = Words("Summan delad med antalet blir något annat.", "The sum divided by the number is another.")
_SHARE: Final = Words("Andelen följer inte av antalen.", "The share does not follow from the numbers.")
_OF_NAMED: Final = re.compile(
    r"^[\s\u00a0]*(?:procent|%) av (?:alla |samtliga |de |dem som (?:har |hade )?|"
    r"alla som (?:har |hade )?|det totala antalet )"
    r"(?:\d[\d\s\u00a0]*)?([a-zåäö]{5,})"
)


def quotients_said(document: Document) -> Iterator[Finding]:
    """Means and shares of a named group that the numbers told with them do not give."""
    for context in contexts(document):
        yield from _means(context)
        for number in context.of(PERCENT):
            yield from _of_named(context, number)
            yield from _of_pair(context, number)


def _means(context: Context) -> Iterator[Finding]:
    """“41 500 kronor i genomsnitt … 2 697 500 kronor, delad på de 65”: one sum, one number and what each is of."""
    for unit in (MONEY, TIME):
        near = [*context.before[:1], (context.sentence, context.told), *context.after[:1]]
        text = " ".join(sentence.text for sentence, _ in near)
        money = [n for _, told in near for n in told if n.unit == unit]
        counts = [n for _, told in near for n in told if n.unit == COUNT and n.value > 1]
        if len(money) != 2 or not 1 <= len(counts) <= 3 or money[0].amount == money[1].amount:
            continue
        each, whole = sorted(money, key=lambda n: n.amount)
        if (
            each not in context.told
            or not _EACH.search(context.text)
            or re.search(r"budget|tidigare|jämfört|året före", text)
        ):
            continue
        if unit == TIME and each.after.split()[:1] != whole.after.split()[:1]:
            continue
        if any(_divides(whole, count, each) for count in counts):
            continue
        if len(counts) == 1 and counts[0].value < whole.amount:
            right = whole.amount / counts[0].value / each.scale
            yield context.finding("share", each, exact(right, each, context.text), _MEAN, 0.85, wide=True)


def _divides(whole: Number, count: Number, each: Number) -> bool:
    """Written as a round number it may be rounded to thousands; and each may be told with “about”."""
    digits = str(int(each.value))
    rounded = each.scale * 10 ** (len(digits) - len(digits.rstrip("0"))) * Fraction(1, 2)
    more = each.amount / 20 if _NEAR.search(each.before) else Fraction(0)
    loose = rounded + each.slack + whole.slack / count.value + more
    return abs(whole.amount / count.value - each.amount) <= loose


def _of_pair(context: Context, percent: Number) -> Iterator[Finding]:
    """“68 procent (102 av 150 enkäter)”."""
    told = [n for n in context.of(COUNT) if n.start >= percent.end][:2]
    if len(told) < 2 or not told[1].value or _NEAR.search(percent.before):
        return
    beside = re.match(
        r"^[\s\u00a0]*(?:procent|%)?[\s\u00a0]*(?:\(|, |, det vill säga |, alltså )$",
        context.text[percent.end : told[0].start],
    )
    of = re.match(
        r"^(?:[\s\u00a0]+\w+)?[\s\u00a0]+av[\s\u00a0]+(?:de |totalt |alla )*$",
        context.text[told[0].end : told[1].start],
    )
    right = per_cent_of(told[0].value, told[1].value)
    if beside and of and not rounds_to(right, percent.value, percent.decimals):
        yield context.finding("share", percent, exact(right, percent, context.text), _SHARE, 0.9)


def _of_named(context: Context, percent: Number) -> Iterator[Finding]:
    """“… fullföljde 306, vilket motsvarar 64 procent av alla anvisade” where 480 were anvisade."""
    named = _OF_NAMED.match(context.text[percent.end :].lower())
    part = next((n for n in reversed(context.of(COUNT)) if n.end <= percent.start), None)
    between = context.text[part.end : percent.start] if part else ""
    if named is None or part is None or not re.search(r"\b(?:vilket|motsvarar|det vill säga|alltså|eller)\b", between):
        return
    stem = named[1][:6]
    around = [n for n in context.around(COUNT, sentences=3) if n is not part]
    wholes = [
        n for n in around if n.after.split()[:1] and n.after.split()[0].startswith(stem) and n.value >= part.value
    ]
    if len({n.value for n in wholes}) != 1 or _NEAR.search(percent.before):
        return
    if any(
        b.value and rounds_to(per_cent_of(a.value, b.value), percent.value, percent.decimals)
        for a, b in permutations([part, *wholes], 2)
    ):
        return
    right = per_cent_of(part.value, wholes[0].value)
    yield context.finding("share", percent, exact(right, percent, context.text), _SHARE, 0.85, wide=True)
