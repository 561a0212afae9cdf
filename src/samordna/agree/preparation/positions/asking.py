"""What the manager does while the parties answer: reminds one of them, and moves the last day for answers.

Asking them the first time stands in ``actions.py``, with the proposal that they are asked about.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from samordna.agree.preparation import checks, lookup
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.states import ANSWERS_OPEN
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor


@transaction.atomic
def ask_again(*, by: Actor, at: datetime, case: Case, party: str, why: str = "") -> CaseState:
    """Remind a party, or ask it to think again, with letters to those who can answer for it.

    Refusal for a party that has been asked or reminded the same day, or that has left the association.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ANSWERS_OPEN)
    checks.check_asked(state, party)
    check_still_member(case, state, party, day_of(at))
    if day_of(at) in days_asked(state, party) | letters.days_told(case, party):
        raise Refusal(
            f"{state.name_of(party)} har redan fått frågan i dag. Vänta till i morgon.",
            message_en=f"{state.name_of(party)} has been asked today already. Wait until tomorrow.",
        )
    record(case, "party_asked_again", by=by, at=at, data={"party": party}, why=why)
    letters.to_parties(case, letters.AGAIN, [party], at=at, deadline=state.deadline)
    return state_of(case)


@transaction.atomic
def move_deadline(*, by: Actor, at: datetime, case: Case, deadline: date, why: str) -> CaseState:
    """Set another last day for answers, later or earlier but not past, with the reason.

    Those who have something left to answer get a letter; to the others nothing has changed.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ("positions",))
    if deadline < day_of(at):
        raise Refusal(
            "Sista svarsdagen har redan varit. Välj en senare dag.",
            field="deadline",
            message_en="The last day for answers has passed: choose a later one.",
        )
    if deadline == state.deadline:
        raise Refusal(
            "Det är redan sista svarsdagen. Välj en annan dag.",
            field="deadline",
            message_en="That is the last day for answers already: choose another.",
        )
    checks.check_reason(why)
    before = state.deadline.isoformat() if state.deadline else None
    data = {"deadline": deadline.isoformat(), "before": before}
    record(case, "deadline_moved", by=by, at=at, data=data, why=why.strip())
    letters.to_parties(case, letters.MOVED, state.waiting_for, at=at, deadline=deadline)
    return state_of(case)


def days_asked(state: CaseState, party: str) -> set[date]:
    """The days when the party was asked or asked again, in this round."""
    return {day_of(at) for asked in state.parties if asked.party == party for at in (asked.at, *asked.again)}


def check_still_member(case: Case, state: CaseState, party: str, on: date) -> None:
    """Refusal for a party that has left the association since it was asked."""
    if party not in lookup.members(case, on):
        name = state.name_of(party)
        raise Refusal(
            f"{name} är inte längre medlem i förbundet. Gå vidare utan det svaret, eller fråga parterna på nytt.",
            field="party",
            message_en=f"{name} is no longer a member of the association. Go on without that answer, or ask anew.",
        )
