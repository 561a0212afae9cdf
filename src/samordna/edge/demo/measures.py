"""The measures of the demo country: so many ongoing each year, in so many associations. Plain Python.

Each year every association has a number of measures per category; from one year to the next some end, some stay and
some begin, so that the published numbers of measures – and of associations with them – come out exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from samordna.edge.demo.calibration import published
from samordna.edge.demo.geography import OSTRA_VATTERN, shares
from samordna.edge.demo.names import words
from samordna.edge.demo.rows import Association, Measure

PRIORITY = ("young_activity_compensation", "long_term_sick", "young_disability")
OTHER, STRUCTURAL = "other", "structural"
FIRST_YEAR, LAST_YEAR = 2014, 2026
#: What Östra Vättern has of each category in the years that are not told one by one in ``ostra_vattern``.
OV_NUMBERS = {PRIORITY[0]: 1, PRIORITY[1]: 1, PRIORITY[2]: 0, OTHER: 2, STRUCTURAL: 3}
OV_UNTIL = 2024

CATEGORY_BY_KIND = {
    PRIORITY[0]: ("preparatory", "rehabilitation", "mapping"),
    PRIORITY[1]: ("rehabilitation", "mapping", "preparatory"),
    PRIORITY[2]: ("preparatory", "mapping", "preventive"),
    OTHER: ("rehabilitation", "preparatory", "mapping", "preventive", "other_individual"),
    STRUCTURAL: ("education", "method_development", "study", "information", "other_structural"),
}


@dataclass
class _Live:
    """A measure under way while the years are walked through."""

    association: Association
    kind: str
    start: date
    numbers_only: bool
    weight: int
    end: date | None = None


def build_measures(random: Random, associations: Sequence[Association], today: date) -> list[Measure]:
    """All measures but those that ``ostra_vattern`` tells one by one, in order of start."""
    lived: list[_Live] = []
    for kind in (*PRIORITY, OTHER, STRUCTURAL):
        lived += _walk(random, associations, kind, _numbers(random, associations, kind))
    lived.sort(key=lambda live: (live.start, live.association.slug, live.kind))
    return [_measure(random, position, live, today) for position, live in enumerate(lived, 1)]


def _targets(kind: str) -> dict[int, tuple[int, int | None]]:
    """Per year how many measures, and in how many associations if that is given."""
    facts = published()
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    if kind in PRIORITY:
        return {year: facts.priority[kind, year] for year in years}
    if kind == STRUCTURAL:
        return {year: (facts.measures[year, STRUCTURAL], None) for year in years}
    return {
        year: (facts.measures[year, "individual"] - sum(facts.priority[group, year][0] for group in PRIORITY), None)
        for year in years
    }


def _numbers(random: Random, associations: Sequence[Association], kind: str) -> dict[int, dict[str, int]]:
    """Year → association → number of measures of the kind. Association sets grow and shrink from year to year."""
    weight = {one.slug: 1 + len(one.members) + random.randint(0, 5) for one in associations}
    order = random.sample([one.slug for one in associations if one.slug != OSTRA_VATTERN], len(associations) - 1)
    result: dict[int, dict[str, int]] = {}
    chosen: list[str] = []
    for year, (number, spread) in _targets(kind).items():
        alive = {one.slug for one in associations if one.end is None or one.end.year >= year}
        own = OV_NUMBERS[kind] if year <= OV_UNTIL else 0
        many = (spread or len(alive)) - bool(own)
        chosen = _spread(random, [slug for slug in chosen if slug in alive], [s for s in order if s in alive], many)
        parts = shares([weight[slug] for slug in chosen], number - own, least=1)
        result[year] = dict(zip(chosen, parts, strict=True)) | ({OSTRA_VATTERN: own} if own else {})
    return result


def _spread(random: Random, before: list[str], order: Sequence[str], many: int) -> list[str]:
    """``many`` associations: mostly those of the year before, one of them exchanged where there is room."""
    kept = before[: max(0, min(len(before), many) - (1 if len(before) >= many else 0))]
    fresh = [slug for slug in order if slug not in before] + [slug for slug in order if slug in before]
    for slug in fresh:
        if len(kept) == many:
            break
        if slug not in kept:
            kept.append(slug)
    return kept


def _walk(
    random: Random, associations: Sequence[Association], kind: str, numbers: Mapping[int, Mapping[str, int]]
) -> list[_Live]:
    """Let measures end and begin year by year so that each association has its number."""
    every: list[_Live] = []
    live: defaultdict[str, list[_Live]] = defaultdict(list)
    for year, wanted in numbers.items():
        for one in associations:
            here = live[one.slug]
            many = wanted.get(one.slug, 0)
            leaving = max(len(here) - many, sum(random.random() < 0.14 for _ in here) if len(here) > 1 else 0)
            for gone in here[:leaving]:
                gone.end = _last_day(random, gone, year - 1)
            del here[:leaving]
            for _ in range(many - len(here)):
                started = _begin(random, one, kind, year)
                here.append(started)
                every.append(started)
    return every


def _begin(random: Random, association: Association, kind: str, year: int) -> _Live:
    month = random.choice((1, 1, 1, 2, 3, 4, 8, 9)) if year > FIRST_YEAR else 1
    numbers_only = kind == STRUCTURAL or random.random() < (0.45 if kind == OTHER else 0.08)
    if kind == OTHER and year >= 2023:
        numbers_only = random.random() < 0.9  # since 2023 nearly all are followed by counts only
    size = 1 + len(association.members) + random.randint(0, 6)
    return _Live(association, kind, date(year, month, 1), numbers_only, size)


def _last_day(random: Random, live: _Live, year: int) -> date:
    month, day = random.choice(((12, 31), (12, 31), (12, 31), (6, 30), (8, 31)))
    end = date(year, month, day)
    return end if end > live.start else date(year, 12, 31)


def _measure(random: Random, position: int, live: _Live, today: date) -> Measure:
    one = live.association
    end = live.end
    if end is None and random.random() < 0.6:
        end = date(max(today.year, LAST_YEAR) + random.randint(0, 2), 12, 31)
    groups = (live.kind,) if live.kind in PRIORITY else () if live.kind == STRUCTURAL else ("other",)
    place = random.choice(one.members)[0]
    measure = Measure(
        code=f"I-{position:04d}",
        name=random.choice(words()["measures"][live.kind]),
        association=one.slug,
        owner=random.choice((f"municipality-{place}", f"municipality-{place}", f"region-{one.county}", "af")),
        orientation=STRUCTURAL if live.kind == STRUCTURAL else "individual",
        category=random.choice(CATEGORY_BY_KIND[live.kind]),
        follow_up="numbers" if live.numbers_only else "persons",
        esf=random.random() < 0.06,
        start=live.start,
        end=end,
        groups=groups,
        weight=live.weight,
    )
    if one.slug == OSTRA_VATTERN and measure.orientation == "individual":
        return measure._replace(follow_up="persons")  # its table needs persons in each
    return measure
