"""The model of a release: leaves that may be otherwise, and over them one row for each number that is told or hidden.

Hierarchies, totals over time, linked tables and earlier releases are only more rows. Rows over the same leaves are one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.earlier import Printed, check_against_register, members
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.refusals import CannotBeSafe

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Model:
    """Leaves ``n``, and cells over them: ``leaf_cells[leaf_start[l]:leaf_start[l+1]]`` are the cells of leaf ``l``, and

    likewise the other way. ``value`` is a cell's persons, ``cost`` what hiding it costs, ``sensitive`` that it must be
    protected, ``forced`` that everybody knows it, ``unseen`` that no table prints it. ``cell_of`` says which cell each
    printed number is, −1 for a zero that is printed. ``place`` says where each leaf stands (for neighbourhoods).
    ``leaf_sign`` stands beside ``leaf_cells``: 1, but for ties (the last cells), which some leaves are taken from.
    """

    n: Ints
    leaf_start: Ints
    leaf_cells: Ints
    leaf_sign: Ints
    cell_start: Ints
    cell_leaves: Ints
    value: Ints
    cost: Ints
    sensitive: Mask
    forced: Mask
    unseen: Mask
    cell_of: Ints
    place: Ints
    low: int
    leaf_of: Ints

    @property
    def cells(self) -> int:
        """How many different cells there are."""
        return len(self.value)

    def parts_of(self, leaf: int) -> Ints:
        """The register's leaves that are always counted together and here are one."""
        return np.flatnonzero(self.leaf_of == leaf)

    def leaves_of(self, cell: int) -> Ints:
        """The leaves that are counted in ``cell``."""
        return self.cell_leaves[self.cell_start[cell] : self.cell_start[cell + 1]]


