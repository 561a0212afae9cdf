"""The rows of both databases, as they were at one moment, into a tar file and back.

At that moment nobody writes in the vault, so the two copies are a pair: at worst the vault knows somebody whom the
register does not, which ``samordna sweep`` removes – as after any stop between the two writes.
"""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from samordna.ground.privacy import keyring
from samordna.ground.privacy.models import AuditEvent

_COPY: Final = "copying-"
ALIASES: Final = ("default", "vault")
MANIFEST: Final = "manifest.json"


class CannotRestore(Exception):
    """The backup does not fit this register; the text says why."""


def manifest(at: datetime) -> dict[str, Any]:
    """What kind of databases, when, after which migrations, and the newest link of the audit chain."""
    last = AuditEvent.objects.order_by("-sequence").values_list("sequence", "digest").first()
    return {
        "at": at.isoformat(),
        "database": connections["default"].vendor,
        "migrations": {alias: _migrations(alias) for alias in ALIASES},
        "audit": list(last) if last else [],
    }


def _migrations(alias: str) -> list[str]:
    done = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in done)


def copy_out(target: tarfile.TarFile, *, at: datetime) -> dict[str, Any]:
    """Write the manifest and everything in both databases; returns the manifest."""
    postgres = connections["default"].vendor == "postgresql"
    with _postgres_at_once() if postgres else _sqlite_at_once() as sources:
        known = manifest(at)
        _add(target, MANIFEST, json.dumps(known).encode())
        for alias in ALIASES:
            if postgres:
                _copy_tables(target, alias, sources[alias])
            else:
                target.add(sources[alias], f"{alias}.sqlite3")
    return known


def _add(target: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    target.addfile(info, io.BytesIO(content))


@contextmanager
def _sqlite_at_once() -> Iterator[dict[str, Any]]:
    """A copy of each file, made while nobody writes in either. It is not sealed, so it stays in the register's folder.

    A copy that was left there because the process was killed goes first.
    """
    beside = Path(connections["default"].settings_dict["NAME"]).parent
    for left in beside.glob(f"{_COPY}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_COPY, dir=beside) as folder, ExitStack() as held:
        for alias in ALIASES:
            held.enter_context(transaction.atomic(using=alias))  # immediate: writers wait
        found = {}
        for alias in ALIASES:
            found[alias] = Path(folder) / f"{alias}.sqlite3"
            source = sqlite3.connect(f"file:{connections[alias].settings_dict['NAME']}?mode=ro", uri=True)
            try:
                source.execute("VACUUM INTO ?", [str(found[alias])])
            finally:
                source.close()
        held.close()
        yield found


@contextmanager
def _postgres_at_once() -> Iterator[dict[str, Any]]:
    """A cursor on each database that sees it as it was at one moment."""
    with ExitStack() as stack:
        connected = {alias: stack.enter_context(_own_connection(alias)) for alias in ALIASES}
        with transaction.atomic(using="vault"):
            keyring.hold("vault", alone=True)
            for one in connected.values():
                one.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                one.execute("SELECT 1")  # the snapshot is taken by the first statement
        yield connected


@contextmanager
def _own_connection(alias: str) -> Iterator[Any]:
    """A connection apart from Django's, so that the moment stays the same to the end."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    with psycopg.connect(**connections[alias].get_connection_params() | {"cursor_factory": psycopg.Cursor}) as own:
        yield own


def _copy_tables(target: tarfile.TarFile, alias: str, own: Any) -> None:
    for table in _tables(alias):
        with tempfile.TemporaryFile() as file:
            with own.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                for data in rows:
                    file.write(data)
            info = tarfile.TarInfo(f"{alias}/{table}")
            info.size = file.tell()
            file.seek(0)
            target.addfile(info, file)


def _tables(alias: str) -> list[str]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - {"django_migrations"})


def copy_in(source: tarfile.TarFile, files: dict[str, Path]) -> dict[str, Any]:
    """Put everything back into a new register. ``files`` are the SQLite files by alias; unused on PostgreSQL."""
    first = source.next()
    if first is None or first.name != MANIFEST:
        raise CannotRestore("the file does not begin with a manifest")
    known: dict[str, Any] = json.loads(source.extractfile(first).read())  # type: ignore[union-attr]
    vendor = connections["default"].vendor
    if known["database"] != vendor:
        raise CannotRestore(f"the backup was made on {known['database']}, and this register is on {vendor}")
    if vendor == "sqlite":
        _put_files(source, files)
    else:
        _put_tables(source, known)
    return known


def _rest(source: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := source.next()) is not None:
        yield member


def _put_files(source: tarfile.TarFile, files: dict[str, Path]) -> None:
    if there := [str(file) for file in files.values() if file.exists()]:
        raise CannotRestore(f"there is a register already: {', '.join(there)}")
    beside = {alias: file.with_name(f"{file.name}.part") for alias, file in files.items()}
    try:
        for member in _rest(source):
            content = source.extractfile(member)
            with beside[member.name.removesuffix(".sqlite3")].open("wb") as out:
                while content and (data := content.read(1_000_000)):
                    out.write(data)
        for alias, file in files.items():  # only when all of it was whole
            beside[alias].rename(file)
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)


def _put_tables(source: tarfile.TarFile, known: dict[str, Any]) -> None:
    for alias in ALIASES:
        if _migrations(alias) != known["migrations"][alias]:
            raise CannotRestore("the backup was made with another version of Samordna: restore with that one")
    with transaction.atomic(), transaction.atomic(using="vault"):
        if AuditEvent.objects.exists():
            raise CannotRestore("this register is not empty")
        for alias in ALIASES:
            with connections[alias].cursor() as cursor:
                names = ", ".join(f'"{table}"' for table in _tables(alias))
                cursor.execute(f"TRUNCATE {names}")
        for member in _rest(source):
            alias, table = member.name.split("/", 1)
            content = source.extractfile(member)
            with connections[alias].cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                while content and (data := content.read(1_000_000)):
                    rows.write(data)
        _go_on_counting()


def _go_on_counting() -> None:
    """New rows are numbered after those that were put back."""
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            for table in _tables(alias):
                for row in connections[alias].introspection.get_sequences(cursor, table):
                    column = row["column"]
                    highest = f'GREATEST((SELECT MAX("{column}") FROM "{table}"), 1)'  # noqa: S608 - names of our own
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, %s), {highest})", [f'"{table}"', column])
