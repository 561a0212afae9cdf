"""A file of participants, tried or stored: all or nothing, once, and as if it had never been stopped.

The vault first, batch by batch; then the register in one transaction, which ends with the locks that others wait for:
those who act on single persons, and the audit trail. A stop before that transaction has ended leaves people in the
vault whom nothing points at; the file sent again finds them, or ``sweep`` removes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from samordna.deliver.participants import identity, permissions
from samordna.deliver.participants.importing.checking import (
    Checked,
    against_the_register,
    check_file,
    counts_of_anonymous,
    standing,
)
from samordna.deliver.participants.importing.storing import store
from samordna.deliver.participants.models import ParticipantImport
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules import persons_are_registered
from samordna.ground.files.problems import Problem
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.kernel.words import Words
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.privacy import audit, vault
from samordna.ground.privacy.digests import keyed
from samordna.ground.privacy.vault import Identity

#: Somebody registers one of the file's people while it is read: so often it is read against the register again.
_TRIES: Final = 3


def _digest_of(content: bytes) -> str:
    """What recognises a file with people in it, and tells nobody without the key what might stand there."""
    return keyed("file", content)


@dataclass(frozen=True)
class Outcome:
    """What became of a file. ``done`` is the moment of its rows; None when nothing was written."""

    checked: Checked
    persons: int
    anonymous: int
    done: datetime | None = None
    before: bool = False  # the same file had been stored before

    @property
    def stored(self) -> bool:
        """Whether the rows of the file are in the register."""
        return self.done is not None


class _MovedOn(Exception):
    """The register is not as it was when the file was compared with it."""


def known_as(measure: Measure, content: bytes) -> str:
    """What recognises a file for a measure, and tells nobody what stands in it."""
    return f"{measure.code}:{_digest_of(content)}"


def try_participants(
    *, measure: Measure, content: bytes, by: Actor, at: datetime, anonymous_again: bool = False
) -> Outcome:
    """Check a file and write nothing: exactly what ``import_participants`` would say."""
    _check_may(by, measure)
    known = _journal(measure, _digest_of(content))
    if known is not None and known.done_at:
        return _stored_before(known)
    found = _checked(measure, content, at, anonymous_again=anonymous_again)
    return Outcome(found, len(found.people), len(found.anonymous))


def import_participants(
    *, measure: Measure, content: bytes, by: Actor, at: datetime, anonymous_again: bool = False
) -> Outcome:
    """Store a file: all of its rows, or none when something has to be mended (then ``checked.problems`` says what).

    Whoever sends the file answers for having seen the signed consents. The same file again changes nothing.
    ``anonymous_again``: add anonymous rows also when an earlier file had some, though they cannot be told apart.
    """
    _check_may(by, measure)
    digest = _digest_of(content)
    known = _journal(measure, digest)
    if known is not None and known.done_at:
        return _stored_before(known)
    found = _checked(measure, content, at, anonymous_again=anonymous_again)
    if found.problems:
        return Outcome(found, len(found.people), len(found.anonymous))
    if known is not None:
        found.notices.append(_BEGUN)
    else:
        ParticipantImport.objects.get_or_create(
            measure=measure, digest=digest, defaults={"begun_at": at, "by_id": by.account_id}
        )
    for attempt in range(_TRIES):
        try:
            return _store(measure, digest, found, by, at)
        except (_MovedOn, IntegrityError):
            if attempt == _TRIES - 1:
                raise
        found = _checked(measure, content, at, anonymous_again=anonymous_again)
        if found.problems:
            break
    return Outcome(found, len(found.people), len(found.anonymous))


def _store(measure: Measure, digest: str, found: Checked, by: Actor, at: datetime) -> Outcome:
    identities = [Identity(row.number.value, row.name) for row in found.people]
    pseudonyms = vault.keep_many(identities, at=at, place=measure.pk)
    with transaction.atomic():
        journal = ParticipantImport.objects.select_for_update().get(measure=measure, digest=digest)
        if journal.done_at:  # somebody sent the same file at the same time
            return _stored_before(journal)
        rows = list(zip(found.people, pseudonyms, strict=True))
        written, ids = store(measure, rows, found.anonymous, by=by, at=at)
        journal.done_at, journal.by_id = at, by.account_id
        journal.rows, journal.persons, journal.anonymous = found.rows, len(rows), len(found.anonymous)
        journal.save()
        _last(measure, found.stood | ids, dict(zip(pseudonyms, identities, strict=True)), at)
        audit.record(
            by=by,
            at=at,
            what="participation.imported",
            subject_kind="measure",
            subject=measure.code,
            data={
                "file": digest,
                "rows": found.rows,
                "persons": len(rows),
                "anonymous": len(found.anonymous),
                "already": len(found.already),
                "ids": written,
            },
        )
    return Outcome(found, len(rows), len(found.anonymous), done=at)


def _last(measure: Measure, known: frozenset[int], people: dict[str, Identity], at: datetime) -> None:
    """Hold everybody for the moment that is left, and see that nobody came in since the file was compared."""
    identity.hold_all(people, at=at)
    if not standing(measure, people).keys() <= known:
        raise _MovedOn


def _checked(measure: Measure, content: bytes, at: datetime, *, anonymous_again: bool = False) -> Checked:
    found = check_file(content, measure, day_of(at))
    against_the_register(found, measure)
    _about_anonymous(found, measure, anonymous_again=anonymous_again)
    if found.already:
        found.notices.append(_already(len(found.already)))
    return found


def _about_anonymous(found: Checked, measure: Measure, *, anonymous_again: bool) -> None:
    if not found.anonymous:
        return
    earlier = ParticipantImport.objects.filter(measure=measure, done_at__isnull=False, anonymous__gt=0)
    if earlier.exists() and not anonymous_again:
        found.problems.add(Problem("anonymous again", _ANONYMOUS_AGAIN, found.anonymous[0].line))
    else:
        found.notices.append(_all_are_added(found))


def _journal(measure: Measure, digest: str) -> ParticipantImport | None:
    return ParticipantImport.objects.filter(measure=measure, digest=digest).first()


def _stored_before(journal: ParticipantImport) -> Outcome:
    found = Checked(rows=journal.rows, notices=[_stored(journal)])
    return Outcome(found, journal.persons, journal.anonymous, done=journal.done_at, before=True)


def _check_may(by: Actor, measure: Measure) -> None:
    """A registrar of the measure; or whoever runs commands on the machine, who then stands as the system."""
    if by is not SYSTEM:
        permissions.check_register(by, measure)
    refuse_unless(persons_are_registered(measure.follow_up))


def _all_are_added(found: Checked) -> Words:
    counted = sorted(counts_of_anonymous(found.anonymous).items(), key=lambda one: (one[0][1], one[0][0]))
    sv = ", ".join(f"{_SEX[sex].sv} {year}: {number}" for (sex, year), number in counted)
    en = ", ".join(f"{_SEX[sex].en} {year}: {number}" for (sex, year), number in counted)
    return Words(
        f"Rader utan personnummer går inte att känna igen, så alla läggs till ({sv}).",
        f"Rows without a personal number cannot be recognised, so all are added ({en}).",
    )


def _already(number: int) -> Words:
    return Words(
        f"{number} rader finns redan, med samma person och första dag. De lämnas som de är.",
        f"{number} rows are there already, with the same person and first day. They are left as they are.",
    )


def _stored(journal: ParticipantImport) -> Words:
    day = day_of(journal.done_at).isoformat() if journal.done_at else ""
    return Words(
        f"Samma fil lästes in {day}. Ingenting har ändrats nu.",
        f"The same file was read in on {day}. Nothing is changed.",
    )


_SEX: Final = {"women": Words("kvinnor", "women"), "men": Words("män", "men")}
_BEGUN: Final = Words(
    "En tidigare inläsning av filen blev avbruten. Den har gjorts om från början.",
    "An earlier import of the file was cut off. It has been done again from the start.",
)
_ANONYMOUS_AGAIN: Final = Words(
    "Filen har rader utan personnummer, och det hade en fil som lästs in tidigare. De går inte att känna igen och kan"
    " räknas två gånger. Ta bort dem som redan är med, eller välj att lägga till dem ändå.",
    "The file has rows without a personal number, and so had a file that was read before. They cannot be recognised and"
    " may be counted twice. Remove those that are there, or choose to add them all the same.",
)
