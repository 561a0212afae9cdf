"""Tables whose rows are never changed: the database itself refuses UPDATE and DELETE.

Used in a migration: ``operations = [append_only("privacy_auditevent")]``. A correction is a new row.

SQLite makes a table anew when a constraint changes, and forgets what forbade changes: a later migration that touches
such a table ends with ``append_only_again``. A guard looks for tables that were forgotten.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION samordna_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END;
$$ LANGUAGE plpgsql;
"""
POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION samordna_append_only();
"""


Step = Callable[[Any, Any], None]


def _steps(table: str) -> tuple[Step, Step]:
    """What forbids changes of a table, and what allows them again."""

    def forbid(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        else:
            schema_editor.execute(POSTGRES_FUNCTION, params=None)  # the % is plpgsql's own
            schema_editor.execute(POSTGRES.format(table=table))

    def allow(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")

    return forbid, allow


def append_only(table: str) -> migrations.RunPython:
    """A migration operation that makes ``table`` append-only on SQLite and PostgreSQL; reversing it lifts the ban."""
    forbid, allow = _steps(table)
    return migrations.RunPython(forbid, allow)


def append_only_again(table: str) -> migrations.RunPython:
    """The same after a change of the table, whether or not the database kept the ban."""
    forbid, allow = _steps(table)

    def renew(apps: Any, schema_editor: Any) -> None:
        allow(apps, schema_editor)
        forbid(apps, schema_editor)

    return migrations.RunPython(renew, migrations.RunPython.noop)
