"""Who may do what with extracts, tables and releases. The docstring is the rule."""

from __future__ import annotations

from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.learn.statistics.models import Release


def may_make_extract(actor: Actor) -> bool:
    """Analysts, and the system itself (the command line, loads)."""
    return actor is SYSTEM or actor.has("analyst")


def check_make_extract(actor: Actor) -> None:
    """NotAllowed for everybody else."""
    if not may_make_extract(actor):
        raise NotAllowed


def may_see_extracts(actor: Actor) -> bool:
    """Analysts and national administrators: what was made, when and why; never the rows."""
    return actor.has("analyst", "national_admin")


def check_see_extracts(actor: Actor) -> None:
    """NotFound for others: extracts do not exist for them."""
    if not may_see_extracts(actor):
        raise NotFound


def may_remove_extract(actor: Actor) -> bool:
    """National administrators and privacy officers: an extract by hand, for a reason."""
    return actor.has("national_admin", "privacy_officer")


def check_remove_extract(actor: Actor) -> None:
    """NotFound for others: analysts see what was removed, and do not remove."""
    if not may_remove_extract(actor):
        raise NotFound


def may_set_extract_retention(actor: Actor) -> bool:
    """National administrators: for how long extracts are kept, and letting go by that rule."""
    return actor.has("national_admin")


def check_set_extract_retention(actor: Actor) -> None:
    """NotFound for others."""
    if not may_set_extract_retention(actor):
        raise NotFound


def may_see_who_is_held(actor: Actor) -> bool:
    """Privacy officers alone: that somebody has left the register is nobody else's to know."""
    return actor.has("privacy_officer")


def check_see_who_is_held(actor: Actor) -> None:
    """NotFound for everybody else."""
    if not may_see_who_is_held(actor):
        raise NotFound


def may_see_areas(actor: Actor) -> bool:
    """Everybody with a role today: tables of associations, protected, and not for publication."""
    return bool(actor.roles)


def check_see_areas(actor: Actor) -> None:
    """NotFound for the public: unreleased tables do not exist for them."""
    if not may_see_areas(actor):
        raise NotFound


def may_see_unprotected(actor: Actor) -> bool:
    """Analysts: the unprotected figure behind a printed one, one at a time, and every look is written down."""
    return actor.has("analyst")


def check_see_unprotected(actor: Actor) -> None:
    """NotFound for others: there is no such figure for them."""
    if not may_see_unprotected(actor):
        raise NotFound


def may_propose_release(actor: Actor) -> bool:
    """Analysts."""
    return actor.has("analyst")


def check_propose_release(actor: Actor) -> None:
    """NotAllowed for others."""
    if not may_propose_release(actor):
        raise NotAllowed


def may_see_releases_to_answer(actor: Actor) -> bool:
    """Analysts and national administrators see what is proposed, with every cell as it would be printed."""
    return actor.has("analyst", "national_admin")


def check_see_release(actor: Actor, release: Release) -> None:
    """Everybody sees what is released; what is only proposed or refused exists for those who answer."""
    if not release.released and not may_see_releases_to_answer(actor):
        raise NotFound


def may_answer_release(actor: Actor, release: Release) -> bool:
    """An analyst or national administrator who did not propose it, while it has no answer."""
    return (
        release.released is None
        and actor.has("analyst", "national_admin")
        and actor.account_id is not None
        and actor.account_id != release.proposed_by_id
    )


def check_answer_release(actor: Actor, release: Release) -> None:
    """NotFound for those who may not see it; NotAllowed for the one who proposed it."""
    check_see_release(actor, release)
    if actor.account_id == release.proposed_by_id:
        raise NotAllowed(
            "Den som föreslår en utgåva kan inte själv svara på den. En annan person måste läsa tabellerna.",
            message_en="Who proposes a release cannot answer it. Another person must read the tables.",
        )
    if not actor.has("analyst", "national_admin"):
        raise NotAllowed
