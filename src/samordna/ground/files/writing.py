"""Tables as files that can be read in again: CSV and XLSX in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter import Workbook

_FORMULA: Final = tuple("=+-@\t\r|＝＋－＠")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, as spreadsheets expect; an apostrophe in front of what they would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(headings: Sequence[str], rows: Iterable[Sequence[str]], sheet: str) -> bytes:
    """One sheet, all cells text: personal numbers and codes keep their zeros."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, bold, text = book.add_worksheet(sheet), book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    page.freeze_panes(1, 0)
    page.set_column(0, len(headings) - 1, 16, text)
    for line, row in enumerate([headings, *rows]):
        for column, cell in enumerate(row):
            if cell:
                page.write_string(line, column, cell, bold if line == 0 else text)
    book.close()
    return out.getvalue()


def as_text(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula. Numbers stay numbers.

    >>> as_text("=1+1"), as_text("-12,5"), as_text("Motala")
    ("'=1+1", '-12,5', 'Motala')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def meant(cell: str) -> str:
    """What ``as_text`` was given.

    >>> meant("'=1+1"), meant("'n Driessen")
    ('=1+1', "'n Driessen")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
