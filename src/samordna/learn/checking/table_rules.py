"""What tables say against themselves: shares, changes, wholes smaller than their parts, and cells of few persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Column, Grid, Row
from samordna.learn.checking.wording import per_cent_of, printed_like, rounds_to

_SHARE_IS_WRONG = Words("Andelen följer inte av antalen i tabellen.", "The share does not follow from the table.")
#: Who has the second is among those who have the first.
_AMONG: Final = (
    ("deltag", "avslut"),
    ("avslut", "positiv"),
    ("deltag", "positiv"),
    ("samtliga", "varav"),
    ("alla", "varav"),
)


def table_shares(document: Document) -> Iterator[Finding]:
    """Columns and rows of per cent that do not follow from the counts beside them."""
    for grid in document.grids:
        for column in range(len(grid.columns)):
            if grid.shares(column) and not grid.changes(column):
                yield from _shares_of(grid, column)
        yield from _share_rows(grid)


def _shares_of(grid: Grid, column: int) -> Iterator[Finding]:
    """A column of per cent, by the denominator that explains most of its rows."""
    rows = [row for row in grid.rows if row.cells[column].value is not None]
    explained = max((_explained(rows, column, pairs) for pairs in _pairs(grid, rows, column)), key=sum, default=[])
    if len(rows) < 3 or 2 * sum(explained) <= len(rows) or all(explained):
        return
    best = max(_pairs(grid, rows, column), key=lambda pairs: sum(_explained(rows, column, pairs)))
    for row, right, (part, whole) in zip(rows, explained, best, strict=True):
        if not right and part is not None and whole:
            yield _share(row.cells[column], part, whole)


def _pairs(grid: Grid, rows: Sequence[Row], column: int) -> Iterator[list[tuple[Fraction | None, Fraction | None]]]:
    """For each row a part and a whole: of a column of counts its total, or another column of counts."""
    counts = [n for n in range(len(grid.columns)) if grid.counts(n)]
    for part in counts:
        values = [row.cells[part].value for row in rows]
        total = next((row.cells[part].value for row in reversed(grid.rows) if row.is_total), None)
        total = total or sum((value or Fraction(0) for value in values), Fraction(0))
        yield [(value, total) for value in values]
        for whole in counts:
            if whole != part:
                yield [(row.cells[part].value, row.cells[whole].value) for row in rows]


def _explained(
    rows: Sequence[Row], column: int, pairs: Sequence[tuple[Fraction | None, Fraction | None]]
) -> list[bool]:
    found = []
    for row, (part, whole) in zip(rows, pairs, strict=True):
        cell = row.cells[column]
        assert cell.value is not None
        found.append(bool(part is not None and whole and _is(cell, part, whole)))
    return found


def _is(cell: Cell, part: Fraction, whole: Fraction) -> bool:
    return rounds_to(per_cent_of(part, whole), cell.value or Fraction(0), cell.decimals)


def _share_rows(grid: Grid) -> Iterator[Finding]:
    """A row of per cent below two rows of counts: the second of the first, in every column."""
    for number, row in enumerate(grid.rows):
        cells = [cell for cell in row.cells if cell.value is not None]
        if not cells or not all(cell.percent for cell in cells) or number < 2:
            continue
        pairs = [(a, b) for a in range(number) for b in range(number) if a != b]
        best = max(pairs, key=lambda pair: sum(_row_holds(grid, row, *pair)), default=None)
        if best is None:
            continue
        holds = _row_holds(grid, row, *best)
        if 2 * sum(holds) <= len(holds) or len(holds) < 3:
            continue
        for column, cell in enumerate(row.cells):
            part, whole = grid.rows[best[0]].cells[column].value, grid.rows[best[1]].cells[column].value
            if cell.value is None or part is None or not whole:
                continue
            if not rounds_to(per_cent_of(part, whole), cell.value, cell.decimals):
                yield _share(cell, part, whole)


def _row_holds(grid: Grid, row: Row, part: int, whole: int) -> list[bool]:
    found = []
    for column, cell in enumerate(row.cells):
        a, b = grid.rows[part].cells[column], grid.rows[whole].cells[column]
        if cell.value is None or a.value is None or not b.value or a.percent or b.percent:
            continue
        found.append(rounds_to(per_cent_of(a.value, b.value), cell.value, cell.decimals))
    return found


def _share(cell: Cell, part: Fraction, whole: Fraction) -> Finding:
    # Cut off instead of rounded is the commonest cause of one per cent too little.
    right = per_cent_of(part, whole)
    near = abs(right - (cell.value or 0)) < 1
    return Finding(
        cell.place,
        "share",
        cell.text,
        printed_like(cell.text, right),
        Words("Andelen är avrundad åt fel håll.", "The share is rounded the wrong way.") if near else _SHARE_IS_WRONG,
        0.75 if near else 0.93,
    )


def table_growth(document: Document) -> Iterator[Finding]:
    """Columns that say how a count has changed since the row before."""
    for grid in document.grids:
        for column in range(len(grid.columns)):
            if not grid.changes(column):
                continue
            for counts in (n for n in range(column) if grid.counts(n)):
                yield from _changes(grid, counts, column)
                break


def _changes(grid: Grid, counts: int, column: int) -> Iterator[Finding]:
    told = []
    for before, row in zip(grid.rows, grid.rows[1:], strict=False):
        earlier, later, cell = before.cells[counts].value, row.cells[counts].value, row.cells[column]
        if earlier and later is not None and cell.value is not None and cell.percent:
            told.append(
                (cell, earlier, later, rounds_to(per_cent_of(later - earlier, earlier), cell.value, cell.decimals))
            )
    wrong_base = [
        later and rounds_to(per_cent_of(later - earlier, later), cell.value or Fraction(0), cell.decimals)
        for cell, earlier, later, _ in told
    ]
    if not any(holds for *_, holds in told) and not (len(told) > 1 and all(wrong_base)):
        return
    for (cell, earlier, later, holds), turned in zip(told, wrong_base, strict=True):
        if not holds:
            yield Finding(
                cell.place,
                "growth",
                cell.text,
                printed_like(cell.text, per_cent_of(later - earlier, earlier)),
                LATER_YEAR if turned else Words("Förändringen följer inte av antalen.", "The change does not follow."),
                0.95 if turned else 0.9,
            )


LATER_YEAR: Final = Words(
    "Ökningen är delad med det senare årets antal i stället för det tidigare.",
    "The change is divided by the later number instead of the earlier.",
)


def table_impossible(document: Document) -> Iterator[Finding]:
    """Parts that are larger than their whole."""
    for grid in document.grids:
        for part, whole in _contained(grid.columns):
            for row in grid.rows:
                cell, of = row.cells[part], row.cells[whole]
                if cell.value is not None and of.value is not None and cell.value > of.value and grid.counts(part):
                    yield _larger(cell, of)


def _contained(columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Columns of which the first counts some of those whom the second counts."""
    for part, column in enumerate(columns):
        if re.match(r"varav|därav", column.over or column.name, re.IGNORECASE):
            same = [n for n in range(part) if columns[n].name == column.name and columns[n].over != column.over]
            if same:
                yield part, same[-1]
        elif not column.over:
            for whole, other in enumerate(columns):
                if any(other.name.lower().startswith(w) and column.name.lower().startswith(p) for w, p in _AMONG):
                    yield part, whole


