"""A party's decision order in a case: whose turn it is, the form for the next step, and the review's questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions import rules
from samordna.agree.decisions.decision_orders import may_take_steps, order_for
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import QuestionForm, QuestionsForm, StepForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of

STAGES = ("organiser", "decision")
FK = "fk"


@dataclass
class Desk:
    """What the reader sees of a party's order in a case, and may do about it."""

    view: CaseView
    party: str
    name: str
    order: rules.Order
    steps: tuple[rules.StepStatus, ...]
    current: rules.Step | None
    active: bool
    handles: bool
    forms: dict[str, Form]
    question_forms: list[tuple[Any, Form | None]]
    department: str

    @property
    def too_early(self) -> bool:
        """The next step is a decision, and the group has not recommended yet."""
        return self.view.state.stage == "organiser" and self.current is not None and not self.active

    @property
    def before_its_time(self) -> bool:
        """Steps were taken before the first day of the order that is shown: how they were decided is not known."""
        return any(s.taken and day_of(s.taken.at) < self.order.valid_from for s in self.steps)

    @property
    def questions(self) -> tuple[Any, ...]:
        """The questions from FK's review; other parties have none."""
        return self.view.state.questions if self.party == FK else ()

    def carry_out(self, request: Request, act: str, back: str) -> HttpResponse | None:
        """Do what the form says, and go to ``back``."""
        return _ACTS[act](request, self, back)


#: FK's steps in which the departments' participants can be stated.
_STATES_DEPARTMENTS = ("regional", "quality", "participation")


def desk(request: Request, view: CaseView, party: str) -> Desk:
    """The party's order in this case. 404 for a party without one, and for an ordinary measure."""
    state = view.state
    order = order_for(state, party, request.clock.today())
    if order is None or not rules.steps_in(state, party, order):
        raise Http404
    step = rules.current_step(state, party, order)
    active = (
        step is not None
        and state.stage in STAGES
        and rules.may_be_taken_now(step, state)
        and rules.takes_steps(state, party)
    )
    handles = may_take_steps(request.actor, view.case, party)
    found = _forms(request, view, party, step if handles and active else None, handles=handles)
    return Desk(
        view=view,
        party=party,
        name="Försäkringskassan" if party == FK else state.name_of(party),
        order=order,
        steps=rules.steps_in(state, party, order),
        current=step,
        active=active,
        handles=handles,
        forms=found,
        question_forms=_question_forms(request, view, found) if handles and party == FK else [],
        department=_department(state) if party == FK else "",
    )


@needs_role(*ROLES)
def steps(request: Request, key: str, party: str) -> HttpResponse:
    """The page of a party's own order in a case."""
    view = open_case(request, key)
    if party not in view.state.asked and party != FK:
        raise Http404
    found = desk(request, view, party)
    act = request.POST.get("act", "")
    if request.method == "POST":
        form = found.forms.get(act)
        if form is None:
            raise Http404
        if form.is_valid():
            done = found.carry_out(request, act, reverse("cases:steps", args=[key, party]))
            if done:
                return done
    return render(
        request, "cases/steps.html", context(request, view, "decision", desk=found, form=found.forms.get(act))
    )


def _forms(request: Request, view: CaseView, party: str, step: rules.Step | None, *, handles: bool) -> dict[str, Form]:
    """The forms that the reader may use now, the submitted one bound to what was sent."""
    act = request.POST.get("act", "")

    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, Form] = {}
    open_questions = view.state.open_questions if party == FK else ()
    if step is not None:
        stated = dict(rules.departments_stated(view.state))
        asks = party == FK and step.id in _STATES_DEPARTMENTS
        if not open_questions or step.id == "regional":
            known = {
                "step": step.id,
                "title": in_language(step.decider),
                "sf": stated.get("SF"),
                "fv": stated.get("FV"),
            }
            found["step"] = StepForm(
                data("step"),
                departments=asks,
                chooses=asks and step.id == "participation",
                decides=step.from_stage == "decision",
                initial=known,
            )
        if party == FK:
            found["ask"] = QuestionsForm(data("ask"))
    if handles and open_questions:
        found["reply"] = QuestionForm(data("reply"))
    return found


def _question_forms(request: Request, view: CaseView, found: dict[str, Form]) -> list[tuple[Any, Form | None]]:
    """Each question with the form that answers it; the submitted one keeps what was typed."""
    rows: list[tuple[Any, Form | None]] = []
    for question in view.state.questions:
        form: Form | None = None
        if question.answered_at is None and "reply" in found:
            sent = request.POST.get("act") == "reply" and request.POST.get("number") == str(question.number)
            form = (
                found["reply"]
                if sent
                else QuestionForm(initial={"number": question.number}, auto_id=f"q{question.number}_%s")
            )
        rows.append((question, form))
    return rows


def _take_step(request: Request, found: Desk, back: str) -> HttpResponse | None:
    form = found.forms["step"]
    facts = form.cleaned_data
    departments = {"SF": facts.get("sf") or 0, "FV": facts.get("fv") or 0}
    return submit(
        request,
        lambda: deciding.take_order_step(
            by=request.actor,
            at=request.clock.now(),
            case=found.view.case,
            party=found.party,
            step=facts["step"],
            decided_by=facts["decided_by"],
            title=facts["title"],
            outcome=facts.get("outcome") or "done",
            note=facts["note"],
            departments=departments,
            department=facts.get("department") or "",
        ),
        back=back,
        done=_("Steget är sparat."),
        form=form,
    )


def _ask(request: Request, found: Desk, back: str) -> HttpResponse | None:
    form = found.forms["ask"]
    facts, step = form.cleaned_data, found.current
    return submit(
        request,
        lambda: deciding.ask_questions(
            by=request.actor,
            at=request.clock.now(),
            case=found.view.case,
            asked_by=facts["asked_by"],
            questions=facts["questions"].splitlines(),
            step=step.id if step else "",
        ),
        back=back,
        done=_("Frågorna är sparade."),
        form=form,
    )


def _reply(request: Request, found: Desk, back: str) -> HttpResponse | None:
    form = found.forms["reply"]
    facts = form.cleaned_data
    return submit(
        request,
        lambda: deciding.answer_question(
            by=request.actor,
            at=request.clock.now(),
            case=found.view.case,
            number=facts["number"],
            answer=facts["answer"],
        ),
        back=back,
        done=_("Svaret är sparat."),
        form=form,
    )


_ACTS: dict[str, Callable[[Request, Desk, str], HttpResponse | None]] = {
    "step": _take_step,
    "ask": _ask,
    "reply": _reply,
}


def _department(state: CaseState) -> str:
    """Which department decides and why: 84 av 120 planerade deltagare hör dit; or that two have equally many."""
    stated = dict(rules.departments_stated(state))
    name = rules.deciding_department(state)
    if not stated:
        return ""
    if not name:
        return _("SF och FV har lika många planerade deltagare. Den som beslutar väljs när beslutet skrivs in.")
    return _("Avdelningen %(name)s: %(most)d av %(all)d planerade deltagare hör dit.") % {
        "name": name,
        "most": stated.get(name, 0),
        "all": sum(stated.values()),
    }
