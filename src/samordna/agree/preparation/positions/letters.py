"""The letters of a case: which acts tell whom. What they say is the post's: that something waits, and a link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions.respondents import MANAGER, managers, respondents
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.models import Account
from samordna.ground.post import outbox
from samordna.ground.post.models import Letter

ASKED, AGAIN, MOVED, REMINDER, PASSED = "asked", "asked_again", "deadline_moved", "reminder", "deadline_passed"
CASE = "case"


def to_parties(case: Case, kind: str, parties: Iterable[str], *, at: datetime, anew: str = "") -> int:
    """Write to everybody who can answer for the parties; the number of letters. To be called inside an action.

    ``anew`` tells a new question from what they were told the same day.
    """
    path, state = reverse("cases:answer", args=[case.key]), state_of(case)
    people = [(party, who, role) for party in parties for who, role in respondents(case, party, day_of(at))]
    return sum(
        _write(case, kind, who, role, path, at=at, deadline=state.deadline_of(party), anew=anew) is not None
        for party, who, role in people
    )


def to_managers(case: Case, kind: str, *, at: datetime, deadline: date | None) -> int:
    """Write to the association's managers; the number of letters."""
    path = reverse("cases:positions", args=[case.key])
    return sum(
        _write(case, kind, who, MANAGER, path, at=at, deadline=deadline) is not None
        for who in managers(case, day_of(at))
    )


def _write(
    case: Case, kind: str, who: Account, role: str, path: str, *, at: datetime, deadline: date | None, anew: str = ""
) -> Letter | None:
    return outbox.write(
        kind=kind,
        to=who,
        role=role,
        scope_key=case.association.slug,
        subject_kind=CASE,
        subject=case.key,
        path=path,
        at=at,
        about=deadline,
        anew=anew,
    )


def days_told(case: Case, party: str) -> set[date]:
    """The days when somebody got a letter about the case on behalf of the party."""
    told = outbox.about(CASE, case.key).filter(to__organisation__party_id=party).exclude(role=MANAGER)
    return set(told.values_list("day", flat=True))


def managers_told(case: Case) -> set[date]:
    """The days when the managers were told that a deadline had passed."""
    return set(outbox.about(CASE, case.key).filter(kind=PASSED).values_list("day", flat=True))


def about(*cases: Case) -> list[Letter]:
    """The letters about these cases, the latest first."""
    return list(outbox.about(CASE, *(case.key for case in cases)))
