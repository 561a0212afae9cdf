"""Tables as templates want them: every cell with its text, what stands below it, and how it is spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from samordna.engine.document import Presentation
from samordna.engine.formats.bars import Bars, bars_as_svg
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, chart_as_svg
from samordna.engine.grid import Grid, Group, Row
from samordna.engine.request import Key
from samordna.engine.seen import as_changes, as_shares, has_changes, has_shares, over
from samordna.engine.table import Cell, Status, Table
from samordna.engine.text.sentences import Sentence

#: What a reader can choose to see in the cells.
VIEWS = ("numbers", "shares", "changes")
#: A table of more rows than this is shown without its rows of nothing but noughts, until they are asked for.
LONG = 60


@dataclass(frozen=True)
class Shown:
    """A cell on a page. ``kind`` is value, hidden or missing; ``below`` the counts that a share or change rests on."""

    kind: str
    text: str
    below: str = ""
    edge: bool = False
    url: str = ""


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
    #: Where a link to the group leads, in a long table; empty in others.
    anchor: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table on a page."""

    corner: str
    headings: list[list[dict[str, Any]]]
    groups: tuple[ShownGroup, ...]
    #: So many rows are nothing but noughts and were left out.
    left_out: int = 0

    @property
    def is_long(self) -> bool:
        """True when a reader wants links to the groups."""
        return any(group.anchor for group in self.groups)

    @property
    def width(self) -> int:
        """Columns in all, the labels' too."""
        return 1 + len(self.headings[-1])


def language() -> str:
    """The reader's language."""
    return get_language() or "sv"


def as_seen(table: Table, view: str = VIEWS[0], periods: Sequence[str] = ()) -> Table:
    """The table as it was chosen. A change is on the period before in the whole table, also when that is not shown."""
    if view == "shares" and has_shares(table):
        table = as_shares(table)
    elif view == "changes" and has_changes(table):
        table = as_changes(table)
    return over(table, periods) if periods else table


def shown(one: Presentation, link: Callable[[Key], str] | None = None, *, all_rows: bool = False) -> ShownTable:
    """The table as it is to be seen; ``link`` tells where a cell leads, and ``all_rows`` keeps a long one whole."""
    speak = language()
    grid = one.grid
    is_long = sum(len(group.rows) for group in grid.groups) > LONG
    groups = [replace(group, rows=tuple(filter(_says_more, group.rows))) for group in grid.groups]
    if not is_long or all_rows:
        groups = list(grid.groups)
    return ShownTable(
        grid.corner.in_language(speak),
        _headings(grid, speak),
        tuple(
            replace(_group(group, link, speak), anchor=f"g{number}" if is_long and group.words else "")
            for number, group in enumerate(groups, start=1)
        ),
        sum(len(group.rows) for group in grid.groups) - sum(len(group.rows) for group in groups),
    )


def _says_more(row: Row) -> bool:
    """False for a row of nothing but noughts. What is hidden or missing is always seen, and so is a total."""
    return row.is_total or any(placed.cell.status is not Status.VALUE or placed.cell.value for placed in row.cells)


def _headings(grid: Grid, speak: str) -> list[list[dict[str, Any]]]:
    return [
        [{"text": h.words.in_language(speak), "span": h.span, "edge": h.edge} for h in headings]
        for headings in grid.headings
    ]


def _group(group: Group, link: Callable[[Key], str] | None, speak: str) -> ShownGroup:
    label = group.words.in_language(speak) if group.words else ""
    return ShownGroup(label, tuple(_row(row, link, speak) for row in group.rows))


def _row(row: Row, link: Callable[[Key], str] | None, speak: str) -> ShownRow:
    cells = tuple(
        replace(shown_cell(placed.cell), edge=placed.edge, url=link(placed.key) if link else "") for placed in row.cells
    )
    return ShownRow(row.words.in_language(speak), cells, row.is_total)


def shown_cell(cell: Cell) -> Shown:
    """One cell by itself."""
    kind = "missing" if cell.status is Status.VALUE and cell.rounded is None else cell.status.value
    return Shown(kind, written(cell, language()), counts_behind(cell, language()) or "")


def drawn(charts: Sequence[Chart | Bars], prefix: str) -> list[dict[str, Any]]:
    """Diagrams to stand in a page, each with an id of its own."""
    speak = language()
    return [
        {"title": chart.title.in_language(speak), "svg": _svg(chart, speak, f"{prefix}{number}")}
        for number, chart in enumerate(charts, start=1)
    ]


def _svg(chart: Chart | Bars, speak: str, title_id: str) -> SafeString:
    drawn = (
        bars_as_svg(chart, speak, title_id=title_id)
        if isinstance(chart, Bars)
        else chart_as_svg(chart, speak, title_id=title_id)
    )
    # Drawn by our own engine, which takes styles away and escapes every text.
    return mark_safe(drawn)  # noqa: S308


def said(sentences: Sequence[Sentence]) -> list[list[tuple[str, str]]]:
    """Sentences in pieces: text, and how it was counted (empty for what is no figure)."""
    speak = language()
    return [
        [(text, figure.how.in_language(speak) if figure else "") for text, figure in sentence.parts(speak)]
        for sentence in sentences
    ]
