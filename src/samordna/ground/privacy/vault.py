"""Who a participant is: encrypted, in a database of its own, reached by two hands only.

Everything else holds a pseudonym. A record is AES-256-GCM over number and name together, bound to its pseudonym,
under a key with an id (so that keys can change while in use). A person is found by HMAC-SHA-256 of the number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import Count

from samordna.config.secrets import Keys
from samordna.ground.privacy import keyring, planner
from samordna.ground.privacy.identity import Identity
from samordna.ground.privacy.safe.models import VaultRecord

Done = TypeVar("Done")
_NONCE = 12
_TRIES, _DEADLOCK = 4, "40P01"
SEALED = ("content", "key_id", "number_index", "index_id")
#: So many people are looked up, or kept, at a time: one transaction of the vault each, so that nobody waits long.
BATCH = 2_000


class UnknownPerson(LookupError):
    """The vault has no record for the pseudonym: it was erased, or never stored."""


def store(*, personal_number: str, name: str, at: datetime, place: object = None) -> str:
    """Keep a person and return the pseudonym; the same number gives the same pseudonym, with the name in that place."""
    identity = Identity(personal_number, name)

    def act() -> str:
        with keyring.writing("vault") as keys:
            return _store(identity, keys, at, place)

    try:
        return _though_others_write(act)
    except IntegrityError:  # somebody else stored the same person a moment ago
        return _though_others_write(act)


def _though_others_write(act: Callable[[], Done]) -> Done:
    """Carry out a transaction of the vault, again if PostgreSQL ended it for another that waited for it in turn."""
    for _attempt in range(_TRIES):
        try:
            return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _DEADLOCK:
                raise
    return act()


def _store(identity: Identity, keys: Keys, at: datetime, place: object) -> str:
    indexes = _indexes(identity.personal_number, keys)
    record = VaultRecord.objects.select_for_update().filter(number_index__in=indexes).first()
    if record is None:
        record = _record(secrets.token_hex(16), identity, keys, at)
        record.save(force_insert=True)
    else:
        _change(record, _open(record).spelled(identity.name, place), keys)
    return record.pseudonym


def _change(record: VaultRecord, identity: Identity, keys: Keys) -> None:
    if _open(record) != identity:
        _seal(record, identity, keys)
        record.save(update_fields=SEALED)


def keep_spellings(pseudonym: str, *, places: Collection[object]) -> None:
    """The person is in these places only: how the name was spelled in others goes, and what nobody reads any more."""
    with keyring.writing("vault") as keys:
        record = VaultRecord.objects.select_for_update().filter(pk=pseudonym).first()
        if record is not None:
            _change(record, _open(record).known_in(places), keys)


def store_many(people: Sequence[Identity], *, at: datetime, pseudonyms: Sequence[str] | None = None) -> list[str]:
    """Keep many new people in one transaction; pseudonyms in the same order. IntegrityError if any is known already."""
    names = pseudonyms or [secrets.token_hex(16) for _ in people]
    with keyring.writing("vault") as keys:
        records = [_record(pseudonym, who, keys, at) for pseudonym, who in zip(names, people, strict=True)]
        if keys.old_index and _known_by_an_old_index(people, keys):
            raise IntegrityError("somebody is known already")
        VaultRecord.objects.bulk_create(records, batch_size=5000)
    return list(names)


def _known_by_an_old_index(people: Sequence[Identity], keys: Keys) -> bool:
    old = [index for who in people for index in _indexes(who.personal_number, keys)[1:]]
    batches = (old[first : first + 5000] for first in range(0, len(old), 5000))
    return any(VaultRecord.objects.filter(number_index__in=batch).exists() for batch in batches)


def keep_many(people: Sequence[Identity], *, at: datetime, place: object = None) -> list[str]:
    """Keep many people with their names in that place; pseudonyms in the same order. ``store`` for a whole file.

    One transaction for each batch: a stop leaves some of them in the vault, where nothing points at them yet, and
    running it again gives the same people the same pseudonyms.
    """
    kept: list[str] = []
    for first in range(0, len(people), BATCH):
        batch = people[first : first + BATCH]
        kept += _though_others_write(partial(_keep_batch, batch, at, place))
    return kept


def many_came() -> None:
    """Let the vault's database know its new size, once what goes on has been committed."""
    planner.renew([VaultRecord])


