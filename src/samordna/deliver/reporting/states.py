"""The way of a hand-in: a year is open, handed in, and perhaps no longer what was handed in. Nobody moves it."""

from __future__ import annotations

from samordna.ground.kernel.way import State, Step
from samordna.ground.kernel.words import Words

STATES: tuple[State, ...] = (
    State(
        "open", "association_admin", Words("Inte inlämnad", "Not handed in"), Words("Inte inlämnad", "Not handed in")
    ),
    State("handed_in", "association_admin", Words("Inlämnad", "Handed in"), Words("Inlämnad", "Handed in")),
    State(
        "differs",
        "association_admin",
        Words("Ändrad sedan inlämningen", "Changed since it was handed in"),
        Words("Inlämnad, ändras", "Handed in, being changed"),
    ),
)
STEPS: tuple[Step, ...] = (
    Step("", "year_begins", "open"),
    Step("open", "handed_in", "handed_in"),
    Step("handed_in", "register_changed", "differs"),
    Step("differs", "changed_back", "handed_in"),
    Step("differs", "handed_in_again", "handed_in"),
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def state_of(*, handed_in: bool, differs: bool) -> State:
    """Where a year is.

    >>> state_of(handed_in=False, differs=False).id, state_of(handed_in=True, differs=True).id
    ('open', 'differs')
    """
    return BY_ID["differs" if handed_in and differs else "handed_in" if handed_in else "open"]
