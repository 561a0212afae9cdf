"""The register's keys as they are now: read anew when the file has changed, so that keys can change while in use.

Who writes something sealed does it inside :func:`writing`: until that transaction has ended no key that it may have
used is taken away. SQLite lets one writer in at a time; on PostgreSQL writers share a lock that a change of the keys
takes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, transaction

from samordna.config import secrets
from samordna.config.secrets import Keys
from samordna.ground.kernel import locks


@dataclass
class _Cached:
    stamp: tuple[str, int, int, int] | None = None
    keys: Keys | None = None


_cached = _Cached()


def keys() -> Keys:
    """The keys in the secrets folder. A look at the file's time is all it costs when nothing has changed."""
    if settings.HOME is None:
        found: Keys = settings.KEYS
        return found
    file = secrets.path(settings.HOME)
    seen = file.stat()
    stamp = (str(file), seen.st_mtime_ns, seen.st_ino, seen.st_size)
    if _cached.keys is None or _cached.stamp != stamp:
        _cached.keys, _cached.stamp = secrets.load(settings.HOME), stamp
    return _cached.keys


def opening(key_id: str) -> bytes | None:
    """The key with this id; None when the register does not have it (any more)."""
    return keys().vault.get(key_id)


def lost(key_id: str) -> RuntimeError:
    """What to say when something is sealed with a key that is not there."""
    return RuntimeError(f"the key “{key_id}” is missing from this register's secrets folder")


@contextmanager
def writing(using: str = "default") -> Iterator[Keys]:
    """A transaction in which things are sealed, with the keys to seal with."""
    with transaction.atomic(using=using):
        hold(using)
        yield keys()


def hold(using: str, *, alone: bool = False) -> None:
    """Wait for a change of the keys to end – or, ``alone``, for everybody who is writing; held until the commit."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [locks.KEYS])
