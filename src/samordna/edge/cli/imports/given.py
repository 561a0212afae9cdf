"""What was given on the command line: files as bytes, and the person who answers for them. Mistakes are told."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samordna.ground.parties.actor import Actor


def contents_of(*files: Path) -> list[bytes] | None:
    """What the files hold; None when one of them cannot be read, which has then been told."""
    try:
        return [file.read_bytes() for file in files]
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return None


def person_of(address: str, at: datetime) -> Actor | None:
    """Who signs in with the address; None when nobody does, which has then been told."""
    from samordna.ground.kernel.clock import day_of  # noqa: PLC0415 - Django is set up by main
    from samordna.ground.parties.actor import actor_of  # noqa: PLC0415
    from samordna.ground.parties.models import Account  # noqa: PLC0415

    account = Account.objects.filter(email=address.strip().lower(), is_active=True).first()
    if account is None:
        print("There is nobody who can sign in with that address.", file=sys.stderr)
        return None
    return actor_of(account, day_of(at))
