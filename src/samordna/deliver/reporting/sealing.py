"""Digests of what is handed in, under the installation's key: small counts cannot be read off them by trying."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samordna.deliver.reporting.rules.hand_in import Row, digest
from samordna.ground.privacy.digests import keyed


def seal(rows: Iterable[Row], **about: Any) -> str:
    """The keyed digest of rows and of what is said about them. The same rows give the same."""
    return keyed("hand_in", digest(rows, **about).encode())
