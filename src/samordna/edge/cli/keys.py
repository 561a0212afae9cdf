"""The keys of a register: made with it, and never replaced in silence.

New keys for an old register would leave every stored name unreadable and find nobody. So the register remembers a
digest of its keys, and a start with other keys – or with keys that were just made because the old ones are gone –
stops before anything is written.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from samordna.config import secrets

MARK = "keys"


class WrongKeys(Exception):
    """The keys in the secrets folder are not those of this register."""


def fingerprint(keys: secrets.Keys) -> str:
    """A digest that tells keys apart and nothing about them. The index key never changes while a register lives."""
    return hashlib.sha256(b"samordna keys\0" + keys.index).hexdigest()


def check(home: Path, *, just_made: bool, at: datetime) -> None:
    """Remember the keys of a new register; WrongKeys when an old one was made with others.

    Keys that were made a moment ago for an old register are taken away again, so that the right ones can be put back.
    """
    from samordna.ground.privacy.models import RegisterMark  # noqa: PLC0415 - after Django is set up

    found = fingerprint(secrets.load(home))
    known, _new = RegisterMark.objects.get_or_create(name=MARK, defaults={"value": found, "at": at})
    if known.value == found:
        return
    if just_made:
        secrets.path(home).unlink()
    raise WrongKeys(
        f"The keys in {secrets.path(home)} are not those that this register was made with"
        f"{' (there were none)' if just_made else ''}. Put the right file back from your backup of the keys. "
        "Nothing has been changed."
    )
