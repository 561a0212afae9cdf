"""Text against tables: a number that a sentence says is in a table, and is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding, Place
from samordna.learn.checking.grids import Cell, Grid
from samordna.learn.checking.numbers import COUNT, PERCENT, PERSONS, Number
from samordna.learn.checking.wording import per_cent_of, rounds_to

#: “tabell 3”, “tabell 2.1”, “bilaga 2”.
REFERS: Final = re.compile(
    r"\b(tabell|diagram|figur|bilaga)(?:en|et|n)?[\s\u00a0]+([a-z]?\d+(?:[.:]\d+)*[a-z]?)\b", re.IGNORECASE
)
_CAUSE: Final = Words("Tabellen säger något annat.", "The table says something else.")
#: A sentence next to a table is about it when so many lines at most lie between.
_NEAR: Final = 2


def text_table(document: Document) -> Iterator[Finding]:
    """Numbers of sentences that name a table, or stand beside it and name a row of it."""
    numbered = {grid.number: grid for grid in reversed(document.grids) if grid.number is not None}
    for context in contexts(document):
        refers = [f"{kind} {number}".lower() for kind, number in REFERS.findall(context.text)]
        named = [numbered[found] for found in refers if found in numbered]
        if len(named) == 1:
            yield from _against(context, named[0])
        elif not named:
            yield from _beside(context, document)


def _against(context: Context, grid: Grid) -> Iterator[Finding]:
    """Every number of a sentence that refers to a table is in it, or follows from two of its cells."""
    cells = [cell for row in grid.rows for cell in row.cells if cell.value is not None]
    values = {cell.value for cell in cells if cell.value is not None}
    for number in context.of(COUNT, PERCENT):
        if not counts_here(number, grid):
            continue
        if _follows(number, values) or (number.value < 10 and number.unit == COUNT):
            continue
        right = _meant(context, number, grid)
        if right is not None and right.value is not None:
            told = exact(right.value, number, context.text)
            yield _finding(context, number, told, 0.85, right.place)
        elif number.unit == COUNT and len(context.of(COUNT)) == 1 and (swapped := _swapped(number, cells)):
            assert swapped.value is not None
            yield _finding(context, number, exact(swapped.value, number, context.text), 0.85, swapped.place)


def counts_here(number: Number, grid: Grid) -> bool:
    """The noun after the number is persons, nothing, or a word of the table."""
    words = " ".join([grid.title, grid.corner, *(one.name for one in grid.columns), *(row.label for row in grid.rows)])
    return not number.noun or bool(PERSONS.match(number.noun)) or number.noun[:5] in words.lower()


def _finding(context: Context, number: Number, expected: str, sure: float, place: Place) -> Finding:
    found = context.finding("text_table", number, expected, _CAUSE, sure)
    return Finding(found.place, found.kind, found.printed, expected, _CAUSE, sure, (*found.places, place))


def _follows(number: Number, values: set[Fraction]) -> bool:
    if number.value in values:
        return True
    if number.unit == COUNT:
        return any(number.value in (a + b, abs(a - b)) for a, b in combinations(values, 2))
    return any(
        b
        and (
            rounds_to(per_cent_of(a, b), number.value, number.decimals)
            or rounds_to(per_cent_of(abs(a - b), b), number.value, number.decimals)
        )
        for one, other in combinations(values, 2)
        for a, b in ((one, other), (other, one))
    )


def _swapped(number: Number, cells: list[Cell]) -> Cell | None:
    """The one cell with the same digits in another order."""
    digits = sorted(str(int(number.value)))
    same = [
        cell
        for cell in cells
        if cell.value is not None and cell.value.denominator == 1 and sorted(str(int(cell.value))) == digits
    ]
    return same[0] if same and len({cell.value for cell in same}) == 1 else None


def _beside(context: Context, document: Document) -> Iterator[Finding]:
    """“Flest deltagare, 97 personer, var mellan 35 och 44 år”, right above or below its table."""
    for grid in document.grids:
        first, last = grid.lines[0].place.order, grid.lines[-1].place.order
        lines = [place.order for place in context.sentence.lines]
        if not (0 < min(lines) - last <= _NEAR or 0 < first - max(lines) <= _NEAR):
            continue
        values = {cell.value for row in grid.rows for cell in row.cells if cell.value is not None}
        for number in context.of(COUNT):
            if number.value < 10 or not counts_here(number, grid) or _follows(number, values):
                continue
            cell = _meant(context, number, grid, strict=True)
            if cell is not None and cell.value is not None:
                yield _finding(context, number, exact(cell.value, number, context.text), 0.8, cell.place)
                return


def _meant(context: Context, number: Number, grid: Grid, *, strict: bool = False) -> Cell | None:
    """The only cell that the words around the number name by row and column."""
    text = _flat(context.text)
    near = _flat(context.text[max(0, number.start - 60) : number.end + 40])
    rows = [row for row in grid.rows if _named(row.label, text)]
    counts = [n for n in range(len(grid.columns)) if grid.shares(n) == (number.unit == PERCENT)]
    columns = [n for n in counts if _named(grid.columns[n].name, near)]
    if len(rows) == 1 and len(counts) == 1:
        return rows[0].cells[counts[0]]
    if len(rows) == 1 and len(columns) == 1:
        return rows[0].cells[columns[0]]
    if len(rows) == 1 and not columns and not strict:
        totals = [n for n in counts if grid.columns[n].is_total]
        return rows[0].cells[totals[0]] if len(totals) == 1 else None
    return None


def _flat(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", text.lower()).replace(" och ", "–").replace("-", "–")


def _named(label: str, text: str) -> bool:
    """The label stands in the text, with any ending: Kvinna – kvinnor, Riket – riket, 35–44 – mellan 35 och 44."""
    flat = _flat(label).strip(" .,:")
    if not flat:
        return False
    if re.fullmatch(r"\d+–\d+(?: år)?", flat):
        return flat.split(" ", maxsplit=1)[0] in text
    stem = flat if len(flat) < 5 else flat[: max(4, len(flat) - 2)]
    return bool(re.search(rf"\b{re.escape(stem)}", text))
