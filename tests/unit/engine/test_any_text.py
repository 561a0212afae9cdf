"""Whatever stands in the tables, every writer makes a file that opens – and no cell in it is a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pypdf import PdfReader

from samordna.engine.formats import ics, plain
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf, paper_as_typst
from samordna.engine.formats.sheet_rows import rows_of_xlsx
from samordna.engine.formats.workbook import new_workbook
from samordna.engine.paper import Bullets, Paper, Part, Rows, SignHere, Text

#: What people, programs and enemies send: Word's line breaks, NUL, halves of characters, no characters, markup.
WORST = (
    "".join(map(chr, range(0x20))),
    "".join(map(chr, range(0x7F, 0xA0))),
    "rad\x0bbrytning\x0cny sida\u2028rad\u2029stycke\x85slut\r\nrad\rrad",
    "\ud800halv \udfff ￾ ￿ \ufdd0",
    "]]> <a href='x'>&amp;&#0; \\ \" #set text() $x$ @label //",
    '=HYPERLINK("http://example.test")',
    "\u202eomvänt\u202c \u200b\ufeff\U0010ffff e\u0301",
    "\uf0b7 punkt ur Word, 😀 👩‍👩‍👧, 中文 ไทย አማርኛ \ue000",
    "BEGIN:VEVENT\r\nX:1\r\nEND:VEVENT;,\\n",
    "å" * 3_000,
)
TEXT = st.one_of(st.sampled_from(WORST), st.text(max_size=60), st.text(st.characters(), max_size=60))


def paper(text: str) -> Paper:
    return Paper(
        title=text,
        subtitle=text,
        author=text,
        made=date(2026, 11, 22),
        facts=((text, text),),
        blocks=(
            Part(text),
            Text(f"{text}\n\n{text}"),
            Bullets((text,)),
            Rows(text, (text, "2027"), ((text, text), (text, text)), numbers=(1,), sums=1),
            SignHere(text, text),
        ),
    )


def every_worst(test):
    for text in WORST:
        test = example(text)(test)
    return test


@every_worst
@given(TEXT)
@settings(max_examples=10)
def test_a_document_opens_whatever_stands_in_it(text):
    made = Document(io.BytesIO(paper_as_docx(paper(text))))
    assert made.tables[0].rows[1].cells[0].text.split() == plain.printable(text).split()


@pytest.mark.parametrize("text", [*WORST, "vanlig text"])
def test_a_pdf_opens_whatever_stands_in_it(text):
    assert paper_as_pdf(paper(text)).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["å" * 33_000, "ordå " * 14_000])
def test_a_text_of_many_pages_becomes_a_pdf(text):
    made = Paper("Protokoll", date(2026, 11, 22), (Text(text), Rows("Ord", ("Ett", "Två"), ((text, "1"),))))
    assert paper_as_pdf(made).startswith(b"%PDF-")


def test_a_checksum_stays_whole_and_longer_words_get_places_to_break():
    made = PdfReader(io.BytesIO(paper_as_pdf(Paper("Avtal", date(2026, 11, 22), (Text(f"({'a1' * 32})."),)))))
    assert "a1" * 32 in made.pages[0].extract_text()
    assert "\N{ZERO WIDTH SPACE}" in paper_as_typst(Paper("Avtal", date(2026, 11, 22), (Text("å" * 81),)))


def test_a_character_that_the_font_lacks_becomes_a_square_and_the_rest_stands():
    made = PdfReader(io.BytesIO(paper_as_pdf(paper("Bra jobbat 😀 Ĺ Ωmega"))))
    assert "Bra jobbat □ Ĺ Ωmega" in made.pages[0].extract_text()


def test_the_points_of_a_list_from_word_are_points():
    assert plain.printable("\uf0b7 först\x0b\uf0a7 sedan") == "• först\n• sedan"


@every_worst
@given(TEXT)
@settings(max_examples=20)
def test_a_workbook_holds_texts_and_no_formulas(text):
    out = io.BytesIO()
    book = new_workbook(out, title=text)
    sheet = book.add_worksheet("Blad")
    sheet.write_string(0, 0, text)
    sheet.write_row(1, 0, [text])
    sheet.write_string(2, 0, "sist")
    book.close()
    rows = rows_of_xlsx(out.getvalue())
    kept = plain.printable(text)[: plain.CELL - 1]
    assert [row[0][: plain.CELL - 1] for row in rows if row and row[0]] == [*([kept] * 2 if kept else []), "sist"]
    assert b"<f>" not in out.getvalue()


def test_a_cell_that_is_too_long_is_cut_and_says_so():
    assert plain.xlsx_cell("å" * 40_000) == "å" * (plain.CELL - 1) + "…"
    assert plain.xlsx_cell("å" * plain.CELL) == "å" * plain.CELL


@every_worst
@given(TEXT)
def test_a_calendar_has_its_entries_and_no_others(text):
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    entry = ics.Entry("a@x", text, "https://example.test/", at, at, 0, at)
    made = Calendar.from_ical(ics.calendar([entry], text))
    assert len(made.walk("VEVENT")) == 1
    assert str(made.walk("VEVENT")[0]["SUMMARY"]).split() == plain.on_one_line(text).split()


@every_worst
@given(TEXT)
def test_a_csv_cell_is_no_formula_and_has_no_controls(text):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(["först", plain.csv_cell(text)])
    [[_first, back]] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert out.getvalue().encode()
    assert not back.lstrip(" ").startswith(("=", "@", "\t", "\r")) or back.startswith("'")
    assert back.removeprefix("'") == plain.printable(text).removeprefix("'")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("Motala", "Motala"),
        ("-12", "-12"),
        ("+46 13 20 60 00", "+46 13 20 60 00"),
        ("-1 234,50", "-1 234,50"),
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("- punkt i en lista", "'- punkt i en lista"),
        ("a=b", "a=b"),
        ("..", ".."),
        (12, 12),
        (None, None),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_nothing_else_does(text, written):
    assert plain.csv_cell(text) == written


@every_worst
@given(TEXT)
def test_what_is_printable_stands_in_xml(text):
    kept = plain.printable(text)
    assert plain.printable(kept) == kept
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    assert ElementTree.fromstring(f"<t>{escaped}</t>").text == (kept or None)
