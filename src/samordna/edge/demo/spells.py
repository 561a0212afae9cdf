"""The delivered file of the demo country: invented spells of benefit, so that section 4 of the report comes out. Plain.

Those who began in 2019 with a benefit are made to give the published figures: who is found, for how long they had had
the benefit, and for what. The others are plausible and nothing more. Some spells are about people in no register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from samordna.edge.demo.calibration import BENEFITS, SEXES, benefits_of
from samordna.edge.demo.numbers import TestNumbers
from samordna.edge.demo.rows import DemoCountry, Participation

FILE = Path(__file__).with_name("published_spells.yaml")
OUTSIDERS = 2_000
#: What would end later has not ended: the file is as of a day, like every delivery.
GOES_ON_FROM = date(2026, 1, 1)
#: The demo's name of a benefit → the delivered ones that it is made of, the most usual first.
DELIVERED = {
    "sjukpenning": ("sjukpenning", "rehabiliteringspenning"),
    "aktivitetsersättning": ("aktivitetsersattning",),
}
OTHERS = ("G00-G99", "Q00-Q99", "E00-E90", "R00-R99", "S00-T98", "I00-I99", "C00-D48", "L00-L99")
_DAYS_OF_A_YEAR = Fraction(1461, 4)
_LONGEST = {"sjukpenning": 3_200, "aktivitetsersättning": 4_000}


class Spell(NamedTuple):
    """A row of the delivered file."""

    number: str
    benefit: str
    first: date
    last: date | None
    extent: int
    diagnosis: str


@dataclass(frozen=True)
class Start:
    """A start that the file is to be met with: the person's first with the benefit in a year."""

    person: int
    number: str
    sex: str
    start: date
    age: int


@cache
def published() -> Mapping[str, Any]:
    """The figures to meet."""
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def _facts(benefit: str) -> Mapping[str, Any]:
    found: dict[str, Any] = published()["benefits"][DELIVERED[benefit][0]]
    return found


def build(country: DemoCountry) -> list[Spell]:
    """The file's rows in no order of persons; the same country gives the same.

    A benefit that others began with than those who were published gets spells that are plausible only; ``uncalibrated``
    says which.
    """
    random = Random(country.seed)  # noqa: S311 - invented spells, not secrets
    spells: list[Spell] = []
    for benefit in BENEFITS:
        by_year = _first_starts(country, benefit)
        exact = _published_starts(by_year)
        done: set[int] = set()
        if not _differs(benefit, exact):
            done = {one.person for one in by_year.pop(published()["year"])}
            for sex, starts in exact.items():
                spells += _exactly(random, benefit, sex, starts)
        for year in sorted(by_year):
            spells += _plausibly(random, benefit, [one for one in by_year[year] if one.person not in done])
            done |= {one.person for one in by_year[year]}
    spells += _outsiders(random, {person.number for person in country.people})
    random.shuffle(spells)
    return spells


def uncalibrated(country: DemoCountry) -> list[str]:
    """For each benefit whose starters are not those of the report: what it is, and how many there are instead."""
    found = []
    for benefit in BENEFITS:
        exact = _published_starts(_first_starts(country, benefit))
        if differs := _differs(benefit, exact):
            found.append(f"{benefit}: {differs}")
    return found


def _published_starts(by_year: Mapping[int, Sequence[Start]]) -> dict[str, list[Start]]:
    return {sex: [one for one in by_year.get(published()["year"], ()) if one.sex == sex] for sex in SEXES}


def _differs(benefit: str, exact: Mapping[str, Sequence[Start]]) -> str:
    """How the starters differ from those of the report, sex by sex; nothing when they do not."""
    wanted = _facts(benefit)["started"]
    wrong = [
        f"{len(exact[sex])} {sex} began, published {wanted[sex]}" for sex in SEXES if len(exact[sex]) != wanted[sex]
    ]
    return ", ".join(wrong)


