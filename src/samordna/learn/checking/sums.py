"""Sums in tables: which cells are the sum of which, and which cell is wrong when they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid, Row
from samordna.learn.checking.wording import printed_like

_SEXES: Final = re.compile(r"^(?:kvinn\w*|män\w*|man|flick\w*|pojk\w*)$", re.IGNORECASE)
OVERLAP: Final = re.compile(
    r"flera svar|flera gånger|mer än en|flera insatser|överlapp|unika|en gång|räknas i båda|fler än en|"
    r"medelvärde|median",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Relation:
    """``total`` is said to be the sum of ``parts``; ``sure`` how sure that is. Places are (row, column)."""

    total: tuple[int, int]
    parts: tuple[tuple[int, int], ...]
    sure: float


def sums(document: Document) -> Iterator[Finding]:
    """Cells that are not what the cells beside or above them add up to."""
    for grid in document.grids:
        yield from _of_grid(grid, bool(OVERLAP.search(around(document, grid))))


def around(document: Document, grid: Grid) -> str:
    """What stands around a table: the title and the three lines below, where it may stand that parts overlap."""
    last = grid.lines[-1].place.order
    below = [line.text for line in document.lines if last < line.place.order <= last + 3]
    return " ".join([grid.title, *below])


def _of_grid(grid: Grid, overlap: bool) -> Iterator[Finding]:
    across = list(_across(grid))
    down = [] if overlap else list(_down(grid))
    broken = [one for one in (*across, *down) if not _holds(grid, one)]
    whole = [one for one in (*across, *down) if _holds(grid, one)]
    while broken:
        cell, fixed, right = _culprit(grid, broken, whole)
        one = _cell(grid, cell)
        sure = max(relation.sure for relation in fixed)
        yield Finding(
            one.place,
            "sum",
            one.text,
            printed_like(one.text, right),
            Words("Delarna blir inte summan.", "The parts do not add up to the sum."),
            min(0.98, sure + (0.08 if len(fixed) > 1 else 0)),
            tuple(
                dict.fromkeys(_cell(grid, at).place for relation in fixed for at in (relation.total, *relation.parts))
            ),
        )
        broken = [one for one in broken if one not in fixed]


def _culprit(
    grid: Grid, broken: Sequence[Relation], whole: Sequence[Relation]
) -> tuple[tuple[int, int], list[Relation], Fraction]:
    """The cell that mends most of what is broken by being something else, and breaks least of what is whole."""
    best: tuple[float, tuple[int, int], list[Relation], Fraction] | None = None
    for first in broken:
        for cell in (first.total, *first.parts):
            right = _implied(grid, first, cell)
            if right < 0:
                continue
            mended = [one for one in broken if cell in (one.total, *one.parts) and _implied(grid, one, cell) == right]
            spoiled = sum(cell in (one.total, *one.parts) for one in whole)
            score = len(mended) - spoiled + (0.5 if cell == first.total else 0.0)
            if best is None or score > best[0]:
                best = (score, cell, mended, right)
    assert best is not None
    return best[1], best[2], best[3]


def _implied(grid: Grid, relation: Relation, cell: tuple[int, int]) -> Fraction:
    """What ``cell`` must be for the relation to hold."""
    parts = sum((_value(grid, at) for at in relation.parts), Fraction(0))
    if cell == relation.total:
        return parts
    return _value(grid, relation.total) - parts + _value(grid, cell)


def _holds(grid: Grid, relation: Relation) -> bool:
    off = abs(sum((_value(grid, at) for at in relation.parts), Fraction(0)) - _value(grid, relation.total))
    decimals = max(_cell(grid, at).decimals for at in (relation.total, *relation.parts))
    # Amounts with decimals are rounded each by itself; whole numbers are counted.
    return off <= (Fraction(len(relation.parts) + 1, 2 * 10**decimals) if decimals else 0)


def _cell(grid: Grid, at: tuple[int, int]) -> Cell:
    return grid.rows[at[0]].cells[at[1]]


def _value(grid: Grid, at: tuple[int, int]) -> Fraction:
    return _cell(grid, at).value or Fraction(0)


def _known(grid: Grid, places: Sequence[tuple[int, int]]) -> bool:
    """All are numbers or empty, one at least a number, and none is hidden, per cent or something else."""
    cells = [_cell(grid, at) for at in places]
    if any(cell.percent for cell in cells):
        return False
    return any(cell.value is not None for cell in cells) and all(
        cell.value is not None or not cell.text.strip("–- ") for cell in cells
    )


# Along a row ----------------------------------------------------------------------------------------------------------


def _across(grid: Grid) -> Iterator[Relation]:
    """Totals to the right of their parts, under the same head."""
    for parts, total in blocks(grid):
        relations = [
            Relation((number, total), tuple((number, part) for part in parts), 0.9)
            for number, row in enumerate(grid.rows)
            if row.cells[total].value is not None
            and not row.cells[total].percent
            and _known(grid, [(number, part) for part in parts])
        ]
        sexes = sum(bool(_SEXES.match(grid.columns[part].name)) for part in parts) == 2
        holding = sum(_holds(grid, one) for one in relations)
        if sexes or 2 * holding > len(relations):
            yield from relations


def blocks(grid: Grid) -> Iterator[tuple[list[int], int]]:
    """Columns that stand for parts, and the column of their total."""
    begin = 0
    for number, column in enumerate(grid.columns):
        if number and column.over != grid.columns[number - 1].over:
            begin = number
        if column.is_total and grid.counts(number):
            parts = [n for n in range(begin, number) if grid.counts(n) and not grid.columns[n].is_total]
            if len(parts) > 1:
                yield parts, number
            begin = number + 1


# Down a column --------------------------------------------------------------------------------------------------------


def _down(grid: Grid) -> Iterator[Relation]:
    """Totals below their parts: since the total before, or all, or the totals before."""
    for number, row in enumerate(grid.rows):
        if not row.is_total or number < 2:
            continue
        relations = [one for column in range(len(grid.columns)) if (one := _best_down(grid, number, column))]
        sole = len(relations) == 1 and not row.perhaps_total
        # Under one head measures may add up, and under the next the associations that have several of them not.
        adding = {_over(grid, one) for one in relations if _holds(grid, one)}
        if sole or row.label.lower().startswith("summa"):
            yield from relations
        elif adding:
            yield from (one for one in relations if _over(grid, one) in adding)


def _over(grid: Grid, relation: Relation) -> str:
    """The head above the column that a relation down it is in."""
    return grid.columns[relation.total[1]].over


def _best_down(grid: Grid, number: int, column: int) -> Relation | None:
    """The reading that holds, else the nearest: the rows since the total before."""
    cell = grid.rows[number].cells[column]
    if not grid.counts(column) or cell.value is None or cell.percent:
        return None
    found = [
        Relation((number, column), places, 0.85)
        for rows in readings(grid.rows, number)
        if len(places := tuple((at, column) for at in rows)) > 1 and _known(grid, places)
    ]
    return next((one for one in found if _holds(grid, one)), found[0] if found else None)


def readings(rows: Sequence[Row], number: int) -> Iterator[list[int]]:
    """The rows that the total in row ``number`` may be the sum of, the likeliest first."""
    # A hidden part is a part too: then nothing can be said of the sum.
    before = [at for at in range(number) if any(cell.value is not None or cell.hidden for cell in rows[at].cells)]
    totals = [at for at in before if rows[at].is_total]
    since = [at for at in before if not totals or at > totals[-1]]
    yield [at for at in since if not rows[at].part_of_another and not rows[at].is_total]
    yield [at for at in before if not rows[at].is_total and not rows[at].part_of_another]
    yield [at for at in before if not rows[at].is_total]
    yield totals
