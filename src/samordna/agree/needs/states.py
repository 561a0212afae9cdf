"""What becomes of a need until there is a proposal: it is new, it waits for a day, or nobody goes on with it.

What happens to a proposal is a case (``preparation``). A no is no less an answer than a yes: it stands in the account,
with who gave it, when and why.
"""

from __future__ import annotations

from samordna.ground.kernel import way
from samordna.ground.kernel.way import START, State, Step
from samordna.ground.kernel.words import Words

NEW, WAITING, DECLINED = "new", "waiting", "declined"

STATES: tuple[State, ...] = (
    State(NEW, "association_manager", Words("Nytt", "New"), Words("Ett behov är uppmärksammat", "A need is noticed")),
    State(
        WAITING,
        "association_manager",
        Words("Väntar", "Waiting"),
        Words("Behovet tas upp senare", "The need is taken up later"),
    ),
    State(
        DECLINED,
        "association_manager",
        Words("Går inte vidare", "Not taken further"),
        Words("Förbundet går inte vidare med behovet", "The association does not go on with the need"),
    ),
)
STEPS: tuple[Step, ...] = (
    Step(START, "write", NEW),
    Step(NEW, "wait", WAITING),
    Step(NEW, "decline", DECLINED),
    Step(WAITING, "wait", WAITING),  # another day
    Step(WAITING, "decline", DECLINED),
    Step(WAITING, "resume", NEW),
    Step(DECLINED, "resume", NEW),
)
STATE = {state.id: state for state in STATES}
ACTS = tuple(dict.fromkeys(step.event for step in STEPS if step.source != START))


def after(state: str, act: str) -> str | None:
    """Where an act leads; None when it cannot be done from there."""
    return way.after(STEPS, state, act)
