"""The application of an ESF+ case: what comes next at the council, roles, and the written commitment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.applications import applying as actions
from samordna.agree.decisions.applications import certificates, handling, roles
from samordna.agree.decisions.applications.permissions import may_apply, may_certify
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.case_state import total as sum_of
from samordna.agree.preparation.esf_state import Undertaking
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_manage
from samordna.agree.preparation.states import ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import applying_files, esf_words
from samordna.edge.web.cases import applying_forms as shapes
from samordna.edge.web.cases.frame import APPLYING, ROLES, context, open_case, submit
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.once import FIELD
from samordna.edge.web.request import Request
from samordna.ground.kernel.money import Money
from samordna.ground.privacy import once

Forms = dict[str, forms.Form]

#: The form of each step, as an act of the page.
_STEP_ACTS = {
    "applied": "apply",
    "legality_checked": "legality",
    "prioritised": "prioritise",
    "completion_asked": "ask",
    "completion_sent": "send",
    "granted": "grant",
    "refused": "grant",
}


@needs_role(*ROLES)
def application(request: Request, key: str) -> HttpResponse:
    """Where the application is, what comes next, who has which role and who has signed."""
    view = open_application(request, key)
    act = request.POST.get("act", "")
    available = _forms(request, view, act)
    form = available.get(_name_of(request, act))
    if request.method == "POST":
        if form is None:
            return _too_late(request, view, act)
        if form.is_valid():
            done = _ACTS[act](request, view, form)
            if done:
                return done
    state, today = view.state, request.clock.today()
    first = next(iter(step_forms(available)), "")
    return render(
        request,
        "cases/application.html",
        context(
            request,
            view,
            "application",
            form=form,
            act=act,
            next_form=available.get(first),
            next_act=first,
            more=[(name, available[name], _MORE[name]()) for name in step_forms(available) if name != first],
            expected=_expected(state, request),
            expected_small=handling.in_sentence(_expected(state, request)),
            way=_way(state),
            step=handling.prioritisation(state.plan.region, state.application.on if state.application else today),
            asked=handling.open_completion(state),
            effect=handling.grant_effect(state),
            outside=handling.money_outside_period(state),
            roles=_role_rows(view, available),
            roles_open=any(name.startswith("role-") for name in available),
            undertakings=_undertaking_rows(view, available),
            **applying_files.shown(request, view, available),
        ),
    )


def _too_late(request: Request, view: CaseView, act: str) -> HttpResponse:
    """The case is not where this form was for: pressed twice, or somebody else was first."""
    if act not in _ACTS or not may_apply(request.actor, view.case, view.state):
        raise Http404
    if once.result_of(request.POST.get(FIELD, "")) is None:
        messages.error(request, _("Ärendet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu."))
    return HttpResponseRedirect(reverse("cases:application", args=[view.case.key]))


def open_application(request: Request, key: str) -> CaseView:
    """The case, if it is an ESF+ case that has come as far as to an application."""
    view = open_case(request, key)
    if view.state.plan.kind != ESF or view.state.stage not in APPLYING:
        raise Http404
    return view


def step_forms(available: Forms) -> list[str]:
    """The acts that are steps at the council, the expected one first."""
    return [name for name in available if name in _MORE]


def _name_of(request: Request, act: str) -> str:
    """Forms that stand once for each party are told apart by it."""
    if act in ("role", "undertake"):
        return f"{act}-{request.POST.get('party', '')}"
    return f"{act}-{request.POST.get('number', '')}" if act == "certify" else act


def _forms(request: Request, view: CaseView, act: str) -> Forms:
    """The forms that the reader may use now; the submitted one is bound."""
    name = _name_of(request, act)

    def make(this: str, shape: Callable[..., forms.Form], **more: Any) -> Forms:
        data = (request.POST, request.FILES) if name == this else ()
        return {this: shape(*data, auto_id=f"{this}_%s", **more)}

    makers = (_steps, _roles, _undertakings, applying_files.certificate_forms)
    return {key: form for maker in makers for key, form in maker(request, view, make).items()}


def _steps(request: Request, view: CaseView, make: Callable[..., Forms]) -> Forms:
    """The steps at the council, for those who apply."""
    state, today = view.state, request.clock.today()
    found: Forms = {}
    if not may_apply(request.actor, view.case, state):
        return {}
    steps = handling.next_steps(state, today)
    for step in steps:
        act = _STEP_ACTS[step]
        if act in found:
            continue
        if act == "prioritise":
            body = handling.prioritisation(state.plan.region, today).body
            found |= make(act, shapes.PrioritiseForm, known_body=body)
        elif act == "grant":
            found |= make(act, shapes.GrantForm, state=state, may=steps)
        else:
            found |= make(act, _SHAPES[act], initial={"on": today} if act == "apply" else {})
    return found


def _roles(request: Request, view: CaseView, make: Callable[..., Forms]) -> Forms:
    """A role for each party that has a choice."""
    state = view.state
    found: Forms = {}
    if not may_manage(request.actor, view.case) or state.stage not in actions.ROLES_OPEN:
        return {}
    for held in roles.roles_in(state):
        if roles.able(state, held.party):
            budget = held.written.budget if held.written else None
            known: dict[str, Any] = {"party": held.party, "role": held.role.id, "budget": budget}
            found |= make(f"role-{held.party}", shapes.RoleForm, state=state, party=held.party, initial=known)
    return found


def _undertakings(request: Request, view: CaseView, make: Callable[..., Forms]) -> Forms:
    """A signature under the commitment for each recipient that lacks one."""
    state = view.state
    found: Forms = {}
    if state.stage not in actions.UNDERTAKINGS_OPEN:
        return {}
    for party in roles.without_undertaking(state):
        if may_certify(request.actor, view.case, state, party):
            found |= make(f"undertake-{party}", shapes.UndertakingForm, initial={"party": party})
    return found


_SHAPES: dict[str, Callable[..., forms.Form]] = {
    "apply": shapes.ApplyForm,
    "legality": shapes.LegalityForm,
    "ask": shapes.AskForm,
    "send": shapes.SendForm,
}
#: The button of each step; the first that may be taken stands open, the others are folded.
_MORE: dict[str, Callable[[], str]] = {
    "apply": lambda: _("Ansökan är lämnad"),
    "send": lambda: _("Skriv in kompletteringen"),
    "legality": lambda: _("Skriv in granskningen"),
    "grant": lambda: _("Skriv in rådets beslut"),
    "prioritise": lambda: _("Skriv in prioriteringen"),
    "ask": lambda: _("Skriv in en fråga från rådet"),
}


def _expected(state: CaseState, request: Request) -> str:
    step = handling.expected(state, request.clock.today())
    return label(handling.STEPS[step]) if step else ""


@dataclass(frozen=True)
class Taken:
    """A step of the way, as the page tells it."""

    title: str
    on: Any
    text: str
    note: str
    bad: bool


def _way(state: CaseState) -> list[Taken]:
    """What has happened to the application so far, the first first."""
    found: list[Taken] = []
    if state.application is not None:
        told = _("Sökt stöd: %(amount)s.") % {"amount": esf_words.kronor(state.application.support)}
        number = _("Diarienummer %(n)s.") % {"n": state.diary_number} if state.diary_number else ""
        text = " ".join(filter(None, [told if state.application.support else "", number]))
        found.append(Taken(_("Ansökan lämnades"), state.application.on, text, "", bad=False))
    for step in state.handling:
        said = [str(esf_words.OUTCOME.get(step.outcome, "")), step.body]
        found.append(
            Taken(
                esf_words.title_of(step.event),
                step.on,
                ". ".join(filter(None, said)) + ("." if any(said) else ""),
                step.note,
                bad=step.outcome in ("failed", "not_supported") or step.event == "refused",
            )
        )
    if state.grant is not None:
        text = _("Stöd: %(amount)s.") % {"amount": esf_words.kronor(state.grant.support)} if state.grant.support else ""
        found.append(Taken(esf_words.title_of("granted"), state.grant.on, text, state.grant.conditions, bad=False))
    return found


@dataclass(frozen=True)
class RoleRow:
    """A party, its role and what follows from it."""

    held: roles.Held
    name: str
    form: forms.Form | None
    promised: Money


def _role_rows(view: CaseView, available: Forms) -> list[RoleRow]:
    return [
        RoleRow(
            held,
            roles.name_of(view.state, held.party),
            available.get(f"role-{held.party}"),
            sum_of(view.state.commitments, party=held.party),
        )
        for held in roles.roles_in(view.state)
    ]


@dataclass(frozen=True)
class UndertakingRow:
    """A recipient, and its signature when there is one."""

    name: str
    signed: Undertaking | None
    form: forms.Form | None


def _undertaking_rows(view: CaseView, available: Forms) -> list[UndertakingRow]:
    state = view.state
    if state.grant is None:
        return []
    done = {u.party: u for u in state.undertakings}
    return [
        UndertakingRow(roles.name_of(state, party), done.get(party), available.get(f"undertake-{party}"))
        for party in roles.recipients(state)
    ]


def _act(action: Callable[..., object], done: Callable[[], str]) -> Callable[..., HttpResponse | None]:
    """A form whose fields are the arguments of an action."""

    def run(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
        facts = form.facts() if hasattr(form, "facts") else form.cleaned_data
        return submit(
            request,
            lambda: action(by=request.actor, at=request.clock.now(), case=view.case, **facts),
            back=reverse("cases:application", args=[view.case.key]),
            done=done(),
            form=form,
        )

    return run


_ACTS: dict[str, Callable[..., HttpResponse | None]] = {
    "apply": _act(actions.apply_for_support, lambda: _("Ansökan är noterad som lämnad.")),
    "legality": _act(actions.record_legality, lambda: _("Granskningen är sparad.")),
    "prioritise": _act(actions.record_prioritisation, lambda: _("Prioriteringen är sparad.")),
    "ask": _act(actions.ask_completion, lambda: _("Frågan från rådet är sparad.")),
    "send": _act(actions.send_completion, lambda: _("Kompletteringen är sparad.")),
    "grant": _act(actions.record_grant, lambda: _("ESF-rådets beslut är sparat.")),
    "issue": _act(certificates.issue_missing, lambda: _("Intygen är skrivna.")),
    "certify": _act(certificates.sign_certificate, lambda: _("Underskriften är sparad.")),
    "role": _act(actions.set_role, lambda: _("Rollen är sparad.")),
    "undertake": _act(actions.sign_undertaking, lambda: _("Underskriften är sparad.")),
}
