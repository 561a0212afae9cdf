"""The reference engine: slow and obvious. For each cell it goes through the period's rows and counts those that belong.

It is what the fast engines are compared with, so nothing here is clever.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from samordna.engine.conditions import AtMost, Condition, Given, Has, Is, MoreThan, OfARow
from samordna.engine.dimensions import Bands, Compared, Direction, Link, Mapped, Split, YearsFrom
from samordna.engine.extract import Extract
from samordna.engine.periods import Basis, Span, When
from samordna.engine.request import Count, Counted, Key, Latest, Numbers
from samordna.engine.sources import Meaning, Period, Source

Row = dict[str, Any]


def count(request: Count, extract: Extract) -> Numbers:
    """The number in every cell of the table."""
    holds = [_holder(condition, extract) for condition in request.where]
    rows = [row for row in _rows(request, extract) if all(held(row) for held in holds)]
    period = _period(request.source)
    spans = {span.code: span for span in request.time.spans}
    by_time = {
        (span.code, when.code): _latest([row for row in rows if _in_span(row, period, when, span)], request)
        for span in spans.values()
        for when in request.time.bases
    }
    cells: Numbers = {}
    for key in request.cell_keys():
        span, when, codes = _parts(request, key)
        belonging = [row for row in by_time[span, when] if _in_codes(request, row, codes)]
        cells[key] = _measure(request, belonging, spans[span])
    return cells


def _parts(request: Count, key: Key) -> tuple[str, str, tuple[str, ...]]:
    """The period, the basis and the dimensions' codes of a cell."""
    span, *codes = key
    when = codes.pop(0) if request.time.is_column else request.time.bases[0].code
    return span, when, tuple(codes)


def _in_codes(request: Count, row: Row, codes: tuple[str, ...]) -> bool:
    return all(_has(row, dimension, code) for dimension, code in zip(request.dimensions, codes, strict=True))


def _rows(request: Count, extract: Extract) -> list[Row]:
    """All rows of the population's file; what a dimension finds in other files is put in the row under its name."""
    rows = _all(request.source, extract)
    for dimension in request.dimensions:
        on = dimension.on
        if isinstance(on, Link | Mapped | Compared):
            same: dict[Any, list[Row]] = {None: []}
            for other in _all(on.source, extract):
                if other[on.key] is not None:
                    same.setdefault(other[on.key], []).append(other)
            for row in rows:
                row[f"found {dimension.name}"] = _found(on, row, same.get(row[on.key], []))
    return rows


def _all(source: Source, extract: Extract) -> list[Row]:
    return list(extract.rows(source.name, [column.name for column in source.columns]))


def _found(on: Link | Mapped | Compared, row: Row, others: list[Row]) -> set[Any]:
    """The values that the rows of another file with the same key give."""
    match on:
        case Link():
            return {other[on.column] for other in others if all(_fulfils(other, c) for c in on.where)}
        case Mapped():
            day = row[on.day.name]
            return {other[on.column] for other in others if day is not None and _on_day(other, on, day)}
        case Compared():
            before, after = _at(on, others, on.before), _at(on, others, on.after)
            if before is None or after is None:
                return {Direction.UNKNOWN}
            return {Direction.MORE if after > before else Direction.LESS if after < before else Direction.SAME}


def _on_day(other: Row, on: Mapped, day: date) -> bool:
    first, last = other[on.first], other[on.last]
    return first is not None and first <= day and (last is None or day <= last)


def _at(on: Compared, others: list[Row], occasion: tuple[OfARow, ...]) -> int | None:
    """The number at an occasion; None when nothing was answered then."""
    answered = [other for other in others if all(_fulfils(other, c) for c in occasion)]
    if not answered:
        return None
    return sum(other[on.column] or 0 for other in answered if all(_fulfils(other, c) for c in on.of))


def _holder(condition: Condition, extract: Extract) -> Callable[[Row], bool]:
    """The condition as a question to a row."""
    if not isinstance(condition, Has):
        return lambda row: _fulfils(row, condition)
    others = extract.rows(condition.source.name, [column.name for column in condition.source.columns])
    keys = {other[condition.key] for other in others if all(_fulfils(other, c) for c in condition.where)} - {None}
    return lambda row: (row[condition.key] in keys) is not condition.none


