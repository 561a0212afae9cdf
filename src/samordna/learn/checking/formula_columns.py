"""Columns that follow from others: differences, changes in per cent, means per person; and the rows that break them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid
from samordna.learn.checking.table_rules import LATER_YEAR
from samordna.learn.checking.wording import per_cent_of, printed_like, rounds_to

_EACH: Final = re.compile(
    r"\bper (?!år|kön|månad|kvartal)\w+|genomsnitt|medel(?:värde|kostnad|antal)|styckkostnad|snitt", re.IGNORECASE
)
_POINTS: Final = re.compile(r"enhet|p\.?e\.?\b", re.IGNORECASE)
_PER_CENT: Final = re.compile(r"%|procent(?!enhet)", re.IGNORECASE)
_DOES_NOT_FOLLOW: Final = Words("Förändringen följer inte av antalen.", "The change does not follow.")
_POINTS_WRONG: Final = Words(
    "Skillnaden mellan andelarna är en annan.", "The difference between the shares is another."
)
_MEAN_WRONG: Final = Words(
    "Kvoten följer inte av kolumnerna bredvid.", "The quotient does not follow from the columns."
)

Formula = Callable[[Fraction, Fraction], Fraction | None]


@dataclass(frozen=True)
class _Reading:
    """What a column would be: ``formula`` of two cells of each row, or of a cell and the one above it."""

    formula: Formula
    first: int
    second: int
    above: bool = False
    turned: bool = False

    def value(self, grid: Grid, row: int) -> Fraction | None:
        """What stands to reason in ``row``; None where a cell is no number."""
        if self.above and (row == 0 or grid.rows[row].is_total or grid.rows[row - 1].is_total):
            return None
        one = grid.rows[row - 1 if self.above else row].cells[self.first].value
        other = grid.rows[row].cells[self.second].value
        return None if one is None or other is None else self.formula(one, other)


def _less(one: Fraction, other: Fraction) -> Fraction | None:
    return other - one


def _growth(one: Fraction, other: Fraction) -> Fraction | None:
    return per_cent_of(other - one, abs(one)) if one else None


def _fallen(one: Fraction, other: Fraction) -> Fraction | None:
    """Less than budgeted is told as more than nothing."""
    return per_cent_of(one - other, abs(one)) if one else None


def _turned(one: Fraction, other: Fraction) -> Fraction | None:
    return per_cent_of(other - one, abs(other)) if other else None


def _each(one: Fraction, other: Fraction) -> Fraction | None:
    return one / other if other else None


def _each_thousand(one: Fraction, other: Fraction) -> Fraction | None:
    return 1000 * one / other if other else None


def formula_columns(document: Document) -> Iterator[Finding]:
    """Cells of differences, growth and means that most other rows show to be wrong."""
    for grid in document.grids:
        for column in range(len(grid.columns)):
            name = f"{grid.columns[column].over} {grid.columns[column].name}"
            if grid.changes(column):
                yield from _judged(grid, column, list(_changes(grid, column)))
            elif _EACH.search(name):
                pairs = permutations([n for n in range(len(grid.columns)) if n != column and grid.counts(n)], 2)
                yield from _judged(
                    grid, column, [_Reading(how, a, b) for a, b in pairs for how in (_each, _each_thousand)]
                )


def _changes(grid: Grid, column: int) -> Iterator[_Reading]:
    sources = [n for n in range(len(grid.columns)) if n != column and not grid.changes(n)]
    for one, other in permutations(sources, 2):
        # Backwards only for a difference, as budget less outcome.
        for formula in (_less, _growth, _fallen) if one < other else (_less,):
            yield _Reading(formula, one, other)
    for one in sources:
        for formula in (_less, _growth):
            yield _Reading(formula, one, one, above=True)
        yield _Reading(_turned, one, one, above=True, turned=True)
    for one, other in permutations(sources, 2):
        if one < other:
            yield _Reading(_turned, one, other, turned=True)


def _judged(grid: Grid, column: int, readings: list[_Reading]) -> Iterator[Finding]:
    """By the reading that explains most rows; it must explain two, and more than the half."""
    best, holding = None, 0
    for reading in readings:
        told = _told(grid, column, reading)
        right = sum(_is(cell, value) for _, cell, value in told)
        if right > holding and (not reading.turned or right == len(told)):
            best, holding = reading, right
    if best is None or holding < 2:
        return
    told = _told(grid, column, best)
    if not best.turned and 2 * holding <= len(told):
        return
    for row, cell, value in told:
        if best.turned or not _is(cell, value):
            yield _finding(grid, column, row, cell, best)


def _told(grid: Grid, column: int, reading: _Reading) -> list[tuple[int, Cell, Fraction]]:
    return [
        (row, cell, value)
        for row in range(len(grid.rows))
        if (cell := grid.rows[row].cells[column]).value is not None and (value := reading.value(grid, row)) is not None
    ]


def _is(cell: Cell, value: Fraction) -> bool:
    """Written so, with or without its sign, or rounded to hundreds where amounts are."""
    printed = cell.value or Fraction(0)
    digits = str(int(abs(printed)))
    rounded = 10 ** (len(digits) - len(digits.rstrip("0"))) if printed and not cell.decimals else 1
    more = Fraction(rounded, 2) if rounded >= 100 and abs(printed) >= 1000 else Fraction(0)
    signs = (value, abs(value)) if printed >= 0 and not cell.text.startswith("+") else (value,)
    return any(rounds_to(one, printed, cell.decimals, more) for one in signs)


def _finding(grid: Grid, column: int, row: int, cell: Cell, reading: _Reading) -> Finding:
    formula = _growth if reading.turned else reading.formula
    right = _Reading(formula, reading.first, reading.second, reading.above).value(grid, row)
    assert right is not None
    kind, cause = _kind(grid, column, reading)
    before = [grid.rows[row - 1].place] if reading.above else []
    return Finding(cell.place, kind, cell.text, printed_like(cell.text, right), cause, 0.9, (cell.place, *before))


def _kind(grid: Grid, column: int, reading: _Reading) -> tuple[str, Words]:
    if reading.formula in (_each, _each_thousand):
        return "share", _MEAN_WRONG
    head = grid.columns[column].name
    if reading.formula is _less and (
        _POINTS.search(head) or grid.shares(reading.first) or _PER_CENT.search(grid.title)
    ):
        return "percentage_points", _POINTS_WRONG
    return "growth", LATER_YEAR if reading.turned else _DOES_NOT_FOLLOW
