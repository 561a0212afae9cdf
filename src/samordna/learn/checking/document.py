"""A document as a check sees it: lines with their places, sentences, and tables with heads and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from samordna.learn.checking.findings import Place
from samordna.learn.checking.grids import Grid, grids_of
from samordna.learn.checking.layout import tabbed
from samordna.learn.checking.lines import Line

_END: Final = re.compile(r"(?<=[.!?])[¹²³⁰⁴-⁹]*\s+(?=[A-ZÅÄÖ0-9“\"(])")
#: A full stop after these ends no sentence.
_SHORT: Final = re.compile(
    r"\b(?:t\.ex|bl\.a|d\.v\.s|dvs|ca|kap|tel|m\.m|resp|nr|st|s|f\.d|p\.g\.a|jfr|kl)\.$", re.IGNORECASE
)
_BULLET: Final = re.compile(r"\s*(?:[-–•*·]|\d+[.)])\s+")
#: The next line of an item: indented, or not begun with a capital.
_CONTINUES: Final = re.compile(r"\s{2,}\S|[a-zåäö(]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; ``at`` gives the line of a character in it."""

    text: str
    places: tuple[tuple[int, Place], ...]

    def at(self, character: int) -> Place:
        """The place where ``character`` (from 0) stands."""
        return [place for start, place in self.places if start <= character][-1]

    @property
    def lines(self) -> tuple[Place, ...]:
        """All places that the sentence stands on."""
        return tuple(dict.fromkeys(place for _, place in self.places))


@dataclass(frozen=True)
class Document:
    """A document's lines; what stands in tables is not text."""

    lines: tuple[Line, ...]

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables in their order."""
        return tuple(grids_of(self.laid))

    @cached_property
    def laid(self) -> tuple[Line, ...]:
        """The lines with tabs between the cells of tables, however these are drawn."""
        return tuple(tabbed(self.lines))

    @cached_property
    def paragraphs(self) -> tuple[tuple[Sentence, ...], ...]:
        """Running text in its order: the sentences of each paragraph; items of a list belong to the line before."""
        within = {line.place.order for grid in self.grids for line in grid.lines}
        return tuple(tuple(_sentences(lines)) for lines in _paragraphs(self.laid, within))


def _paragraphs(lines: Sequence[Line], within: set[int]) -> Iterator[list[Line]]:
    held: list[Line] = []
    for line in lines:
        if line.place.order in within or "\t" in line.text or not line.text.strip():
            if held:
                yield held
            held = []
        else:
            held.append(line)
    if held:
        yield held


def _sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Lines joined and divided at full stops; an item of a list is a sentence of its own."""
    run: list[Line] = []
    for line in lines:
        if run and (_BULLET.match(line.text) or (_BULLET.match(run[0].text) and not _CONTINUES.match(line.text))):
            yield from _divided(run)
            run = []
        run.append(line)
    yield from _divided(run)


def _divided(lines: Sequence[Line]) -> Iterator[Sentence]:
    text, starts = "", []
    for line in lines:
        starts.append((len(text), line.place))
        text += line.text.strip() + " "
    begin = 0
    ends = [match for match in _END.finditer(text) if not _SHORT.search(text[: match.start()])]
    for start, end in [*((match.start(), match.end()) for match in ends), (len(text), len(text))]:
        piece = text[begin:start].rstrip()
        if piece:
            before = [place for at, place in starts if at <= begin][-1:]
            inside = [(at - begin, place) for at, place in starts if begin < at < start]
            yield Sentence(piece, ((0, before[0]), *inside))
        begin = end
