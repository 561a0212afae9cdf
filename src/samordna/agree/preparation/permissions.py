"""Who may see a case and act on it. The docstring of each pair is the rule."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from samordna.agree.needs.permissions import READERS, own_associations
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import SYSTEM, Actor

FK = "fk"


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases for which ``may_see_case`` is true, as one question to the database."""
    cases = Case.objects.select_related("association__organisation", "need")
    if actor is SYSTEM:
        return cases
    mine = Q(association__slug__in=own_associations(actor))
    if actor.has("fk_esf"):
        mine |= Q(pk__in=Case.objects.filter(parties__party_id=FK).values("pk")) | Q(guarantor_open=True)
    return cases.filter(mine)


def may_see_case(actor: Actor, case: Case) -> bool:
    """Those who work in the association see its cases; FK's ESF office sees those where FK is asked or is guarantor."""
    if actor is SYSTEM or actor.has(*READERS, association=case.association.slug):
        return True
    return actor.has("fk_esf") and (case.guarantor_open or case.parties.filter(party_id=FK).exists())


def check_see_case(actor: Actor, case: Case) -> None:
    """Raises NotFound: what is outside one's scope does not exist."""
    if not may_see_case(actor, case):
        raise NotFound()


def may_manage(actor: Actor, case: Case) -> bool:
    """Asking parties, recommending, recording the board's decision: the association's manager."""
    return actor is SYSTEM or actor.has("association_manager", association=case.association.slug)


def check_manage(actor: Actor, case: Case) -> None:
    """Raises NotFound outside one's scope, NotAllowed for those who may only read."""
    _check(actor, case, allowed=may_manage(actor, case))


def may_write(actor: Actor, case: Case) -> bool:
    """The proposal is written together.

    By the manager and everybody who sits in the association's preparation group.
    """
    return actor is SYSTEM or actor.has("association_manager", "preparation_member", association=case.association.slug)


def check_write(actor: Actor, case: Case) -> None:
    """Raises NotFound outside one's scope, NotAllowed for those who may only read."""
    _check(actor, case, allowed=may_write(actor, case))


def may_answer_for(actor: Actor, case: Case, party: str) -> bool:
    """A member of the preparation group answers for the own organisation only; FK's ESF office for FK, in ESF+."""
    if actor is SYSTEM:
        return True
    if party == FK and may_handle_for_fk(actor, case):
        return True
    return actor.organisation == party and actor.has("preparation_member", association=case.association.slug)


def check_answer_for(actor: Actor, case: Case, party: str) -> None:
    """Raises NotFound outside one's scope, NotAllowed for another party than the own."""
    _check(actor, case, allowed=may_answer_for(actor, case, party))


def may_handle_for_fk(actor: Actor, case: Case) -> bool:
    """FK's steps, questions and decisions in an ESF+ case are recorded by its ESF office."""
    return actor is SYSTEM or (actor.has("fk_esf") and case.kind == ESF and may_see_case(actor, case))


def check_handle_for_fk(actor: Actor, case: Case) -> None:
    """Raises NotFound outside one's scope, NotAllowed for everybody but FK's ESF office."""
    _check(actor, case, allowed=may_handle_for_fk(actor, case))


def own_party(actor: Actor, case: Case) -> str:
    """The party that the actor answers for in this case, or nothing."""
    for party in (actor.organisation, FK):
        if party and may_answer_for(actor, case, party):
            return party
    return ""


def _check(actor: Actor, case: Case, *, allowed: bool) -> None:
    if not allowed:
        check_see_case(actor, case)
        raise NotAllowed()
