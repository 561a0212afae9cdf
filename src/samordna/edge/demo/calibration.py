"""What the demo country must add up to, and the count that proves it. Plain Python.

Targets come from ``published.yaml``, where every figure carries its source and whether it was read, derived or
invented. The counting rules are the register's: ``ongoing`` took part on any day of the year, ``new`` began in it, each
person once per cell, the benefit is the one at that participation's entry with any extent above 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from samordna.edge.demo.rows import Participation

FILE = Path(__file__).with_name("published.yaml")
CALIBRATED = range(2016, 2020)
SEXES = ("women", "men")
#: The row of a benefit in the published table and the codes of the support sources that make it up.
BENEFITS = {
    "sjukpenning": frozenset({"sjukpenning", "rehabiliteringspenning"}),
    "aktivitetsersättning": frozenset({"aktivitetsersattning"}),
}
STATUSES = ("read", "derived", "invented")
#: A key of the published table: year, ongoing|new, benefit ("" = any or none), sex.
Cell = tuple[int, str, str, str]


@dataclass(frozen=True)
class Published:
    """The targets, ready to use. Cells with benefit "" are all persons with person data."""

    cells: Mapping[Cell, int]
    totals: Mapping[int, int]
    anonymous: Mapping[tuple[int, str], int]
    volume_women_percent: int
    measures: Mapping[tuple[int, str], int]
    priority: Mapping[tuple[str, int], tuple[int, int]]
    associations: Mapping[int, tuple[int, int]]
    ostra_vattern: Mapping[Cell, int]
    statuses: Counter[str]


@cache
def published() -> Published:
    """Read ``published.yaml``. ValueError when a figure has no known source or status."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    sources = set(document["sources"])
    statuses: Counter[str] = Counter()

    def rows(section: str) -> Iterator[dict[str, Any]]:
        """The entries of a section as mappings, tables with columns unfolded; each is checked and counted."""
        found = document[section]
        for entry in found if isinstance(found, list) else [found]:
            if entry.get("source") not in sources or entry.get("status") not in STATUSES:
                raise ValueError(f"{FILE.name}: {section}: a figure lacks a known source or status: {entry}")
            table = (
                [dict(zip(entry["columns"], row, strict=True)) for row in entry["rows"]] if "columns" in entry else []
            )
            statuses[entry["status"]] += len(table) or 1
            yield from table or [entry]

    cells = {
        (year, registration, entry["benefit"], sex): persons
        for entry in rows("benefit_persons")
        for year, registration, *both in entry["rows"]
        for sex, persons in zip(SEXES, both, strict=True)
    }
    for row in rows("with_person_data"):
        for sex in SEXES if "women" in row else ():
            cells[row["year"], "ongoing", "", sex] = row[sex]
            cells[row["year"], "new", "", sex] = row[f"new_{sex}"]
    return Published(
        cells=cells,
        totals={row["year"]: row["total"] for row in rows("participants")},
        anonymous={(row["year"], sex): row[sex] for row in rows("anonymous") for sex in SEXES},
        volume_women_percent=next(rows("volume_women_percent"))["value"],
        measures={
            (row["year"], orientation): row[orientation]
            for row in rows("measures")
            for orientation in ("individual", "structural")
            if orientation in row
        },
        priority={
            (row["group"], row["year"]): (row["measures"], row["associations"]) for row in rows("priority_measures")
        },
        associations={row["year"]: (row["associations"], row["municipalities"]) for row in rows("associations")},
        ostra_vattern=_local(next(rows("ostra_vattern"))),
        statuses=statuses,
    )


def _local(entry: Mapping[str, Any]) -> dict[Cell, int]:
    kinds = [kind for kind in entry if kind not in ("source", "status")]
    return {
        (year, registration, kind, sex): persons
        for kind in kinds
        for year, registration, *both in entry[kind]
        for sex, persons in zip(SEXES, both, strict=True)
    }


def benefits_of(entry: Iterable[tuple[str, int]]) -> list[str]:
    """The published rows that a participation belongs to, from its support sources at entry."""
    drawn = {source for source, extent in entry if extent > 0}
    return [row for row, codes in BENEFITS.items() if drawn & codes]


def years_of(participation: Participation, last: int) -> range:
    """The calendar years in which it was ongoing, at most until ``last``."""
    end = participation.end
    return range(participation.start_year, min(end.year if end else last, last) + 1)


def count(participations: Iterable[Participation], last: int = 2026) -> dict[Cell, int]:
    """Distinct persons per cell, benefit "" meaning all. Mistaken and anonymous participations count in none."""
    seen: defaultdict[Cell, set[int]] = defaultdict(set)
    for one in participations:
        if one.person is None or one.state == "mistaken":
            continue
        for benefit in ["", *benefits_of(one.entry)]:
            seen[one.start_year, "new", benefit, one.sex].add(one.person)
            for year in years_of(one, last):
                seen[year, "ongoing", benefit, one.sex].add(one.person)
    return {cell: len(persons) for cell, persons in seen.items()}


@dataclass(frozen=True)
class Need:
    """How many persons of one sex and kind are still to be made: per year, those who begin and those who stay on."""

    new: Mapping[int, int]
    staying: Mapping[int, int]


KINDS = (*BENEFITS, "other")


def missing(targets: Mapping[Cell, int], there: Mapping[Cell, int], sex: str, kind: str) -> Need:
    """What is missing until the targets are met, given what is ``there`` already.

    ``kind`` is a benefit or "other" (neither): others = all − the two benefits + those who are there with both.
    ``targets`` may hold "other" itself instead of "" (all). ValueError when something would be negative, that is, when
    what is there already cannot belong to such a country.
    """
    left: dict[tuple[int, str], int] = {}
    for year, registration in sorted({(cell[0], cell[1]) for cell in targets}):
        value = _target(targets, year, registration, sex, kind)
        if value is not None:
            left[year, registration] = value - _there(there, year, registration, sex, kind)
    years = sorted({year for year, _ in left})
    new = {year: left[year, "new"] for year in years}
    staying = {year: left[year, "ongoing"] - left[year, "new"] for year in years}
    for year in years:
        before = left.get((year - 1, "ongoing"))
        if new[year] < 0 or staying[year] < 0 or (before is not None and staying[year] > before):
            raise ValueError(f"{kind}, {sex}, {year}: {new[year]} new and {staying[year]} staying cannot be")
    return Need(new, staying)


def _target(targets: Mapping[Cell, int], year: int, registration: str, sex: str, kind: str) -> int | None:
    if kind != "other" or (year, registration, "other", sex) in targets:
        return targets.get((year, registration, kind, sex))
    everybody = targets.get((year, registration, "", sex))
    if everybody is None:
        return None
    return everybody - sum(targets[year, registration, benefit, sex] for benefit in BENEFITS)


def _there(there: Mapping[Cell, int], year: int, registration: str, sex: str, kind: str) -> int:
    if kind != "other":
        return there.get((year, registration, kind, sex), 0)
    everybody = there.get((year, registration, "", sex), 0)
    return everybody - sum(there.get((year, registration, benefit, sex), 0) for benefit in BENEFITS)
