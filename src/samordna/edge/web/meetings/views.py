"""The meetings: the list, a new one, and one with its agenda, from the plan to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import actions, agenda, points, queries
from samordna.agree.decisions.meetings.deciding import quorum_of
from samordna.agree.decisions.meetings.models import AgendaItem, Meeting
from samordna.agree.decisions.meetings.permissions import may_prepare
from samordna.agree.decisions.meetings.rules import Quorum
from samordna.agree.decisions.meetings.states import BOARD, STATE
from samordna.agree.needs.permissions import READERS, own_associations
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings import coming, words
from samordna.edge.web.meetings.acting import carried_out
from samordna.edge.web.meetings.forms import ItemForm, MeetingForm, ReasonForm, WhenForm
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.kernel.typed import whole
from samordna.ground.parties.models import Association

#: Meetings shown before one asks for all that are done.
PAST = 12


@dataclass(frozen=True)
class Point:
    """A point of the agenda as the page shows it."""

    item: AgendaItem
    unready: str
    outcome: str
    papers: list[tuple[str, str]]


@needs_role(*READERS)
def meeting_list(request: Request) -> HttpResponse:
    """Meetings to come and to finish, and those that are done."""
    today = request.clock.today()
    past = queries.meetings_of(request.actor, today, past=True)
    show = past if "alla" in request.GET else past[:PAST]
    return render(
        request,
        "meetings/list.html",
        {
            "nav": "meetings",
            "coming": [_row(m) for m in queries.meetings_of(request.actor, today)],
            "past": [_row(m) for m in show],
            "hidden": len(past) - len(show),
            "plans": bool(_planned_for(request)),
            "kept": queries.kept_associations(request.actor),
        },
    )


@needs_role("association_manager")
def new(request: Request) -> HttpResponse:
    """Plan a meeting; what is ready comes on its agenda by itself."""
    own = _planned_for(request)
    kind = request.GET.get("typ", "")
    form = MeetingForm(request.POST or None, associations=own, initial={"kind": kind, "called_by": request.actor.name})
    if request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, list[Meeting]()

        def plan() -> None:
            made.append(
                actions.plan_meeting(
                    by=request.actor,
                    at=request.clock.now(),
                    association=data["association"],
                    kind=data["kind"],
                    starts_at=form.starts_at,
                    place=data["place"],
                    called_by=data["called_by"],
                )
            )

        done = submit(
            request, plan, back=lambda: _here(made[0]), done=_("Mötet är planerat. Se över dagordningen."), form=form
        )
        if done:
            return done
    return render(request, "meetings/new.html", {"nav": "meetings", "form": form})


@needs_role(*READERS)
def detail(request: Request, key: str) -> HttpResponse:
    """One meeting: agenda, what could be added, and the act that comes next."""
    meeting = queries.meeting_by_key(request.actor, key)
    manages = may_prepare(request.actor, meeting.association.slug)
    act = request.POST.get("act", "")
    available = _forms(request, meeting, act) if manages else {}
    form = available.get(act)
    done = carried_out(request, meeting, _ACTS, available, manages=manages)
    if done:
        return done
    known: dict[str, Any] = {"form": form, "forms": available, "coming": coming.shown(available)}
    known["nothing_decided"] = not meeting.items.exclude(outcome="").exists()
    return render(request, "meetings/detail.html", context(request, meeting, "detail", **known))


def context(request: Request, meeting: Meeting, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of a meeting needs."""
    today = request.clock.today()
    points = [_point(item, meeting, request) for item in _items(meeting)]
    manages = may_prepare(request.actor, meeting.association.slug)
    open_ = meeting.state in ("planned", "called", "open")
    return {
        "nav": "meetings",
        "meeting": meeting,
        "name": queries.name_of(meeting),
        "state": STATE[meeting.state],
        "tab": tab,
        "points": points,
        "next": next((p.item for p in points if not p.item.outcome), None),
        "manages": manages,
        "today": today,
        "candidates": agenda.candidates(meeting, today) if manages and open_ else [],
        "latest_papers": agenda.latest_papers(meeting),
        "attendances": meeting.attendances.select_related("seat", "party").order_by("pk"),
        "quorum": quorum(meeting),
        "ways": words.WAY,
        "calls": manages and meeting.state in ("planned", "called") and meeting.starts_at > request.clock.now(),
        "is_here": meeting.starts_at.astimezone(STOCKHOLM).date() <= today,
        "has_minutes": meeting.state in ("open", "closed", "adjusted"),
        **more,
    }


def quorum(meeting: Meeting) -> Quorum | None:
    """Whether the board may decide with those who have come; nothing for the group, which decides nothing."""
    if meeting.kind != BOARD or meeting.state in ("planned", "called", "cancelled"):
        return None
    return quorum_of(AgendaItem(meeting=meeting), {})


