"""A report's document as the page wants it: sections of text, tables and diagrams, and where each figure comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samordna.edge.web.statistics.figure import links_of_hidden
from samordna.edge.web.statistics.shown import ShownTable, shown
from samordna.engine.document import Block, Document, Heading, Note, Paragraph, Presentation, Terms, signs_in
from samordna.engine.formats.bars import Bars, bars_as_svg
from samordna.engine.formats.chart import Chart, chart_as_svg
from samordna.engine.text.figures import Figure
from samordna.engine.text.numbers import listing
from samordna.engine.text.sentences import Sentence
from samordna.learn.statistics.models import Release
from samordna.learn.statistics.queries import table_in


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence. ``kind``: text, or value, hidden, missing for a figure, which has origin and table."""

    text: str
    kind: str = "text"
    origin: str = ""
    table: str = ""


@dataclass(frozen=True)
class Part:
    """Something in a section. ``kind``: heading, paragraph, note, terms, table or diagrams; ``of`` is what it shows."""

    kind: str
    of: Any


@dataclass
class Section:
    """A part of the article under a heading of its own. ``origins``: each figure's text and how it was counted."""

    id: str
    title: str
    parts: list[Part] = field(default_factory=list)
    origins: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class TableOfReport:
    """A table with what stands around it."""

    id: str
    caption: str
    scope: str
    source: str
    notes: list[str]
    signs: list[tuple[str, str]]
    table: ShownTable
    hidden: int
    cells: int


def article(document: Document, speak: str, release: Release | None = None) -> dict[str, Any]:
    """The sections of the page, for a template. With the ``release`` hidden cells lead to why they are hidden."""
    sections: list[Section] = []
    numbers = {one.table.name: one.number.in_language(speak) for one in document.presentations()}
    for place, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.level == 1:
            sections.append(Section(f"avsnitt-{len(sections) + 1}", block.words.in_language(speak)))
        else:
            _add(sections[-1], block, f"d{place}", numbers, speak, release=release)
    return {"sections": sections}


def _add(
    section: Section, block: Block, title_id: str, numbers: dict[str, str], speak: str, *, release: Release | None
) -> None:
    match block:
        case Heading(words):
            section.parts.append(Part("heading", words.in_language(speak)))
        case Paragraph(sentences):
            pieces = [_pieces(sentence, numbers, speak) for sentence in sentences]
            section.parts.append(Part("paragraph", pieces))
            told = ((one.text, one.origin) for sentence in pieces for one in sentence if one.origin)
            section.origins += [one for one in dict.fromkeys(told) if one not in section.origins]
        case Note(words):
            section.parts.append(Part("note", words.in_language(speak)))
        case Terms(terms):
            section.parts.append(Part("terms", [(t.in_language(speak), d.in_language(speak)) for t, d in terms]))
        case Presentation():
            section.parts.append(Part("table", _table(block, speak, release)))
        case Chart() | Bars():
            _add_diagram(section, {"title": block.title.in_language(speak), "svg": _svg(block, speak, title_id)})


def _add_diagram(section: Section, diagram: dict[str, Any]) -> None:
    """Diagrams that follow each other stand side by side where there is room."""
    if section.parts and section.parts[-1].kind == "diagrams":
        section.parts[-1].of.append(diagram)
    else:
        section.parts.append(Part("diagrams", [diagram]))


def _svg(diagram: Chart | Bars, speak: str, title_id: str) -> SafeString:
    draw = (
        chart_as_svg(diagram, speak, title_id=title_id)
        if isinstance(diagram, Chart)
        else bars_as_svg(diagram, speak, title_id=title_id)
    )
    # Drawn by our own engine, without styles and with every text escaped.
    return mark_safe(draw)  # noqa: S308


def _table(one: Presentation, speak: str, release: Release | None) -> TableOfReport:
    known = release is not None and one.table.name in release.tables
    link = links_of_hidden(table_in(release, one.table.name)) if release is not None and known else None
    return TableOfReport(
        one.table.name,
        one.caption.in_language(speak),
        one.scope.in_language(speak),
        one.source.in_language(speak),
        [note.in_language(speak) for note in one.table.notes],
        [(sign, words.in_language(speak)) for sign, words in signs_in(one.table)] if _has_signs(one) else [],
        shown(one, link),
        one.table.hidden(),
        len(one.table.cells),
    )


def _has_signs(one: Presentation) -> bool:
    """True when some cell has no number, so that the signs need explaining."""
    return any(cell.value is None for cell in one.table.cells.values())


def _pieces(sentence: Sentence, numbers: dict[str, str], speak: str) -> list[Piece]:
    return [
        Piece(text)
        if figure is None
        else Piece(text, figure.status.value, _origin(figure, numbers, speak), figure.refs[0].table.name)
        for text, figure in sentence.parts(speak)
    ]


def _origin(figure: Figure, numbers: dict[str, str], speak: str) -> str:
    """Where a figure comes from: its cell, or how it was counted and in which table."""
    first, *others = dict.fromkeys(numbers[ref.table.name] for ref in figure.refs)
    where = listing([first, *(other.lower() for other in others)], speak)
    if len(figure.refs) == 1:
        return f"{where}: {figure.refs[0].described(speak)}"
    return _("%(how)s. %(table)s") % {"how": figure.how.in_language(speak), "table": where}
