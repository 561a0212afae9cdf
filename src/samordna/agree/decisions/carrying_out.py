"""Start, end and handing over: what comes after the agreement (``agreeing.py``)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samordna.agree.decisions.applications.roles import check_undertakings
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_reason, check_stage
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor


@transaction.atomic
def start(*, by: Actor, at: datetime, case: Case) -> CaseState:
    """The work begins. Nothing starts before everybody has signed, nor before the first day of the plan."""
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("agreed",))
    check_undertakings(state)
    if state.plan.start and day_of(at) < state.plan.start:
        raise Refusal(
            f"Arbetet kan börja {state.plan.start.isoformat()}, inte tidigare.",
            message_en=f"The work can begin on {state.plan.start}, not before.",
        )
    record(case, "started", by=by, at=at)
    return state_of(case)


@transaction.atomic
def end(*, by: Actor, at: datetime, case: Case, why: str = "") -> CaseState:
    """The work has ended."""
    check_manage(by, case)
    record(case, "ended", by=by, at=at, why=why.strip())
    return state_of(case)


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, case: Case, why: str) -> CaseState:
    """Say what the parties took over: the last event of a case that went well."""
    check_manage(by, case)
    check_reason(why)
    record(case, "handed_over", by=by, at=at, why=why.strip())
    return state_of(case)
