"""Rows of a table of the register as columns in memory, a piece at a time, without an object for each value.

The database puts the values of a piece together to one text, which is read as columns. It asks the same of SQLite and
PostgreSQL, keeps no more than two pieces in memory on either side, and holds no lock.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
from django.db import connection
from django.db.models import QuerySet

from samordna.engine.extract import ExtractError

#: So many rows are asked for at a time.
PIECE = 20_000
# Signs that stand between values and rows, and in no code or name.
_BETWEEN, _END = "\x1f", "\n"
_TYPES = {
    "BigAutoField": pa.int64(),
    "BigIntegerField": pa.int64(),
    "BooleanField": pa.bool_(),
    "DateField": pa.date32(),
    "PositiveIntegerField": pa.int32(),
    "PositiveSmallIntegerField": pa.int16(),
}


def pieces(rows: QuerySet[Any], *names: str) -> Iterator[Callable[[], pa.Table]]:
    """The fields ``names`` of the rows, some thousand rows in any order at a time; an empty text is null.

    Only fields of the rows' own table; a foreign key is its key. A piece is a table when it is called, which another
    thread may do while the database is asked for the next; ExtractError for a text with a sign that no code has.
    """
    fields = _fields(rows, names)
    types = {field.attname: _type(field) for field in fields}
    last = None
    while (found := _asked(rows, last, fields)) is not None:
        text, last = found
        yield functools.partial(_read, text, types, rows.model.__name__)


def nothing(rows: QuerySet[Any], *names: str) -> pa.Table:
    """The same columns without any row."""
    return pa.schema([(field.attname, _type(field)) for field in _fields(rows, names)]).empty_table()


def _fields(rows: QuerySet[Any], names: tuple[str, ...]) -> list[Any]:
    return [rows.model._meta.get_field(name) for name in names]


def _type(field: Any) -> pa.DataType:
    target = field.target_field if field.is_relation else field
    return _TYPES.get(target.get_internal_type(), pa.string())


def _asked(rows: QuerySet[Any], last: Any, fields: list[Any]) -> tuple[str, Any] | None:
    """The piece after the row with the key ``last`` as one text, and the key of its last row; None when all is read."""
    own = rows.model._meta.pk
    after = rows.order_by("pk") if last is None else rows.order_by("pk").filter(pk__gt=last)
    names = dict.fromkeys([own.attname, *(field.attname for field in fields)])
    inner, parameters = after.values_list(*names)[:PIECE].query.sql_with_params()
    quoted = [connection.ops.quote_name(field.column) for field in fields]
    if connection.vendor == "sqlite":
        values = f" || '{_BETWEEN}' || ".join(f"COALESCE({column}, '')" for column in quoted)
        wanted = f"group_concat({values}, '{_END}')"
    else:
        values = f", '{_BETWEEN}', ".join(quoted)
        wanted = f"string_agg(concat({values}), '{_END}')"
    key = connection.ops.quote_name(own.column)
    with connection.cursor() as cursor:
        # The names are those of the models, the values are parameters.
        cursor.execute(f"SELECT {wanted}, max({key}) FROM ({inner}) AS piece", parameters)  # noqa: S608
        text, last = cursor.fetchone()
    return None if last is None else (str(text), last)


def _read(text: str, types: dict[str, pa.DataType], table: str) -> pa.Table:
    try:
        return pc.read_csv(
            pa.py_buffer(text.encode()),
            pc.ReadOptions(column_names=list(types), use_threads=False, block_size=len(text) * 4 + 1),
            pc.ParseOptions(delimiter=_BETWEEN, quote_char=False, ignore_empty_lines=False),
            pc.ConvertOptions(
                column_types=types,
                null_values=[""],
                strings_can_be_null=True,
                true_values=["t", "1"],
                false_values=["f", "0"],
            ),
        )
    except pa.ArrowInvalid as error:
        raise ExtractError(
            f"a row of {table} in the register holds a sign that no code has, so it cannot be read; no extract was made"
        ) from error
