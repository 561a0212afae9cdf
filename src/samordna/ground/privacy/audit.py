"""The audit trail: one append-only chain of events for everything that is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from samordna.ground.privacy.models import AuditEvent

if TYPE_CHECKING:
    from samordna.ground.parties.actor import Actor

START = "0" * 64
_LOCK = 7_311_804  # any fixed number: the name of the advisory lock that orders the chain on PostgreSQL


def record(
    *,
    by: Actor,
    at: datetime,
    what: str,
    subject_kind: str,
    subject: str,
    why: str = "",
    data: dict[str, Any] | None = None,
    on_behalf_of: str = "",
) -> AuditEvent:
    """Add one event to the chain, inside the caller's transaction.

    ``what`` is a stable name such as ``case.parties_asked``; ``data`` holds JSON values and never a name or a
    personal number of a participant. RuntimeError outside a transaction: an event without its change, or a change
    without its event, would make the trail a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must be called inside the action's transaction")
    _queue()
    last = AuditEvent.objects.order_by("-sequence").values_list("digest", flat=True).first()
    event = AuditEvent(
        at=at,
        actor=by.email,
        actor_name=by.name,
        on_behalf_of=on_behalf_of or by.organisation,
        what=what,
        subject_kind=subject_kind,
        subject=subject,
        why=why,
        data=data or {},
        previous=last or START,
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


def _queue() -> None:
    """Let writers of the chain pass one at a time. SQLite's immediate transactions do so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def digest(event: AuditEvent) -> str:
    """SHA-256 over the event's content and the digest before it; the moment counts in UTC to the microsecond."""
    content = [
        event.previous,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.actor_name,
        event.on_behalf_of,
        event.what,
        event.subject_kind,
        event.subject,
        event.why,
        event.data,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def broken_links() -> Iterator[int]:
    """The sequence numbers of events that do not follow from the one before: empty for an untouched trail."""
    previous = START
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        if event.previous != previous or event.digest != digest(event):
            yield event.sequence
        previous = event.digest
