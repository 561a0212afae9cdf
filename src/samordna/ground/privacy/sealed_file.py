"""A whole file sealed under a key of the register: for backups, which leave the building.

One megabyte at a time, AES-256-GCM under a key of the file's own, made from the vault's key and a random salt. Each
piece is bound to its place and to whether it is the last, so that none can be left out, moved or added.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from samordna.ground.privacy import keyring

MARK: Final = b"samordna backup 1\n"
PIECE: Final = 1_000_000
_TAG: Final = 16


class Broken(ValueError):
    """The file is no backup, is not whole, was changed, or was made with keys that are not here."""


class Sealer:
    """A file to write to; what is written is sealed into ``target``. Call ``close`` to end it."""

    def __init__(self, target: BinaryIO) -> None:
        keys, salt = keyring.keys(), secrets.token_bytes(32)
        head = json.dumps({"key": keys.current, "salt": salt.hex()}).encode()
        self._target, self._waiting, self._place = target, bytearray(), 0
        self._seal = AESGCM(_key(keys.vault[keys.current], salt))
        target.write(MARK + len(head).to_bytes(2, "big") + head)

    def write(self, data: bytes) -> int:
        """Take more; whole pieces are sealed at once."""
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is known only at the end, so one is always kept back
            self._write_piece(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        """Seal the last piece."""
        self._write_piece(bytes(self._waiting), last=True)

    def _write_piece(self, data: bytes, *, last: bool) -> None:
        self._target.write(self._seal.encrypt(_nonce(self._place, last), data, None))
        self._place += 1


class Opener:
    """The other way: ``read`` gives what was sealed. Broken as soon as a piece does not belong there."""

    def __init__(self, source: BinaryIO) -> None:
        if source.read(len(MARK)) != MARK:
            raise Broken("this is no backup of Samordna")
        head = json.loads(source.read(int.from_bytes(source.read(2), "big")))
        key = keyring.opening(head["key"])
        if key is None:
            raise Broken(f"it was made with the key “{head['key']}”, which is not among the keys of this register")
        self._seal, self._source = AESGCM(_key(key, bytes.fromhex(head["salt"]))), source
        self._pieces, self._rest = self._open(), b""

    def read(self, size: int = -1) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def _open(self) -> Iterator[bytes]:
        place, data = 0, self._source.read(PIECE + _TAG)
        while True:
            following = self._source.read(PIECE + _TAG)
            try:
                yield self._seal.decrypt(_nonce(place, last=not following), data, None)
            except InvalidTag:
                raise Broken("it is not whole, or was changed") from None
            if not following:
                return
            place, data = place + 1, following


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


def _key(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"samordna backup").derive(key)
