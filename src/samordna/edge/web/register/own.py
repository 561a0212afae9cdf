"""The participant's own page, opened by the address on the receipt: what is stored, who looked, and the way out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samordna.deliver.participants import erasing, extract, links, states
from samordna.deliver.participants.consequences import WITHDRAWN, Gone
from samordna.deliver.participants.models import Participation
from samordna.edge.web.access import anyone
from samordna.edge.web.register import erased
from samordna.edge.web.register.utdrag import answer, keep_to_oneself
from samordna.edge.web.request import Request

_KEY = "the participant has no account; the random address on the receipt is the key"


@anyone(_KEY)
def own(request: Request, token: str, form: str = "") -> HttpResponse:
    """What is stored about me, in plain words, as PDF or as data, and who has looked."""
    one = links.participation_behind(token)
    form = "json" if "data" in request.GET else form
    context = {"nav": "", "token": token, "one": one, "state": states.BY_ID[one.state]}
    return answer(request, extract.own_extract(one), form, "register/own.html", context, covers=own_covers())


def own_covers() -> str:
    """What the own page tells of, and why not more."""
    return _(
        "Här står allt som är sparat om dig i den här insatsen. Är du med i fler insatser "
        "har varje insats en egen sida."
    )


@anyone(_KEY)
def withdraw_own(request: Request, token: str) -> HttpResponse:
    """Take back my consent: say what goes and what stays, do it, and show the receipt."""

    def act() -> tuple[Participation, Gone]:
        one = links.participation_behind(token)
        return one, erasing.withdraw_own_consent(participation=one, at=request.clock.now())

    if request.method == "POST":
        return erased.run(request, act, WITHDRAWN)
    one = links.participation_behind(token)
    known = {"nav": "", "token": token, "one": one}
    response = render(
        request, "register/own_withdraw.html", known | erased.consequences_of(WITHDRAWN, erasing.about(one))
    )
    keep_to_oneself(response)
    return response
