"""Acts that end or erase, each on a page of its own that says what will happen; and the receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants import erasing, links, queries
from samordna.deliver.participants.models import Participation
from samordna.edge.web.access import needs_role
from samordna.edge.web.once import run_once
from samordna.edge.web.register import words
from samordna.edge.web.register.forms import AnonymousMistakeForm
from samordna.edge.web.register.requests import participant
from samordna.edge.web.register.views import shown_number
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound


@needs_role("participant_registrar")
def withdraw(request: Request, public_id: str) -> HttpResponse:
    """The person takes back the consent: say what goes and what stays, then do it."""
    said = _("Samtycket är återtaget. Uppgifterna om personen är raderade.")
    return _page(request, public_id, "register/withdraw.html", erasing.withdraw_consent, said)


@needs_role("participant_registrar")
def mistaken(request: Request, public_id: str) -> HttpResponse:
    """The entry should never have been made: close it."""
    said = _("Registreringen är stängd som felregistrering och räknas inte längre.")
    return _page(request, public_id, "register/mistaken.html", erasing.close_as_mistaken, said)


@needs_role("participant_registrar")
def protect(request: Request, public_id: str) -> HttpResponse:
    """The person has been given protected identity."""
    said = _("Allt som leder till personen är raderat. Bara kön och startår finns kvar.")
    return _page(request, public_id, "register/protect.html", erasing.protect_identity, said)


def _page(request: Request, public_id: str, template: str, act: Callable[..., Any], said: str) -> HttpResponse:
    def do() -> str:
        # Looked up here: on a second press the participant may be gone, and the first press has the answer.
        act(participation=participant(request, public_id, "close"), by=request.actor, at=request.clock.now())
        messages.success(request, said)
        return reverse("register:mine")

    if request.method == "POST":
        return run_once(request, do)
    one = participant(request, public_id, "close")
    return render(request, template, {"nav": "register", "one": one, "name": queries.identity_of(one).name})


@needs_role("participant_registrar")
def receipt(request: Request, public_id: str) -> HttpResponse:
    """The receipt to print. A POST makes a new link and shows it this once; only its digest is kept."""
    one = participant(request, public_id, "receipt")
    person = queries.identity_of(one)
    address = ""
    if request.method == "POST":
        token = links.make_link(participation=one, by=request.actor, at=request.clock.now())
        address = request.build_absolute_uri(reverse("register:own", args=[token]))
    return render(
        request,
        "register/receipt.html",
        {
            "nav": "register",
            "one": one,
            "name": person.name,
            "number": shown_number(person.personal_number),
            "facts": words.entry_facts(one),
            "occasions": words.occasion_words(one),
            "consent": one.consents.first(),
            "address": address,
        },
    )


@needs_role("participant_registrar")
def anonymous(request: Request) -> HttpResponse:
    """Entries without person data, by measure, year and sex, and the way to take one back that was wrong."""
    measures = {one.code: one for one in queries.own_measures(request.actor)}
    if request.method == "POST":
        form = AnonymousMistakeForm(request.POST)
        if not form.is_valid() or form.cleaned_data["measure"] not in measures:
            raise NotFound
        return run_once(request, lambda: _take_back(request, measures, form.cleaned_data))
    rows = (
        Participation.objects.filter(measure__in=measures.values(), mode="anonymous", state="active")
        .values("measure__code", "measure__name", "start_year", "sex")
        .annotate(count=Count("pk"))
        .order_by("measure__name", "-start_year", "-sex")
    )
    return render(request, "register/anonymous.html", {"nav": "register", "rows": list(rows)})


def _take_back(request: Request, measures: dict[str, Any], data: dict[str, Any]) -> str:
    erasing.close_anonymous_as_mistaken(
        measure=measures[data["measure"]],
        sex=data["sex"],
        start_year=data["start_year"],
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("En registrering är stängd som felregistrering och räknas inte längre."))
    return reverse("register:anonymous")
