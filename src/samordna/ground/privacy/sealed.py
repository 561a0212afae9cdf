"""Something kept sealed outside the vault, such as a draft that holds a person: AES-256-GCM under the vault's keys.

What is sealed is bound to its purpose and to the row that it belongs to: moved to another row, or read for another
purpose, it does not open. Each purpose has a key of its own, made from the vault's, so the vault's records and drafts
are never sealed with the same.

A model that keeps something sealed says so, and its rows are then sealed anew when the keys change::

    class Draft(models.Model):
        sealed: ClassVar = Sealing(purpose="register.draft", subject="public_id")
        key_id = models.CharField(max_length=20)     # INTERNAL
        content = models.BinaryField()               # SECRET

    with keyring.writing():
        draft.key_id, draft.content = seal(text, purpose=Draft.sealed.purpose, subject=draft.public_id)
        draft.save()
    text = unseal(draft.key_id, draft.content, purpose=Draft.sealed.purpose, subject=draft.public_id)
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from samordna.ground.privacy import keyring

_NONCE = 12


@dataclass(frozen=True)
class Sealing:
    """How a model keeps something sealed: for which purpose, and the attribute that names the row it is bound to.

    ``may_go``: a row that does not open any more may be removed when the keys change.
    """

    purpose: str
    subject: str
    may_go: bool = False
    key_id: str = "key_id"
    content: str = "content"


class Broken(ValueError):
    """What was sealed does not open here: it was changed, moved to another row, or sealed for another purpose."""


def seal(text: str, *, purpose: str, subject: str) -> tuple[str, bytes]:
    """Key id and sealed content. Call it inside ``keyring.writing`` together with the write."""
    keys = keyring.keys()
    return keys.current, _shut(keys.vault[keys.current], text.encode(), purpose, subject)


def unseal(key_id: str, content: bytes | memoryview, *, purpose: str, subject: str) -> str:
    """The text. Broken when it was not sealed for this; RuntimeError when the register does not have the key."""
    key = keyring.opening(key_id)
    if key is None:
        raise keyring.lost(key_id)
    return _opened(key, bytes(content), purpose, subject).decode()


def _shut(key: bytes, plain: bytes, purpose: str, subject: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key_for(key, purpose)).encrypt(nonce, plain, _bound(purpose, subject))


def _opened(key: bytes, content: bytes, purpose: str, subject: str) -> bytes:
    try:
        return AESGCM(_key_for(key, purpose)).decrypt(content[:_NONCE], content[_NONCE:], _bound(purpose, subject))
    except (InvalidTag, ValueError):
        raise Broken(purpose) from None


def _bound(purpose: str, subject: str) -> bytes:
    return f"{purpose}\0{subject}".encode()


@lru_cache(maxsize=64)
def _key_for(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"samordna {purpose}".encode()).derive(key)
