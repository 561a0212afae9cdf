"""The check of a document: every rule, and what they find in the order of the document, each error told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from samordna.learn.checking.between_tables import cross_table, more_than_all
from samordna.learn.checking.change_claims import percentage_points, text_growth
from samordna.learn.checking.disclosure_claims import group_disclosure, text_small_cells
from samordna.learn.checking.document import Document
from samordna.learn.checking.enumerations import enumerations
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.formula_columns import formula_columns
from samordna.learn.checking.fractions_said import fractions_said
from samordna.learn.checking.limits_said import limits_said
from samordna.learn.checking.listed import listed
from samordna.learn.checking.movements import movements
from samordna.learn.checking.named_cells import named_cells
from samordna.learn.checking.part_claims import parts, text_impossible
from samordna.learn.checking.quotients_said import quotients_said
from samordna.learn.checking.rest_of_table import hidden_sums, per_cent_sums
from samordna.learn.checking.same_total import same_total
from samordna.learn.checking.share_claims import text_shares
from samordna.learn.checking.sums import sums
from samordna.learn.checking.table_limits import derived_cells, shared_rows, table_limits
from samordna.learn.checking.table_rules import small_cells, table_growth, table_impossible, table_shares
from samordna.learn.checking.text_and_table import text_table

Rule = Callable[[Document], Iterator[Finding]]
#: In the order in which an error that several see is told: the first that sees it tells it.
RULES: Final[tuple[Rule, ...]] = (
    percentage_points,
    table_impossible,
    table_limits,
    more_than_all,
    text_impossible,
    limits_said,
    sums,
    hidden_sums,
    text_table,
    named_cells,
    table_shares,
    table_growth,
    formula_columns,
    per_cent_sums,
    text_growth,
    movements,
    text_shares,
    quotients_said,
    fractions_said,
    enumerations,
    listed,
    parts,
    cross_table,
    same_total,
    small_cells,
    derived_cells,
    shared_rows,
    text_small_cells,
    group_disclosure,
)
_DISCLOSES: Final = frozenset({"small_cell", "group_disclosure"})


def check(document: Document) -> list[Finding]:
    """What does not hold, and what discloses persons."""
    found: list[Finding] = []
    told: dict[tuple[int, str, bool], Rule] = {}
    for rule in RULES:
        for one in rule(document):
            key = (one.place.order, one.printed, one.kind in _DISCLOSES)
            if told.setdefault(key, rule) is rule and one not in found:
                found.append(one)
    return sorted(found, key=lambda one: (one.place.order, one.kind, one.printed))
