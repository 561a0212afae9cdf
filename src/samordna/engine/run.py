"""From a declaration and an extract to a table, on the engine that is asked for."""

from __future__ import annotations

import importlib
from typing import Protocol

from samordna.engine.combined import Declaration, Share, Stacked
from samordna.engine.disclosure.policy import DEFAULT, Policy
from samordna.engine.disclosure.protect import protect
from samordna.engine.extract import Extract, ExtractError
from samordna.engine.request import Count, Key
from samordna.engine.table import MISSING, Cell, Origin, Status, Table, value

#: Name of the engine → module with ``count(request, extract)``. Imported when used: the libraries are heavy.
ENGINES = {"memory": "samordna.engine.memory", "duckdb": "samordna.engine.duckdb"}


class Engine(Protocol):
    """What every engine can do."""

    def count(self, request: Count, extract: Extract) -> dict[Key, int]:
        """The number in every cell of the table."""


def run(declaration: Declaration, extract: Extract, engine: str = "duckdb") -> Table:
    """The unprotected table. ExtractError when the extract does not cover it; ValueError for an unknown engine."""
    if engine not in ENGINES:
        raise ValueError(f"there is no engine “{engine}”; there are {', '.join(ENGINES)}")
    why = extract.why_not(declaration)
    if why is not None:
        raise ExtractError(f"extract {extract.id} does not cover {declaration.name}: {why}")
    module: Engine = importlib.import_module(ENGINES[engine])
    cells = _cells(declaration, extract, module)
    return Table(declaration, cells, Origin(extract.id, extract.manifest.as_of))


def run_protected(
    declaration: Declaration, extract: Extract, engine: str = "duckdb", policy: Policy = DEFAULT
) -> Table:
    """The protected table: what may be shown. Shares are taken of protected counts."""
    if not isinstance(declaration, Share):
        return protect(run(declaration, extract, engine), policy)
    counts = run_protected(declaration.of, extract, engine, policy)
    return Table(declaration, shares(declaration, dict(counts.cells)), counts.origin, counts.certificate)


def _cells(declaration: Declaration, extract: Extract, engine: Engine) -> dict[Key, Cell]:
    if isinstance(declaration, Count):
        return _counted(declaration, engine.count(declaration, extract))
    if isinstance(declaration, Stacked):
        return stacked(declaration, [_cells(part.count, extract, engine) for part in declaration.parts])
    return shares(declaration, _cells(declaration.of, extract, engine))


def _counted(request: Count, numbers: dict[Key, int]) -> dict[Key, Cell]:
    names = tuple(column.name for column in request.columns)
    return {
        key: MISSING if any(absent.holds(names, key) for absent in request.absent) else value(number)
        for key, number in numbers.items()
    }


def stacked(declaration: Stacked, parts: list[dict[Key, Cell]]) -> dict[Key, Cell]:
    """The parts' cells under their codes, and their sum. A sum with a missing part is missing."""
    cells: dict[Key, Cell] = {}
    for part, part_cells in zip(declaration.parts, parts, strict=True):
        for (year, *rest), cell in part_cells.items():
            cells[(year, part.code, *rest)] = cell
    if declaration.total:
        for year, *rest in parts[0]:
            found = [part_cells[(year, *rest)] for part_cells in parts]
            numbers = [cell.value for cell in found if cell.value is not None]
            whole = value(sum(numbers)) if len(numbers) == len(found) else MISSING
            cells[(year, declaration.total.code, *rest)] = whole
    return cells


def shares(declaration: Share, counts: dict[Key, Cell]) -> dict[Key, Cell]:
    """Every count beside its whole. What is hidden or missing in either is so in the share; so is a share of nobody."""
    return {key: share_of(cell, counts[declaration.whole_of(key)]) for key, cell in counts.items()}


def share_of(part: Cell, whole: Cell) -> Cell:
    """One count beside another."""
    worst = next((cell for cell in (part, whole) if cell.status is not Status.VALUE), None)
    if worst is not None:
        return worst
    return value(part.value, whole.value) if part.value is not None and whole.value else MISSING


def compared(table: Table, key: Key) -> Cell:
    """A cell of a table of counts as a share of its line's total, by the last column that has one.

    MISSING where no column adds up to a total. What is hidden or missing in either count is so in the share.
    """
    for place in reversed(range(len(table.columns))):
        total = table.columns[place].total
        if total is not None:
            return share_of(table.cells[key], table.cells[(*key[:place], total, *key[place + 1 :])])
    return MISSING
