"""The participant's own page, opened by the address on the receipt: what is stored, who looked, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from samordna.deliver.participants import erasing, links, queries, states
from samordna.edge.web.access import anyone
from samordna.edge.web.once import run_once
from samordna.edge.web.register import words
from samordna.edge.web.register.views import shown_number
from samordna.edge.web.request import Request


@anyone("the participant has no account; the random address on the receipt is the key")
def own(request: Request, token: str) -> HttpResponse:
    """What is stored about me, in plain words or as data (``?data``), and who has looked."""
    one = links.participation_behind(token)
    person = queries.identity_of(one)
    response: HttpResponse
    if "data" in request.GET:
        response = JsonResponse(words.as_data(one, person), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    else:
        response = render(
            request,
            "register/own.html",
            {
                "nav": "",
                "token": token,
                "one": one,
                "name": person.name,
                "number": shown_number(person.personal_number),
                "state": states.BY_ID[one.state],
                "facts": words.entry_facts(one),
                "occasions": words.occasion_words(one),
                "consent": one.consents.first(),
                "looks": words.looks_at(one.public_id, at_most=50),
            },
        )
    _keep_to_oneself(response)
    response["X-Robots-Tag"] = "noindex"
    return response


@anyone("the participant has no account; the random address on the receipt is the key")
def withdraw_own(request: Request, token: str) -> HttpResponse:
    """Take back my consent."""

    def act() -> str:
        erasing.withdraw_own_consent(participation=links.participation_behind(token), at=request.clock.now())
        messages.success(request, _("Du har tagit tillbaka ditt samtycke. Uppgifterna om dig är raderade."))
        return reverse("start:start")

    if request.method == "POST":
        return run_once(request, act)
    one = links.participation_behind(token)
    response = render(request, "register/own_withdraw.html", {"nav": "", "token": token, "one": one})
    _keep_to_oneself(response)
    return response


def _keep_to_oneself(response: HttpResponse) -> None:
    """The address is a key: it is not kept by browsers, and no other page is told it.

    Not ``no-referrer``: with it a browser sends its forms with the origin ``null``, which the check of forged requests
    rightly refuses.
    """
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "strict-origin"
