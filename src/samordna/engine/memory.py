"""The reference engine: slow and obvious. For each cell it goes through the year's rows and counts those that belong.

It is what the fast engines are compared with, so nothing here is clever.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.engine.conditions import Condition, Given, Is, MoreThan
from samordna.engine.dimensions import Basis, Dimension, Link, When
from samordna.engine.extract import Extract
from samordna.engine.request import Count, Counted, Key
from samordna.engine.sources import Meaning, Period, Source

Row = dict[str, Any]


def count(request: Count, extract: Extract) -> dict[Key, int]:
    """The number in every cell of the table."""
    rows = [row for row in _rows(request, extract) if all(_fulfils(row, c) for c in request.where)]
    by_time = {
        (year, when.code): [row for row in rows if _in_year(row, _period(request.source), when, year)]
        for year in request.time.years
        for when in request.time.bases
    }
    cells = {}
    for key in request.cell_keys():
        year, when, codes = _parts(request, key)
        belonging = [row for row in by_time[year, when] if _in_codes(request, row, codes)]
        cells[key] = _measure(request, belonging)
    return cells


def _parts(request: Count, key: Key) -> tuple[int, str, tuple[str, ...]]:
    """The year, the basis and the dimensions' codes of a cell."""
    year, *codes = key
    when = codes.pop(0) if request.time.is_column else request.time.bases[0].code
    return int(year), when, tuple(codes)


def _in_codes(request: Count, row: Row, codes: tuple[str, ...]) -> bool:
    return all(_has(row, dimension, code) for dimension, code in zip(request.dimensions, codes, strict=True))


def _rows(request: Count, extract: Extract) -> list[Row]:
    """All rows of the population's file; the codes of a linked dimension are put in the row under its name."""
    rows = list(extract.rows(request.source.name, [column.name for column in request.source.columns]))
    for dimension in request.dimensions:
        if isinstance(dimension.on, Link):
            codes = _linked_codes(dimension.on, extract)
            for row in rows:
                row[f"linked {dimension.name}"] = codes.get(row[dimension.on.key], set())
    return rows


def _linked_codes(link: Link, extract: Extract) -> dict[Any, set[str]]:
    codes: dict[Any, set[str]] = {}
    for row in extract.rows(link.source.name, [column.name for column in link.source.columns]):
        if all(_fulfils(row, condition) for condition in link.where):
            codes.setdefault(row[link.key], set()).add(row[link.column])
    return codes


def _fulfils(row: Row, condition: Condition) -> bool:
    value = row[condition.field.name]
    match condition:
        case Is(codes=codes):
            return value in codes
        case Given():
            return value is not None
        case MoreThan(number=number):
            return value is not None and value > number


def _period(source: Source) -> Period:
    assert source.period is not None  # a Count cannot be built without it
    return source.period


def _in_year(row: Row, period: Period, when: When, year: int) -> bool:
    start = row[period.start] if period.start else None
    if start is None:
        only = row[period.year] if period.year else None
        return only == year and when.basis in (Basis.EVER, Basis.BEGAN)
    end = row[period.end] if period.end else None
    first, last = date(year, 1, 1), date(year, 12, 31)
    match when.basis:
        case Basis.EVER:
            return bool(start <= last and (end is None or end >= first))
        case Basis.BEGAN:
            return bool(start.year == year)
        case Basis.ENDED:
            return end is not None and end.year == year
        case Basis.AT_YEAR_END:
            return bool(start <= last and (end is None or end >= last))


def _has(row: Row, dimension: Dimension, wanted: str) -> bool:
    linked = isinstance(dimension.on, Link)
    present = row[f"linked {dimension.name}"] if linked else {row[dimension.field.name]}
    return any(
        wanted in (code.code, dimension.total.code if dimension.total else None)
        for code in dimension.codes
        if present & set(code.includes)
    )


def _measure(request: Count, rows: list[Row]) -> int:
    what = request.what
    if what.counted is Counted.ROWS:
        return len(rows)
    if what.counted is Counted.SUM:
        return sum(row[what.column] or 0 for row in rows if what.column)
    column = what.column
    if what.counted is Counted.PERSONS:
        person = request.source.meaning(Meaning.PERSON)
        column = person.name if person else None
    return len({row[column] for row in rows if column and row[column] is not None})
