"""The two databases kept in step: who a person is lies in the vault, that the person takes part lies in the register.

No transaction spans the two. The order makes every stop harmless:

- In: the vault first, then the register. A stop in between leaves a vault record that no participation points at.
- Out: the register first, then the vault, once the register has committed. A stop in between leaves the same thing.

Such a record counts as nobody, since everything is counted from participations, and :func:`sweep` removes it. What
can never be is a participation whose person the vault does not know. While a person is being let go, a new
participation of the same person waits: SQLite lets one writer in at a time, and on PostgreSQL both take a lock named
after the pseudonym. A file of people (``importing``) takes one lock for them all, for a moment, at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel import locks
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.privacy import vault

#: A record younger than this may belong to a registration that is under way.
UNDER_WAY = timedelta(hours=1)


def keep(*, number: PersonalNumber, name: str, measure: Measure, at: datetime) -> str:
    """Store a person, and hold on to the record until the register's transaction ends. Returns the pseudonym.

    The name is kept as this measure spells it: nobody changes what a person is called in another's measure.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("identity.keep must be called inside the register's transaction")
    while True:
        pseudonym = vault.store(personal_number=number.value, name=name, at=at, place=measure.pk)
        _hold(pseudonym)
        if vault.find(number.value) == pseudonym:  # not let go while we waited
            return pseudonym


def hold_all(people: Mapping[str, vault.Identity], *, at: datetime) -> None:
    """Hold everybody of a file until the register's transaction ends. ``people`` by pseudonym, kept before.

    Call it last: those who register or let go a single person wait from here on. A stray that was swept meanwhile is
    put back, so that the register never points at somebody whom the vault does not know.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("identity.hold_all must be called inside the register's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.FILES])
    gone = sorted(vault.unknown_of(people))
    vault.store_many([people[pseudonym] for pseudonym in gone], at=at, pseudonyms=gone)


def let_go(pseudonym: str) -> None:
    """Forget the person once the register has committed, unless another participation still needs the record.

    Then only what is needed stays: a measure that the person has left has no spelling of the name any more.
    """
    transaction.on_commit(lambda: _erase_unless_needed(pseudonym))


def forget_earlier_names(pseudonym: str) -> None:
    """Keep the name as the person's measures spell it now, and nothing else, once the register has committed."""
    transaction.on_commit(lambda: _erase_unless_needed(pseudonym))


def _erase_unless_needed(pseudonym: str) -> bool:
    with transaction.atomic():
        _hold(pseudonym)
        needed_by = set(Participation.objects.filter(person=pseudonym).values_list("measure_id", flat=True))
        if needed_by:
            vault.keep_spellings(pseudonym, places=needed_by)
            return False
        return vault.erase(pseudonym)


def _hold(pseudonym: str) -> None:
    if connection.vendor == "postgresql":
        key = int(pseudonym[:16], 16) - 2**63
        with connection.cursor() as cursor:
            # In this order everywhere: first the share in the files' lock, then the one of the person.
            both = "SELECT pg_advisory_xact_lock_shared(%s); SELECT pg_advisory_xact_lock(%s)"
            cursor.execute(both, [locks.FILES, key])


def strays(*, at: datetime) -> Iterable[str]:
    """Pseudonyms in the vault that no participation points at, left by a stop between the two writes."""
    stored = vault.stored_before(at - UNDER_WAY)
    while batch := list(islice(stored, 500)):
        needed = set(Participation.objects.filter(person__in=batch).values_list("person", flat=True))
        yield from (pseudonym for pseudonym in batch if pseudonym not in needed)


def sweep(*, at: datetime) -> int:
    """Remove what :func:`strays` finds; returns how many. May be run at any time, also while people register."""
    return sum(_erase_unless_needed(pseudonym) for pseudonym in list(strays(at=at)))
