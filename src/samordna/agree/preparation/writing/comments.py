"""What people say about a proposal: threads by section, open until somebody says that they are settled.

Everybody who may see the case may comment, also after the proposal has been sent to the parties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samordna.agree.needs.actions import signature
from samordna.agree.preparation.models import Case, Comment
from samordna.agree.preparation.permissions import check_see_case, may_see_case, may_write
from samordna.agree.preparation.states import STAGE
from samordna.agree.preparation.writing.sections import SECTION, SECTION_OF
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.privacy import audit

LONGEST = 2000
#: So long after it was written an own comment that nobody has answered can be deleted as if it had never been.
REGRET = timedelta(minutes=10)


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, in the order they were written."""

    first: Comment
    answers: tuple[Comment, ...]

    @property
    def is_open(self) -> bool:
        """Waits for somebody: neither settled nor taken back."""
        return self.first.resolved_at is None and self.first.taken_back_at is None


def may_comment(actor: Actor, case: Case) -> bool:
    """Everybody who may see the case, as long as it is not over."""
    return may_see_case(actor, case) and not STAGE[case.stage].final


def may_settle(actor: Actor, case: Case, comment: Comment) -> bool:
    """A thread is settled and opened again by those who write the proposal, and by the one who began it."""
    return may_comment(actor, case) and (may_write(actor, case) or _own(actor, comment))


def may_take_back(actor: Actor, case: Case, comment: Comment) -> bool:
    """Only the own comment, once."""
    return may_comment(actor, case) and _own(actor, comment) and comment.taken_back_at is None


def threads(case: Case, section: str = "") -> list[Thread]:
    """The threads of a section, or of all: the open ones first, the newest first among equals."""
    rows = Comment.objects.filter(case=case, **({"section": section} if section else {})).select_related("by")
    answers: dict[int, list[Comment]] = {}
    firsts = []
    for row in rows:
        if row.thread_id is None:
            firsts.append(row)
        else:
            answers.setdefault(row.thread_id, []).append(row)
    found = [Thread(row, tuple(answers.get(row.pk, ()))) for row in reversed(firsts)]
    return sorted(found, key=lambda thread: not thread.is_open)


def open_by_section(found: Iterable[Thread]) -> Counter[str]:
    """How many open threads each section has."""
    return Counter(thread.first.section for thread in found if thread.is_open)


@transaction.atomic
def write_comment(
    *, by: Actor, at: datetime, case: Case, section: str, text: str, question: str = "", answers: int | None = None
) -> Comment:
    """Say something about a section (or one question in it), or answer a comment by its id.

    An answer opens a settled thread again: somebody has more to say.
    """
    _check_may(by, case)
    if section not in SECTION or (question and SECTION_OF.get(question) is not SECTION[section]):
        raise ValueError(f"no such place in a proposal: {section} {question}")
    said = _check_text(text)
    thread = _held(case, answers) if answers is not None else None
    if thread is not None and thread.thread_id is not None:
        thread = thread.thread
    if thread is not None:
        section, question = thread.section, thread.question
        _open(thread)
    comment = Comment.objects.create(
        case=case,
        section=section,
        question=question,
        thread=thread,
        text=said,
        at=at,
        by_id=by.account_id,
        by_name=signature(by),
    )
    _trail(by, at, comment, "case.comment_written")
    return comment


@transaction.atomic
def settle_comment(*, by: Actor, at: datetime, case: Case, comment: int) -> Comment:
    """Say that a thread is settled. Nothing happens if it already is."""
    thread = _thread(by, case, comment)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by_name = at, signature(by)
        thread.save(update_fields=["resolved_at", "resolved_by_name"])
        _trail(by, at, thread, "case.comment_settled")
    return thread


@transaction.atomic
def reopen_comment(*, by: Actor, at: datetime, case: Case, comment: int) -> Comment:
    """Open a settled thread again. Nothing happens if it is open."""
    thread = _thread(by, case, comment)
    if thread.resolved_at is not None:
        _open(thread)
        _trail(by, at, thread, "case.comment_reopened")
    return thread


@transaction.atomic
def take_back_comment(*, by: Actor, at: datetime, case: Case, comment: int) -> Comment | None:
    """Take back one's own comment. Within some minutes and without an answer it disappears (None); later it is seen
    that it was there.
    """
    _check_may(by, case)
    said = _held(case, comment)
    if not may_take_back(by, case, said):
        raise NotAllowed()
    gone = can_be_deleted(said, at)
    _trail(by, at, said, "case.comment_deleted" if gone else "case.comment_taken_back")
    if gone:
        said.delete()
        return None
    said.taken_back_at = at
    said.save(update_fields=["taken_back_at"])
    return said


def can_be_deleted(comment: Comment, at: datetime) -> bool:
    """True for a fresh comment that nobody has answered or settled."""
    return at - comment.at <= REGRET and comment.resolved_at is None and not comment.answers.exists()


def _own(actor: Actor, comment: Comment) -> bool:
    return actor is not SYSTEM and comment.by_id is not None and comment.by_id == actor.account_id


def _check_may(by: Actor, case: Case) -> None:
    check_see_case(by, case)
    if not may_comment(by, case):
        raise Refusal(
            "Ärendet är avslutat. Det går inte att kommentera längre.",
            message_en="The case is over. It can no longer be commented on.",
        )


def _check_text(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Refusal("Skriv en kommentar.", field="text", message_en="Write a comment.")
    if len(said) > LONGEST:
        raise Refusal(
            f"Kommentaren är för lång. Skriv högst {LONGEST} tecken, den har {len(said)}.",
            field="text",
            message_en=f"The comment is too long: at most {LONGEST} characters, it has {len(said)}.",
        )
    return said


def _held(case: Case, comment: int) -> Comment:
    """A comment of the case, held for this transaction; NotFound if it is another's or has been deleted."""
    found = Comment.objects.select_for_update(of=("self",)).filter(case=case, pk=comment).first()
    if found is None:
        raise NotFound()
    return found


def _thread(by: Actor, case: Case, comment: int) -> Comment:
    _check_may(by, case)
    thread = _held(case, comment)
    if thread.thread_id is not None:
        raise NotFound()
    if not may_settle(by, case, thread):
        raise NotAllowed()
    return thread


def _open(thread: Comment) -> None:
    thread.resolved_at, thread.resolved_by_name = None, ""
    thread.save(update_fields=["resolved_at", "resolved_by_name"])


def _trail(by: Actor, at: datetime, comment: Comment, what: str) -> None:
    data = {"comment": comment.pk, "section": comment.section}
    audit.record(by=by, at=at, what=what, subject_kind="case", subject=comment.case.key, data=data)
