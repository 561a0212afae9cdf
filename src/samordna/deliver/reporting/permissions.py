"""Who may see which reports, and who hands in. The docstring is the rule."""

from __future__ import annotations

from samordna.deliver.projects.permissions import FOLLOWS, OF_A_MEASURE, RUNS
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association

#: Roles that see the figures of every association, protected.
NATIONAL = ("analyst", "national_viewer", "national_admin")
#: Everybody who reads reports.
READERS = (*FOLLOWS, *OF_A_MEASURE, *NATIONAL)
#: Those who read an association's economy and what it has handed in.
ECONOMY_READERS = (*FOLLOWS, *NATIONAL)


def may_see_association(actor: Actor, association: Association) -> bool:
    """Those who run or follow the association, and the national roles. Never a person, and no count of one to four."""
    return actor.has(*FOLLOWS, association=association.slug) or actor.has(*NATIONAL)


def check_see_association(actor: Actor, association: Association) -> None:
    """NotFound for others."""
    if not may_see_association(actor, association):
        raise NotFound


def may_hand_in(actor: Actor, association: Association) -> bool:
    """The association's administrator and its manager."""
    return actor.has(*RUNS, association=association.slug)


def check_hand_in(actor: Actor, association: Association) -> None:
    """NotFound for those who may not see it, NotAllowed for those who may only look."""
    check_see_association(actor, association)
    if not may_hand_in(actor, association):
        raise NotAllowed
