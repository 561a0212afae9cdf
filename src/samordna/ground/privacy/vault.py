"""Who a participant is: encrypted, in a database of its own, reached by two hands only.

Everything else holds a pseudonym. A record is AES-256-GCM over number and name together, bound to its pseudonym,
under a key with an id (so that keys can change while in use). A person is found by HMAC-SHA-256 of the number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from samordna.ground.privacy.safe.models import VaultRecord

_NONCE = 12


@dataclass(frozen=True)
class Identity:
    """A person's number (12 digits) and name. Never logged: its repr shows neither."""

    personal_number: str
    name: str

    def __repr__(self) -> str:
        return "Identity(…)"


class UnknownPerson(LookupError):
    """The vault has no record for the pseudonym: it was erased, or never stored."""


def store(*, personal_number: str, name: str, at: datetime) -> str:
    """Keep a person and return the pseudonym; the same number gives the same pseudonym, with the latest name."""
    identity = Identity(personal_number, name)
    index = _index(personal_number)
    record = VaultRecord.objects.filter(number_index=index).first()
    if record is None:
        record = _record(secrets.token_hex(16), identity, index, at)
        try:
            with transaction.atomic(using="vault"):
                record.save(force_insert=True)
        except IntegrityError:  # somebody else stored the same person a moment ago
            record = VaultRecord.objects.get(number_index=index)
    elif _open(record) != identity:
        fresh = _record(record.pseudonym, identity, index, at)
        VaultRecord.objects.filter(pk=record.pk).update(content=fresh.content, key_id=fresh.key_id)
    return record.pseudonym


def store_many(people: Sequence[Identity], *, at: datetime, pseudonyms: Sequence[str] | None = None) -> list[str]:
    """Keep many new people in one transaction; pseudonyms in the same order. IntegrityError if any is known already."""
    names = pseudonyms or [secrets.token_hex(16) for _ in people]
    records = [_record(p, who, _index(who.personal_number), at) for p, who in zip(names, people, strict=True)]
    with transaction.atomic(using="vault"):
        VaultRecord.objects.bulk_create(records, batch_size=5000)
    return list(names)


def read(pseudonym: str) -> Identity:
    """Who the pseudonym is. UnknownPerson when the vault does not know (any more)."""
    record = VaultRecord.objects.filter(pk=pseudonym).first()
    if record is None:
        raise UnknownPerson(pseudonym)
    return _open(record)


def read_many(pseudonyms: Iterable[str]) -> dict[str, Identity]:
    """Who the pseudonyms are, for one page of a list; those that are gone are left out."""
    records = VaultRecord.objects.filter(pk__in=list(pseudonyms))
    return {record.pseudonym: _open(record) for record in records}


def find(personal_number: str) -> str | None:
    """The pseudonym of a personal number (12 digits), or None."""
    return VaultRecord.objects.filter(number_index=_index(personal_number)).values_list("pk", flat=True).first()


def stored_before(moment: datetime) -> Iterator[str]:
    """Pseudonyms of the people stored before a moment: what the sweeping of strays goes through."""
    found = VaultRecord.objects.filter(stored_at__lt=moment).order_by("pk").values_list("pk", flat=True)
    return found.iterator(chunk_size=2000)


def erase(pseudonym: str) -> bool:
    """Forget who the pseudonym was. True if there was anything to forget."""
    return VaultRecord.objects.filter(pk=pseudonym).delete()[0] > 0


def erase_many(pseudonyms: Iterable[str]) -> int:
    """Forget many people, in one transaction; returns how many there were."""
    wanted, forgotten = list(pseudonyms), 0
    with transaction.atomic(using="vault"):
        for first in range(0, len(wanted), 5000):
            forgotten += VaultRecord.objects.filter(pk__in=wanted[first : first + 5000]).delete()[0]
    return forgotten


def _index(personal_number: str) -> str:
    return hmac.new(settings.KEYS.index, personal_number.encode(), hashlib.sha256).hexdigest()


def _record(pseudonym: str, identity: Identity, index: str, at: datetime) -> VaultRecord:
    keys = settings.KEYS
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps([identity.personal_number, identity.name]).encode()
    sealed = AESGCM(keys.vault[keys.current]).encrypt(nonce, plain, pseudonym.encode())
    return VaultRecord(
        pseudonym=pseudonym, number_index=index, key_id=keys.current, content=nonce + sealed, stored_at=at
    )


def _open(record: VaultRecord) -> Identity:
    try:
        key = settings.KEYS.vault[record.key_id]
    except KeyError:
        raise RuntimeError(f"the vault key “{record.key_id}” is missing from this register's secrets folder") from None
    content = bytes(record.content)
    number, name = json.loads(AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], record.pseudonym.encode()))
    return Identity(number, name)
