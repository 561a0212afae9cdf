"""Writes many rows into one table, fast and the same on SQLite and PostgreSQL. Keys are given, not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import DateField, DateTimeField, Max

Rows = Iterable[Sequence[Any]]


def write(model: type[models.Model], names: Sequence[str], rows: Rows) -> int:
    """Insert ``rows`` (values in the order of the field ``names``) with keys counted on from those there are.

    Rows that come with keys of their own have ``id`` first among the names. Foreign keys are given as their keys. The
    caller holds the transaction. Returns how many rows were written.
    """
    keyed = names[0] == "id"
    fields = [model._meta.get_field(name) for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(
        connection.ops.quote_name(column) for column in [*([] if keyed else ["id"]), *(_column(f) for f in fields)]
    )
    adapters = [_adapter(field) for field in fields]
    prepared = [_prepared(adapters, row) for row in rows]
    if not keyed:
        prepared = [[key, *row] for key, row in enumerate(prepared, first_key(model))]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
            # The checks of foreign keys at the end of the transaction were planned for empty tables, and would read a
            # whole table for each row.
            cursor.execute(f"ANALYZE {table}")
        else:
            places = ", ".join(["%s"] * (len(fields) if keyed else len(fields) + 1))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", prepared)  # noqa: S608 - our names
    if not keyed:
        _continue_keys(model)
    return len(prepared)


def first_key(model: type[models.Model]) -> int:
    """The key that the next row of a table gets here."""
    highest: int | None = model._base_manager.aggregate(highest=Max("pk"))["highest"]
    return max(highest or 0, 0) + 1


def _prepared(adapters: list[Callable[[Any], Any] | None], row: Sequence[Any]) -> list[Any]:
    return [v if a is None or v is None else a(v) for a, v in zip(adapters, row, strict=True)]


def _column(field: Any) -> str:
    column: str = field.column
    return column


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How the database wants a day or a moment; the few thousand different days are asked for once each."""
    kind = DateTimeField if isinstance(field, DateTimeField) else DateField if isinstance(field, DateField) else None
    if kind is None:
        return None
    adapt = connection.ops.adapt_datetimefield_value if kind is DateTimeField else connection.ops.adapt_datefield_value
    known: dict[date | datetime, Any] = {}

    def adapted(value: Any) -> Any:
        if value not in known:
            known[value] = adapt(value)
        return known[value]

    return adapted


def _continue_keys(model: type[models.Model]) -> None:
    """Let the database count on from the keys that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
