"""What kind of register a database is: for real use or a demo. Written once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samordna.ground.privacy.models import RegisterMark

KIND = "kind"
DEMO, REAL = "demo", "real"


def kind() -> str | None:
    """``demo``, ``real``, or None for a database that has not been set up."""
    return RegisterMark.objects.filter(name=KIND).values_list("value", flat=True).first()


def is_demo() -> bool:
    """True only in a database that carries the demo mark."""
    return kind() == DEMO


@transaction.atomic
def mark(value: str, *, at: datetime) -> None:
    """Mark the database as ``demo`` or ``real``. ValueError when it is marked as the other already."""
    found = kind()
    if found is None:
        RegisterMark.objects.create(name=KIND, value=value, at=at)
    elif found != value:
        raise ValueError(f"this database is marked as {found} and can never become {value}")
