"""Tables as a workbook: a sheet to read, a sheet of rows to compute on, and a sheet about where they come from.

Texts are written as texts, so nothing that begins like a formula becomes one. The only formulas are ours: a total whose
parts stand beside it is their sum, and shows what was released.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from samordna.engine.document import Presentation, signs_in
from samordna.engine.formats.cells import written
from samordna.engine.formats.csv import value_names, values
from samordna.engine.formats.workbook import new_workbook
from samordna.engine.grid import Row
from samordna.engine.printed import Way
from samordna.engine.request import Key
from samordna.engine.table import Cell, Status, Table
from samordna.engine.words import Words

_ABOUT = Words("Om tabellerna", "About the tables")
_DATA = Words("Data", "Data")
#: Excel's forms of figures with no decimals, one, two …
_FORMS = {
    Way.NUMBER: ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"),
    Way.PERCENT: ("0", "0.0", "0.00", "0.000", "0.0000"),
    Way.CHANGE: ("0", "0.0", "0.00", "0.000", "0.0000"),
    Way.DIFFERENCE: ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"),
}
#: Excel reads the per cent sign as hundredths.
_SIGN = {Way.NUMBER: "", Way.PERCENT: " %", Way.CHANGE: " %", Way.DIFFERENCE: ""}


def workbook(presentations: Sequence[Presentation], title: Words, made: str, language: str = "sv") -> bytes:
    """The workbook. ``made``, a day as 2026-11-12, stands as its creation, so that the bytes follow the content."""
    out = io.BytesIO()
    book = new_workbook(out, title=title.in_language(language), created=datetime.fromisoformat(made))
    looks = _looks(book)
    for one in presentations:
        _readable(book, looks, one, language)
    for one in presentations:
        _rows(book, looks, one, language)
    _about(book, looks, presentations, title, language)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    number = {"num_format": "#,##0", "align": "right"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#17333f"}),
        "soft": book.add_format({"font_color": "#545e63", "text_wrap": False}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "term": book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right"}),
        "heads": book.add_format({"bold": True, "bottom": 1, "align": "center"}),
        "corner": book.add_format({"bold": True, "bottom": 1}),
        "group": book.add_format({"bold": True, "top": 1}),
        "label": book.add_format({}),
        "number": book.add_format(number),
        **{
            f"{way.value} {decimals}": book.add_format({"num_format": form + _SIGN[way], "align": "right"})
            for way in Way
            for decimals, form in enumerate(_FORMS[way])
        },
        "sign": book.add_format({"align": "right", "font_color": "#545e63"}),
    }


def _sheet(book: Any, name: str) -> Any:
    """A sheet; names are at most 31 characters and hold none of Excel's own signs."""
    sheet = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\")[:31])
    sheet.hide_gridlines(2)
    return sheet


def _readable(book: Any, looks: dict[str, Any], one: Presentation, language: str) -> None:
    sheet = _sheet(book, one.number.in_language(language))
    grid = one.grid
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, grid.width, 11)
    sheet.write_string(0, 0, one.caption.in_language(language), looks["title"])
    sheet.write_string(1, 0, one.scope.in_language(language), looks["soft"])
    line = 3
    for level, headings in enumerate(grid.headings):
        column = 1
        sheet.write_string(line, 0, "" if level < len(grid.headings) - 1 else grid.corner.in_language(language),
                           looks["corner"])  # fmt: skip
        for heading in headings:
            text = heading.words.in_language(language)
            if heading.span > 1:
                sheet.merge_range(line, column, line, column + heading.span - 1, text, looks["heads"])
            else:
                sheet.write_string(line, column, text, looks["head"])
            column += heading.span
        line += 1
    sheet.freeze_panes(line, 1)
    sums = _sums(one, line)
    for group in grid.groups:
        if group.words:
            sheet.write_string(line, 0, group.words.in_language(language), looks["group"])
            line += 1
        for row in group.rows:
            _row(sheet, looks, line, row, sums=sums, language=language)
            line += 1
    for sign, words in signs_in(one.table):
        line += 1
        sheet.write_string(line, 0, f"{sign}  {words.in_language(language)}", looks["soft"])
    for note in (one.source, *one.table.notes):
        line += 1
        sheet.write_string(line, 0, note.in_language(language), looks["soft"])


