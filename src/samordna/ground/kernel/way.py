"""What a transition table is made of: the states of a thing, and the ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samordna.ground.kernel.words import Words

#: Before the first event.
START = ""


@dataclass(frozen=True)
class State:
    """Where a thing is. ``owner`` is the role that must act next; it has a name for officials and one for others."""

    id: str
    owner: str
    label: Words
    outside: Words


@dataclass(frozen=True)
class Step:
    """One row of the table: in ``source``, ``event`` leads to ``target``."""

    source: str
    event: str
    target: str


def after(steps: Sequence[Step], source: str, event: str) -> str | None:
    """Where ``event`` leads from ``source``; None when it cannot happen there.

    >>> after([Step("active", "registered_out", "ended")], "active", "registered_out")
    'ended'
    """
    return next((step.target for step in steps if (step.source, step.event) == (source, event)), None)
