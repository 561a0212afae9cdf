"""The tests' own two databases, reached by another process."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from django.db import connections

from samordna.config import secrets
from tests.services.demo import ROOT


def reached_by_others(folder: Path) -> dict[str, str]:
    """The environment of a process on them: PostgreSQL by name, SQLite as a copy in files in ``folder``."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SAMORDNA_HOME")}
    return env | _databases(folder) | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}


def _databases(folder: Path) -> dict[str, str]:
    if connections["default"].vendor == "sqlite":
        secrets.make(folder)
        for name, file in (("default", "register"), ("vault", "vault")):
            connections[name].ensure_connection()
            with sqlite3.connect(folder / f"{file}.sqlite3") as copy:
                connections[name].connection.backup(copy)
        return {"SAMORDNA_HOME": str(folder)}
    found = {}
    for name, variable in (("default", "SAMORDNA_DATABASE_URL"), ("vault", "SAMORDNA_VAULT_URL")):
        known = connections[name].settings_dict
        found[variable] = f"postgresql://{known['USER']}@/{known['NAME']}?host={quote(known['HOST'], safe='')}"
    return found