def _first_starts(country: DemoCountry, benefit: str) -> dict[int, list[Start]]:
    """Year → each person's first start with the benefit in it, by day."""
    found: defaultdict[int, dict[int, Start]] = defaultdict(dict)
    for one in sorted(country.participations, key=_day):
        if one.person is None or one.start is None or one.birth_year is None or one.state == "mistaken":
            continue
        if benefit in benefits_of(one.entry):
            number = country.people[one.person].number
            start = Start(one.person, number, one.sex, one.start, one.start.year - one.birth_year)
            found[one.start.year].setdefault(one.person, start)
    return {year: list(people.values()) for year, people in found.items()}


def _day(one: Participation) -> date:
    return one.start or date.min


# Those that must come out ----------------------------------------------------------------------------------------


def _exactly(random: Random, benefit: str, sex: str, starts: Sequence[Start]) -> Iterator[Spell]:
    facts = _facts(benefit)
    found = _found(random, facts, sex, starts)
    met = {one.person for one in found}
    missed = [one for one in starts if one.person not in met]
    for place, one in enumerate(missed):
        yield from _missed(random, benefit, one, place)
    days = _days(random, facts, benefit, sex, found)
    groups = _diagnoses(random, facts, sex, len(found))
    for one, before, group in zip(found, days, groups, strict=True):
        yield from _meeting(random, benefit, one, before, group)


def _found(random: Random, facts: Mapping[str, Any], sex: str, starts: Sequence[Start]) -> list[Start]:
    """As many as were found, and of them as many of the age that the report names."""
    shuffled = random.sample(starts, len(starts))
    wanted, band = facts["found"][sex], facts.get("band")
    if band is None:
        return shuffled[:wanted]
    inside = [one for one in shuffled if band["low"] <= one.age <= band["high"]]
    outside = [one for one in shuffled if not band["low"] <= one.age <= band["high"]]
    found = inside[: band[sex]] + outside[: wanted - band[sex]]
    if len(found) != wanted:
        raise ValueError(f"{len(inside)} of {len(starts)} {sex} are of the age, and {band[sex]} of {wanted} are to be")
    return found


def _days(random: Random, facts: Mapping[str, Any], benefit: str, sex: str, found: Sequence[Start]) -> list[int]:
    """Days with the benefit before each start, so that the published means come out."""
    longest = [_longest(benefit, one) for one in found]
    if "mean_years" in facts:
        mean = Fraction(facts["mean_years"][sex]) * _DAYS_OF_A_YEAR
        return _summing_to(random, round(mean * len(found)), longest)
    whole, band = facts["mean_days"][sex] * len(found), facts["mean_days_of_band"]
    if sex not in band:
        return _summing_to(random, whole, longest)
    inside = [band["low"] <= one.age <= band["high"] for one in found]
    part = band[sex] * sum(inside)
    drawn = {
        True: iter(_summing_to(random, part, [m for m, i in zip(longest, inside, strict=True) if i])),
        False: iter(_summing_to(random, whole - part, [m for m, i in zip(longest, inside, strict=True) if not i])),
    }
    return [next(drawn[one]) for one in inside]


def _longest(benefit: str, one: Start) -> int:
    """Nobody has had activity compensation since before the July of the year of their nineteenth birthday."""
    since = date(one.start.year - one.age + 19, 7, 1) if benefit == "aktivitetsersättning" else date.min
    return max(5, min(_LONGEST[benefit], (one.start - since).days))