def _keep_batch(people: Sequence[Identity], at: datetime, place: object) -> list[str]:
    latest = {who.personal_number: who for who in people}
    with keyring.writing("vault") as keys:
        known = _records(latest, keys)
        new = {n: _record(secrets.token_hex(16), who, keys, at) for n, who in latest.items() if n not in known}
        # In one order for all: two files with people in common wait for each other once, and not in a ring.
        rows = sorted(new.values(), key=lambda one: one.number_index)
        if not _copied(rows):  # somebody else stored one of them a moment ago: theirs stay
            VaultRecord.objects.bulk_create(rows, ignore_conflicts=True)
            known, new = _records(latest, keys), {}
        renamed = []
        for number, record in known.items():
            stood = _open(record)
            if stood.spelled(latest[number].name, place) != stood:
                _seal(record, stood.spelled(latest[number].name, place), keys)
                renamed.append(record)
        VaultRecord.objects.bulk_update(renamed, SEALED, batch_size=500)
    return [(known.get(who.personal_number) or new[who.personal_number]).pseudonym for who in people]


def _records(personal_numbers: Iterable[str], keys: Keys) -> dict[str, VaultRecord]:
    """Personal number → record, of those that the vault knows; held until the transaction ends."""
    by_index = {index: number for number in personal_numbers for index in _indexes(number, keys)}
    rows = VaultRecord.objects.select_for_update().filter(number_index__in=list(by_index)).order_by("pk")
    return {by_index[one.number_index]: one for one in rows}


def _copied(records: Sequence[VaultRecord]) -> bool:
    """Add new records the database's quickest way. False, and none added, when one of the people is known already."""
    connection = connections["vault"]
    try:
        with transaction.atomic(using="vault"):
            if connection.vendor != "postgresql":
                VaultRecord.objects.bulk_create(records, batch_size=500)
                return True
            columns = ("pseudonym", "stored_at", *SEALED)
            table = connection.ops.quote_name(VaultRecord._meta.db_table)
            with (
                connection.wrap_database_errors,
                connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
            ):
                for one in records:
                    copy.write_row([getattr(one, column) for column in columns])
    except IntegrityError:
        return False
    return True


def find_many(personal_numbers: Iterable[str]) -> dict[str, str]:
    """Pseudonyms by personal number (12 digits), of those that the vault knows."""
    keys, numbers, found = keyring.keys(), list(dict.fromkeys(personal_numbers)), dict[str, str]()
    for first in range(0, len(numbers), BATCH):
        by_index = {i: number for number in numbers[first : first + BATCH] for i in _indexes(number, keys)}
        rows = VaultRecord.objects.filter(number_index__in=list(by_index)).values_list("number_index", "pseudonym")
        found |= {by_index[index]: pseudonym for index, pseudonym in rows}
    return found if keyring.keys() is keys else find_many(numbers)  # they changed while we looked


def unknown_of(pseudonyms: Iterable[str]) -> set[str]:
    """Those of the pseudonyms that the vault does not know, or does not know any more."""
    wanted, missing = list(pseudonyms), set()
    for first in range(0, len(wanted), BATCH):
        batch = wanted[first : first + BATCH]
        missing |= set(batch) - set(VaultRecord.objects.filter(pk__in=batch).values_list("pk", flat=True))
    return missing


def read(pseudonym: str) -> Identity:
    """Who the pseudonym is. UnknownPerson when the vault does not know (any more)."""
    record = VaultRecord.objects.filter(pk=pseudonym).first()
    if record is None:
        raise UnknownPerson(pseudonym)
    return _open(record)


