"""Who is at a meeting, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import actions, queries
from samordna.agree.decisions.meetings.models import Meeting, Seat
from samordna.agree.decisions.meetings.permissions import check_prepare
from samordna.agree.decisions.meetings.rules import MEMBER
from samordna.agree.decisions.meetings.seats import seats_on
from samordna.agree.decisions.meetings.states import BOARD
from samordna.agree.needs.permissions import READERS
from samordna.agree.preparation.lookup import members_of
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings import words
from samordna.edge.web.meetings.coming import ways_to_attend
from samordna.edge.web.meetings.forms import ABSENT, AttendanceForm
from samordna.edge.web.meetings.views import context
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of


@dataclass(frozen=True)
class Row:
    """Somebody who may come."""

    key: int
    name: str
    member: str
    what: str
    ordinary: bool = True


@needs_role(*READERS)
def attendance(request: Request, key: str) -> HttpResponse:
    """Tick who is there; the first time opens the meeting."""
    meeting = queries.meeting_by_key(request.actor, key)
    check_prepare(request.actor, meeting.association.slug)
    if meeting.state not in ("planned", "called", "open"):
        raise Http404
    rows, on = _rows(meeting), day_of(meeting.starts_at)
    able = ways_to_attend(meeting)
    names = {row.key: row.name for row in rows}
    usual = [row.key for row in rows if row.ordinary]
    known_before = _known(request, meeting, names)
    form = AttendanceForm(request.POST or None, people=names, usual=usual, able=able, initial=known_before)
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: actions.record_attendance(
                by=request.actor,
                at=request.clock.now(),
                meeting=meeting,
                ways=form.ways(),
                secretary=form.cleaned_data["secretary"],
            ),
            back=reverse("meetings:detail", args=[meeting.key]),
            done=_("Närvaron är sparad."),
            form=form,
        )
        if done:
            return done
        meeting.refresh_from_db()
    fields: list[tuple[Row, forms.BoundField]] = [(row, form[f"way-{row.key}"]) for row in rows]
    known = {"form": form, "rows": fields, "able": able, "too_early": request.clock.today() < on}
    return render(request, "meetings/attendance.html", context(request, meeting, "attendance", **known))


def _rows(meeting: Meeting) -> list[Row]:
    on = day_of(meeting.starts_at)
    if meeting.kind == BOARD:
        members = members_of(meeting.association, on)
        return [
            Row(s.pk, s.name, s.member.name, _of_seat(s), s.kind == MEMBER)
            for s in seats_on(meeting.association, on)
            if s.member.party_id in members
        ]
    return [
        Row(a.pk, a.name, a.organisation.name if a.organisation else "", a.title)
        for a in actions.group_members(meeting)
    ]


def _of_seat(seat: Seat) -> str:
    return ", ".join(filter(None, [str(words.KIND_OF_SEAT[seat.kind]), seat.lead and str(words.LEAD[seat.lead])]))


def _known(request: Request, meeting: Meeting, names: Mapping[int, str]) -> dict[str, str]:
    """What was recorded before, or the manager as secretary."""
    there = {a.seat_id or a.account_id: a.way for a in meeting.attendances.all()}
    rows = {f"way-{key}": there.get(key, ABSENT) for key in names} if there else {}
    return {"secretary": meeting.secretary or request.actor.name, **rows}
