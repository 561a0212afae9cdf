"""Small extracts for tests: rows as dictionaries in, an opened extract out. What a row does not say is ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from samordna.engine.extract import Extract, Quality
from samordna.engine.sources import Source
from samordna.engine.writer import Writer
from samordna.learn.statistics import columns, declaring

ALWAYS = date.fromisoformat(declaring.ALWAYS)
ORDINARY: dict[str, dict[str, Any]] = {
    "participations": {
        "person": None,
        "mode": "person",
        "sex": "women",
        "birth_year": 1985,
        "municipality": "0580",
        "measure": "I-0001",
        "association": "ostra-vattern",
        "orientation": "individual",
        "state": "ended",
        "end_reason": "according_to_plan",
        "referred_by": "kommun",
        "education": "upper_secondary",
        "support_time": "y1_3",
    },
    "participation_groups": {},
    "support": {"occasion": "in", "day": date(2019, 1, 1), "months": 0, "extent": 100},
    "occupations": {"occasion": "in", "day": date(2019, 1, 1), "months": 0, "kind": "work_unsubsidised"},
    "measures": {
        "association": "ostra-vattern",
        "orientation": "individual",
        "category": "preparatory",
        "follow_up": "persons",
        "esf": False,
        "start": date(2016, 1, 1),
    },
    "measure_groups": {},
    "measure_shares": {"association": "ostra-vattern", "from": ALWAYS, "share": 10_000},
    "counts": {"measure": "I-0002", "association": "ostra-vattern", "orientation": "individual"},
    "kept_counts": {
        "measure": "I-0001",
        "association": "ostra-vattern",
        "orientation": "individual",
        "more": 0,
        "people": 0,
        "began": 0,
    },
    "projects": {"orientation": "individual", "start": date(2023, 1, 1)},
    "associations": {"association": "ostra-vattern", "name": "Östra Vättern"},
    "areas": {"county": "05", "region": "SE12", "association": "ostra-vattern", "from": ALWAYS},
    "money": {"association": "ostra-vattern", "part": "measures", "kind": "outcome", "what": "measure_cost"},
}


def make_extract(
    root: Path,
    files: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    as_of: date = date(2020, 1, 15),
    sources: tuple[Source, ...] = columns.SOURCES,
    quality: tuple[Quality, ...] = (),
    why: str = "test",
    made_at: str = "2020-01-15T09:00:00+01:00",
) -> Extract:
    """Write the rows as an extract under ``root`` and open it.

    Participations get their number from their place, and start year, days and age from what they follow from, unless
    the row says otherwise.
    """
    with Writer(root, sources) as writer:
        for source in sources:
            rows = [_row(source, number, row) for number, row in enumerate(files.get(source.name, ()), start=1)]
            writer.add(source.name, rows)
        return writer.finish(
            as_of=as_of,
            made_at=made_at,
            made_by="Lena Björk",
            why=why,
            state="",
            codes=columns.code_versions(),
            rules=columns.RULES,
            quality=quality,
        )


def _row(source: Source, number: int, given: Mapping[str, Any]) -> list[Any]:
    row = ORDINARY.get(source.name, {}) | dict(given)
    if source.name == "participations":
        row.setdefault("participation", number)
        row.setdefault("counts_for", row["association"])
        if row.get("start"):
            row.setdefault("start_year", row["start"].year)
        if row.get("start") and row.get("end"):
            row.setdefault("days", (row["end"] - row["start"]).days)
        row.setdefault("entered", number if row["mode"] == "person" else None)
        row.setdefault("times", 2 if row["mode"] == "person" else None)  # at most: those with 2 are compared
        if row["state"] == "ended" and row["mode"] == "person":
            row.setdefault("last_ended", "yes")
        if row.get("start_year") and row.get("birth_year"):
            row.setdefault("age", row["start_year"] - row["birth_year"])
    unknown = set(row) - {column.name for column in source.columns}
    assert not unknown, f"{source.name} has no {unknown}"
    return [row.get(column.name) for column in source.columns]
