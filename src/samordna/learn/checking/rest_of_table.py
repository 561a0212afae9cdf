"""Totals with hidden parts, and columns of per cent: sums that need not be exact but have their limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid
from samordna.learn.checking.sums import OVERLAP, around, blocks, readings

#: “<5”, “färre än 5”: at most one less than that.
_UNDER: Final = re.compile(r"^(?:<|färre än|mindre än|under)[ \u00a0]?(\d+|fem|tio|tre)$", re.IGNORECASE)
_WORDS: Final = {"fem": 5, "tio": 10, "tre": 3}
_TOO_FAR: Final = Words(
    "De dolda delarna kan inte vara så många som skillnaden.", "The hidden parts cannot be as many as the difference."
)
_NOT_HUNDRED: Final = Words("Andelarna blir inte 100 procent tillsammans.", "The shares do not add up to 100.")


def hidden_sums(document: Document) -> Iterator[Finding]:
    """Totals that no values of the hidden cells give: the known are more, or the hidden would be too many."""
    for grid in document.grids:
        if OVERLAP.search(around(document, grid)):
            continue
        for total, parts in summed(grid):
            if total.value is None or not any(cell.hidden for cell in parts):
                continue
            if not all(cell.hidden or cell.value is not None for cell in parts):
                continue
            rest = total.value - sum((cell.value or Fraction(0) for cell in parts), Fraction(0))
            most = _most([cell for cell in parts if cell.hidden])
            if rest < 0 or (most is not None and rest > most):
                places = tuple(dict.fromkeys(cell.place for cell in (total, *parts)))
                yield Finding(total.place, "sum", total.text, None, _TOO_FAR, 0.85, places)


def summed(grid: Grid) -> Iterator[tuple[Cell, list[Cell]]]:
    """Totals with what they are the sum of: along rows, and down columns where only one reading is there."""
    for parts, column in blocks(grid):
        for row in grid.rows:
            yield row.cells[column], [row.cells[part] for part in parts]
    totals = [n for n, row in enumerate(grid.rows) if row.is_total and not row.perhaps_total]
    if len(totals) != 1 or any(row.part_of_another for row in grid.rows):
        return
    rows = next(readings(grid.rows, totals[0]), [])
    if len(rows) < 2:
        return
    for column in range(len(grid.columns)):
        if grid.counts(column):
            yield grid.rows[totals[0]].cells[column], [grid.rows[row].cells[column] for row in rows]


def _most(hidden: Sequence[Cell]) -> int | None:
    """The most that the hidden cells may hold; None when it is not said."""
    said = [_UNDER.match(cell.text) for cell in hidden]
    if not all(said):
        return None
    return sum((_WORDS.get(match[1].lower()) or int(match[1])) - 1 for match in said if match)


def per_cent_sums(document: Document) -> Iterator[Finding]:
    """Columns and rows of per cent that are said to be 100 together and are not, by more than rounding."""
    for grid in document.grids:
        counted = any(grid.counts(n) and not _percents(grid, n) for n in range(len(grid.columns)))
        if counted or OVERLAP.search(around(document, grid)):
            continue  # with counts beside them the shares are judged one by one
        for column in range(len(grid.columns)):
            rows = [row for row in grid.rows if row.cells[column].value is not None]
            last = rows[-1] if rows else None
            if last is None or not last.is_total or len(rows) < 4 or grid.changes(column):
                continue
            parts = [row.cells[column] for row in rows[:-1]]
            whole = any(row.is_total or row.part_of_another for row in rows[:-1])
            if last.cells[column].value == 100 and not whole and _percents(grid, column):
                yield from _hundred(last.cells[column], parts)


def _percents(grid: Grid, column: int) -> bool:
    return grid.shares(column) or bool(re.search(r"procent|andel", f"{grid.title} {grid.corner}", re.IGNORECASE))


def _hundred(total: Cell, parts: list[Cell]) -> Iterator[Finding]:
    away = sum((cell.value or Fraction(0) for cell in parts), Fraction(0)) - 100
    decimals = max(cell.decimals for cell in parts)
    if abs(away) > Fraction(len(parts) + 1, 2 * 10**decimals):
        places = tuple(dict.fromkeys(cell.place for cell in (total, *parts)))
        yield Finding(total.place, "sum", total.text, None, _NOT_HUNDRED, 0.85, places)
