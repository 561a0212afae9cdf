"""Small extracts for tests: rows as dictionaries in, an opened extract out. What a row does not say is ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from samordna.engine.extract import Extract, Quality, Writer
from samordna.engine.sources import Source
from samordna.learn.statistics import columns

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
    "support": {"occasion": "in", "day": date(2019, 1, 1), "extent": 100},
    "measures": {
        "association": "ostra-vattern",
        "orientation": "individual",
        "category": "preparatory",
        "follow_up": "persons",
        "esf": False,
        "start": date(2016, 1, 1),
    },
    "measure_groups": {},
    "counts": {"measure": "I-0002", "association": "ostra-vattern", "orientation": "individual"},
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

    Participations get their number from their place, and start year from their start, unless the row says otherwise.
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
        if row.get("start"):
            row.setdefault("start_year", row["start"].year)
    unknown = set(row) - {column.name for column in source.columns}
    assert not unknown, f"{source.name} has no {unknown}"
    return [row.get(column.name) for column in source.columns]
