"""The participant that a page is about."""

from __future__ import annotations

from samordna.deliver.participants import queries
from samordna.deliver.participants.models import Participation
from samordna.edge.web.request import Request


def participant(request: Request, public_id: str, purpose: str) -> Participation:
    """The participant of a page; NotFound outside the own measures. The look is logged with its purpose."""
    return queries.participation_of(request.actor, public_id, at=request.clock.now(), purpose=purpose)
