"""The audit trail: one append-only chain of events for everything that is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from samordna.ground.kernel import locks
from samordna.ground.privacy.models import AuditEvent

if TYPE_CHECKING:
    from samordna.ground.parties.actor import Actor

START = "0" * 64
#: Events that wait for the end of their transaction, each with what tells whether it still holds. None: none may wait.
_waiting: ContextVar[list[tuple[AuditEvent, Callable[[], None]]] | None] = ContextVar("waiting", default=None)


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
    event = _event(by, at, what, on_behalf_of, subject_kind=subject_kind, subject=subject, why=why, data=data or {})
    _append(event)
    return event


def record_last(*, by: Actor, at: datetime, what: str, subject_kind: str, subject: str, data: dict[str, Any]) -> None:
    """``record``, but within :func:`at_the_end` not before everything else has been written."""
    event = _event(by, at, what, subject_kind=subject_kind, subject=subject, data=data)
    waiting = _waiting.get()
    if waiting is None:
        _append(event)
        return

    def still_holds() -> None:
        """Django forgets this when the savepoint it belongs to is rolled back, and then the event goes too."""

    connection.on_commit(still_holds)
    waiting.append((event, still_holds))


@contextmanager
def at_the_end() -> Iterator[None]:
    """Within a transaction: let ``record_last`` wait until here, just before the commit.

    One writer at a time extends the chain, from its event to its commit. What is written in between lengthens the
    queue for everybody else.
    """
    token = _waiting.set([])
    try:
        yield
        _write_those_that_wait()
    finally:
        _waiting.reset(token)


def _write_those_that_wait() -> None:
    waiting = _waiting.get()
    if waiting:
        held = {id(known) for _savepoints, known, *_ in connection.run_on_commit}
        events = [event for event, still_holds in waiting if id(still_holds) in held]
        waiting.clear()
        for event in events:
            _append(event)


def _event(by: Actor, at: datetime, what: str, on_behalf_of: str = "", **content: Any) -> AuditEvent:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must be called inside the action's transaction")
    return AuditEvent(
        at=at,
        actor=by.email,
        actor_name=by.name,
        on_behalf_of=on_behalf_of or by.organisation,
        what=what,
        **content,
    )


def _append(event: AuditEvent) -> None:
    """Put the event last in the chain."""
    event.previous = _last_digest() or START
    event.digest = digest(event)
    event.save(force_insert=True)


def _last_digest() -> str | None:
    """The chain's last digest, once it is our turn. SQLite's immediate transactions wait for their turn already."""
    ask = f"SELECT digest FROM {AuditEvent._meta.db_table} ORDER BY sequence DESC LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Sent together, but two questions: the second is answered with what was committed while the first waited.
            cursor.execute(f"SELECT pg_advisory_xact_lock(%s); {ask}", [locks.AUDIT_CHAIN])
            cursor.nextset()
        else:
            cursor.execute(ask)
        found = cursor.fetchone()
    return found[0] if found else None


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
