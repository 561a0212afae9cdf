"""Documents as DOCX, to be worked on in a word processor: real headings, table heads that repeat and are read as such,
pictures with their text alternative, the document's language.

Every figure is as it is printed in the tables: nothing is counted here. The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from samordna.engine.document import Document, Heading, Note, Paragraph, Presentation, Terms, signs_in
from samordna.engine.formats.bars import Bars, bars_alternative, bars_as_svg
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, alternative, chart_as_svg
from samordna.engine.formats.docx import repeat_at_page_break, set_properties, with_fixed_times
from samordna.engine.formats.pdf import MANY
from samordna.engine.formats.plain import on_one_line, printable
from samordna.engine.grid import Grid, Row
from samordna.engine.table import Cell

#: The font of the drawings is one that the program which draws has with it, so that they look the same everywhere.
FONT: Final = "Liberation Sans"
NIGHT, SOFT, HAIRLINE = "17333F", "545E63", "DCD7CD"
#: Centimetres: a drawing's width, and an A4 page with its margins.
_DRAWING, _PAGE, _MARGIN = 10.5, (21.0, 29.7), 2.2
_TABLE_STYLE: Final = "Table Grid"


def document_as_docx(document: Document, language: str = "sv") -> bytes:
    """The DOCX file. ``language`` sv or en."""
    from docx import Document as Made  # noqa: PLC0415 – only needed when a DOCX is made

    made = Made()
    _look(made)
    title = document.title.in_language(language)
    spoken = "en-GB" if language.startswith("en") else "sv-SE"
    set_properties(made, title, document.author, document.made, spoken)
    made.add_paragraph(printable(title), style="Title")
    made.add_paragraph(printable(document.subtitle.in_language(language)), style="Subtitle")
    for block in document.blocks:
        _add(made, block, language)
    held = io.BytesIO()
    made.save(held)
    return with_fixed_times(held.getvalue())


def _look(made: Any) -> None:
    """A4, and the colours and sizes that the PDF has."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    for section in made.sections:
        section.page_width, section.page_height = map(Cm, _PAGE)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    sizes = {"Normal": 10.5, "Title": 22, "Subtitle": 9.5, "Heading 1": 15, "Heading 2": 12, "Caption": 10}
    for name, size in sizes.items():
        font = made.styles[name].font
        font.name, font.size = "Calibri", Pt(size)
        # A theme's font would go before the name.
        fonts = made.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        if name != "Normal":
            font.color.rgb = RGBColor.from_string(SOFT if name == "Subtitle" else NIGHT)
            font.italic = False


def _add(made: Any, block: object, language: str) -> None:
    match block:
        case Heading(words, level):
            made.add_heading(printable(words.in_language(language)), level)
        case Paragraph():
            made.add_paragraph(printable(block.text(language)))
        case Note(words):
            _soft(made, words.in_language(language))
        case Terms(terms):
            for term, text in terms:
                line = made.add_paragraph()
                line.add_run(f"{printable(term.in_language(language))}. ").bold = True
                line.add_run(printable(text.in_language(language)))
        case Presentation():
            _add_table(made, block, language)
        case Chart():
            svg = chart_as_svg(block, language, font=FONT)
            _add_drawing(made, svg, block.title.in_language(language), alternative(block, language))
        case Bars():
            svg = bars_as_svg(block, language, font=FONT)
            _add_drawing(made, svg, block.title.in_language(language), bars_alternative(block, language))


def _soft(made: Any, text: str) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    line = made.add_paragraph()
    line.paragraph_format.space_after = Pt(3)
    run = line.add_run(printable(text))
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)


def _caption(made: Any, text: str) -> None:
    """A caption above what it names, on the same page."""
    made.add_paragraph(printable(text), style="Caption").paragraph_format.keep_with_next = True


def _add_drawing(made: Any, svg: str, title: str, seen: str) -> None:
    """The diagram as a picture; what is seen stands as its text alternative."""
    import vl_convert  # noqa: PLC0415 – heavy, and only needed when a diagram is drawn
    from docx.shared import Cm  # noqa: PLC0415

    _caption(made, title)
    shape = made.add_picture(io.BytesIO(vl_convert.svg_to_png(svg, scale=3)), width=Cm(_DRAWING))
    about = shape._inline.docPr
    about.set("descr", on_one_line(seen))
    about.set("title", on_one_line(title))


def _add_table(made: Any, one: Presentation, language: str) -> None:
    _caption(made, one.caption.in_language(language))
    grid = one.grid
    table = made.add_table(rows=0, cols=grid.width + 1, style=_TABLE_STYLE)
    _mark_heads(table)
    size = 7.5 if grid.width > MANY else 9
    for texts, spans in _head(grid, language):
        _add_row(table, texts, size, spans=spans, bold=True)
        repeat_at_page_break(table.rows[-1])
    for over in range(1, len(grid.headings)):
        table.cell(over, 0).merge(table.cell(0, 0))
    for group in grid.groups:
        if group.words:
            _add_row(table, [group.words.in_language(language)], size, spans=[grid.width + 1], bold=True)
        for row in group.rows:
            _add_row(table, list(_row(row, language)), size, bold=row.is_total)
    for words in (one.scope, one.source, *one.table.notes):
        _soft(made, words.in_language(language))
    for sign, words in signs_in(one.table):
        _soft(made, f"{sign}  {words.in_language(language)}")


def _head(grid: Grid, language: str) -> Iterator[tuple[list[str], list[int]]]:
    """Each row of headings: its texts and how many columns each has; the corner stands in the first row."""
    for level, headings in enumerate(grid.headings):
        corner = grid.corner.in_language(language) if level == 0 else ""
        yield [corner, *(heading.words.in_language(language) for heading in headings)], [1, *(h.span for h in headings)]


def _row(row: Row, language: str) -> Iterator[str]:
    yield row.words.in_language(language)
    for placed in row.cells:
        yield _cell(placed.cell, language)


def _cell(cell: Cell, language: str) -> str:
    """As it is printed, and for a share the counts that it is of."""
    counts = counts_behind(cell, language)
    return written(cell, language) + (f"\n{counts}" if counts else "")


def _add_row(table: Any, texts: Sequence[str], size: float, *, spans: Sequence[int] = (), bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    cells = table.add_row().cells
    place = 0
    for number, text in enumerate(texts):
        span = spans[number] if spans else 1
        cell = cells[place] if span == 1 else cells[place].merge(cells[place + span - 1])
        place += span
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(1)
        run = line.add_run(printable(text))
        run.bold, run.font.size = bold, Pt(size)
        if number:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER if span > 1 else WD_ALIGN_PARAGRAPH.RIGHT


def _mark_heads(table: Any) -> None:
    """The first row and the first column name the others: what a screen reader says of each cell. Thin rules only."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        rule.set(qn("w:val"), "single" if side in ("top", "bottom", "insideH") else "nil")
        rule.set(qn("w:sz"), "4")
        rule.set(qn("w:color"), HAIRLINE)
        borders.append(rule)
    look.addprevious(borders)
