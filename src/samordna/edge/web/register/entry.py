"""In, out, follow-up and corrections: one page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samordna.deliver.participants import actions, correcting, queries, rules, worklists
from samordna.deliver.participants.models import Occasion, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of
from samordna.edge.web.access import anyone, needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import FIELD, run_once
from samordna.edge.web.register import words
from samordna.edge.web.register.answers import AnswersForm
from samordna.edge.web.register.forms import (
    ANONYMOUS,
    CorrectEndedForm,
    CorrectForm,
    InForm,
    OutForm,
)
from samordna.edge.web.register.requests import participant
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal


@needs_role("participant_registrar")
@sensitive_post_parameters()
def register_in(request: Request) -> HttpResponse:
    """Register in. Consent decides the form; without it nothing but sex and start year is accepted."""
    measures = list(queries.own_measures(request.actor))
    if not measures:
        return render(request, "register/no_measure.html", {"nav": "register"})
    asked = request.POST.get("measure") or request.GET.get("insats")
    chosen = next((one for one in measures if one.code == asked), measures[0])
    known: dict[str, Any] = {"measures": measures, "chosen": chosen, "today": request.clock.today()}
    form = InForm(request.POST or None, **known)
    if request.method == "POST":
        if form.is_valid() and (done := _try(request, form, lambda: _store_in(request, form))):
            return done
        if form.is_anonymous and form.sent_about_a_person():
            form = _without_the_person(form, known)
    return render(
        request, "register/in.html", {"nav": "register", "form": form, "chosen": chosen, "measures": measures}
    )


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
    messages.success(
        request,
        _("%(name)s är registrerad in i %(measure)s.") % {"name": data["name"], "measure": data["measure"].name},
    )
    return reverse("register:detail", args=[made.public_id])


def _without_the_person(form: InForm, known: dict[str, Any]) -> InForm:
    """The form again with only what may be stored: what led to the person is not sent back, nor kept."""
    kept = {name: value for name, value in form.data.items() if name in ANONYMOUS | {FIELD}}
    clean = InForm(kept, **known)
    clean.is_valid()
    clean.refuse_all([rules.only_what_may_be_stored("anonymous", ["personal_number"])])
    return clean


@needs_role("participant_registrar")
def register_out(request: Request, public_id: str) -> HttpResponse:
    """Register out, with the week after beside the week before."""
    one = participant(request, public_id, "register_out")
    name = queries.identity_of(one).name
    before = _answers(one, "in")
    form = OutForm(
        request.POST or None, participation=one, name=name, today=request.clock.today(), before=before, filled=before
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and (done := _try(request, form, lambda: _store_out(request, form, one, name)))
    ):
        return done
    return render(
        request,
        "register/out.html",
        {
            "nav": "register",
            "form": form,
            "one": one,
            "name": name,
            "consent": one.consents.first(),
            "days": (request.clock.today() - one.start).days + 1 if one.start else 0,
            "follow_ups": list(rules.follow_ups(request.clock.today()).values()),
        },
    )


def _store_out(request: Request, form: OutForm, one: Participation, name: str) -> str:
    ending = form.ending()
    assert ending is not None  # the form is valid
    actions.register_out(
        participation=one,
        ending=ending,
        answers=form.answers(),
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("%(name)s är registrerad ut.") % {"name": name})
    return reverse("register:detail", args=[one.public_id])


@needs_role("participant_registrar")
def follow_up(request: Request, public_id: str, months: int) -> HttpResponse:
    """The same questions again, six or twelve months after."""
    one = participant(request, public_id, "follow_up")
    done = list(one.occasions.filter(kind="follow_up").values_list("months", flat=True))
    if months not in dict(worklists.open_follow_ups(one, done, request.clock.today())):
        raise Http404
    before = _answers(one, "out") or _answers(one, "in")

    def store(form: AnswersForm) -> None:
        actions.follow_up(
            participation=one,
            months=months,
            answers=form.answers(),
            by=request.actor,
            at=request.clock.now(),
        )

    title = _("Följ upp %(name)s efter %(months)d månader") % {"name": queries.identity_of(one).name, "months": months}
    return _week(request, one, title, before=before, filled=before, store=store, button=_("Spara uppföljningen"))


@needs_role("participant_registrar")
def correct_answers(request: Request, public_id: str, part: str) -> HttpResponse:
    """Fill in or correct the answers of an earlier week."""
    one = participant(request, public_id, "correct")
    occasion = next((o for o in one.occasions.prefetch_related("support") if words.part_of(o) == part), None)
    if occasion is None:
        raise Http404
    stored = answers_of(occasion)

    def store(form: AnswersForm) -> None:
        correcting.correct_answers(
            occasion=occasion,
            answers=form.answers(),
            by=request.actor,
            at=request.clock.now(),
        )

    title = _("%(week)s, %(name)s") % {"week": words.title_of(occasion), "name": queries.identity_of(one).name}
    return _week(request, one, title, before=None, filled=stored, store=store, button=_("Spara svaren"))


def _week(
    request: Request,
    one: Participation,
    title: str,
    *,
    before: Answers | None,
    filled: Answers | None,
    store: Callable[[AnswersForm], None],
    button: str,
) -> HttpResponse:
    form = AnswersForm(request.POST or None, before=before, filled=filled)

    def act() -> str:
        store(form)
        messages.success(request, _("Svaren är sparade."))
        return reverse("register:detail", args=[one.public_id])

    if request.method == "POST" and form.is_valid() and (done := _try(request, form, act)):
        return done
    return render(
        request,
        "register/week.html",
        {
            "nav": "register",
            "form": form,
            "one": one,
            "name": queries.identity_of(one).name,
            "title": title,
            "button": button,
        },
    )


@needs_role("participant_registrar")
@sensitive_post_parameters()
def correct(request: Request, public_id: str) -> HttpResponse:
    """Correct name, home, dates and choices."""
    one = participant(request, public_id, "correct")
    name = queries.identity_of(one).name
    kind = CorrectEndedForm if one.state == "ended" else CorrectForm
    first = one.groups.first()
    initial = {
        field: getattr(one, field)
        for field in ("start", "planned_end", "end", "end_reason", "referred_by", "support_time", "education")
    }
    initial |= {"name": name, "municipality": one.municipality_id, "group": first.group if first else ""}
    form = kind(request.POST or None, participation=one, today=request.clock.today(), initial=initial)

    def act() -> str:
        entry = form.entry()
        assert entry is not None  # the form is valid
        correcting.correct_entry(
            participation=one,
            entry=entry,
            name=form.cleaned_data["name"],
            ending=form.ending() if isinstance(form, CorrectEndedForm) else None,
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _("Uppgifterna är rättade. Det som stod förut finns kvar i historiken."))
        return reverse("register:detail", args=[one.public_id])

    if request.method == "POST" and form.is_valid() and (done := _try(request, form, act)):
        return done
    return render(request, "register/correct.html", {"nav": "register", "form": form, "one": one, "name": name})


@anyone("the wording of the consent is public, so that it can be read before and printed")
def consent_text(request: Request) -> HttpResponse:
    """The consent to print, sign and keep."""
    mine = queries.own_measures(request.actor).filter(code=request.GET.get("insats", ""))
    return render(request, "register/consent.html", {"measure": mine.first()})


def _answers(one: Participation, kind: str) -> Answers | None:
    occasion: Occasion | None = one.occasions.filter(kind=kind).prefetch_related("support").first()
    return answers_of(occasion) if occasion else None


def _try(request: Request, form: Any, act: Callable[[], str]) -> HttpResponse | None:
    """Carry out the act once; a refusal becomes an error on the form and nothing typed is lost."""
    try:
        return run_once(request, act)
    except Refusal as refusal:
        refuse(form, refusal)
        return None
