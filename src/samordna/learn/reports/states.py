"""The way of a report: it is written, one person asks for a decision, another gives it; a no leads back to writing."""

from __future__ import annotations

from typing import Final

from samordna.ground.kernel.way import State, Step
from samordna.ground.kernel.words import Words

WRITING: Final = "writing"
STATES: tuple[State, ...] = (
    State(WRITING, "analyst", Words("Skrivs", "Being written"), Words("Inte beslutad än", "Not decided yet")),
    State(
        "proposed",
        "analyst",
        Words("Väntar på beslut", "Waits for a decision"),
        Words("Inte beslutad än", "Not decided yet"),
    ),
    State("decided", "analyst", Words("Beslutad", "Decided"), Words("Beslutad", "Decided")),
)
STEPS: tuple[Step, ...] = (
    Step("", "begun", WRITING),
    Step(WRITING, "written", WRITING),
    Step(WRITING, "proposed", "proposed"),
    Step("proposed", "refused", WRITING),
    Step("proposed", "decided", "decided"),
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def state_of(*, waits: bool, decided: bool) -> State:
    """The state that follows from what has been asked and answered.

    >>> state_of(waits=True, decided=False).id
    'proposed'
    """
    return BY_ID["decided" if decided else "proposed" if waits else WRITING]
