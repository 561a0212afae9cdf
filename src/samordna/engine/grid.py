"""A table laid out to be read: rows under headings, columns under headings. One layout for pages, PDF and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samordna.engine.request import Column, Key
from samordna.engine.table import Cell, Table
from samordna.engine.words import Words


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of the table's columns become rows and which columns; of each, the first may be a heading over the second.

    A table has two to four columns of codes; every one stands in exactly one place.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.rows) <= 2 or not 1 <= len(self.columns) <= 2:
            raise ValueError("a layout has one or two levels of rows and one or two of columns")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading over ``span`` columns; ``edge`` marks where a new group begins."""

    words: Words
    span: int
    edge: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in its place."""

    key: Key
    cell: Cell
    edge: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its label."""

    words: Words
    cells: tuple[Placed, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading; None = there is none."""

    words: Words | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole: what the first column is called, the headings from the top down, and the rows in groups."""

    corner: Words
    headings: tuple[tuple[Heading, ...], ...]
    groups: tuple[Group, ...]

    @property
    def width(self) -> int:
        """How many columns of cells there are."""
        return len(self.headings[-1])


def default_layout(columns: Sequence[Column]) -> Layout:
    """Years down, the last column across; a second and third in between as headings."""
    names = [column.name for column in columns]
    if len(names) == 2:
        return Layout((names[0],), (names[1],))
    if len(names) == 3:
        return Layout((names[1], names[0]), (names[2],))
    return Layout((names[2], names[0]), (names[1], names[3]))


def grid(table: Table, layout: Layout | None = None) -> Grid:
    """The table in its layout. ValueError when the layout does not name every column once."""
    layout = layout or default_layout(table.columns)
    names = [column.name for column in table.columns]
    if sorted((*layout.rows, *layout.columns)) != sorted(names):
        raise ValueError(f"{table.name}: the layout is of other columns")
    by_name = {column.name: column for column in table.columns}
    *row_group, row = (by_name[name] for name in layout.rows)
    *column_group, column = (by_name[name] for name in layout.columns)
    across = _across(column_group, column)
    groups = [
        Group(outer.words if outer else None, tuple(_row(table, names, outer, inner, across) for inner in _labels(row)))
        for outer in (_labels(row_group[0]) if row_group else [None])
    ]
    return Grid(row.words, _headings(column_group, column), tuple(groups))


@dataclass(frozen=True, slots=True)
class _Label:
    """A code in its column."""

    column: Column
    code: str

    @property
    def words(self) -> Words:
        return self.column.label(self.code)


def _labels(column: Column) -> list[_Label]:
    return [_Label(column, code) for code in column.codes]


def _across(group: list[Column], column: Column) -> list[tuple[list[_Label], bool]]:
    """The labels of each column of cells, and whether a new group begins there."""
    inner = _labels(column)
    if not group:
        return [([label], False) for label in inner]
    return [
        ([outer, label], number > 0 and label is inner[0])
        for number, outer in enumerate(_labels(group[0]))
        for label in inner
    ]


def _headings(group: list[Column], column: Column) -> tuple[tuple[Heading, ...], ...]:
    inner = tuple(Heading(label.words, 1, False) for label in _labels(column))
    if not group:
        return (inner,)
    outer = _labels(group[0])
    top = tuple(Heading(label.words, len(inner), number > 0) for number, label in enumerate(outer))
    below = tuple(
        Heading(heading.words, 1, number > 0 and place == 0)
        for number in range(len(outer))
        for place, heading in enumerate(inner)
    )
    return (top, below)


def _row(
    table: Table, names: list[str], outer: _Label | None, inner: _Label, across: list[tuple[list[_Label], bool]]
) -> Row:
    fixed = {label.column.name: label.code for label in (outer, inner) if label}
    cells = []
    for labels, edge in across:
        codes = fixed | {label.column.name: label.code for label in labels}
        key = tuple(codes[name] for name in names)
        cells.append(Placed(key, table.cells[key], edge))
    return Row(inner.words, tuple(cells), inner.code == "total")
