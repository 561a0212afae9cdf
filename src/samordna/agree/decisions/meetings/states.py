"""The way of a meeting, from the plan to adjusted minutes. One table."""

from __future__ import annotations

from samordna.agree.preparation.states import BOTH, START, Stage, Transition
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.words import Words

__all__ = ["BOARD", "BOTH", "GROUP", "KINDS", "STATE", "STATES", "TRANSITIONS", "after"]

GROUP, BOARD = "group", "board"
KINDS: dict[str, Words] = {
    GROUP: Words("Beredningsgruppen", "The preparation group"),
    BOARD: Words("Styrelsen", "The board"),
}
STATES: tuple[Stage, ...] = (
    Stage(
        "planned",
        "association_manager",
        Words("Planerat", "Planned"),
        Words("Ett möte planeras", "A meeting is being planned"),
    ),
    Stage(
        "called",
        "association_manager",
        Words("Kallat", "Called"),
        Words("Kallelsen är skickad", "The call has been sent"),
    ),
    Stage("open", "association_manager", Words("Mötet pågår", "Open"), Words("Mötet pågår", "The meeting is open")),
    Stage(
        "closed",
        "association_manager",
        Words("Ska justeras", "Minutes to be adjusted"),
        Words("Protokollet skrivs", "The minutes are being written"),
    ),
    Stage(
        "adjusted",
        "association_manager",
        Words("Justerat", "Adjusted"),
        Words("Protokollet är justerat", "The minutes are adjusted"),
        final=True,
    ),
    Stage(
        "cancelled",
        "association_manager",
        Words("Inställt", "Cancelled"),
        Words("Mötet är inställt", "The meeting is cancelled"),
        final=True,
    ),
)
TRANSITIONS: tuple[Transition, ...] = (
    Transition(START, "plan", "planned"),
    Transition("planned", "move", "planned"),
    Transition("called", "move", "planned"),  # another day needs another call
    Transition("planned", "call", "called"),
    Transition("called", "call", "called"),
    Transition("planned", "open", "open"),  # a meeting that was called elsewhere
    Transition("called", "open", "open"),
    Transition("open", "close", "closed"),
    Transition("closed", "adjust", "adjusted"),
    Transition("planned", "cancel", "cancelled"),
    Transition("called", "cancel", "cancelled"),
)
STATE = {state.id: state for state in STATES}
_TABLE = {(row.stage, row.event): row.to for row in TRANSITIONS}


def after(state: str, event: str) -> str:
    """The state that ``event`` leads to. Refusal where the table has no such way: somebody else was first."""
    found = _TABLE.get((state, event))
    if found is None:
        raise Refusal(
            "Mötet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu.",
            message_en="The meeting has moved on. Read the page again and see what holds now.",
        )
    return found
