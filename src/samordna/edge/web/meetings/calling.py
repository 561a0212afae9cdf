"""The step before the call is sent: who gets it, and what stands on the agenda."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import actions, queries
from samordna.agree.decisions.meetings.letters import not_reached, reached
from samordna.agree.decisions.meetings.permissions import check_prepare
from samordna.agree.needs.permissions import READERS
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings.views import context
from samordna.edge.web.request import Request


@needs_role(*READERS)
def calling(request: Request, key: str) -> HttpResponse:
    """See who gets the call, then send it. Also anew, when the agenda has changed since."""
    meeting = queries.meeting_by_key(request.actor, key)
    check_prepare(request.actor, meeting.association.slug)
    if meeting.state not in ("planned", "called"):
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: actions.call_meeting(by=request.actor, at=request.clock.now(), meeting=meeting),
            back=reverse("meetings:detail", args=[meeting.key]),
            done=_("Kallelsen är skickad."),
            form=form,
        )
        if done:
            return done
        meeting.refresh_from_db()
    today = request.clock.today()
    known = {"form": form, "letters": reached(meeting, today), "no_letter": not_reached(meeting, today)}
    return render(request, "meetings/calling.html", context(request, meeting, "calling", **known))
