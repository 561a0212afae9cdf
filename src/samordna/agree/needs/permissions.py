"""Who may see and write needs. The docstring of each pair is the rule."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from samordna.agree.needs.models import Estimate, Need
from samordna.agree.needs.states import DECLINED, WAITING
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import SYSTEM, Actor

READERS = ("association_manager", "association_admin", "preparation_member", "board_member")
WRITERS = ("association_manager", "preparation_member")
NATIONAL_READERS = ("fk_esf", "national_viewer")


def may_write_need(actor: Actor, association: str) -> bool:
    """The association's manager and those who sit in its preparation group write needs (and estimates) for it."""
    return actor is SYSTEM or actor.has(*WRITERS, association=association)


def check_write_need(actor: Actor, association: str) -> None:
    """Raises NotFound outside the association, NotAllowed for those in it who only read."""
    if may_write_need(actor, association):
        return
    raise NotAllowed() if actor.has(*READERS, association=association) else NotFound()


def may_settle_need(actor: Actor, need: Need) -> bool:
    """The association's manager writes down what the preparation group says of a need."""
    return actor is SYSTEM or actor.has("association_manager", association=need.association.slug)


def check_settle_need(actor: Actor, need: Need) -> None:
    """Raises NotFound outside one's scope, NotAllowed for those who only read or write."""
    if not may_settle_need(actor, need):
        check_see_need(actor, need)
        raise NotAllowed()


def may_see_need(actor: Actor, need: Need) -> bool:
    """Those who work in the association; Försäkringskassan, a member of every association; the national council."""
    return actor is SYSTEM or actor.has(*NATIONAL_READERS) or actor.has(*READERS, association=need.association.slug)


def check_see_need(actor: Actor, need: Need) -> None:
    """Raises NotFound: what is outside one's scope does not exist."""
    if not may_see_need(actor, need):
        raise NotFound()


def visible_needs(actor: Actor) -> QuerySet[Need]:
    """The needs for which ``may_see_need`` is true, as one question to the database."""
    needs = Need.objects.select_related("association", "estimate", "written_by")
    if actor is SYSTEM or actor.has(*NATIONAL_READERS):
        return needs
    return needs.filter(association__slug__in=own_associations(actor))


def untaken(needs: QuerySet[Need], on: date) -> QuerySet[Need]:
    """Those of the needs that somebody must take a stand on: no proposal, not declined, and not waiting for a day."""
    waits = Q(standing=WAITING, wait_until__gt=on)
    return needs.filter(cases=None).exclude(standing=DECLINED).exclude(waits)


def visible_estimates(actor: Actor) -> QuerySet[Estimate]:
    """National estimates are for everybody; an association's own are for those who see its needs."""
    if actor is SYSTEM or actor.has(*NATIONAL_READERS):
        return Estimate.objects.all()
    return Estimate.objects.filter(Q(association=None) | Q(association__slug__in=own_associations(actor)))


def own_associations(actor: Actor, roles: tuple[str, ...] = READERS) -> list[str]:
    """The slugs of the associations for which the actor holds one of ``roles``."""
    return sorted({held.scope_key for held in actor.assignments if held.role in roles})
