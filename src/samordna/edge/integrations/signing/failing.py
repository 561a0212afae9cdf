"""A signature service that never answers: what people then see must still be clear, and nothing may be signed."""

from __future__ import annotations

from samordna.agree.decisions.agreements.signing import Outcome, ServiceFailed, SigningOrder


class FailingSigning:
    """Fails at every call."""

    name = "failing"

    def ask(self, order: SigningOrder) -> str:
        """Never returns."""
        raise ServiceFailed("the failing twin never answers")

    def outcome(self, reference: str) -> Outcome:
        """Never returns."""
        raise ServiceFailed("the failing twin never answers")