def spread(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """For rows ``chosen`` of a packed list: the positions of all their entries, and which row each belongs to."""
    length = start[chosen + 1] - start[chosen]
    owner = np.repeat(np.arange(len(chosen)), length)
    first = np.cumsum(length) - length
    return np.arange(int(length.sum())) - first[owner] + start[chosen][owner], owner


def model_of(grid: Grid, released: list[Printed], own: bool = True) -> Model:
    """The model of ``grid``'s tables with all that has been ``released`` before; of the latter alone without ``own``.

    WrongInput when an earlier release contradicts the register, CannotBeSafe when it gives away a small cell.
    """
    spec, n = grid.spec, grid.leaves.n
    slots = grid.slots()
    cell, leaf = slots.ravel(), np.repeat(np.arange(len(n)), slots.shape[1])
    known, hidden_before = np.zeros(grid.size, dtype=bool), np.zeros(grid.size, dtype=bool)
    pieces_cell, pieces_leaf, size = ([cell], [leaf], grid.size) if own else ([], [], grid.size)
    for printed in released:
        inside = members(grid, [codes for _, codes, _, _ in printed.rows], printed.what)
        check_against_register(grid, printed, inside)
        pieces_cell.append(np.repeat(np.arange(size, size + len(inside)), [len(i) for i in inside]))
        pieces_leaf.append(np.concatenate(inside) if inside else np.zeros(0, dtype=np.int64))
        told = np.array([value is not None for _, _, value, _ in printed.rows], dtype=bool)
        known, hidden_before = np.append(known, told), np.append(hidden_before, ~told)
        size += len(inside)
    pairs = np.unique(np.stack([np.concatenate(pieces_cell), np.concatenate(pieces_leaf)], axis=1), axis=0)
    levels = [axis.levels[k] for axis in grid.axes.values() for k in range(1, len(axis.levels))]
    counted = Counted(n, pairs, np.arange(size) < grid.size, known, np.stack(levels, axis=1))
    model = merged(counted, Rules(spec.threshold, spec.zeros_published, spec.lowest_hidden))
    _refuse_what_is_told(grid, model)
    return model


@dataclass(frozen=True, slots=True)
class Rules:
    """What the model needs of the policy: a cell below ``threshold`` is small, a hidden one holds at least ``low``."""

    threshold: int
    zeros_published: bool
    low: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Leaves of ``n`` persons and the cells that they are counted in: ``pairs`` of (cell, leaf), each once.

    ``printed`` marks the cells of tables to be released (the others are told elsewhere, or can be computed), ``known``
    those whose number everybody has; ``place`` is where each leaf stands, coarse to fine in every dimension. ``secret``
    cells must not become known either, whatever their number.

    ``ties`` says what else must hold: rows of (tie, leaf, 1 or −1), each once, whose sum is nought in every tie.
    """

    n: Ints
    pairs: Ints
    printed: Mask
    known: Mask
    place: Ints
    secret: Mask | None = None
    ties: Ints | None = None

    @property
    def value(self) -> Ints:
        """The persons in each cell."""
        weights = self.n[self.pairs[:, 1]]
        return np.bincount(self.pairs[:, 0], weights=weights, minlength=len(self.known)).astype(np.int64)


def merged(counted: Counted, rules: Rules) -> Model:
    """The model: what is known to be nought taken out, one cell of those over the same leaves, and one leaf of those in

    the same cells.
    """
    n, value, known, pairs = counted.n, counted.value, counted.known, counted.pairs
    # A row that no leaf is counted in is no row; zeros are known when the policy prints them.
    nought = (value == 0) & (known | rules.zeros_published)
    fixed = np.zeros(len(n), dtype=bool)
    fixed[pairs[nought[pairs[:, 0]], 1]] = True
    pairs = pairs[~fixed[pairs[:, 1]]]
    ties = np.zeros((0, 3), dtype=np.int64) if counted.ties is None else counted.ties
    ties = ties[~fixed[ties[:, 1]]]
    cell_of = _same(pairs[:, 0], pairs[:, 1], len(value), len(n))
    every = np.concatenate([np.insert(pairs, 2, 1, axis=1), ties + np.array([len(value), 0, 0])])
    leaf_of = _same(every[:, 1], every[:, 0], len(n), int(every[:, 0].max(initial=-1)) + 1, every[:, 2])
    cells, leaves = int(cell_of.max(initial=-1)) + 1, int(leaf_of.max(initial=-1)) + 1
    both = np.stack([cell_of[pairs[:, 0]], leaf_of[pairs[:, 1]], np.ones(len(pairs), dtype=np.int64)], axis=1)
    _, tie_of = np.unique(ties[:, 0], return_inverse=True)
    tied = np.stack([cells + tie_of.ravel(), leaf_of[ties[:, 1]], ties[:, 2]], axis=1)
    both = np.unique(np.concatenate([both, tied]), axis=0)
    other = both[np.lexsort((both[:, 0], both[:, 1]))]
    of_ties = int(tie_of.max(initial=-1)) + 1
    real = np.flatnonzero(cell_of >= 0)
    number = np.zeros(cells, dtype=np.int64)
    number[cell_of[real]] = value[real]
    rows = np.bincount(cell_of[real], weights=counted.printed[real], minlength=cells).astype(np.int64)
    forced = np.bincount(cell_of[real], weights=known[real], minlength=cells) > 0
    small = (number < rules.threshold) & (number > (0 if rules.zeros_published else -1))
    if counted.secret is not None:
        small[cell_of[real[counted.secret[real]]]] = True
    free = np.flatnonzero(leaf_of >= 0)
    persons = np.bincount(leaf_of[free], weights=n[free], minlength=leaves).astype(np.int64)
    first = np.zeros(leaves, dtype=np.int64)
    first[leaf_of[free][::-1]] = free[::-1]
    return Model(
        n=persons,
        leaf_start=_starts(other[:, 1], leaves),
        leaf_cells=other[:, 0],
        leaf_sign=other[:, 2],
        cell_start=_starts(both[:, 0], cells + of_ties),
        cell_leaves=both[:, 1],
        value=np.append(number, np.zeros(of_ties, dtype=np.int64)),
        cost=np.append(number * rows, np.zeros(of_ties, dtype=np.int64)),
        sensitive=np.append(small & ~forced, np.zeros(of_ties, dtype=bool)),
        # A tie is what everybody knows, and no table prints it.
        forced=np.append(forced, np.ones(of_ties, dtype=bool)),
        unseen=np.append(rows == 0, np.ones(of_ties, dtype=bool)),
        cell_of=cell_of,
        place=counted.place[first],
        low=rules.low,
        leaf_of=leaf_of,
    )


def _same(row: Ints, column: Ints, rows: int, columns: int, sign: Ints | None = None) -> Ints:
    """The number of each row's class of rows with the same columns, in order of appearance; −1 for an empty row.

    With ``sign`` (of each entry) the signs must be the same too.

    Rows are compared by two sums of random 62-bit numbers: two different rows fall together once in 10³⁷.
    """
    random = np.random.default_rng(20261122).integers(1, 2**62, (2, columns))
    sums = np.zeros((2, rows), dtype=np.int64)
    for i in range(2):
        np.add.at(sums[i], row, random[i][column] if sign is None else random[i][column] * sign)
    used = np.unique(row)
    _, first, which = np.unique(sums[:, used], axis=1, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    found = np.full(rows, -1, dtype=np.int64)
    found[used] = rank[which.ravel()]
    return found


def _starts(sorted_rows: Ints, rows: int) -> Ints:
    return np.searchsorted(sorted_rows, np.arange(rows + 1)).astype(np.int64)


def _refuse_what_is_told(grid: Grid, model: Model) -> None:
    """CannotBeSafe when an earlier release tells the number of a small cell."""
    small = (model.value < grid.spec.threshold) & (model.value > (0 if grid.spec.zeros_published else -1))
    told = small & model.forced & ~model.unseen
    if told.any():
        cell = int(np.flatnonzero(model.cell_of[: grid.size] == np.flatnonzero(told)[0])[0])
        where = " ".join(grid.codes_of(cell)[1])
        raise CannotBeSafe(
            f"Cellen {where} är mindre än tröskeln, och ett tidigare utlämnande säger redan dess tal. "
            "Ta bort variabeln eller slå ihop koder så att cellen inte ingår.",
            f"The cell {where} is below the threshold, and an earlier release tells its number already. "
            "Leave the variable out, or merge codes so that the cell is not there.",
        )
