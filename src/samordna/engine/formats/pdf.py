"""Documents as PDF: tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a), in one file.

Typst makes it from fonts of its own, so the same document gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from samordna.engine.document import Document, Heading, Note, Paragraph, Presentation, Terms, signs_in
from samordna.engine.formats.bars import Bars, bars_alternative, bars_as_svg
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, alternative, chart_as_svg
from samordna.engine.formats.pdf_heads import with_row_heads
from samordna.engine.formats.typst_pdf import compiled
from samordna.engine.formats.typst_text import call, joined, string
from samordna.engine.grid import Grid, Row
from samordna.engine.table import Cell, Status
from samordna.engine.words import Words

FONT = "Libertinus Serif"
NIGHT, SOFT, LINE = "#17333f", "#545e63", "#dcd7cd"
#: A table with more columns of numbers than this has smaller letters.
MANY = 9

PRELUDE = """
#set page(paper: "a4", margin: (x: 2.4cm, top: 2.4cm, bottom: 2.2cm), numbering: "1", number-align: right)
#set text(lang: {language}, font: {font}, size: 10.5pt, fill: rgb("#1c2529"))
#set par(leading: 0.7em, spacing: 1.1em)
#set table(stroke: none, inset: (x: 4pt, y: 4.5pt))
#show heading: set text(fill: rgb("{night}"))
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set text(size: 12pt)
#show heading: set block(above: 1.6em, below: 0.7em)
#show title: set text(size: 22pt, fill: rgb("{night}"))
#show figure: set block(above: 1.2em, below: 1.2em)
#show figure: set align(left)
#show figure.caption: set text(weight: "bold", fill: rgb("{night}"))
#show figure.caption: set align(left)
#let soft(body) = text(size: 9pt, fill: rgb("{soft}"), body)
"""


def document_as_pdf(document: Document, language: str = "sv") -> bytes:
    """The PDF. TypstError, which would be a mistake of ours, when it cannot be made."""
    return with_row_heads(compiled(document_as_typst(document, language), document.made))


def document_as_typst(document: Document, language: str = "sv") -> str:
    """The document in Typst."""
    prelude = PRELUDE.format(language=string(language[:2]), font=string(FONT), night=NIGHT, soft=SOFT)
    said = [
        call("set document", title=string(document.title.in_language(language)), author=string(document.author)),
        call("title"),
        call("soft", string(document.subtitle.in_language(language))),
        *(piece for blocks in _side_by_side(document.blocks) for piece in _pieces(blocks, language)),
    ]
    return prelude + "\n".join(f"#{line}" for line in said) + "\n"


def _side_by_side(blocks: Iterable[Any]) -> Iterator[list[Any]]:
    """The blocks, diagrams that follow each other two and two."""
    waiting: list[Any] = []
    for block in blocks:
        if waiting and not (isinstance(block, Chart) and len(waiting) < 2):
            yield waiting
            waiting = []
        if isinstance(block, Chart):
            waiting.append(block)
        else:
            yield [block]
    if waiting:
        yield waiting


def _pieces(blocks: list[Any], language: str) -> Iterator[str]:
    if len(blocks) == 1:
        yield from _block(blocks[0], language)
    else:
        drawn = [piece for block in blocks for piece in _block(block, language, "100%")]
        yield call("grid", *drawn, columns="(1fr, 1fr)", column_gutter="1em")


def _block(block: Any, language: str, width: str = "11cm") -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield call("heading", string(words.in_language(language)), level=str(level))
        case Paragraph():
            yield call("par", string(block.text(language)))
        case Note(words):
            inside = call("soft", string(words.in_language(language)))
            yield call("block", inside, stroke=f'(left: 2pt + rgb("{LINE}"))', inset="(left: 8pt, y: 2pt)")
        case Terms(terms):
            items = [
                f"({string(term.in_language(language))}, {string(text.in_language(language))})" for term, text in terms
            ]
            yield f"terms(spacing: 0.9em, ..({', '.join(items)},).map(it => terms.item(it.at(0), it.at(1))))"
        case Presentation():
            yield from _table(block, language)
        case Chart():
            svg = chart_as_svg(block, language, font=FONT)
            yield _diagram(svg, alternative(block, language), block.title.in_language(language), width)
        case Bars():
            svg = bars_as_svg(block, language, font=FONT)
            yield _diagram(svg, bars_alternative(block, language), block.title.in_language(language), "7.5cm")


def _diagram(svg: str, seen: str, title: str, width: str) -> str:
    image = call("image", f"bytes({string(svg)})", format=string("svg"), alt=string(seen), width=width)
    return _figure(image, title)


def _figure(content: str, caption: str, **named: str) -> str:
    """Something with its caption above it, kept together on a page."""
    over = f"figure.caption(position: top, {string(caption)})"
    made = call("figure", content, caption=over, numbering="none", supplement="none", **named)
    return call("block", made, breakable="false", width="100%")


def _table(one: Presentation, language: str) -> Iterator[str]:
    grid = one.grid
    body = [call("table.header", *_headings(grid, language))]
    for group in grid.groups:
        if group.words:
            name = call("strong", string(group.words.in_language(language)))
            body.append(call("table.cell", name, colspan=str(grid.width + 1), inset="(x: 4pt, top: 8pt, bottom: 4pt)"))
        for row in group.rows:
            body += _row(row, language)
    widths = f"({', '.join(['auto'] + ['1fr'] * grid.width)})"
    lines = f'(_, y) => if y >= {len(grid.headings)} {{ (bottom: 0.4pt + rgb("{LINE}")) }}'
    inset = f"(x: {1.5 if grid.width > MANY else 4}pt, y: 4.5pt)"
    align = "(x, _) => if x == 0 { left } else { right }"
    made = call("table", *body, columns=widths, inset=inset, align=align, stroke=lines)
    size = "7.5pt" if grid.width > MANY else "9.5pt"
    figure = _figure(call("text", made, size=size), one.caption.in_language(language), kind="table")
    notes = [one.scope, one.source, *one.table.notes]
    if any(cell.status is not Status.VALUE for cell in one.table.cells.values()) or one.table.notes:
        notes += [Words(f"{sign} {words.sv}", f"{sign} {words.en}") for sign, words in signs_in(one.table)]
    below = call("soft", joined([_line(note, language) for note in notes]))
    yield call("block", joined([figure, below]), breakable="false", width="100%")


def _line(note: Words, language: str) -> str:
    return f"{string(note.in_language(language))}; linebreak()"


def _headings(grid: Grid, language: str) -> list[str]:
    rows = len(grid.headings)
    under = f'(bottom: 1pt + rgb("{NIGHT}"))'
    corner = call("strong", string(grid.corner.in_language(language)))
    cells = [call("table.cell", corner, rowspan=str(rows), stroke=under, align="left + bottom")]
    for level, headings in enumerate(grid.headings):
        last = level == rows - 1
        for heading in headings:
            text = call("strong", string(heading.words.in_language(language)))
            if grid.width > MANY and heading.span == 1:
                text = call("text", text, hyphenate="true")  # a long word in a narrow place
            line = under if last else f'(bottom: 0.5pt + rgb("{NIGHT}"))'
            align = "right" if heading.span == 1 else "center"
            cells.append(call("table.cell", text, colspan=str(heading.span), stroke=line, align=align))
    return cells


def _row(row: Row, language: str) -> list[str]:
    label = string(row.words.in_language(language))
    cells = [_cell(placed.cell, language) for placed in row.cells]
    return [call("strong", text) for text in (label, *cells)] if row.is_total else [label, *cells]


def _cell(cell: Cell, language: str) -> str:
    """The cell; under a share its two counts, since a share without them says little."""
    counts = counts_behind(cell, language)
    if counts is None:
        return string(written(cell, language))
    small = call("text", string(counts), size="7.5pt", fill=f'rgb("{SOFT}")')
    return joined([string(written(cell, language)), "linebreak()", small])
