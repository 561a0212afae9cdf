"""Who may do what with a measure, and who sees its exact figures. The docstring is the rule."""

from __future__ import annotations

from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import Actor

#: Roles that run measures for an association.
RUNS = ("association_manager", "association_admin")
#: Roles that follow an association's measures.
FOLLOWS = (*RUNS, "preparation_member", "board_member")
#: Roles that belong to one measure.
OF_A_MEASURE = ("measure_owner", "participant_registrar")


def may_see_measure(actor: Actor, measure: Measure) -> bool:
    """Those who work for the measure, and those who run or follow an association that leads it or shares its cost.

    A project without an association is seen by the national administrator. For others it does not exist.
    """
    if actor.has(*OF_A_MEASURE, measure=measure.code) or may_run_measure(actor, measure):
        return True
    if actor.has(*FOLLOWS, association=measure.association_slug):
        return True
    sharing = measure.shares.values_list("association__slug", flat=True) if actor.has(*FOLLOWS) else ()
    return any(actor.has(*FOLLOWS, association=slug) for slug in sharing)


def check_see_measure(actor: Actor, measure: Measure) -> None:
    """NotFound for those who may not see it: nobody learns that it exists."""
    if not may_see_measure(actor, measure):
        raise NotFound


def may_run_measure(actor: Actor, measure: Measure) -> bool:
    """Those who run measures for the association that leads it; the national administrator where none does."""
    return may_create_measure(actor, measure.association_slug)


def may_create_measure(actor: Actor, association_slug: str) -> bool:
    """Those who run measures for the association; the national administrator makes those without one."""
    if not association_slug:
        return actor.has("national_admin")
    return actor.has(*RUNS, association=association_slug)


def check_create_measure(actor: Actor, association_slug: str) -> None:
    """NotFound for an association that the person does not work for, NotAllowed inside it."""
    if may_create_measure(actor, association_slug):
        return
    raise NotAllowed if association_slug in actor.associations else NotFound


def may_change_measure(actor: Actor, measure: Measure) -> bool:
    """The measure's owner, and those who run it: text, plan, money and counts. Those who share its cost only look."""
    return actor.has("measure_owner", measure=measure.code) or may_run_measure(actor, measure)


def check_change_measure(actor: Actor, measure: Measure) -> None:
    """NotFound for those who may not see it, NotAllowed for those who may only look."""
    check_see_measure(actor, measure)
    if not may_change_measure(actor, measure):
        raise NotAllowed


def check_share_measure(actor: Actor, measure: Measure) -> None:
    """Those who run a measure say who shares its cost; its owner does not. Raises as ``check_change_measure`` does."""
    check_change_measure(actor, measure)
    if not may_run_measure(actor, measure):
        raise NotAllowed


def may_see_exact_counts(actor: Actor, measure: Measure) -> bool:
    """Counts below five are exact only to the measure's registrars, who see the persons anyway."""
    return actor.has("participant_registrar", measure=measure.code)
