"""The folder that an extract is made in: held by the process that makes it, and swept when that process is gone.

The holder has a lock on the folder itself (flock), which the system lets go of when the process ends, however it ends.
So whoever can take the lock knows that nobody makes anything there any more. Where a file system knows no such locks,
nothing is swept: a folder too many does less harm than one too few.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BEGINS = ".making-"


@dataclass(frozen=True)
class Held:
    """A folder of this process. ``lock`` is the open folder, -1 where there are no locks."""

    folder: Path
    lock: int

    def let_go(self) -> None:
        """Somebody else may have it. What is left in it is swept."""
        if self.lock >= 0:
            os.close(self.lock)


def begin(root: Path) -> Held:
    """A new folder under ``root`` that nobody sweeps while this process holds it. OSError when there can be none."""
    root.mkdir(parents=True, exist_ok=True)
    while True:
        folder = root / f"{BEGINS}{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        lock = _lock(folder, fcntl.LOCK_EX)
        # A sweeper may have come between the two lines above; then the folder is gone, and another is made.
        if folder.is_dir() if lock is None else _is_there(folder, lock):
            return Held(folder, -1 if lock is None else lock)
        if lock is not None:
            os.close(lock)


def left_over(root: Path) -> list[Path]:
    """The folders under ``root`` that nobody holds: what was made there was never finished."""
    found = []
    for folder, lock in _free(root):
        os.close(lock)
        found.append(folder)
    return found


def sweep(root: Path) -> int:
    """Remove what :func:`left_over` tells; returns how many folders went. One that cannot be removed stays."""
    gone = 0
    for folder, lock in _free(root):
        shutil.rmtree(folder, ignore_errors=True)
        gone += not folder.exists()
        os.close(lock)
    return gone


def _free(root: Path) -> Iterator[tuple[Path, int]]:
    for folder in sorted(root.glob(f"{BEGINS}*")) if root.is_dir() else ():
        lock = _lock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if lock is None:
            continue
        if _is_there(folder, lock):
            yield folder, lock
        else:  # finished while we looked: it has its id by now
            os.close(lock)


def _lock(folder: Path, how: int) -> int | None:
    """The open folder with a lock on it; None when it cannot be had."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, how)
    except OSError:
        os.close(opened)
        return None
    return opened


def _is_there(folder: Path, lock: int) -> bool:
    """Whether the folder of that name is the one that is locked."""
    try:
        return os.path.samestat(folder.stat(), os.fstat(lock))
    except OSError:
        return False
