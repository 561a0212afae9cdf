"""Those who come late or leave early, while the meeting goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import actions
from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.rules import AUDIO, REMOTE, ROOM
from samordna.agree.decisions.meetings.seats import charter_on, holders_on
from samordna.agree.decisions.meetings.states import BOARD
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings.forms import ComeForm, LeaveForm
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of


def available(meeting: Meeting, data: Callable[[str], Any]) -> dict[str, forms.Form]:
    """The forms, where there are points left to come to and somebody to come or go."""
    left = list(meeting.items.standing().filter(outcome="").order_by("section"))
    sections = [(str(item.section), f"§ {item.section} {item.title}") for item in left]
    rows = list(meeting.attendances.filter(to_section=None).order_by("pk"))
    people = _not_there(meeting)
    found: dict[str, forms.Form] = {}
    if sections and people:
        found["come"] = ComeForm(data("come"), people=people, able=ways_to_attend(meeting), sections=sections)
    if sections and rows:
        found["leave"] = LeaveForm(data("leave"), rows=rows, sections=sections)
    return found


def shown(forms_now: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    """The forms as the page of the meeting shows them."""
    labels = {"come": _("Någon kommer under mötet"), "leave": _("Någon går innan mötet är slut")}
    return [{"act": act, "label": label, "form": forms_now[act]} for act, label in labels.items() if act in forms_now]


def ways_to_attend(meeting: Meeting) -> tuple[str, ...]:
    """``room``, ``remote`` and ``audio``: the board only as it has decided, the group as it likes."""
    on = day_of(meeting.starts_at)
    charter = charter_on(meeting.association, on)
    if meeting.kind != BOARD:
        return ROOM, REMOTE, AUDIO
    if charter.remote_decided_on is None or charter.remote_decided_on > on:
        return (ROOM,)
    return (ROOM, REMOTE, AUDIO) if charter.audio_allowed else (ROOM, REMOTE)


def come(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    """Somebody came."""
    data = form.cleaned_data
    facts = {"key": int(data["who"] or 0), "way": data["way"], "section": int(data["section"] or 0)}
    return submit(
        request,
        lambda: actions.note_arrival(by=request.actor, at=request.clock.now(), meeting=meeting, **facts),
        back=reverse("meetings:detail", args=[meeting.key]),
        done=_("Närvaron är sparad."),
        form=form,
    )


def leave(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    """Somebody left."""
    data = form.cleaned_data
    row = meeting.attendances.filter(pk=int(data["who"] or 0)).first()
    if row is None:
        raise Http404
    section = int(data["section"] or 0)
    return submit(
        request,
        lambda: actions.note_leaving(
            by=request.actor, at=request.clock.now(), meeting=meeting, attendance=row, section=section
        ),
        back=reverse("meetings:detail", args=[meeting.key]),
        done=_("Närvaron är sparad."),
        form=form,
    )


def _not_there(meeting: Meeting) -> dict[int, str]:
    """Seat or account → name, of those who have not been at the meeting."""
    if meeting.kind == BOARD:
        known = set(meeting.attendances.values_list("seat_id", flat=True))
        holders = holders_on(meeting.association, day_of(meeting.starts_at))
        return {holder.seat: holder.name for holder in holders if holder.seat not in known}
    known = set(meeting.attendances.values_list("account_id", flat=True))
    return {account.pk: account.name for account in actions.group_members(meeting) if account.pk not in known}
