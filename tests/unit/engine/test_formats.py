"""Every format says the same: numbers, hidden (..), none (0) and missing (...) are told apart."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from tests.factories.af_fk_2020 import tables

from samordna.engine.document import Document, Heading, Note, Paragraph, Presentation, Terms
from samordna.engine.formats.cells import counts_behind, written
from samordna.engine.formats.chart import Chart, Series, alternative, chart_as_svg
from samordna.engine.formats.csv import table_as_csv, tables_as_csv
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.json import table_as_json
from samordna.engine.formats.pdf import document_as_pdf, document_as_typst
from samordna.engine.formats.xlsx import workbook
from samordna.engine.grid import Layout, default_layout, grid
from samordna.engine.printed import KRONOR, Printed, Way
from samordna.engine.run import shares
from samordna.engine.table import HIDDEN, MISSING, Origin, Table, value
from samordna.engine.text.figures import ref
from samordna.engine.text.sentences import share_sentence
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, TABLE_1, TABLE_2, TABLE_3
from samordna.learn.statistics.catalogue import presentation

ORIGIN = Origin("x", "2020-01-15")
#: individual, structural, total in 2018; the same in 2019.
KINDS = Table(
    ALL_MEASURES,
    dict(zip(ALL_MEASURES.cell_keys(), [value(1138), HIDDEN, MISSING, value(0), value(81), value(7)], strict=True)),
    ORIGIN,
)
SHARES = Table(
    TABLE_2,
    shares(TABLE_2, {k: value(7) if k[-1] != "total" else value(14) for k in TABLE_2.cell_keys()}),
    ORIGIN,
)
HARMFUL = Words('=1+1 <b>"#x"\\', "=1+1")


def document(*blocks, title=None):
    return Document("d", title or Words("Titel", "Title"), Words("Undertitel", "Subtitle"), date(2020, 1, 15), blocks)


def everything():
    table = tables()["af-fk-2020-1"]
    women = ref(table, year=2019, registration="ongoing", benefit="sjukpenning", sex="women")
    total = ref(table, year=2019, registration="ongoing", benefit="sjukpenning", sex="total")
    words = Words("{share} var kvinnor: {part} av {whole}.", "{share} were women: {part} of {whole}.")
    return document(
        Heading(Words("Rubrik", "Heading")),
        Paragraph((share_sentence(words, women, total),)),
        presentation(table),
        presentation(SHARES),
        presentation(KINDS),
        chart(),
        chart(),
        Terms(((HARMFUL, HARMFUL),)),
        Note(HARMFUL),
    )


WOMEN = (value(940), HIDDEN, value(1055), value(966))


def chart(cells=WOMEN):
    return Chart(
        Words("Aktivitetsersättning", "Activity compensation"),
        ("2016", "2017", "2018", "2019"),
        (
            Series(Words("Kvinnor", "Women"), cells),
            Series(Words("Män", "Men"), (value(793), value(830), MISSING, value(895))),
        ),
    )


CHANGE = Printed(Way.CHANGE)
MORE = Printed(Way.DIFFERENCE)


# Cells ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (value(1138), "1\u00a0138"),
        (value(0), "0"),
        (HIDDEN, ".."),
        (MISSING, "..."),
        (value(2, 3), "67\u00a0%"),
        (value(0, 3), "0\u00a0%"),
        (value(11100, 8, Printed(Way.NUMBER, 1, Fraction(365))), "3,8"),
        (value(-123456789, None, KRONOR), "−1\u00a0234\u00a0568"),
        (value(1, 3, Printed(Way.PERCENT, 1)), "33,3\u00a0%"),
        (value(2419, 2876, CHANGE), "−16\u00a0%"),
        (value(9, 8, CHANGE), "+13\u00a0%"),
        (value(8, 8, CHANGE), "±0\u00a0%"),
        (value(1009, 8, MORE), "+1\u00a0001"),
        (value(8, 1009, MORE), "−1\u00a0001"),
        (value(8, 8, MORE), "±0"),
        (value(8, 0, MORE), "+8"),
        (value(0, 0, MORE), "±0"),
    ],
)
def test_how_a_cell_is_written(cell, text):
    assert written(cell) == text


@pytest.mark.parametrize(
    ("cell", "sv", "en"),
    [
        (value(7), None, None),
        (value(2, 3), "2 av 3", "2 of 3"),
        (value(11100, 8, Printed(Way.NUMBER)), "11\u00a0100 / 8", "11\u00a0100 / 8"),
        (value(9, 8, CHANGE), "från 8 till 9", "from 8 to 9"),
        (value(9, 0, MORE), "från 0 till 9", "from 0 to 9"),
    ],
)
def test_the_numbers_of_a_figure_are_within_reach(cell, sv, en):
    assert (counts_behind(cell), counts_behind(cell, "en")) == (sv, en)


def test_english_has_a_decimal_point():
    assert written(value(15, 4, Printed(Way.NUMBER, 1)), "en") == "3.8"


def test_means_and_numbers_in_one_table_as_rows_to_compute_on():
    cells = (value(11100, 8, Printed(Way.NUMBER, 1, Fraction(365))), value(7), HIDDEN, value(9, 8, CHANGE))
    table = Table(TABLE_2, {key: cells[n % 4] for n, key in enumerate(TABLE_2.cell_keys())}, ORIGIN)
    assert [line.split(",")[-3:] for line in table_as_csv(table).splitlines()[1:5]] == [
        ["3.8", "11100", "8"],
        ["7", "7", ""],
        ["..", "..", ".."],
        ["13", "9", "8"],
    ]
    assert [cell["percent"] for cell in json.loads(table_as_json(table))["cells"][:4]] == [3.8, 7, None, 13]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook([presentation(table)], HARMFUL, "2020-01-15")))
    data = book.get_sheet_by_name("Data af-fk-2020-2").to_python()
    assert [row[-3:] for row in data[1:4]] == [[3.8, 11100.0, 8.0], [7.0, 7.0, ""], ["..", "..", ".."]]
    assert 3.8 in [cell for row in book.get_sheet_by_name("Tabell 2").to_python() for cell in row]


# CSV and JSON ---------------------------------------------------------------------------------------------------------


def test_csv_has_codes_numbers_and_signs():
    assert table_as_csv(KINDS).splitlines() == [
        "year,orientation,measures",
        "2018,individual,1138",
        "2018,structural,..",
        "2018,total,...",
        "2019,individual,0",
        "2019,structural,81",
        "2019,total,7",
    ]


def test_csv_of_shares_has_the_counts_beside():
    rows = list(csv.reader(io.StringIO(table_as_csv(SHARES))))
    assert rows[0] == ["year", "registration", "benefit", "sex", "percent", "part", "whole"]
    assert rows[1][-3:] == ["50", "7", "14"]


def test_several_tables_in_one_file():
    rows = list(csv.reader(io.StringIO(tables_as_csv([KINDS, SHARES]))))
    assert rows[1] == ["af-fk-2020-measures", "year=2018;orientation=individual", "measures", "1138"]
    assert len(rows) == 1 + 6 + 48 * 3


def test_json_says_what_it_is():
    found = json.loads(table_as_json(KINDS))
    assert (found["protected"], found["origin"]["as_of"]) == (False, "2020-01-15")
    assert found["cells"][0] == {"year": "2018", "orientation": "individual", "status": "value", "measures": 1138}
    assert found["cells"][1] == {"year": "2018", "orientation": "structural", "status": "hidden", "measures": None}
    protected = json.loads(table_as_json(tables()["af-fk-2020-1"]))
    assert protected["certificate"]["proven"] is True
    assert json.loads(table_as_json(SHARES))["cells"][0]["percent"] == 50


# Layout ---------------------------------------------------------------------------------------------------------------


def test_a_layout_puts_every_cell_in_its_place():
    laid = grid(tables()["af-fk-2020-1"], Layout(("benefit", "year"), ("registration", "sex")))
    assert [[h.words.sv for h in row] for row in laid.headings] == [
        ["Alla pågående", "Varav nya under året"],
        ["Kvinnor", "Män", "Totalt", "Kvinnor", "Män", "Totalt"],
    ]
    assert [h.edge for h in laid.headings[1]] == [False, False, False, True, False, False]
    group = laid.groups[1]
    assert group.words.sv == "Med aktivitetsersättning"
    last = group.rows[3]
    assert last.words.sv == "2019"
    assert [placed.cell.value for placed in last.cells] == [966, 895, 1861, 491, 403, 894]
    assert [placed.edge for placed in last.cells] == [False, False, False, True, False, False]


def test_every_table_has_a_layout_of_its_own_or_a_usual_one():
    for declaration in (TABLE_1, TABLE_2, TABLE_3, ALL_MEASURES):
        assert grid(Table(declaration, {k: value(1, 2) for k in declaration.cell_keys()}, ORIGIN)).groups
    assert default_layout(ALL_MEASURES.columns) == Layout(("year",), ("orientation",))


@pytest.mark.parametrize("layout", [Layout(("year",), ("sex",)), Layout(("year", "orientation"), ("year",))])
def test_a_layout_of_other_columns_is_refused(layout):
    with pytest.raises(ValueError, match="other columns"):
        grid(KINDS, layout)


def test_a_layout_has_one_or_two_levels():
    with pytest.raises(ValueError, match="one or two levels"):
        Layout((), ("year",))


# Excel ----------------------------------------------------------------------------------------------------------------


def test_the_workbook_has_numbers_as_numbers_and_signs_as_text():
    raw = workbook([presentation(KINDS), presentation(SHARES)], HARMFUL, "2020-01-15")
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == [
        "Tabell 4",
        "Tabell 2",
        "Data af-fk-2020-measures",
        "Data af-fk-2020-2",
        "Om tabellerna",
    ]
    rows = book.get_sheet_by_name("Tabell 4").to_python()
    assert ["2018", 1138.0, "..", "..."] in [row[:4] for row in rows]
    assert ["2019", 0.0, 81.0, 7.0] in [row[:4] for row in rows]
    data = book.get_sheet_by_name("Data af-fk-2020-2").to_python()
    assert data[1] == ["2016", "ongoing", "sjukpenning", "women", 50.0, 7.0, 14.0]
    assert book.get_sheet_by_name("Om tabellerna").to_python()[0][0] == HARMFUL.sv


def test_the_same_content_gives_the_same_workbook():
    made = [workbook([presentation(KINDS)], HARMFUL, "2020-01-15") for _ in range(2)]
    assert made[0] == made[1]


# Diagrams -------------------------------------------------------------------------------------------------------------


def test_the_text_of_a_diagram_says_every_number_and_what_is_hidden():
    assert alternative(chart()).replace("\u00a0", " ") == (
        "Aktivitetsersättning. Kvinnor: 2016 940, 2017 dold, 2018 1 055 och 2019 966. "
        "Män: 2016 793, 2017 830, 2018 finns inte och 2019 895. Dolda tal: 1 av 8."
    )
    assert "2017 hidden" in alternative(chart(), "en")


def test_a_diagram_may_stand_in_a_page():
    svg = chart_as_svg(chart(), title_id="g1")
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" class="s-chart" viewBox=')
    assert 'role="img" aria-labelledby="g1"><title id="g1">Aktivitetsersättning.' in svg
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href", svg)
    assert "#0f5a70" in svg
    assert "#b65f1f" in svg
    assert 'stroke-dasharray="7,4"' in svg
    assert "1\u00a0200" in svg
    assert ">dolt</text>" in svg


def test_a_diagram_with_nothing_to_show_is_still_one():
    svg = chart_as_svg(chart((HIDDEN,) * 4))
    assert ">dolt</text>" in svg


@pytest.mark.parametrize(
    "change", [{"series": ()}, {"series": (Series(Words("a", "b"), (value(1),)),)}, {"series": chart().series * 2}]
)
def test_a_diagram_that_cannot_be_read_is_not_made(change):
    with pytest.raises(ValueError, match=r"series"):
        replace(chart(), **change)


# PDF and HTML ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf():
    return pypdf.PdfReader(io.BytesIO(document_as_pdf(everything())))


def test_the_pdf_is_tagged_for_screen_readers_and_fit_for_the_archive(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert pdf.metadata.title == "Titel"


def _tags(node, found):
    """Every structure element's type and alternative text, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            _tags(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
        if "/K" in node and not isinstance(node["/K"], int):
            _tags(node["/K"], found)
    return found


