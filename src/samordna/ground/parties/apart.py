"""What the database holds of rule R31: nobody who sees persons runs an association, orders access, or works there.

And of ADR 0025: a privacy officer neither registers, nor takes out extracts for statistics, nor gives roles.

Used in a migration, like ``append_only``. On PostgreSQL the trigger locks the account first, so that two assignments
given at the same moment see each other; SQLite lets one writer in at a time. A test after the last migration tries it.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

OTHERS = "('association_admin', 'association_manager', 'access_orderer')"
NOT_WITH_OFFICER = "('participant_registrar', 'analyst', 'national_admin')"
FOR_EVER = "'9999-12-31'"
_PAIR = f"""((NEW.role = 'participant_registrar' AND o.role IN {OTHERS})
 OR (NEW.role IN {OTHERS} AND o.role = 'participant_registrar')
 OR (NEW.role = 'privacy_officer' AND o.role IN {NOT_WITH_OFFICER})
 OR (NEW.role IN {NOT_WITH_OFFICER} AND o.role = 'privacy_officer'))"""
_OVERLAP = f"""o.account_id = NEW.account_id AND NEW.valid_from < COALESCE(NEW.valid_to, {FOR_EVER})
 AND o.valid_from < COALESCE(o.valid_to, {FOR_EVER})
 AND o.valid_from < COALESCE(NEW.valid_to, {FOR_EVER}) AND NEW.valid_from < COALESCE(o.valid_to, {FOR_EVER})"""
_TWO_ROLES = "EXISTS (SELECT 1 FROM parties_assignment o WHERE {other} AND " + _OVERLAP + " AND " + _PAIR + ")"  # noqa: S608 - constants
_EMPLOYED = f"""(NEW.role = 'participant_registrar' AND NEW.valid_from < COALESCE(NEW.valid_to, {FOR_EVER})
 AND COALESCE(NEW.valid_to, {FOR_EVER}) > CURRENT_DATE
 AND EXISTS (SELECT 1 FROM parties_account a JOIN parties_organisation g ON g.id = a.organisation_id
 WHERE a.id = NEW.account_id AND g.kind = 'association'))"""  # noqa: S608
_REGISTRAR = f"""EXISTS (SELECT 1 FROM parties_organisation g JOIN parties_assignment o ON o.account_id = NEW.id
 WHERE g.id = NEW.organisation_id AND g.kind = 'association' AND o.role = 'participant_registrar'
 AND o.valid_from < COALESCE(o.valid_to, {FOR_EVER}) AND COALESCE(o.valid_to, {FOR_EVER}) > CURRENT_DATE)"""  # noqa: S608
_SAID = "rule R31 and ADR 0025: these are never held by the same person"
_SQLITE = (
    "CREATE TRIGGER parties_assignment_apart_insert BEFORE INSERT ON parties_assignment WHEN "
    f"{_TWO_ROLES.format(other='1')} OR {_EMPLOYED} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END;",
    "CREATE TRIGGER parties_assignment_apart_update BEFORE UPDATE ON parties_assignment WHEN "
    f"{_TWO_ROLES.format(other='o.id <> NEW.id')} OR {_EMPLOYED} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END;",
    "CREATE TRIGGER parties_account_apart BEFORE UPDATE OF organisation_id ON parties_account WHEN "
    f"{_REGISTRAR} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END;",
)
_RAISE = f"RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation';"
_POSTGRES = (
    f"""CREATE OR REPLACE FUNCTION samordna_apart() RETURNS trigger AS $$
BEGIN
 PERFORM 1 FROM parties_account WHERE id = NEW.account_id FOR NO KEY UPDATE;
 IF {_TWO_ROLES.format(other="o.id <> NEW.id")} OR {_EMPLOYED} THEN {_RAISE} END IF;
 RETURN NEW;
END; $$ LANGUAGE plpgsql;""".replace(FOR_EVER, f"DATE {FOR_EVER}"),
    f"""CREATE OR REPLACE FUNCTION samordna_employer_apart() RETURNS trigger AS $$
BEGIN IF {_REGISTRAR} THEN {_RAISE} END IF; RETURN NEW; END; $$ LANGUAGE plpgsql;""".replace(
        FOR_EVER, f"DATE {FOR_EVER}"
    ),
    "CREATE TRIGGER parties_assignment_apart BEFORE INSERT OR UPDATE ON parties_assignment "
    "FOR EACH ROW EXECUTE FUNCTION samordna_apart();",
    "CREATE TRIGGER parties_account_apart BEFORE UPDATE OF organisation_id ON parties_account "
    "FOR EACH ROW EXECUTE FUNCTION samordna_employer_apart();",
)


def _hold(apps: Any, schema_editor: Any) -> None:
    _lift(apps, schema_editor)
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRES:
        schema_editor.execute(statement, params=None)


def _lift(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, names in (
        ("parties_assignment", ("apart", "apart_insert", "apart_update")),
        ("parties_account", ("apart",)),
    ):
        for name in names:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{'' if sqlite else f' ON {table}'}")


def kept_apart() -> migrations.RunPython:
    """After it the database refuses what R31 and ADR 0025 forbid; repeat it when a table is remade."""
    return migrations.RunPython(_hold, _lift)


def apart_lifted() -> migrations.RunPython:
    """To stand first in a migration that remakes a table that the triggers read; ``kept_apart`` stands last."""
    return migrations.RunPython(_lift, _hold)