def _larger(cell: Cell, of: Cell) -> Finding:
    return Finding(
        cell.place,
        "impossible",
        cell.text,
        None,
        Words(f"Delen är större än helheten, {of.text}.", f"The part is larger than the whole, {of.text}."),
        0.95,
        (cell.place, of.place),
    )


def small_cells(document: Document) -> Iterator[Finding]:
    """Printed counts of one to four persons."""
    for grid in document.grids:
        if not grid.of_persons:
            continue
        for row in grid.rows:
            for column, cell in enumerate(row.cells):
                if (
                    grid.counts(column)
                    and cell.value is not None
                    and 0 < cell.value < DEFAULT.threshold
                    and not cell.decimals
                ):
                    if cell.percent or cell.value.denominator > 1 or _of_things(grid.columns[column], row):
                        continue
                    yield Finding(
                        cell.place,
                        "small_cell",
                        cell.text,
                        None,
                        Words("Färre än fem personer visas.", "Fewer than five persons are shown."),
                        0.8,
                    )


def _few(cell: Cell) -> bool:
    """One to four, and no share."""
    value = cell.value
    return value is not None and not cell.percent and not cell.decimals and DEFAULT.is_sensitive(int(value))


def _of_things(column: Column, row: Row) -> bool:
    return bool(
        re.search(
            r"insats|projekt|förbund|månad|dagar|kronor|tkr|ålder$",
            f"{column.over} {column.name} {row.label}",
            re.IGNORECASE,
        )
    )
