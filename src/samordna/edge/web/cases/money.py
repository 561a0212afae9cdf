"""Co-financing: is the money enough, who runs it and why not, what solves it, and what if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.needs.rules import percent
from samordna.agree.preparation import asking, money, what_if
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.money import Board
from samordna.agree.preparation.permissions import may_manage
from samordna.agree.preparation.rules.organiser import Answer
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.bars import Bar, bar_of
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.tkr import TkrField
from samordna.edge.web.components.templatetags.samordna import decimals, integer
from samordna.edge.web.request import Request
from samordna.ground.kernel.money import Money


class WhatIfForm(forms.Form):
    """Try another position for one party. A GET form: nothing is sent or stored, the address holds it all."""

    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=())
    kontant = TkrField(label=gettext_lazy("Kontant, tkr"))
    ersattning = TkrField(label=gettext_lazy("Ersättning, tkr"))
    lon = TkrField(label=gettext_lazy("Lön, tkr"))
    lamnar = forms.BooleanField(label=gettext_lazy("Parten lämnar projektet"), required=False)

    def __init__(self, *args: Any, state: CaseState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [(party, state.name_of(party)) for party in state.asked]  # type: ignore[attr-defined]

    def amounts(self) -> dict[str, Money]:
        """By kind; nothing at all when the party leaves."""
        if self.cleaned_data["lamnar"]:
            return {}
        names = {"cash": "kontant", "benefits": "ersattning", "wages": "lon"}
        return {kind: self.cleaned_data[name] or Money.zero() for kind, name in names.items()}


@dataclass(frozen=True)
class Shown:
    """The board of a case with its bar, its share in per cent and who would be organiser."""

    board: Board
    bar: Bar
    share: str
    required_share: str
    answer: Answer | None
    organiser: str


@needs_role(*ROLES)
def cofinancing(request: Request, key: str) -> HttpResponse:
    """Covered and missing by party, kind and year; who may be organiser and why; three ways out; what-if."""
    view = open_case(request, key)
    if view.state.plan.kind != ESF:
        raise Http404
    if request.method == "POST":
        return _ask_again(request, view)
    today = request.clock.today()
    shown, why_not = show(view, view.state, today)
    answer = shown.answer if shown else who_organises(view.state, today, view.case.association.organisation.party_id)
    form = WhatIfForm(
        request.GET if "part" in request.GET else None, state=view.state, initial={"part": _in_the_way(answer)}
    )
    tried = _tried(view, form, today)
    return render(
        request,
        "cases/cofinancing.html",
        context(
            request,
            view,
            "cofinancing",
            shown=shown,
            why_not=why_not,
            answer=answer,
            organiser=_name(view.state, answer),
            reasons=list(answer.reasons) if answer else [],
            solutions=_solutions(view.state, answer),
            promises=_promise_rows(view.state, shown.board) if shown else [],
            costs=_cost_rows(shown.board) if shown else [],
            years=_year_labels(view.state, shown.board) if shown else [],
            answered_until=max((a.at for a in view.state.answers if a.round == view.state.round), default=None),
            blocker=_blocker(request, view, answer),
            form=form,
            tried=tried,
            tried_name=view.state.name_of(request.GET.get("part", "")),
            comparison=_comparison(shown, tried, view.state) if shown and tried else [],
        ),
    )


def show(view: CaseView, state: CaseState, on: date) -> tuple[Shown | None, Any]:
    """The figures of a case as the page shows them, or the refusal that says why there are none."""
    outcome, why_not = money.solve_or_why_not(state, on)
    answer = who_organises(state, on, view.case.association.organisation.party_id)
    if outcome is None or outcome.plan.total.ore == 0:
        return None, why_not
    board = money.board(state, outcome)
    figures, rate = outcome.plan, outcome.rates.parties.value
    shown = Shown(
        board=board,
        bar=bar_of(board, rate),
        share=decimals(float(percent(figures.committed.ore, figures.total.ore))),
        required_share=_percent(rate),
        answer=answer,
        organiser=_name(state, answer),
    )
    return shown, None


def _ask_again(request: Request, view: CaseView) -> HttpResponse:
    """The one act of this page: ask the party that stands in the way again."""
    if not may_manage(request.actor, view.case):
        raise Http404
    party = request.POST.get("party", "")
    done = submit(
        request,
        lambda: asking.ask_again(by=request.actor, at=request.clock.now(), case=view.case, party=party),
        back=reverse("cases:cofinancing", args=[view.case.key]),
        done=_("%(party)s har fått frågan igen.") % {"party": view.state.name_of(party)},
    )
    assert done is not None
    return done


def _percent(share: Fraction) -> str:
    """46, or 33,3 where it is not whole."""
    value = share * 100
    return integer(value) if value.denominator == 1 else decimals(float(value))


def _name(state: CaseState, answer: Answer | None) -> str:
    if answer is None or answer.organiser is None:
        return ""
    party = str(answer.organiser)
    return "Försäkringskassan" if party == "fk" else state.name_of(party)


def _in_the_way(answer: Answer | None) -> str:
    """The first party that blocks or is waited for: the one that people want to try another position for."""
    stands = [str(party) for party in (*answer.blocked_by, *answer.waiting_for)] if answer else []
    return stands[0] if stands else ""


def _blocker(request: Request, view: CaseView, answer: Answer | None) -> tuple[str, str]:
    """The party to ask again: the first that blocks or is waited for, for the manager while answers are open."""
    if answer is None or not may_manage(request.actor, view.case) or view.state.stage not in ANSWERS_OPEN:
        return "", ""
    party = _in_the_way(answer)
    return (party, view.state.name_of(party)) if party else ("", "")


def _solutions(state: CaseState, answer: Answer | None) -> list[str]:
    """What would give an organiser, one thing at a time."""
    if answer is None or answer.organiser is not None:
        return []
    found: list[str] = []
    for party in answer.waiting_for:
        found.append(_("%(party)s svarar") % {"party": state.name_of(str(party))})
    for party in answer.blocked_by:
        name = {"party": state.name_of(str(party))}
        found += [_("%(party)s medfinansierar") % name, _("%(party)s lämnar projektet") % name]
    if answer.candidates:
        names = words.listed(state.name_of(str(party)) for party in answer.candidates)
        found.append(_("beredningsgruppen väljer en av %(who)s") % {"who": names})
    elif not answer.waiting_for:
        found.append(
            _("en annan part beslutar att vara projektanordnare")
            if answer.blocked_by
            else _("en part beslutar att vara projektanordnare")
        )
    return found


def _promise_rows(state: CaseState, board: Board) -> list[dict[str, Any]]:
    return [
        {
            "name": state.name_of(row.party),
            "kind": words.kind_of_promise(row.kind, row.party),
            "hit": row.kind == "",
            "years": row.years,
            "total": row.total,
        }
        for row in board.promises
    ]


def _cost_rows(board: Board) -> list[dict[str, Any]]:
    return [
        {"name": words.COST_LINES.get(row.kind, row.kind), "years": row.years, "total": row.total}
        for row in board.costs
    ]


def _year_labels(state: CaseState, board: Board) -> list[tuple[int, str]]:
    """Each year with the part of it that the plan covers: mars–dec, helår, jan–aug."""
    return [(year, _part_of(year, state)) for year in board.years]


def _part_of(year: int, state: CaseState) -> str:
    start, end = state.plan.start, state.plan.end
    if start is None or end is None or not start.year <= year <= end.year:
        return ""
    first = start.month if year == start.year else 1
    last = end.month if year == end.year else 12
    if (first, last) == (1, 12):
        return _("helår")
    months = _("jan feb mars apr maj juni juli aug sep okt nov dec").split()
    return f"{months[first - 1]}–{months[last - 1]}" if first != last else months[first - 1]


def _tried(view: CaseView, form: WhatIfForm, on: date) -> Shown | None:
    if not form.is_bound or not form.is_valid():
        return None
    state = what_if.promise(view.state, form.cleaned_data["part"], form.amounts(), on)
    return show(view, state, on)[0]


def _comparison(now: Shown, tried: Shown, state: CaseState) -> list[tuple[str, str, str, str]]:
    """Line by line: now, tried, and the difference; in thousands of kronor."""
    a, b = now.board, tried.board
    rows = [
        (_("Medfinansiering"), a.promised_total, b.promised_total),
        (_("Kostnad totalt"), a.cost_total, b.cost_total),
        (_("Saknas"), max(0, a.missing_total), max(0, b.missing_total)),
        (_("Högsta stöd från ESF+"), a.support_total, b.support_total),
    ]
    lines = [(name, integer(x), integer(y), _signed(y - x)) for name, x, y in rows]
    share = _("Andel medfinansiering, krav %(share)s %%") % {"share": now.required_share}
    lines.insert(2, (share, f"{now.share}\N{NO-BREAK SPACE}%", f"{tried.share}\N{NO-BREAK SPACE}%", ""))
    lines.append((_("Projektanordnare"), now.organiser or _("Ingen"), tried.organiser or _("Ingen"), ""))
    return lines


def _signed(difference: int) -> str:
    return f"+{integer(difference)}" if difference > 0 else integer(difference)
