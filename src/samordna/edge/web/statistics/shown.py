"""Tables as templates want them: every cell with its text, what stands below it, and how it is spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samordna.engine.document import Presentation
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, chart_as_svg
from samordna.engine.grid import Grid, Group, Row
from samordna.engine.run import compared
from samordna.engine.table import Cell, Status, Table, percent
from samordna.engine.text.numbers import NBSP, integer
from samordna.engine.text.sentences import Sentence

#: What a reader can choose to see in the cells.
VIEWS = ("numbers", "shares", "changes")


@dataclass(frozen=True)
class Shown:
    """A cell on a page. ``kind`` is value, hidden or missing; ``below`` the counts that a share or change rests on."""

    kind: str
    text: str
    below: str = ""
    edge: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row on a page."""

    label: str
    cells: tuple[Shown, ...]
    is_total: bool


@dataclass(frozen=True)
class ShownGroup:
    """Rows under a heading, which may be empty."""

    label: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class ShownTable:
    """A table on a page."""

    corner: str
    headings: list[list[dict[str, Any]]]
    groups: tuple[ShownGroup, ...]

    @property
    def width(self) -> int:
        """Columns in all, the labels' too."""
        return 1 + len(self.headings[-1])


def language() -> str:
    """The reader's language."""
    return get_language() or "sv"


def shown(one: Presentation, view: str = "numbers", years: Sequence[str] = ()) -> ShownTable:
    """The table as it is to be seen. With ``years`` only those; a change is still on the year before."""
    speak = language()
    grid = one.grid
    write = _writer(one.table, view)
    return ShownTable(
        grid.corner.in_language(speak),
        _headings(grid, speak),
        tuple(group for group in (_group(g, write, years, one.table, speak) for g in grid.groups) if group.rows),
    )


def _headings(grid: Grid, speak: str) -> list[list[dict[str, Any]]]:
    return [
        [{"text": h.words.in_language(speak), "span": h.span, "edge": h.edge} for h in headings]
        for headings in grid.headings
    ]


def _group(
    group: Group, write: Callable[[Any, Cell], Shown], years: Sequence[str], table: Table, speak: str
) -> ShownGroup:
    kept = [row for row in group.rows if not years or _year(row, table) in (None, *years)]
    label = group.words.in_language(speak) if group.words else ""
    return ShownGroup(label, tuple(_row(row, write, speak) for row in kept))


def _year(row: Row, table: Table) -> str | None:
    """The year of a row, if years stand down the side of this table."""
    found = {placed.key[0] for placed in row.cells}
    return found.pop() if len(found) == 1 else None


def _row(row: Row, write: Callable[[Any, Cell], Shown], speak: str) -> ShownRow:
    cells = []
    for placed in row.cells:
        cell = write(placed.key, placed.cell)
        cells.append(Shown(cell.kind, cell.text, cell.below, placed.edge))
    return ShownRow(row.words.in_language(speak), tuple(cells), row.is_total)


def _writer(table: Table, view: str) -> Callable[[Any, Cell], Shown]:
    if view == "shares" and not table.is_share:
        return lambda key, cell: _number(compared(table, key))
    if view == "changes" and not table.is_share:
        return lambda key, cell: _change(table, key, cell)
    return lambda key, cell: _number(cell)


def _number(cell: Cell) -> Shown:
    return Shown(cell.status.value, written(cell), counts_behind(cell, language()) or "")


def _change(table: Table, key: tuple[str, ...], cell: Cell) -> Shown:
    """The change on the year before in whole per cent, with the two numbers below."""
    year, *rest = key
    before = table.cells.get((str(int(year) - 1), *rest))
    if before is None or before.status is Status.MISSING or cell.status is Status.MISSING or before.value == 0:
        return Shown("missing", "...")
    if before.value is None or cell.value is None:
        return Shown("hidden", "..")
    change = percent(cell.value - before.value, before.value)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    numbers = _("från %(earlier)s till %(later)s") % {"earlier": integer(before.value), "later": integer(cell.value)}
    return Shown("value", f"{sign}{integer(abs(change))}{NBSP}%", numbers)


def drawn(charts: Sequence[Chart], prefix: str) -> list[dict[str, Any]]:
    """Diagrams to stand in a page, each with an id of its own."""
    speak = language()
    return [
        {"title": chart.title.in_language(speak), "svg": _svg(chart, speak, f"{prefix}{number}")}
        for number, chart in enumerate(charts, start=1)
    ]


def _svg(chart: Chart, speak: str, title_id: str) -> SafeString:
    # Drawn by our own engine, which takes styles away and escapes every text.
    return mark_safe(chart_as_svg(chart, speak, title_id=title_id))  # noqa: S308


def said(sentences: Sequence[Sentence]) -> list[list[tuple[str, str]]]:
    """Sentences in pieces: text, and how it was counted (empty for what is no figure)."""
    speak = language()
    return [
        [(text, figure.how.in_language(speak) if figure else "") for text, figure in sentence.parts(speak)]
        for sentence in sentences
    ]
