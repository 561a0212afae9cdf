"""The extract for the data subject, as page, tagged PDF and data: by a registrar, and by a privacy officer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from samordna.deliver.participants import extract, rules
from samordna.deliver.participants.extract import Found
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import Line, refuse
from samordna.edge.web.register import papers, told
from samordna.edge.web.register.keeping import keeping
from samordna.edge.web.register.requests import participant
from samordna.edge.web.register.views import shown_number
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal


@needs_role("participant_registrar")
def registrar(request: Request, public_id: str, form: str = "") -> HttpResponse:
    """Everything about a person in the registrar's own measures, to read, print or hand over as a file."""
    one = participant(request, public_id, "extract")
    found = extract.registrar_extract(one, by=request.actor, at=request.clock.now())
    context = {"nav": "register", "one": one, "covers": registrar_covers()}
    return answer(request, found, form, "register/extract.html", context, covers=registrar_covers())


def registrar_covers() -> str:
    """What a registrar's extract tells of."""
    return _(
        "Utdraget gäller de insatser där den som gav dig det registrerar. Är du med i andra insatser? Be om ett utdrag "
        "där, eller be dataskyddshandläggaren om ett utdrag för alla."
    )


class OfficerForm(forms.Form):
    """Whose extract, on what request, and that the officer has made sure who asks."""

    use_required_attribute = False
    personal_number = Line(
        label=gettext_lazy("Personnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Tolv siffror."),
        error_messages={"required": gettext_lazy("Skriv personnumret med tolv siffror.")},
    )
    consent_evidence = Line(
        label=gettext_lazy("Begärans diarienummer"),
        max_length=rules.LONGEST_REFERENCE,
        error_messages={"required": gettext_lazy("Skriv begärans diarienummer.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    checked = forms.BooleanField(
        label=gettext_lazy("Jag har kontrollerat att det är personen själv, eller ett ombud, som ber om utdraget"),
        error_messages={"required": gettext_lazy("Kontrollera först att det är personen själv som ber om utdraget.")},
    )


@needs_role("privacy_officer")
@sensitive_post_parameters()
def officer(request: Request) -> HttpResponse:
    """One person's extract in all measures, found by number, sent by POST so that no number ends up in a log."""
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (done := _officer(request, form)):
        return done
    response = render(request, "register/officer.html", {"nav": "extract", "form": form})
    keep_to_oneself(response)
    return response


def _officer(request: Request, form: OfficerForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        found = extract.officer_extract(
            personal_number=data["personal_number"],
            reference=data["consent_evidence"],
            checked=data["checked"],
            by=request.actor,
            at=request.clock.now(),
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return None
    wanted = request.POST.get("form", "")
    context = {"nav": "extract", "sent": form.data, "covers": officer_covers()}
    return answer(request, found, wanted, "register/extract.html", context, covers=officer_covers())


def officer_covers() -> str:
    """What a privacy officer's extract tells of."""
    return _(
        "Utdraget visar allt som är sparat om dig i registret, i alla insatser. Är du registrerad utan personuppgifter "
        "kan ingen hitta det, för där står bara insats, kön och startår."
    )


def answer(
    request: Request, found: Found, form: str, template: str, context: dict[str, Any], *, covers: str
) -> HttpResponse:
    """The extract in the form that is asked for: a page, ``pdf`` or ``json``. 404 for another."""
    number, today = shown_number(found.identity.personal_number), request.clock.today()
    response: HttpResponse
    if form == "pdf":
        who = request.actor.name
        made = told.paper(found, made=today, covers=covers, number=number, who=who)
        response = papers.pdf(made, "registerutdrag", language())
    elif form == "json":
        response = JsonResponse(data_of(request, found), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = 'attachment; filename="registerutdrag.json"'
    elif form == "":
        known = {
            "name": found.name,
            "number": number,
            "told": [told.told(one, told.sent_since(one), on=today) for one in found.participations],
            "rights": told.rights(),
            "made": today,
        }
        response = render(request, template, context | known)
    else:
        raise Http404
    keep_to_oneself(response)
    return response


def data_of(request: Request, found: Found) -> dict[str, Any]:
    """The extract as data, with where each participation may have gone."""
    sent = {
        one.pk: [
            {"extract": row.extract_id, "as_of": row.as_of, "made_at": row.made_at, "why": row.why}
            for row in told.sent_since(one)
        ]
        for one in found.participations
    }
    kept = keeping(language(), on=request.clock.today())
    return extract.as_data(found, made=request.clock.now(), sent=sent) | {"kept": kept}


def keep_to_oneself(response: HttpResponse) -> None:
    """Not kept by browsers or found by searches, and no other page is told the address.

    Not ``no-referrer``: with it a browser sends its forms with the origin ``null``, which the check of forged requests
    rightly refuses.
    """
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
