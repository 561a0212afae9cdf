"""What everything that is dated in finansiell samordning has in common."""

from __future__ import annotations

from typing import Final

#: The law on coordination associations (2003:1210) came into force on 1 January 2004: nothing here is older.
FIRST_YEAR: Final = 2004
