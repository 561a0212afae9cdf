"""A finished table seen in another way: fewer periods, as shares, as changes, with other rows and columns.

What is hidden stays hidden: everything is made of the cells as they are printed, never of the numbers behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from samordna.engine.frozen import FrozenForm
from samordna.engine.grid import Layout
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Column, Counted, Key, What
from samordna.engine.run import compared, share_of
from samordna.engine.table import MISSING, Cell, Status, Table
from samordna.engine.words import Words

PERCENT = What(Counted.SUM, "percent", Words("procent", "per cent"))
CHANGE = What(Counted.SUM, "change", Words("förändring i procent", "change in per cent"))


def kept_form(table: Table) -> FrozenForm:
    """The table's form as a value of its own, to be changed."""
    form = table.form
    return FrozenForm(form.name, form.title, form.columns, form.what, form.of_people, form.is_share, tuple(form.notes))


def over(table: Table, periods: Collection[str]) -> Table:
    """The table with only these periods. ValueError when it has none of them."""
    first, *others = table.columns
    places = [place for place, code in enumerate(first.codes) if code in periods]
    if not places:
        raise ValueError(f"{table.name} has none of the periods {', '.join(periods)}")
    codes = tuple(first.codes[place] for place in places)
    if codes == first.codes:
        return table
    words = tuple(first.code_words[place] for place in places)
    form = replace(kept_form(table), columns=(replace(first, codes=codes, code_words=words), *others))
    return replace(table, form=form, cells={key: table.cells[key] for key in form.cell_keys()})


def has_shares(table: Table) -> bool:
    """True for a table of numbers where something adds up, so that shares can be taken."""
    return not table.is_share and any(column.total for column in table.columns)


def has_changes(table: Table) -> bool:
    """True for a table of numbers over several periods."""
    return not table.is_share and len(table.columns[0].codes) > 1


def as_shares(table: Table) -> Table:
    """Every number beside the total of its line, by the last column that has one."""
    return _of_two(table, PERCENT, lambda key: compared(table, key))


def as_changes(table: Table) -> Table:
    """Every number beside that of the period before it in the table. The first period has none before: missing."""
    codes = table.columns[0].codes
    before = dict(zip(codes[1:], codes, strict=False))

    def change(key: Key) -> Cell:
        cell = table.cells[key]
        if key[0] not in before:
            return MISSING
        earlier = table.cells[(before[key[0]], *key[1:])]
        if Status.MISSING in (cell.status, earlier.status) or earlier.value == 0:
            return MISSING
        return share_of(cell, earlier, Printed(Way.CHANGE, unit=cell.printing.unit))

    return _of_two(table, CHANGE, change)


def _of_two(table: Table, what: What, cell: Callable[[Key], Cell]) -> Table:
    form = replace(kept_form(table), what=what, is_share=True)
    return replace(table, form=form, cells={key: cell(key) for key in form.cell_keys()})


def in_whole_units(table: Table) -> Table:
    """Amounts without decimals where all of them are whole: nobody reads 1 089 420 250,00. Others are as they were.

    Only sums are meant: a mean of 4,0 years says how exact it is.
    """
    amounts = [cell for cell in table.cells.values() if cell.figure is not None and cell.printing.decimals]
    is_whole = all(
        cell.of is None and cell.figure is not None and cell.figure.denominator == 1 and cell.printing.way is Way.NUMBER
        for cell in amounts
    )
    if not amounts or not is_whole:
        return table
    cells = {
        key: replace(cell, printed=replace(cell.printing, decimals=0)) if cell.value is not None else cell
        for key, cell in table.cells.items()
    }
    return replace(table, cells=cells)


def arranged(layout: Layout, rows: str = "", columns: str = "") -> Layout:
    """The layout with ``rows`` as its rows and ``columns`` as its columns; what stood there changes place with them.

    >>> arranged(Layout(("benefit", "year"), ("registration", "sex")), rows="sex")
    Layout(rows=('benefit', 'sex'), columns=('registration', 'year'))
    """
    wanted = layout
    if rows:
        wanted = _swapped(wanted, rows, wanted.rows[-1])
    if columns and columns != wanted.rows[-1]:
        wanted = _swapped(wanted, columns, wanted.columns[-1])
    return wanted


def _swapped(layout: Layout, one: str, other: str) -> Layout:
    if one not in (*layout.rows, *layout.columns):
        return layout
    change = {one: other, other: one}
    return Layout(*(tuple(change.get(name, name) for name in names) for names in (layout.rows, layout.columns)))


def beside(tables: Mapping[str, Table], names: Mapping[str, Words], codes: Mapping[str, str], heading: Words) -> Table:
    """One figure of several tables of the same form beside each other: periods by areas.

    ``codes`` says which figure: a code for each column but the first. KeyError when there is no such cell.
    """
    first = next(iter(tables.values()))
    period, *others = first.columns
    area = Column("area", heading, tuple(tables), tuple(names[code] for code in tables))
    cells: dict[Key, Cell] = {
        (when, code): table.cells[(when, *(codes[column.name] for column in others))]
        for when in period.codes
        for code, table in tables.items()
    }
    form = replace(kept_form(first), columns=(period, area))
    return replace(first, form=form, cells={key: cells[key] for key in form.cell_keys()})


def labels(table: Table, codes: Mapping[str, str]) -> list[Words]:
    """What the codes are called, in the order of the columns, totals left out."""
    return [
        column.label(codes[column.name])
        for column in table.columns
        if column.name in codes and codes[column.name] != column.total
    ]


def usual_codes(columns: Sequence[Column]) -> dict[str, str]:
    """The code of each column that is meant when nobody says: its total, or its first."""
    return {column.name: column.total or column.codes[0] for column in columns}
