"""The register's rows of participants while an extract is made: gathered from the database, put in order, looked at.

DuckDB does the joining and sorting, beside the register's database and not in it, so that people who work there notice
little. It keeps what it can in memory, within a limit, and the rest beside the extract that is being made, where nobody
else may look and whatever is left is taken away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
from django.db.models import QuerySet

from samordna.engine.extract import GROUP, ExtractNotWritten
from samordna.learn.statistics import people_sql
from samordna.learn.statistics.pieces import nothing, pieces

#: So much of the machine's memory at most; what does not fit waits on disk.
MEMORY = "1GB"


class Gathered(AbstractContextManager["Gathered"]):
    """A database of its own that lives as long as the extract is made."""

    def __init__(self, folder: Path) -> None:
        self._waiting = folder / "waiting"
        self._database = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(self._waiting)})
        self._database.execute(people_sql.MACROS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        shutil.rmtree(self._waiting, ignore_errors=True)
        if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
            raise no_room() from error

    def take(self, table: str, rows: QuerySet[Any], *fields: str) -> None:
        """Take the fields of the rows into a table of that name."""
        self.put(table, nothing(rows, *fields))
        for piece in pieces(rows, *fields):
            self._database.register("piece", piece)
            self._database.execute(f"INSERT INTO {table} SELECT * FROM piece")  # noqa: S608 - a name of our own

    def put(self, table: str, rows: pa.Table) -> None:
        """Make a table of rows that are in memory."""
        self._database.register("piece", rows)
        self._database.execute(f"CREATE TABLE {table} AS SELECT * FROM piece")  # noqa: S608

    def run(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        self._database.execute(statement)

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query, in batches."""
        yield from self._database.sql(query).to_arrow_reader(GROUP)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The few rows of a query."""
        return self._database.execute(query, parameters).fetchall()


def no_room() -> ExtractNotWritten:
    """What it means when DuckDB can hold its rows neither in memory nor on disk."""
    return ExtractNotWritten(
        "No extract was made: there was no room for the rows while they were put in order. Make room on the disk of the"
        " extracts, and make it again.",
        "full",
    )
