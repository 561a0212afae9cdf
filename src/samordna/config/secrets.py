"""Keys that a register cannot be read without: made once at set-up, kept apart from the databases, never guessed.

A key that disappeared must be an error and not be replaced in silence: a new vault key would leave every
stored name unreadable. So only :func:`make` creates keys, and only the set-up calls it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """The keys of one register. ``vault`` maps key id to 32 bytes; ``current`` is the one to write with.

    ``index`` finds people by their number; ``old_index`` are earlier ones that some record may still be found by.
    """

    django: str
    current: str
    vault: dict[str, bytes]
    index: bytes
    extract: bytes
    old_index: tuple[bytes, ...] = ()


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
    new = secrets.token_bytes
    keys = Keys(django=secrets.token_urlsafe(48), current="k1", vault={"k1": new(32)}, index=new(32), extract=new(32))
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(_written(keys))
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
        old_index=tuple(base64.b64decode(value) for value in stored.get("old_index", ())),
    )


def save(home: Path, keys: Keys) -> None:
    """Put changed keys in place of the old ones: whoever reads the file finds the old keys or the new, never a half."""
    target = path(home)
    beside = target.with_name(f"{target.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_written(keys))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def with_new_vault_key(keys: Keys) -> Keys:
    """The same keys and a new one to write with. Names are never used again while the old key is remembered.

    >>> sorted(with_new_vault_key(with_new_vault_key(SCRATCH)).vault)
    ['k1', 'k2', 'scratch']
    """
    numbers = [int(name[1:]) for name in keys.vault if name[:1] == "k" and name[1:].isdigit()]
    name = f"k{max(numbers, default=0) + 1}"
    return replace(keys, current=name, vault={**keys.vault, name: secrets.token_bytes(32)})


def with_new_index(keys: Keys) -> Keys:
    """The same keys and a new one to find people by; the old one still finds those it was used for."""
    return replace(keys, index=secrets.token_bytes(32), old_index=(*keys.old_index, keys.index))


def _written(keys: Keys) -> str:
    text = {name: base64.b64encode(value).decode() for name, value in keys.vault.items()}
    content: dict[str, object] = {"django": keys.django, "current": keys.current, "vault": text}
    content |= {"index": base64.b64encode(keys.index).decode(), "extract": base64.b64encode(keys.extract).decode()}
    if keys.old_index:
        content["old_index"] = [base64.b64encode(value).decode() for value in keys.old_index]
    return json.dumps(content)
