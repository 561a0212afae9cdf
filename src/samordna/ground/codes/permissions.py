"""Who may change code tables. Everybody may read them."""

from __future__ import annotations

from samordna.ground.kernel.errors import NotAllowed
from samordna.ground.parties.actor import Actor


def may_maintain(actor: Actor) -> bool:
    """The national administrator."""
    return actor.has("national_admin")


def check_maintain(actor: Actor) -> None:
    """NotAllowed for everybody else."""
    if not may_maintain(actor):
        raise NotAllowed
