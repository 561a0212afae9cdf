"""The register's rows of participants while an extract is made: gathered from the database, put in order, looked at.

DuckDB does the joining and sorting, beside the register's database and not in it, so that people who work there notice
little. It keeps what it can in memory, within a limit, and the rest beside the extract that is being made, where nobody
else may look and whatever is left is taken away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
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
#: So many batches at most wait to be written.
WAITING = 4
#: What the thread is called that puts rows in order.
MAKER = "rows in order"


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
        """Take the fields of the rows into a table of that name: one piece while the next is asked for."""
        self.put(table, nothing(rows, *fields))
        with ThreadPoolExecutor(1) as taking:
            before: Future[None] | None = None
            for piece in pieces(rows, *fields):
                if before is not None:
                    before.result()
                before = taking.submit(self._add, table, piece)
            if before is not None:
                before.result()

    def _add(self, table: str, piece: Callable[[], pa.Table]) -> None:
        self._database.register("piece", piece())
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

    @contextmanager
    def in_order(self, queries: Mapping[str, str]) -> Iterator[Iterator[tuple[str, pa.RecordBatch]]]:
        """The rows of several queries, each with its name, in batches and one query after the other.

        While a batch is used, DuckDB goes on with the next ones in a thread of its own: at most a few are waiting.
        """
        ready: Queue[tuple[str, pa.RecordBatch] | BaseException | None] = Queue(WAITING)
        stopped = Event()

        def put(one: tuple[str, pa.RecordBatch] | BaseException | None) -> bool:
            while not stopped.is_set():
                with suppress(Full):
                    ready.put(one, timeout=0.1)
                    return True
            return False

        def make() -> None:
            try:
                for name, query in queries.items():
                    if not all(put((name, batch)) for batch in self.batches(query)):
                        return
                put(None)
            except BaseException as error:
                put(error)

        maker = Thread(target=make, name=MAKER)
        maker.start()
        try:
            yield _made(ready)
        finally:
            stopped.set()
            maker.join()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The few rows of a query."""
        return self._database.execute(query, parameters).fetchall()


def _made(ready: Queue[tuple[str, pa.RecordBatch] | BaseException | None]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """What another thread makes, until it says that there is no more. Its error is raised here."""
    while (one := ready.get()) is not None:
        if isinstance(one, BaseException):
            raise one
        yield one


def no_room() -> ExtractNotWritten:
    """What it means when DuckDB can hold its rows neither in memory nor on disk."""
    return ExtractNotWritten(
        "No extract was made: there was no room for the rows while they were put in order. Make room on the disk of the"
        " extracts, and make it again.",
        "full",
    )
