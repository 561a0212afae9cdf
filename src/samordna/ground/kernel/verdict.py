"""The answer of a rule together with its reason: what the person reads, and where the rule stands."""

from __future__ import annotations

from dataclasses import dataclass

from samordna.ground.kernel.errors import Refusal


@dataclass(frozen=True)
class Verdict:
    """True or false, and why.

    ``text`` and ``text_en`` are the sentence that the user reads when the answer is no; ``rule`` names the
    rule that says so (``R10`` of law, ``S05`` of the register: ground/parameters/law); ``field`` is what to change.

    >>> bool(YES), bool(no("Välj ett slutdatum som inte ligger före start.", "…", rule="S05"))
    (True, False)
    """

    ok: bool
    text: str = ""
    text_en: str = ""
    rule: str = ""
    field: str | None = None

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)


def no(text: str, text_en: str, *, rule: str, field: str | None = None) -> Verdict:
    """A refusal with its reason."""
    return Verdict(False, text, text_en, rule, field)


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal, or yes when there is none."""
    return next((verdict for verdict in verdicts if not verdict), YES)


def refuse_unless(*verdicts: Verdict) -> None:
    """Stop at the first refusal with the sentence that the user reads. Raises Refusal.

    >>> refuse_unless(YES, no("Välj kön.", "Choose sex.", rule="S02", field="sex"))
    Traceback (most recent call last):
    samordna.ground.kernel.errors.Refusal: Välj kön.
    """
    refusal = first_no(*verdicts)
    if not refusal:
        raise Refusal(refusal.text, field=refusal.field, message_en=refusal.text_en)
