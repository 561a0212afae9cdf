"""What waits, as CSV and as a workbook: one line for each thing, days as days and numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samordna.agree.decisions.overview import Wait
from samordna.engine.formats.plain import csv_cell
from samordna.engine.formats.workbook import new_workbook

Cell = str | int | date | None
Table = tuple[Sequence[str], list[list[Cell]]]


def table(waits: Iterable[Wait], today: date) -> Table:
    """Headings and rows. An empty cell is a day that is not set."""
    headings = [
        *(_("Ärende"), _("Nummer"), _("Förbund"), _("Väntar på"), _("Vad"), _("Sedan"), _("Dagar")),
        *(_("Senast"), _("Dagar försenat"), _("Påminnelser"), _("Senast påmind")),
    ]
    rows: list[list[Cell]] = [
        [
            *(w.case.title, w.case.number, w.case.association.name, w.who, w.what, w.since, w.days(today)),
            *(w.due, w.days_late(today), len(w.reminded), w.reminded[-1] if w.reminded else None),
        ]
        for w in waits
    ]
    return headings, rows


def csv_of(found: Table) -> bytes:
    """UTF-8 with comma and line feed, days as 2026-11-12."""
    headings, rows = found
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(csv_cell(cell))


def xlsx_of(found: Table) -> bytes:
    """One sheet with a filter over the headings."""
    headings, rows = found
    out = io.BytesIO()
    book = new_workbook(out)
    sheet = book.add_worksheet(_("Väntar"))
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, day)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(headings) - 1, 16)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell)
    elif cell:
        sheet.write_string(line, column, cell)
