"""Every code of every table: the cells of a release as they are printed, and which of them each leaf is counted in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samordna.engine.disclosure.leaves import Ints, Leaves
from samordna.engine.disclosure.spec import TOTAL, Dimension, Spec


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension's codes as they are printed, the total first, and where each leaf stands at each level."""

    name: str
    codes: tuple[str, ...]
    levels: tuple[Ints, ...]


@dataclass(frozen=True)
class Grid:
    """The tables' cells, numbered in the order of print: table by table, the last dimension running fastest."""

    spec: Spec
    leaves: Leaves
    axes: dict[str, Axis]

    def axes_of(self, table: int) -> list[Axis]:
        """The dimensions that the table is by, in the specification's order."""
        return [self.axes[name] for name in self.spec.tables[table]]

    def shape(self, table: int) -> tuple[int, ...]:
        """How many codes each of the table's dimensions has."""
        return tuple(len(axis.codes) for axis in self.axes_of(table))

    @cached_property
    def starts(self) -> list[int]:
        """The number of each table's first cell, and after them the number of all cells."""
        sizes = [int(np.prod(self.shape(t), dtype=np.int64)) for t in range(len(self.spec.tables))]
        return [0, *itertools.accumulate(sizes)]

    @property
    def size(self) -> int:
        """How many cells there are in all tables."""
        return self.starts[-1]

    def slots(self) -> Ints:
        """One row a leaf: the numbers of all cells that it is counted in."""
        columns = []
        for table in range(len(self.spec.tables)):
            shape = self.shape(table)
            for levels in itertools.product(*(axis.levels for axis in self.axes_of(table))):
                flat = np.ravel_multi_index(levels, shape) if levels else np.zeros(len(self.leaves.n), dtype=np.int64)
                columns.append(flat + self.starts[table])
        return np.stack(columns, axis=1)

    def codes_of(self, cell: int) -> tuple[int, tuple[str, ...]]:
        """A cell's table, and its code in each of the specification's dimensions."""
        table = int(np.searchsorted(self.starts, cell, side="right")) - 1
        places = np.unravel_index(cell - self.starts[table], self.shape(table)) if self.shape(table) else ()
        at = {axis.name: axis.codes[int(i)] for axis, i in zip(self.axes_of(table), places, strict=True)}
        return table, tuple(at.get(dimension.name, TOTAL) for dimension in self.spec.dimensions)

    def rows(self, table: int) -> itertools.product[tuple[str, ...]]:
        """The codes of all the table's cells in the order of print, ``Total`` where it has no dimension."""
        used = set(self.spec.tables[table])
        every = [self.axes[d.name].codes if d.name in used else (TOTAL,) for d in self.spec.dimensions]
        return itertools.product(*every)


def grid_of(spec: Spec, leaves: Leaves) -> Grid:
    """The cells of the release that ``spec`` describes."""
    return Grid(spec, leaves, {dimension.name: _axis(dimension, leaves) for dimension in spec.dimensions})


def _axis(dimension: Dimension, leaves: Leaves) -> Axis:
    codes = (TOTAL, *sorted(code for column in dimension.columns for code in leaves.codes[column]))
    number = {code: i for i, code in enumerate(codes)}
    levels = [np.zeros(len(leaves.n), dtype=np.int64)]
    for column in dimension.columns:
        printed = np.array([number[code] for code in leaves.codes[column]], dtype=np.int64)
        levels.append(printed[leaves.places[column]])
    return Axis(dimension.name, codes, tuple(levels))
