"""Giving assignments, ending them, and reading who has held what."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.people import scopes
from samordna.edge.web.people.forms import Appointment, NewAssignment
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import assigning, people
from samordna.ground.parties.models import Account
from samordna.ground.parties.roles import ROLES

GIVERS = needs_role(*people.GIVES)
READERS = needs_role(*people.GIVES, people.ORDERER)
#: The latest so many; what lies further back is in the audit trail.
MOST_ROWS = 300


@GIVERS
def appoint(request: Request) -> HttpResponse:
    """Give an assignment to somebody whose address one knows, wherever the person works."""
    actor = request.actor
    initial = {"valid_from": request.clock.today(), "scope_key": request.GET.get("insats")}
    form = Appointment(request.POST or None, actor=actor, scopes=scopes.choices(actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: give(request, form.cleaned_data["email"], form))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "people/appoint.html", {"nav": "people", "form": form})


def give(request: Request, account: Account, form: NewAssignment) -> str:
    """Give what the form says; returns the person's page."""
    data, actor = form.cleaned_data, request.actor
    role, scope_key = data["role"], data["scope_key"]
    people.check_give(actor, role, scope_key, scopes.given_codes(actor, role))
    assigning.assign(
        account=account,
        role=role,
        scope_key="" if ROLES[role].scope == "national" else scope_key,
        valid_from=data["valid_from"],
        valid_to=form.until(),
        by=actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Uppdraget är sparat."))
    return reverse("people:detail", args=[account.pk])


@READERS
def history(request: Request) -> HttpResponse:
    """Who has held what in one's associations, measures and organisation, and who gave it."""
    actor = request.actor
    rows = people.visible_assignments(actor, scopes.codes(actor))[:MOST_ROWS]
    held = scopes.holdings(actor, rows, request.clock.today())
    names = scopes.names(one.row.scope_key for one in held)
    known = {"nav": "people", "held": held, "names": names, "most": MOST_ROWS if len(held) == MOST_ROWS else 0}
    return render(request, "people/history.html", known)


@GIVERS
@require_POST
def end(request: Request, pk: int, assignment: int) -> HttpResponse:
    """End an assignment today."""
    account = scopes.person(request, pk)
    found = account.assignments.filter(pk=assignment).first()
    if found is None:
        raise Http404
    actor = request.actor
    people.check_give(actor, found.role, found.scope_key, scopes.given_codes(actor, found.role))
    assigning.end_assignment(assignment=found, on=request.clock.today(), by=actor, at=request.clock.now())
    messages.success(request, _("Uppdraget är avslutat."))
    return HttpResponseRedirect(reverse("people:detail", args=[pk]))
