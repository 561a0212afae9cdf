"""The way of a release: one analyst proposes, another person answers, and then nothing changes any more."""

from __future__ import annotations

from samordna.ground.kernel.way import State, Step
from samordna.ground.kernel.words import Words

STATES: tuple[State, ...] = (
    State(
        "proposed",
        "analyst",
        Words("Väntar på svar", "Waits for an answer"),
        Words("Inte utgiven än", "Not released yet"),
    ),
    State("released", "analyst", Words("Utgiven", "Released"), Words("Utgiven", "Released")),
    State("refused", "analyst", Words("Inte utgiven", "Not released"), Words("Inte utgiven", "Not released")),
)
STEPS: tuple[Step, ...] = (
    Step("", "proposed", "proposed"),
    Step("proposed", "approved", "released"),
    Step("proposed", "refused", "refused"),
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def state_of(released: bool | None) -> State:
    """The state that follows from the answer: None = no answer yet.

    >>> state_of(None).id, state_of(True).id
    ('proposed', 'released')
    """
    return BY_ID["proposed" if released is None else "released" if released else "refused"]
