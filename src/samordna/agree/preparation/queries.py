"""What can be asked about cases, by the names people use."""

from __future__ import annotations

from datetime import date

from samordna.agree.preparation.lookup import (
    CaseView,
    answered,
    case_by_key,
    cases_of,
    members,
    open_views,
    section_statuses,
    texts,
    view_of,
)
from samordna.agree.preparation.waits.road import coming_dates, road
from samordna.agree.preparation.waits.waiting import in_case, new_needs, unsaved
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting

__all__ = [
    "CaseView",
    "answered",
    "case_by_key",
    "cases_of",
    "coming_dates",
    "members",
    "open_views",
    "road",
    "section_statuses",
    "texts",
    "view_of",
    "waiting_for",
]


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for the actor in needs that nobody has taken up, and in cases until they are recommended."""
    found = [*new_needs(actor, on), *unsaved(actor)]
    for view in open_views(actor):
        found.extend(in_case(actor, view, on))
    return found
