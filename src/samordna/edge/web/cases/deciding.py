"""The recommendation and the decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions import rules
from samordna.agree.decisions.decision_orders import order_for
from samordna.agree.decisions.meetings import points
from samordna.agree.decisions.meetings.minutes import decision_words
from samordna.agree.decisions.meetings.models import AgendaItem, Meeting
from samordna.agree.decisions.meetings.permissions import may_see_meeting, visible_meetings
from samordna.agree.decisions.meetings.queries import (
    latest_group_day,
    meetings_to_take,
    name_of,
    next_meeting_with,
    unadjusted,
)
from samordna.agree.decisions.meetings.seats import charter_on
from samordna.agree.preparation import actions, checks
from samordna.agree.preparation.case_facts import DecisionMade
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import FK, may_manage, own_party
from samordna.agree.preparation.situation import leads, who_organises
from samordna.agree.preparation.states import MEASURE
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.forms import DecisionForm, ReasonForm, RecommendForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.middleware import sentence
from samordna.edge.web.once import not_there_now
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal


@needs_role(*ROLES)
def decision(request: Request, key: str) -> HttpResponse:
    """What is recommended and why, who has decided what, and the one act that comes next for the reader."""
    view = open_case(request, key)
    act = request.POST.get("act", "")
    available = _forms(request, view, act)
    if request.method == "POST":
        form = available.get(act)
        if form is None:
            if act not in ("recommend", "board", "back", "grant", "agenda") or not may_manage(request.actor, view.case):
                raise Http404
            return not_there_now(request)
        if form.is_valid():
            done = _ACTS[act](request, view, form)
            if done:
                return done
    state = view.state
    proposed, stopped = _proposed(request, view)
    return render(
        request,
        "cases/decision.html",
        context(
            request,
            view,
            "decision",
            form=available.get(act),
            forms=available,
            stopped=stopped,
            proposed=proposed,
            recommended=words.recommended_name(state) if state.recommendation else "",
            role=words.ROLE.get(state.recommendation.role, "") if state.recommendation else "",
            reasons=_reasons(view),
            decisions=_decisions(request, view.case, state),
            undecided=_undecided(view, request),
            own=state.name_of(own_party(request.actor, view.case)),
            said_no=words.listed(state.name_of(body) for body in rules.decided_no(state)),
            meeting=_meeting(request, view),
            to_take=[(m, name_of(m)) for m in meetings_to_take(view.case, request.clock.now())[:3]],
            unadjusted=unadjusted_of(view),
        ),
    )


def unadjusted_of(view: CaseView) -> list[tuple[Meeting, str]]:
    """The board's meetings whose minutes are not adjusted yet, where the decision that holds was made.

    Nothing forbids going on: a decision holds when it is made, if its section was not adjusted at once. But one knows.
    """
    keys = [d.meeting for d in view.state.decisions_now if d.meeting]
    return [(meeting, name_of(meeting)) for meeting in unadjusted(keys, view.case)]


def _meeting(request: Request, view: CaseView) -> tuple[Meeting, str] | None:
    """The meeting that is to settle the case, for a reader who may see it."""
    found = next_meeting_with(view.case)
    return (found, name_of(found)) if found and may_see_meeting(request.actor, found) else None


def _forms(request: Request, view: CaseView, act: str) -> dict[str, forms.Form]:
    """The forms that the reader may use now; the submitted one is bound."""

    def data(name: str) -> Any:
        return request.POST if act == name else None

    state, manages = view.state, may_manage(request.actor, view.case)
    found: dict[str, forms.Form] = {}
    if state.stage == "organiser" and manages and not _what_stops(request, view):
        today = request.clock.today()
        said_on = latest_group_day(view.case.association, today)  # none yet: the day is typed, not guessed
        found["recommend"] = RecommendForm(data("recommend"), able=_able(request, view), initial={"said_on": said_on})
    elif state.stage == "decision":
        found |= _forms_to_decide(request, view, data, manages=manages)
        if manages and next_meeting_with(view.case) is None and meetings_to_take(view.case, request.clock.now()):
            found["agenda"] = forms.Form(data("agenda"))
    return found


def _undecided(view: CaseView, request: Request) -> list[tuple[str, str, bool]]:
    """Those who have not decided: id, name, and whether they decide step by step."""
    state, today = view.state, request.clock.today()
    if state.stage != "decision":
        return []
    names = {FK: "Försäkringskassan"}
    return [
        (party, names.get(party) or state.name_of(party), order_for(state, party, today) is not None)
        for party in rules.undecided(state)
    ]


def _forms_to_decide(request: Request, view: CaseView, data: Any, *, manages: bool) -> dict[str, forms.Form]:
    state = view.state
    if state.plan.kind == MEASURE:
        outside = charter_on(view.case.association, request.clock.today()).outside_meetings
        return {"board": DecisionForm(data("board"), board=True, outside=outside)} if manages else {}
    found: dict[str, forms.Form] = {}
    party = own_party(request.actor, view.case)
    on = request.clock.today()
    if party and party != FK and party in rules.undecided(state) and order_for(state, party, on) is None:
        found["party"] = DecisionForm(data("party"), board=False)
    if manages:
        found["back"] = ReasonForm(data("back"))
    return found


def _able(request: Request, view: CaseView) -> list[tuple[str, str]]:
    """Those among whom the group chooses."""
    state = view.state
    if state.plan.kind == MEASURE:
        parties: list[str] = list(leads(state))
    else:
        answer = who_organises(state, request.clock.today(), view.case.association.organisation.party_id)
        parties = [str(party) for party in answer.candidates] if answer else []
    return [(party, state.name_of(party)) for party in parties]


def _what_stops(request: Request, view: CaseView) -> str:
    return _proposed(request, view)[1]


def _proposed(request: Request, view: CaseView) -> tuple[str, str]:
    """Who would be recommended, and what stands in the way of it: one of the two is empty, or both."""
    if view.state.stage != "organiser":
        return "", ""
    able = _able(request, view)
    try:
        association = view.case.association.organisation.party_id
        chosen = able[0][0] if len(able) > 1 else ""
        organiser, role, _reasons = checks.settle(view.state, request.clock.today(), association, chosen)
    except Refusal as refusal:
        return "", sentence(refusal)
    if chosen:
        return "", ""  # the group chooses
    name = "Försäkringskassan" if organiser == FK else view.state.name_of(organiser)
    return f"{name}, {words.ROLE[role]}", ""


def _reasons(view: CaseView) -> list[dict[str, Any]]:
    """The reasons that were given with the recommendation, as they were then."""
    event = next((e for e in reversed(view.events) if e.kind == "recommended"), None)
    if event is None or view.state.recommendation is None:
        return []
    return [
        reason | {"source": words.source_name(reason["source"]), "text": words.in_reader_language(reason)}
        for reason in event.data.get("reasons", ())
    ]


def _decisions(request: Request, case: Case, state: CaseState) -> list[dict[str, Any]]:
    names = {"board": _("Styrelsen"), "group": _("Beredningsgruppen"), FK: "Försäkringskassan"}
    keys = [d.meeting for d in state.decisions if d.meeting]
    held = {m.key: m for m in visible_meetings(request.actor).filter(key__in=keys)} if keys else {}
    points_of = AgendaItem.objects.filter(case=case, meeting__in=held.values()).exclude(outcome="")
    said = {item.meeting.key: decision_words(item) for item in points_of.standing().select_related("meeting")}
    return [
        {
            "words": _in_words(d, names.get(d.body) or state.name_of(d.body)),
            "said": said.get(d.meeting, ""),
            "yes": d.outcome == "yes",
            "decision": d,
            "meeting": held.get(d.meeting),
            "earlier": d.round != state.decision_round,
        }
        for d in state.decisions
    ]


def _in_words(made: DecisionMade, name: str) -> str:
    """The board accepts, rejects or sends back a proposal; a party says yes or no for itself."""
    if made.body == "board":
        return str(words.BOARD_OUTCOME[made.outcome])
    return f"{name}: {str(words.OUTCOME[made.outcome]).lower()}"


def _recommend(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: actions.recommend(
            by=request.actor,
            at=request.clock.now(),
            case=view.case,
            organiser=form.cleaned_data.get("organiser", ""),
            why=form.cleaned_data["why"],
            said_on=form.cleaned_data["said_on"],
        ),
        back=_here(view),
        done=_("Förslaget till beslut är lämnat."),
        form=form,
    )


def _board(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: deciding.decide_board(by=request.actor, at=request.clock.now(), case=view.case, **form.cleaned_data),
        back=_here(view),
        done=_("Styrelsens beslut är sparat."),
        form=form,
    )


def _agenda(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    """Put the case on the agenda of a coming meeting of the board."""
    key = request.POST.get("meeting", "")
    found = next((m for m in meetings_to_take(view.case, request.clock.now()) if m.key == key), None)
    if found is None:
        raise Http404
    done = _("Ärendet står på dagordningen.")
    if found.called_at is not None:
        done = f"{done} {_('Kallelsen är redan skickad. Skicka ny dagordning?')}"
    return submit(
        request,
        lambda: points.add_item(by=request.actor, at=request.clock.now(), meeting=found, case=view.case),
        back=reverse("meetings:detail", args=[found.key]),
        done=done,
        form=form,
    )


def _party(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    party = own_party(request.actor, view.case)
    return submit(
        request,
        lambda: deciding.decide_party(
            by=request.actor, at=request.clock.now(), case=view.case, party=party, **form.cleaned_data
        ),
        back=_here(view),
        done=_("Ert beslut är sparat."),
        form=form,
    )


def _back(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    reason = form.cleaned_data["reason"]
    return submit(
        request,
        lambda: deciding.send_back(by=request.actor, at=request.clock.now(), case=view.case, reason=reason),
        back=reverse("cases:proposal", args=[view.case.key]),
        done=_("Ärendet är tillbaka som förslag."),
        form=form,
    )


_ACTS = {
    "recommend": _recommend,
    "board": _board,
    "party": _party,
    "back": _back,
    "agenda": _agenda,
}


def _here(view: CaseView) -> str:
    return reverse("cases:decision", args=[view.case.key])
