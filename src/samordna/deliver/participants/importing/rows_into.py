"""Many rows into a table the database's quickest way, with ids that are known beforehand. Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

_BATCH = 2_000


def new_ids(model: type[models.Model], number: int) -> Sequence[int]:
    """So many ids that nobody else gets."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, number]
            )
            return [row[0] for row in cursor.fetchall()]
        # One writer at a time: the transaction that we are in.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return range((last[0] if last else 0) + 1, (last[0] if last else 0) + number + 1)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows; ``columns`` are the names of the table's columns. All others take no value.

    Rows do not pass ``storable`` here: whoever calls has checked what they hold.
    """
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    fields = {field.column: field for field in model._meta.concrete_fields}
    convert = [fields[column].get_db_prep_save for column in columns]
    prepared = (tuple(make(value, connection) for make, value in zip(convert, row, strict=True)) for row in rows)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        while batch := list(islice(prepared, _BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608 – our names


def settle(referred_to: Iterable[type[models.Model]], *, many: bool) -> None:
    """Let PostgreSQL check foreign keys now and not at the commit, and know how large those tables have become.

    Without new statistics the checks are planned for the tables as they were: empty ones, in a new register.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        if many:
            names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in referred_to)
            cursor.execute(f"ANALYZE {names}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
