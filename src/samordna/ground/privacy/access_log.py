"""Who looked at whom. The one thing that a page may write when it is only read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from samordna.ground.privacy.models import AccessLogEntry

if TYPE_CHECKING:
    from samordna.ground.parties.actor import Actor


def looked(*, by: Actor, at: datetime, subject_kind: str, subject: str, purpose: str) -> None:
    """Note that ``by`` was shown the record ``subject`` (its public id, never a name or number)."""
    AccessLogEntry.objects.create(
        at=at,
        actor=by.email,
        actor_name=by.name,
        organisation=by.organisation_name,
        subject_kind=subject_kind,
        subject=subject,
        purpose=purpose,
    )


def looked_at_list(*, by: Actor, at: datetime, subject_kind: str, subjects: Iterable[str], purpose: str) -> None:
    """Note that ``by`` was shown a list with these records on it: one entry each, written together."""
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(
            at=at,
            actor=by.email,
            actor_name=by.name,
            organisation=by.organisation_name,
            subject_kind=subject_kind,
            subject=subject,
            purpose=purpose,
        )
        for subject in subjects
    )


def who_looked(*, subject_kind: str, subject: str) -> QuerySet[AccessLogEntry]:
    """All who were shown the record, latest first: what the participant can be given."""
    return AccessLogEntry.objects.filter(subject_kind=subject_kind, subject=subject).order_by("-at", "-pk")
