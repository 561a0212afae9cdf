"""Stamps: small files that say from what something was made, so that it is made again only when that has changed.

A stamp is written last. Whatever lacks its stamp is half made, whoever stopped it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samordna.edge.launcher.places import VAR
from samordna.edge.launcher.progress import say


def fingerprint(files: Iterable[Path], *extra: str) -> str:
    """SHA-256 over the names and contents of files, and over further texts such as a Python version."""
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for text in extra:
        total.update(f"{text}\0".encode())
    return total.hexdigest()


def holds(stamp: Path, value: str) -> bool:
    """Whether the thing that the stamp stands for was made from exactly this."""
    try:
        return stamp.read_text(encoding="utf-8") == value
    except OSError:
        return False


def write(stamp: Path, value: str) -> None:
    """Write the stamp in one move, so that nobody ever reads half of it."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    draft.write_text(value, encoding="utf-8")
    draft.replace(stamp)


@contextmanager
def one_at_a_time(name: str = "setup") -> Iterator[None]:
    """Hold the clone's lock. The system drops it when the process ends, so a killed launcher blocks nobody."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / f".{name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another ./samordna is setting up this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
