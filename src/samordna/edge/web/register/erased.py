"""The receipt of what was erased. Nothing in the register knows any more whom it is for, so the browser carries it.

It is a signed cookie that lives for half an hour and holds measure, day and counts: no name, no number, and not whether
it was a consent taken back or a protected identity – a paper that lies about must not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants import consequences
from samordna.deliver.participants.consequences import WITHDRAWN, Gone, Words
from samordna.deliver.participants.models import Participation
from samordna.edge.web.access import anyone
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.once import run_once
from samordna.edge.web.register import papers
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request
from samordna.engine.paper import Block, Bullets, Paper, Part, Text
from samordna.ground.kernel.errors import NotFound

COOKIE, SALT, MINUTES = "kvitto", "samordna.erased", 30


def run(request: Request, act: Callable[[], tuple[Participation, Gone]], kind: str) -> HttpResponse:
    """Erase once, and show the receipt."""
    told: dict[str, Any] = {}

    def do() -> str:
        one, gone = act()
        told.update(_receipt(one, gone, kind, request.clock.today()))
        return reverse("register:erased")

    response = run_once(request, do)
    if told:
        response.set_cookie(
            COOKIE,
            signing.dumps(told, salt=SALT),
            max_age=MINUTES * 60,
            path=reverse("register:erased"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def consequences_of(kind: str, gone: Gone) -> dict[str, Any]:
    """What goes and what stays, in the reader's words, for the page that asks and for the receipt."""
    return {
        "goes": [said(one) for one in consequences.goes(gone)],
        "stays": [(said(one.what), said(one.why)) for one in consequences.stays(kind)],
    }


def said(words: Words) -> str:
    """The words in the reader's language."""
    return words.en if language() == "en" else words.sv


@anyone("shows only what the reader's own browser carries: a receipt without a name")
def receipt(request: Request) -> HttpResponse:
    """What was erased just now, what remains and why; to read and to print."""
    told = _read(request)
    context: dict[str, Any] = {"nav": "register" if request.actor.has("participant_registrar") else ""}
    if told:
        context |= _shown(told)
    response = render(request, "register/erased.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@anyone("shows only what the reader's own browser carries: a receipt without a name")
def receipt_pdf(request: Request) -> HttpResponse:
    """The same receipt as a tagged PDF."""
    told = _read(request)
    if not told:
        raise NotFound
    return papers.pdf(_paper(_shown(told)), _("kvitto-raderat"), language())


def _receipt(one: Participation, gone: Gone, kind: str, day: date) -> dict[str, Any]:
    home = one.measure.association.name if one.measure.association else ""
    return {
        "measure": one.measure.name,
        "association": home,
        "day": day.isoformat(),
        "withdrawn": kind == WITHDRAWN,
        "gone": asdict(gone),
    }


def _read(request: Request) -> dict[str, Any]:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    kind = WITHDRAWN if told["withdrawn"] else consequences.PROTECTED
    return {
        "told": told,
        "day": date.fromisoformat(told["day"]),
        **consequences_of(kind, Gone(**told["gone"])),
        "then": _then(),
    }


def _then() -> list[str]:
    return [
        _("Du får fortsätta i insatsen."),
        _("Du registreras inte igen utan att själv säga ja på nytt. Du är redan räknad."),
        _("Den egna sidan på det tidigare kvittot fungerar inte längre."),
        _("Spara kvittot om du vill. Ingen annan har en kopia."),
    ]


def _paper(shown: dict[str, Any]) -> Paper:
    told = shown["told"]
    return Paper(
        title=_("Kvitto: uppgifterna är raderade"),
        made=shown["day"],
        subtitle=", ".join(filter(None, (told["measure"], told["association"]))),
        facts=((_("Dag"), long_day(shown["day"])), (_("Namn, fylls i för hand"), papers.BLANK)),
        blocks=tuple(_blocks(shown)),
    )


def _blocks(shown: dict[str, Any]) -> Iterator[Block]:
    yield Part(_("Det här raderades"))
    yield Bullets(tuple(shown["goes"]))
    yield Part(_("Det här finns kvar, och därför"))
    yield Bullets(tuple(f"{what}: {why}" for what, why in shown["stays"]))
    yield Part(_("Det som gäller nu"))
    yield Bullets(tuple(shown["then"]))
    yield Text(_("Det går inte att ångra. Uppgifterna kan inte tas fram igen."))