def _items(meeting: Meeting) -> list[AgendaItem]:
    found = list(meeting.items.standing().select_related("case__association__organisation", "need"))
    for item in found:
        item.meeting = meeting
    return found


def _point(item: AgendaItem, meeting: Meeting, request: Request) -> Point:
    about = item.case.key if item.case else item.need.key if item.need else ""
    papers = [(reverse(page, args=[about]), label) for page, label in agenda.papers(item)]
    return Point(item, agenda.unready(item, request.clock.today()), words.outcome(item, item.outcome), papers)


def _row(meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting, "name": queries.name_of(meeting), "state": STATE[meeting.state]}


def _planned_for(request: Request) -> list[Association]:
    slugs = own_associations(request.actor, ("association_manager",))
    return list(Association.objects.filter(slug__in=slugs).order_by("name"))


def _forms(request: Request, meeting: Meeting, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, forms.Form] = {}
    local = meeting.starts_at.astimezone(STOCKHOLM)
    if meeting.state in ("planned", "called"):
        known = {"day": local.date(), "time": local.time(), "place": meeting.place}
        found["move"] = WhenForm(data("move"), initial=known)
        found["cancel"] = ReasonForm(data("cancel"))
        found |= {name: forms.Form(data(name)) for name in ("shift", "remove")}
    if meeting.state in ("planned", "called", "open"):
        found["add"] = ItemForm(data("add"))
        found |= {name: forms.Form(data(name)) for name in ("take", "bring")}
    if meeting.state == "open":
        found["close"] = forms.Form(data("close"))
        found |= coming.available(meeting, data)
    return found


def _bring(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    """A case that stands on another agenda."""
    wanted = request.POST.get("key", "")
    found = next((c for c in agenda.candidates(meeting, request.clock.today()) if c.key == wanted), None)
    if found is None or found.elsewhere is None:
        raise Http404
    from_there = found.elsewhere
    return submit(
        request,
        lambda: points.move_item(by=request.actor, at=request.clock.now(), item=from_there, to=meeting),
        back=_here(meeting),
        done=_told_of_move(from_there.meeting),
    )


def _told_of_move(other: Meeting) -> str:
    """Those who were called to the other meeting have an agenda that no longer holds."""
    done = _("Flyttat hit.")
    return done if other.called_at is None else f"{done} {_('Kallelsen till det andra mötet är redan skickad.')}"


def _move(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    assert isinstance(form, WhenForm)
    facts = {"starts_at": form.starts_at, "place": form.cleaned_data["place"]}
    return _do(request, meeting, actions.move_meeting, done=_("Mötet är flyttat."), form=form, **facts)


def _cancel(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    why = form.cleaned_data["reason"]
    return _do(request, meeting, actions.cancel_meeting, done=_("Mötet är inställt."), form=form, why=why)


def _close(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    back = reverse("meetings:minutes", args=[meeting.key])
    return _do(request, meeting, actions.close_meeting, done=_("Mötet är avslutat. Här är utkastet."), back=back)


def _add(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    return _do(request, meeting, points.add_item, done=_("Punkten är tillagd."), form=form, **form.cleaned_data)


def _take(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    """One of the cases or needs that are ready."""
    wanted = request.POST.get("key", "")
    found = next((c for c in agenda.candidates(meeting, request.clock.today()) if c.key == wanted), None)
    if found is None:
        raise Http404
    return _do(request, meeting, points.add_item, done=_("Tillagt."), case=found.case, need=found.need)


def _shift(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    up = request.POST.get("way") == "up"
    return _on_item(request, meeting, points.shift_item, up=up)


def _remove(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    return _on_item(request, meeting, points.remove_item, done=_("Punkten är borttagen."))


def _on_item(request: Request, meeting: Meeting, act: Any, *, done: str = "", **facts: Any) -> HttpResponse | None:
    item = queries.item_of(meeting, whole(request.POST.get("item")) or 0)
    return submit(
        request,
        lambda: act(by=request.actor, at=request.clock.now(), item=item, **facts),
        back=_here(meeting),
        done=done,
    )


def _do(
    request: Request,
    meeting: Meeting,
    act: Any,
    *,
    done: str,
    form: forms.Form | None = None,
    back: str = "",
    **facts: Any,
) -> HttpResponse | None:
    return submit(
        request,
        lambda: act(by=request.actor, at=request.clock.now(), meeting=meeting, **facts),
        back=back or _here(meeting),
        done=done,
        form=form,
    )


_ACTS = {
    "move": _move,
    "cancel": _cancel,
    "close": _close,
    "add": _add,
    "take": _take,
    "bring": _bring,
    "come": coming.come,
    "leave": coming.leave,
    "shift": _shift,
    "remove": _remove,
}


def _here(meeting: Meeting) -> str:
    return reverse("meetings:detail", args=[meeting.key])
