"""A paper before it is given a form: minutes, an agreement, an application. Headings, text, lists, plain tables.

Unlike ``document.Document`` a paper holds no bound figures: what stands in it was said or decided, and is Swedish text.
The same paper gives the same bytes in every form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Part:
    """A heading; level 1 stands under the title."""

    heading: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs; an empty line divides them, a single line break stays a line break."""

    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, without empty ones."""
        return tuple(p.strip() for p in self.text.replace("\r\n", "\n").split("\n\n") if p.strip())


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A plain table. ``numbers`` are the columns (from 0) that are set to the right; ``sums`` the last rows in bold."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    sums: int = 0

    def __post_init__(self) -> None:
        uneven = [row for row in self.rows if len(row) != len(self.head)]
        if not self.head or uneven:
            raise ValueError(f"every row has as many cells as the head has columns: {uneven[:1]}")


@dataclass(frozen=True, slots=True)
class SignHere:
    """A place for somebody's signature by hand: for whom, and what stands under the line."""

    who: str
    under: str = "Namn, titel och datum"


Block = Part | Text | Bullets | Rows | SignHere


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole. ``facts`` are short lines under the title (name and value); ``made`` is the day it describes."""

    title: str
    made: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    author: str = "Samordna"
