"""Saying what becomes of a need that there is no proposal of: not further, not yet, or taken up again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from samordna.agree.needs.actions import signature
from samordna.agree.needs.models import Need, NeedStep
from samordna.agree.needs.permissions import check_settle_need
from samordna.agree.needs.states import after
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

LONGEST_WAIT = timedelta(days=5 * 366)


def decline(*, by: Actor, at: datetime, need: Need, why: str) -> NeedStep:
    """Go no further with the need. The reason is kept for those who ask years later."""
    return _take(by, at, need, "decline", why=why)


def wait(*, by: Actor, at: datetime, need: Need, why: str, until: date) -> NeedStep:
    """Take the need up on a later day: until then it waits for nobody. Refusal for a day that is not to come."""
    if not day_of(at) < until <= day_of(at) + LONGEST_WAIT:
        raise Refusal(
            "Välj en dag som kommer, högst fem år fram.",
            field="until",
            message_en="Choose a day to come, at most five years ahead.",
        )
    return _take(by, at, need, "wait", why=why, until=until)


def resume(*, by: Actor, at: datetime, need: Need, why: str) -> NeedStep:
    """Take the need up again: it is new, and what was said before stands."""
    return _take(by, at, need, "resume", why=why)


@transaction.atomic
def _take(by: Actor, at: datetime, need: Need, act: str, *, why: str, until: date | None = None) -> NeedStep:
    check_settle_need(by, need)
    need = Need.objects.select_for_update().get(pk=need.pk)
    standing = after(need.standing, act)
    if standing is None or need.cases.exists():
        raise Refusal(
            "Behovet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu.",
            message_en="The need has moved on. Read the page again and see what holds now.",
        )
    if not why.strip():
        raise Refusal(
            "Skriv skälet. Det ska gå att läsa om några år.",
            field="why",
            message_en="Write the reason: somebody will want to read it in some years.",
        )
    step = NeedStep.objects.create(
        need=need, act=act, at=at, by_id=by.account_id, by_name=signature(by), why=why.strip(), until=until
    )
    need.standing, need.wait_until = standing, until
    need.save(update_fields=["standing", "wait_until"])
    data = {"until": until.isoformat()} if until else {}
    audit.record(by=by, at=at, what=f"need.{act}", subject_kind="need", subject=need.key, why=step.why, data=data)
    return step


def check_open(need: Need) -> None:
    """A proposal is made of a need that somebody goes on with: one that was declined is taken up again first."""
    if Need.objects.get(pk=need.pk).standing == "declined":
        raise Refusal(
            "Förbundet går inte vidare med behovet. Ta upp det igen först.",
            message_en="The association does not go on with the need: take it up again first.",
        )
