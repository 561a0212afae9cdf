"""A linked extract: an extract, a delivered file of benefit spells, and how they met.

The file comes with personal numbers. What this module gets of it has been through the closed step of ground.privacy:
names of the extract, and counts. The linked extract has every file of its base – the same bytes – and two more.
"""

from __future__ import annotations

import shutil
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samordna.engine.extract import Extract, Quality
from samordna.engine.writer import Writer
from samordna.ground.files.problems import Problems
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parameters.reader import code_list, parameter
from samordna.ground.privacy import digests, marks
from samordna.ground.privacy.closed_step import SCHEMA, ClosedStep, Seen
from samordna.learn.statistics import columns
from samordna.learn.statistics.deriving import Derived
from samordna.learn.statistics.linked_columns import DELIVERED, LINKED, LINKED_STARTS, RULE, SPELLS

PURPOSE = "delivered spells"
_RAW = "delivered"


class DeliveredFileWrong(Exception):
    """The file has to be mended first. Nothing was linked; ``problems`` says what and where."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.total} problems")
        self.problems = problems


@dataclass(frozen=True)
class Outcome:
    """How an extract and a file met. ``extract`` is None when it was only tried."""

    report: Mapping[str, Any]
    quality: tuple[Quality, ...]
    extract: Extract | None = None


def link(*, base: Extract, file: Path, at: datetime, made_by: str, why: str, dry_run: bool = False) -> Outcome:
    """Link a delivered file with an extract. The same file and extract give the linked extract that is there already.

    DeliveredFileWrong when the file must be mended; Refusal when it has nothing to do with the extract; OSError when it
    is not there; ExtractNotWritten when there is no room for what comes of it. Whatever stops it, nothing is left.
    """
    file.stat()  # not there: said before anything is made
    with Writer(base.folder.parent, LINKED) as writer:
        work = writer.folder / "work"
        work.mkdir(mode=0o700)
        seen = _closed(base, file, work / _RAW)
        with Derived(work / _RAW, base, gap_days(base), work) as derived:
            for batch in derived.spells():
                writer.add_batch(SPELLS.name, batch)
            spells = writer.close_file(SPELLS.name)
            for batch in derived.starts(spells):
                writer.add_batch(LINKED_STARTS.name, batch)
            report = _report(base, file, seen, derived.seen(), derived.match())
        _check_met(report, seen)
        quality = (*base.manifest.quality, *_quality(report["spells"]))
        shutil.rmtree(work)
        if dry_run:
            return Outcome(report, quality)
        writer.take_over(base)
        made = writer.finish(
            as_of=date.fromisoformat(base.manifest.as_of),
            made_at=at.isoformat(timespec="seconds"),
            made_by=made_by,
            why=why,
            state=base.manifest.state,
            codes={**base.manifest.codes, **columns.code_versions("diagnosis_group", "support_source")},
            rules={**base.manifest.rules, "linking": RULE},
            quality=quality,
            linked=report,
        )
        return Outcome(report, quality, made)


def gap_days(base: Extract) -> int:
    """How many days may lie between two spells of one continuous time: none until it is known."""
    value = parameter("linking.gap_days", on=date.fromisoformat(base.manifest.as_of)).value
    return value if isinstance(value, int) else 0


def members(extract: Extract) -> set[str]:
    """Everybody in an extract, by their names there."""
    people = pq.read_table(extract.path("participations"), columns=["person"]).column("person")
    return set(pc.drop_null(pc.unique(people.cast(pa.string()))).to_pylist())


def _closed(base: Extract, file: Path, raw: Path) -> Seen:
    """Let the file through the closed step into ``raw``, which holds names of the extract only."""
    problems = Problems()
    step = ClosedStep(state=base.manifest.state, members=members(base), codes=_codes(), problems=problems)
    with pq.ParquetWriter(raw, SCHEMA, compression="zstd") as out:
        for batch in step.replaced(file):
            out.write_batch(batch)
    if problems:
        raise DeliveredFileWrong(problems)
    return step.seen


def _codes() -> dict[str, dict[str, str]]:
    """What may be written in the file's columns of codes, in small letters: the code, and the Swedish name."""
    benefits = {code.code: code.sv for code in code_list("support_source").codes if code.code in DELIVERED}
    chapters = [code.code for code in code_list("diagnosis_group").codes]
    letters = Counter(letter for chapter in chapters for letter in _letters(chapter))
    short = {letter.lower(): c for c in chapters for letter in _letters(c) if letters[letter] == 1}
    written = {form: c for c in chapters for form in (c.lower(), c.lower().replace("-", "\N{EN DASH}"))}
    names = {form.lower(): code for code, name in benefits.items() for form in (code, name)}
    return {"benefit": names, "diagnosis_group": {**short, **written}}


