"""Where the commands that read extracts find them, without Django: reading a table should start at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from samordna.engine.combined import Declaration
    from samordna.engine.extract import Extract

HOW_TO_MAKE_ONE = 'Make one with: ./samordna extract --why "…"'


class NoRegister(Exception):
    """No register has been chosen or made."""


def root() -> Path:
    """The folder of extracts of the register in use. NoRegister when there is none."""
    home = os.environ.get("SAMORDNA_HOME")
    if not home:
        raise NoRegister(
            "There is no register yet. Make one with ./samordna demo or ./samordna start,"
            " or set SAMORDNA_HOME to the folder of one."
        )
    return Path(home).resolve() / "extracts"


def chosen(
    extract_id: str | None, declaration: Declaration, as_of: Callable[[date], Declaration] | None = None
) -> Extract:
    """The extract that was asked for, or the newest that covers the table.

    ExtractError with what to do when there is none, or when it cannot be used.
    """
    from samordna.engine.extract import ExtractMissing, newest_for, open_extract  # noqa: PLC0415

    try:
        if extract_id is not None:
            if not extract_id.isalnum():
                raise ExtractMissing(f"{extract_id!r} is no id of an extract")
            return open_extract(root() / extract_id)
        return newest_for(root(), declaration, as_of)
    except ExtractMissing as missing:
        raise ExtractMissing(f"{missing}.\n{HOW_TO_MAKE_ONE}") from missing
