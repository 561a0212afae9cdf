"""People's own calendars: a file of one case, a file of mine, and an address that a calendar program fetches."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation.waits.dates import CalendarDate, dates_of
from samordna.edge.web.access import anyone, needs_role, signed_in
from samordna.edge.web.cases.frame import ROLES, open_case
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.engine.formats import ics
from samordna.ground.parties.actor import Actor
from samordna.ground.post import calendar

#: The stations that have days for a calendar: ``calendar_dates(actor)``.
STATIONS = ("samordna.agree.preparation.waits.dates", "samordna.agree.decisions.queries")


@signed_in
def mine(request: Request) -> HttpResponse:
    """My days: how to get them into a calendar program. The secret address is shown once, when it is made."""
    if request.method == "POST":
        return run_once(request, lambda: _act(request))
    return render(
        request,
        "calendars/mine.html",
        {
            "nav": "",
            "made_at": calendar.made_at(request.actor),
            "count": sum(1 for _one in _dates(request.actor)),
        },
    )


def _act(request: Request) -> str:
    by, at = request.actor, request.clock.now()
    if request.POST.get("act") == "remove":
        calendar.take_away(by=by, at=at)
        messages.success(request, _("Adressen är borttagen. Kalendern slutar att uppdateras."))
    else:
        where = reverse("calendars:subscription", args=[calendar.make_address(by=by, at=at)])
        said = _("Din hemliga adress, som bara visas nu: %(address)s")
        messages.success(request, said % {"address": request.build_absolute_uri(where)})
    return reverse("calendars:mine")


@signed_in
def my_file(request: Request) -> HttpResponse:
    """My days as a file, as they are now."""
    return _file(request, _dates(request.actor), _("Mina tider i Samordna"), "mina-tider.ics")


@needs_role(*ROLES)
def case_file(request: Request, key: str) -> HttpResponse:
    """The days of one case as a file."""
    view = open_case(request, key)
    return _file(request, dates_of(view), view.case.title, f"{key}.ics")


@anyone("a calendar program cannot sign in: the secret address is the key, and gives titles and days only")
def subscription(request: Request, token: str) -> HttpResponse:
    """The days of the person whose secret address this is; for any other address there is nothing."""
    actor = calendar.actor_behind(token, request.clock.today())
    response = _file(request, _dates(actor), _("Mina tider i Samordna"), "mina-tider.ics")
    response["Cache-Control"] = "private, no-store"
    return response


def _dates(actor: Actor) -> Iterable[CalendarDate]:
    for name in STATIONS:
        ask = getattr(import_module(name), "calendar_dates", None)
        if ask is not None:
            yield from ask(actor)


def _file(request: Request, dates: Iterable[CalendarDate], name: str, file: str) -> HttpResponse:
    host = request.get_host().partition(":")[0]
    entries = [
        ics.Entry(
            uid=f"{one.id}@{host}",
            title=one.title,
            link=request.build_absolute_uri(reverse(one.url_name, args=one.url_args)),
            first=one.first,
            last=one.last,
            sequence=one.sequence,
            changed=one.changed,
        )
        for one in dates
    ]
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(ics.calendar(entries, name), content_type="text/calendar; charset=utf-8", headers=headers)
