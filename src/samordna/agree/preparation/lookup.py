"""A case with its state, its texts and its association's members: what everything else asks first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import history_of
from samordna.agree.preparation.history import Event, replay
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.agree.preparation.permissions import check_see_case, visible_cases
from samordna.agree.preparation.states import STAGE, Stage
from samordna.agree.preparation.writing.sections import SectionStatus, statuses
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, Organisation

#: Kinds of party in the order in which the law names them.
KIND_ORDER = {"fk": 0, "af": 1, "region": 2, "municipality": 3}


@dataclass(frozen=True)
class CaseView:
    """A case with what its events say."""

    case: Case
    state: CaseState
    events: tuple[Event, ...]

    @property
    def stage(self) -> Stage:
        """Where the case is, with its names and owner."""
        return STAGE[self.state.stage]


def case_by_key(actor: Actor, key: str) -> CaseView:
    """The case with this key; NotFound if it does not exist or lies outside the actor's scope."""
    case = visible_cases(actor).filter(key=key).first()
    if case is None:
        raise NotFound()
    check_see_case(actor, case)
    return view_of(case)


def view_of(case: Case) -> CaseView:
    """A case with its state, from its events."""
    events = tuple(history_of(case))
    return CaseView(case, replay(events), events)


def cases_of(actor: Actor) -> list[Case]:
    """All cases the actor may see; the open ones first, the newest first among equals."""
    found = visible_cases(actor).order_by("-since", "-number")
    return sorted(found, key=lambda case: STAGE[case.stage].final)


def texts(case: Case) -> dict[str, SectionVersion]:
    """The text that holds for each question that has been written in."""
    newest: dict[str, SectionVersion] = {}
    for row in SectionVersion.objects.filter(case=case).order_by("version"):
        newest[row.question] = row
    return newest


def answered(case: Case) -> frozenset[str]:
    """The ids of the questions that have a text. A text that was copied from an earlier case counts when somebody has
    read and saved it.
    """
    return frozenset(question for question, row in texts(case).items() if row.text and not row.copied_from)


def section_statuses(case: Case, state: CaseState) -> tuple[SectionStatus, ...]:
    """How far each section of the proposal is."""
    return statuses(answered(case), state)


def members(case: Case, on: date) -> dict[str, Organisation]:
    """The members of the case's association on a day, by party id: those who can be asked."""
    return members_of(case.association, on)


def members_of(association: Association, on: date) -> dict[str, Organisation]:
    """The members of an association on a day by party id, parties in the order of the law."""
    held = association.memberships.select_related("organisation").filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
    )
    found = sorted({m.organisation for m in held}, key=lambda o: (KIND_ORDER.get(o.kind, 9), o.name))
    return {o.party_id: o for o in found if o.kind in KIND_ORDER}


def open_views(actor: Actor) -> Iterator[CaseView]:
    """Every case that is not ended, with its state."""
    for case in cases_of(actor):
        if not STAGE[case.stage].final:
            yield view_of(case)
