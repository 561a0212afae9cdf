"""Witnesses: other tables that fit all that is printed, and a check of them that needs no solver and no model.

The check counts every cell again from the leaves. It shares nothing with the search but the numbering of the cells.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.earlier import Printed, members
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask
from samordna.engine.disclosure.refusals import WrongInput


@dataclass(frozen=True, slots=True)
class Witness:
    """The register's leaves changed: ``leaves`` by ``by`` persons."""

    leaves: Ints
    by: Ints


def unproven(grid: Grid, released: list[Printed], hidden: Mask, witnesses: list[Witness]) -> list[int]:
    """The hidden small cells that no valid witness changes by the reach. Empty: the release is proven safe.

    A witness is valid when no leaf falls below nought, every printed cell – here and in what was ``released`` – is the
    same, and every hidden one holds at least what is known to be in a hidden cell. With ``singletons`` each cell of one
    person besides must stay as it is in some witness of each other small cell: that person knows it.
    """
    slots, low = grid.slots(), grid.spec.lowest_hidden
    n = grid.leaves.n
    value = np.bincount(slots.ravel(), weights=np.repeat(n, slots.shape[1]), minlength=grid.size).astype(np.int64)
    sensitive = (value < grid.spec.threshold) & (value > (0 if grid.spec.zeros_published else -1))
    # A combination that no leaf has is no cell: it is printed as nought.
    sensitive &= np.isin(np.arange(grid.size), slots)
    before = _Before(grid, released, n, low)
    shown = np.zeros(grid.size, dtype=bool)
    alone = _Alone(slots, n, value) if grid.spec.singletons else None
    for witness in witnesses:
        if (n[witness.leaves] + witness.by < 0).any() or len(np.unique(witness.leaves)) < len(witness.leaves):
            continue
        cells, which = np.unique(slots[witness.leaves], return_inverse=True)
        change = np.zeros(len(cells), dtype=np.int64)
        np.add.at(change, which.ravel(), np.repeat(witness.by, slots.shape[1]))
        cells, change = cells[change != 0], change[change != 0]
        if hidden[cells].all() and (value[cells] + change >= low).all() and before.allows(witness):
            enough = cells[np.abs(change) >= grid.spec.reach]
            shown[enough] = True
            if alone:
                alone.see(enough[sensitive[enough]], cells)
    if alone:
        shown[alone.told()] = False
    return np.flatnonzero(sensitive & ~(shown & hidden)).tolist()


class _Alone:
    """For each small cell, the persons alone in a cell that every witness of the small cell changes too."""

    def __init__(self, slots: Ints, n: Ints, value: Ints) -> None:
        self.value = value
        # Of a cell of one person, which leaf the person is in; in all others of no use.
        self.person = np.full(len(value), -1, dtype=np.int64)
        used = np.flatnonzero(n > 0)
        self.person[slots[used].ravel()] = np.repeat(used, slots.shape[1])
        self.always: dict[int, set[int]] = {}

    def see(self, small: Ints, cells: Ints) -> None:
        """A valid witness changes ``cells``, and among them the ``small`` ones enough."""
        ones = set(cells[self.value[cells] == 1].tolist())
        for cell in small.tolist():
            self.always[cell] = self.always[cell] & ones if cell in self.always else ones

    def told(self) -> list[int]:
        """The small cells that somebody else, alone in a cell, can compute."""
        return [small for small, ones in self.always.items() if any(not self._same(one, small) for one in ones)]

    def _same(self, one: int, small: int) -> bool:
        return one == small or (bool(self.value[small] == 1) and bool(self.person[one] == self.person[small]))


class _Before:
    """What has been released, as each leaf's list of rows."""

    def __init__(self, grid: Grid, released: list[Printed], n: Ints, low: int) -> None:
        self.low = low
        self.told: list[bool] = []
        self.value: list[int] = []
        self.rows_of: dict[int, list[int]] = {}
        for printed in released:
            inside = members(grid, [codes for _, codes, _, _ in printed.rows], printed.what)
            for (_, _, value, _), leaves in zip(printed.rows, inside, strict=True):
                for leaf in leaves.tolist():
                    self.rows_of.setdefault(leaf, []).append(len(self.told))
                self.told.append(value is not None)
                self.value.append(int(n[leaves].sum()))

    def allows(self, witness: Witness) -> bool:
        """True when what was printed before stays, and what was hidden before stays possible."""
        change: dict[int, int] = {}
        for leaf, by in zip(witness.leaves.tolist(), witness.by.tolist(), strict=True):
            for row in self.rows_of.get(leaf, ()):
                change[row] = change.get(row, 0) + by
        return all(
            not by if self.told[row] else (not by or self.value[row] + by >= self.low) for row, by in change.items()
        )


def to_text(grid: Grid, witnesses: list[Witness]) -> str:
    """The witnesses as JSON: for each, the leaves that change, by their codes, and by how many persons."""
    columns = grid.spec.columns
    every = []
    for witness in witnesses:
        rows = [
            [*(grid.leaves.codes[c][int(grid.leaves.places[c][leaf])] for c in columns), by]
            for leaf, by in zip(witness.leaves.tolist(), witness.by.tolist(), strict=True)
        ]
        every.append(rows)
    return json.dumps({"columns": list(columns), "witnesses": every}, ensure_ascii=False, separators=(",", ":")) + "\n"


def from_text(grid: Grid, text: str) -> list[Witness]:
    """The witnesses in ``text``; WrongInput when they are about other leaves."""
    columns = grid.spec.columns
    where = {
        tuple(grid.leaves.codes[c][int(grid.leaves.places[c][leaf])] for c in columns): leaf
        for leaf in range(len(grid.leaves.n))
    }
    try:
        said = json.loads(text)
        return [
            Witness(
                np.array([where[tuple(row[:-1])] for row in rows], dtype=np.int64),
                np.array([int(row[-1]) for row in rows], dtype=np.int64),
            )
            for rows in said["witnesses"]
        ]
    except (ValueError, KeyError, TypeError, IndexError):
        raise WrongInput(
            "Vittnena hör inte till de här uppgifterna.", "The witnesses do not belong to these leaves."
        ) from None
