"""Eighty-three associations that do not exist, with members among the real municipalities. Plain Python.

They stand for the associations of January 2019 (83 with 260 municipalities); until the end of 2024 fourteen merge into
a neighbour and fourteen municipalities join, so that 69 with 274 remain. A municipality is in one of them at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from samordna.edge.demo.calibration import published
from samordna.edge.demo.names import association_names, slug_of
from samordna.edge.demo.rows import Area, Association

OSTRA_VATTERN = "ostra-vattern"
OV_MEMBERS = ("0509", "0560", "0583", "0584", "0586")  # Ödeshög, Boxholm, Motala, Vadstena, Mjölby
_FORMED = 2019
Member = tuple[str, date | None, date | None]


def shares(weights: Sequence[int], total: int, least: int = 0) -> list[int]:
    """Split ``total`` by ``weights`` with largest remainder, ties to the earlier, nobody below ``least``.

    >>> shares([5, 3, 1], 4, least=1)
    [2, 1, 1]
    """
    rest = total - least * len(weights)
    whole = sum(weights)
    parts = [rest * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(rest * weights[i] % whole), i))
    for i in by_remainder[: rest - sum(parts)]:
        parts[i] += 1
    return [part + least for part in parts]


def build_associations(random: Random, areas: Sequence[Area]) -> list[Association]:
    """The 83 with their dated members, Östra Vättern first. ValueError without its five municipalities."""
    number, municipalities = published().associations[2018]
    by_county = _by_county(areas)
    if missing := set(OV_MEMBERS) - {area.code for area in areas}:
        raise ValueError(f"the reference data lack municipalities of Östra Vättern: {sorted(missing)}")
    free = {county: [a.code for a in found if a.code not in OV_MEMBERS] for county, found in by_county.items()}
    outside = _outside(random, free, sum(map(len, by_county.values())) - municipalities)
    groups = _groups(random, free, outside, number - 1)
    later_number, later_municipalities = published().associations[2024]
    joins = random.sample(sorted(outside), later_municipalities - municipalities)
    ends = _mergers(random, groups, number - later_number)
    county_of = {area.code: area.county for area in areas}
    names = association_names(random, number - 1)
    found = [Association(OSTRA_VATTERN, "Östra Vättern", "05", None, tuple((code, None, None) for code in OV_MEMBERS))]
    members = _members(random, groups, ends, joins, county_of)
    for name, group, dated in zip(names, groups, members, strict=True):
        end = ends[group[0]][1] if group[0] in ends else None
        found.append(Association(slug_of(name), name, county_of[group[0]], end, tuple(dated)))
    return found


def _by_county(areas: Sequence[Area]) -> dict[str, list[Area]]:
    by_county: defaultdict[str, list[Area]] = defaultdict(list)
    for area in sorted(areas):
        by_county[area.county].append(area)
    return dict(by_county)


def _outside(random: Random, free: Mapping[str, list[str]], number: int) -> set[str]:
    """Municipalities in no association in 2019; every county keeps at least one that is."""
    chosen: set[str] = set()
    for county in random.sample(sorted(free), len(free)) * 10:
        left = [code for code in free[county] if code not in chosen]
        if len(left) > 2 and len(chosen) < number:
            chosen.add(random.choice(left))
    return chosen


def _groups(random: Random, free: Mapping[str, list[str]], outside: set[str], number: int) -> list[list[str]]:
    """Each county's municipalities in groups of one to about eight; the codes are ordered, so neighbours often meet."""
    counties = sorted(free)
    inside = {county: [code for code in free[county] if code not in outside] for county in counties}
    groups: list[list[str]] = []
    for county, many in zip(counties, shares([len(inside[c]) for c in counties], number, least=1), strict=True):
        sizes = shares([random.randint(1, 6) for _ in range(many)], len(inside[county]), least=1)
        codes = iter(inside[county])
        groups += [[next(codes) for _ in range(size)] for size in sizes]
    return groups


def _mergers(random: Random, groups: Sequence[Sequence[str]], number: int) -> dict[str, tuple[int, date]]:
    """First municipality of each that ends → the position of the one that takes over, and the last day."""
    by_county: defaultdict[str, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        by_county[group[0][:2]].append(position)
    ends: dict[str, tuple[int, date]] = {}
    kept: set[int] = set()
    while len(ends) < number:
        county = random.choice(sorted(by_county))
        still = [i for i in by_county[county] if groups[i][0] not in ends]
        leaving = [i for i in still if i not in kept]
        if len(still) < 3 or not leaving:
            continue
        gone = random.choice(leaving)
        heir = random.choice([i for i in still if i != gone])
        kept.add(heir)
        ends[groups[gone][0]] = (heir, date(random.randint(_FORMED, 2023), 12, 31))
    return ends


def _members(
    random: Random,
    groups: Sequence[Sequence[str]],
    ends: Mapping[str, tuple[int, date]],
    joins: Sequence[str],
    county_of: Mapping[str, str],
) -> list[list[Member]]:
    """Dated members of every group: from the start, taken over from one that ended, or joined later."""
    members: list[list[Member]] = [[] for _ in groups]
    for position, group in enumerate(groups):
        heir, last = ends.get(group[0], (None, None))
        after = date(last.year + 1, 1, 1) if last else None
        members[position] += [(code, None, after) for code in group]
        if heir is not None:
            members[heir] += [(code, after, None) for code in group]
    lasting = [i for i, group in enumerate(groups) if group[0] not in ends]
    for code in joins:
        near = [i for i in lasting if county_of[groups[i][0]] == county_of[code]]
        members[random.choice(near)].append((code, date(random.randint(2020, 2024), 1, 1), None))
    return members
