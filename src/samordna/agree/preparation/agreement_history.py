"""How decisions, the agreement and a party that leaves change a case. A part of ``history``; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.agree.preparation.case_facts import Answer, Asked, DecisionMade, Joining, Left, Signed
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.esf_history import NOTHING_APPLIED

if TYPE_CHECKING:
    from samordna.agree.preparation.history import Event

_Handler = Callable[[CaseState, "Event"], CaseState]


def _decided(state: CaseState, event: Event) -> CaseState:
    data = event.data
    decided_on = _day(data["decided_on"]) or event.at.date()
    made = DecisionMade(
        body=data["body"],
        outcome=data["outcome"],
        decided_by=data["decided_by"],
        decided_on=decided_on,
        reason=event.why,
        at=event.at,
        round=state.decision_round,
        meeting=str(data.get("meeting", "")),
        minutes=str(data.get("minutes", "")),
    )
    return state.with_(decisions=(*state.decisions, made))


def _refused_by_board(state: CaseState, event: Event) -> CaseState:
    return _decided(state, event).with_(closed_because=event.why)


def _agreement_drafted(state: CaseState, event: Event) -> CaseState:
    """A new text to sign. An amendment may let parties join, and name another organiser when the first has left."""
    joining = tuple(Joining(row["party"], row["name"]) for row in event.data.get("joining", ()))
    return state.with_(
        agreement_version=int(event.data["version"]),
        agreement_hash=event.data["document_hash"],
        agreement_left=len(state.left),
        joining=joining,
        next_organiser=event.data.get("organiser", ""),
    )


def _signed(state: CaseState, event: Event) -> CaseState:
    data = event.data
    signature = Signed(
        data["party"], data["name"], data["title"], event.at, int(data["version"]), data["document_hash"]
    )
    return state.with_(signatures=(*state.signatures, signature))


def _in_force(state: CaseState, event: Event) -> CaseState:
    """Everybody has signed: the version holds, those who joined by it take part, and its organiser is organiser."""
    known = {asked.party for asked in state.parties}
    new = tuple(Asked(j.party, j.name, event.at) for j in state.joining if j.party not in known)
    said = tuple(Answer(j.party, "takes_part", "yes", event.at, round=state.round) for j in state.joining)
    made = state.recommendation
    if made is not None and state.next_organiser:
        made = replace(made, organiser=state.next_organiser)
    return state.with_(
        agreement_in_force=state.agreement_version,
        parties=state.parties + new,
        answers=state.answers + said,
        recommendation=made,
        joining=(),
        next_organiser="",
    )


def _party_left(state: CaseState, event: Event) -> CaseState:
    """The party's answers stand in the history; the one that holds now is that it takes no part.

    Before the work has begun everything that was settled about another set of parties falls: the recommendation,
    FK's steps, decisions (a new round), the application and the agreement with its signatures.
    """
    party = event.data["party"]
    answered = Answer(
        party=party,
        question="takes_part",
        value="no",
        at=event.at,
        by_name=event.by_name,
        decided_by=event.data.get("decided_by", ""),
        decided_on=_day(event.data.get("decided_on")),
        reason=event.why,
        round=state.round,
    )
    decided_on = _day(event.data.get("decided_on"))
    gone = Left(party, event.at, event.by_name, event.why, state.stage, answered.decided_by, decided_on)
    after = state.with_(answers=(*state.answers, answered), left=(*state.left, gone))
    if state.stage == "running":
        return after
    return after.with_(
        recommendation=None,
        order=(),
        decision_round=state.decision_round + 1,
        agreement_version=0,
        agreement_hash="",
        agreement_in_force=0,
        **NOTHING_APPLIED,
        joining=(),
        next_organiser="",
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


HANDLERS: dict[str, _Handler] = {
    "party_decided": _decided,
    "board_approved": _decided,
    "board_refused": _refused_by_board,
    "sent_back": _decided,
    "agreement_drafted": _agreement_drafted,
    "signed": _signed,
    "all_signed": _in_force,
    "amendment_signed": _in_force,
    "party_left": _party_left,
}
