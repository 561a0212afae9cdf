"""Answering for the own party, and writing in what a party without anybody in the system has said on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.preparation.case_facts import OnPaper
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_manage, own_party
from samordna.agree.preparation.positions import answers
from samordna.agree.preparation.positions.respondents import may_write_in_for
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import board
from samordna.edge.web.cases.asking_forms import PaperAnswerForm
from samordna.edge.web.cases.forms import AnswerForm
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.since_then import earlier_answers, since_then
from samordna.edge.web.request import Request


@needs_role(*ROLES)
def answer(request: Request, key: str) -> HttpResponse:
    """Answer for the own party: take part, co-finance with what, be organiser – with who decided and when."""
    view = open_case(request, key)
    party = own_party(request.actor, view.case)
    if not party or party not in view.state.asked:
        raise Http404
    if view.state.stage not in ANSWERS_OPEN:
        changing = view.state.stage == "proposal"
        messages.info(
            request,
            _("Förslaget ändras just nu. Ni får frågan igen när det är klart. Svaren ni har lämnat är sparade.")
            if changing
            else _("Beredningsgruppen har gått vidare. Svaren går inte längre att ändra."),
        )
        return HttpResponseRedirect(reverse("cases:positions", args=[key]))
    form = AnswerForm(request.POST or None, state=view.state, party=party)
    return _page(request, view, party, form)


@needs_role("association_manager")
def write_in(request: Request, key: str, party: str) -> HttpResponse:
    """Write in an answer that a party gave on paper or by e-mail, while it has nobody who can answer itself."""
    view = open_case(request, key)
    if not may_manage(request.actor, view.case) or party not in view.state.asked:
        raise Http404
    if view.state.stage not in ANSWERS_OPEN or not may_write_in_for(
        request.actor, view.case, party, request.clock.today()
    ):
        messages.info(request, _("Svaret går inte att skriva in. Parten kan svara själv, eller så är svaren stängda."))
        return HttpResponseRedirect(reverse("cases:positions", args=[key]))
    form = PaperAnswerForm(request.POST or None, state=view.state, party=party)
    return _page(request, view, party, form)


def _page(request: Request, view: CaseView, party: str, form: AnswerForm) -> HttpResponse:
    """The form, and the answer when it has been sent whole. What was typed stays when something is missing."""
    if "count" in request.POST:
        form.only_count()
    elif request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: _answer(request, view, party, form),
            back=reverse("cases:positions", args=[view.case.key]),
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
            on_paper=isinstance(form, PaperAnswerForm),
            answered=bool(view.state.answer(party, "takes_part")),
            deadline=view.state.deadline_of(party),
            since=since_then(view, party),
            earlier=earlier_answers(view, party),
            **_money(request, view, party),
        ),
    )


def _money(request: Request, view: CaseView, party: str) -> dict[str, Any]:
    """What is missing with the answers there are, and what the party may have promised in another case too."""
    if view.state.plan.kind != ESF:
        return {}
    found, _why_not = money.solve_or_why_not(view.state, request.clock.today())
    return {
        "missing": money.tkr_up(found.plan.share_gap) if found and found.plan.share_gap.ore > 0 else None,
        "covered": bool(found and found.plan.share_gap.ore <= 0),
        "twice": board.twice(request.actor, view, party),
    }


def _answer(request: Request, view: CaseView, party: str, form: AnswerForm) -> None:
    facts: dict[str, Any] = form.cleaned_data
    paper = OnPaper(facts["said_by"].strip(), facts["document"].strip()) if "document" in facts else None
    state = answers.answer(
        by=request.actor,
        at=request.clock.now(),
        case=view.case,
        party=party,
        decided_by=facts["decided_by"],
        decided_on=facts["decided_on"],
        paper=paper,
        **form.said(),
    )
    left = len(state.unanswered(party))
    if left:
        kept = ngettext("Svaret är sparat. %(n)d fråga är kvar.", "Svaret är sparat. %(n)d frågor är kvar.", left)
        messages.success(request, kept % {"n": left})
    else:
        kept = _("Svaret är sparat. Det går att ändra tills beredningsgruppen har lämnat sitt förslag.")
        messages.success(request, kept)
