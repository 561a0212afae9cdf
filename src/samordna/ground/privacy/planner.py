"""What a database knows of the size of its tables, renewed after many rows have come at once.

PostgreSQL plans questions by figures that it collects by itself within a minute or so. Until then a table that was
small is read as if it still were: a list that takes milliseconds may take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connections, models, router, transaction


def renew(tables: Iterable[type[models.Model]]) -> None:
    """Count the tables anew once the transactions that are open have been committed. Nothing depends on that it works.

    A table that somebody else counts or changes just then is left out, and an error is only noted in the log.
    """
    by_database: dict[str, list[str]] = {}
    for model in tables:
        by_database.setdefault(router.db_for_write(model), []).append(model._meta.db_table)
    for alias, names in by_database.items():
        transaction.on_commit(lambda alias=alias, names=names: _count(alias, names), robust=True)  # type: ignore[misc]


def _count(alias: str, names: list[str]) -> None:
    connection = connections[alias]
    if connection.vendor == "postgresql":
        quoted = ", ".join(map(connection.ops.quote_name, names))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {quoted}")
