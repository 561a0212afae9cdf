"""Numbers in running Swedish text: what each counts, and those that count nothing (years, sections, ages, dates)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from samordna.learn.checking.number_words import WORD, value_of

COUNT, PERCENT, POINTS, MONEY, TIME, YEAR, NAME = "count", "percent", "points", "money", "time", "year", "name"
_SPACE: Final = "[ \u00a0\u2009\u202f]"
_NUMBER: Final = re.compile(
    rf"(?<![\w§:.,/])([−–+-]?)(\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d+)(,\d+)?(?![\w/]|[:.-]\d)"
)
_MONTHS: Final = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
#: Words before and after a number that make it a name: a section, a page, a paragraph of a law, a day.
_NAMED_BY: Final = re.compile(
    r"(?:tabell(?:erna)?|figur|diagram|avsnitt|kapitel|kap\.?|bilaga|sidan?|nr|nummer|punkt|steg|fas|kvartal|vecka|"
    r"artikel|telefon|tel\.?|dnr|diarienummer|version|målgrupp|nivå|NUTS|ESF\+?|den|lagen?|§|kl\.?)\s*$",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(rf"\s*(?:§|kap\b|st\b\.|(?:{_MONTHS})\b|:\w)")
_AGES: Final = re.compile(
    rf"(?:mellan{_SPACE})?\b\d{{1,2}}{_SPACE}?(?:[–-]|och|till){_SPACE}?\d{{1,2}}{_SPACE}?(?:år\b|åring)|\d+{_SPACE}år(?:ing|s\b)|"
    rf"(?:över|under|fyllt|äldre än|yngre än){_SPACE}\d+{_SPACE}år\b"
)
#: Telephone numbers, numbers of organisations, and days as 2024-03-01.
_CALLED: Final = re.compile(
    rf"\b0\d{{1,3}}{_SPACE}?[-–/]{_SPACE}?\d[\d \u00a0]+|\b\d{{6}}-\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b"
)
_UNITS: Final = (
    (POINTS, re.compile(rf"{_SPACE}*(?:procentenhet|procentpoäng)\w*")),
    (PERCENT, re.compile(rf"{_SPACE}*(?:procent\w*|%)")),
    (MONEY, re.compile(rf"{_SPACE}*(?:miljon\w*|miljard\w*|mnkr|mkr|tkr|tusen kronor|kronor|kr\b|euro)")),
    (TIME, re.compile(rf"{_SPACE}*(?:år(?!{_SPACE}\d{{4}})|månad|dag|veck|timm)\w*")),
)
#: Between two numbers of which only the last has its unit: “från 44 till 39 procent”.
_SHARED: Final = re.compile(rf"{_SPACE}*(?:till|och|respektive|eller|–|-){_SPACE}*")
_MILLIONS: Final = {"milj": 1_000_000, "mnkr": 1_000_000, "mkr": 1_000_000, "tkr": 1_000, "tuse": 1_000}


#: Words after a number that say nothing of what is counted.
_NO_NOUN: Final = re.compile(
    r"(?:i|på|till|från|och|av|var|är|hade|har|som|med|mot|under|för|eller|respektive|till|gick|fick|vid|år|per|bland|"
    r"medan|samt|än|enligt|totalt|procent|st|nya|unga)\b"
)
PERSONS: Final = re.compile(
    r"person|deltag|kvinn|män\b|man\b|individ|ungdom|flick|pojk|unga|klient|brukare|svar|avslut|start"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands. ``unit`` is one of the constants above; ``after`` the next few words in lower case."""

    value: Fraction
    text: str
    start: int
    end: int
    unit: str
    after: str
    before: str
    decimals: int = 0
    scale: int = 1

    @property
    def amount(self) -> Fraction:
        """The value in its whole unit: kronor and not millions of them."""
        return self.value * self.scale

    @property
    def noun(self) -> str:
        """The word right after, where it may say what is counted; else empty."""
        match = re.match(rf"{_SPACE}+([a-zåäö]{{2,}})", self.after)
        return match[1] if match and self.unit == COUNT and not _NO_NOUN.match(match[1]) else ""

    @property
    def slack(self) -> Fraction:
        """How far the true value may be from the printed one, by rounding: half of the last digit."""
        return Fraction(self.scale, 2 * 10**self.decimals)


