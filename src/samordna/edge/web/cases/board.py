"""The board of a case as pages show it: figures, bars, who would be organiser, and what to look at twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.needs.rules import percent
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, double_counting, money
from samordna.agree.preparation.cofinancing.cost_basis import ByHours, ByRate
from samordna.agree.preparation.cofinancing.double_counting import Found
from samordna.agree.preparation.cofinancing.money import Board
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.rules.cofinancing import Rates, rates_for
from samordna.agree.preparation.rules.organiser import Answer
from samordna.agree.preparation.rules.phases import PhaseFigures
from samordna.agree.preparation.rules.working_hours import too_many
from samordna.agree.preparation.situation import who_organises
from samordna.edge.web.cases import words
from samordna.edge.web.cases.bars import Bar, YearBar, bar_of, kind_bar, year_bars
from samordna.edge.web.components.templatetags.samordna import decimals, integer, kronor, long_day
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

KINDS = {
    "benefits": gettext_lazy("Ersättning till deltagare"),
    "wages": gettext_lazy("Lön till personal"),
    "cash": gettext_lazy("Kontant"),
}
PHASES = {
    "planning": gettext_lazy("Planering"),
    "open": gettext_lazy("Med deltagare"),
    "closing": gettext_lazy("Avslutning"),
}


@dataclass(frozen=True)
class Shown:
    """The board of a case with its bars, its share in per cent and who would be organiser."""

    board: Board
    bar: Bar
    by_kind: Bar
    by_year: tuple[YearBar, ...]
    share: str
    required_share: str
    answer: Answer | None
    organiser: str


def show(view: CaseView, state: CaseState, on: date, rates: Rates | None = None) -> tuple[Shown | None, Any]:
    """The figures of a case as the page shows them, or the refusal that says why there are none."""
    outcome, why_not = money.solve_or_why_not(state, on, rates)
    answer = who_organises(state, on, view.case.association.organisation.party_id)
    if outcome is None or outcome.plan.total.ore == 0:
        return None, why_not
    board = money.board(state, outcome)
    figures, rate = outcome.plan, outcome.rates.parties.value
    shown = Shown(
        board=board,
        bar=bar_of(board, rate),
        by_kind=kind_bar(board, rate),
        by_year=year_bars(board),
        share=decimals(float(percent(figures.committed.ore, figures.total.ore))),
        required_share=share_words(rate),
        answer=answer,
        organiser=organiser_name(state, answer),
    )
    return shown, None


def share_words(share: Fraction) -> str:
    """46, or 33,3 where it is not whole."""
    value = share * 100
    return integer(value) if value.denominator == 1 else decimals(float(value))


def organiser_name(state: CaseState, answer: Answer | None) -> str:
    """Who would be organiser; nothing while nobody would."""
    if answer is None or answer.organiser is None:
        return ""
    party = str(answer.organiser)
    return "Försäkringskassan" if party == "fk" else state.name_of(party)


def promise_rows(state: CaseState, board: Board) -> list[dict[str, Any]]:
    """What each party promises of each kind, by year."""
    return [
        {
            "name": state.name_of(row.party),
            "kind": words.kind_of_promise(row.kind, row.party),
            "basis": _bases(state, row.party) if row.kind == "benefits" else "",
            "hit": row.kind == "",
            "years": row.years,
            "total": row.total,
        }
        for row in board.promises
    ]


def _bases(state: CaseState, party: str) -> str:
    """What a party's benefits were computed from, year by year, in words."""
    found = []
    for c in state.commitments:
        if c.party == party and c.basis is not None:
            facts = {
                "year": c.year,
                "n": integer(c.basis.participants),
                "hours": integer(c.basis.hours),
                "value": str(c.basis.value).replace(".", ",").removesuffix(",00"),
            }
            found.append(_("%(year)s: %(n)s deltagare × %(hours)s timmar × %(value)s kr") % facts)
    return "; ".join(found)


def kind_rows(board: Board) -> list[dict[str, Any]]:
    """What is promised of each kind, by year."""
    return [{"name": KINDS[row.kind], "years": row.years, "total": row.total} for row in board.by_kind]


def party_rows(state: CaseState, board: Board) -> list[dict[str, Any]]:
    """What each party promises of each kind, all years together."""
    return [
        {"name": state.name_of(party), "kinds": kinds, "total": total}
        for party, kinds, total in board.by_party_and_kind
    ]


def cost_rows(state: CaseState, board: Board) -> list[dict[str, Any]]:
    """What the project costs, by line and year; a line says how it was computed."""
    bases = {line.id: line.basis for line in state.costs}
    return [
        {"name": _line_name(row.kind, bases.get(row.kind)), "years": row.years, "total": row.total}
        for row in board.costs
    ]


