"""Documents as one HTML file that stands by itself: no scripts, nothing fetched, readable in any browser."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from samordna.engine.document import Document, Heading, Note, Paragraph, Presentation, Terms, signs_in
from samordna.engine.formats.bars import Bars, bars_as_svg
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, chart_as_svg
from samordna.engine.grid import Grid, Row
from samordna.engine.table import Cell, Status
from samordna.engine.text.sentences import Sentence
from samordna.engine.words import Words

_STYLE = """
body{font:17px/1.6 Inter,"Helvetica Neue",Arial,sans-serif;color:#1c2529;max-width:52rem;margin:2rem auto}
body{padding:0 1rem}
h1,h2,h3,caption,figcaption{color:#17333f;line-height:1.3}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:15px;width:100%}
caption,figcaption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{padding:.3rem .5rem;border-bottom:1px solid #dcd7cd;text-align:right;font-weight:400}
th[scope=row],th[scope=rowgroup],thead th:first-child{text-align:left}thead th,th[scope=rowgroup]{font-weight:600}
thead tr:last-child th{border-bottom:2px solid #17333f}th[scope=colgroup]{text-align:center}
.scroll{overflow-x:auto}.soft{color:#545e63;font-size:14px}td small{display:block;color:#545e63}
.figure{border-bottom:1px dotted #0f5a70}
.spoken{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
dt{font-weight:600}dd{margin:0 0 .5rem}svg{max-width:26rem;height:auto}figure{margin:1rem 0}
"""


def document_as_html(document: Document, language: str = "sv") -> str:
    """The file."""
    body = "\n".join(
        piece for number, block in enumerate(document.blocks) for piece in _block(block, language, f"c{number}")
    )
    title = escape(document.title.in_language(language))
    return (
        f'<!doctype html>\n<html lang="{language[:2]}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n</head>\n'
        f'<body>\n<main>\n<h1>{title}</h1>\n<p class="soft">{escape(document.subtitle.in_language(language))}</p>\n'
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Any, language: str, title_id: str) -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield f"<h{level + 1}>{escape(words.in_language(language))}</h{level + 1}>"
        case Paragraph(sentences):
            yield f"<p>{' '.join(_sentence(sentence, language) for sentence in sentences)}</p>"
        case Note(words):
            yield _soft(words, language)
        case Terms(terms):
            items = (
                f"<dt>{escape(term.in_language(language))}</dt><dd>{escape(text.in_language(language))}</dd>"
                for term, text in terms
            )
            yield f"<dl>{''.join(items)}</dl>"
        case Presentation():
            yield from _table(block, language)
        case Chart():
            yield _diagram(block.title.in_language(language), chart_as_svg(block, language, title_id=title_id))
        case Bars():
            yield _diagram(block.title.in_language(language), bars_as_svg(block, language, title_id=title_id))


def _diagram(title: str, svg: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>"


def _sentence(sentence: Sentence, language: str) -> str:
    """The sentence; each figure says on hovering how it was counted."""
    return "".join(
        escape(text)
        if figure is None
        else f'<span class="figure" title="{escape(figure.how.in_language(language))}">{escape(text)}</span>'
        for text, figure in sentence.parts(language)
    )


def _soft(words: Words, language: str, sign: str = "") -> str:
    return f'<p class="soft">{escape(sign)} {escape(words.in_language(language))}</p>'


def _table(one: Presentation, language: str) -> Iterator[str]:
    grid = one.grid
    caption = escape(one.caption.in_language(language))
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
    yield f"<thead>{_headings(grid, language)}</thead>"
    for group in grid.groups:
        yield "<tbody>"
        if group.words:
            name = escape(group.words.in_language(language))
            yield f'<tr><th scope="rowgroup" colspan="{grid.width + 1}">{name}</th></tr>'
        yield from (_row(row, language) for row in group.rows)
        yield "</tbody>"
    yield "</table></div>"
    for words in (one.scope, one.source, *one.table.notes):
        yield _soft(words, language)
    yield from (_soft(words, language, sign) for sign, words in signs_in(one.table))


def _headings(grid: Grid, language: str) -> str:
    rows = []
    for level, headings in enumerate(grid.headings):
        corner = f'<th scope="col" rowspan="{len(grid.headings)}">{escape(grid.corner.in_language(language))}</th>'
        cells = [corner if level == 0 else ""]
        for heading in headings:
            scope = f'scope="colgroup" colspan="{heading.span}"' if heading.span > 1 else 'scope="col"'
            cells.append(f"<th {scope}>{escape(heading.words.in_language(language))}</th>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(rows)


def _row(row: Row, language: str) -> str:
    cells = "".join(f"<td>{_cell(placed.cell, language)}</td>" for placed in row.cells)
    return f'<tr><th scope="row">{escape(row.words.in_language(language))}</th>{cells}</tr>'


def _cell(cell: Cell, language: str) -> str:
    spoken = {
        Status.HIDDEN: Words("dold uppgift", "hidden figure"),
        Status.MISSING: Words("uppgift saknas", "no figure"),
    }.get(cell.status)
    if spoken:
        said = escape(spoken.in_language(language))
        return f'<span aria-hidden="true">{written(cell)}</span><span class="spoken">{said}</span>'
    counts = counts_behind(cell, language)
    return written(cell, language) + (f"<small>{escape(counts)}</small>" if counts else "")
