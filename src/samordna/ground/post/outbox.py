"""Writing letters: in the same transaction as the act that they tell of, so that neither is without the other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account
from samordna.ground.post.models import DROPPED, FAILED, QUEUED, SENT, Letter
from samordna.ground.privacy import audit

#: A link opens for so long after the day it is about, or after the day of the letter.
LINK_DAYS = 30


def write(
    *,
    kind: str,
    to: Account,
    role: str,
    scope_key: str,
    subject_kind: str,
    subject: str,
    path: str,
    at: datetime,
    about: date | None = None,
    anew: str = "",
) -> Letter | None:
    """Put a letter in the outbox; None when this person has had one about the same thing that day.

    A letter says only that something waits, so a second one the same day would say nothing new. ``about`` is the day
    that it concerns, if any: the link holds for LINK_DAYS after it, as far as there are days. ``anew`` is for what
    came up after the letter of the day: each one is told once. RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a letter is written inside the action's transaction")
    day = day_of(at)
    letter = Letter(
        once=":".join(filter(None, [subject_kind, subject, str(to.pk), day.isoformat(), anew])),
        kind=kind,
        to=to,
        role=role,
        scope_key=scope_key,
        subject_kind=subject_kind,
        subject=subject,
        path=path,
        day=day,
        written_at=at,
        expires_on=_after(max(day, about or day)),
        next_try_at=at,
    )
    if not to.email:  # seen by those who ask, rather than lost
        letter.state, letter.done_at, letter.problem = FAILED, at, "no e-mail address"
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return None
    return letter


def _after(day: date) -> date:
    return date.max if day > date.max - timedelta(days=LINK_DAYS) else day + timedelta(days=LINK_DAYS)


def about(subject_kind: str, *subjects: str) -> QuerySet[Letter]:
    """The letters about certain things, the latest first; those that were dropped are left out."""
    found = Letter.objects.filter(subject_kind=subject_kind, subject__in=subjects).exclude(state=DROPPED)
    return found.select_related("to__organisation").order_by("-written_at", "-pk")


def visible(actor: Actor) -> QuerySet[Letter]:
    """All letters for a national administrator; else those of the associations that the actor manages."""
    found = Letter.objects.select_related("to__organisation").order_by("-written_at", "-pk")
    if actor.has("national_admin"):
        return found
    return found.filter(Q(scope_key__in=actor.scopes("association_manager")) & ~Q(scope_key=""))


def counts(letters: QuerySet[Letter]) -> dict[str, int]:
    """How many letters there are in each state."""
    return {state: letters.filter(state=state).count() for state in (QUEUED, SENT, FAILED, DROPPED)}


@transaction.atomic
def try_again(*, letter: Letter, by: Actor, at: datetime) -> None:
    """Put a letter that failed in the queue again, for example when an address has been mended."""
    done = Letter.objects.filter(pk=letter.pk, state=FAILED).update(
        state=QUEUED, done_at=None, tries=0, next_try_at=at, problem=""
    )
    if done:
        audit.record(by=by, at=at, what="letter.tried_again", subject_kind="letter", subject=str(letter.pk))
