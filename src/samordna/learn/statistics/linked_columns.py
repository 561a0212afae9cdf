"""The two files that a linked extract has and no other: delivered spells of benefit, and the starts they were met with.

Nobody in them is outside the extract, and nothing of the delivered file is kept that does not stand here.
"""

from __future__ import annotations

from typing import Final

from samordna.engine.sources import Column, Kind, Meaning, Period, Source
from samordna.ground.parameters.reader import shipped_list
from samordna.ground.privacy.classes import PrivacyClass

_PSEUDONYMOUS: Final = PrivacyClass.PSEUDONYMOUS.value
#: Version of the rules by which days, diagnosis and found-or-not are read; a change of meaning gets a new one.
RULE: Final = "2026-1"
#: A benefit of the official tables → the delivered benefits that are part of it. The report of 2020 calls the first
#: two together sjukpenning.
BENEFITS: Final = {
    "sjukpenning": ("sjukpenning", "rehabiliteringspenning"),
    "aktivitetsersattning": ("aktivitetsersattning",),
}
#: What may be delivered: what Försäkringskassan pays for ill health. Others than those above are kept for later tables.
DELIVERED: Final = ("sjukpenning", "rehabiliteringspenning", "aktivitetsersattning", "sjukersattning")
FOUND: Final = ("yes", "no")
#: Why a start was not met by a spell of its benefit that holds on its first day.
WHY_NOT: Final = ("no_spell", "ended_before", "began_after")
#: The ages that the report of 2020 speaks of, and those between; the first number of each.
AGE_GROUPS: Final = {"0-24": 0, "25-28": 25, "29-39": 29, "40-59": 40, "60-": 60}
#: Whether the start is the person's first with that benefit in the calendar year.
START_IN_YEAR: Final = ("first", "later")


def _text(name: str, comment: str, codes: tuple[str, ...] = (), meaning: Meaning = Meaning.PLAIN) -> Column:
    return Column(name, Kind.TEXT, comment, _PSEUDONYMOUS, codes, meaning)


SPELLS: Final = Source(
    "spells",
    (
        _text("person", "keyed pseudonym, the same as in participations"),
        _text("benefit", "as delivered", DELIVERED),
        Column("from", Kind.DAY, "first day", _PSEUDONYMOUS),
        Column("to", Kind.DAY, "last day, empty while it goes on", _PSEUDONYMOUS),
        Column("extent", Kind.INTEGER, "per cent of full time, empty when not delivered", _PSEUDONYMOUS),
        _text(
            "diagnosis_group",
            "chapter of ICD-10-SE, empty when not delivered",
            shipped_list("diagnosis_group").values,
        ),
    ),
    Period(start="from", end="to"),
)

LINKED_STARTS: Final = Source(
    "linked_starts",
    (
        Column("participation", Kind.INTEGER, "number of the participation in this extract", _PSEUDONYMOUS),
        _text("person", "keyed pseudonym, the same as in participations", meaning=Meaning.PERSON),
        _text("sex", "as in the population register", shipped_list("sex").values, Meaning.SEX),
        _text("measure", "code of the measure"),
        _text("association", "slug of the association that pays, empty for other forms of cooperation"),
        _text("orientation", "individual or structural", shipped_list("orientation").values),
        Column("age", Kind.INTEGER, "that the person reaches in the year of the start", _PSEUDONYMOUS),
        _text("age_group", "of the age", tuple(AGE_GROUPS)),
        Column("start", Kind.DAY, "first day", _PSEUDONYMOUS),
        Column("start_year", Kind.INTEGER, "calendar year of the start", _PSEUDONYMOUS),
        _text("benefit", "at entry, in the register; sjukpenning holds rehabiliteringspenning too", tuple(BENEFITS)),
        _text(
            "start_in_year",
            "the person's first start with the benefit in the calendar year, of those of the same form, or a later one",
            START_IN_YEAR,
        ),
        _text("found", "whether a delivered spell of the benefit holds on the first day", FOUND),
        _text("why_not", "why not, empty when found", WHY_NOT),
        Column("days_before", Kind.INTEGER, "days of continuous benefit before the first day", _PSEUDONYMOUS),
        _text(
            "diagnosis_group",
            "of the spell that holds on the first day, the latest begun if several",
            shipped_list("diagnosis_group").values,
        ),
    ),
    Period(year="start_year", start="start", end="start"),
)

LINKED: Final = (SPELLS, LINKED_STARTS)
