"""Reminders, as each association has set them: run once a day, and as often as one likes.

What is due follows from the deadline and from which letters have been written: a day on which nothing ran is made up
for by the next, and a party that the manager asked again meanwhile is not reminded once more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from samordna.agree.preparation import lookup
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import lock
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.positions.asking import days_asked
from samordna.agree.preparation.positions.customs import Customs, customs_of
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reminded:
    """What a run wrote for one case; ``problem`` when it could not be done."""

    case: Case
    parties: tuple[str, ...]
    letters: int
    problem: str = ""


def remind(*, at: datetime) -> list[Reminded]:
    """Write the reminders that are due at a moment, one case at a time; the cases in which there were any.

    To those who can answer for a party that has not, on the days that its association has set; and to the managers
    the day after a deadline that somebody has missed. Running it again the same day changes nothing.
    A case in which something goes wrong stops no other: it is logged, and comes with its problem.
    """
    asked = Case.objects.filter(stage="positions").select_related("association__organisation").order_by("pk")
    done = (_remind_alone(case, at) for case in asked)
    return [each for each in done if each.letters or each.problem]


def _remind_alone(case: Case, at: datetime) -> Reminded:
    try:
        return _remind_in(case, at)
    except Exception as fault:  # whatever it is, the other associations get their reminders
        log.exception("no reminders for %s", case.key)
        return Reminded(case, (), 0, f"{type(fault).__name__}: {fault}")


@transaction.atomic
def _remind_in(case: Case, at: datetime) -> Reminded:
    state, on = lock(case), day_of(at)
    parties = due_parties(case, state, customs_of(case.association, on), on)
    written = letters.to_parties(case, letters.REMINDER, parties, at=at)
    passed = [day for party in state.late(on) if (day := state.deadline_of(party)) is not None]
    if state.stage == "positions" and passed:
        written += _tell_managers(case, max(passed), at)
    if written:
        data = {"parties": list(parties), "letters": written}
        audit.record(by=SYSTEM, at=at, what="case.reminded", subject_kind="case", subject=case.key, data=data)
    return Reminded(case, parties, written)


def due_parties(case: Case, state: CaseState, customs: Customs, on: date) -> tuple[str, ...]:
    """The parties that should be reminded on a day: members that have not answered and were not told since it fell due.

    Nobody is reminded on the day when it was asked.
    """
    if state.stage != "positions":
        return ()
    members = lookup.members(case, on)
    return tuple(party for party in state.waiting_for if party in members and _is_due(case, state, party, customs, on))


def _is_due(case: Case, state: CaseState, party: str, customs: Customs, on: date) -> bool:
    due = last_due(state.deadline_of(party), customs, on)
    return due is not None and max(days_asked(state, party) | letters.days_told(case, party), default=due) < due


def last_due(deadline: date | None, customs: Customs, on: date) -> date | None:
    """The latest day of reminding up to a day; None before the first, and without a deadline."""
    if deadline is None:
        return None
    return max((day for day in customs.reminders(deadline) if day <= on), default=None)


def _tell_managers(case: Case, deadline: date, at: datetime) -> int:
    """Once for each deadline that passes."""
    if any(day > deadline for day in letters.managers_told(case)):
        return 0
    return letters.to_managers(case, letters.PASSED, at=at, deadline=deadline)
