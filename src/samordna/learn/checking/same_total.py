"""The same persons counted in two tables: totals, columns and years that must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid, Row
from samordna.learn.checking.wording import printed_like

#: How a table divides what it counts; what stands before is what it counts.
_SPLIT: Final = re.compile(
    r"\b(?:efter|per|fördelat|fördelade|uppdelat|uppdelade|efter respektive|och)\b|[,:;]|$", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_WHEN: Final = re.compile(
    r"\b(?:våren|hösten|vt|ht|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|"
    r"kvartal \d|halvåret|första|andra|tredje|fjärde)\b",
    re.IGNORECASE,
)
_UNITS: Final = re.compile(
    r"\(?\b(?:antal|antal personer|tkr|tusen(?:tal)? kronor|kronor|mnkr|procent|andel)\b\)?", re.IGNORECASE
)
_MONEY: Final = (
    (re.compile(r"\b(?:tkr|tusen(?:tal)? kronor|kkr)\b", re.IGNORECASE), 1000),
    (re.compile(r"\b(?:mnkr|mkr|miljoner kronor)\b", re.IGNORECASE), 1_000_000),
    (re.compile(r"\b(?:kronor|kr)\b", re.IGNORECASE), 1),
)
_OTHER: Final = Words(
    "En annan tabell har en annan summa för samma sak.", "Another table has another total of the same."
)
_SEVERAL: Final = re.compile(r"flera|mer än en|unika|utom|exklusive|varav|bortfall|uppgift saknas ingår", re.IGNORECASE)


@dataclass(frozen=True)
class _Count:
    """A figure with what it counts: subject, year, and the column that it stands in."""

    subject: str
    when: frozenset[str]
    column: str
    cell: Cell
    scale: int
    grid: Grid


def same_total(document: Document) -> Iterator[Finding]:
    """Cells that count the same persons or amounts in two tables and are not the same."""
    told = [one for grid in document.grids for one in (*_totals(grid), *_years(grid), *_sums_by_name(grid))]
    found = set()
    for one, other in combinations(told, 2):
        if one.grid is other.grid or _key(one) != _key(other) or _agree(one, other):
            continue
        if _SEVERAL.search(f"{one.grid.title} {other.grid.title}") or id(other.cell) in found:
            continue
        found.add(id(other.cell))
        right = printed_like(other.cell.text, (one.cell.value or Fraction(0)) * one.scale / other.scale)
        places = (other.cell.place, one.cell.place)
        yield Finding(other.cell.place, "cross_table", other.cell.text, right, _OTHER, 0.8, places)


def _key(one: _Count) -> tuple[str, frozenset[str], str]:
    return one.subject, one.when, one.column


def _agree(one: _Count, other: _Count) -> bool:
    """The same, but for the rounding of the coarser unit."""
    first, second = ((count.cell.value or Fraction(0)) * count.scale for count in (one, other))
    loose = max(Fraction(count.scale, 2 * 10**count.cell.decimals) for count in (one, other))
    exact = one.scale == other.scale == 1 and not one.cell.decimals
    return first == second if exact else abs(first - second) <= loose


def _subject(grid: Grid) -> str:
    """What the title says is counted: without its division, its years and its units."""
    said = _UNITS.sub(" ", _YEAR.sub(" ", _SPLIT.split(grid.title, maxsplit=1)[0].lower()))
    said = re.sub(
        r"\b(?:under|år|i|för|den|december|januari)\b\s*$", "", " ".join(re.sub(r"[()–-]", " ", said).split())
    )
    return " ".join(said.split())


def _divided(grid: Grid) -> bool:
    return bool(re.search(r"\b(?:efter|per|fördelat|fördelade|uppdelat|uppdelade)\b", grid.title, re.IGNORECASE))


def _when(text: str) -> frozenset[str]:
    return frozenset(one.lower() for one in (*_YEAR.findall(text), *_WHEN.findall(text)))


def _scale(grid: Grid, column: int) -> int:
    head = grid.columns[column]
    said = f"{head.name} {head.over} {grid.title} {grid.corner}"
    return next((scale for pattern, scale in _MONEY if pattern.search(said)), 1)


def _name(grid: Grid, column: int) -> str:
    """Women, men or all: the column where only one counts is the total."""
    counts = [n for n in range(len(grid.columns)) if grid.counts(n)]
    head = grid.columns[column]
    if head.is_total or len(counts) == 1:
        return "alla"
    return re.sub(r"(?:or|a|na)$", "", head.name.lower())


def _columns(grid: Grid) -> list[int]:
    return [n for n in range(len(grid.columns)) if grid.counts(n) and not grid.columns[n].over]


def _totals(grid: Grid) -> Iterator[_Count]:
    """The last total row of a table that says how it divides its subject."""
    rows = [row for row in grid.rows if row.is_total and not row.perhaps_total]
    subject = _subject(grid)
    if len(rows) != 1 or len(subject) < 4 or not _divided(grid) or any(_YEAR.search(c.name) for c in grid.columns):
        return
    for column in _columns(grid):
        yield from _counted(grid, subject, _when(grid.title), column, rows[0])


def _years(grid: Grid) -> Iterator[_Count]:
    """Rows that are years, of a table that tells a subject year by year."""
    subject = _subject(grid)
    if len(subject) < 4:
        return
    for row in grid.rows:
        if re.fullmatch(r"(?:19|20)\d\d", row.label.strip()):
            other = frozenset(_when(grid.title) - set(_YEAR.findall(grid.title)))
            for column in _columns(grid):
                yield from _counted(grid, subject, other | {row.label.strip()}, column, row)
    for column, head in enumerate(grid.columns):
        totals = [row for row in grid.rows if row.is_total and not row.perhaps_total]
        if re.fullmatch(r"(?:19|20)\d\d", head.name.strip()) and len(totals) == 1 and not head.over:
            cell = totals[0].cells[column]
            if cell.value is not None and not cell.percent and _divided(grid):
                yield _Count(subject, frozenset({head.name.strip()}), "alla", cell, _scale(grid, column), grid)


def _sums_by_name(grid: Grid) -> Iterator[_Count]:
    """“Summa medlemsavgifter”: a total with a name of its own, in tables of the same year."""
    years = _when(grid.title)
    for row in grid.rows:
        name = re.match(r"(?:summa|totala?|sammanlagda)\s+([a-zåäö].{5,})", row.label.lower())
        columns = _columns(grid)
        if name is None or not years or len(columns) != 1:
            continue
        yield from _counted(grid, f"summa {name[1].strip()}", years, columns[0], row)


def _counted(grid: Grid, subject: str, when: frozenset[str], column: int, row: Row) -> Iterator[_Count]:
    cell = row.cells[column]
    if cell.value is not None and not cell.percent and not grid.shares(column):
        yield _Count(subject, when, _name(grid, column), cell, _scale(grid, column), grid)
