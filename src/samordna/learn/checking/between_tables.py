"""Tables against each other: the same total told twice, and some of those whom another table counts in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid

_SPLIT: Final = re.compile(r"\b(?:efter|per|fördelat|fördelade|uppdelat|uppdelade)\b", re.IGNORECASE)
_ALL: Final = re.compile(r"^(?:alla|samtliga|totalt antal|antal)\s+(\w+)", re.IGNORECASE)
_SOME: Final = re.compile(r"^(?:avslutade|nya|anvisade|påbörjade|varav)\s+(\w+)", re.IGNORECASE)


def cross_table(document: Document) -> Iterator[Finding]:
    """Totals of the same subject that differ between tables."""
    told: dict[str, tuple[Grid, Cell]] = {}
    for grid in document.grids:
        cell, subject = _total(grid), _subject(grid)
        if cell is None or not subject:
            continue
        if subject in told and told[subject][1].value != cell.value:
            other = told[subject][1]
            yield Finding(
                cell.place,
                "cross_table",
                cell.text,
                other.text,
                Words(
                    "En annan tabell har en annan summa för samma sak.", "Another table has another total of the same."
                ),
                0.8,
                (cell.place, other.place),
            )
        told.setdefault(subject, (grid, cell))


def _subject(grid: Grid) -> str:
    """What the title says is counted, before how it is divided; empty where it is not divided."""
    parts = _SPLIT.split(grid.title, maxsplit=1)
    return " ".join(parts[0].lower().split()).strip(" ,.") if len(parts) > 1 else ""


def _total(grid: Grid) -> Cell | None:
    """The cell where the last total row meets the total column, or the only column of counts."""
    rows = [row for row in grid.rows if row.is_total]
    counts = [n for n in range(len(grid.columns)) if grid.counts(n)]
    totals = [n for n in counts if grid.columns[n].is_total]
    column = totals[-1] if totals else counts[0] if len(counts) == 1 else None
    if not rows or column is None:
        return None
    cell = rows[-1].cells[column]
    return cell if cell.value is not None else None


def more_than_all(document: Document) -> Iterator[Finding]:
    """A table of some with more than the table of all, in the row of the same name."""
    for whole in document.grids:
        among = _ALL.match(whole.title)
        for part in document.grids if among else ():
            some = _SOME.match(part.title)
            if part is whole or some is None or among is None or some[1].lower() != among[1].lower():
                continue
            yield from _rows(part, whole)


def _rows(part: Grid, whole: Grid) -> Iterator[Finding]:
    names = {column.name: n for n, column in enumerate(whole.columns)}
    rows = {row.label: row for row in whole.rows}
    for row in part.rows:
        for n, column in enumerate(part.columns):
            if row.label not in rows or column.name not in names:
                continue
            cell, of = row.cells[n], rows[row.label].cells[names[column.name]]
            if cell.value is not None and of.value is not None and cell.value > of.value and part.counts(n):
                yield Finding(
                    cell.place,
                    "impossible",
                    cell.text,
                    None,
                    Words(f"Fler än alla, som är {of.text}.", f"More than all, who are {of.text}."),
                    0.85,
                    (cell.place, of.place),
                )
