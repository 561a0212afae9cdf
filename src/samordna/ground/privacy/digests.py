"""Digests that recognise something and tell nobody without the key what it might be.

A plain digest of a few small numbers is those numbers, to anybody who tries them all.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from samordna.ground.privacy import keyring


def keyed(purpose: str, content: bytes) -> str:
    """The digest of some content for a purpose. Under the key that never changes, so that it can be checked later."""
    said = purpose.encode() + b"\0" + hashlib.sha256(content).digest()
    return hmac.new(keyring.keys().extract, said, hashlib.sha256).hexdigest()


def keyed_file(purpose: str, path: Path) -> str:
    """``keyed`` of what a file holds, however large it is."""
    with path.open("rb") as file:
        said = purpose.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest()
    return hmac.new(keyring.keys().extract, said, hashlib.sha256).hexdigest()
