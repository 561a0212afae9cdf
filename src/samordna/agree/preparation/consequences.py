"""What it means that a party leaves: money, who runs it, what must be decided again. Pure; nothing is stored.

The same function answers the page before the act and the page after it, so that they cannot say different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.agree.preparation.case_state import CaseState, total
from samordna.agree.preparation.cofinancing import money, what_if
from samordna.agree.preparation.rules.organiser import Answer
from samordna.agree.preparation.situation import different_parties, leads, who_organises
from samordna.agree.preparation.states import ESF, TRANSITIONS
from samordna.ground.kernel.money import Money

#: The stages that a party can leave: before them it changes its answer, after them there is nothing to leave.
LEAVING = tuple(dict.fromkeys(row.stage for row in TRANSITIONS if row.event == "party_left"))
AT_LEAST_DIFFERENT = 2  # R10


@dataclass(frozen=True)
class Consequences:
    """What follows when ``party`` leaves a case.

    ``promised`` is what goes with it, by kind. ``gap`` is what the parties then lack of the required share (ESF+; None
    when it cannot be computed). ``guarantee`` says what becomes of FK's guarantor case: "" (there was none and there is
    none), ``holds``, ``falls`` or ``opens``; ``organiser`` is what the organiser rule answers without the party, in
    ESF+. ``decided`` are the bodies whose decisions fall. ``agreement`` is the version that falls or must be amended.
    """

    party: str
    running: bool
    promised: tuple[tuple[str, Money], ...]
    gap: Money | None
    was_organiser: bool
    organiser: Answer | None
    able: tuple[str, ...]
    guarantee: str
    decided: tuple[str, ...]
    applied: bool
    agreement: int
    remaining: tuple[str, ...]

    @property
    def promised_total(self) -> Money:
        """All that the party had promised."""
        return Money.total(amount for _, amount in self.promised)

    @property
    def too_few(self) -> bool:
        """Fewer than two different parties remain (R10: two municipalities are one party)."""
        return different_parties(self.remaining) < AT_LEAST_DIFFERENT


def consequences(state: CaseState, party: str, on: date, association: str) -> Consequences:
    """What follows if ``party``, which takes part now, leaves the case as it is."""
    after = what_if.promise(state, party, {}, on)
    running = state.stage == "running"
    outcome, _not_public = money.solve_or_why_not(after, on)
    found = who_organises(after.with_(recommendation=None), on, association)  # it must be settled anew, by today's rule
    chosen = state.recommendation.organiser if state.recommendation else ""
    kinds = dict.fromkeys(c.kind for c in state.commitments if c.party == party)
    return Consequences(
        party=party,
        running=running,
        promised=tuple((kind, total(state.commitments, party=party, kind=kind)) for kind in kinds),
        gap=outcome.plan.share_gap if outcome else None,
        was_organiser=chosen == party,
        organiser=None if running else found,
        able=() if state.plan.kind == ESF else leads(after),
        guarantee="" if running else _guarantee(state, found),
        decided=() if running else tuple(d.body for d in state.decisions_now if d.outcome == "yes"),
        applied=not running and state.applied_at is not None,
        agreement=state.agreement_version,
        remaining=after.taking_part,
    )


def _guarantee(state: CaseState, found: Answer | None) -> str:
    guarantor = found is not None and found.role == "guarantor"
    if state.guarantor_open:
        return "holds" if guarantor else "falls"
    return "opens" if guarantor else ""