def parsed(text: str) -> Fraction | None:
    """A number as it stands in a cell, without its unit; None when it is none.

    >>> parsed("1 097"), parsed("−12,5 %"), parsed("..")
    (Fraction(1097, 1), Fraction(-25, 2), None)
    """
    bare = re.sub(rf"{_SPACE}|%|procent", "", text.strip()).replace("−", "-").replace("–", "-").rstrip("*")
    if not re.fullmatch(r"[+-]?\d+(?:,\d+)?", bare):
        return None
    return Fraction(bare.replace(",", "."))


def numbers(text: str) -> list[Number]:
    """The numbers of a sentence in their order, with years and names told apart from what is counted."""
    found = sorted((*_digits(text), *_words(text)), key=lambda one: one.start)
    for place in range(len(found) - 2, -1, -1):
        one, following = found[place], found[place + 1]
        between = text[one.end : following.start]
        if one.unit == COUNT and following.unit in (PERCENT, POINTS, MONEY, TIME) and _SHARED.fullmatch(between):
            found[place] = replace(one, unit=following.unit, scale=following.scale)
    return found


def counted(text: str, *units: str) -> list[Number]:
    """The numbers that have one of ``units``."""
    return [one for one in numbers(text) if one.unit in units]


def _digits(text: str) -> Iterator[Number]:
    none = [match.span() for pattern in (_AGES, _CALLED) for match in pattern.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(start <= match.start(2) < end for start, end in none):
            continue
        whole, part = re.sub(_SPACE, "", match[2]), match[3] or ""
        value = Fraction(f"{whole}{part.replace(',', '.')}")
        after, before = text[match.end() : match.end() + 60].lower(), text[max(0, match.start() - 40) : match.start()]
        unit, scale = _unit(match[2], value, before, after)
        yield Number(
            value, match[2] + part, match.start(2), match.end(), unit, after, before.lower(), len(part[1:]), scale
        )


def _unit(text: str, value: Fraction, before: str, after: str) -> tuple[str, int]:
    if _NAMED_BY.search(before) or _NAMES.match(after):
        return NAME, 1
    for unit, pattern in _UNITS:
        match = pattern.match(after)
        if match and not (unit == TIME and _is_year(text, value)):
            said = match[0].strip()
            return unit, next((scale for start, scale in _MILLIONS.items() if said.startswith(start)), 1)
    if _is_year(text, value) and not re.match(rf"{_SPACE}(?:personer|deltagare|kvinnor|män|individer)\b", after):
        return YEAR, 1
    return COUNT, 1


def _is_year(text: str, value: Fraction) -> bool:
    return len(text) == 4 and text.isdigit() and 1900 <= value < 2100


def _words(text: str) -> Iterator[Number]:
    """Number words that count; “en” and “ett” are articles and count only before a person."""
    for match in WORD.finditer(text):
        value = value_of(match[0])
        after, before = text[match.end() : match.end() + 60].lower(), text[max(0, match.start() - 40) : match.start()]
        if value == 1 and not re.match(
            r" (?:enda (?:person|deltagare|kvinna|man)|av (?:deltagarna|kvinnorna|männen|personerna))\b", after
        ):
            continue
        if value == 6 and re.match(r" (?:månader|år)", after):
            continue
        if re.match(r" ?(?:tredjedel|fjärdedel|femtedel)", after):
            continue
        unit, _ = _unit(match[0], Fraction(value), before, after)
        yield Number(Fraction(value), match[0], match.start(), match.end(), unit, after, before.lower())
