"""How long what is stored is kept, in the words that a participant is told: what the setting in force says, no more."""

from __future__ import annotations

from datetime import date

from samordna.deliver.participants.retention import rule_on

_UNKNOWN = {
    "sv": {
        "retention": "Tiden är inte bestämd. Du kan ta tillbaka ditt samtycke och få uppgifterna raderade när du vill.",
        "backups": "Hur länge är inte bestämt.",
    },
    "en": {
        "retention": "The time has not been decided. You can take back your consent and have the data erased "
        "whenever you like.",
        "backups": "How long has not been decided.",
    },
}
_KNOWN = {
    "sv": {
        "retention": "I {time} efter att du har slutat. Sedan raderas det som leder till dig.",
        "backups": "Högst {days} dagar.",
    },
    "en": {
        "retention": "For {time} after you have left. Then what leads to you is erased.",
        "backups": "At most {days} days.",
    },
}


def keeping(language: str, *, on: date) -> dict[str, str]:
    """What is said of ``retention`` and ``backups`` on a day; that it has not been decided, where it has not."""
    rule = rule_on(on)
    said = dict(_UNKNOWN[language])
    if rule and rule.months:
        said["retention"] = _KNOWN[language]["retention"].format(time=spell(rule.months, language))
    if rule and rule.backup_days:
        said["backups"] = _KNOWN[language]["backups"].format(days=rule.backup_days)
    return said


def spell(months: int, language: str) -> str:
    """A time of two years or more in words: whole years as years."""
    if months % 12 == 0:
        return f"{months // 12} år" if language == "sv" else f"{months // 12} years"
    return f"{months} månader" if language == "sv" else f"{months} months"
