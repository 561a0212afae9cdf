"""What the page says of a personal number while it is typed: right or wrong, who it makes the person, known to us?

The number comes in the body of a POST, never in an address, and is written nowhere. What is said of participations is
about the registrar's own measures only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from samordna.deliver.participants import queries, recognising, rules
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.edge.web.access import needs_role
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.days import parse_day
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber

#: Twelve digits, with or without the hyphen; or ten that cannot be the beginning of twelve.
_FULL = re.compile(r"\D*(?:\d\D?){12,}")
_SHORT = re.compile(r"\s*(?!18|19|20)\d{6}[-+ ]?\d{4}\s*|\s*\d{6}[-+]\d{4}\s*")


@dataclass(frozen=True)
class Said:
    """One sentence about the number. ``wrong``: it has to be mended; ``url`` leads to the participation meant."""

    text: str
    wrong: bool = False
    url: str = ""
    link: str = ""


@needs_role("participant_registrar")
@require_POST
@sensitive_post_parameters()
def check(request: Request) -> HttpResponse:
    """The sentences for a number that is being typed, to be put under its field."""
    measures = list(queries.own_measures(request.actor))
    measure = next((one for one in measures if one.code == request.POST.get("measure")), None)
    said = said_of(request, request.POST.get("personal_number", ""), measure, request.POST.get("start", ""))
    return render(request, "register/_number.html", {"said": said})


@sensitive_variables("text", "number")
def said_of(request: Request, text: str, measure: Measure | None, start: str) -> list[Said]:
    """What can be said of what stands in the field; nothing while there are too few digits."""
    if measure is None or not (_FULL.fullmatch(text) or _SHORT.fullmatch(text)):
        return []
    try:
        number = PersonalNumber.parse(text)
    except Refusal as refusal:
        return [Said(sentence(refusal), wrong=True)]
    day = parse_day(start) or request.clock.today()
    too_young = rules.old_enough(number.birth_date, day)
    if not too_young:
        return [Said(sentence(Refusal(too_young.text, message_en=too_young.text_en)), wrong=True)]
    known = recognising.own_of(number, measure=measure, by=request.actor, at=request.clock.now())
    return [_who(number, day), *_known(known, measure)]


def _who(number: PersonalNumber, day: date) -> Said:
    sex = {"women": _("Kvinna"), "men": _("Man")}[number.sex]
    age = rules.age_at(number.birth_date, day)
    text = ngettext("%(sex)s, %(age)d år vid start.", "%(sex)s, %(age)d år vid start.", age) % {"sex": sex, "age": age}
    return Said(text + (" " + _("Samordningsnummer.") if number.is_coordination_number else ""))


def _known(known: list[Participation], measure: Measure) -> list[Said]:
    """One sentence about this measure, and one for each other of the own where the person takes part now."""
    here = [one for one in known if one.measure_id == measure.pk]
    active = next((one for one in here if one.state == "active"), None)
    found: list[Said] = []
    if active:
        found.append(_about(active, _("Personen är redan med i insatsen."), wrong=True))
    elif here:
        end = {"day": long_day(here[0].end)}
        found.append(
            _about(here[0], _("Har varit med förut och slutade %(day)s. Det här blir ett nytt deltagande.") % end)
        )
    for one in known:
        if one.measure_id != measure.pk and one.state == "active":
            found.append(_about(one, _("Är också med i %(measure)s.") % {"measure": one.measure.name}))
    return found


def _about(one: Participation, text: str, **kwargs: Any) -> Said:
    return Said(text, url=reverse("register:detail", args=[one.public_id]), link=_("Öppna"), **kwargs)
