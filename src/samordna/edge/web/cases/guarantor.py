"""FK's guarantor case: whose turn it is, on what ground, what is unanswered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.guarantor.package import latest
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_write
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import ordering, words
from samordna.edge.web.cases.board import show
from samordna.edge.web.cases.forms import CarryOnForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.components.templatetags.samordna import kronor
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.request import Request
from samordna.ground.parameters.reader import code_list, rule

FK = "fk"


@needs_role(*ROLES)
def guarantor(request: Request, key: str) -> HttpResponse:
    """The decision order, the questions, the ground, the parties' answers, and what has happened."""
    view = open_case(request, key)
    if view.state.guarantor is None:
        return not_opened(request, view)
    desk = ordering.desk(request, view, FK)
    found = desk.forms | _carry_on_form(request, view)
    act = request.POST.get("act", "")
    if request.method == "POST":
        form = found.get(act)
        if form is None:
            raise Http404
        if form.is_valid():
            done = _carry_on(request, view, form) if act == "carry_on" else desk.carry_out(request, act, _here(view))
            if done:
                return done
    shown, _why_not = show(view, view.state, request.clock.today())
    conditions = _conditions(view, request)
    return render(
        request,
        "cases/guarantor.html",
        context(
            request,
            view,
            "guarantor",
            form=found.get(act),
            desk=desk,
            conditions=conditions,
            unmet=sum(1 for met, _words, _on in conditions if not met),
            shown=shown,
            decision_source=rule("fk_guarantor").source,
            position_source=rule("fk_position").source,
            answers=_answers(view.state),
            told=words.timeline(view.events)[:7],
            events_count=len(view.events),
            carry_on_form=found.get("carry_on"),
            package=latest(view.events),
            primary=_primary(view, desk),
        ),
    )


def not_opened(request: Request, view: CaseView) -> HttpResponse:
    """No guarantor case: what the organiser rule says, what stops it, and what would unblock it."""
    if view.state.plan.kind != ESF:
        raise Http404
    answer = who_organises(view.state, request.clock.today(), view.case.association.organisation.party_id)
    stop = next((r for r in reversed(answer.reasons) if r.stops), None) if answer else None
    blocked = [view.state.name_of(str(party)) for party in answer.blocked_by] if answer else []
    return render(
        request,
        "cases/not_opened.html",
        context(
            request,
            view,
            "guarantor",
            stop=stop,
            reasons=answer.reasons if answer else (),
            blocked=words.listed(blocked),
            willing=words.listed(view.state.name_of(str(p)) for p in answer.candidates) if answer else "",
        ),
    )


def _carry_on_form(request: Request, view: CaseView) -> dict[str, forms.Form]:
    state = view.state
    wanted = state.guarantor is not None and "carry_on_plan" in state.guarantor.conditions and state.carry_on is None
    if not wanted or state.stage not in ordering.STAGES or not may_write(request.actor, view.case):
        return {}
    data = request.POST if request.POST.get("act") == "carry_on" else None
    return {"carry_on": CarryOnForm(data, state=state)}


def _carry_on(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    facts = form.cleaned_data
    return submit(
        request,
        lambda: actions.give_carry_on_plan(
            by=request.actor, at=request.clock.now(), case=view.case, text=facts["text"], parties=facts["parties"]
        ),
        back=_here(view),
        done=_("Planen är sparad."),
        form=form,
    )


def _here(view: CaseView) -> str:
    return reverse("cases:guarantor", args=[view.case.key])


def _primary(view: CaseView, desk: ordering.Desk) -> tuple[str, str]:
    """The one thing to do: where it is on the page, and what its button says."""
    n = len(view.state.open_questions)
    if desk.handles and n:
        return "#fragor", _("Svara på frågan") if n == 1 else _("Svara på de %(n)s frågorna") % {"n": _COUNTS.get(n, n)}
    if desk.handles and desk.active and not n:
        return "#steg", _("Skriv in nästa steg")
    return "", ""


_COUNTS = {2: gettext_lazy("två"), 3: gettext_lazy("tre"), 4: gettext_lazy("fyra"), 5: gettext_lazy("fem")}


def _conditions(view: CaseView, request: Request) -> list[tuple[bool, str, str]]:
    """The conditions of the guarantee: met or not, in words, and on what."""
    state, conditions = view.state, state_conditions(view.state)
    answer = who_organises(state, request.clock.today(), view.case.association.organisation.party_id)
    holds = state.guarantor_open or (answer is not None and answer.role == "guarantor")
    codes = code_list("organiser_condition")
    on = {
        "no_other_organiser": _("%(n)d svar av %(all)d") % {"n": len(state.asked), "all": len(state.asked)},
        "all_co_finance": ". ".join([_("%(n)d parter deltar") % {"n": len(state.taking_part)}, *_tiny(state)]),
        "carry_on_plan": _plan_text(state),
    }
    found = [(True, _("Behovet är identifierat i förbundets beredningsstruktur."), _need_text(view))]
    for condition in conditions:
        met = state.carry_on is not None if condition == "carry_on_plan" else holds
        found.append((met, in_language(codes[condition]) + ".", on[condition]))
    return found


def _tiny(state: CaseState) -> list[str]:
    """The smallest promises, so that whoever tries the ground sees them: the decision names no least amount."""
    return [
        _("%(party)s har lovat %(amount)s") % {"party": state.name_of(party), "amount": kronor(amount)}
        for party, amount in money.tiny(state)
    ]


def state_conditions(state: CaseState) -> tuple[str, ...]:
    """The conditions that the rule gave when the guarantor case was opened."""
    return state.guarantor.conditions if state.guarantor else ()


def _plan_text(state: CaseState) -> str:
    if state.carry_on is None:
        return _("Saknas än.")
    return words.listed(state.name_of(party) for party in state.carry_on.parties)


def _need_text(view: CaseView) -> str:
    return _("Behov %(number)s") % {"number": view.case.need.number}


def _answers(state: CaseState) -> list[dict[str, Any]]:
    """Each party's answer to the question of being organiser."""
    rows = []
    for party in state.asked:
        answer = state.answer(party, "organiser")
        rows.append({"name": state.name_of(party), "answer": answer, "yes": bool(answer and answer.value == "willing")})
    return rows