def _sums(one: Presentation, first: int) -> dict[Key, str]:
    """The formula of every total that its parts give, when all of them are printed; ``first`` is the first line."""
    places: dict[Key, str] = {}
    line = first
    for group in one.grid.groups:
        line += bool(group.words)
        for row in group.rows:
            places |= {placed.key: xl_rowcol_to_cell(line, column) for column, placed in enumerate(row.cells, start=1)}
            line += 1
    found = ((key, _parts(one.table, key)) for key in places)
    return {key: f"={'+'.join(places[part] for part in parts)}" for key, parts in found if parts}


def _parts(table: Table, key: Key) -> list[Key]:
    """The cells that add up to this one; none when it is no total, when a part has no number, or when they do not."""
    whole = table.cells[key]
    for place, column in enumerate(table.columns):
        if table.is_share or column.total is None or key[place] != column.total:
            continue
        parts = [(*key[:place], code, *key[place + 1 :]) for code in column.adding_up]
        numbers = [number for part in parts if (number := table.cells[part].value) is not None]
        if len(numbers) == len(parts) and sum(numbers) == whole.value:
            return parts
    return []


def _row(sheet: Any, looks: dict[str, Any], line: int, row: Row, *, sums: Mapping[Key, str], language: str) -> None:
    sheet.write_string(line, 0, row.words.in_language(language), looks["label"])
    for column, placed in enumerate(row.cells, start=1):
        if placed.key in sums:
            sheet.write_formula(line, column, sums[placed.key], looks["number"], placed.cell.value)
        else:
            _cell(sheet, looks, line, column, placed.cell)


def _cell(sheet: Any, looks: dict[str, Any], line: int, column: int, cell: Cell) -> None:
    """A figure is a number, so that it can be computed on; what is hidden or missing is its sign."""
    if cell.value is None or cell.rounded is None:
        sheet.write_string(line, column, written(cell), looks["sign"])
        return
    printing = cell.printing
    scale = 100 if _SIGN[printing.way] else 1
    sheet.write_number(line, column, float(cell.rounded) / scale, looks[f"{printing.way.value} {printing.decimals}"])


def _rows(book: Any, looks: dict[str, Any], one: Presentation, language: str) -> None:
    """One row per cell, with codes: the same as the CSV."""
    sheet = _sheet(book, f"{_DATA.in_language(language)} {one.table.name}")
    names = [*(column.name for column in one.table.columns), *value_names(one.table)]
    sheet.write_row(0, 0, names, looks["corner"])
    sheet.set_column(0, len(names), 18)
    for line, (key, cell) in enumerate(one.table.rows(), start=1):
        for column, code in enumerate(key):
            sheet.write_string(line, column, code)
        for column, number in enumerate(values(one.table, cell), start=len(key)):
            if cell.status is not Status.VALUE or not number:
                sheet.write_string(line, column, number, looks["sign"])
            else:
                sheet.write_number(line, column, float(number))


def _about(
    book: Any, looks: dict[str, Any], presentations: Sequence[Presentation], title: Words, language: str
) -> None:
    sheet = _sheet(book, _ABOUT.in_language(language))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title.in_language(language), looks["title"])
    line = 2
    for one in presentations:
        sheet.write_string(line, 0, one.number.in_language(language), looks["term"])
        sheet.write_string(line, 1, one.source.in_language(language), looks["wrap"])
        line += 1
    for sign, words in dict.fromkeys(sign for one in presentations for sign in signs_in(one.table)):
        sheet.write_string(line, 0, sign, looks["term"])
        sheet.write_string(line, 1, words.in_language(language), looks["wrap"])
        line += 1
    seen = dict.fromkeys(term for one in presentations for term in one.definitions)
    for term, text in seen:
        sheet.write_string(line, 0, term.in_language(language), looks["term"])
        sheet.write_string(line, 1, text.in_language(language), looks["wrap"])
        line += 1
