"""The demo's signature service: signs at once, for whoever asks. Nobody is identified, so it is for practice only."""

from __future__ import annotations

from samordna.agree.decisions.agreements.signing import Outcome, SigningOrder


class DemoSigning:
    """Remembers nothing: the reference carries the order's key, so the same order always has the same reference."""

    name = "demo"

    def ask(self, order: SigningOrder) -> str:
        """The reference of the order."""
        return f"demo-{order.key[:24]}"

    def outcome(self, reference: str) -> Outcome:
        """Signed."""
        return Outcome("signed", evidence=reference)
