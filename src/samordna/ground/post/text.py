"""What a letter says: that something waits, and a link. Nothing else: e-mail is read by others than its receiver."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from samordna.ground.post import links
from samordna.ground.post.models import Letter

SUBJECT = "Något väntar på dig i Samordna / Something waits for you in Samordna"
BODY = """\
Något väntar på dig i Samordna. Logga in och se vad:

{link}

Länken fungerar till och med {last}. Efter det finns det som väntar på din startsida.
Brevet är skickat av Samordna. Det går inte att svara på det.

--
In English

Something waits for you in Samordna. Sign in to see what:

{link}

The link works until {last}. After that you find what waits on your start page.
This letter was sent by Samordna. You cannot reply to it.
"""


WAY_IN = """\
Någon som ger behörigheter i Samordna har skickat dig den här länken. Välj ett nytt lösenord:

{link}

Länken fungerar en gång, i ett dygn. Har du inte bett om den behöver du inte göra något. Ditt gamla lösenord gäller
tills du väljer ett nytt. Brevet är skickat av Samordna. Det går inte att svara på det.

--
In English

Somebody who gives access in Samordna has sent you this link. Choose a new password:

{link}

The link works once, for a day. If you have not asked for it you need not do anything. Your old password holds until
you choose a new one. This letter was sent by Samordna. You cannot reply to it.
"""


def way_in(to: str, path: str, at: datetime, *, sender: str, address: str) -> EmailMessage:
    """The letter with the link to a new password."""
    mail = EmailMessage()
    mail["Subject"] = "Välj ett nytt lösenord i Samordna / Choose a new password in Samordna"
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{secrets.token_hex(16)}@{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(WAY_IN.format(link=address.rstrip("/") + path))
    return mail


def link(letter: Letter, address: str) -> str:
    """The letter's link, at the address where people reach the service."""
    return f"{address.rstrip('/')}/post/lank/{links.token(letter)}/"


def body(letter: Letter, address: str) -> str:
    """The text of the letter, Swedish first."""
    return BODY.format(link=link(letter, address), last=letter.expires_on.isoformat())


def message(letter: Letter, *, sender: str, address: str) -> EmailMessage:
    """The letter as an e-mail. The message id is the letter's own, so that a letter sent twice is known as one."""
    mail = EmailMessage()
    mail["Subject"] = SUBJECT
    mail["From"] = sender
    mail["To"] = letter.to.email
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<letter-{letter.pk}-{letter.expires_on.toordinal()}@{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body(letter, address))
    return mail


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip("> ") or "samordna.invalid"
