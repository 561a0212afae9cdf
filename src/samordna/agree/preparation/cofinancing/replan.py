"""What somebody tried and then wants to do: change place or time, with the costs that follow. Never anybody's answer.

What a party has promised is the party's own: money that would fall outside the plan stops the move, with its name.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.preparation import checks
from samordna.agree.preparation.case_facts import Plan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, what_if
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.history import plan_data
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_write
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

MOST_MONTHS = 60


@transaction.atomic
def replan(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    months: int = 0,
    place: tuple[str, str, date | None] | None = None,
    seen_start: date | None = None,
    why: str = "",
) -> CaseState:
    """Begin and end ``months`` later, with the costs moved month by month, and ``place``: area, region, day of call.

    ``seen_start`` is the first day that whoever moves the plan saw: "later" is counted from there, so that a page sent
    twice, or by two, does not move it twice. Refusal when the plan has moved since, when the place is not open, and
    when a party has promised money for a year that would no longer be planned.
    """
    check_write(by, case)
    before = lock(case)
    if months and seen_start is not None and before.plan.start != seen_start:
        raise Refusal(
            "Planen har ändrats sedan du öppnade sidan. Läs igen vad som gäller nu, och flytta den om det behövs.",
            message_en="The plan has changed since you opened the page. Read what holds now, and move it if needed.",
        )
    after = planned(before, months, place)
    checks.check_plan(after.plan, day_of(at))
    check_promises_fit(before, after.plan)
    changed = _changes(before.plan, after.plan)
    if changed:
        record(case, "plan_changed", by=by, at=at, data=changed, why=why)
    lines = costs.lines_of(after)
    bases = {line.id: line.basis for line in after.costs if line.basis is not None}
    if not costs.says_already(before, lines, bases):
        record(case, "costs_planned", by=by, at=at, data={"lines": costs.as_data(lines, bases)}, why=why)
    return state_of(case)


def planned(state: CaseState, months: int, place: tuple[str, str, date | None] | None) -> CaseState:
    """The case with another place and time and the costs moved; what parties have promised stays as they said it."""
    if not 0 <= months <= MOST_MONTHS:
        raise Refusal(
            f"Flytta starten mellan 0 och {MOST_MONTHS} månader.",
            field="senare",
            message_en=f"Move the start by 0 to {MOST_MONTHS} months.",
        )
    after = what_if.later(state, months) if months else state
    if place is not None:
        area, region, call_date = place
        after = after.with_(plan=replace(after.plan, area=area, region=region, call_date=call_date))
    return after.with_(answers=state.answers)


def check_promises_fit(state: CaseState, plan: Plan) -> None:
    """A promise for a year that is no longer planned would be lost without a word."""
    for c in state.commitments:
        if c.year not in plan.years:
            raise Refusal(
                f"{state.name_of(c.party)} har lovat pengar för {c.year}, och då pågår inte projektet längre."
                " Be parten svara igen först.",
                message_en=f"{state.name_of(c.party)} has promised money for {c.year}, outside the new plan.",
            )


def _changes(before: Plan, after: Plan) -> dict[str, Any]:
    data = plan_data(after)
    return {f.name: data[f.name] for f in fields(Plan) if getattr(before, f.name) != getattr(after, f.name)}
