"""The diagram beside a table: drawn of the same cells, so that what is hidden in the table is hidden here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samordna.edge.web.statistics.choices import SEX, Choices, capital, series_of
from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Chart, Series
from samordna.engine.printed import CHANGES
from samordna.engine.request import Column
from samordna.engine.seen import labels, usual_codes
from samordna.engine.table import Cell, Table
from samordna.engine.words import Words

#: So many lines can be told apart in one diagram; more are drawn as bars.
LINES = 3
#: A diagram of more bars than this is no longer looked at.
BARS = 60


def diagram(table: Table, chosen: Choices) -> Chart | Bars | None:
    """Lines over the periods, or bars where there is one period or too many lines. None: there is nothing to draw."""
    name = series_of(chosen, table)
    if not name:
        return None
    column = _column(table, name)
    codes = usual_codes(table.columns[1:]) | dict(chosen.codes)
    codes = {other: _drawn_code(table, other, code) for other, code in codes.items()}
    drawn = _over_periods(table, column, codes) if len(table.columns[0].codes) > 1 else _in_one(table, column, codes)
    return drawn if drawn is not None and _can_be_drawn(drawn) else None


def _column(table: Table, name: str) -> Column:
    return next(column for column in table.columns if column.name == name)


def _drawn_code(table: Table, name: str, code: str) -> str:
    return code if code in _column(table, name).codes else usual_codes([_column(table, name)])[name]


def parts_of(column: Column) -> Sequence[str]:
    """The codes of a column without its total: the total is no line beside its own parts."""
    return [code for code in column.codes if code != column.total] or column.codes


def _cell(table: Table, codes: Mapping[str, str]) -> Cell:
    return table.cells[tuple(codes[column.name] for column in table.columns)]


def _over_periods(table: Table, column: Column, codes: Mapping[str, str]) -> Chart | Bars:
    period = table.columns[0]
    series = tuple(
        Series(
            column.label(code),
            tuple(_cell(table, {**codes, column.name: code, period.name: when}) for when in period.codes),
        )
        for code in parts_of(column)
    )
    title = _title(table, column, {name: code for name, code in codes.items() if name != column.name})
    if len(series) <= LINES:
        return Chart(title, period.codes, series)
    return Bars(title, period.codes, series, period.code_words)


def _in_one(table: Table, column: Column, codes: Mapping[str, str]) -> Bars | None:
    """One period: a group of bars for each code, women and men in each where the table is by sex."""
    by_name = {one.name: one for one in table.columns[1:] if len(one.codes) > 1}
    groups = column
    if column.name == SEX and len(by_name) > 1:
        groups = max((one for one in by_name.values() if one.name != SEX), key=lambda one: len(one.codes))
    bars = by_name[SEX] if SEX in by_name and groups.name != SEX else table.columns[0]
    shown = parts_of(bars)
    all_codes = {table.columns[0].name: table.columns[0].codes[0], **codes}
    series = tuple(
        Series(
            groups.label(group),
            tuple(_cell(table, {**all_codes, groups.name: group, bars.name: code}) for code in shown),
        )
        for group in groups.codes
    )
    rest = {name: code for name, code in codes.items() if name not in (groups.name, bars.name)}
    return Bars(_title(table, groups, rest), tuple(shown), series, tuple(bars.label(code) for code in shown))


def _title(table: Table, column: Column, codes: Mapping[str, str]) -> Words:
    """What is drawn: the chosen codes, or what the table counts, and what the lines are."""
    said = labels(table, codes)
    sv = " · ".join(words.sv for words in said) or table.form.what.words.sv
    en = " · ".join(words.en for words in said) or table.form.what.words.en
    return Words(f"{capital(sv)} · {column.words.sv.lower()}", f"{capital(en)} · {column.words.en.lower()}")


def says_anything(drawn: Chart | Bars) -> bool:
    """True when a figure is known: of hidden ones alone there is nothing to see that the table does not say."""
    return any(cell.figure is not None for one in drawn.series for cell in one.cells)


def _can_be_drawn(drawn: Chart | Bars) -> bool:
    """Figures of one kind that are not below nought, at least one of them, and not too many to look at."""
    cells = [cell for one in drawn.series for cell in one.cells]
    figures = [cell.figure for cell in cells if cell.figure is not None]
    ways = {(cell.printing.way, cell.printing.unit) for cell in cells if cell.figure is not None}
    negative = any(way in CHANGES for way, _ in ways) or any(figure < 0 for figure in figures)
    return len(cells) <= BARS and len(ways) == 1 and not negative
