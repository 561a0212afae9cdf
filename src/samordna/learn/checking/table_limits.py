"""What no table can hold: persons below zero, parts larger than their whole; and what hidden cells give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.words import Words
from samordna.learn.checking.disclosure_claims import GROUP, SENSITIVE
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid
from samordna.learn.checking.rest_of_table import summed
from samordna.learn.checking.wording import printed_like

_WITHIN: Final = re.compile(r"^(?:varav|därav|av (?:dem|dessa|vilka))\b", re.IGNORECASE)
#: Per cent may exceed a hundred where they are of a goal or of another time.
_OF_GOAL: Final = re.compile(r"mål|budget|plan|prognos|index|jämfört|utfall|uppfyll|beläggning", re.IGNORECASE)
_BELOW_ZERO: Final = Words("Ett antal personer kan inte vara under noll.", "A number of persons cannot be below zero.")
_DERIVED: Final = Words(
    "Det dolda talet kan räknas fram ur summan och är färre än fem personer.",
    "The hidden number follows from the sum and is fewer than five persons.",
)


def table_limits(document: Document) -> Iterator[Finding]:
    """Negative persons, “varav” larger than what it is of, and shares over a hundred."""
    for grid in document.grids:
        yield from _negative(grid)
        yield from _columns_within(grid)
        yield from _rows_within(grid)
        yield from _over_hundred(grid)


def _negative(grid: Grid) -> Iterator[Finding]:
    if not grid.of_persons:
        return
    for column in range(len(grid.columns)):
        if not grid.counts(column):
            continue
        cells = [row.cells[column] for row in grid.rows if row.cells[column].value is not None]
        below = [cell for cell in cells if (cell.value or 0) < 0]
        if len(below) == 1 and len(cells) > 2 and not any(cell.text.startswith("+") for cell in cells):
            right = printed_like(below[0].text.lstrip("−–-"), abs(below[0].value or Fraction(0)))
            yield Finding(below[0].place, "impossible", below[0].text, right, _BELOW_ZERO, 0.9)


def _columns_within(grid: Grid) -> Iterator[Finding]:
    for column, head in enumerate(grid.columns):
        if not _WITHIN.match(head.name) or not grid.counts(column):
            continue
        wholes = [
            n
            for n in range(column)
            if grid.counts(n) and not _WITHIN.match(grid.columns[n].name) and grid.columns[n].over == head.over
        ]
        for row in grid.rows if wholes else ():
            yield from _larger(row.cells[column], row.cells[wholes[-1]])


def _rows_within(grid: Grid) -> Iterator[Finding]:
    for number, row in enumerate(grid.rows):
        if not row.part_of_another:
            continue
        above = [one for one in grid.rows[:number] if not one.part_of_another]
        for column, cell in enumerate(row.cells if above else ()):
            if grid.counts(column):
                yield from _larger(cell, above[-1].cells[column])


def _larger(cell: Cell, whole: Cell) -> Iterator[Finding]:
    if cell.value is None or whole.value is None or cell.percent or whole.percent or cell.value <= whole.value:
        return
    if whole.value < 0:
        return
    cause = Words(f"Delen är större än helheten, {whole.text}.", f"The part is larger than the whole, {whole.text}.")
    yield Finding(cell.place, "impossible", cell.text, None, cause, 0.93, (cell.place, whole.place))


def _over_hundred(grid: Grid) -> Iterator[Finding]:
    for column, head in enumerate(grid.columns):
        said = f"{grid.title} {head.over} {head.name}"
        if not grid.shares(column) or grid.changes(column) or _OF_GOAL.search(said):
            continue
        cells = [row.cells[column] for row in grid.rows if not _OF_GOAL.search(row.label)]
        over = [cell for cell in cells if cell.value is not None and cell.value > 100]
        if len(over) == 1 and len([cell for cell in cells if cell.value is not None]) > 2:
            cause = Words("En andel kan inte vara mer än 100 procent.", "A share cannot exceed 100 per cent.")
            yield Finding(over[0].place, "impossible", over[0].text, None, cause, 0.85)


def derived_cells(document: Document) -> Iterator[Finding]:
    """A hidden cell that alone is hidden in its sum, and is then seen to be one to four persons."""
    told = set()
    for grid in document.grids:
        for total, parts in summed(grid) if grid.of_persons else ():
            hidden = [cell for cell in parts if cell.hidden]
            if len(hidden) != 1 or total.value is None or any(c.value is None and not c.hidden for c in parts):
                continue
            value = total.value - sum((cell.value or Fraction(0) for cell in parts), Fraction(0))
            if not 0 < value < DEFAULT.threshold or value.denominator > 1 or id(hidden[0]) in told:
                continue
            told.add(id(hidden[0]))
            places = tuple(dict.fromkeys(cell.place for cell in (hidden[0], total, *parts)))
            yield Finding(hidden[0].place, "small_cell", hidden[0].text, None, _DERIVED, 0.85, places)


def shared_rows(document: Document) -> Iterator[Finding]:
    """“Deltagare 6, med psykisk ohälsa 6”: what all of a small group share."""
    for grid in document.grids:
        if not grid.of_persons:
            continue
        for column, head in enumerate(grid.columns):
            wholes = [n for n in range(column) if grid.counts(n) and not SENSITIVE.search(grid.columns[n].name)]
            if not wholes or not grid.counts(column) or not SENSITIVE.search(head.name):
                continue
            for row in grid.rows:
                cell, whole = row.cells[column], row.cells[wholes[0]]
                if cell.value is not None and cell.value == whole.value and 0 < cell.value <= GROUP:
                    yield _all_share(cell)


def _all_share(cell: Cell) -> Finding:
    cause = Words(
        "Alla i en liten grupp har det gemensamt. Då är det känt om var och en.",
        "All of a small group share it; it is known of each of them.",
    )
    return Finding(cell.place, "group_disclosure", cell.text, None, cause, 0.85)
