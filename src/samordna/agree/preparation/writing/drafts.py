"""What somebody has written and not saved for the others yet, and who is here.

A draft belongs to its writer: nobody else reads it, and it is never a version. That somebody has one is no secret.
Neither drafts nor presence leave events in the trail; they are thrown away, and what is saved leaves its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samordna.agree.preparation import checks, lookup
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case, Draft, Presence
from samordna.agree.preparation.permissions import check_see_case, check_write
from samordna.agree.preparation.writing.sections import MAX_LENGTH, QUESTION, SECTION, Section
from samordna.agree.preparation.writing.texts import clean
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

#: A draft may be longer than a text, so that nothing of what was pasted is lost before it has been shortened.
LONGEST_DRAFT = 10 * MAX_LENGTH
#: Somebody is here for so long after the page was last heard of, and writes for so long after the last key.
HERE, WRITES = timedelta(minutes=5), timedelta(minutes=2)


@transaction.atomic
def keep_draft(*, by: Actor, at: datetime, case: Case, question: str, text: str, based_on: int) -> Draft | None:
    """Keep what the actor has written so far. None, and no draft, when it is what the saved text already says.

    Refusal when the proposal is no longer written, or when the text is longer than anybody types.
    """
    check_write(by, case)
    if question not in QUESTION:
        raise ValueError(f"no such question: {question}")
    checks.check_stage(state_of(case), ("proposal",))
    if len(text) > LONGEST_DRAFT:
        raise Refusal(
            f"Texten är för lång för att sparas som utkast. Den får ha högst {LONGEST_DRAFT} tecken.",
            field=question,
            message_en=f"The text is too long to be kept as a draft: at most {LONGEST_DRAFT} characters.",
        )
    newest = lookup.texts(case).get(question)
    mine = Draft.objects.filter(case=case, question=question, account_id=_me(by))
    if clean(text) == (newest.text if newest else ""):
        mine.delete()
        return None
    draft, _ = Draft.objects.update_or_create(
        case=case,
        question=question,
        account_id=_me(by),
        defaults={"text": text.replace("\r\n", "\n"), "based_on": based_on, "saved_at": at},
    )
    return draft


@transaction.atomic
def discard_draft(*, by: Actor, case: Case, question: str) -> None:
    """Throw away one's own draft. Nothing happens if there is none."""
    check_see_case(by, case)
    Draft.objects.filter(case=case, question=question, account_id=_me(by)).delete()


def _me(actor: Actor) -> int:
    """The actor's account; nobody's for the system, which writes no drafts."""
    return actor.account_id or 0


def own_drafts(actor: Actor, case: Case) -> dict[str, Draft]:
    """The actor's drafts in a case, by question."""
    return {draft.question: draft for draft in Draft.objects.filter(case=case, account_id=_me(actor))}


def drafts_of_others(actor: Actor, case: Case) -> list[Draft]:
    """Who else has something that is not saved, and since when; the newest first. Their texts are their own."""
    found = Draft.objects.filter(case=case).exclude(account_id=_me(actor)).select_related("account__organisation")
    return list(found.defer("text").order_by("-saved_at"))


@dataclass(frozen=True)
class Here:
    """Somebody who has the proposal open."""

    name: str
    organisation: str
    section: Section
    writes: bool

    @property
    def initials(self) -> str:
        """At most two letters."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


@transaction.atomic
def note_presence(*, by: Actor, at: datetime, case: Case, section: str, writes: bool) -> None:
    """Somebody has a section open, and may be writing in it. What is older than a day is forgotten."""
    check_see_case(by, case)
    if section not in SECTION:
        raise ValueError(f"no such section: {section}")
    Presence.objects.filter(case=case, seen_at__lt=at - timedelta(days=1)).delete()
    facts = {"section": section, "seen_at": at} | ({"wrote_at": at} if writes else {})
    Presence.objects.update_or_create(case=case, account_id=_me(by), defaults=facts)


def who_is_here(actor: Actor, case: Case, at: datetime) -> list[Here]:
    """The others who have the proposal open now, those who write first."""
    rows = Presence.objects.filter(case=case, seen_at__gte=at - HERE).exclude(account_id=_me(actor))
    found = [
        Here(
            name=row.account.name,
            organisation=row.account.organisation.name if row.account.organisation else "",
            section=SECTION[row.section],
            writes=row.wrote_at is not None and row.wrote_at >= at - WRITES,
        )
        for row in rows.select_related("account__organisation").order_by("account__name")
    ]
    return sorted(found, key=lambda here: not here.writes)
