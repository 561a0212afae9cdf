"""What every act on a meeting begins and ends with: who may, the row locked, its state, and the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from samordna.agree.decisions.meetings import states
from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.permissions import check_prepare
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit


def lock(by: Actor, meeting: Meeting) -> None:
    """Check who, and hold the meeting for this transaction, so that two who act at once act one after the other."""
    check_prepare(by, meeting.association.slug)
    fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
    for field in Meeting._meta.concrete_fields:
        setattr(meeting, field.attname, getattr(fresh, field.attname))


def hold(by: Actor, meeting: Meeting, event: str) -> None:
    """Lock, and let the state follow the table. The caller saves it with what belongs to it."""
    lock(by, meeting)
    meeting.state = states.after(meeting.state, event)


def check_state(meeting: Meeting, allowed: Iterable[str]) -> None:
    """The act belongs to certain states; elsewhere somebody has gone on meanwhile."""
    if meeting.state not in allowed:
        raise Refusal(
            "Mötet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu.",
            message_en="The meeting has moved on. Read the page again and see what holds now.",
        )


def record(by: Actor, at: datetime, what: str, meeting: Meeting, data: dict[str, Any], *, why: str = "") -> None:
    """The audit event of a meeting."""
    audit.record(by=by, at=at, what=what, subject_kind="meeting", subject=meeting.key, data=data, why=why)
