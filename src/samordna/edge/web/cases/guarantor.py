"""FK's guarantor case: whose turn it is, on what ground, what is unanswered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions import rules
from samordna.agree.preparation import actions
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_handle_for_fk, may_write
from samordna.agree.preparation.situation import who_organises
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.board import show
from samordna.edge.web.cases.forms import CarryOnForm, QuestionForm, QuestionsForm, StepForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.request import Request
from samordna.ground.parameters.reader import code_list, rule


@needs_role(*ROLES)
def guarantor(request: Request, key: str) -> HttpResponse:
    """The decision order, the questions, the ground, the parties' answers, and what has happened."""
    view = open_case(request, key)
    if view.state.guarantor is None:
        raise Http404
    handles = may_handle_for_fk(request.actor, view.case)
    step = rules.current_step(view.state)
    active = step is not None and rules.may_be_taken_now(step, view.state) and view.state.stage in _STAGES
    act = request.POST.get("act", "")
    forms_by_act = _forms(request, view, step if handles and active else None, act)
    if request.method == "POST":
        form = forms_by_act.get(act)
        if form is None:
            raise Http404
        if form.is_valid():
            done = _ACTS[act](request, view, form)
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
            form=forms_by_act.get(act),
            steps=rules.steps_in(view.state),
            current=step,
            active=active,
            handles=handles,
            department=rules.department_with_most(view.state),
            department_text=_department(view.state),
            conditions=conditions,
            unmet=sum(1 for met, _words, _on in conditions if not met)
            + (1 if shown and not shown.board.covered else 0),
            order=rules.order_of("fk"),
            shown=shown,
            decision_source=rule("fk_guarantor").source,
            position_source=rule("fk_position").source,
            answers=_answers(view.state),
            told=words.timeline(view.events)[:7],
            events_count=len(view.events),
            step_form=forms_by_act.get("step"),
            questions_form=forms_by_act.get("ask"),
            question_forms=_question_forms(request, view, act, forms_by_act) if handles else [],
            carry_on_form=forms_by_act.get("carry_on"),
            primary=_primary(view, handles=handles, active=active),
        ),
    )


_STAGES = ("organiser", "decision")


def _forms(request: Request, view: CaseView, step: rules.Step | None, act: str) -> dict[str, forms.Form]:
    """The forms that the reader may use now, the submitted one bound to what was sent."""

    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, forms.Form] = {}
    state = view.state
    if step is not None:
        first, decides = step.id == "regional", step.from_stage == "decision"
        if not state.open_questions or first:
            found["step"] = StepForm(
                data("step"), first=first, decides=decides, initial={"title": in_language(step.decider)}
            )
        found["ask"] = QuestionsForm(data("ask"))
    if may_handle_for_fk(request.actor, view.case) and state.open_questions:
        found["reply"] = QuestionForm(data("reply"))
    wanted = state.guarantor is not None and "carry_on_plan" in state.guarantor.conditions and state.carry_on is None
    if wanted and state.stage in _STAGES and may_write(request.actor, view.case):
        found["carry_on"] = CarryOnForm(data("carry_on"), state=state)
    return found


def _question_forms(
    request: Request, view: CaseView, act: str, found: dict[str, forms.Form]
) -> list[tuple[Any, forms.Form | None]]:
    """Each question with the form that answers it; the submitted one keeps what was typed."""
    rows: list[tuple[Any, forms.Form | None]] = []
    for question in view.state.questions:
        form: forms.Form | None = None
        if question.answered_at is None and "reply" in found:
            sent = act == "reply" and request.POST.get("number") == str(question.number)
            form = (
                found["reply"]
                if sent
                else QuestionForm(initial={"number": question.number}, auto_id=f"q{question.number}_%s")
            )
        rows.append((question, form))
    return rows


def _take_step(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    facts, step = form.cleaned_data, rules.current_step(view.state)
    departments = {"SF": facts.get("sf") or 0, "FV": facts.get("fv") or 0}
    return submit(
        request,
        lambda: deciding.take_order_step(
            by=request.actor,
            at=request.clock.now(),
            case=view.case,
            step=step.id if step else "",
            decided_by=facts["decided_by"],
            title=facts["title"],
            outcome=facts.get("outcome") or "done",
            note=facts["note"],
            departments=departments,
        ),
        back=_here(view),
        done=_("Steget är sparat."),
        form=form,
    )


def _ask(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    facts, step = form.cleaned_data, rules.current_step(view.state)
    return submit(
        request,
        lambda: deciding.ask_questions(
            by=request.actor,
            at=request.clock.now(),
            case=view.case,
            asked_by=facts["asked_by"],
            questions=facts["questions"].splitlines(),
            step=step.id if step else "",
        ),
        back=_here(view),
        done=_("Frågorna är sparade."),
        form=form,
    )


def _reply(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    facts = form.cleaned_data
    return submit(
        request,
        lambda: deciding.answer_question(
            by=request.actor, at=request.clock.now(), case=view.case, number=facts["number"], answer=facts["answer"]
        ),
        back=_here(view),
        done=_("Svaret är sparat."),
        form=form,
    )


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


_ACTS = {"step": _take_step, "ask": _ask, "reply": _reply, "carry_on": _carry_on}


def _here(view: CaseView) -> str:
    return reverse("cases:guarantor", args=[view.case.key])


def _primary(view: CaseView, *, handles: bool, active: bool) -> tuple[str, str]:
    """The one thing to do: where it is on the page, and what its button says."""
    n = len(view.state.open_questions)
    if handles and n:
        return "#fragor", _("Svara på frågan") if n == 1 else _("Svara på de %(n)s frågorna") % {"n": _COUNTS.get(n, n)}
    if handles and active and not n:
        return "#steg", _("Skriv in nästa steg")
    return "", ""


_COUNTS = {2: gettext_lazy("två"), 3: gettext_lazy("tre"), 4: gettext_lazy("fyra"), 5: gettext_lazy("fem")}


def _department(state: CaseState) -> str:
    """Why that department decides: 84 av 120 deltagare hör dit."""
    found = rules.department_with_most(state)
    if found is None:
        return ""
    name, most, everyone = found
    return _("Avdelningen %(name)s: %(most)d av %(all)d planerade deltagare hör dit.") % {
        "name": name,
        "most": most,
        "all": everyone,
    }


def _conditions(view: CaseView, request: Request) -> list[tuple[bool, str, str]]:
    """The conditions of the guarantee: met or not, in words, and on what."""
    state, conditions = view.state, state_conditions(view.state)
    answer = who_organises(state, request.clock.today(), view.case.association.organisation.party_id)
    holds = state.guarantor_open or (answer is not None and answer.role == "guarantor")
    codes = code_list("organiser_condition")
    on = {
        "no_other_organiser": _("%(n)d svar av %(all)d") % {"n": len(state.asked), "all": len(state.asked)},
        "all_co_finance": _("%(n)d parter deltar") % {"n": len(state.taking_part)},
        "carry_on_plan": _plan_text(state),
    }
    found = [(True, _("Behovet är identifierat i förbundets beredningsstruktur."), _need_text(view))]
    for condition in conditions:
        met = state.carry_on is not None if condition == "carry_on_plan" else holds
        found.append((met, in_language(codes[condition]) + ".", on[condition]))
    return found


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
