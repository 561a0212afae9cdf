"""The default engine: DuckDB, on the extract's Parquet files as they lie. Every Ibis engine has the same expression."""

from __future__ import annotations

import functools
import gc
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import duckdb
import ibis
import ibis.backends.sql.compilers  # Ibis loads it with the first query, which should not wait for it.
import pyarrow.parquet as pq

from samordna.engine.expression import TableOf, cells, families, numbers, to_keep
from samordna.engine.extract import Extract
from samordna.engine.population import Family, Kept, gathered
from samordna.engine.request import Count, Numbers
from samordna.engine.sources import Kind, Source

_TYPES = {Kind.TEXT: "string", Kind.INTEGER: "int32", Kind.LONG: "int64", Kind.DAY: "date", Kind.BOOLEAN: "boolean"}
#: So many queries are remembered as they were written: those of all official tables, for some periods each.
REMEMBERED = 512
#: How much memory DuckDB may take before it goes on in a temporary folder; by itself four fifths of the machine's.
MEMORY = "SAMORDNA_TABLES_MEMORY"
#: The temporary table with the rows that several families count. No file of an extract is called so.
KEPT = "kept rows"
#: Of a file with more rows than this, the rows are read again for each family: kept, they would not fit in memory.
MOST_KEPT = 10_000_000


def count(request: Count, extract: Extract) -> Numbers:
    """The number in every cell of the table."""
    return count_all([request], extract)[0]


def count_all(requests: Iterable[Count], extract: Extract) -> list[Numbers]:
    """The numbers of several tables, over one connection.

    While DuckDB counts one family of them, without Python's lock, the query of the next is written.
    """
    asked = list(requests)
    found: dict[Count, Numbers] = {}
    with _connection() as connection, ThreadPoolExecutor(1) as counting, _uncollected():
        session = _Session(connection, extract)
        running: list[tuple[Family, Future[list[dict[str, Any]]]]] = []
        for common, alike in gathered(families(asked)):
            kept = common if common and session.has_room(common) else None
            if kept:
                running.append(((), counting.submit(session.keep, _keeping(kept))))
            running += [(family, counting.submit(session.rows, _query(family, kept))) for family in alike]
        for family, future in running:
            rows = future.result()
            found |= zip(family, numbers(family, rows), strict=True) if family else ()
    return [found[request] for request in asked]


@contextmanager
def _connection() -> Iterator[Any]:
    """A database in memory. What does not fit there lies in a folder that only we may read, and goes with it."""
    with tempfile.TemporaryDirectory(prefix="samordna-tables-") as folder:
        config: dict[str, Any] = {"temp_directory": folder}
        config |= {"memory_limit": os.environ[MEMORY]} if os.environ.get(MEMORY) else {}
        with duckdb.connect(config=config) as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET parquet_metadata_cache = true")
            yield connection


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for cycles, which goes through all that Ibis has built again and again."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


class Query(NamedTuple):
    """A query, the files that it reads and the columns that it gives. All follow from the declarations alone."""

    sql: str
    sources: tuple[str, ...]
    schema: Any


class _Session:
    """What has been opened on a connection: each file once, and the rows that are kept for now."""

    def __init__(self, connection: Any, extract: Extract) -> None:
        self._connection, self._extract = connection, extract
        self._opened: set[str] = set()

    def has_room(self, kept: Kept) -> bool:
        """Whether so many rows are kept rather than read again."""
        rows: int = pq.read_metadata(self._extract.path(kept.counts[0].source.name)).num_rows
        return rows <= MOST_KEPT

    def keep(self, query: Query) -> list[dict[str, Any]]:
        """Keep the rows, instead of those that were kept before. There is nothing to read yet."""
        self._open(query)
        self._connection.execute(f'CREATE OR REPLACE TEMPORARY TABLE "{KEPT}" AS {query.sql}')
        return []

    def rows(self, query: Query) -> list[dict[str, Any]]:
        """What a query gives."""
        self._open(query)
        result = self._connection.execute(query.sql)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _open(self, query: Query) -> None:
        for source in query.sources:
            if source not in self._opened:
                self._connection.read_parquet(str(self._extract.path(source))).create_view(source)
                self._opened.add(source)


@functools.lru_cache(REMEMBERED)
def _query(family: Family, kept: Kept | None) -> Query:
    """The query of a family."""
    held = (kept, ibis.table(_keeping(kept).schema, name=KEPT)) if kept else None
    return _written(lambda table: cells(family, table, held))


@functools.lru_cache(REMEMBERED)
def _keeping(kept: Kept) -> Query:
    """The query for what several families have in common."""
    return _written(lambda table: to_keep(kept, table))


def _written(expression: Callable[[TableOf], Any]) -> Query:
    sources: dict[str, None] = {}

    def table(source: Source) -> Any:
        sources[source.name] = None
        return ibis.table({column.name: _TYPES[column.kind] for column in source.columns}, name=source.name)

    wanted = expression(table)
    return Query(str(ibis.to_sql(wanted, dialect="duckdb", pretty=False)), tuple(sources), wanted.schema())
