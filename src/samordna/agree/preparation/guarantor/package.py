"""Everything that FK needs as guarantor, put together when the case opens and kept with the event, with its checksum.

``package_of`` gathers it from the state at that moment; ``latest`` reads what was kept. The words are Swedish: it is a
document of a Swedish authority.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samordna.agree.preparation.case_facts import QUESTIONS, Answer, CostLine
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.history import Event, plan_data
from samordna.agree.preparation.lookup import texts
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.rules.organiser import Answer as Found
from samordna.agree.preparation.writing.sections import SECTIONS, label
from samordna.ground.kernel.clock import day_of

FORMAT = "samordna/garantunderlag/1"


@dataclass(frozen=True)
class Kept:
    """A package as it was kept: when, what, and whether it still has the checksum it was kept with."""

    at: datetime
    data: Mapping[str, Any]
    sha256: str

    @property
    def is_whole(self) -> bool:
        """The content has the checksum that was kept with it."""
        return digest(self.data) == self.sha256


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the package as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def latest(events: Iterable[Event]) -> Kept | None:
    """The package of the latest opening; None when the case was opened before packages were kept."""
    opened = [event for event in events if event.kind == "guarantor_opened"]
    if not opened or "package" not in opened[-1].data:
        return None
    event = opened[-1]
    return Kept(event.at, event.data["package"], str(event.data.get("package_sha256", "")))


def package_of(case: Case, state: CaseState, at: datetime, found: Found) -> dict[str, Any]:
    """Need, proposal, positions with reasons, budget, co-financing, who refused and why, and the conditions."""
    home = case.association.organisation
    return {
        "format": FORMAT,
        "opened": at.isoformat(),
        "case": {
            "number": case.number,
            "title": case.title,
            "association": home.name,
            "plan": {name: value for name, value in plan_data(state.plan).items() if value not in (None, "")},
        },
        "need": _need(case),
        "proposal": _proposal(case),
        "positions": [_position(state, party) for party in state.asked],
        "budget": [_line(line) for line in state.costs],
        "cofinancing": _cofinancing(state, day_of(at)),
        "refused": [
            {"party": state.name_of(party), "reason": answer.reason}
            for party in state.asked
            if (answer := state.answer(party, "organiser")) is not None and answer.value == "refuses"
        ],
        "conditions": list(found.conditions),
        "reasons": [reason.as_record() for reason in found.reasons],
    }


def _need(case: Case) -> dict[str, Any]:
    need = case.need
    return {
        "number": need.number,
        "title": need.title,
        "group": need.group,
        "low": need.low,
        "high": need.high,
        "places": need.places,
        "area": need.area,
        "gap": need.gap,
        "evidence": need.evidence,
        "tried": need.tried,
        "seen_by": list(need.seen_by.order_by("name").values_list("name", flat=True)),
        "written_by": need.written_by_name,
        "written": day_of(need.written_at).isoformat(),
    }


def _proposal(case: Case) -> list[dict[str, str]]:
    written = texts(case)
    return [
        {"section": section.title.sv, "question": label(question.id).sv, "text": written[question.id].text}
        for section in SECTIONS
        for question in section.questions
        if question.id in written and written[question.id].text
    ]


def _position(state: CaseState, party: str) -> dict[str, Any]:
    said = {question: state.answer(party, question) for question in QUESTIONS}
    return {
        "party": party,
        "name": state.name_of(party),
        "answers": {question: _answer(answer) for question, answer in said.items() if answer is not None},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    promised = [{"kind": c.kind, "year": c.year, "amount": str(c.amount)} for c in answer.commitments]
    return {
        "value": answer.value,
        "reason": answer.reason,
        "decided_by": answer.decided_by,
        "decided_on": answer.decided_on.isoformat() if answer.decided_on else None,
        **({"amounts": promised} if promised else {}),
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {"line": line.id, "amounts": {str(year): str(amount) for year, amount in line.amounts}}


def _cofinancing(state: CaseState, on: date) -> dict[str, Any] | None:
    outcome, _not_public = money.solve_or_why_not(state, on)
    return outcome.as_json() if outcome else None
