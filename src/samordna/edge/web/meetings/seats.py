"""The board's seats and what the charter says about its meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import queries
from samordna.agree.decisions.meetings import seats as keeping
from samordna.agree.decisions.meetings.models import Seat
from samordna.agree.decisions.meetings.permissions import KEEPERS
from samordna.agree.preparation.lookup import members_of
from samordna.agree.preparation.waits.waiting import in_language
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings import words
from samordna.edge.web.meetings.forms import CharterForm, SeatForm
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole
from samordna.ground.parameters.reader import rule
from samordna.ground.parties.models import Assignment, Association


@needs_role(*KEEPERS)
def seats(request: Request, slug: str) -> HttpResponse:
    """Who sits on the board today, what is wrong with it, and a form for a new seat."""
    association, today = _kept(request, slug), request.clock.today()
    members = members_of(association, today)
    data = request.POST if request.POST.get("act") == "give" else None
    form = SeatForm(data, members=members, accounts=_accounts(request, slug), initial={"valid_from": today, "order": 1})
    if request.method == "POST":
        done = _end(request, association) if request.POST.get("act") == "end" else _give(request, association, form)
        if done:
            return done
    found = keeping.board_on(association, today)
    later = Seat.objects.filter(association=association, valid_from__gt=today).select_related("member")
    context: dict[str, Any] = {
        "nav": "meetings",
        "association": association,
        "rows": [(s, words.KIND_OF_SEAT[s.kind], words.LEAD[s.lead] if s.lead else "") for s in found.seats],
        "later": later.order_by("valid_from", "name"),
        "faults": [in_language(sv, en) for sv, en in found.faults],
        "form": form,
    }
    return render(request, "meetings/seats.html", context)


@needs_role(*KEEPERS)
def charter(request: Request, slug: str) -> HttpResponse:
    """What holds today, and a form to write what holds from a day."""
    association, today = _kept(request, slug), request.clock.today()
    held = keeping.charter_on(association, today)
    known = {name: getattr(held, name) for name in keeping.FIELDS} | {"valid_from": today}
    form = CharterForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: keeping.settle_charter(
                by=request.actor, at=request.clock.now(), association=association, **form.cleaned_data
            ),
            back=reverse("meetings:charter", args=[slug]),
            done=_("Reglerna är sparade."),
            form=form,
        )
        if done:
            return done
    context = {
        "nav": "meetings",
        "association": association,
        "held": held if held.pk else None,
        "versions": association.charters.order_by("-valid_from"),
        "form": form,
        "rules": [rule(one) for one in ("R17", "R18", "board_quorum", "board_casting_vote")],
    }
    return render(request, "meetings/charter.html", context)


def _kept(request: Request, slug: str) -> Association:
    found = next((a for a in queries.kept_associations(request.actor) if a.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _accounts(request: Request, slug: str) -> list[int]:
    held = Assignment.objects.in_force(request.clock.today()).filter(role="board_member", scope_key=slug)
    return list(held.values_list("account_id", flat=True))


def _give(request: Request, association: Association, form: SeatForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    data = dict(form.cleaned_data)
    if data["last_day"] and data["last_day"].year > keeping.LAST_YEAR:
        form.add_error("last_day", _("Kontrollera årtalet. Lämna tomt om sista dagen inte är bestämd."))
        return None
    last, member = data.pop("last_day"), data.pop("member").party_id
    data |= {"valid_to": last + timedelta(days=1) if last else None, "order": data["order"] or 1}
    return submit(
        request,
        lambda: keeping.give_seat(
            by=request.actor, at=request.clock.now(), association=association, member=member, **data
        ),
        back=reverse("meetings:seats", args=[association.slug]),
        done=_("Platsen är sparad."),
        form=form,
    )


def _end(request: Request, association: Association) -> HttpResponse | None:
    seat = association.seats.filter(pk=whole(request.POST.get("seat")) or 0).first()
    if seat is None:
        raise Http404
    return submit(
        request,
        lambda: keeping.end_seat(by=request.actor, at=request.clock.now(), seat=seat, on=request.clock.today()),
        back=reverse("meetings:seats", args=[association.slug]),
        done=_("Platsen är avslutad."),
    )
