"""What leaves the register for statistics: every file and column of an extract, by declaration.

A column that does not stand here never leaves. Identities are not among them: a person is a keyed pseudonym that
exists in one extract only. Free text and public ids stay in the register too.
"""

from __future__ import annotations

import hashlib

from samordna.engine.sources import Column, Kind, Meaning, Period, Source
from samordna.ground.parameters.reader import code_list
from samordna.ground.privacy.classes import PrivacyClass

_INTERNAL = PrivacyClass.INTERNAL.value
_PSEUDONYMOUS = PrivacyClass.PSEUDONYMOUS.value

#: The code tables that columns of an extract are written in: their state goes into the manifest.
CODE_TABLES = (
    "category",
    "education",
    "end_reason",
    "follow_up",
    "orientation",
    "participation_mode",
    "referred_by",
    "sex",
    "support_source",
    "support_time",
    "target_group",
)
#: Version of the counting rules; a change of meaning gets a new one and thereby a new extract.
RULES = {"counting": "2026-1"}

STATES = ("active", "ended", "withdrawn")
OCCASIONS = ("in", "out", "follow_up")


def code_versions() -> dict[str, str]:
    """Each code table with a digest of its codes."""
    return {name: hashlib.sha256(repr(code_list(name).codes).encode()).hexdigest()[:12] for name in CODE_TABLES}


def _text(
    name: str, comment: str, privacy: str, codes: tuple[str, ...] = (), meaning: Meaning = Meaning.PLAIN
) -> Column:
    return Column(name, Kind.TEXT, comment, privacy, codes, meaning)


def _of_the_measure(privacy: str) -> tuple[Column, ...]:
    """Where a row belongs; the same in every file that has rows per measure."""
    return (
        _text("measure", "code of the measure", privacy),
        _text("association", "slug of the association that pays, empty for other forms of cooperation", privacy),
        _text("orientation", "individual or structural", privacy, code_list("orientation").values),
    )


PARTICIPATIONS = Source(
    "participations",
    (
        Column(
            "participation",
            Kind.INTEGER,
            "number within this extract, links to support",
            _PSEUDONYMOUS,
            meaning=Meaning.KEY,
        ),
        _text(
            "person",
            "keyed pseudonym that exists in this extract only, empty when anonymous",
            _PSEUDONYMOUS,
            meaning=Meaning.PERSON,
        ),
        _text(
            "mode",
            "with person data, or anonymous (also after a withdrawn consent)",
            _PSEUDONYMOUS,
            code_list("participation_mode").values,
        ),
        _text("sex", "as in the population register", _PSEUDONYMOUS, code_list("sex").values, Meaning.SEX),
        Column("birth_year", Kind.INTEGER, "empty when anonymous", _PSEUDONYMOUS),
        _text("municipality", "four digits: home at entry, empty when anonymous", _PSEUDONYMOUS),
        *_of_the_measure(_PSEUDONYMOUS),
        Column("start", Kind.DAY, "first day, empty when anonymous", _PSEUDONYMOUS),
        Column("start_year", Kind.INTEGER, "calendar year of the start", _PSEUDONYMOUS),
        Column("end", Kind.DAY, "last day that counts, empty when not ended or anonymous", _PSEUDONYMOUS),
        _text("state", "of the participation; mistaken entries never leave", _PSEUDONYMOUS, STATES),
        _text("end_reason", "why it ended", _PSEUDONYMOUS, code_list("end_reason").values),
        _text("referred_by", "who referred the person", _PSEUDONYMOUS, code_list("referred_by").values),
        _text("education", "level at entry", _PSEUDONYMOUS, code_list("education").values),
        _text("support_time", "time with public support at entry", _PSEUDONYMOUS, code_list("support_time").values),
    ),
    Period(year="start_year", start="start", end="end"),
)

SUPPORT = Source(
    "support",
    (
        Column("participation", Kind.INTEGER, "number of the participation in this extract", _PSEUDONYMOUS),
        _text("occasion", "at entry, at exit or at a follow-up", _PSEUDONYMOUS, OCCASIONS),
        Column("day", Kind.DAY, "day of the occasion", _PSEUDONYMOUS),
        _text("source", "source of support", _PSEUDONYMOUS, code_list("support_source").values),
        Column("extent", Kind.INTEGER, "per cent of full time: 0, 25, 50, 75, 100", _PSEUDONYMOUS),
    ),
)

MEASURES = Source(
    "measures",
    (
        *_of_the_measure(_INTERNAL),
        _text("category", "precise orientation", _INTERNAL, code_list("category").values),
        _text("follow_up", "persons or numbers only", _INTERNAL, code_list("follow_up").values),
        Column("esf", Kind.BOOLEAN, "paid with ESF+ money", _INTERNAL),
        Column("start", Kind.DAY, "first day", _INTERNAL),
        Column("end", Kind.DAY, "last day, empty when unknown", _INTERNAL),
    ),
    Period(start="start", end="end"),
)

MEASURE_GROUPS_FILE = Source(
    "measure_groups",
    (
        _text("measure", "code of the measure", _INTERNAL),
        _text("group", "target group that the measure gives priority to", _INTERNAL, code_list("target_group").values),
    ),
)

COUNTS = Source(
    "counts",
    (
        *_of_the_measure(_INTERNAL),
        Column("year", Kind.INTEGER, "calendar year that the count is entered for", _INTERNAL),
        _text("sex", "women or men", _INTERNAL, code_list("sex").values, Meaning.SEX),
        Column("persons", Kind.INTEGER, "head count", _INTERNAL),
    ),
    Period(year="year"),
)

SOURCES = (PARTICIPATIONS, SUPPORT, MEASURES, MEASURE_GROUPS_FILE, COUNTS)