def _line_name(line: str, basis: ByHours | ByRate | None) -> str:
    name = str(words.COST_LINES.get(line, line))
    if isinstance(basis, ByHours):
        return _("%(line)s, räknad på timmar") % {"line": name}
    if isinstance(basis, ByRate):
        of = _("personal") if basis.of == ("staff",) else _("personal och övrigt")
        return _("%(line)s, %(share)s procent av %(of)s") % {
            "line": name,
            "share": share_words(basis.rate.value),
            "of": of,
        }
    return name


def rate_bases(state: CaseState) -> list[ByRate]:
    """The flat rates in the case's costs, with where they stand."""
    return [line.basis for line in state.costs if isinstance(line.basis, ByRate)]


def year_labels(state: CaseState, board: Board) -> list[tuple[int, str]]:
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


def phase_rows(phases: tuple[PhaseFigures, ...]) -> list[dict[str, Any]]:
    """The phases without participants, and whether cash and wages are enough for each."""
    return [
        {
            "name": PHASES[p.phase],
            "days": f"{long_day(p.first)}–{long_day(p.last)}",
            "cost": p.cash_costs + p.wages,
            "required": p.required,
            "promised": p.promised,
            "missing": p.missing,
        }
        for p in phases
        if p.phase != "open"
    ]


def warnings(state: CaseState, on: date) -> list[str]:
    """What may be right but should be looked at: more hours than a person has, benefits that do not fit their year."""
    found = []
    hours = costs.hours_of(state)
    for row in too_many(hours, state.plan.call_date or on) if hours else ():
        facts = {
            "what": row.row.function,
            "year": row.row.year,
            "n": integer(row.row.hours),
            "most": integer(row.limit),
        }
        if row.of_table:
            found.append(_("%(what)s har %(n)s timmar per person %(year)s. Tabellens år har %(most)s timmar.") % facts)
        elif row.borrowed:
            found.append(
                _(
                    "%(what)s har %(n)s timmar per person %(year)s. Förra programperioden var högst %(most)s timmar"
                    " stödberättigande. Taket för den här perioden är inte känt."
                )
                % facts
            )
        else:
            found.append(
                _("%(what)s har %(n)s timmar per person %(year)s. Högst %(most)s är stödberättigande.") % facts
            )
    for party, amount in money.tiny(state):
        facts = {"party": state.name_of(party), "amount": kronor(amount)}
        found.append(
            _("%(party)s har lovat %(amount)s. Det syns inte i tabellerna, som visar hela tusental kronor.") % facts
        )
    if _beyond_the_programme(state):
        found.append(
            _("Planen når längre än programmet, som gäller till och med 2029. Vad som gäller sedan är inte känt.")
        )
    for c in money.crowded(state):
        facts = {"party": state.name_of(c.party), "year": c.year, "n": integer(c.hours), "most": integer(c.most)}
        if c.most == 0:
            found.append(_("%(party)s har lovat ersättning för %(year)s, men då finns inga deltagare.") % facts)
        else:
            found.append(
                _(
                    "%(party)s räknar med %(n)s timmar per deltagare %(year)s. Det ryms högst %(most)s i åtta timmar om"
                    " dagen de dagar då deltagarna är med."
                )
                % facts
            )
    return found


def _beyond_the_programme(state: CaseState) -> bool:
    """The plan's last day has no share of support, although the day of the call has one."""
    plan = state.plan
    if plan.end is None or plan.start is None or money.rates_now(state, plan.start) is None:
        return False
    try:
        rates_for(plan.area, plan.region or None, plan.end)
    except Refusal:
        return True
    return False


def twice(actor: Actor, view: CaseView, party: str = "") -> list[str]:
    """What may be counted twice, in words, by one party or by all; a case that the reader may not see has no name."""
    every = double_counting.found_for(actor, view.case, view.state)
    return [_twice(found, view.state) for found in every if not party or found.twice.party == party]


def _twice(found: Found, state: CaseState) -> str:
    facts = {
        "party": state.name_of(found.twice.party),
        "kind": words.kind_of_promise(found.twice.kind, found.twice.party),
        "years": words.listed(str(year) for year in found.twice.years),
        "other": f"”{found.other.title}”" if found.other else _("ett annat ärende"),
        "post": found.twice.post,
    }
    return TWICE[found.twice.why] % facts


TWICE = {
    "post": gettext_lazy(
        "%(party)s har lovat ”%(post)s” både här och i %(other)s, %(years)s. Samma kostnad får bara räknas en gång."
        " Parten behöver ändra ett av svaren innan ärendet går vidare."
    ),
    "basis": gettext_lazy(
        "%(party)s har samma deltagare, timmar och värde här och i %(other)s, %(years)s. Be parten säga om det är samma"
        " deltagare."
    ),
    "amount": gettext_lazy(
        "%(party)s har lovat samma belopp, %(kind)s, här och i %(other)s, %(years)s. Be parten säga vad det gäller."
    ),
    "need": gettext_lazy(
        "%(party)s har lovat %(kind)s både här och i %(other)s, %(years)s. Båda bygger på samma behov."
        " Be parten säga om det är samma deltagare."
    ),
}
