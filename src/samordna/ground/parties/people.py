"""Who may give which assignments, and whom one may see in the list of people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from samordna.ground.kernel.errors import NotAllowed
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Association
from samordna.ground.parties.roles import ROLES

#: Who assigns what (the register's roles: domain notes; the preparation's: the manager of the association).
GIVES: dict[str, frozenset[str]] = {
    "national_admin": frozenset(ROLES),
    "association_manager": frozenset({"preparation_member", "board_member", "measure_owner"}),
    "association_admin": frozenset({"association_admin", "measure_owner"}),
    "measure_owner": frozenset({"participant_registrar"}),
}


def may_give(actor: Actor, role: str, scope_key: str | None = None) -> bool:
    """A national administrator gives any role; others those in GIVES, for what they hold their own role for."""
    if actor.has("national_admin"):
        return True
    for own, given in GIVES.items():
        if role in given and actor.has(own):
            return scope_key is None or scope_key in actor.scopes(own) or _measure_in_own(actor, role)
    return False


def _measure_in_own(actor: Actor, role: str) -> bool:
    # The measures of one's own associations: the caller has chosen the measure out of that list.
    return role == "measure_owner" and bool(actor.associations)


def check_give(actor: Actor, role: str, scope_key: str) -> None:
    """NotAllowed unless the actor may give the role for that scope."""
    if not may_give(actor, role, scope_key):
        raise NotAllowed("Du kan inte dela ut det uppdraget.", message_en="You cannot give that assignment.")


def visible_people(actor: Actor, on: date, measures: Collection[str] = ()) -> QuerySet[Account]:
    """All accounts for a national administrator; else those who hold, or held, something in one's own associations.

    ``measures`` are the codes of those associations' measures, which only the caller knows.
    """
    people = Account.objects.select_related("organisation").prefetch_related("assignments").order_by("name")
    if actor.has("national_admin"):
        return people
    own = actor.associations | actor.measures | set(measures)
    return people.filter(Q(assignments__scope_key__in=own) | Q(pk=actor.account_id)).distinct()


def association_choices(actor: Actor) -> list[tuple[str, str]]:
    """Associations that the actor may assign people to."""
    found = Association.objects.order_by("name")
    if not actor.has("national_admin"):
        found = found.filter(slug__in=actor.associations)
    return [(a.slug, a.name) for a in found]
