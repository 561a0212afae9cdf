"""A case as the organiser rule sees it. The same rule answers pages, actions and the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.rules.organiser import Answer, PartyAnswer, Situation, organiser
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.areas import party_name

#: The same few hundred parties are read over and over when thousands of cases are gone through.
_party_id = lru_cache(maxsize=4096)(PartyId.parse)
_YES_NO: Final = {"yes": True, "no": False, "cooperating": False}


def situation(state: CaseState, on: date, association: str = "") -> Situation:
    """The parties' answers that hold now. ``association`` (party id) is named so that the rule says why it is none.

    A party that does not take part has nothing more to answer: its other answers are read as no.
    """
    parties = [_party(state, party) for party in state.asked]
    if association:
        parties.append(PartyAnswer(_party_id(association), False, False, "refuses"))
    return Situation(
        area=state.plan.area,
        region=state.plan.region or None,
        kind="structural" if state.plan.orientation == "structural" else "individual",
        on=on,
        parties=tuple(parties),
        deadline_passed=state.answers_closed,
    )


def _party(state: CaseState, party: str) -> PartyAnswer:
    takes_part = state.value(party, "takes_part")
    if takes_part in ("no", "cooperating"):
        return PartyAnswer(_party_id(party), False, False, "refuses")
    willing = state.value(party, "organiser")
    return PartyAnswer(
        party=_party_id(party),
        takes_part=_YES_NO.get(takes_part or ""),
        co_finances=_YES_NO.get(state.value(party, "co_finances") or ""),
        organiser="willing" if willing == "willing" else "refuses" if willing == "refuses" else None,
    )


def who_organises(state: CaseState, on: date, association: str = "") -> Answer | None:
    """What the organiser rule says of an ESF+ case; None for an ordinary measure, or before the parties are asked.

    A case that has been recommended keeps the rule of that day, whatever has come into force or ended since.
    """
    if state.plan.kind != ESF or not state.parties:
        return None
    day = day_of(state.recommendation.at) if state.recommendation else on
    return organiser(situation(state, day, association), names=names(state))


def names(state: CaseState) -> Callable[[PartyId], str]:
    """The names that the parties were asked under."""
    return lambda party: state.name_of(str(party)) if str(party) in state.asked else party_name(party)


def leads(state: CaseState) -> tuple[str, ...]:
    """The parties that are willing to lead an ordinary measure and take part in it."""
    return tuple(p for p in state.taking_part if state.value(p, "organiser") == "willing")


def different_parties(parties: tuple[str, ...]) -> int:
    """How many different parties these are in the sense of Finsam.

    Two municipalities are one, two regions are one (R10).
    """
    return len({PartyId.parse(party).kind for party in parties})