def read_many(pseudonyms: Iterable[str]) -> dict[str, Identity]:
    """Who the pseudonyms are, for a page of a list or a batch; those that are gone are left out."""
    rows = VaultRecord.objects.filter(pk__in=list(pseudonyms))
    records: Iterable[Any] = rows.values_list("pseudonym", "key_id", "content", named=True)  # half the time of objects
    boxes = {key_id: AESGCM(key) for key_id, key in keyring.keys().vault.items()}  # looked up once, not for each
    found = {}
    for record in records:
        with suppress(UnknownPerson):
            found[record.pseudonym] = _open(record, boxes.get(record.key_id))
    return found


def find(personal_number: str) -> str | None:
    """The pseudonym of a personal number (12 digits), or None."""
    keys = keyring.keys()
    known = VaultRecord.objects.filter(number_index__in=_indexes(personal_number, keys))
    found = known.values_list("pk", flat=True).first()
    if found is None and keyring.keys() is not keys:  # they changed while we looked
        return find(personal_number)
    return found


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


def seal_anew(after: str, most: int) -> tuple[str, int, int]:
    """Seal the next ``most`` records after a pseudonym with the current keys: the last one, how many seen, changed.

    One short transaction: others who write wait for it, and what they wrote before it is what is sealed anew.
    """
    return _though_others_write(partial(_seal_anew, after, most))


def _seal_anew(after: str, most: int) -> tuple[str, int, int]:
    with keyring.writing("vault") as keys:
        held = VaultRecord.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:most]
        rows, changed = list(held), 0
        for record in rows:
            if record.key_id != keys.current or record.index_id != index_id(keys.index):
                _seal(record, _open(record), keys)
                record.save(update_fields=SEALED)
                changed += 1
    return (rows[-1].pk if rows else after), len(rows), changed


def uses() -> dict[tuple[str, str], int]:
    """(key id, index id) → how many records are sealed with the one and found by the other."""
    rows = VaultRecord.objects.order_by().values_list("key_id", "index_id").annotate(records=Count("pk"))
    return {(key, index): records for key, index, records in rows}


def index_id(key: bytes) -> str:
    """The short name of an index key; tells keys apart and nothing about them."""
    return hashlib.sha256(b"samordna index\0" + key).hexdigest()[:8]


def _indexes(personal_number: str, keys: Keys) -> list[str]:
    """What a number may be found by, the current key first."""
    number = personal_number.encode()
    return [hmac.new(key, number, hashlib.sha256).hexdigest() for key in (keys.index, *keys.old_index)]


def _record(pseudonym: str, identity: Identity, keys: Keys, at: datetime) -> VaultRecord:
    record = VaultRecord(pseudonym=pseudonym, stored_at=at)
    _seal(record, identity, keys)
    return record


def _seal(record: VaultRecord, identity: Identity, keys: Keys) -> None:
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps(
        [identity.personal_number, identity.name, *([identity.names] if identity.names else [])]
    ).encode()
    sealed = AESGCM(keys.vault[keys.current]).encrypt(nonce, plain, record.pseudonym.encode())
    record.content, record.key_id = nonce + sealed, keys.current
    record.number_index, record.index_id = _indexes(identity.personal_number, keys)[0], index_id(keys.index)


def _open(record: Any, box: AESGCM | None = None) -> Identity:
    """Who it is. UnknownPerson when the record was erased meanwhile; RuntimeError when its key is not there."""
    if box is None:
        record, box = _with_its_key(record)
    content = bytes(record.content)
    number, name, *more = json.loads(box.decrypt(content[:_NONCE], content[_NONCE:], record.pseudonym.encode()))
    return Identity(number, name, tuple((place, spelled) for place, spelled in more[0]) if more else ())


def _with_its_key(record: Any) -> tuple[Any, AESGCM]:
    key = keyring.opening(record.key_id)
    if key is None:  # perhaps sealed anew, and the old key taken away, since the row was read
        fresh = VaultRecord.objects.filter(pk=record.pseudonym).first()
        if fresh is None:
            raise UnknownPerson(record.pseudonym)
        record, key = fresh, keyring.opening(fresh.key_id)
        if key is None:
            raise keyring.lost(record.key_id)
    return record, AESGCM(key)
