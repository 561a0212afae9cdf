"""The call as letters: to those who sit in the body and have an account. Others get the call as a file."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.seats import seats_on
from samordna.agree.decisions.meetings.states import BOARD
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.models import Account, Assignment
from samordna.ground.post import outbox

CALLED, MEETING = "called", "meeting"
ROLE = {"board": "board_member", "group": "preparation_member"}


def write_call(meeting: Meeting, *, at: datetime) -> int:
    """Write to everybody with the role that the meeting is for; the number of letters. Inside an action."""
    path = reverse("meetings:detail", args=[meeting.key])
    written = [
        outbox.write(
            kind=CALLED,
            to=account,
            role=ROLE[meeting.kind],
            scope_key=meeting.association.slug,
            subject_kind=MEETING,
            subject=meeting.key,
            path=path,
            at=at,
            about=day_of(meeting.starts_at),
        )
        for account in reached(meeting, day_of(at))
    ]
    return sum(letter is not None for letter in written)


def reached(meeting: Meeting, on: date) -> list[Account]:
    """Those whom a letter reaches: they hold the role and can sign in."""
    held = Assignment.objects.in_force(on).filter(role=ROLE[meeting.kind], scope_key=meeting.association.slug)
    return list(Account.objects.filter(pk__in=held.values("account"), is_active=True).order_by("name"))


def not_reached(meeting: Meeting, on: date) -> list[str]:
    """Names on the board that no letter reaches: they are called in another way."""
    if meeting.kind != BOARD:
        return []
    known = {account.pk for account in reached(meeting, on)}
    seats = seats_on(meeting.association, day_of(meeting.starts_at))
    return [seat.name for seat in seats if seat.account_id not in known]
