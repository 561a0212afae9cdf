"""Out, follow-up and corrections: one page each, with the week that is asked about beside the week before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samordna.deliver.participants import actions, correcting, custom, drafts, queries, rules, worklists
from samordna.deliver.participants.drafts import About
from samordna.deliver.participants.models import Draft, Occasion, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects.rules.questions import Question
from samordna.edge.web.access import needs_role
from samordna.edge.web.register import kept, words
from samordna.edge.web.register.answers import AnswersForm
from samordna.edge.web.register.correction import CorrectAnswersForm, CorrectFollowUpForm
from samordna.edge.web.register.forms import CorrectEndedForm, CorrectForm, OutForm
from samordna.edge.web.register.requests import participant, tried
from samordna.edge.web.request import Request


@needs_role("participant_registrar")
def register_out(request: Request, public_id: str) -> HttpResponse:
    """Register out, with the week after beside the week before."""
    one = participant(request, public_id, "register_out")
    name = queries.identity_of(one).name
    today, before, about = request.clock.today(), _answers(one, "in"), About(one.measure, "out", one)
    opened = kept.asked_for(request, about)
    filled = replace(before, custom={}) if before else None
    questions = custom.asked(one.measure, "out", today)
    form = OutForm(
        request.POST or None,
        participation=one,
        name=name,
        today=today,
        before=before,
        filled=filled,
        questions=questions,
    )
    if opened:
        kept.fill(form, opened[1])
    if request.method == "POST" and (done := _sent(request, form, about, lambda: _store_out(request, form, one))):
        return done
    context = {
        "nav": "register",
        "form": form,
        "one": one,
        "name": name,
        "consent": one.consents.first(),
        "days": (today - one.start).days + 1 if one.start else 0,
        "follow_ups": list(rules.follow_ups(today).values()),
    }
    return render(request, "register/out.html", context | _drafted(request, about, opened))


def _sent(request: Request, form: AnswersForm, about: About, store: Callable[[], str]) -> HttpResponse | None:
    """What a sent form leads to: a saved draft, or the act itself, which ends the drafts of it. None: show it again."""
    if kept.is_wanted(request):
        return kept.keep(request, form, about)

    def act() -> str:
        target = store()
        assert about.participation is not None  # drafts without one are those of an entry
        drafts.discard_all_of(about.participation, kind=about.kind, months=about.months)
        return target

    return tried(request, form, act) if form.is_valid() else None


def _drafted(request: Request, about: About, opened: tuple[Draft, Any] | None) -> dict[str, Any]:
    """For the page: the draft that it shows, or one that could be gone on with."""
    if opened:
        return {"draft": opened[0], "may_draft": True}
    return kept.again(request) | {"earlier": kept.latest(request, about), "may_draft": True}


def _store_out(request: Request, form: OutForm, one: Participation) -> str:
    ending = form.ending()
    assert ending is not None  # the form is valid
    actions.register_out(
        participation=one,
        ending=ending,
        answers=form.answers(),
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Deltagaren är registrerad ut."))  # no name: see entry._store_in
    return reverse("register:detail", args=[one.public_id])


@needs_role("participant_registrar")
def follow_up(request: Request, public_id: str, months: int) -> HttpResponse:
    """The same questions again, six or twelve months after."""
    one = participant(request, public_id, "follow_up")
    done = list(one.occasions.filter(kind="follow_up").values_list("months", flat=True))
    answered = months in done and kept.is_wanted(request)  # a draft that comes after the button is told so
    if not answered and months not in dict(worklists.open_follow_ups(one, done, request.clock.today())):
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
    about = About(one.measure, "follow_up", one, months)
    questions = custom.asked(one.measure, "follow_up", request.clock.today())
    filled = replace(before, custom={}) if before else None
    week = Week(one, title, _("Spara uppföljningen"), store, filled, before, about, questions)
    return _week(request, week)


@needs_role("participant_registrar")
def correct_answers(request: Request, public_id: str, part: str) -> HttpResponse:
    """Fill in or correct the answers of an earlier week."""
    one = participant(request, public_id, "correct")
    occasion = next((o for o in one.occasions.prefetch_related("support", "custom") if words.part_of(o) == part), None)
    if occasion is None:
        raise Http404
    stored = answers_of(occasion)

    def store(form: AnswersForm) -> None:
        correcting.correct_answers(
            occasion=occasion,
            answers=form.answers(),
            on=form.cleaned_data.get("on"),
            why=form.cleaned_data["why"],
            by=request.actor,
            at=request.clock.now(),
        )

    title = _("%(week)s, %(name)s") % {"week": words.title_of(occasion), "name": queries.identity_of(one).name}
    questions = custom.asked(one.measure, occasion.kind, request.clock.today(), also=stored.custom)
    kind = CorrectFollowUpForm if occasion.kind == "follow_up" else CorrectAnswersForm
    initial = {"on": occasion.on} if occasion.kind == "follow_up" else {}
    week = Week(one, title, _("Spara svaren"), store, stored, questions=questions, kind=kind, initial=initial)
    return _week(request, week)


@dataclass(frozen=True)
class Week:
    """A page about one week: ``filled`` in at first, ``before`` beside it, ``about`` where a draft may be kept."""

    one: Participation
    title: str
    button: str
    store: Callable[[AnswersForm], None]
    filled: Answers | None
    before: Answers | None = None
    about: About | None = None
    questions: Sequence[Question] = ()
    kind: type[AnswersForm] = AnswersForm
    initial: Mapping[str, Any] = field(default_factory=dict)


def _week(request: Request, week: Week) -> HttpResponse:
    opened = kept.asked_for(request, week.about) if week.about else None
    form = week.kind(
        request.POST or None,
        before=week.before,
        filled=week.filled,
        questions=week.questions,
        initial=dict(week.initial),
    )
    if opened:
        kept.fill(form, opened[1])

    def act() -> str:
        week.store(form)
        messages.success(request, _("Svaren är sparade."))
        return reverse("register:detail", args=[week.one.public_id])

    if request.method == "POST":
        if week.about:
            done = _sent(request, form, week.about, act)
        else:
            done = tried(request, form, act) if form.is_valid() else None
        if done:
            return done
    context = {
        "nav": "register",
        "form": form,
        "one": week.one,
        "name": queries.identity_of(week.one).name,
        "title": week.title,
        "button": week.button,
    }
    drafted = _drafted(request, week.about, opened) if week.about else {}
    return render(request, "register/week.html", context | drafted)


@needs_role("participant_registrar")
@sensitive_post_parameters()
def correct(request: Request, public_id: str) -> HttpResponse:
    """Correct name, home, dates and choices."""
    one = participant(request, public_id, "correct")
    name = queries.identity_of(one).name
    kind = CorrectEndedForm if one.state == "ended" else CorrectForm
    stored = ("start", "planned_end", "end", "end_reason", "referred_by", "support_time", "education", "district")
    initial: dict[str, Any] = {field: getattr(one, field) for field in stored}
    groups = list(one.groups.values_list("group", flat=True))
    initial |= {"name": name, "municipality": one.municipality_id, "groups": groups}
    form = kind(request.POST or None, participation=one, today=request.clock.today(), initial=initial)

    def act() -> str:
        entry = form.entry()
        assert entry is not None  # the form is valid
        correcting.correct_entry(
            participation=one,
            entry=entry,
            name=form.cleaned_data["name"],
            ending=form.ending() if isinstance(form, CorrectEndedForm) else None,
            why=form.cleaned_data["why"],
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _("Uppgifterna är rättade. Det som stod förut finns kvar i historiken."))
        return reverse("register:detail", args=[one.public_id])

    if request.method == "POST" and form.is_valid() and (done := tried(request, form, act)):
        return done
    return render(request, "register/correct.html", {"nav": "register", "form": form, "one": one, "name": name})


def _answers(one: Participation, kind: str) -> Answers | None:
    occasion: Occasion | None = one.occasions.filter(kind=kind).prefetch_related("support", "custom").first()
    return answers_of(occasion) if occasion else None
