"""People at work: signing in with lock-out, passwords, employer, and the first administrator."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Account, Assignment, Organisation, PasswordReset
from samordna.ground.parties.roles import SEES_PERSONS
from samordna.ground.privacy import audit, marks

WRONG = Refusal(
    "E-postadressen och lösenordet hör inte ihop. Försök igen.",
    field="password",
    message_en="The e-mail address and the password do not belong together. Try again.",
)


def check_password(*, email: str, password: str, at: datetime) -> Account:
    """The account, if address and password belong together; else Refusal.

    An unknown address takes as long as a wrong password. After LOCK_OUT_AFTER wrong passwords in a row the account
    is closed for LOCK_OUT_FOR, also for the right password. A demo account opens only in a demo database.
    """
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        make_password(password)
        raise WRONG
    if account.is_locked(at):
        raise Refusal(
            "Kontot är stängt en stund efter flera fel lösenord. Försök igen om en kvart.",
            field="password",
            message_en="The account is closed for a while after several wrong passwords. Try again in 15 minutes.",
        )
    if not account.check_password(password):
        _count_failure(account, at)
        raise WRONG
    if not account.is_active or (account.is_demo and not marks.is_demo()):
        raise WRONG
    Account.objects.filter(pk=account.pk).update(failed_logins=0, locked_until=None)
    account.refresh_from_db()
    if account.must_change_password:
        _note_first_use(account, at)
    return account


@transaction.atomic
def _note_first_use(account: Account, at: datetime) -> None:
    """Whoever signs in with a password that somebody else has seen leaves a trace."""
    if PasswordReset.objects.filter(account=account, by_post=False, used_at=None).update(used_at=at):
        _log(SYSTEM, at, "account.first_password_used", account.email)


def _count_failure(account: Account, at: datetime) -> None:
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_logins=F("failed_logins") + 1)
        account.refresh_from_db()
        if account.failed_logins >= settings.LOCK_OUT_AFTER:
            Account.objects.filter(pk=account.pk).update(failed_logins=0, locked_until=at + settings.LOCK_OUT_FOR)
            _log(SYSTEM, at, "account.locked", account.email)


def _log(by: Actor, at: datetime, what: str, email: str, **data: object) -> None:
    audit.record(by=by, at=at, what=what, subject_kind="account", subject=email[:80], data=dict(data))


@transaction.atomic
def change_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Set a new password; all other sessions of the account end, as Django's session hash follows the password."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    _log(by, at, "account.password_changed", account.email)


@transaction.atomic
def create_account(
    *, email: str, name: str, organisation: Organisation | None, by: Actor, at: datetime, title: str = ""
) -> tuple[Account, str]:
    """A new person at work, and the first password, which is shown once and must be changed at the first sign-in."""
    email = email.strip().lower()
    if Account.objects.filter(email=email).exists():
        raise Refusal(
            f"{email} har redan ett konto. Ge personen ett uppdrag i stället.",
            field="email",
            message_en=f"{email} has an account already. Give the person an assignment instead.",
        )
    first = "-".join(secrets.token_hex(2) for _ in range(4))
    account = Account(email=email, name=name, title=title, organisation=organisation, must_change_password=True)
    account.set_password(first)
    account.save(force_insert=True)
    _log(by, at, "account.created", email)
    return account, first


@transaction.atomic
def new_password(*, account: Account, by: Actor, at: datetime) -> str:
    """A new first password for somebody who has lost theirs; shown once."""
    first = "-".join(secrets.token_hex(2) for _ in range(4))
    account.set_password(first)
    account.must_change_password, account.failed_logins, account.locked_until = True, 0, None
    account.save()
    _log(by, at, "account.password_reset", account.email)
    return first


@transaction.atomic
def change_employer(*, account: Account, organisation: Organisation | None, by: Actor, at: datetime) -> None:
    """The person works for somebody else now. Refusal for a registrar who would be employed by an association."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    ahead = account.assignments.overlapping(day_of(at), None)
    if organisation and organisation.kind == "association" and ahead.filter(role=SEES_PERSONS).exists():
        raise Refusal(
            f"{account.name} är deltagaransvarig. Avsluta det uppdraget först: den som är anställd av ett förbund kan "
            "inte vara deltagaransvarig.",
            field="organisation",
            message_en=f"{account.name} is a participant registrar. End that assignment first: an employee of an "
            "association cannot be one.",
        )
    before = account.organisation.party_id if account.organisation else ""
    account.organisation = organisation
    account.save(update_fields=["organisation"])
    _log(by, at, "account.employer_changed", account.email, before=before)


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> None:
    """Nobody can sign in with the account any more. What the person has done stays."""
    if account.pk == by.account_id:
        raise NotAllowed("Du kan inte stänga ditt eget konto.", message_en="You cannot close your own account.")
    account.is_active = False
    account.save(update_fields=["is_active"])
    _log(by, at, "account.closed", account.email)
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


# The first administrator of an empty register ---------------------------------------------------------------


def _link_file() -> Path | None:
    return settings.HOME / "secrets" / "first-administrator" if settings.HOME else None


def make_first_link() -> str | None:
    """A one-time token for the page that creates the first administrator; None when there is an administrator."""
    if has_administrator() or (file := _link_file()) is None:
        return None
    token = secrets.token_urlsafe(24)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(hashlib.sha256(token.encode()).hexdigest())
    file.chmod(0o600)
    return token


def first_link_opens(token: str) -> bool:
    """True for the token that was printed last, as long as nobody has used it and there is no administrator."""
    file = _link_file()
    if file is None or not file.exists() or has_administrator():
        return False
    return hmac.compare_digest(hashlib.sha256(token.encode()).hexdigest(), file.read_text().strip())


def has_administrator() -> bool:
    """True when somebody is national administrator."""
    return Assignment.objects.filter(role="national_admin").exists()


@transaction.atomic
def create_first_administrator(*, token: str, email: str, name: str, password: str, at: datetime) -> Account:
    """Create the first administrator. NotAllowed when the link is used, wrong, or somebody was faster."""
    if not first_link_opens(token):
        raise NotAllowed("Länken är använd eller fel.", message_en="The link is used or wrong.")
    account = Account(email=email.strip().lower(), name=name)
    account.set_password(password)
    account.save(force_insert=True)
    Assignment.objects.create(
        account=account, role="national_admin", scope_kind="national", valid_from=at.date(), assigned_by="first link"
    )
    _log(SYSTEM, at, "account.first_administrator", account.email)
    file = _link_file()
    if file is not None:
        transaction.on_commit(lambda: file.unlink(missing_ok=True))
    return account
