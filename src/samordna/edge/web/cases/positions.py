"""The parties' positions: asking, reminding, moving the last day, and who waits for whom since when."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView, members, section_statuses
from samordna.agree.preparation.permissions import may_manage, own_party
from samordna.agree.preparation.positions import answers, asking
from samordna.agree.preparation.positions.customs import customs_of
from samordna.agree.preparation.positions.respondents import silent_parties
from samordna.agree.preparation.states import ANSWERS_OPEN
from samordna.agree.preparation.waits.waiting import in_case
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.asking_forms import MoveForm
from samordna.edge.web.cases.forms import AskForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.party_rows import party_rows
from samordna.edge.web.cases.words import listed
from samordna.edge.web.once import FIELD
from samordna.edge.web.request import Request
from samordna.ground.parties.waiting import Waiting
from samordna.ground.privacy import once


@needs_role(*ROLES)
def positions(request: Request, key: str) -> HttpResponse:
    """Who has answered what, who waits since when; the manager asks, reminds, moves the last day and goes on."""
    view = open_case(request, key)
    manages = may_manage(request.actor, view.case)
    form, move = _forms(request, view) if manages else (None, None)
    if request.method == "POST":
        if not manages:
            raise Http404
        done = _act(request, view, form, move)
        if done:
            return done
    rows = party_rows(view, request.clock.today())
    return render(
        request,
        "cases/positions.html",
        context(
            request,
            view,
            "positions",
            form=next((one for one in (form, move) if one is not None and one.errors), None),
            ask=form,
            move=move,
            silent=_silent(request, view) if form is not None else [],
            complete=all(status.done for status in section_statuses(view.case, view.state)),
            rows=rows,
            changes=sorted(((row, c) for row in rows for c in row.changes), key=lambda pair: pair[1].after.at)[::-1],
            waiting=listed(view.state.name_of(party) for party in view.state.waiting_for),
            given=len(view.state.asked) - len(view.state.waiting_for),
            manages=manages,
            answers_open=view.state.stage in ANSWERS_OPEN,
            may_close=manages and _is_late(view.state, request.clock.today()),
            own=own_party(request.actor, view.case) if view.state.stage in ANSWERS_OPEN else "",
            onwards=_onwards(request, view),
        ),
    )


def _forms(request: Request, view: CaseView) -> tuple[AskForm | None, MoveForm | None]:
    """The form to ask the parties, or, while they answer, the one to move the last day."""
    act, today = request.POST.get("act"), request.clock.today()
    if view.state.stage == "positions":
        return None, MoveForm(request.POST if act == "move" else None)
    if view.state.stage != "proposal":
        return None, None
    known = members(view.case, today)
    form = AskForm(request.POST if act == "ask" else None, members=known)
    form.fields["parties"].initial = [party for party in view.state.asked if party in known] or list(known)
    form.fields["deadline"].initial = customs_of(view.case.association, today).deadline(today)
    return form, None


def _silent(request: Request, view: CaseView) -> list[tuple[str, int]]:
    """The members for which nobody can answer, by name, with the number by which a person is added."""
    known = members(view.case, request.clock.today())
    found = silent_parties(view.case, known, request.clock.today())
    return [(known[party].name, known[party].pk) for party in found]


def _onwards(request: Request, view: CaseView) -> Waiting | None:
    """What the reader does next, on another page of the case: when all have answered, the answers are not the end."""
    tasks = in_case(request.actor, view, request.clock.today())
    return next((task for task in tasks if task.url_name not in ("cases:positions", "cases:answer")), None)


def _act(request: Request, view: CaseView, form: AskForm | None, move: MoveForm | None) -> HttpResponse | None:
    """What the manager pressed. None when a form must be mended."""
    act, here = request.POST.get("act"), reverse("cases:positions", args=[view.case.key])
    if act == "ask":
        return _ask(request, view, form, here) if form is not None else _too_late(request, here)
    if act == "move":
        return _move(request, view, move, here) if move is not None else _too_late(request, here)
    by, at, case = request.actor, request.clock.now(), view.case
    if act == "again":
        party = request.POST.get("party", "")
        done = _("%(party)s har fått frågan igen.") % {"party": view.state.name_of(party)}
        return submit(request, lambda: asking.ask_again(by=by, at=at, case=case, party=party), back=here, done=done)
    if act == "close":
        return submit(request, lambda: answers.close_answers(by=by, at=at, case=case), back=here)
    raise Http404


def _ask(request: Request, view: CaseView, form: AskForm, here: str) -> HttpResponse | None:
    if not form.is_valid():
        return None
    parties = [o.party_id for o in form.cleaned_data["parties"]]
    deadline: date | None = form.cleaned_data["deadline"]
    by, at = request.actor, request.clock.now()
    return submit(
        request,
        lambda: actions.ask_parties(by=by, at=at, case=view.case, parties=parties, deadline=deadline),
        back=here,
        done=_("Parterna har fått frågan."),
        form=form,
    )


def _move(request: Request, view: CaseView, form: MoveForm, here: str) -> HttpResponse | None:
    if not form.is_valid():
        return None
    facts, by, at = form.cleaned_data, request.actor, request.clock.now()
    return submit(
        request,
        lambda: asking.move_deadline(by=by, at=at, case=view.case, deadline=facts["deadline"], why=facts["why"]),
        back=here,
        done=_("Sista svarsdagen är ändrad. De som inte har svarat får veta det."),
        form=form,
    )


def _too_late(request: Request, here: str) -> HttpResponse:
    """The case is not where this form was for: pressed twice, or somebody else was first."""
    if once.result_of(request.POST.get(FIELD, "")) is None:
        messages.error(request, _("Ärendet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu."))
    return HttpResponseRedirect(here)


def _is_late(state: CaseState, today: date) -> bool:
    return state.stage == "positions" and state.deadline is not None and state.deadline < today
