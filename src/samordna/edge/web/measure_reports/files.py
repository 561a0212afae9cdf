"""The tables of a report as a file: CSV for programs, a workbook to read and compute on."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from samordna.edge.web.measure_reports.sheets import Cell, Sheet
from samordna.engine.formats.plain import csv_cell
from samordna.engine.formats.workbook import new_workbook

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_response(sheets: Sequence[Sheet], form: str, *, name: str, title: str, at: datetime) -> HttpResponse:
    """The file to take away; 404 for a format that there is not."""
    if form not in TYPES:
        raise Http404
    content = as_csv(sheets) if form == "csv" else as_workbook(sheets, title, at)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """One line per cell: table, group, row, column, value. Hidden is ``..``, missing ``...``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "group", "row", "column", "value"])
    for sheet in sheets:
        group = ""
        for line in sheet.lines:
            group = line.label if line.head else group
            for column, cell in zip(sheet.columns, line.cells, strict=False):
                row = ", ".join(filter(None, [line.label, line.sub]))
                writer.writerow([csv_cell(each) for each in (sheet.title, group, row, column, cell.data)])
    return out.getvalue().encode("utf-8")


def as_workbook(sheets: Sequence[Sheet], title: str, at: datetime) -> bytes:
    """A sheet for each table, with its notes below; numbers are numbers."""
    out = io.BytesIO()
    book = new_workbook(out, title=title, created=at.replace(tzinfo=None))
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right"}),
        "bold": book.add_format({"bold": True}),
        "number": book.add_format({"num_format": "#,##0", "align": "right"}),
        "right": book.add_format({"align": "right"}),
        "soft": book.add_format({"font_color": "#545e63"}),
    }
    for number, sheet in enumerate(sheets, start=1):
        _sheet(book, looks, sheet, number)
    book.close()
    return out.getvalue()


def _sheet(book: Any, looks: dict[str, Any], sheet: Sheet, number: int) -> None:
    page = book.add_worksheet(_("Tabell %(n)d") % {"n": number})
    page.set_column(0, 0, 46)
    page.set_column(1, len(sheet.columns), 14)
    page.write_string(0, 0, sheet.title, looks["title"])
    page.write_string(2, 0, sheet.corner, looks["bold"])
    for column, text in enumerate(sheet.columns, start=1):
        page.write_string(2, column, text, looks["head"])
    page.freeze_panes(3, 1)
    at = 3
    for line in sheet.lines:
        text = ", ".join(filter(None, [line.label, line.sub]))
        page.write_string(at, 0, text, *([looks["bold"]] if line.head or line.total else []))
        for column, cell in enumerate(line.cells, start=1):
            _cell(page, looks, (at, column), cell)
        at += 1
    for note in sheet.notes:
        at += 1
        page.write_string(at, 0, note, looks["soft"])


def _cell(page: Any, looks: dict[str, Any], place: tuple[int, int], cell: Cell) -> None:
    if isinstance(cell.data, str):
        page.write_string(*place, cell.data, looks["right"])
    else:
        page.write_number(*place, cell.data, looks["number"])
