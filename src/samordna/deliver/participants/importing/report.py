"""What became of a file, told to people and to programs: in words, as CSV and as JSON, in Swedish and in English."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from samordna.deliver.participants.importing.actions import Outcome
from samordna.ground.files.writing import csv_of
from samordna.ground.kernel.words import Words

#: Lines of rows that are there already: so many are named.
_NAMED: Final = 200


def headline(outcome: Outcome, *, tried: bool) -> Words:
    """One sentence: stored, could be stored, or has to be mended."""
    found = outcome.checked
    if found.problems:
        number = found.problems.total
        return Words(
            f"Ingenting har sparats. Rätta det som står här och läs in filen igen. Antal fel: {number}.",
            f"Nothing has been stored. Mend what stands here and import the file again. Faults: {number}.",
        )
    counts = Words(
        f"Rader: {found.rows}. Med personuppgifter: {outcome.persons}. Utan: {outcome.anonymous}.",
        f"Rows: {found.rows}. With person data: {outcome.persons}. Without: {outcome.anonymous}.",
    )
    if outcome.before:
        return Words(f"Filen är redan inläst. {counts.sv}", f"The file has been imported already. {counts.en}")
    if tried:
        return Words(f"Filen går att läsa in. {counts.sv}", f"The file can be imported. {counts.en}")
    return Words(f"Filen är inläst. {counts.sv}", f"The file has been imported. {counts.en}")


def lines(outcome: Outcome, language: str, *, tried: bool) -> Iterator[str]:
    """The report as text."""
    english = language.startswith("en")
    said = headline(outcome, tried=tried)
    yield said.en if english else said.sv
    yield from (notice.en if english else notice.sv for notice in outcome.checked.notices)
    yield from outcome.checked.problems.lines(language)
    places: Counter[str] = Counter()
    for (_kind, column), number in outcome.checked.problems.places.items():
        places[column] += number
    del places[""]
    if len(places) > 1:
        counted = ", ".join(f"{column} {number}" for column, number in places.most_common())
        yield f"By column: {counted}." if english else f"Per kolumn: {counted}."


def as_data(outcome: Outcome, *, tried: bool) -> dict[str, Any]:
    """For programs."""
    found, said = outcome.checked, headline(outcome, tried=tried)
    return {
        "dry_run": tried,
        "stored": outcome.stored,
        "same_file_before": outcome.before,
        "rows": found.rows,
        "persons": outcome.persons,
        "anonymous": outcome.anonymous,
        "already": len(found.already),
        "already_lines": found.already[:_NAMED],
        "sv": said.sv,
        "en": said.en,
        "notices": [{"sv": notice.sv, "en": notice.en} for notice in found.notices],
        "problems": found.problems.as_data(),
    }


def as_json(outcome: Outcome, *, tried: bool) -> str:
    """``as_data`` as text."""
    return json.dumps(as_data(outcome, tried=tried), ensure_ascii=False, indent=2) + "\n"


def as_csv(outcome: Outcome) -> bytes:
    """One row for each thing to mend, and for each row that is there already."""
    problems = [[str(p.line or ""), p.column, p.kind, p.words.sv, p.words.en] for p in outcome.checked.problems.shown]
    there = [[str(line), "", "already", "Finns redan.", "There already."] for line in outcome.checked.already[:_NAMED]]
    return csv_of(["line", "column", "kind", "sv", "en"], [*problems, *there])
