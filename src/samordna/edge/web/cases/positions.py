"""The parties' positions: asking, reminding, one party more, the last day, taking back, and who waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView, members, section_statuses
from samordna.agree.preparation.permissions import may_manage, own_party
from samordna.agree.preparation.positions import answers, asking
from samordna.agree.preparation.positions.customs import customs_of
from samordna.agree.preparation.positions.respondents import silent_parties
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF
from samordna.agree.preparation.waits.waiting import in_case
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.asking_forms import AddPartyForm, MoveForm, TakeBackForm
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
    found = _forms(request, view) if manages else {}
    if request.method == "POST":
        if not manages:
            raise Http404
        done = _act(request, view, found)
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
            form=next((one for one in found.values() if one.errors), None),
            ask=found.get("ask"),
            move=found.get("move"),
            add=found.get("add"),
            back=found.get("back"),
            silent=_silent(request, view) if "ask" in found else [],
            several_days=len({asked.deadline for asked in view.state.parties}) > 1,
            complete=all(status.done for status in section_statuses(view.case, view.state)),
            rows=rows,
            columns=_columns(view),
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


Forms = dict[str, forms.Form]


def _forms(request: Request, view: CaseView) -> Forms:
    """What the manager can do now, by name: ask the parties; or, while they answer, what changes that."""
    if view.state.stage == "proposal":
        return {"ask": _ask_form(request, view)}
    if view.state.stage not in ANSWERS_OPEN:
        return {}
    today, able = request.clock.today(), members(view.case, request.clock.today())
    others = [(party, o.name) for party, o in able.items() if party not in view.state.asked]
    found: Forms = {"back": TakeBackForm(_sent(request, "back"))}
    if others:
        found["add"] = AddPartyForm(_sent(request, "add"), able=others)
        found["add"].fields["deadline"].initial = customs_of(view.case.association, today).deadline(today)
    if view.state.stage == "positions":
        found["move"] = MoveForm(_sent(request, "move"))
    return found


def _sent(request: Request, act: str) -> Any:
    """What was typed in a form, when it is the one that was sent."""
    return request.POST if request.POST.get("act") == act else None


def _ask_form(request: Request, view: CaseView) -> AskForm:
    today = request.clock.today()
    known = members(view.case, today)
    form = AskForm(_sent(request, "ask"), members=known)
    form.fields["parties"].initial = asking.suggested(view.case, known, today)
    usual, before = customs_of(view.case.association, today).deadline(today), view.state.deadline
    form.fields["deadline"].initial = max(usual, before) if before else usual  # a promised day never comes earlier
    return form


def _silent(request: Request, view: CaseView) -> list[tuple[str, str, int, bool]]:
    """The members for which nobody can answer: id, name, the number by which a person is added, and whether it is
    among those to be asked.
    """
    today = request.clock.today()
    known = members(view.case, today)
    found = silent_parties(view.case, known, today)
    chosen = request.POST.getlist("parties") if request.POST else asking.suggested(view.case, known, today)
    return [(party, known[party].name, known[party].pk, party in chosen) for party in found]


def _columns(view: CaseView) -> tuple[str, ...]:
    """What the questions are called in the table, also beside each answer on a small screen."""
    if view.state.plan.kind == ESF:
        return _("Deltar?"), _("Medfinansierar?"), _("Projektanordnare?")
    return _("Deltar?"), _("Leder insatsen?")


def _onwards(request: Request, view: CaseView) -> Waiting | None:
    """What the reader does next, on another page of the case: when all have answered, the answers are not the end."""
    tasks = in_case(request.actor, view, request.clock.today())
    return next((task for task in tasks if task.url_name not in ("cases:positions", "cases:answer")), None)


def _act(request: Request, view: CaseView, found: Forms) -> HttpResponse | None:
    """What the manager pressed. None when a form must be mended."""
    act, here = request.POST.get("act", ""), reverse("cases:positions", args=[view.case.key])
    if act in _WITH_FORM:
        return _sent_form(request, view, act, found, here)
    by, at, case = request.actor, request.clock.now(), view.case
    if act == "again":
        party = request.POST.get("party", "")
        done = _("%(party)s har fått frågan igen.") % {"party": view.state.name_of(party)}
        return submit(request, lambda: asking.ask_again(by=by, at=at, case=case, party=party), back=here, done=done)
    if act == "close":
        return submit(request, lambda: answers.close_answers(by=by, at=at, case=case), back=here)
    raise Http404


def _sent_form(request: Request, view: CaseView, act: str, found: Forms, here: str) -> HttpResponse | None:
    """One of the forms of the page. When the case is no longer where the form was for, it says so."""
    form = found.get(act)
    if form is None:
        return _too_late(request, here)
    if not form.is_valid():
        return None
    action, done = _WITH_FORM[act]
    facts = form.cleaned_data | {"by": request.actor, "at": request.clock.now(), "case": view.case}
    if act == "ask":
        facts["parties"] = [o.party_id for o in facts["parties"]]
    back = reverse("cases:proposal", args=[view.case.key]) if act == "back" else here
    return submit(request, lambda: action(**facts), back=back, done=str(done), form=form)


#: What a form leads to, and what is said when it is done. The fields of a form are named as the action's arguments.
_WITH_FORM: dict[str, tuple[Callable[..., CaseState], Any]] = {
    "ask": (actions.ask_parties, gettext_lazy("Parterna har fått frågan.")),
    "move": (asking.move_deadline, gettext_lazy("Sista svarsdagen är ändrad. De som inte har svarat får veta det.")),
    "add": (asking.add_party, gettext_lazy("Parten har fått frågan.")),
    "back": (
        asking.take_back,
        gettext_lazy("Förslaget går att ändra igen. Parterna får frågan på nytt när du skickar den."),
    ),
}


def _too_late(request: Request, here: str) -> HttpResponse:
    """The case is not where this form was for: pressed twice, or somebody else was first."""
    if once.result_of(request.POST.get(FIELD, "")) is None:
        messages.error(request, _("Ärendet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu."))
    return HttpResponseRedirect(here)


def _is_late(state: CaseState, today: date) -> bool:
    return state.stage == "positions" and state.deadline is not None and state.deadline < today
