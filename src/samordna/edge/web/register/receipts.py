"""The receipt that the participant gets: what is stored, and the address of the own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samordna.deliver.participants import extract, links, queries
from samordna.edge.web.access import needs_role
from samordna.edge.web.register import papers, told
from samordna.edge.web.register.own import own_covers
from samordna.edge.web.register.requests import participant
from samordna.edge.web.register.utdrag import keep_to_oneself
from samordna.edge.web.register.views import shown_number
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request


@needs_role("participant_registrar")
def receipt(request: Request, public_id: str) -> HttpResponse:
    """The receipt to print or hand over. A POST makes a new link and shows it this once; only its digest is kept."""
    one = participant(request, public_id, "receipt")
    person = queries.identity_of(one)
    number, address = shown_number(person.personal_number), ""
    if request.method == "POST":
        token = links.make_link(participation=one, by=request.actor, at=request.clock.now())
        address = request.build_absolute_uri(reverse("register:own", args=[token]))
        if request.POST.get("form") == "pdf":
            made = told.paper(
                extract.own_extract(one),
                made=request.clock.today(),
                covers=own_covers(),
                number=number,
                who=request.actor.name,
                address=address,
            )
            response = papers.pdf(made, "kvitto", language())
            keep_to_oneself(response)
            return response
    known = told.told(one, told.sent_since(one), on=request.clock.today())
    context = {"nav": "register", "one": one, "name": person.name, "number": number, "address": address}
    response = render(request, "register/receipt.html", context | {"told": [known]})
    keep_to_oneself(response)
    return response
