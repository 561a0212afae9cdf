"""What is known of the code tables here, and the state that this process reads them in."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from django.db import DatabaseError, connection

from samordna.ground.codes.models import CodeChange
from samordna.ground.parameters import reader
from samordna.ground.parameters.changes import NONE, Change, Changes


def refresh() -> None:
    """Read the open tables as they are now: one small question, and a second one when something has changed.

    Asked before every page and every command, so that no process is behind another for longer than a page takes. A
    database that is away changes nothing: what is known is used.
    """
    if (connection.in_atomic_block and connection.needs_rollback) or not _is_there():
        return
    try:
        newest = CodeChange.objects.order_by("-pk").values_list("mark", flat=True).first()
        if str(newest or "") != reader.maintained():
            reader.maintain(_changes())
    except DatabaseError:
        return


def _is_there() -> bool:
    """False where there is no register yet: to ask SQLite would make an empty file, which a restore must not find."""
    if connection.vendor != "sqlite" or connection.connection is not None:
        return True
    return Path(connection.settings_dict["NAME"]).is_file()


def _changes() -> Changes:
    """Everything that has been changed. The version is that of the rows that were read, not of a moment before."""
    found: dict[str, list[Change]] = defaultdict(list)
    newest = None
    for row in CodeChange.objects.order_by("pk"):
        found[row.table].append(Change(row.code, row.kind, row.day, row.sv, row.en, row.group))
        newest = row.mark
    return Changes(str(newest), dict(found)) if newest else NONE


def history(table: str) -> list[CodeChange]:
    """Every change of a table, the latest first."""
    return list(CodeChange.objects.filter(table=table).order_by("-pk"))
