"""The files of a proposal: attach, take away, put back, read. What a file may be is said in ``rules/attachments.py``.

A file that is taken away stays in the list with who and when. It can be put back for some time; then its bytes are
erased, and only the line remains.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from samordna.agree.needs.actions import signature
from samordna.agree.preparation.events import lock
from samordna.agree.preparation.models import Attachment, Case
from samordna.agree.preparation.permissions import check_manage, check_see_case, check_write, may_manage, may_write
from samordna.agree.preparation.rules.attachments import clean_name, kind_of
from samordna.agree.preparation.states import STAGE
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

MOST = 50


def may_attach(actor: Actor, case: Case) -> bool:
    """Those who write the proposal attach files to it, until the case is over."""
    return may_write(actor, case) and not STAGE[case.stage].final


def may_remove(actor: Actor, case: Case, attachment: Attachment) -> bool:
    """While the proposal is written: the one who attached the file, and the manager. What the parties have answered
    on is taken away by the manager only.
    """
    if STAGE[case.stage].final:
        return False
    own = attachment.by_id is not None and attachment.by_id == actor.account_id
    return may_manage(actor, case) or (own and may_write(actor, case) and case.stage == "proposal")


def attachments_of(case: Case) -> list[Attachment]:
    """Every file of the case in the order they came, those that were taken away too, without their bytes."""
    return list(Attachment.objects.filter(case=case))


def read_attachment(actor: Actor, case: Case, pk: int) -> Attachment:
    """One file with its bytes, for those who may see the case. NotFound for one that was taken away.

    RuntimeError when the bytes are not those that were attached: nobody is handed a file that was changed.
    """
    check_see_case(actor, case)
    found = Attachment.objects.defer(None).filter(case=case, pk=pk, removed_at=None).first()
    if found is None or found.content is None:
        raise NotFound()
    if hashlib.sha256(bytes(found.content)).hexdigest() != found.sha256:
        raise RuntimeError(f"attachment {found.pk} is not the file that was attached: its checksum differs")
    return found


@transaction.atomic
def attach(*, by: Actor, at: datetime, case: Case, name: str, content: bytes) -> Attachment:
    """Attach a file. The same file twice is one: the first is given back.

    Refusal for a file of another kind, one that is not what it says, one that is too large or holds macros.
    """
    check_write(by, case)
    lock(case)
    _check_open(case)
    kept = clean_name(name)
    kind = kind_of(kept, content, settings.ATTACHMENT_LARGEST)
    digest = hashlib.sha256(content).hexdigest()
    there = Attachment.objects.filter(case=case, sha256=digest, removed_at=None).first()
    if there is not None:
        return there
    if Attachment.objects.filter(case=case, removed_at=None).count() >= MOST:
        raise Refusal(
            f"Ett ärende kan ha högst {MOST} bilagor. Ta bort någon först.",
            field="file",
            message_en=f"A case can have at most {MOST} attachments. Remove one first.",
        )
    made = Attachment.objects.create(
        case=case,
        name=kept,
        kind=kind.ending,
        size=len(content),
        sha256=digest,
        content=content,
        at=at,
        by_id=by.account_id,
        by_name=signature(by),
    )
    _trail(by, at, made, "case.file_attached")
    _clear(by, at, case)
    return made


@transaction.atomic
def remove_attachment(*, by: Actor, at: datetime, case: Case, pk: int, why: str = "") -> Attachment:
    """Take a file away. It stays in the list, and can be put back until its bytes are erased."""
    check_see_case(by, case)
    found = _held(case, pk)
    if not may_remove(by, case, found):
        check_manage(by, case)
        _check_open(case)
    if found.removed_at is None:
        found.removed_at, found.removed_by_name = at, signature(by)
        found.removed_because = why.strip()[:300]
        found.save(update_fields=["removed_at", "removed_by_name", "removed_because"])
        _trail(by, at, found, "case.file_removed", why=found.removed_because)
    _clear(by, at, case)
    return found


@transaction.atomic
def put_back_attachment(*, by: Actor, at: datetime, case: Case, pk: int) -> Attachment:
    """Put a file back that was taken away. If the same file has been attached since, that one is given."""
    check_write(by, case)
    _check_open(case)
    found = _held(case, pk)
    if found.cleared_at is not None:
        raise NotFound()
    there = Attachment.objects.filter(case=case, sha256=found.sha256, removed_at=None).first()
    if there is not None:
        return there
    found.removed_at, found.removed_by_name, found.removed_because = None, "", ""
    found.save(update_fields=["removed_at", "removed_by_name", "removed_because"])
    _trail(by, at, found, "case.file_put_back")
    return found


@transaction.atomic
def clear_removed(*, by: Actor, at: datetime) -> int:
    """Erase the bytes of every file that was taken away longer ago than they are kept. Gives how many."""
    return sum(_clear(by, at, case) for case in Case.objects.filter(attachments__in=_outlived(at)).distinct())


def _outlived(at: datetime) -> QuerySet[Attachment]:
    """Files that were taken away so long ago that nobody puts them back."""
    return Attachment.objects.filter(removed_at__lt=at - settings.REMOVED_FILES_KEPT, cleared_at=None)


def _clear(by: Actor, at: datetime, case: Case) -> int:
    """Erase what nobody puts back any more; done whenever somebody works with the files of the case."""
    gone = list(_outlived(at).filter(case=case))
    for attachment in gone:
        Attachment.objects.filter(pk=attachment.pk).update(content=None, cleared_at=at)
        _trail(by, at, attachment, "case.file_cleared")
    return len(gone)


def _held(case: Case, pk: int) -> Attachment:
    found = Attachment.objects.select_for_update().filter(case=case, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _check_open(case: Case) -> None:
    if STAGE[case.stage].final:
        raise Refusal(
            "Ärendet är avslutat. Dess bilagor kan inte ändras.",
            field="file",
            message_en="The case is over. Its attachments cannot be changed.",
        )


def _trail(by: Actor, at: datetime, attachment: Attachment, what: str, why: str = "") -> None:
    data = {"attachment": attachment.pk, "sha256": attachment.sha256, "kind": attachment.kind}
    subject = attachment.case.key
    audit.record(by=by, at=at, what=what, subject_kind="case", subject=subject, why=why, data=data)
