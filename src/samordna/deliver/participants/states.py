"""A participation's way through the register: one table. Anonymous ones stay ``active``: their end is not stored."""

from __future__ import annotations

from samordna.ground.kernel.way import State, Step, after
from samordna.ground.kernel.words import Words

STATES: tuple[State, ...] = (
    State("active", "participant_registrar", Words("Pågår", "Ongoing"), Words("Du är med i insatsen", "You take part")),
    State(
        "ended", "participant_registrar", Words("Avslutad", "Ended"), Words("Du har slutat i insatsen", "You have left")
    ),
    State(
        "withdrawn",
        "participant_registrar",
        Words("Samtycket är återtaget", "Consent withdrawn"),
        Words("Du har tagit tillbaka ditt samtycke", "You have withdrawn your consent"),
    ),
    State(
        "mistaken",
        "participant_registrar",
        Words("Felregistrerad", "Entered by mistake"),
        Words("Du registrerades av misstag", "You were registered by mistake"),
    ),
)
STEPS: tuple[Step, ...] = (
    Step("", "registered_in", "active"),
    Step("", "registered_anonymous", "active"),
    Step("active", "registered_out", "ended"),
    Step("active", "corrected", "active"),
    Step("ended", "corrected", "ended"),
    Step("ended", "followed_up", "ended"),
    Step("active", "protected", "active"),
    Step("ended", "protected", "active"),
    Step("active", "consent_withdrawn", "withdrawn"),
    Step("ended", "consent_withdrawn", "withdrawn"),
    # A mistaken entry stays one, but what it holds about a person goes all the same.
    Step("mistaken", "protected", "mistaken"),
    Step("mistaken", "consent_withdrawn", "mistaken"),
    Step("active", "closed_as_mistaken", "mistaken"),
    Step("ended", "closed_as_mistaken", "mistaken"),
    # So long ago that who it was goes (retention.py).
    Step("ended", "retention_over", "active"),
    Step("mistaken", "retention_over", "mistaken"),
    # Closing it was the mistake.
    Step("mistaken", "reopened", "active"),
    Step("mistaken", "reopened_as_ended", "ended"),
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def target(source: str, event: str) -> str | None:
    """The state that ``event`` leads to from ``source``; None when the event cannot happen there.

    >>> target("active", "registered_out"), target("withdrawn", "registered_out")
    ('ended', None)
    """
    return after(STEPS, source, event)