def _fulfils(row: Row, condition: OfARow) -> bool:
    value = row[condition.field.name]
    match condition:
        case Is(codes=codes):
            return value in codes
        case Given():
            return value is not None
        case MoreThan(number=number):
            return value is not None and value > number
        case AtMost(number=number):
            return value is not None and value <= number


def _period(source: Source) -> Period:
    assert source.period is not None  # a Count cannot be built without it
    return source.period


def _in_span(row: Row, period: Period, when: When, span: Span) -> bool:
    start = row[period.start] if period.start else None
    if start is None:
        only = row[period.year] if period.year else None
        return only is not None and when.basis in (Basis.EVER, Basis.BEGAN) and _has_year(span, only)
    end = row[period.end] if period.end else None
    if end is not None and end < start:
        return False
    first, last = span.first, span.last
    match when.basis:
        case Basis.EVER:
            return bool(start <= last and (end is None or end >= first))
        case Basis.BEGAN:
            return bool(first <= start <= last)
        case Basis.ENDED:
            return bool(end is not None and first <= end <= last)
        case Basis.ON_LAST_DAY:
            return bool(start <= last and (end is None or end >= last))


def _latest(rows: list[Row], request: Count) -> list[Row]:
    """The rows that no other of the same key comes after."""
    latest = request.latest
    if latest is None:
        return rows
    among: list[Row] = []
    alone: list[Row] = []
    for row in rows:
        (among if all(_fulfils(row, condition) for condition in latest.among) else alone).append(row)
    places = [_place(row, latest) for row in among]
    last: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for key, place in places:
        last[key] = max(place, last.get(key, place))
    return alone + [row for row, (key, place) in zip(among, places, strict=True) if None in key or place == last[key]]


def _place(row: Row, latest: Latest) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The row's key, and its place among the rows with the same: an empty value comes before the others."""
    place = tuple((row[name] is not None, row[name] if row[name] is not None else 0) for name in latest.by)
    return tuple(row[name] for name in latest.key), place


def _has_year(span: Span, year: int) -> bool:
    return span.first <= date(year, 1, 1) and date(year, 12, 31) <= span.last


def _has(row: Row, dimension: Split, wanted: str) -> bool:
    if isinstance(dimension, Bands):
        number = _number(row, dimension.on)
        return any(
            wanted in (band.code, dimension.total.code if dimension.total else None)
            for band in dimension.codes
            if number is not None and band.holds(number)
        )
    found = isinstance(dimension.on, Link | Mapped | Compared)
    present = row[f"found {dimension.name}"] if found else {row[dimension.field.name]}
    return any(
        wanted in (code.code, dimension.total.code if dimension.total else None)
        for code in dimension.codes
        if present & set(code.includes)
    )


def _number(row: Row, on: Any) -> int | None:
    if not isinstance(on, YearsFrom):
        found: int | None = row[on.name]
        return found
    year, day = row[on.year.name], row[on.day.name]
    return None if year is None or day is None else day.year - year


def _measure(request: Count, rows: list[Row], span: Span) -> int | None:
    what = request.what
    if what.counted is Counted.ROWS:
        return len(rows)
    if what.counted is Counted.SUM:
        said = [row[what.column] for row in rows if what.column and row[what.column] is not None]
        return sum(said) if said or not request.missing_of_none else None
    if what.counted is Counted.DAYS:
        return sum(_days(row, _period(request.source), span) for row in rows)
    column = what.column
    if what.counted is Counted.PERSONS:
        person = request.source.meaning(Meaning.PERSON)
        column = person.name if person else None
    return len({row[column] for row in rows if column and row[column] is not None})


def _days(row: Row, period: Period, span: Span) -> int:
    """The days of the period on which the row held; none of a row whose days are not known."""
    start = row[period.start] if period.start else None
    if start is None:
        return 0
    end = row[period.end] if period.end else None
    first, last = max(start, span.first), span.last if end is None else min(end, span.last)
    return int((last - first).days) + 1