def test_the_reading_order_has_headings_table_headers_and_alternative_texts(pdf):
    tags = _tags(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    kinds = [kind for kind, _ in tags]
    assert kinds.index("/H1") < kinds.index("/Table") < kinds.index("/Figure")
    assert kinds.count("/Table") == 3
    assert kinds.count("/TH") >= 9 + 9 + 4
    texts = [text for kind, text in tags if kind == "/Figure" and text]
    assert texts == [alternative(chart())] * 2


def test_the_pdf_says_the_figures(pdf):
    text = "".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ")
    for said in ("71 procent var kvinnor: 2 915 av 4 131.", "2 069", "50 %", "7 av 14", "..", "Källa"):
        assert said in text
    assert '=1+1 <b>"#x"\\' in text


def test_the_same_document_gives_the_same_pdf():
    assert document_as_pdf(document(Note(HARMFUL))) == document_as_pdf(document(Note(HARMFUL)))


def test_nothing_in_a_text_is_taken_for_markup():
    source = document_as_typst(document(Note(Words('"; panic("x") \\', "x")), title=HARMFUL))
    assert '"\\"; panic(\\"x\\") \\\\"' in source


def test_html_stands_by_itself_and_escapes():
    html = document_as_html(everything())
    assert html.startswith('<!doctype html>\n<html lang="sv">')
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "=1+1 &lt;b&gt;" in html
    assert '<span class="spoken">dold uppgift</span>' in html
    assert '<span class="spoken">uppgift saknas</span>' in html
    assert 'title="2\u00a0915 av 4\u00a0131"' in html
    assert len(set(re.findall(r' id="(c\d+)"', html))) == 2


def test_english():
    html = document_as_html(everything(), "en")
    assert '<html lang="en">' in html
    assert "Table 1. Participants with sickness benefit or activity compensation" in html
    assert "71\u00a0per\u00a0cent</span> were women" in html


def test_an_unknown_table_is_presented_all_the_same():
    one = presentation(Table(replace(ALL_MEASURES, name="from-another-time"), dict(KINDS.cells), ORIGIN))
    assert isinstance(one, Presentation)
    assert one.grid.width == 3
