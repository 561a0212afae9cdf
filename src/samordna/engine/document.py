"""A document of tables, text and diagrams before it is given a form. Every format is made from the same blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Chart
from samordna.engine.grid import Grid, Layout, grid
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Cell, Status, Table
from samordna.engine.text.sentences import Sentence
from samordna.engine.words import Words

Term = tuple[Words, Words]


@dataclass(frozen=True)
class Presentation:
    """A table with what stands around it: its number, what is counted, where it comes from, and how to read it."""

    table: Table
    number: Words
    scope: Words
    source: Words
    definitions: tuple[Term, ...] = ()
    layout: Layout | None = None

    @property
    def grid(self) -> Grid:
        """The table laid out."""
        return grid(self.table, self.layout)

    @property
    def caption(self) -> Words:
        """Number and title."""
        title = self.table.form.title
        return Words(f"{self.number.sv}. {title.sv}", f"{self.number.en}. {title.en}")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 stands under the document's title."""

    words: Words
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Sentences in a row, with bound figures."""

    sentences: tuple[Sentence, ...]

    def text(self, language: str = "sv") -> str:
        """The paragraph as plain text."""
        return " ".join(sentence.text(language) for sentence in self.sentences)


@dataclass(frozen=True)
class Note:
    """A remark set apart."""

    words: Words


@dataclass(frozen=True)
class Terms:
    """Definitions."""

    terms: tuple[Term, ...]


Block = Heading | Paragraph | Note | Terms | Presentation | Chart | Bars


@dataclass(frozen=True)
class Document:
    """The whole. ``made`` is the day that the figures describe, so that the same document gives the same bytes."""

    name: str
    title: Words
    subtitle: Words
    made: date
    blocks: tuple[Block, ...]
    author: str = "Samordna"

    def presentations(self) -> Iterator[Presentation]:
        """The tables in their order."""
        return (block for block in self.blocks if isinstance(block, Presentation))


#: How the three kinds of cell are explained wherever a table is printed.
SIGNS: tuple[tuple[str, Words], ...] = (
    (
        "..",
        Words(
            "Dold. Färre än fem personer, eller en uppgift som kan räknas fram till färre än fem. Det är inte noll.",
            "Hidden. Fewer than five persons, or a figure that could be worked out to fewer than five. It is not zero.",
        ),
    ),
    ("0", Words("Ingen.", "None.")),
    ("...", Words("Uppgift saknas.", "There is no figure.")),
)


#: What nought says where no people are counted.
NOUGHT = Words("Noll. Det är inte samma sak som att uppgift saknas.", "Zero. That is not the same as no figure.")


def signs_in(table: Table) -> tuple[tuple[str, Words], ...]:
    """The signs that the reader of this table meets: a sign that stands nowhere in it needs no explanation."""
    met = {_sign(cell) for cell in table.cells.values()}
    return tuple(
        (sign, words if sign != "0" or table.form.of_people else NOUGHT) for sign, words in SIGNS if sign in met
    )


def _sign(cell: Cell) -> str:
    if cell.status is Status.HIDDEN:
        return HIDDEN_SIGN
    if cell.status is Status.MISSING:
        return MISSING_SIGN
    return "0" if cell.value == 0 else ""
