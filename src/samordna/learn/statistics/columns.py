"""What leaves the register for statistics: every file and column of an extract, by declaration.

A column that does not stand here never leaves. Identities are not among them: a person is a keyed pseudonym that
exists in one extract only. Free text, answers to an association's own questions and public ids stay in the register.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from samordna.engine.sources import Column, Source
from samordna.ground.parameters.reader import code_list
from samordna.ground.parameters.values import Code
from samordna.learn.statistics.measure_columns import (
    AREAS,
    ASSOCIATIONS,
    COUNTS,
    KEPT_COUNTS,
    MEASURE_GROUPS_FILE,
    MEASURE_SHARES,
    MEASURES,
    MONEY,
    OWN_CAPITAL,
    PROJECTS,
)
from samordna.learn.statistics.participant_columns import (
    OCCASIONS,
    OCCUPATIONS,
    PARTICIPATION_GROUPS,
    PARTICIPATIONS,
    STATES,
    SUPPORT,
)

__all__ = [
    "AREAS",
    "ASSOCIATIONS",
    "CODE_TABLES",
    "COUNTS",
    "KEPT_COUNTS",
    "MEASURES",
    "MEASURE_GROUPS_FILE",
    "MEASURE_SHARES",
    "MONEY",
    "OCCASIONS",
    "OCCUPATIONS",
    "PARTICIPATIONS",
    "PARTICIPATION_GROUPS",
    "PROJECTS",
    "RULES",
    "SOURCES",
    "STATES",
    "SUPPORT",
    "code_of",
    "code_versions",
    "sources",
]

#: The code tables that columns of an extract are written in: their state goes into the manifest.
CODE_TABLES = (
    "admin_cost",
    "category",
    "cost_kind",
    "district",
    "education",
    "end_reason",
    "financier_group",
    "follow_up",
    "organisation_kind",
    "orientation",
    "participation_mode",
    "programme_area",
    "referred_by",
    "sex",
    "study_kind",
    "support_source",
    "support_time",
    "target_group",
)
#: Version of the counting rules; a change of meaning gets a new one and thereby a new extract.
RULES = {"counting": "2026-2"}

#: The files as the product brings them. Tables are declared on their columns.
SOURCES = (
    PARTICIPATIONS,
    PARTICIPATION_GROUPS,
    SUPPORT,
    OCCUPATIONS,
    MEASURES,
    MEASURE_GROUPS_FILE,
    MEASURE_SHARES,
    PROJECTS,
    COUNTS,
    KEPT_COUNTS,
    ASSOCIATIONS,
    AREAS,
    MONEY,
)
#: Columns whose code table is called something else, or whose codes stand in several.
_TABLES = {
    "group": ("target_group",),
    "mode": ("participation_mode",),
    "owner_kind": ("organisation_kind",),
    "source": ("support_source",),
    "what": ("financier_group", "cost_kind", "admin_cost"),
}


def code_versions(*names: str) -> dict[str, str]:
    """Each code table of an extract, or those that are named, with a digest of its codes."""
    return {
        name: hashlib.sha256(repr(code_list(name).codes).encode()).hexdigest()[:12] for name in names or CODE_TABLES
    }


def sources() -> tuple[Source, ...]:
    """The files as an extract is made now: with every value that the code tables have, had or will have."""
    return tuple(replace(one, columns=tuple(map(_as_now, one.columns))) for one in SOURCES)


def code_of(column: str, value: str) -> Code | None:
    """What the code tables say of a value of a column today; None when it is no code of theirs."""
    for table in _tables(column):
        if value in code_list(table):
            return code_list(table)[value]
    return None


def _tables(column: str) -> list[str]:
    return [table for table in _TABLES.get(column, (column,)) if table in CODE_TABLES]


def _as_now(column: Column) -> Column:
    tables = _tables(column.name)
    if not column.codes or not tables:
        return column
    values = [value for table in tables for value in code_list(table).values]
    own = [OWN_CAPITAL] if column.name == "what" else []
    return replace(column, codes=tuple(dict.fromkeys((*values, *own))))
