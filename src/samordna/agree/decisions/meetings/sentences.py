"""What a meeting is asked to decide about a point, in full: what, when, who leads it, and how much money.

It is Swedish in every language of the pages, because it ends up in the minutes. It is made of what the case says now,
so it is right also when the case was changed and came back. Where somebody has written other words, those stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samordna.agree.decisions.agreements.agreement_text import by_year, day_in_words, kronor
from samordna.agree.decisions.meetings.agenda import choices
from samordna.agree.decisions.meetings.models import AgendaItem
from samordna.agree.decisions.meetings.states import GROUP
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.money import Money

ADJUSTERS = "adjusters"
GUARANTEE = "regeringens beslut 2025-03-13, S2025/00456"
_NEED = "Gruppen tar upp behovet och gör ett förslag av det."


def proposed(item: AgendaItem, organiser: str = "") -> str:
    """What is proposed at the point: the words that somebody wrote, else what the case says.

    ``organiser``: whom the group has chosen among several.
    """
    if item.proposal:
        return item.proposal
    if item.case is not None:
        return suggested(item.case, item.meeting.kind, organiser)
    return _NEED if item.need_id is not None else ""


def suggested(case: Case, kind: str, organiser: str = "") -> str:
    """The sentence for a case at a meeting of the ``board`` or the ``group``."""
    state = state_of(case)
    if kind == GROUP:
        chosen = organiser or _only_one(case, state)
        if case.kind == ESF:
            return f"Gruppen föreslår att parterna beslutar {_that(_project(case, state, chosen))}"
        return f"Gruppen föreslår att styrelsen beslutar {_that(_measure(case, state, chosen))}"
    chosen = state.recommendation.organiser if state.recommendation else ""
    if case.kind == ESF:
        return _information(case, state, chosen)
    return f"Styrelsen beslutar {_that(_measure(case, state, chosen))}"


def adjusters_sentence(names: Iterable[str]) -> str:
    """Who was elected to adjust the minutes."""
    return f"Mötet utser {listed(names)} att justera protokollet tillsammans med ordföranden."


def listed(names: Iterable[str]) -> str:
    """A, B och C."""
    found = list(names)
    return " och ".join(filter(None, [", ".join(found[:-1]), found[-1]])) if found else ""


def _measure(case: Case, state: CaseState, lead: str) -> Iterator[str]:
    yield f"genomföra insatsen ”{case.title}”{_span(state)}"
    yield f"{_name(state, lead)} leder den" if lead else "den part som gruppen väljer leder den"
    if money := _money(state):
        yield f"avsätta {money}"


def _project(case: Case, state: CaseState, organiser: str) -> Iterator[str]:
    yield f"genomföra ESF+-projektet ”{case.title}”{_span(state)}"
    yield _runs(state, organiser) if organiser else "den part som gruppen väljer är projektanordnare"
    if money := _money(state):
        yield f"projektet får kosta {money}"


def _that(parts: Iterable[str]) -> str:
    """att a, att b, och att c."""
    found = [f"att {part}" for part in parts]
    return (", ".join(found[:-1]) + f", och {found[-1]}" if len(found) > 2 else " och ".join(found)) + "."


def _information(case: Case, state: CaseState, organiser: str) -> str:
    """The board decides nothing about an ESF+ project: each party decides for itself."""
    words = [f"Styrelsen tar emot informationen om ESF+-projektet ”{case.title}”{_span(state)}."]
    if organiser:
        words.append(f"Förslaget är att {_runs(state, organiser)}.")
    if money := _money(state):
        words.append(f"Projektet kostar {money}.")
    promised = Money.total(c.amount for c in state.commitments)
    if promised.ore:
        words.append(f"Parterna har lovat {kronor(promised)}.")
    return " ".join([*words, "Varje part beslutar för sig."])


def _runs(state: CaseState, organiser: str) -> str:
    made = state.recommendation
    guarantor = made.role == "guarantor" if made else state.guarantor_open and organiser == "fk"
    tail = f" som garant enligt {GUARANTEE}, eftersom ingen annan part vill vara det" if guarantor else ""
    return f"{_name(state, organiser)} är projektanordnare{tail}"


def _only_one(case: Case, state: CaseState) -> str:
    if state.recommendation is not None and state.stage == "decision":
        return state.recommendation.organiser
    able = choices(case, state, day_of(state.since)) if state.since else []
    if len(able) == 1:
        return able[0][0]
    return "fk" if not able and state.guarantor_open else ""


def _name(state: CaseState, party: str) -> str:
    return "Försäkringskassan" if party == "fk" else state.name_of(party)


def _span(state: CaseState) -> str:
    """The days, with the month and year of the first only where they differ from the last's."""
    plan = state.plan
    if plan.start is None or plan.end is None:
        return ""
    first = day_in_words(plan.start)
    if plan.start.year == plan.end.year:
        first = first.rsplit(" ", 1)[0]
    return f" {first}–{day_in_words(plan.end)}"


def _money(state: CaseState) -> str:
    """The whole cost, and how much of it falls on each year when there are several; nothing without costs."""
    years = {year: amount for year, amount in state.cash_costs.items() if amount.ore}
    return by_year(years) if years else ""
