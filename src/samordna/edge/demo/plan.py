"""The demo country as rows, from a seed: invented people in the real Sweden. Pure: no Django, no clock.

Order: associations → measures → Östra Vättern's people → people whom a careless count gets wrong → the rest, as many
as every published cell needs → mistaken and anonymous entries → ESF+ projects → head counts, which take what remains of
the totals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

from samordna.edge.demo import esf_projects, ostra_vattern, special
from samordna.edge.demo.calibration import CALIBRATED, KINDS, SEXES, count, missing, published
from samordna.edge.demo.economy import measure_years
from samordna.edge.demo.geography import OSTRA_VATTERN, build_associations, shares
from samordna.edge.demo.measures import FIRST_YEAR, STRUCTURAL, build_measures
from samordna.edge.demo.register import Register, spans
from samordna.edge.demo.rows import Area, DemoCountry, Volume

SEED = 2003_1210  # the number of the act
EARLIEST = date(2026, 1, 1)


def build(areas: Sequence[Area], *, today: date, seed: int = SEED) -> DemoCountry:
    """The whole country as it stands on ``today``; the same seed, areas and day give the same rows.

    ``areas`` are Sweden's municipalities. ValueError for a day before 2026, since the country's history reaches there.
    """
    if today < EARLIEST:
        raise ValueError(f"the demo country begins on {EARLIEST}, and today is {today}: check the clock")
    random = Random(seed)  # noqa: S311 - invented people, not secrets
    associations = build_associations(random, areas)
    measures = build_measures(random, associations, today)
    measures += ostra_vattern.measures(today)
    register = Register(random, associations, measures, today)
    _fill_ostra_vattern(register)
    ostra_vattern.take_part(register)
    special.take_part_oddly(register)
    _fill_country(register)
    years = range(FIRST_YEAR, min(today.year, 2026) + 1)
    special.enter_by_mistake(register, years)
    special.take_part_unnamed(register, years[-1])
    measures += esf_projects.measures(associations)
    esf_projects.take_part(register, areas, Random(seed + 1))  # noqa: S311
    volumes = ostra_vattern.volumes(measures, today)
    volumes += _volumes(register, volumes)
    return DemoCountry(
        seed=seed,
        today=today,
        associations=associations,
        organisations=esf_projects.organisations(),
        measures=measures,
        measure_years=measure_years(random, measures, today),
        volumes=volumes,
        people=register.people,
        participations=register.participations,
    )


def _fill_ostra_vattern(register: Register) -> None:
    """Its people of 2016–2024, exactly as its own table says."""
    for sex in SEXES:
        for kind in KINDS:
            need = missing(published().ostra_vattern, {}, sex, kind)
            register.fill(register.in_ostra_vattern, sex, kind, spans(register.random, need, open_after=False))


def _fill_country(register: Register) -> None:
    """Everybody else. From 2020 on the targets are ours and leave out those who are there already."""
    there = {cell: n for cell, n in count(register.participations).items() if cell[0] in CALIBRATED}
    for sex in SEXES:
        for kind in KINDS:
            need = missing(published().cells, there, sex, kind)
            register.fill(register.outside_ostra_vattern, sex, kind, spans(register.random, need, open_after=True))


def _volumes(register: Register, there: Sequence[Volume]) -> list[Volume]:
    """Head counts: what the year's total leaves when persons and anonymous ones are counted; and staff in courses."""
    persons = count(p for p in register.participations if register.measures[p.measure].association)
    unnamed = Counter(p.start_year for p in register.participations if p.person is None and p.state != "mistaken")
    volumes: list[Volume] = []
    for year, total in published().totals.items():
        if year > register.today.year:
            continue
        known = sum(persons[year, "ongoing", "", sex] for sex in SEXES) + unnamed[year]
        rest = total - known - sum(one.persons for one in there if one.year == year and _individual(register, one))
        women = rest * published().volume_women_percent // 100
        volumes += _spread(register, year, {"women": women, "men": rest - women})
        volumes += _staff(register, year)
    return volumes


def _individual(register: Register, volume: Volume) -> bool:
    return register.measures[volume.measure].orientation != STRUCTURAL


def _spread(register: Register, year: int, persons: dict[str, int]) -> list[Volume]:
    """Persons divided among the individual measures of the year that are followed by numbers only."""
    mine = [
        position
        for position, measure in enumerate(register.measures)
        if measure.follow_up == "numbers"
        and measure.orientation == "individual"
        and measure.association != OSTRA_VATTERN
        and measure.covers(year, year)
        and measure.start <= register.today
    ]
    weights = [register.measures[position].weight for position in mine]
    return [
        Volume(position, year, sex, number)
        for sex, total in persons.items()
        for position, number in zip(mine, shares(weights, total), strict=True)
        if number
    ]


def _staff(register: Register, year: int) -> list[Volume]:
    """Officials in structural measures: counted, but never among the participants of individual measures."""
    random = register.random
    return [
        Volume(position, year, sex, random.randint(3, 30))
        for position, measure in enumerate(register.measures)
        if measure.orientation == STRUCTURAL and measure.association != OSTRA_VATTERN and not measure.area
        if measure.covers(year, year) and random.random() < 0.3
        for sex in SEXES
    ]
