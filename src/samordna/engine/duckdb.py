"""The default engine: DuckDB, on the extract's Parquet files as they lie. Every Ibis engine has the same expression."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis

from samordna.engine.expression import Family, cells, families, numbers
from samordna.engine.extract import Extract
from samordna.engine.request import Count, Numbers
from samordna.engine.sources import Kind, Source

_TYPES = {Kind.TEXT: "string", Kind.INTEGER: "int32", Kind.LONG: "int64", Kind.DAY: "date", Kind.BOOLEAN: "boolean"}
#: So many queries are remembered as they were written: those of all official tables, for some periods each.
REMEMBERED = 512
#: How much memory DuckDB may take before it goes on in a temporary folder; by itself four fifths of the machine's.
MEMORY = "SAMORDNA_TABLES_MEMORY"


def count(request: Count, extract: Extract) -> Numbers:
    """The number in every cell of the table."""
    return count_all([request], extract)[0]


def count_all(requests: Iterable[Count], extract: Extract) -> list[Numbers]:
    """The numbers of several tables, over one connection.

    While DuckDB counts one family of them, without Python's lock, the query of the next is written.
    """
    asked = list(requests)
    found: dict[Count, Numbers] = {}
    with _connection() as connection, ThreadPoolExecutor(1) as counting:
        running = []
        for family in families(asked):
            query, sources = _query(family)
            running.append((family, counting.submit(_rows, connection, query, sources, extract)))
        for family, rows in running:
            found |= zip(family, numbers(family, rows.result()), strict=True)
    return [found[request] for request in asked]


@contextmanager
def _connection() -> Iterator[Any]:
    """A database in memory. What does not fit there lies in a folder that only we may read, and goes with it."""
    with tempfile.TemporaryDirectory(prefix="samordna-tables-") as folder:
        config: dict[str, Any] = {"temp_directory": folder}
        config |= {"memory_limit": os.environ[MEMORY]} if os.environ.get(MEMORY) else {}
        with duckdb.connect(config=config) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield connection


@functools.lru_cache(REMEMBERED)
def _query(family: Family) -> tuple[str, tuple[str, ...]]:
    """The query of a family and the files that it reads. Both follow from the declarations alone."""
    sources: dict[str, None] = {}

    def table(source: Source) -> Any:
        sources[source.name] = None
        return ibis.table({column.name: _TYPES[column.kind] for column in source.columns}, name=source.name)

    return str(ibis.to_sql(cells(family, table), dialect="duckdb")), tuple(sources)


def _rows(connection: Any, query: str, sources: Iterable[str], extract: Extract) -> list[dict[str, Any]]:
    for source in sources:
        connection.read_parquet(str(extract.path(source))).create_view(source, replace=True)
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
