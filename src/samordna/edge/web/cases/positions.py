"""The parties' positions: asking, answering, and who waits for whom since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation import actions, answers, asking
from samordna.agree.preparation.case_state import Answer, CaseState
from samordna.agree.preparation.lookup import CaseView, members, section_statuses
from samordna.agree.preparation.permissions import may_answer_for, may_manage, own_party
from samordna.agree.preparation.states import ANSWERS_OPEN
from samordna.agree.preparation.waiting import in_case
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import AnswerForm, AskForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.words import answer_line, listed
from samordna.edge.web.request import Request
from samordna.ground.parties.waiting import Waiting


@dataclass(frozen=True)
class PartyRow:
    """A party with the answers that hold, what it has left, and what it said before."""

    party: str
    name: str
    answers: tuple[Answer | None, ...]
    lines: tuple[str, ...]
    left: int
    since: datetime
    earlier: tuple[tuple[Answer, str], ...]
    may_answer: bool

    @property
    def decided(self) -> Answer | None:
        """The latest answer: who decided it and when."""
        given = [answer for answer in self.answers if answer]
        return max(given, key=lambda a: a.at) if given else None


@needs_role(*ROLES)
def positions(request: Request, key: str) -> HttpResponse:
    """Who has answered what, who waits since when; the manager asks, reminds and goes on."""
    view = open_case(request, key)
    manages = may_manage(request.actor, view.case)
    asking = manages and view.state.stage == "proposal"
    known = members(view.case, request.clock.today())
    form = AskForm(request.POST if request.POST.get("act") == "ask" else None, members=known) if asking else None
    if form is not None and not form.is_bound:
        form.fields["parties"].initial = list(view.state.asked or known)
    if request.method == "POST":
        if not manages:
            raise Http404
        done = _act(request, view, form)
        if done:
            return done
    rows = [_row(request, view, party) for party in view.state.asked]
    return render(
        request,
        "cases/positions.html",
        context(
            request,
            view,
            "positions",
            form=form,
            complete=all(status.done for status in section_statuses(view.case, view.state)),
            rows=rows,
            has_earlier=any(row.earlier for row in rows),
            waiting=listed(view.state.name_of(party) for party in view.state.waiting_for),
            given=len(view.state.asked) - len(view.state.waiting_for),
            manages=manages,
            answers_open=view.state.stage in ANSWERS_OPEN,
            may_close=manages and _is_late(view.state, request.clock.today()),
            own=own_party(request.actor, view.case) if view.state.stage in ANSWERS_OPEN else "",
            onwards=_onwards(request, view),
        ),
    )


def _onwards(request: Request, view: CaseView) -> Waiting | None:
    """What the reader does next, on another page of the case: when all have answered, the answers are not the end."""
    tasks = in_case(request.actor, view, request.clock.today())
    return next((task for task in tasks if task.url_name not in ("cases:positions", "cases:answer")), None)


def _act(request: Request, view: CaseView, form: AskForm | None) -> HttpResponse | None:
    """What the manager pressed. None when the form must be mended."""
    act, by, at, case = request.POST.get("act"), request.actor, request.clock.now(), view.case
    here = reverse("cases:positions", args=[case.key])
    if act == "ask" and form is not None:
        if not form.is_valid():
            return None
        parties = [o.party_id for o in form.cleaned_data["parties"]]
        deadline: date | None = form.cleaned_data["deadline"]
        return submit(
            request,
            lambda: actions.ask_parties(by=by, at=at, case=case, parties=parties, deadline=deadline),
            back=here,
            done=_("Parterna har fått frågan."),
            form=form,
        )
    if act == "again":
        party = request.POST.get("party", "")
        return submit(
            request,
            lambda: asking.ask_again(by=by, at=at, case=case, party=party),
            back=here,
            done=_("%(party)s har fått frågan igen.") % {"party": view.state.name_of(party)},
        )
    if act == "close":
        return submit(request, lambda: answers.close_answers(by=by, at=at, case=case), back=here)
    raise Http404


def _row(request: Request, view: CaseView, party: str) -> PartyRow:
    state = view.state
    asked = next(a for a in state.parties if a.party == party)
    questions = _questions(state)
    now = tuple(state.answer(party, question) for question in questions)
    before = [a for q in questions for a in state.answers_to(party, q) if a not in now]
    return PartyRow(
        party=party,
        name=asked.name,
        answers=now,
        lines=tuple(answer_line(a, state) if a else "" for a in now),
        left=len(state.unanswered(party)),
        since=asked.again[-1] if asked.again else asked.at,
        earlier=tuple((a, answer_line(a, state)) for a in sorted(before, key=lambda a: a.at)),
        may_answer=may_answer_for(request.actor, view.case, party) and state.stage in ANSWERS_OPEN,
    )


def _questions(state: CaseState) -> tuple[str, ...]:
    esf = state.plan.kind == "esf"
    return ("takes_part", "co_finances", "organiser") if esf else ("takes_part", "organiser")


def _is_late(state: CaseState, today: date) -> bool:
    return state.stage == "positions" and state.deadline is not None and state.deadline < today


@needs_role(*ROLES)
def answer(request: Request, key: str) -> HttpResponse:
    """Answer for the own party: take part, co-finance with what, be organiser – with who decided and when."""
    view = open_case(request, key)
    party = own_party(request.actor, view.case)
    if not party or party not in view.state.asked:
        raise Http404
    if view.state.stage not in ANSWERS_OPEN:
        messages.info(request, _("Beredningsgruppen har gått vidare. Svaren går inte längre att ändra."))
        return HttpResponseRedirect(reverse("cases:positions", args=[key]))
    form = AnswerForm(request.POST or None, state=view.state, party=party)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = submit(
            request,
            lambda: answers.answer(
                by=request.actor,
                at=request.clock.now(),
                case=view.case,
                party=party,
                decided_by=facts["decided_by"],
                decided_on=facts["decided_on"],
                **form.said(),
            ),
            back=reverse("cases:positions", args=[view.case.key]),
            done=_("Svaret är sparat. Det går att ändra tills beredningsgruppen har lämnat sitt förslag."),
            form=form,
        )
        if done:
            return done
    return render(
        request,
        "cases/answer.html",
        context(
            request,
            view,
            "positions",
            form=form,
            party=party,
            party_name=view.state.name_of(party),
            answered=bool(view.state.answer(party, "takes_part")),
        ),
    )
