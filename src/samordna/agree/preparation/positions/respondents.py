"""Who can answer for a party in a case: the people, the day it is asked. Nobody else gets a letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import FK, check_manage, may_manage
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import NotAllowed
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Assignment

#: How long a party that has lost its people is given to name others, before the manager may write in its answer.
SILENT_DAYS = 14
MEMBER, ESF_OFFICE, MANAGER = "preparation_member", "fk_esf", "association_manager"


def respondents(case: Case, party: str, on: date) -> list[tuple[Account, str]]:
    """Everybody who can answer for the party that day, with the role by which they can; in the order of their names.

    The party's members of the preparation group and, for FK in an ESF+ case, its ESF office.
    """
    found = [(a.account, MEMBER) for a in _members(case, on).filter(account__organisation__party_id=party)]
    if party == FK and case.kind == ESF:
        office = Assignment.objects.in_force(on).filter(role=ESF_OFFICE, account__is_active=True)
        found += [(a.account, ESF_OFFICE) for a in office.select_related("account")]
    first: dict[int, tuple[Account, str]] = {}
    for account, role in found:
        first.setdefault(account.pk, (account, role))
    return sorted(first.values(), key=lambda pair: pair[0].name)


def silent_parties(case: Case, parties: Iterable[str], on: date) -> tuple[str, ...]:
    """The parties for which nobody can answer in the system that day."""
    spoken_for = set(_members(case, on).values_list("account__organisation__party_id", flat=True))
    if case.kind == ESF and Assignment.objects.in_force(on).filter(role=ESF_OFFICE, account__is_active=True).exists():
        spoken_for.add(FK)
    return tuple(party for party in parties if party not in spoken_for)


def may_write_in_for(actor: Actor, case: Case, party: str, on: date) -> bool:
    """The manager writes in an answer given on paper or by e-mail, for a party that has nobody who can answer itself.

    As soon as somebody can, only the party itself changes its answer: nobody answers for another. And a manager, who
    may end the assignments of the group's members, does not get to answer by ending one: a party that had somebody
    within SILENT_DAYS is given that time to name another.
    """
    return may_manage(actor, case) and party in silent_parties(case, [party], on) and not _had_somebody(case, party, on)


def _had_somebody(case: Case, party: str, on: date) -> bool:
    """An assignment for the party ended so lately that it must have time to name somebody else."""
    ended = Assignment.objects.filter(
        role=MEMBER,
        scope_key=case.association.slug,
        account__organisation__party_id=party,
        valid_from__lte=on,
        valid_to__gt=on - timedelta(days=SILENT_DAYS),
        valid_to__lte=on,
    )
    return ended.exists()


def check_write_in_for(actor: Actor, case: Case, party: str, on: date) -> None:
    """Raises NotFound outside one's scope, NotAllowed for others and where the party can answer itself."""
    check_manage(actor, case)
    if not may_write_in_for(actor, case, party, on):
        raise NotAllowed(
            f"Parten har någon som kan svara, eller hade det för mindre än {SILENT_DAYS} dagar sedan."
            " Be parten svara, eller utse någon ny.",
            message_en=f"The party has somebody who can answer, or had within {SILENT_DAYS} days. Ask it to answer.",
        )


def managers(case: Case, on: date) -> list[Account]:
    """The managers of the case's association."""
    held = Assignment.objects.in_force(on).filter(
        role=MANAGER, scope_key=case.association.slug, account__is_active=True
    )
    return [a.account for a in held.select_related("account").order_by("account__name")]


def _members(case: Case, on: date) -> QuerySet[Assignment]:
    held = Assignment.objects.in_force(on).filter(Q(role=MEMBER, scope_key=case.association.slug))
    return held.filter(account__is_active=True).select_related("account")
