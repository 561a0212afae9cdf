"""A participation's way through the register: one table. Anonymous ones stay ``active``: their end is not stored."""

from __future__ import annotations

from samordna.deliver.projects.states import State, Step

STATES: tuple[State, ...] = (
    State("active", "participant_registrar", "Pågår", "Ongoing", "Du är med i insatsen", "You take part"),
    State("ended", "participant_registrar", "Avslutad", "Ended", "Du har slutat i insatsen", "You have left"),
    State(
        "withdrawn",
        "participant_registrar",
        "Samtycket är återtaget",
        "Consent withdrawn",
        "Du har tagit tillbaka ditt samtycke",
        "You have withdrawn your consent",
    ),
    State(
        "mistaken",
        "participant_registrar",
        "Felregistrerad",
        "Entered by mistake",
        "Du registrerades av misstag",
        "You were registered by mistake",
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
)
BY_ID: dict[str, State] = {state.id: state for state in STATES}


def target(source: str, event: str) -> str | None:
    """The state that ``event`` leads to from ``source``; None when the event cannot happen there.

    >>> target("active", "registered_out"), target("withdrawn", "registered_out")
    ('ended', None)
    """
    return next((step.target for step in STEPS if step.source == source and step.event == event), None)
