"""Tables in a document: heads, rows with their labels, and cells that are numbers, hidden, or something else."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from samordna.learn.checking.findings import Place
from samordna.learn.checking.lines import Line
from samordna.learn.checking.numbers import parsed

_TOTAL: Final = re.compile(
    r"^(?:total\w*|summa\w*|samtliga|alla|sammanlagt|sammantaget|tillsammans|hela \w+|riket|landet|båda \w+|"
    r"första halvåret|andra halvåret|helår(?:et)?|årets resultat|resultat$|netto\w*)\b",
    re.IGNORECASE,
)
#: Such a row may be something else than the sum of those above; it must hold somewhere.
_PERHAPS: Final = re.compile(r"^(?:båda|första|andra|helår|årets|resultat|netto)", re.IGNORECASE)
_TITLE: Final = re.compile(
    r"^\s*(tabell|diagram|figur|bilaga)\s+([a-z]?\d+(?:[.:]\d+)*[a-z]?)\b[.:]?\s*(.*)", re.IGNORECASE
)
#: A count and its share in one cell: 116 (28 %), 57 (62).
_BOTH: Final = re.compile(r"^([−–-]?\d[\d \u00a0]*)\((\d+(?:,\d+)?[ \u00a0]?(%?))\)$")
_PERSONS: Final = re.compile(
    r"person|deltag|kvinn|\bmän\b|\bman\b|individ|ungdom|klient|brukare|avslutade|remitterade|anvisade|svarande|unga\b",
    re.IGNORECASE,
)
_THINGS: Final = re.compile(
    r"kronor|\bkr\b|tkr|mnkr|belopp|kostnad|budget|projekt|insatser efter|antal insatser|förbund\b|organisation|"
    r"procent$",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(r"andel|procent|%", re.IGNORECASE)
_CHANGE: Final = re.compile(
    r"förändring|ökning|minskning|utveckling|skillnad|differens|\bdiff|avvikelse|\+/[−–-]", re.IGNORECASE
)
_WITH_SHARE: Final = re.compile(r"\(?(?:andel\w*|procent|%)\)?$", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"^(?:\.\.|x|färre än \w+|<\s*\d+|\*+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """A cell with what stands in it. ``value`` is None where it is no number."""

    text: str
    place: Place

    @cached_property
    def value(self) -> Fraction | None:
        """The number; an empty cell has none."""
        return parsed(self.text)

    @property
    def percent(self) -> bool:
        """It is written as per cent."""
        return "%" in self.text or "procent" in self.text

    @property
    def hidden(self) -> bool:
        """It is hidden, not empty."""
        return bool(_HIDDEN.match(self.text))

    @property
    def decimals(self) -> int:
        """How many decimals are printed."""
        return len(self.text.partition(",")[2].rstrip(" %"))


@dataclass(frozen=True)
class Row:
    """A row with its label."""

    label: str
    cells: tuple[Cell, ...]
    place: Place

    @property
    def is_total(self) -> bool:
        """The label says that it sums up."""
        return bool(_TOTAL.match(self.label))

    @property
    def perhaps_total(self) -> bool:
        """The label may also mean something else than a sum."""
        return bool(_PERHAPS.match(self.label))

    @property
    def part_of_another(self) -> bool:
        """The label says that it is contained in a row above."""
        return bool(re.match(r"(?:varav|därav|av dem|av dessa|i ?varav)\b", self.label, re.IGNORECASE))


@dataclass(frozen=True)
class Column:
    """A column by its heads: ``over`` spans several."""

    over: str
    name: str

    @property
    def is_total(self) -> bool:
        """The head says that it sums up its neighbours."""
        return bool(_TOTAL.match(self.name))


@dataclass(frozen=True)
class Grid:
    """A table. ``number`` (“tabell 2b”) and ``title`` as printed above it; ``corner`` is its first head."""

    number: str | None
    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]

    def shares(self, column: int) -> bool:
        """The column holds per cent."""
        cells = [row.cells[column] for row in self.rows if row.cells[column].value is not None]
        head = self.columns[column]
        return bool(cells) and (all(cell.percent for cell in cells) or bool(_SHARE.search(f"{head.over} {head.name}")))

    def changes(self, column: int) -> bool:
        """The column says how another has changed."""
        return bool(_CHANGE.search(self.columns[column].name))

    def counts(self, column: int) -> bool:
        """The column holds whole numbers that count or amounts, no shares and no changes."""
        return not self.shares(column) and not self.changes(column)

    @cached_property
    def of_persons(self) -> bool:
        """Title or heads say that persons are counted."""
        heads = " ".join([self.corner, *(f"{column.over} {column.name}" for column in self.columns)])
        labels = " ".join(row.label for row in self.rows)
        return bool(_PERSONS.search(f"{self.title} {heads} {labels}")) and not _THINGS.search(f"{self.title} {heads}")

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.lines[0].place


def grids_of(lines: Sequence[Line]) -> Iterator[Grid]:
    """The tables among ``lines``: runs of lines with cells, of which at least two rows hold numbers."""
    run: list[Line] = []
    for place, line in enumerate([*lines, None]):
        if line is not None and len(line.cells) > 1:
            run.append(line)
            continue
        if run:
            yield from _grid(run, _above(lines, place - len(run)))
        run = []


def _above(lines: Sequence[Line], first: int) -> str:
    """The nearest line with text above a table, at most one empty line away."""
    for line in reversed(lines[max(0, first - 2) : first]):
        if line.text.strip():
            return line.text.strip()
    return ""


def _grid(run: list[Line], above: str) -> Iterator[Grid]:
    heads = _heads(run)
    body = run[heads:]
    wide = max(len(line.cells) for line in run) - 1
    columns = list(_columns(run[:heads], wide))
    cells = [
        [Cell(line.cells[n + 1] if n + 1 < len(line.cells) else "", line.at(n + 1)) for n in range(wide)]
        for line in body
    ]
    for n in reversed(range(wide)):
        _part(columns, cells, n)
    rows = tuple(Row(line.cells[0], tuple(own), line.place) for line, own in zip(body, cells, strict=True))
    if sum(any(cell.value is not None for cell in row.cells) for row in rows) < 2 or _contents(rows):
        return
    title = _TITLE.match(above)
    yield Grid(
        f"{title[1]} {title[2]}".lower() if title else None,
        title[3] if title else above if len(above) < 150 else "",
        run[0].cells[0] if heads else "",
        tuple(columns),
        rows,
        tuple(run),
    )


def _part(columns: list[Column], cells: list[list[Cell]], n: int) -> None:
    """A column whose cells hold a count and its share becomes two."""
    both = [_BOTH.match(row[n].text) for row in cells]
    told = [cell for row in cells if (cell := row[n]).text and not cell.hidden and cell.text not in ("-", "–")]
    if sum(map(bool, both)) < 2 or len(told) != sum(map(bool, both)):
        return
    if not any(match and match[3] for match in both) and not _SHARE.search(columns[n].name):
        return
    columns.insert(n + 1, Column(columns[n].over, f"{columns[n].name} andel"))
    columns[n] = Column(columns[n].over, _WITH_SHARE.sub("", columns[n].name).strip())
    for row, match in zip(cells, both, strict=True):
        old = row[n]
        row[n : n + 1] = (
            [Cell(match[1].strip(), old.place), Cell(match[2], old.place)]
            if match
            else [old, Cell(old.text, old.place)]
        )


def _contents(rows: Sequence[Row]) -> bool:
    """A table of contents: headings with rising numbers of pages."""
    pages = [row.cells[0].value for row in rows if row.cells and row.cells[0].value is not None]
    rising = all(one <= other for one, other in itertools.pairwise(pages))
    numbered = sum(bool(re.match(r"\d+(?:\.\d+)*\.?\s", row.label)) for row in rows)
    return len(rows[0].cells) == 1 and rising and 3 * numbered >= len(rows) and len(pages) > 3


def _heads(run: list[Line]) -> int:
    """How many of the first lines are heads: without numbers, other than years."""
    for number, line in enumerate(run):
        values = [parsed(_BOTH.sub(r"\1", cell)) for cell in line.cells[1:] if cell]
        figures = [value for value in values if value is not None]
        years = figures and all(1900 <= value < 2100 for value in figures)
        hidden = any(_HIDDEN.match(cell) and cell.lower() != "x" for cell in line.cells[1:])
        if (figures or hidden) and not (years and (number == 0 or not line.cells[0])):
            return number
    return len(run)


def _columns(heads: Sequence[Line], wide: int) -> Iterator[Column]:
    texts = [[line.cells[n + 1] if n + 1 < len(line.cells) else "" for n in range(wide)] for line in heads]
    over = ""
    for n in range(wide):
        if len(texts) > 1:
            over = texts[-2][n] or over
        yield Column(over, texts[-1][n] if texts else "")
