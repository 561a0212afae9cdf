"""ESF+ projects and their participants of 2023–2024, so that the tables of FK's report of 2025 come out. Plain Python.

Who owns a project without an association is in no association's figures; those of associations are, and the head
counts of these years leave them room (``plan``). Everybody has one participation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from samordna.edge.demo import answers
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.names import slug_of
from samordna.edge.demo.register import Register, workday
from samordna.edge.demo.rows import Area, Association, Measure, Organisation, Participation, Support, Work
from samordna.ground.parameters.areas import counties

FILE = Path(__file__).with_name("esf_2025.yaml")
#: What the report counts: from the programme's first project until the end of the year before the report.
FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)
_COUNTED_SEXES = ("men", "women")


@cache
def told() -> dict[str, Any]:
    """The content of ``esf_2025.yaml``."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def organisations() -> list[Organisation]:
    """The owners that exist nowhere else."""
    rows = [(kind, owner) for _, _, kind, owner, *_ in _rows()]
    return [Organisation(_party_of(owner), kind, owner) for kind, owner in rows if _party_of(owner) != owner]


def _rows() -> list[list[Any]]:
    return [*told()["projects"], *told()["others"]]


def _party_of(owner: str) -> str:
    """The party of the reference data, or that of an organisation of ours."""
    if owner in ("af", "fk", "association") or owner.startswith("municipality-"):
        return owner
    return f"demo-{slug_of(owner)}"


def measures(associations: Sequence[Association]) -> list[Measure]:
    """The projects, those of area A2, B and E with participants one by one, the others for how parties work."""
    free: dict[str, list[Association]] = defaultdict(list)
    for one in sorted(associations, key=lambda one: one.slug):
        if one.end is None and one.slug != OSTRA_VATTERN:
            free[counties()[one.county].nuts2].append(one)
    return [_measure(number, row, free) for number, row in enumerate(_rows(), 1)]


def _measure(number: int, row: list[Any], free: dict[str, list[Association]]) -> Measure:
    name, region, _kind, owner, area, roles, start, end, weight = row
    slug = free[region].pop(0).slug if owner == "association" else ""
    return Measure(
        code=f"P-{number:04d}",
        name=name,
        association=slug,
        owner=f"association-{slug}" if slug else _party_of(owner),
        orientation="individual" if weight else "structural",
        category="rehabilitation" if weight else "education",
        follow_up="persons" if weight else "numbers",
        esf=True,
        start=start,
        end=end,
        groups=("other",) if weight else (),
        weight=weight or 4,
        description="Ett påhittat projekt inom ESF+.",
        form="esf_plus",
        region=region,
        area=area,
        fk_roles=tuple(roles),
    )


def take_part(register: Register, areas: Sequence[Area], random: Random) -> None:
    """Everybody in area A2, B and E: who referred them, what they lived on, whether they left and with what result."""
    homes = {
        region: [area.code for area in areas if region in ("", counties()[area.county].nuts2)]
        for region in {measure.region for measure in register.measures if measure.area}
    }
    for area in ("A2", "B", "E"):
        chosen = [i for i, one in enumerate(register.measures) if one.area == area and one.orientation == "individual"]
        sums = list(accumulate(register.measures[i].weight for i in chosen))
        benefits = _shuffled(random, area)
        for sex, referred_by, outcome in _people(random, area):
            measure = random.choices(chosen, cum_weights=sums)[0]
            start, end = _days(register, random, measure, outcome)
            one = _participation(random, benefits[outcome].pop(), start, end, outcome)
            born = register.born(_kind(one.entry[0][0]), measure, start)
            project = register.measures[measure]
            home = register.home(measure, start) if project.association else random.choice(homes[project.region])
            register.participations.append(
                one._replace(
                    measure=measure,
                    person=register.person(sex, born),
                    sex=sex,
                    birth_year=born.year,
                    referred_by=referred_by,
                    municipality=home,
                )
            )


def _people(random: Random, area: str) -> Iterator[tuple[str, str, int]]:
    """Sex, who referred, and what became of them: 0 left with a positive result, 1 without one, 2 still there."""
    left = {(where, sex): numbers for where, sex, *numbers in told()["left"]}
    for place, sex in enumerate(_COUNTED_SEXES):
        referred = [by for where, by, *both in told()["referred"] if where == area for _ in range(both[place])]
        random.shuffle(referred)
        gone, positive = left.get((area, sex), (0, 0))
        for number, by in enumerate(referred):
            yield sex, by, 0 if number < positive else 1 if number < gone else 2


def _shuffled(random: Random, area: str) -> list[list[tuple[str, ...]]]:
    """For each of the three outcomes, the benefits of as many as have it."""
    piles: list[list[tuple[str, ...]]] = [[], [], []]
    for where, benefits, *numbers in told()["benefits"]:
        if where == area:
            for pile, number in zip(piles, numbers, strict=True):
                pile.extend([tuple(benefits)] * number)
    for pile in piles:
        random.shuffle(pile)
    return piles


def _participation(
    random: Random, benefits: tuple[str, ...], start: date, end: date | None, outcome: int
) -> Participation:
    """What is so whoever it is and wherever: measure, person and sex are filled in by the caller."""
    entry: Support = tuple((benefit, 50 if len(benefits) > 1 else 100) for benefit in benefits)
    exit_support, exit_work = (None, Work()) if end is None else _after(random, entry, outcome)
    return Participation(
        measure=-1,
        person=None,
        sex="",
        start_year=start.year,
        state="active" if end is None else "ended",
        start=start,
        end=end,
        end_reason="" if end is None else "according_to_plan" if outcome == 0 else answers.draw(random, _REASONS),
        education=answers.draw(random, answers.EDUCATION),
        support_time=answers.draw(random, answers.SUPPORT_TIME[_kind(benefits[0])]),
        groups=("other",),
        consent=start - timedelta(days=int(random.random() * 15)),
        entry=entry,
        entry_work=Work(0, 0, 0, False, False, False),
        exit=exit_support,
        exit_work=exit_work,
    )


def _kind(benefit: str) -> str:
    """Ages and times with support are drawn for two kinds of people."""
    return "aktivitetsersättning" if benefit == "aktivitetsersattning" else "sjukpenning"


_REASONS = (("according_to_plan", 50), ("illness", 22), ("own_break", 16), ("other", 12))


def _days(register: Register, random: Random, measure: int, outcome: int) -> tuple[date, date | None]:
    """First and last day: within the project, and on the right side of the report's last day."""
    limits = register.measures[measure]
    start = workday(random, max(FIRST, limits.start), date(2024, 10, 31))
    if outcome < 2:
        return start, workday(random, start + timedelta(days=30), LAST)
    latest = min(limits.end or register.today, register.today)
    goes_on = latest == register.today and random.random() < 0.4
    return start, None if goes_on else workday(random, LAST + timedelta(days=1), latest)


def _after(random: Random, entry: Support, outcome: int) -> tuple[Support, Work]:
    """What they lived on and did after the end. What became of those who left after the report is ours."""
    if outcome == 1 or (outcome == 2 and random.random() < 0.58):
        return entry, Work(0, 0, 0, False, random.random() < 0.2, False)
    if random.random() < 0.3:
        return entry, Work(0, 0, 0, True, True, False)
    return answers.working(random, entry)
