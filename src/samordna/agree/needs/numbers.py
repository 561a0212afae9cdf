"""The numbers by which people speak of needs and cases: year and a running number within the association."""

from __future__ import annotations

from typing import Any

from django.db import models


def next_number(things: models.QuerySet[Any], year: int) -> str:
    """The next free number of a year: 2026-03. To be called inside the transaction that uses it.

    Two at once may get the same; the database's unique constraint lets one of them in.
    """
    taken = things.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    last = max((int(number.partition("-")[2]) for number in taken), default=0)
    return f"{year}-{last + 1:02d}"
