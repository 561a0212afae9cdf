"""The default engine: DuckDB through Ibis, on the extract's Parquet files as they lie.

Every dimension is a small table of (code of the register, code of the table) that the rows are joined with, the total
among them; so one query gives all cells. Cells that no row falls into are put in afterwards, as zero.
"""

from __future__ import annotations

import functools
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from samordna.engine.conditions import Condition, Given, Is
from samordna.engine.dimensions import Basis, Dimension, Link, When
from samordna.engine.extract import Extract
from samordna.engine.request import Count, Counted, Key
from samordna.engine.sources import Meaning, Period


def count(request: Count, extract: Extract) -> dict[Key, int]:
    """The number in every cell of the table."""
    connection = ibis.duckdb.connect()
    try:
        found = _query(request, extract, connection).to_pyarrow().to_pylist()
    finally:
        connection.disconnect()
    names = [column.name for column in request.columns]
    numbers = {tuple(str(row[name]) for name in names): int(row["number"] or 0) for row in found}
    return {key: numbers.get(key, 0) for key in request.cell_keys()}


def _query(request: Count, extract: Extract, connection: Any) -> Any:
    rows = _filtered(_read(request.source.name, extract, connection), request.where)
    rows = _in_years(rows, request)
    for dimension in request.dimensions:
        rows = _split(rows, dimension, extract, connection)
    return rows.group_by([column.name for column in request.columns]).aggregate(number=_measure(rows, request))


def _own(name: str | None) -> str:
    """What a column of the file is called in the query: the table's columns have their plain names, so none collide."""
    return f"own {name}"


def _read(source: str, extract: Extract, connection: Any) -> Any:
    return connection.read_parquet(extract.path(source)).rename("own {name}")


def _filtered(rows: Any, where: tuple[Condition, ...]) -> Any:
    for condition in where:
        column = rows[_own(condition.field.name)]
        if isinstance(condition, Is):
            rows = rows.filter(column.cast("string").isin(condition.codes))
        elif isinstance(condition, Given):
            rows = rows.filter(column.notnull())
        else:
            rows = rows.filter(column > condition.number)
    return rows


def _in_years(rows: Any, request: Count) -> Any:
    """One copy of each row per year and basis that it falls into."""
    years = ibis.memtable(
        pa.table(
            {
                "year": pa.array(list(request.time.years), pa.int32()),
                "first_day": pa.array([date(year, 1, 1) for year in request.time.years], pa.date32()),
                "last_day": pa.array([date(year, 12, 31) for year in request.time.years], pa.date32()),
            }
        )
    )
    period = request.source.period
    assert period is not None  # a Count cannot be built without it
    branches = []
    for when in request.time.bases:
        branch = rows.join(years, _falls_in(rows, years, period, when)).drop("first_day", "last_day")
        if request.time.is_column:
            branch = branch.mutate(**{request.time.name: ibis.literal(when.code)})
        branches.append(branch)
    return functools.reduce(lambda left, right: left.union(right), branches)


def _falls_in(rows: Any, years: Any, period: Period, when: When) -> Any:
    dated: Any = ibis.literal(False)
    if period.start:
        start = rows[_own(period.start)]
        end = rows[_own(period.end)] if period.end else ibis.null("date")
        # Null stands for "has not ended"; every comparison says what null means.
        dated = {
            Basis.EVER: (start <= years.last_day) & (end.isnull() | (end >= years.first_day)),
            Basis.BEGAN: (start >= years.first_day) & (start <= years.last_day),
            Basis.ENDED: start.notnull() & end.notnull() & (end >= years.first_day) & (end <= years.last_day),
            Basis.AT_YEAR_END: (start <= years.last_day) & (end.isnull() | (end >= years.last_day)),
        }[when.basis]
    if period.year is None or when.basis not in (Basis.EVER, Basis.BEGAN):
        return dated
    only_year = rows[_own(period.year)] == years.year
    return dated | (rows[_own(period.start)].isnull() & only_year) if period.start else only_year


def _split(rows: Any, dimension: Dimension, extract: Extract, connection: Any) -> Any:
    """One copy of each row per code of the dimension that it belongs to, the total included."""
    pairs = [(own, code.code) for code in dimension.codes for own in code.includes]
    if dimension.total:
        pairs += [(own, dimension.total.code) for code in dimension.codes for own in code.includes]
    codes = ibis.memtable(pa.table({"register": [p[0] for p in pairs], dimension.name: [p[1] for p in pairs]}))
    if isinstance(dimension.on, Link):
        link = dimension.on
        linked = _filtered(_read(link.source.name, extract, connection), link.where)
        belongs = linked.join(codes, linked[_own(link.column)].cast("string") == codes.register)
        # A row with two codes of one group belongs to the group once.
        belongs = belongs.select(_own(link.key), dimension.name).distinct().rename(linked_key=_own(link.key))
        return rows.join(belongs, rows[_own(link.key)] == belongs.linked_key).drop("linked_key")
    return rows.join(codes, rows[_own(dimension.on.name)].cast("string") == codes.register).drop("register")


def _measure(rows: Any, request: Count) -> Any:
    what = request.what
    if what.counted is Counted.ROWS:
        return rows.count()
    if what.counted is Counted.SUM:
        return rows[_own(what.column)].sum()
    column = what.column
    if what.counted is Counted.PERSONS:
        person = request.source.meaning(Meaning.PERSON)
        column = person.name if person else None
    return rows[_own(column)].nunique()
