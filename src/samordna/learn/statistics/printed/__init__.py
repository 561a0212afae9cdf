"""What published reports printed, cell by cell, so that a table can be held against its original.

A report contradicts itself here and there. The printed cell is kept as it stands (``read``), with what the other cells
give instead (``computed``) and why. Plain Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from samordna.engine.request import Key
from samordna.engine.table import Status, Table
from samordna.engine.words import Words

_HERE = Path(__file__).parent
_SEXES = ("men", "women", "total")
STATUSES = ("read", "derived")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell as it was printed. ``computed`` is what the report's other cells give, when that is something else."""

    value: int
    status: str
    computed: int | None = None
    why: Words | None = None

    @property
    def holds(self) -> int:
        """The number that agrees with the rest of the report."""
        return self.value if self.computed is None else self.computed

    @property
    def difference(self) -> int:
        """How much more was printed than the report's other cells give."""
        return self.value - self.holds


def printed(table: str) -> dict[Key, PrintedCell]:
    """The printed cells of a table by their keys in it; none when no original is known."""
    return _all().get(table, {})


def remarks(table: str) -> tuple[Words, ...]:
    """What does not hold in the original, cell by cell and then in its text."""
    cells = [cell.why for cell in printed(table).values() if cell.why]
    return (*cells, *(words for name, words in _claims() if name == table))


@cache
def _documents() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(_HERE.glob("*.yaml")))


@cache
def _all() -> dict[str, dict[Key, PrintedCell]]:
    found: dict[str, dict[Key, PrintedCell]] = {}
    for document in _documents():
        wrong = {
            (entry["table"], (document["period"], *entry["cell"])): (entry["computed"], Words(entry["sv"], entry["en"]))
            for entry in document["contradictions"]
        }
        for table, parts in document["tables"].items():
            cells = found.setdefault(table, {})
            for part in parts:
                for key, value in _cells(document["period"], part):
                    cells[key] = PrintedCell(value, part["status"], *wrong.get((table, key), ()))
    return found


def _cells(period: str, part: dict[str, Any]) -> list[tuple[Key, int]]:
    """The cells of some rows. Columns named after a sex hold numbers; without any, the last column does."""
    names = part["columns"]
    sexes = [name for name in names if name in _SEXES]
    codes = len(names) - len(sexes)
    return [
        ((period, *row[:codes], *((sex,) if sex else ())), value)
        for row in part["rows"]
        for sex, value in zip(sexes or [""], row[codes:], strict=True)
    ]


@cache
def _claims() -> tuple[tuple[str, Words], ...]:
    return tuple(
        (claim["table"], Words(claim["sv"], claim["en"])) for document in _documents() for claim in document["claims"]
    )


def hidden_though_printed(table: Table) -> list[Key]:
    """The cells that protection hides and that the original printed, in the order of print."""
    known = printed(table.name)
    return [key for key, cell in table.rows() if cell.status is Status.HIDDEN and key in known]
