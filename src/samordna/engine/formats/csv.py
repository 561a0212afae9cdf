"""Tables as CSV: one row per cell, UTF-8, comma, line feed; codes and not labels, so that programs can read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from samordna.engine.formats.plain import csv_cell
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Cell, Form, Status, Table

#: What stands instead of a number.
SIGNS = {Status.HIDDEN: HIDDEN_SIGN, Status.MISSING: MISSING_SIGN}


def table_as_csv(table: Table) -> str:
    """A header and one line per cell in the order of print. Shares stand beside their two counts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow([*names, *value_names(table)])
    for key, cell in table.rows():
        writer.writerow([*map(csv_cell, key), *values(table, cell)])
    return out.getvalue()


def tables_as_csv(tables: Iterable[Table]) -> str:
    """Several tables in one file: per cell the table, its codes as column=code, what is counted, and the value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "cell", "counted", "value"])
    for table in tables:
        names = [column.name for column in table.columns]
        for key, cell in table.rows():
            codes = ";".join(f"{name}={code}" for name, code in zip(names, key, strict=True))
            for counted, value in zip(value_names(table), values(table, cell), strict=True):
                writer.writerow([csv_cell(table.name), csv_cell(codes), counted, value])
    return out.getvalue()


def value_names(table: Table) -> list[str]:
    """What the columns of values are called."""
    return names_of_values(table.form)


def names_of_values(form: Form) -> list[str]:
    """What the columns of values are called in tables of this form."""
    return [form.what.name, "part", "whole"] if form.is_share else [form.what.name]


def _two_counts(cell: Cell) -> list[str]:
    """The figure and the two numbers it is made of; a number that stands among ratios has none.

    A ratio of nothing has no figure: it is missing, though its two numbers are known.
    """
    return [cell.rounded or MISSING_SIGN, str(cell.value), "" if cell.of is None else str(cell.of)]


def values(table: Table, cell: Cell) -> list[str]:
    """The values of a cell as they are written."""
    if cell.status is not Status.VALUE:
        return [SIGNS[cell.status]] * len(value_names(table))
    if table.is_share:
        return _two_counts(cell)
    return [str(cell.value)]
