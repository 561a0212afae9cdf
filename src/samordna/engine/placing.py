"""Where a row stands in time, for the expression of a table: which of the table's periods it falls into, and how.

The periods come in the order of time, so a row falls into those from one number to another: by its year when they are
calendar years, else found by halving. The row is copied once for each of them, and nowhere else.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import ibis

from samordna.engine.periods import Basis, Span
from samordna.engine.request import Count, Latest
from samordna.engine.sources import Period, Source

#: The column with the number of the period.
AT = "at"
#: Per basis that not every copy has: the column that says from or up to which period the row has it.
_BEGAN, _ENDED, _FULL = "began up to", "ended from", "whole up to"
_FIRST, _LAST = "first at", "last at"
#: How many rows of the same come later in the period.
_LATER = "later"


def bases_of(counts: Iterable[Count]) -> set[Basis]:
    """Every time basis that any of them asks for."""
    return {when.basis for one in counts for when in one.time.bases}


def holds(rows: Any, source: Source, basis: Basis, bases: set[Basis]) -> Any | None:
    """The condition that a placed row fulfils ``basis`` in its period; None when every copy does.

    Every copy does when nothing else is asked (``bases``): then the rows were copied for those periods only.
    """
    has_days = source.period is not None and source.period.start is not None
    if bases == {basis} or not has_days:
        return None
    match basis:
        case Basis.EVER:
            return None
        case Basis.BEGAN:
            return rows[AT] <= rows[_BEGAN]
        case Basis.ENDED:
            return rows[AT] >= rows[_ENDED]
        case Basis.ON_LAST_DAY:
            return rows[AT] <= rows[_FULL]


def within(rows: Any, family: Sequence[Count]) -> Any:
    """The rows without most of those that fall into no period, told by plain comparisons that are quickly made."""
    period, spans = family[0].source.period, family[0].time.spans
    assert period is not None  # a Count cannot be built without it
    first, last = spans[0].first, spans[-1].last
    if not period.start:
        return rows.filter(_day(rows, period.year).between(first.year, last.year))
    start = _day(rows, period.start)
    end = _day(rows, period.end) if period.end else ibis.null("date")
    bases = bases_of(family)
    if bases == {Basis.ENDED}:
        return rows.filter(end.between(first, last))
    began = start.between(first, last)
    held = began if bases == {Basis.BEGAN} else (start <= last) & (end.isnull() | (end >= first))
    return rows.filter(start.isnull() | held)


def place(rows: Any, family: Sequence[Count]) -> Any:
    """A copy of each row for every period it falls into, with the period's number in ``at``.

    When the counts ask for one basis only, for every period in which the row fulfils it.
    """
    period, spans = family[0].source.period, family[0].time.spans
    assert period is not None  # a Count cannot be built without it
    bases = bases_of(family)
    first, last = _bounds(rows, period, spans)
    rows = rows.mutate(**{_FIRST: first, _LAST: last, **_details(rows, period, spans, bases)})
    if len(bases) == 1 and period.start:
        rows = _narrowed(rows, *bases)
    rows = rows.filter(rows[_FIRST] <= rows[_LAST])
    if len(spans) == 1:
        rows = rows.mutate(**{AT: ibis.literal(0, "int64")})
    else:
        rows = rows.mutate(**{AT: ibis.range(rows[_FIRST], rows[_LAST] + 1).unnest()})
    return rows.drop(_FIRST, _LAST)


def _narrowed(rows: Any, basis: Basis) -> Any:
    """The rows with the periods in which they fulfil the basis."""
    match basis:
        case Basis.EVER:
            return rows
        case Basis.BEGAN:
            return rows.mutate(**{_LAST: ibis.least(rows[_LAST], rows[_BEGAN])})
        case Basis.ENDED:
            return rows.mutate(**{_FIRST: ibis.greatest(rows[_FIRST], rows[_ENDED])})
        case Basis.ON_LAST_DAY:
            return rows.mutate(**{_LAST: ibis.least(rows[_LAST], rows[_FULL])})


def latest_of(rows: Any, request: Count, latest: Latest) -> Any:
    """Of the placed rows that belong to a period, those that no other of the same key comes after."""
    key = [rows[f"own {name}"] for name in latest.key]
    last = [ibis.desc(rows[f"own {name}"], nulls_first=False) for name in latest.by]
    place = ibis.rank().over(ibis.window(group_by=[rows[AT], *key], order_by=last))
    alone = functools.reduce(operator.or_, (column.isnull() for column in key))
    return rows.mutate(**{_LATER: alone.ifelse(0, place)}).filter(lambda placed: placed[_LATER] == 0).drop(_LATER)


def days_within(rows: Any, request: Count) -> Any:
    """The days of its period on which a placed row held; 0 when its days are not known."""
    period, spans = request.source.period, request.time.spans
    assert period is not None  # a Count cannot be built without it
    first = _of_span(rows[AT], [span.first for span in spans])
    last = _of_span(rows[AT], [span.last for span in spans])
    start = _day(rows, period.start)
    end = _day(rows, period.end).fill_null(last) if period.end else last
    held = ibis.least(end, last).delta(ibis.greatest(start, first), unit="day") + 1
    return start.isnull().ifelse(0, held).cast("int64")


def _of_span(at: Any, values: Sequence[date]) -> Any:
    """The value of the period with this number."""
    return _halved(list(range(len(values) - 1)), 0, len(values) - 1, lambda bound: at <= bound, values)


def _day(rows: Any, name: str | None) -> Any:
    return rows[f"own {name}"]


def _bounds(rows: Any, period: Period, spans: Sequence[Span]) -> tuple[Any, Any]:
    """The numbers of the first and the last period that a row falls into; the last before the first when into none."""
    by_year = _bounds_of_year(rows[f"own {period.year}"], spans) if period.year else None
    if not period.start:
        assert by_year is not None  # a period has days or a year
        return by_year
    start = _day(rows, period.start)
    end = _day(rows, period.end) if period.end else ibis.null("date")
    first = _first(start, [span.last for span in spans])
    last = end.isnull().ifelse(len(spans) - 1, _last(end, [span.first for span in spans]))
    # It never held: it ends before it begins.
    last = (end < start).fill_null(False).ifelse(-1, last)
    none = ibis.literal(len(spans), "int64"), ibis.literal(-1, "int64")
    of_year = by_year or none
    return start.isnull().ifelse(of_year[0], first), start.isnull().ifelse(of_year[1], last)


def _bounds_of_year(year: Any, spans: Sequence[Span]) -> tuple[Any, Any]:
    """A row that knows only its year falls into the periods that hold the whole of it."""
    untils = [span.last.year if (span.last.month, span.last.day) == (12, 31) else span.last.year - 1 for span in spans]
    froms = [span.first.year + ((span.first.month, span.first.day) != (1, 1)) for span in spans]
    missing = year.isnull()
    return missing.ifelse(len(spans), _first(year, untils)), missing.ifelse(-1, _last(year, froms))


def _details(rows: Any, period: Period, spans: Sequence[Span], bases: set[Basis]) -> dict[str, Any]:
    """What tells began, ended and held at the end apart, as numbers of periods."""
    if not period.start:
        return {}
    start = _day(rows, period.start)
    end = _day(rows, period.end) if period.end else ibis.null("date")
    number = len(spans)
    found = {}
    if Basis.BEGAN in bases:
        # A row that knows only its year began in it.
        found[_BEGAN] = start.isnull().ifelse(number, _last(start, [span.first for span in spans]))
    if Basis.ENDED in bases:
        unknown = start.isnull() | end.isnull()
        found[_ENDED] = unknown.ifelse(number, _first(end, [span.last for span in spans]))
    if Basis.ON_LAST_DAY in bases:
        whole = end.isnull().ifelse(number, _last(end, [span.last for span in spans]))
        found[_FULL] = start.isnull().ifelse(-1, whole)
    return found


def _first(value: Any, bounds: Sequence[date] | Sequence[int]) -> Any:
    """The first number whose bound is not before ``value``; how many there are when all are."""
    if _year_by_year(bounds, (12, 31)):
        return _clipped(value, bounds, 0, len(bounds))
    return _halved(bounds, 0, len(bounds), lambda bound: value <= bound)


def _last(value: Any, bounds: Sequence[date] | Sequence[int]) -> Any:
    """The last number whose bound is not after ``value``; −1 when all are."""
    if _year_by_year(bounds, (1, 1)):
        return _clipped(value, bounds, -1, len(bounds) - 1)
    return _halved(bounds, 0, len(bounds), lambda bound: value < bound) - 1


def _year_by_year(bounds: Sequence[date] | Sequence[int], day: tuple[int, int]) -> bool:
    """True when the bounds are several years in a row, or this day of each of them."""
    ordinary = len(bounds) > 1 and all(isinstance(one, int) or (one.month, one.day) == day for one in bounds)
    return ordinary and [_year(one) - _year(bounds[0]) for one in bounds] == list(range(len(bounds)))


def _year(bound: date | int) -> int:
    return bound if isinstance(bound, int) else bound.year


def _clipped(value: Any, bounds: Sequence[date] | Sequence[int], low: int, high: int) -> Any:
    """How many years the value lies after the first bound, between two numbers. What is null is asked for before."""
    year = value if isinstance(bounds[0], int) else value.year()
    return ibis.greatest(ibis.least(year - _year(bounds[0]), high), low)


def _halved(
    bounds: Sequence[Any], low: int, high: int, before: Callable[[Any], Any], values: Sequence[date] | None = None
) -> Any:
    """The number, or its value, that is found by asking whether something comes ``before`` the bound in the middle."""
    if low == high:
        return ibis.literal(low, "int64") if values is None else ibis.literal(values[low])
    middle = (low + high) // 2
    below, above = (_halved(bounds, start, end, before, values) for start, end in ((low, middle), (middle + 1, high)))
    return before(ibis.literal(bounds[middle])).ifelse(below, above)
