"""A party leaves after the recommendation. Before it, a party that has second thoughts changes its answer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_decider, check_reason
from samordna.agree.preparation.consequences import LEAVING
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.guarantor.guarantee import settle_guarantor
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage, may_answer_for, may_manage
from samordna.agree.preparation.states import ANSWERS_OPEN
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor


@transaction.atomic
def leave(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    decided_by: str,
    decided_on: date,
    reason: str,
    reference: str = "",
) -> CaseState:
    """A party that takes part leaves the case, after the recommendation and until the work has ended.

    ``reference`` names the party's document (its diary number, say). It is needed when the manager records the
    withdrawal for the party. What was settled about another set of parties falls, and a guarantor case opens or closes
    by itself. While the work is running it goes on, and the agreement must be amended.
    """
    if not may_answer_for(by, case, party):
        check_manage(by, case)
    state = lock(case)
    _check_can_leave(state, party)
    check_decider(decided_by, decided_on, day_of(at))
    check_reason(reason, field="reason")
    if not may_answer_for(by, case, party) and not reference.strip():
        raise Refusal(
            "Skriv vilken handling beslutet står i, till exempel diarienummer.",
            field="reference",
            message_en="Write which document says so, for example its diary number.",
        )
    data = {
        "party": party,
        "decided_by": decided_by.strip(),
        "decided_on": decided_on.isoformat(),
        "reference": reference.strip(),
    }
    record(case, "party_left", by=by, at=at, party=party, data=data, why=reason.strip())
    settle_guarantor(case, at)
    return state_of(case)


def may_record_leaving(actor: Actor, case: Case, party: str) -> bool:
    """A party's own people record that it leaves; the manager may, with the reference of the party's document."""
    return may_manage(actor, case) or may_answer_for(actor, case, party)


def _check_can_leave(state: CaseState, party: str) -> None:
    if state.stage in ANSWERS_OPEN:
        raise Refusal(
            "Ärendet är inte lämnat till beslut. Ändra partens svar i stället.",
            message_en="The case has not been recommended: change the party's answer instead.",
        )
    if state.stage not in LEAVING:
        raise Refusal("Det finns inget att lämna nu.", message_en="There is nothing to leave now.")
    if party not in state.taking_part:
        raise Refusal("Parten deltar inte.", field="party", message_en="That party does not take part.")