def _letters(chapter: str) -> str:
    """The letters that a chapter's codes begin with.

    >>> _letters("S00-T98"), _letters("F00-F99")
    ('ST', 'F')
    """
    alphabet = string.ascii_uppercase
    return alphabet[alphabet.index(chapter[0]) : alphabet.index(chapter[4]) + 1]


def _report(
    base: Extract, file: Path, seen: Seen, noted: Mapping[str, int], match: list[dict[str, Any]]
) -> dict[str, Any]:
    """The match report, as it stands in the manifest: whole numbers and days only."""
    return {
        "base": base.id,
        "file": digests.keyed_file(PURPOSE, file),
        "rule": RULE,
        "gap_days": gap_days(base),
        "first": seen.first.isoformat() if seen.first else None,
        "last": seen.last.isoformat() if seen.last else None,
        "spells": {
            "delivered": seen.rows,
            "in_extract": seen.kept,
            "not_in_extract": seen.outside,
            "people": seen.people,
            "people_not_in_extract": seen.people_outside,
            "coordination_numbers": seen.coordination_numbers,
            # In a register of invented people nobody has anything else.
            "test_numbers": seen.test_numbers if marks.kind() == marks.REAL else 0,
            **noted,
        },
        "starts": match,
    }


def _check_met(report: Mapping[str, Any], seen: Seen) -> None:
    """Refusal when not one start was found: the file belongs to other people, or to another time."""
    if any(row["found"] for row in report["starts"]):
        return
    if not seen.kept:
        raise Refusal(
            "Ingen i filen finns i uttaget. Kontrollera att det är rätt fil och rätt uttag.",
            message_en="Nobody in the file is in the extract. Check that both are the right ones.",
        )
    raise Refusal(
        f"Ingen start i uttaget har en period i filen. Periodernas dagar är från {seen.first} till {seen.last}."
        " Kontrollera att filen gäller rätt tid.",
        message_en=f"No start in the extract has a spell in the file, whose days go from {seen.first} to {seen.last}."
        " Check that the file is for the right period.",
    )


_NOTES = {
    "not_in_extract": (
        "perioder i den levererade filen gäller personer som inte finns i uttaget, och sparas inte",
        "spells in the delivered file are about people who are not in the extract, and are not kept",
    ),
    "duplicates": (
        "levererade rader står mer än en gång och räknas en gång",
        "delivered rows stand more than once and are counted once",
    ),
    "same_key": (
        "perioder börjar samma dag som en annan period av samma ersättning för samma person; dagarna räknas en gång",
        "spells begin on the same day as another of the same benefit for the same person; the days count once",
    ),
    "overlapping": (
        "perioder överlappar en annan period av samma ersättning för samma person; dagarna räknas en gång",
        "spells overlap another of the same benefit for the same person; the days count once",
    ),
    "coordination_numbers": (
        "personer i den levererade filen har samordningsnummer, och hittas bara om registret har samma nummer",
        "people in the delivered file have a coordination number, and are found only if the register has the same",
    ),
    "test_numbers": (
        "personer i den levererade filen har testnummer, som inte tillhör någon",
        "people in the delivered file have test numbers, which belong to nobody",
    ),
}


def _quality(spells: Mapping[str, int]) -> Iterator[Quality]:
    return (Quality(f"linked_{name}", spells[name], sv, en) for name, (sv, en) in _NOTES.items() if spells[name])
