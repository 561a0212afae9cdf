"""Who may act on an application. The docstring of each pair is the rule."""

from __future__ import annotations

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_see_case, may_answer_for, may_manage
from samordna.ground.kernel.errors import NotAllowed
from samordna.ground.parties.actor import Actor


def may_apply(actor: Actor, case: Case, state: CaseState) -> bool:
    """The application is the organiser's: its own people, or the manager for it, hand in and record the answers."""
    organiser = state.recommendation.organiser if state.recommendation else ""
    return may_manage(actor, case) or (bool(organiser) and may_answer_for(actor, case, organiser))


def check_apply(actor: Actor, case: Case, state: CaseState) -> None:
    """Raises NotFound outside one's scope, NotAllowed for other parties than the organiser."""
    _check(actor, case, allowed=may_apply(actor, case, state))


def may_certify(actor: Actor, case: Case, state: CaseState, party: str) -> bool:
    """A certificate is written by those who apply, or by the payer's own people."""
    return may_apply(actor, case, state) or may_answer_for(actor, case, party)


def check_certify(actor: Actor, case: Case, state: CaseState, party: str) -> None:
    """Raises NotFound outside one's scope, NotAllowed for those who neither apply nor pay."""
    _check(actor, case, allowed=may_certify(actor, case, state, party))


def _check(actor: Actor, case: Case, *, allowed: bool) -> None:
    if not allowed:
        check_see_case(actor, case)
        raise NotAllowed()
