"""In: one page. Consent decides the form, and without it nothing but sex and start year is accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samordna.deliver.participants import actions, custom, drafts, queries, rules
from samordna.deliver.participants.drafts import About
from samordna.deliver.projects.models import Measure
from samordna.edge.web.access import needs_role
from samordna.edge.web.once import FIELD
from samordna.edge.web.register import kept, number
from samordna.edge.web.register.consent_fields import last_used
from samordna.edge.web.register.forms import ANONYMOUS, InForm, tells_of_a_person
from samordna.edge.web.register.requests import tried
from samordna.edge.web.request import Request


@needs_role("participant_registrar")
@sensitive_post_parameters()
def register_in(request: Request) -> HttpResponse:
    """Register in, or save what has been typed so far as a draft."""
    measures = list(queries.own_measures(request.actor))
    if not measures:
        return render(request, "register/no_measure.html", {"nav": "register"})
    chosen = _chosen(request, measures)
    opened = kept.asked_for(request, About(chosen))
    if opened:
        chosen = next((one for one in measures if one.pk == opened[0].measure_id), chosen)
    today = request.clock.today()
    known: dict[str, Any] = {"measures": measures, "chosen": chosen, "today": today}
    known["questions"] = custom.asked(chosen, "in", today)
    known["initial"] = {} if tells_of_a_person(request.POST) else last_used(request.actor, chosen)
    form = InForm(request.POST or None, **known)
    if opened:
        kept.fill(form, opened[1])
    if request.method == "POST":
        if form.is_anonymous:
            drafts.discard(public_id=request.POST.get(kept.FIELD, ""), by=request.actor)
        if answer := _answer(request, form, chosen):
            return answer
        if form.is_anonymous and form.sent_about_a_person():
            form = _without_the_person(form, known)
    said = _of_the_number(request, form, chosen)
    context = {"nav": "register", "form": form, "chosen": chosen, "measures": measures, "said": said}
    return render(request, "register/in.html", context | kept.again(request) | ({"draft": opened[0]} if opened else {}))


def _chosen(request: Request, measures: list[Measure]) -> Measure:
    """The measure that was sent or asked for, or the one where this person last registered somebody."""
    asked = request.POST.get("measure") or request.GET.get("insats")
    if asked is None and len(measures) > 1:
        asked = queries.last_measure(request.actor, today=request.clock.today())
    return next((one for one in measures if one.code == asked), measures[0])


def _answer(request: Request, form: InForm, chosen: Measure) -> HttpResponse | None:
    """What a sent form leads to; None when it is shown again."""
    if kept.is_wanted(request):
        return kept.keep(request, form, About(chosen), seen=form.has_seen_consent)
    if request.POST.get("act") == "look":  # at the number without scripts, or as another measure asks; keep all typed
        kept.quiet(form)
        return None
    return tried(request, form, lambda: _store_in(request, form)) if form.is_valid() else None


def _of_the_number(request: Request, form: InForm, chosen: Measure) -> list[number.Said]:
    """What is said below the number when the page is shown with one; an error that the form says is not said twice."""
    text, start = str(form["personal_number"].value() or ""), str(form["start"].value() or "")
    if not text or form.is_anonymous or "personal_number" in form.errors:
        return []
    return number.said_of(request, text, chosen, start)


def _store_in(request: Request, form: InForm) -> str:
    data = form.cleaned_data
    by: dict[str, Any] = {"by": request.actor, "at": request.clock.now()}
    if form.is_anonymous:
        actions.register_anonymous(measure=data["measure"], sex=data["sex"], start_year=data["start_year"], **by)
        messages.success(request, _("Deltagaren är registrerad utan personuppgifter. Bara kön och startår är sparade."))
        return reverse("register:mine")
    entry = form.entry()
    assert entry is not None  # the form is valid
    made = actions.register_in(
        measure=data["measure"],
        consent=form.consent(),
        personal_number=data["personal_number"].value,
        name=data["name"],
        entry=entry,
        answers=form.answers(),
        **by,
    )
    if draft := request.POST.get(kept.FIELD):
        drafts.discard(public_id=draft, by=request.actor)
    # Without the name: a message waits in a cookie, which stays in the browser when the line breaks.
    messages.success(request, _("Deltagaren är registrerad in i %(measure)s.") % {"measure": data["measure"].name})
    return reverse("register:detail", args=[made.public_id])


def _without_the_person(form: InForm, known: dict[str, Any]) -> InForm:
    """The form again with only what may be stored: what led to the person is not sent back, nor kept."""
    stays = {name: value for name, value in form.data.items() if name in ANONYMOUS | {FIELD}}
    clean = InForm(stays, **known)
    clean.is_valid()
    clean.refuse_all([rules.only_what_may_be_stored("anonymous", ["personal_number"])])
    return clean
