"""One point of the agenda: its papers, who serves, what was decided, and who reserves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import agenda, deciding, points, queries
from samordna.agree.decisions.meetings.models import AgendaItem
from samordna.agree.decisions.meetings.permissions import may_prepare
from samordna.agree.decisions.meetings.rules import presiding
from samordna.agree.decisions.meetings.sentences import proposed
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.agree.needs.permissions import READERS
from samordna.agree.preparation.events import state_of
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings import words
from samordna.edge.web.meetings.acting import carried_out
from samordna.edge.web.meetings.forms import ItemForm, OutcomeForm, ReservationForm
from samordna.edge.web.meetings.views import context
from samordna.edge.web.request import Request


@needs_role(*READERS)
def item(request: Request, key: str, pk: int) -> HttpResponse:
    """Read the papers; the manager records what was decided."""
    meeting = queries.meeting_by_key(request.actor, key)
    point = queries.item_of(meeting, pk)
    if point.removed_at is not None:
        raise Http404
    act = request.POST.get("act", "")
    manages = may_prepare(request.actor, meeting.association.slug)
    available = _forms(request, point, act) if manages else {}
    form = available.get(act)
    done = carried_out(request, point, _ACTS, available, manages=manages)
    if done:
        return done
    point = queries.item_of(meeting, pk)
    known = {"point": point, "form": form, "forms": available, "majority": words.MAJORITY[_majority(point)]}
    return render(request, "meetings/item.html", context(request, meeting, "item", **known, **_told(request, point)))


def _told(request: Request, point: AgendaItem) -> dict[str, Any]:
    about = point.case or point.need
    serves = deciding.serving_at(point) if point.meeting.kind == BOARD and point.meeting.opened_at else ()
    chair = presiding(serves)
    return {
        "papers": [(reverse(page, args=[about.key]), label) for page, label in agenda.papers(point)] if about else [],
        "unready": agenda.unready(point, request.clock.today()),
        "outcome": words.outcome(point, point.outcome),
        "proposal": proposed(point),
        "serving": serves,
        "chair": chair,
        "away": [(row.attendance.name, words.WHY_AWAY[row.why]) for row in point.away.select_related("attendance")],
        "reservations": point.reservations.select_related("attendance"),
        "quorum": deciding.quorum_of(point) if serves else None,
    }


def _majority(point: AgendaItem) -> str:
    return deciding.majority_for(point) if point.meeting.kind == BOARD else "simple"


def _forms(request: Request, point: AgendaItem, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, forms.Form] = {}
    state = point.meeting.state
    if state == "open" and not point.outcome:
        rows = deciding.there(point)
        found["decide"] = OutcomeForm(
            data("decide"),
            item=point,
            outcomes=agenda.outcomes(point),
            able=_able(request, point),
            rows=rows,
            initial={"said": proposed(point)},
        )
    if state in ("planned", "called", "open") and not point.outcome:
        known = {"title": point.title, "text": point.text, "proposal": proposed(point)}
        found["change"] = ItemForm(data("change"), initial=known)
    if state == "open" and point.outcome in deciding.DECISIONS:
        done = set(point.reservations.values_list("attendance_id", flat=True))
        able = [row for row in deciding.took_part(point) if row.pk not in done]
        if able:
            found["reserve"] = ReservationForm(data("reserve"), able=able)
    return found


def _able(request: Request, point: AgendaItem) -> list[tuple[str, str]]:
    if point.meeting.kind != GROUP or point.case is None:
        return []
    return agenda.choices(point.case, state_of(point.case), request.clock.today())


def _decide(request: Request, point: AgendaItem, form: forms.Form) -> HttpResponse | None:
    assert isinstance(form, OutcomeForm)
    facts = form.facts()
    if facts["said"] == proposed(point) and facts["outcome"] != "yes":
        facts["said"] = ""  # the proposal was not what was decided
    return submit(
        request,
        lambda: deciding.record_item(by=request.actor, at=request.clock.now(), item=point, **facts),
        back=reverse("meetings:detail", args=[point.meeting.key]),
        done=_("§ %(n)s är sparad.") % {"n": point.section},
        form=form,
    )


def _change(request: Request, point: AgendaItem, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: points.change_item(by=request.actor, at=request.clock.now(), item=point, **form.cleaned_data),
        back=_here(point),
        done=_("Punkten är ändrad."),
        form=form,
    )


def _reserve(request: Request, point: AgendaItem, form: forms.Form) -> HttpResponse | None:
    number = form.cleaned_data["attendance"] or "0"
    row = point.meeting.attendances.filter(pk=number).first()
    if row is None:
        raise Http404
    text = form.cleaned_data["text"]
    return submit(
        request,
        lambda: deciding.reserve(by=request.actor, at=request.clock.now(), item=point, attendance=row, text=text),
        back=_here(point),
        done=_("Reservationen är sparad."),
        form=form,
    )


_ACTS = {"decide": _decide, "change": _change, "reserve": _reserve}


def _here(point: AgendaItem) -> str:
    return reverse("meetings:item", args=[point.meeting.key, point.pk])
