"""A lost password: who may make a way in for somebody else, how it gets there, and what the owner is told (ADR 0029).

Where letters can be sent the way in is a link, sent to the person's own address and shown to nobody. Where they cannot,
it is a first password on the screen of the one who makes it; not of a national administrator who could sign in as
somebody who sees participants. Who made it and when it was used is kept, and told to the owner at every sign-in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties import accounts, people
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import Account, Assignment, PasswordReset
from samordna.ground.parties.roles import SEES_PERSONS
from samordna.ground.privacy import audit

#: Those who see who a participant is: as registrar, or by number as privacy officer.
PERSONS = (SEES_PERSONS, "privacy_officer")
#: A link opens for a day; what was done to the password is told for a month.
LINK_FOR, TOLD_FOR = timedelta(hours=24), timedelta(days=30)


def person_roles(account: Account, at: datetime) -> list[Assignment]:
    """The assignments, now or ahead, with which the person sees participants."""
    return list(account.assignments.overlapping(day_of(at), None).filter(role__in=PERSONS))


def may_reset(actor: Actor, account: Account, *, at: datetime, by_post: bool) -> bool:
    """A national administrator; for those who see participants by post, else only who gave them that assignment.

    Or gives it today: the owner of the measure. Nobody for the own account, which has its own page.
    """
    if account.pk == actor.account_id or not account.is_active:
        return False
    seen = person_roles(account, at)
    if not seen or by_post:
        return actor.has("national_admin") or any(_gives(actor, one) for one in seen)
    return any(_gives(actor, one) for one in seen)


def _gives(actor: Actor, held: Assignment) -> bool:
    if actor.has("national_admin"):
        return held.assigned_by == actor.email
    return people.may_give(actor, held.role, held.scope_key)


def check_reset(actor: Actor, account: Account, *, at: datetime, by_post: bool) -> None:
    """NotFound for those who make no passwords; Refusal for an administrator who would come to see participants."""
    if may_reset(actor, account, at=at, by_post=by_post):
        return
    if actor.has("national_admin") and account.pk != actor.account_id and account.is_active:
        raise Refusal(
            f"{account.name} ser vilka deltagarna är. Det nya lösenordet skapas av den som gav uppdraget.",
            message_en=f"{account.name} sees who participants are. The one who gave the assignment makes the new "
            "password.",
        )
    raise NotFound


@transaction.atomic
def on_screen(*, account: Account, by: Actor, at: datetime) -> str:
    """A new first password, to be shown this once to the one who hands it over."""
    check_reset(by, account, at=at, by_post=False)
    noted(account=account, by=by, at=at)
    return accounts.new_password(account=account, by=by, at=at)


def noted(*, account: Account, by: Actor, at: datetime) -> None:
    """Somebody else has seen the person's first password: the owner is told."""
    PasswordReset.objects.create(account=account, by=by.email, by_name=by.name, at=at, by_post=False)


@transaction.atomic
def by_post(*, account: Account, by: Actor, at: datetime, send: Callable[[str], None]) -> None:
    """A link to the person's own address; ``send`` takes the token and raises when it does not go. Earlier ones shut.

    The old password holds until the link is used.
    """
    check_reset(by, account, at=at, by_post=True)
    send_link(account=account, by=by, at=at, send=send)


@transaction.atomic
def send_link(*, account: Account, by: Actor, at: datetime, send: Callable[[str], None]) -> None:
    """The same for an account that the actor has just made."""
    token = secrets.token_urlsafe(32)
    account.resets.update(token_digest=None)
    PasswordReset.objects.create(
        account=account,
        by=by.email,
        by_name=by.name,
        at=at,
        by_post=True,
        token_digest=_digest(token),
        expires_at=at + LINK_FOR,
    )
    _log(by, at, "account.reset_link_sent", account)
    send(token)


def account_behind(token: str, at: datetime) -> Account:
    """Whose password a link changes. NotFound for one that is used, too old or not ours."""
    return _opened(token, at).account


def _opened(token: str, at: datetime) -> PasswordReset:
    found = PasswordReset.objects.filter(token_digest=_digest(token), used_at=None, expires_at__gt=at)
    one = found.select_related("account__organisation").first()
    if one is None or not one.account.is_active:
        raise NotFound
    return one


@transaction.atomic
def use_link(*, token: str, password: str, at: datetime) -> Account:
    """Set the password that the owner chose. The link is used up."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_behind(token, at).pk)
    one = _opened(token, at)
    one.used_at, one.token_digest = at, None
    one.save(update_fields=["used_at", "token_digest"])
    Account.objects.filter(pk=account.pk).update(failed_logins=0, locked_until=None)
    account.refresh_from_db()
    accounts.change_password(account=account, password=password, by=actor_of(account, day_of(at)), at=at)
    return account


def told(account: Account, at: datetime) -> list[PasswordReset]:
    """What others have done to the person's password in the last month, latest first."""
    return list(account.resets.filter(at__gt=at - TOLD_FOR).order_by("-at", "-pk"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _log(by: Actor, at: datetime, what: str, account: Account) -> None:
    audit.record(by=by, at=at, what=what, subject_kind="account", subject=account.email[:80], data={})
