"""Which database holds what: the register (``default``) and the vault (``vault``), both SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue instead of failing half-way: the lock is taken when the transaction begins.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
}


def database(url: str | None, file: Path) -> dict[str, Any]:
    """Settings for ``url`` (``postgresql://user:password@host:port/name``), else for the SQLite ``file``.

    Raises ValueError for any other scheme, so that a misspelt address never ends up as an empty new database.
    """
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"SAMORDNA_DATABASE_URL starts with “{parts.scheme}”; only postgresql:// is known")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


class VaultRouter:
    """Identities live in the vault and nothing else does."""

    app = "vault"

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The vault for its own model, the register for all others."""
        return "vault" if model._meta.app_label == self.app else "default"

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """No foreign key crosses from the register into the vault."""
        return bool((first._meta.app_label == self.app) == (second._meta.app_label == self.app))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Each table is made in one database only."""
        return (app_label == self.app) == (db == "vault")
