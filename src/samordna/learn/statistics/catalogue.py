"""The official tables of every report, by name. Plain Python."""

from __future__ import annotations

import difflib
from datetime import date

from samordna.engine.combined import counts_in
from samordna.engine.document import Presentation
from samordna.engine.table import Table
from samordna.engine.text.numbers import long_day
from samordna.engine.words import Words
from samordna.learn.statistics import (
    af_fk_2020_linked,
    af_fk_2020_official,
    eu_common_official,
    fk_esf_2025_official,
    gender_official,
    sus_official,
)
from samordna.learn.statistics.linked_columns import LINKED
from samordna.learn.statistics.official import Official

#: The reports in the order of the list.
_REPORTS = (
    af_fk_2020_official.OFFICIAL,
    af_fk_2020_linked.OFFICIAL,
    fk_esf_2025_official.OFFICIAL,
    sus_official.OFFICIAL,
    gender_official.OFFICIAL,
    eu_common_official.OFFICIAL,
)

OFFICIAL: dict[str, Official] = {official.name: official for report in _REPORTS for official in report}


class NoSuchTable(KeyError):
    """There is no official table of that name."""

    def __str__(self) -> str:
        return str(self.args[0])


def official(name: str) -> Official:
    """The official table called ``name``. NoSuchTable, with the nearest name, when there is none."""
    if name not in OFFICIAL:
        near = difflib.get_close_matches(name, OFFICIAL, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(OFFICIAL)}"
        raise NoSuchTable(f"there is no table {name}{hint}")
    return OFFICIAL[name]


def needs_linking(name: str) -> bool:
    """True for a table of linked files: it can be made of a linked extract only."""
    linked = {source.name for source in LINKED}
    return any(count.source.name in linked for count in counts_in(official(name).declaration))


def presentation(table: Table, edition: str = "") -> Presentation:
    """The table with what a reader needs beside it. ``edition`` is the number of the release, if there is one.

    A table that is no longer official is shown all the same, with what was kept in it.
    """
    known = OFFICIAL.get(table.name)
    source = source_of(table, edition)
    if known is None:
        return Presentation(table, Words("Tabell", "Table"), table.form.title, source)
    return Presentation(table, known.number, known.scope, source, known.definitions, known.layout)


def source_of(table: Table, edition: str = "") -> Words:
    """Where the figures come from, and whether they may be spread."""
    day = date.fromisoformat(table.origin.as_of)
    sv = f"Källa: registret i Samordna, {long_day(day)}, uttag {table.origin.extract}."
    en = f"Source: the register in Samordna, {long_day(day, 'en')}, extract {table.origin.extract}."
    if edition:
        return Words(f"{sv} Utgåva {edition}.", f"{en} Release {edition}.")
    if table.certificate is None:
        return Words(f"{sv} Oskyddad tabell. Inte för publicering.", f"{en} Unprotected. Not for publication.")
    return Words(f"{sv} Skyddad tabell. Inte utgiven.", f"{en} Protected. Not released.")
