"""Who may give which assignments, and whom one may see in the list of people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from samordna.ground.kernel.errors import NotAllowed
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Assignment, Association
from samordna.ground.parties.roles import ROLES

#: Who assigns what (the register's roles: domain notes; the preparation's: the manager of the association).
GIVES: dict[str, frozenset[str]] = {
    "national_admin": frozenset(ROLES),
    "association_manager": frozenset({"preparation_member", "board_member", "measure_owner"}),
    "association_admin": frozenset({"association_admin", "measure_owner"}),
    "measure_owner": frozenset({"participant_registrar"}),
}
#: Who may add an account for somebody of any organisation. An access orderer may for the own one.
ADDS: tuple[str, ...] = ("national_admin", "association_manager", "association_admin")
ORDERER = "access_orderer"


def giving_associations(actor: Actor, role: str) -> frozenset[str]:
    """Slugs of the associations in which the actor holds something that gives ``role``."""
    return frozenset(
        held.scope_key
        for held in actor.assignments
        if held.scope_kind == "association" and role in GIVES.get(held.role, ())
    )


def may_give(actor: Actor, role: str, scope_key: str | None = None, measures: Collection[str] = ()) -> bool:
    """A national administrator gives any role; others those in GIVES, for what they hold their own role for.

    Those who run an association give ``measure_owner`` for its measures: ``measures`` are the codes of the measures
    of ``giving_associations``, which only the caller knows. Without a scope: whether there is anything to give it for.
    """
    if actor.has("national_admin"):
        return True
    givers = [own for own, given in GIVES.items() if role in given and actor.has(own)]
    if scope_key is None or not givers:
        return bool(givers)
    if ROLES[role].scope == "measure" and giving_associations(actor, role):
        return scope_key in measures
    return any(scope_key in actor.scopes(own) for own in givers)


def check_give(actor: Actor, role: str, scope_key: str, measures: Collection[str] = ()) -> None:
    """NotAllowed unless the actor may give the role for that scope."""
    if not may_give(actor, role, scope_key, measures):
        raise NotAllowed("Du kan inte dela ut det uppdraget.", message_en="You cannot give that assignment.")


def may_order(actor: Actor, party_id: str) -> bool:
    """An account for somebody employed by a party: those in ADDS, and the party's own access orderer."""
    return actor.has(*ADDS) or party_id in actor.scopes(ORDERER)


def check_order(actor: Actor, party_id: str) -> None:
    """NotAllowed for an account in an organisation that the actor orders nothing for."""
    if not may_order(actor, party_id):
        raise NotAllowed(
            "Du beställer konton till den egna organisationen.",
            message_en="You order accounts for your own organisation.",
        )


def may_close(actor: Actor, account: Account) -> bool:
    """A national administrator closes any account but the own; an access orderer those of the own organisation."""
    party = account.organisation.party_id if account.organisation else ""
    return account.pk != actor.account_id and (actor.has("national_admin") or party in actor.scopes(ORDERER))


def visible_people(actor: Actor, on: date, measures: Collection[str] = ()) -> QuerySet[Account]:
    """All accounts for a national administrator; else those who hold, or held, something in one's own associations.

    An access orderer sees those employed by the own organisation. ``measures`` are the codes of the associations'
    measures, which only the caller knows.
    """
    people = Account.objects.select_related("organisation").prefetch_related("assignments").order_by("name")
    if actor.has("national_admin"):
        return people
    own = giving_scopes(actor) | set(measures)
    employed = Q(organisation__party_id__in=actor.scopes(ORDERER))
    return people.filter(Q(assignments__scope_key__in=own) | employed | Q(pk=actor.account_id)).distinct()


def named(people: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Those of the people in whose name, e-mail address or employer each word stands; all when there is no word."""
    for word in text.split():
        people = people.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(organisation__name__icontains=word)
        )
    return people


def visible_assignments(actor: Actor, measures: Collection[str] = ()) -> QuerySet[Assignment]:
    """Who has held what, newest first: in one's own associations, measures and organisation; for a national all."""
    found = Assignment.objects.select_related("account__organisation").order_by("-valid_from", "-pk")
    if actor.has("national_admin"):
        return found
    own = giving_scopes(actor) | set(measures)
    employed = Q(account__organisation__party_id__in=actor.scopes(ORDERER))
    return found.filter(Q(scope_key__in=own) | employed | Q(account=actor.account_id)).distinct()


def giving_scopes(actor: Actor) -> set[str]:
    """Associations and measures in which the actor gives anything to anybody."""
    return {held.scope_key for held in actor.assignments if GIVES.get(held.role)}


def association_choices(actor: Actor) -> list[tuple[str, str]]:
    """Associations that the actor may assign people to."""
    found = Association.objects.order_by("name")
    if not actor.has("national_admin"):
        found = found.filter(slug__in=giving_scopes(actor))
    return [(a.slug, a.name) for a in found]
