"""The secret address of a person's calendar: a calendar program cannot sign in, so the address itself is the key.

Only its digest is kept, so it is shown once; a new one shuts the old, and it can be taken away.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction

from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import Account
from samordna.ground.post.models import CalendarAddress
from samordna.ground.privacy import audit, marks


@transaction.atomic
def make_address(*, by: Actor, at: datetime) -> str:
    """A new token for the actor's own calendar; the one before stops working. NotFound for somebody without account."""
    account = _own(by)
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(account=account, defaults={"token_digest": _digest(token), "made_at": at})
    audit.record(by=by, at=at, what="calendar.address_made", subject_kind="account", subject=account.email[:80])
    return token


@transaction.atomic
def take_away(*, by: Actor, at: datetime) -> None:
    """The actor's calendar can no longer be fetched."""
    account = _own(by)
    removed, _rows = CalendarAddress.objects.filter(account=account).delete()
    if removed:
        audit.record(by=by, at=at, what="calendar.address_removed", subject_kind="account", subject=account.email[:80])


def made_at(actor: Actor) -> datetime | None:
    """When the actor's address was made; None when there is none."""
    found = CalendarAddress.objects.filter(account_id=actor.account_id or 0)
    return found.values_list("made_at", flat=True).first()


def actor_behind(token: str, on: date) -> Actor:
    """The person whose calendar a token opens, with the assignments of the day. NotFound for any other token.

    An account that can no longer sign in has no calendar either.
    """
    found = CalendarAddress.objects.filter(token_digest=_digest(token)).select_related("account__organisation").first()
    if found is None or not found.account.is_active or (found.account.is_demo and not marks.is_demo()):
        raise NotFound
    return actor_of(found.account, on)


def _own(by: Actor) -> Account:
    account = Account.objects.filter(pk=by.account_id or 0, is_active=True).first()
    if account is None:
        raise NotFound
    return account


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