def _summing_to(random: Random, total: int, longest: Sequence[int]) -> list[int]:
    """Numbers from 1 to each one's longest, with this sum: drawn, and then moved a little each."""
    drawn = [1 + int(random.random() * random.random() * most) for most in longest]
    while left := total - sum(drawn):
        rooms = [most - one if left > 0 else one - 1 for one, most in zip(drawn, longest, strict=True)]
        room = sum(rooms)
        if room < abs(left):
            raise ValueError(f"{total} days are not to be had by {len(longest)} people")
        sign = 1 if left > 0 else -1
        moved = [abs(left) * one // room for one in rooms]
        if not any(moved):
            moved = [int(place in set(_roomiest(rooms, abs(left)))) for place in range(len(rooms))]
        drawn = [one + sign * by for one, by in zip(drawn, moved, strict=True)]
    return drawn


def _roomiest(rooms: Sequence[int], number: int) -> list[int]:
    return sorted(range(len(rooms)), key=lambda place: -rooms[place])[:number]


def _diagnoses(random: Random, facts: Mapping[str, Any], sex: str, number: int) -> list[str]:
    """A group for each, with the published numbers; the rest evenly over others."""
    groups = [group for group, persons in facts["diagnoses"].items() for _ in range(persons[sex])]
    left = [group for group in OTHERS if group not in facts["diagnoses"]]
    groups += [left[place % len(left)] for place in range(number - len(groups))]
    return random.sample(groups, len(groups))


# Spells ----------------------------------------------------------------------------------------------------------


def _meeting(random: Random, benefit: str, one: Start, before: int, group: str) -> Iterator[Spell]:
    """Spells without a gap from so many days before the start until some time after it: one, or two in a row."""
    first = one.start - timedelta(days=before)
    last = one.start + timedelta(days=int(random.random() * 500)) if random.random() < 0.7 else None
    last = last if last and last < GOES_ON_FROM else None
    kind = DELIVERED[benefit][int(random.random() < 0.15) % len(DELIVERED[benefit])]
    extent = (100, 100, 100, 50, 75, 25)[int(random.random() * 6)]
    way = random.random()
    if before > 30 and way < 0.35:
        middle = first + timedelta(days=1 + int(random.random() * (before - 2)))
        # Every third time the two overlap: the days are counted once.
        ends = middle + timedelta(days=9) if way < 0.1 and middle + timedelta(days=9) < one.start else middle
        yield Spell(one.number, DELIVERED[benefit][0], first, ends, 100, OTHERS[0] if way < 0.05 else group)
        first = middle + timedelta(days=1)
    yield Spell(one.number, kind, first, last, extent, group)


def _missed(random: Random, benefit: str, one: Start, place: int) -> Iterator[Spell]:
    """Why the register and the payments do not agree: no payment at all, or before the start, or only after it."""
    kind = DELIVERED[benefit][0]
    if place % 4 == 1:
        last = one.start - timedelta(days=2 + int(random.random() * 300))
        yield Spell(one.number, kind, last - timedelta(days=90), last, 100, "F00-F99")
    elif place % 4 == 2:
        yield Spell(one.number, kind, one.start + timedelta(days=1 + int(random.random() * 90)), None, 100, "F00-F99")


def _plausibly(random: Random, benefit: str, starts: Sequence[Start]) -> Iterator[Spell]:
    """Other years: nine of ten are found."""
    for place, one in enumerate(starts):
        if place % 10 == 0:
            yield from _missed(random, benefit, one, place // 10)
            continue
        before = 1 + int(random.random() * random.random() * _longest(benefit, one))
        group = "F00-F99" if random.random() < 0.78 else OTHERS[place % len(OTHERS)]
        yield from _meeting(random, benefit, one, before, group)


def _outsiders(random: Random, taken: set[str]) -> Iterator[Spell]:
    """People who are in no register: the closed step lets nothing of them through but their number of spells."""
    numbers = TestNumbers()
    for place in range(OUTSIDERS):
        born = date(1956, 1, 1) + timedelta(days=int(random.random() * 18_000))
        number = numbers.take(born, SEXES[place % 2])
        while number in taken:
            number = numbers.take(born, SEXES[place % 2])
        first = date(2012, 1, 1) + timedelta(days=int(random.random() * 3_000))
        last = first + timedelta(days=int(random.random() * 900))
        yield Spell(number, ("sjukpenning", "aktivitetsersattning")[place % 2], first, last, 100, "F00-F99")
