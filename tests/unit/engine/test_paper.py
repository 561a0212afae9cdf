"""A paper in its two forms: what stands in it comes through, marked up; the same paper gives the same bytes."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Bullets, Paper, Part, Rows, SignHere, Text

PAPER = Paper(
    title='Protokoll "4" #1',
    subtitle="Styrelsen i Östra Vättern",
    made=date(2026, 11, 22),
    facts=(("Dag", "22 november 2026"),),
    blocks=(
        Part("§ 1 Beslut"),
        Text("Styrelsen säger ja.\nOmedelbart justerat.\n\nAndra stycket."),
        Bullets(("ett skäl", "ett till")),
        Rows("Pengar, tkr", ("Part", "2027"), (("Motala", "1 200"), ("Summa", "1 200")), numbers=(1,), sums=1),
        SignHere("Motala kommun"),
    ),
)


def test_docx_holds_headings_tables_and_language():
    made = Document(io.BytesIO(paper_as_docx(PAPER)))
    assert [(p.style.name, p.text) for p in made.paragraphs if p.style.name.startswith("Heading")] == [
        ("Heading 1", "§ 1 Beslut")
    ]
    assert [[c.text for c in row.cells] for row in made.tables[0].rows][1] == ["Motala", "1 200"]
    assert made.tables[0].rows[0]._tr.trPr.xpath("w:tblHeader")
    assert (made.core_properties.language, made.core_properties.title) == ("sv-SE", PAPER.title)
    assert "sv-SE" in made.styles.element.xml
    assert "Omedelbart justerat." in "\n".join(p.text for p in made.paragraphs)


def test_pdf_holds_the_same_and_is_tagged():
    made = PdfReader(io.BytesIO(paper_as_pdf(PAPER)))
    text = "\n".join(page.extract_text() for page in made.pages)
    for words in ("§ 1 Beslut", "Andra stycket.", "Motala", "1 200", "Namn, titel och datum", "22 november 2026"):
        assert words in text
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("form", [paper_as_docx, paper_as_pdf])
def test_the_same_paper_gives_the_same_bytes(form):
    assert form(PAPER) == form(PAPER)


def test_a_crooked_table_cannot_be_made():
    with pytest.raises(ValueError, match="as many cells"):
        Rows("x", ("a", "b"), (("1",),))


def test_a_long_table_goes_on_over_the_page_with_its_head():
    """A table that did not break would print its last rows on top of each other at the bottom of the page."""
    rows = tuple((f"rad {number:03}", "text som fyller " * 6) for number in range(90))
    long = Paper(title="Lång", made=date(2026, 11, 22), blocks=(Rows("Allt", ("Nummer", "Text"), rows),))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper_as_pdf(long))).pages]
    where = [next(n for n, text in enumerate(pages) if f"rad {number:03}" in text) for number in range(90)]
    assert len(pages) > 2
    assert where == sorted(where)
    assert max(where.count(n) for n in range(len(pages))) < 50
    assert all("Nummer" in text for text in pages)
