"""The way of a release: one analyst proposes, another person answers, and then nothing changes any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A state, with its name for officials and for outsiders."""

    id: str
    owner: str
    sv: str
    en: str
    outside_sv: str
    outside_en: str


@dataclass(frozen=True)
class Step:
    """How one state becomes the next."""

    source: str
    event: str
    target: str


STATES: tuple[State, ...] = (
    State("proposed", "analyst", "Väntar på svar", "Waits for an answer", "Inte utgiven än", "Not released yet"),
    State("released", "analyst", "Utgiven", "Released", "Utgiven", "Released"),
    State("refused", "analyst", "Inte utgiven", "Not released", "Inte utgiven", "Not released"),
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
