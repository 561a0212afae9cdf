"""Empty workbooks to write in: no text becomes a formula, a link or a number, and none is more than a cell can hold."""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from samordna.engine.formats.plain import PROPERTY, everywhere, on_one_line, xlsx_cell

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Sheet(Worksheet):  # type: ignore[misc]
    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        """Every way of writing a text ends here."""
        return super()._write_string(row, col, xlsx_cell(string), cell_format)


def new_workbook(out: io.BytesIO, **about: Any) -> Any:
    """A workbook that ends in ``out`` when it is closed. With ``created`` the same content gives the same bytes.

    ``about`` is what the file says of itself: title, comments, created.
    """
    book = Workbook(out, _OPTIONS)
    book.worksheet_class = _Sheet
    if about:
        book.set_properties({"author": "Samordna", **everywhere(about, lambda text: on_one_line(text)[:PROPERTY])})
    return book
