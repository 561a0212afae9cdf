"""Tables by PostgreSQL: for those who have a large server already and no room for the work beside it.

The files that a table needs are copied from the extract into temporary tables, some thousand rows at
a time, and the expression that every Ibis engine has is run there. Only the session that made a temporary table sees
it, and it is gone when the session ends, however it ends: no pseudonymous row is left in the database, none is in its
log of changes and so in no backup or replica, and the role needs no right but to make temporary tables.

Which database: SAMORDNA_TABLES_DATABASE_URL, else the register's own when that is PostgreSQL (SAMORDNA_DATABASE_URL).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import psycopg
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from psycopg import sql
from psycopg.rows import dict_row

from samordna.engine.errors import EngineUnavailable
from samordna.engine.expression import cells, families, numbers
from samordna.engine.extract import Extract
from samordna.engine.population import Family
from samordna.engine.request import Count, Numbers

ADDRESS = "SAMORDNA_TABLES_DATABASE_URL"
REGISTER = "SAMORDNA_DATABASE_URL"
HOW_TO_NAME_ONE = (
    f"Say which PostgreSQL shall compute it: {ADDRESS}=postgresql://user:password@host:port/name."
    " The role needs nothing but the right to make temporary tables there."
)
#: So many rows at a time: the memory that loading takes does not grow with the extract.
ROWS = 50_000
_TYPES = {pa.string(): "text", pa.int32(): "integer", pa.int64(): "bigint", pa.date32(): "date", pa.bool_(): "boolean"}
#: A null is nothing at all, a text is always between quotation marks: so the empty text and null stay apart.
_CSV = pc.WriteOptions(include_header=False, quoting_style="all_valid")


def count(request: Count, extract: Extract) -> Numbers:
    """The number in every cell of the table. EngineUnavailable when there is no database that can compute it."""
    return count_all([request], extract)[0]


def count_all(requests: Iterable[Count], extract: Extract) -> list[Numbers]:
    """The numbers of several tables, in one session: a file is copied once."""
    with opened() as session:
        return session.count_all(requests, extract)


@contextmanager
def opened() -> Iterator[Session]:
    """One session for several tables: what one of them has loaded is there for the next."""
    with _connection(address()) as connection:
        yield Session(connection)


class Session:
    """A session with the database and the files that have been loaded in it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._database = ibis.postgres.from_connection(connection)
        self._loaded: set[str] = set()

    def count(self, request: Count, extract: Extract) -> Numbers:
        """The number in every cell of the table."""
        return self.count_all([request], extract)[0]

    def count_all(self, requests: Iterable[Count], extract: Extract) -> list[Numbers]:
        """The numbers of several tables; those that are alike in one query."""
        asked = list(requests)
        found: dict[Count, Numbers] = {}
        for family in families(asked):
            found |= zip(family, self._counted(family, extract), strict=True)
        return [found[request] for request in asked]

    def _counted(self, family: Family, extract: Extract) -> list[Numbers]:
        wanted = cells(family, lambda source: self._table(extract, source.name))
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return numbers(family, cursor.execute(written(wanted)))

    def _table(self, extract: Extract, source: str) -> Any:
        name = f"{extract.id} {source}"  # no table of the register is called so
        if name not in self._loaded:
            _load(self._connection, extract.path(source), name)
            self._loaded.add(name)
        return self._database.table(name)


def written(wanted: Any) -> bytes:
    """The query of an expression.

    Ibis's own way (``to_pyarrow``) rewrites a query in place. A part that stands in it twice is then rewritten once,
    and the other place keeps a join that PostgreSQL does not know.
    """
    return str(ibis.to_sql(wanted, dialect="postgres", pretty=False)).encode()


def address(environment: Mapping[str, str] = os.environ) -> str:
    """The database's address. EngineUnavailable, with what to set, when no PostgreSQL is named."""
    found = environment.get(ADDRESS) or environment.get(REGISTER)
    if not found:
        raise EngineUnavailable(f"No PostgreSQL is named. {HOW_TO_NAME_ONE}")
    if not found.startswith(("postgresql://", "postgres://")):
        raise EngineUnavailable(f"The address of the database does not begin with postgresql://. {HOW_TO_NAME_ONE}")
    return found


@contextmanager
def _connection(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A session of its own. What PostgreSQL says of an error is passed on without the row that it may quote."""
    try:
        with psycopg.connect(url, autocommit=True, application_name="samordna tables") as connection:
            # Compiling a table's many small counts takes ten times as long as counting them.
            connection.execute("SET jit = off")
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise EngineUnavailable(
            f"PostgreSQL does not let this role make temporary tables ({error.diag.message_primary})."
            " Whoever owns the database can allow it: GRANT TEMPORARY ON DATABASE … TO …"
        ) from None
    except (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory) as error:
        raise EngineUnavailable(
            f"PostgreSQL has no room for the work ({error.diag.message_primary}). Nothing was left behind."
        ) from None
    except psycopg.Error as error:
        said = error.diag.message_primary or next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise EngineUnavailable(f"PostgreSQL could not compute the table: {said}") from None


def _load(connection: psycopg.Connection[Any], path: Path, name: str) -> None:
    """Make a temporary table of a file. Analysed, since the database does not do that by itself for such tables."""
    file = pq.ParquetFile(path)
    table = sql.Identifier("pg_temp", name)
    columns = [sql.SQL("{} {}").format(sql.Identifier(f.name), sql.SQL(_TYPES[f.type])) for f in file.schema_arrow]
    connection.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)) as copy,
    ):
        for batch in file.iter_batches(batch_size=ROWS):
            text = pa.BufferOutputStream()
            pc.write_csv(batch, text, _CSV)
            copy.write(text.getvalue())
    connection.execute(sql.SQL("ANALYZE {}").format(table))
