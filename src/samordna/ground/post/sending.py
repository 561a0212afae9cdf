"""Sending what is in the outbox, one letter at a time.

Two senders never send the same letter: each claims it first, in the database. A sender that is killed with a letter in
hand leaves a claim that runs out; then the letter is sent again, under the same message id. So a letter goes *at least*
once: one too many says nothing new, one too few is a party that was never asked.
"""

from __future__ import annotations

import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.db.models import Q, QuerySet

from samordna.config.mail import TIMEOUT_SECONDS, Server
from samordna.ground.kernel.clock import day_of
from samordna.ground.post import text
from samordna.ground.post.models import DROPPED, FAILED, QUEUED, SENT, Letter
from samordna.ground.privacy import marks

#: Longer than a server can keep a sender waiting, so that a claim that has run out is that of a dead sender.
CLAIM = timedelta(minutes=10)
#: How long to wait after each try that failed for the moment; after the last the letter has failed.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 60, 6 * 60, 24 * 60))
PERMANENT = range(500, 600)
#: Refusals that say nothing of the letter: no letter of ours would go just now.
_OURS = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
Send = Callable[[EmailMessage], None]


class CannotSend(Exception):
    """No letter can be sent: nothing is set up, the register is a demo, or the server does not answer."""


@dataclass
class Result:
    """What a run did, by number of letters."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    dropped: int = 0
    unreachable: str = ""
    problems: list[str] = field(default_factory=list)


def what_is_missing() -> tuple[str, ...]:
    """The settings that are missing before a letter can be sent."""
    known = {
        "SAMORDNA_MAIL": settings.MAIL,
        "SAMORDNA_MAIL_FROM": settings.MAIL_FROM,
        "SAMORDNA_ADDRESS": settings.ADDRESS,
    }
    return tuple(name for name, value in known.items() if not value)


def can_send() -> bool:
    """Whether letters leave from here: everything is set, and the register is no demo."""
    return not what_is_missing() and not marks.is_demo()


def send_way_in(*, to: str, path: str, at: datetime, send: Send | None = None) -> None:
    """The link to a new password, at once and to the person's own address. It is in no queue, for it is a key.

    CannotSend when the server does not take it.
    """
    if not can_send() or settings.MAIL is None:
        raise CannotSend("no letters are sent from here")
    try:
        (send or _by_smtp(settings.MAIL))(
            text.way_in(to, path, at, sender=settings.MAIL_FROM, address=settings.ADDRESS)
        )
    except (OSError, smtplib.SMTPException, ValueError) as wrong:
        raise CannotSend(_short(wrong)) from None


def send_all(*, now: Callable[[], datetime], send: Send | None = None) -> Result:
    """Send every letter whose time has come. CannotSend, with nothing changed, when nothing can be sent from here."""
    if marks.is_demo():
        raise CannotSend("This is a demo: its letters are never sent. ./samordna post list shows them.")
    missing = what_is_missing()
    if missing or settings.MAIL is None:
        raise CannotSend(f"Letters stay in the queue until {', '.join(missing)} is set.")
    send = send or _by_smtp(settings.MAIL)
    result = Result()
    while (letter := claim(now())) is not None:
        _send_one(letter, send, now, result)
        if result.unreachable:
            break
    return result


def claim(at: datetime) -> Letter | None:
    """Take the oldest letter whose time has come, or None. Nobody else gets it while the claim holds."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    waiting = Letter.objects.filter(free, state=QUEUED, next_try_at__lte=at).order_by("next_try_at", "pk")
    for number in waiting.values_list("pk", flat=True)[:50]:
        mine = secrets.token_hex(16)
        # One statement decides: of two who try, the database lets one find the row still free.
        taken = Letter.objects.filter(free, pk=number, state=QUEUED)
        if taken.update(claim=mine, claimed_until=at + CLAIM):
            return Letter.objects.select_related("to").get(pk=number, claim=mine)
    return None


def _send_one(letter: Letter, send: Send, now: Callable[[], datetime], result: Result) -> None:
    if not still_wanted(letter, now()):
        result.dropped += _done(letter, DROPPED, now(), "no longer holds the assignment")
        return
    try:
        send(text.message(letter, sender=settings.MAIL_FROM, address=settings.ADDRESS))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        _refused(letter, refused, now(), result)
    except (OSError, smtplib.SMTPException) as away:  # the server, not the letter: it waits with the others
        _release(letter, now() + BACK_OFF[0])
        result.unreachable = _short(away)
    except ValueError as wrong:  # an address that no e-mail can carry
        result.failed += _done(letter, FAILED, now(), _short(wrong))
    else:
        result.sent += _done(letter, SENT, now(), "")


def still_wanted(letter: Letter, at: datetime) -> bool:
    """The receiver can still sign in and holds the assignment that the letter was written for."""
    held = letter.to.assignments.in_force(day_of(at)).filter(role=letter.role)
    if letter.scope_key and letter.role != "fk_esf":
        held = held.filter(scope_key=letter.scope_key)
    return letter.to.is_active and held.exists()


def _refused(letter: Letter, refused: Exception, at: datetime, result: Result) -> None:
    code, said = _answer(refused)
    if isinstance(refused, _OURS):
        _release(letter, at + BACK_OFF[0])
        result.unreachable = f"{code} {said}".strip()
    elif code in PERMANENT or letter.tries >= len(BACK_OFF):
        result.failed += _done(letter, FAILED, at, f"{code} {said}".strip())
    else:
        wait = BACK_OFF[letter.tries]
        _mine(letter).update(
            tries=letter.tries + 1,
            next_try_at=at + wait,
            claim="",
            claimed_until=None,
            problem=f"{code} {said}".strip()[:300],
        )
        result.later += 1


def _answer(refused: Exception) -> tuple[int, str]:
    """The server's code and words."""
    words: bytes | str
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(refused.recipients.values()), (550, b""))
    elif isinstance(refused, smtplib.SMTPResponseException):
        code, words = refused.smtp_code, refused.smtp_error
    else:
        raise TypeError(f"no answer of a server: {refused!r}")
    return int(code), words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


def _mine(letter: Letter) -> QuerySet[Letter]:
    """The letter's row, as long as the claim is ours."""
    return Letter.objects.filter(pk=letter.pk, claim=letter.claim, state=QUEUED)


def _release(letter: Letter, until: datetime) -> None:
    _mine(letter).update(claim="", claimed_until=None, next_try_at=until)


def _done(letter: Letter, state: str, at: datetime, problem: str) -> int:
    sent_to = letter.to.email if state == SENT else ""
    return _mine(letter).update(
        state=state, done_at=at, problem=problem[:300], sent_to=sent_to, claim="", claimed_until=None
    )


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _by_smtp(server: Server) -> Send:
    """Send by the server of the settings: a connection for each letter, so that none waits for another."""

    def send(mail: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if server.use_ssl else smtplib.SMTP
        with kind(server.host, server.port, timeout=TIMEOUT_SECONDS) as connection:
            if server.use_tls:
                connection.starttls()
            if server.username:
                connection.login(server.username, server.password)
            connection.send_message(mail)

    return send
