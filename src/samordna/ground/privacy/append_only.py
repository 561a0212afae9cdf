"""Tables whose rows are never changed: the database itself refuses UPDATE and DELETE.

Used in a migration: ``operations = [append_only("privacy_auditevent")]``. A correction is a new row.

Some rows live on while a part of them must not change: ``fixed`` names those columns, and from when.

SQLite makes a table anew when a constraint changes, and forgets what forbade changes: a later migration that touches
such a table ends with ``append_only_again``, or with the same ``fixed``. A guard looks for tables that were forgotten.
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


SQLITE_FIXED = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table}: what is fixed is not changed'); END;
"""
POSTGRES_FIXED_FUNCTION = """
CREATE OR REPLACE FUNCTION samordna_fixed() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%: what is fixed is not changed', TG_TABLE_NAME
USING ERRCODE = 'integrity_constraint_violation'; END;
$$ LANGUAGE plpgsql;
"""
POSTGRES_FIXED = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when})
EXECUTE FUNCTION samordna_fixed();
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


def fixed(table: str, *columns: str, once: str = "", may_go: str = "") -> migrations.RunPython:
    """A migration operation after which ``columns`` of a row keep their values.

    ``once`` is a condition on the row as it stood (``OLD.state = 'adjusted'``) from which they are fixed; without it
    they are from the start. ``may_go`` is a column that may be emptied, and never hold anything else.
    """

    def lift(apps: Any, schema_editor: Any) -> None:
        on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_fixed{on}")

    def hold(apps: Any, schema_editor: Any) -> None:
        lift(apps, schema_editor)
        sqlite = schema_editor.connection.vendor == "sqlite"
        differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
        changes = [f"NEW.{column} {differs} OLD.{column}" for column in columns]
        if may_go:
            changes.append(f"(NEW.{may_go} IS NOT NULL AND NEW.{may_go} {differs} OLD.{may_go})")
        when = " OR ".join(changes)
        when = f"({once}) AND ({when})" if once else when
        if not sqlite:
            schema_editor.execute(POSTGRES_FIXED_FUNCTION, params=None)  # the % is plpgsql's own
        schema_editor.execute((SQLITE_FIXED if sqlite else POSTGRES_FIXED).format(table=table, when=when), params=None)

    return migrations.RunPython(hold, lift)
