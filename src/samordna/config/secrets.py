"""Keys that a register cannot be read without: made once at set-up, kept apart from the databases, never guessed.

A key that disappeared must be an error and not be replaced in silence: a new vault key would leave every
stored name unreadable. So only :func:`make` creates keys, and only the set-up calls it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """The keys of one register. ``vault`` maps key id to 32 bytes; ``current`` is the one to write with."""

    django: str
    current: str
    vault: dict[str, bytes]
    index: bytes
    extract: bytes


#: Used when no register is chosen (tests, makemigrations). Protects nothing and is refused for a real register.
SCRATCH = Keys(
    django="scratch-only",
    current="scratch",
    vault={"scratch": b"s" * 32},
    index=b"i" * 32,
    extract=b"e" * 32,
)


def path(home: Path) -> Path:
    """Where the keys of the register in ``home`` are kept."""
    return home / "secrets" / "keys.json"


def make(home: Path) -> bool:
    """Create the keys of a new register, readable only by its owner. Returns False when they exist already."""
    target = path(home)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = json.dumps(
        {
            "django": secrets.token_urlsafe(48),
            "current": "k1",
            "vault": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()},
            "index": base64.b64encode(secrets.token_bytes(32)).decode(),
            "extract": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
    )
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    return True


def load(home: Path) -> Keys:
    """Read the keys of the register in ``home``. FileNotFoundError when they have not been made or are gone."""
    stored = json.loads(path(home).read_text())
    return Keys(
        django=stored["django"],
        current=stored["current"],
        vault={name: base64.b64decode(value) for name, value in stored["vault"].items()},
        index=base64.b64decode(stored["index"]),
        extract=base64.b64decode(stored["extract"]),
    )
