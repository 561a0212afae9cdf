"""The texts of a proposal: saving a version, confirming a copied one, going back to an earlier one.

A version is never changed. Two people in one text: the second is refused with both texts, and none is lost.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samordna.agree.needs.actions import signature
from samordna.agree.preparation import checks, lookup
from samordna.agree.preparation.events import lock
from samordna.agree.preparation.models import Case, Draft, SectionVersion
from samordna.agree.preparation.permissions import check_write
from samordna.agree.preparation.writing.sections import MAX_LENGTH, QUESTION
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit


class StaleText(Refusal):
    """Somebody else saved the same text meanwhile. Carries both texts, so that no word is lost."""

    def __init__(self, question: str, yours: str, theirs: SectionVersion) -> None:
        super().__init__(
            f"{theirs.saved_by_name} har sparat en annan text under tiden. Båda texterna står här.",
            field=question,
            message_en=f"{theirs.saved_by_name} has saved another text meanwhile. Both texts are shown here.",
        )
        self.question, self.yours, self.theirs = question, yours, theirs


@transaction.atomic
def save_text(*, by: Actor, at: datetime, case: Case, question: str, text: str, based_on: int) -> SectionVersion | None:
    """Save the answer to a question of the proposal. ``based_on`` is the version the writer had on the screen (0:
    none). The writer's draft of it is thrown away.

    StaleText if somebody saved another text meanwhile: both are shown, none is lost. None when nothing changed; a
    copied text that is saved as it stands has been read, and becomes a version of its own.
    """
    check_write(by, case)
    if question not in QUESTION or case.kind not in QUESTION[question].kinds:
        raise ValueError(f"no such question in a case of kind {case.kind}: {question}")
    state = lock(case)
    checks.check_stage(state, ("proposal",))
    text = clean(text)
    check_length(question, text)
    newest = lookup.texts(case).get(question)
    if text == (newest.text if newest else "") and not (newest and newest.copied_from):
        _forget_draft(by, case, question)
        return None
    if newest is not None and newest.version != based_on:
        raise StaleText(question, text, newest)
    _forget_draft(by, case, question)
    return write_version(by=by, at=at, case=case, question=question, text=text, after=newest)


def clean(text: str) -> str:
    """The text as it is kept: one kind of line end, no space around it."""
    return text.replace("\r\n", "\n").strip()


def check_length(question: str, text: str) -> None:
    """A text that nobody reads to its end is refused, with how long it is; what was written stays with the writer."""
    if len(text) > MAX_LENGTH:
        raise Refusal(
            f"Texten är för lång. Skriv högst {MAX_LENGTH} tecken, den har {len(text)}.",
            field=question,
            message_en=f"The text is too long: at most {MAX_LENGTH} characters, it has {len(text)}.",
        )


def write_version(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    question: str,
    text: str,
    after: SectionVersion | None = None,
    copied_from: str = "",
) -> SectionVersion:
    """One more version, and its event in the trail. To be called inside an action that has locked the case."""
    version = (after.version if after else 0) + 1
    data = {"question": question, "version": version}
    audit.record(by=by, at=at, what="case.text_saved", subject_kind="case", subject=case.key, data=data)
    return SectionVersion.objects.create(
        case=case,
        question=question,
        version=version,
        text=text,
        saved_by_id=by.account_id,
        saved_by_name=signature(by),
        saved_at=at,
        copied_from=copied_from,
    )


@transaction.atomic
def restore_text(
    *, by: Actor, at: datetime, case: Case, question: str, version: int, based_on: int
) -> SectionVersion | None:
    """Let an earlier version hold again, as a new version. ``based_on`` is the newest that the reader saw."""
    check_write(by, case)
    earlier = SectionVersion.objects.filter(case=case, question=question, version=version).first()
    if earlier is None:
        raise NotFound()
    return save_text(by=by, at=at, case=case, question=question, text=earlier.text, based_on=based_on)


def _forget_draft(by: Actor, case: Case, question: str) -> None:
    Draft.objects.filter(case=case, question=question, account_id=by.account_id or 0).delete()
