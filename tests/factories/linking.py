"""Delivered files of benefit spells, and people to be found in them. Everybody has a reserved test number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.rules import Answers
from samordna.ground.privacy.closed_step import COLUMNS, SCHEMA
from samordna.learn.statistics import actions
from samordna.learn.statistics.deriving import Derived
from samordna.learn.statistics.models import ExtractRecord
from tests.factories.deliver import AT, Cast, personal_number, registered
from tests.factories.extracts import make_extract

ACTIVITY = Answers({"aktivitetsersattning": 100}, 0, 0, 0, False, False, False, all_asked=True)
SICKNESS = Answers({"sjukpenning": 50}, 0, 0, 0, False, False, False, all_asked=True)


def person(born: date = date(1999, 6, 14), serial: int = 238) -> str:
    """A reserved test number, twelve digits."""
    return personal_number(born, serial)


def starts(cast: Cast, number: str, start: date = date(2026, 1, 12), answers: Answers = ACTIVITY) -> Participation:
    """Somebody who starts in the cast's measure with a benefit."""
    return registered(cast, number=number, start=start, answers=answers)


def spell(number: str, first: str = "2025-01-01", last: str = "", **more: str) -> dict[str, str]:
    """A row of a delivered file."""
    ordinary = {"benefit": "aktivitetsersättning", "extent": "100", "diagnosis_group": "F00-F99"}
    return {"personal_number": number, "from": first, "to": last, **ordinary, **more}


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """The rows as a delivered CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def delivered(folder: Path, rows: Iterable[Mapping[str, str]], name: str = "spells.csv") -> Path:
    """A delivered file, as CSV or Parquet by its name."""
    file = folder / name
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), file)
    else:
        file.write_text(as_csv(rows), encoding="utf-8")
    return file


def linked(cast: Cast, extract: ExtractRecord, file: Path, **more: Any) -> Any:
    """What came of linking, by an analyst."""
    return actions.link_extract(extract=extract, file=file, by=cast.actor("anna"), at=AT, why="test", **more)


def derived(
    folder: Path, starts: Iterable[Mapping[str, Any]], spells: Iterable[Mapping[str, Any]], gap_days: int = 0
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """What spells say of starts, without a register: linked starts, the match report and the spells as they are kept.

    A start is {person, start, benefit or benefits …}, a spell {person, benefit, from, to, diagnosis_group}.
    """
    some = list(starts)
    base = make_extract(
        folder / "extracts",
        {
            "participations": [
                {name: value for name, value in one.items() if name not in ("benefits", "extent")} for one in some
            ],
            "support": [
                {"participation": number, "source": benefit, "extent": one.get("extent", 100)}
                for number, one in enumerate(some, start=1)
                for benefit in one["benefits"]
            ],
        },
    )
    raw = folder / "raw"
    rows = [{name: spell.get(name) for name in SCHEMA.names} for spell in spells]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), raw)
    with Derived(raw, base, gap_days, folder) as work:
        kept = pa.Table.from_batches(list(work.spells()), SCHEMA)
        pq.write_table(kept, folder / "kept")
        linked = [row for batch in work.starts(folder / "kept") for row in batch.to_pylist()]
        return linked, work.match(), kept.to_pylist()
