"""What may be stored: consent decides, and protection always wins (S01, S02)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from samordna.ground.kernel.verdict import YES, Verdict, no

#: What an anonymous participation may hold; a withdrawn one keeps the same. Everything else leads to a person.
ANONYMOUS_FIELDS = frozenset({"measure", "mode", "sex", "start_year", "state", "end_reason"})


def mode_for(*, consent: bool, protected: bool) -> tuple[str, Verdict]:
    """``person`` only with consent and without protected identity; otherwise ``anonymous``, and why."""
    if protected:
        return "anonymous", no(
            "Personen har skyddade personuppgifter. Då sparas bara kön och startår.",
            "The person's identity is protected. Only sex and start year are stored.",
            rule="S02",
        )
    if not consent:
        return "anonymous", no(
            "Personen har inte samtyckt. Då sparas bara kön och startår.",
            "The person has not consented. Only sex and start year are stored.",
            rule="S02",
        )
    return "person", YES


def only_what_may_be_stored(mode: str, given: Collection[str]) -> Verdict:
    """Without consent nothing but sex and start year is accepted, even if it is sent."""
    if mode == "person" or set(given) <= ANONYMOUS_FIELDS:
        return YES
    return no(
        "Uppgifter om personen följde med. Utan samtycke sparas bara kön och startår, så de är borttagna här.",
        "Personal data was sent, but without consent only sex and start year are stored. It has been removed.",
        rule="S02",
        field="mode",
    )


def consent_signed(given_on: date | None, today: date) -> Verdict:
    """Consent is in writing, new for every entry, and has been signed."""
    if given_on is None:
        return no(
            "Fyll i vilken dag personen skrev under samtycket.",
            "Fill in the day the person signed the consent.",
            rule="S01",
            field="consent_date",
        )
    if given_on > today:
        return no(
            "Datumet för samtycket har inte varit än. Kontrollera datumet.",
            "The day of the consent has not come yet. Check the date.",
            rule="S01",
            field="consent_date",
        )
    return YES


def consent_seen(seen: bool) -> Verdict:
    """Whoever registers has seen the signed paper."""
    if seen:
        return YES
    return no(
        "Kryssa i att du har sett det undertecknade samtycket, eller välj Utan samtycke.",
        "Tick that you have seen the signed consent, or choose Without consent.",
        rule="S01",
        field="consent_seen",
    )
