"""The tables of the 2020 report with the published figures, and extracts that give them back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from samordna.engine.disclosure.protect import protect
from samordna.engine.run import shares
from samordna.engine.table import MISSING, Cell, Origin, Table, value
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, PARTICIPANTS, TABLE_1, TABLE_2, TABLE_3

PUBLISHED = Path(__file__).resolve().parents[1] / "data" / "demo" / "af_fk_2020_table_1.csv"
ORIGIN = Origin("0123456789abcdef0123", "2020-03-31")

#: year, group → associations, measures. Read in section 3.2, or derived from the printed increases.
PRIORITY = {
    ("2016", "young_activity_compensation"): (27, 77),
    ("2018", "young_activity_compensation"): (45, 114),
    ("2019", "young_activity_compensation"): (44, 154),
    ("2016", "long_term_sick"): (19, 56),
    ("2018", "long_term_sick"): (41, 128),
    ("2019", "long_term_sick"): (41, 159),
    ("2017", "young_disability"): (23, 85),
    ("2018", "young_disability"): (28, 81),
    ("2019", "young_disability"): (29, 121),
    ("2018", "total"): (60, 323),
    ("2019", "total"): (61, 434),
}
MEASURES = {"2018": (559, 546, 1105), "2019": (603, 535, 1138)}
#: Women, men; the split of what has no person data is ours.
REGISTERED = {
    "2018": {"person_data": (11080, 9070), "anonymous": (1270, 1095), "volume": (6000, 4200)},
    "2019": {"person_data": (11194, 9159), "anonymous": (1190, 1024), "volume": (5000, 3600)},
}


def published_rows() -> list[dict[str, str]]:
    """The 48 published cells of table 1, in the order of print."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables() -> dict[str, Table]:
    """The report's five tables, protected."""
    first = {
        tuple(row[name] for name in ("year", "registration", "benefit", "sex")): value(int(row["persons"]))
        for row in published_rows()
    }
    one = protect(Table(TABLE_1, first, ORIGIN))
    made = (
        one,
        Table(TABLE_2, shares(TABLE_2, dict(one.cells)), ORIGIN, one.certificate),
        protect(Table(TABLE_3, dict(_priority()), ORIGIN)),
        protect(Table(ALL_MEASURES, dict(_measures()), ORIGIN)),
        protect(Table(PARTICIPANTS, dict(_participants()), ORIGIN)),
    )
    return {table.name: table for table in made}


def _priority() -> Iterator[tuple[Any, Cell]]:
    for key in TABLE_3.cell_keys():
        year, counted, group = key
        known = PRIORITY.get((year, group))
        if (year, group) == ("2016", "young_disability"):
            yield key, MISSING
        else:
            yield key, value(known[counted == "measures"] if known else _invented(year, counted, group))


def _invented(year: str, counted: str, group: str) -> int:
    """Where the report has no number. Measures add up; an association may be counted in several groups."""
    if counted != "measures" or group != "total":
        return 100
    parts = [
        PRIORITY.get((year, one), (0, 100))[1]
        for one in ("young_activity_compensation", "long_term_sick", "young_disability")
    ]
    return sum(parts[: 2 if year == "2016" else 3])


def _measures() -> Iterator[tuple[Any, Cell]]:
    for year, orientation in ALL_MEASURES.cell_keys():
        place = ("individual", "structural", "total").index(orientation)
        yield (year, orientation), value(MEASURES[year][place])


def _participants() -> Iterator[tuple[Any, Cell]]:
    for year, kind, sex in PARTICIPANTS.cell_keys():
        rows = REGISTERED[year]
        both = [sum(row[place] for row in rows.values()) for place in (0, 1)] if kind == "total" else rows[kind]
        yield (year, kind, sex), value({"women": both[0], "men": both[1], "total": sum(both)}[sex])


def register_of_table_1() -> dict[str, list[dict[str, Any]]]:
    """A register that gives table 1 exactly: in each year those who stay are some of the year before's, others end."""
    numbers = {tuple(list(row.values())[:4]): int(row["persons"]) for row in published_rows()}
    participations: list[dict[str, Any]] = []
    support: list[dict[str, Any]] = []
    for benefit, source in (("sjukpenning", "sjukpenning"), ("aktivitetsersättning", "aktivitetsersattning")):
        for sex in ("women", "men"):
            for one in _people(benefit, sex, numbers):
                participations.append(one)
                support.append({"participation": len(participations), "source": source})
    return {"participations": participations, "support": support}


def _people(benefit: str, sex: str, numbers: dict[tuple[str, ...], int]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    there: list[dict[str, Any]] = []
    for year in range(2016, 2020):
        new = numbers[str(year), "new", benefit, sex]
        stay = numbers[str(year), "ongoing", benefit, sex] - new
        begin = [(year, new)] if year > 2016 else [(year, new), (2015, stay)]
        for one in there[stay:]:
            one["end"] = date(year - 1, 6, 30)
        there = there[:stay]
        for start, count in begin:
            for _ in range(count):
                person = f"{benefit}-{sex}-{len(made)}"
                one = {"person": person, "sex": sex, "start": date(start, 3, 1), "end": None}
                made.append(one)
                there.append(one)
    return made
