"""Papers as DOCX, to go on with in a word processor: real headings, table heads that repeat, Swedish as language."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from samordna.engine.formats.plain import PROPERTY, everywhere, on_one_line
from samordna.engine.paper import Bullets, Paper, Part, Rows, SignHere, Text

#: Files in a zip carry a time; one that never changes lets the same paper give the same bytes.
_ZIP_TIME: Final = (2020, 1, 1, 0, 0, 0)
_LINE: Final = "_" * 46


def paper_as_docx(paper: Paper, language: str = "sv-SE") -> bytes:
    """The DOCX file."""
    from docx import Document  # noqa: PLC0415 – only needed when a DOCX is made

    paper = everywhere(paper)
    made = Document()
    set_properties(made, paper.title, paper.author, paper.made, language)
    made.add_paragraph(paper.title, style="Title")
    if paper.subtitle:
        made.add_paragraph(paper.subtitle, style="Subtitle")
    for name, value in paper.facts:
        line = made.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        line.add_run(value)
    for block in paper.blocks:
        _add(made, block)
    held = io.BytesIO()
    made.save(held)
    return with_fixed_times(held.getvalue())


def set_properties(made: Any, title: str, author: str, day: date, language: str) -> None:
    """Title, author, day and language of the file, as screen readers and archives ask for them."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    at = datetime.combine(day, time(), UTC)
    core = made.core_properties
    core.title, core.author, core.language = on_one_line(title)[:PROPERTY], author[:PROPERTY], language
    core.created = core.modified = at
    core.last_modified_by = core.author
    core.comments = ""
    for style in made.styles.element.findall(f".//{qn('w:lang')}"):
        style.set(qn("w:val"), language)


def _add(made: Any, block: object) -> None:
    match block:
        case Part(heading, level):
            made.add_heading(heading, level)
        case Text():
            for text in block.paragraphs:
                made.add_paragraph(text)  # a line break in the text becomes one in the paragraph
        case Bullets(lines):
            for line in lines:
                made.add_paragraph(line, style="List Bullet")
        case Rows():
            _add_table(made, block)
        case SignHere(who, under):
            line = made.add_paragraph(who)
            line.paragraph_format.keep_with_next = True
            made.add_paragraph(f"\n{_LINE}\n{under}")


def _add_table(made: Any, block: Rows) -> None:
    caption = made.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = made.add_table(rows=0, cols=len(block.head), style="Light List Accent 1")
    _add_row(table, block.head, block.numbers, bold=True)
    repeat_at_page_break(table.rows[0])
    for number, row in enumerate(block.rows):
        _add_row(table, row, block.numbers, bold=number >= len(block.rows) - block.sums)
    made.add_paragraph()


def _add_row(table: Any, cells: Sequence[str], numbers: Sequence[int], *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    row = table.add_row()
    for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
        written = cell.paragraphs[0]
        written.add_run(words).bold = bold
        if place in numbers:
            written.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat_at_page_break(row: Any) -> None:
    """Mark the head, so that it is read as one and repeated on the next page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def with_fixed_times(data: bytes) -> bytes:
    """The same file with one time for all its parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
