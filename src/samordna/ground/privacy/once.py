"""Nothing is done twice: a form carries a key, and the key is claimed in the same transaction as the act."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from samordna.ground.privacy.models import ActionKey


def claim(*, key: str, actor: str, at: datetime) -> bool:
    """True for the first who claims ``key``. Call it inside the act's transaction: if that fails, so does the claim.

    Two at once: the database lets one in; the other waits for it and then finds the key taken.
    """
    table = connection.ops.quote_name(ActionKey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, actor, at, result) VALUES (%s, %s, %s, '') ON CONFLICT DO NOTHING",  # noqa: S608
            [key, actor, connection.ops.adapt_datetimefield_value(at)],
        )
        return bool(cursor.rowcount == 1)


def remember(*, key: str, result: str) -> None:
    """Note where the first press led, so that the second can be shown the same page."""
    ActionKey.objects.filter(key=key).update(result=result)


def result_of(key: str) -> str | None:
    """Where the first press of this form led; None if it has not been carried out."""
    return ActionKey.objects.filter(key=key).values_list("result", flat=True).first()
