"""Who may see and handle meetings. The docstring of each pair is the rule."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.agree.needs.permissions import READERS, own_associations
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import SYSTEM, Actor

#: Who keeps seats and charter, and prepares and records every meeting of the association.
KEEPERS = ("association_manager", "association_admin")
_SEES = {BOARD: ("board_member",), GROUP: ("preparation_member",)}


def may_prepare(actor: Actor, association: str) -> bool:
    """The manager plans meetings, sets the agenda, records what is decided and writes the minutes."""
    return actor is SYSTEM or actor.has("association_manager", association=association)


def check_prepare(actor: Actor, association: str) -> None:
    """Raises NotFound outside the association, NotAllowed for those in it who only read."""
    if not may_prepare(actor, association):
        raise NotAllowed() if actor.has(*READERS, association=association) else NotFound()


def may_keep_seats(actor: Actor, association: str) -> bool:
    """The manager and the administrator keep the board's seats and the charter's settings."""
    return actor is SYSTEM or actor.has(*KEEPERS, association=association)


def check_keep_seats(actor: Actor, association: str) -> None:
    """Raises NotFound outside the association, NotAllowed for those in it who only read."""
    if not may_keep_seats(actor, association):
        raise NotAllowed() if actor.has(*READERS, association=association) else NotFound()


def may_see_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Board members see the board's meetings, the preparation group the group's; the keepers see both. Nobody else."""
    slug = meeting.association.slug
    return actor is SYSTEM or actor.has(*KEEPERS, *_SEES[meeting.kind], association=slug)


def check_see_meeting(actor: Actor, meeting: Meeting) -> None:
    """Raises NotFound: what is outside one's scope does not exist."""
    if not may_see_meeting(actor, meeting):
        raise NotFound()


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings for which ``may_see_meeting`` is true, as one question to the database."""
    found = Meeting.objects.select_related("association__organisation")
    if actor is SYSTEM:
        return found
    mine = Q(association__slug__in=own_associations(actor, KEEPERS))
    for kind, roles in _SEES.items():
        mine |= Q(kind=kind, association__slug__in=own_associations(actor, roles))
    return found.filter(mine)
