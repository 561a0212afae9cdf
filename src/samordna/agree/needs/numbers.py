"""The numbers by which people speak of needs and cases: year and a running number within the association."""

from __future__ import annotations

from typing import Any

from django.db import models

from samordna.ground.parties.models import Association


def next_number(things: models.QuerySet[Any], year: int, *, of: Association) -> str:
    """The next free number of a year: 2026-03. To be called inside the transaction that uses it.

    Holds the association until the transaction ends: two at once get a number each, one after the other.
    """
    Association.objects.select_for_update().get(pk=of.pk)
    taken = things.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    last = max((int(number.partition("-")[2]) for number in taken), default=0)
    return f"{year}-{last + 1:02d}"
