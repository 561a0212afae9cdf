"""The participant's own way in, without an account: a random address on the printed receipt."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from samordna.deliver.participants import permissions
from samordna.deliver.participants.models import ParticipantLink, Participation
from samordna.deliver.participants.writing import locked, note
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor


@transaction.atomic
def make_link(*, participation: Participation, by: Actor, at: datetime) -> str:
    """A new token for the receipt; an earlier one stops working. Only its digest is kept, so print it at once."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    token = secrets.token_urlsafe(24)
    ParticipantLink.objects.update_or_create(
        participation=participation, defaults={"token_digest": _digest(token), "made_at": at}
    )
    note(participation, "link_made", by, at)
    return token


def participation_behind(token: str) -> Participation:
    """The participation that a token opens. NotFound for one that never was or no longer is."""
    link = (
        ParticipantLink.objects.filter(token_digest=_digest(token))
        .select_related("participation__measure__association", "participation__municipality")
        .first()
    )
    if link is None or link.participation.mode != "person":
        raise NotFound
    return link.participation


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
