"""The links of letters: signed, with a last day. A link is no key: it leads to a page that asks who one is."""

from __future__ import annotations

from datetime import date

from django.core import signing

from samordna.ground.post.models import Letter

SALT = "samordna.post.link"


class BrokenLink(Exception):
    """The link has been changed on its way, or never was one of ours."""


class ExpiredLink(Exception):
    """The link's last day has passed."""


def token(letter: Letter) -> str:
    """What stands in the letter's link."""
    return signing.dumps([letter.pk, letter.expires_on.toordinal()], salt=SALT)


def read(text: str, on: date) -> int:
    """The number of the letter behind a link. BrokenLink or ExpiredLink, without asking the database."""
    try:
        number, last = signing.loads(text, salt=SALT)
    except signing.BadSignature as bad:
        raise BrokenLink from bad
    if on.toordinal() > last:
        raise ExpiredLink
    return int(number)
