"""The columns of a file of participants, and the template. What each holds: docs/how-to/import-participants.md."""

from __future__ import annotations

from typing import Final

from samordna.deliver.participants import rules
from samordna.ground.files.tables import Column
from samordna.ground.parameters.reader import code_list

BEFORE: Final = (
    "personal_number",
    "name",
    "consent_date",
    "consent_version",
    "start",
    "end",
    "municipality",
    "target_groups",
    "referred_by",
    "education",
    "support_time",
)
#: What an anonymous row holds, and nothing else.
ANONYMOUS: Final = ("sex", "start_year")
REQUIRED: Final = ("personal_number", "name", "consent_date", "start", "municipality")
SOURCES: Final = tuple(code_list("support_source").values)
#: Occasions, by the beginning of their columns.
OCCASIONS: Final = ("in", "out")
#: Follow-ups, by the beginning of their columns, and how many months after the end.
FOLLOW_UPS: Final = {f"follow_up_{months}": months for months in rules.FOLLOW_UPS}
#: Everything that the register asks and that a file may leave out.
QUESTIONS: Final = (*rules.DOINGS, "studies_kind", *rules.YES_NO)
#: About the signed paper, besides its day and version.
CONSENT: Final = ("consent_language", "consent_explained_in", "consent_how", "consent_kept", "consent_evidence")
MORE: Final = (
    "planned_end",
    "district",
    *CONSENT,
    *(f"{occasion}_{question}" for occasion in OCCASIONS for question in QUESTIONS),
    *(f"{occasion}_{what}" for occasion in FOLLOW_UPS for what in ("on", *SOURCES, *QUESTIONS)),
)
TEMPLATE: Final = (
    *BEFORE,
    *(f"{occasion}_{source}" for occasion in OCCASIONS for source in SOURCES),
    "end_reason",
    *ANONYMOUS,
)
ALL: Final = (*TEMPLATE, *MORE)
COLUMNS: Final = [Column(name, name in REQUIRED) for name in ALL]

#: The number of a test person, which no living person is given.
_EXAMPLE: Final = {
    "personal_number": "19900101-2385",
    "name": "Elin Exempel",
    "consent_date": "2026-01-08",
    "consent_version": "2026-1",
    "start": "2026-01-12",
    "end": "2026-10-30",
    "municipality": "0583",
    "target_groups": "long_term_sick;other",
    "referred_by": "kommun",
    "education": "upper_secondary",
    "support_time": "y1_3",
    "in_sjukpenning": "75",
    "in_a_kassa": "25",
    "out_sjukpenning": "0",
    "out_a_kassa": "50",
    "end_reason": "according_to_plan",
}
EXAMPLES: Final = (_EXAMPLE, {"sex": "men", "start_year": "2026"})


def own(occasion: str, question: int) -> str:
    """The column of one of the association's own questions, by the question's number: in_question_12."""
    return f"{occasion}_question_{question}"


def kind_of(occasion: str) -> str:
    """The kind of an occasion: in, out or follow_up."""
    return "follow_up" if occasion in FOLLOW_UPS else occasion


def template() -> list[list[str]]:
    """The heading row and two example rows: somebody with consent, and somebody without."""
    return [list(TEMPLATE), *([example.get(name, "") for name in TEMPLATE] for example in EXAMPLES)]
