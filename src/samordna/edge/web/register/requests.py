"""The participant that a page is about, and an act that is tried once."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpResponse

from samordna.deliver.participants import queries
from samordna.deliver.participants.models import Participation
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal


def participant(request: Request, public_id: str, purpose: str) -> Participation:
    """The participant of a page; NotFound outside the own measures. The look is logged with its purpose."""
    return queries.participation_of(request.actor, public_id, at=request.clock.now(), purpose=purpose)


def tried(request: Request, form: BaseForm, act: Callable[[], str]) -> HttpResponse | None:
    """Carry out the act once; a refusal becomes an error on the form and nothing typed is lost."""
    try:
        return run_once(request, act)
    except Refusal as refusal:
        refuse(form, refusal)
        return None
