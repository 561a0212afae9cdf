"""The account as a workbook: a sheet to read first, then tables to compute on, then the definitions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from xlsxwriter.utility import xl_range

from samordna.agree.accounting import files
from samordna.agree.accounting.queries import Account, Part
from samordna.agree.accounting.rules.figures import FIGURES
from samordna.engine.formats.workbook import new_workbook


def workbook(account: Account) -> bytes:
    """The file; the same account gives the same bytes."""
    out = io.BytesIO()
    book = new_workbook(out, title="Redovisning av beredningen", created=datetime.combine(account.period.known, time()))
    head, bold = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bold": True})
    _table(book, "Tal", files.figure_rows(account), head)
    if account.associations:
        _parts(book, "Förbund", account.associations, head, bold, sums=True)
    if account.counties:
        _parts(book, "Län", account.counties, head, bold, sums=False)
    _table(book, "Tid i steg", files.stage_rows(account.summary), head)
    way = [row | {"closed": sum(row["closed"].values())} for row in files.way_rows(account.summary)]
    _table(book, "Vägen", way, head)
    _table(book, "Pengar", files.money_rows(account.summary), head)
    _table(book, "Ärenden", list(files.case_rows(account)), head)
    _table(book, "Svar", list(files.answer_rows(account)), head)
    _about(book, account, bold)
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, widths: Sequence[int]) -> Any:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    return sheet


def _table(book: Any, name: str, rows: Sequence[files.Row], head: Any) -> None:
    names = list(rows[0]) if rows else ["inga rader"]
    sheet = _sheet(book, name, [max(12, min(40, len(one) + 4)) for one in names])
    sheet.write_row(0, 0, names, head)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row.values()):
            _write(sheet, line, column, value)


def _write(sheet: Any, line: int, column: int, value: Any) -> None:
    """Numbers and money are numbers, so that they can be added; everything else is text, also what looks like a
    formula.
    """
    if isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif _is_amount(value):
        sheet.write_number(line, column, float(value))
    else:
        sheet.write_string(line, column, str(value))


def _is_amount(value: str) -> bool:
    whole, dot, ore = value.removeprefix("-").partition(".")
    return bool(dot) and whole.isdigit() and len(ore) == 2 and ore.isdigit()


def _parts(book: Any, name: str, parts: Iterable[Part], head: Any, bold: Any, *, sums: bool) -> None:
    """One row for each association or county, a column for each figure. Associations add up to the scope."""
    every = list(parts)
    sheet = _sheet(book, name, [30, *([14] * len(FIGURES))])
    sheet.write_row(0, 0, [name, *(figure.label.sv for figure in FIGURES.values())], head)
    for line, part in enumerate(every, start=1):
        sheet.write_string(line, 0, part.scope.name)
        for column, figure in enumerate(FIGURES, start=1):
            sheet.write_number(line, column, part.summary.value(figure))
    if not sums:
        text = "Ett förbund i flera län står i vart och ett. Länen går därför inte att lägga ihop till riket."
        sheet.write_string(len(every) + 2, 0, text)
        return
    line = len(every) + 1
    sheet.write_string(line, 0, "Summa", bold)
    for column, figure in enumerate(FIGURES, start=1):
        total = sum(part.summary.value(figure) for part in every)
        sheet.write_formula(line, column, f"=SUM({xl_range(1, column, line - 1, column)})", bold, total)


def _about(book: Any, account: Account, bold: Any) -> None:
    sheet = _sheet(book, "Definitioner", [34, 110])
    lines = [*files.about(account), *((f.label.sv, f.definition.sv) for f in FIGURES.values())]
    for line, (name, text) in enumerate(lines):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text)
