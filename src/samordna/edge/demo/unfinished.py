"""A demo whose loading was cut off is recognised by a note that is written first and removed last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

NOTE = "demo-is-being-made"


def begin(home: Path) -> None:
    """Note that loading has begun."""
    (home / NOTE).touch()


def done(home: Path) -> None:
    """Note that the demo is whole."""
    (home / NOTE).unlink(missing_ok=True)


def files(home: Path) -> Iterator[Path]:
    """The database files of an unfinished demo; none when it is whole or not begun."""
    if (home / NOTE).exists():
        for name in ("register.sqlite3", "vault.sqlite3"):
            yield from home.glob(f"{name}*")
