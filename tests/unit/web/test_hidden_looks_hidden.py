"""Hidden, zero and missing in everything that shows a table: three looks everywhere, none of them an empty place."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import docx
import pypdf
import pytest
from django.template.loader import render_to_string
from python_calamine import CalamineWorkbook
from tests.factories.px_reader import read

from samordna.edge.cli.table import FORMATS
from samordna.edge.web.reports.article import article
from samordna.edge.web.statistics.files import TYPES, as_file, as_json
from samordna.edge.web.statistics.shown import shown
from samordna.engine.document import Document, Heading
from samordna.engine.formats.about import csv_with_about, json_with_about
from samordna.engine.formats.bars import Bars, bars_alternative, bars_as_svg
from samordna.engine.formats.chart import Chart, Series, alternative, chart_as_svg
from samordna.engine.formats.csv import table_as_csv, tables_as_csv
from samordna.engine.formats.document_docx import document_as_docx
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.json import table_as_json
from samordna.engine.formats.json_stat import json_stat
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.formats.px import table_as_px
from samordna.engine.formats.xlsx import workbook
from samordna.engine.table import HIDDEN, MISSING, Origin, Table, value
from samordna.engine.words import Words
from samordna.learn.reports.files import TYPES as REPORT_TYPES
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, TABLE_2
from samordna.learn.statistics.catalogue import presentation

MADE = date(2020, 1, 15)
ORIGIN = Origin("0123456789abcdef0123", "2020-01-15")
TITLE = Words("Titel", "Title")
#: The cells in the order of print: a number, hidden, missing; then nought and two numbers.
CELLS = (value(12), HIDDEN, MISSING, value(0), value(81), value(7))
NUMBERS = Table(ALL_MEASURES, dict(zip(ALL_MEASURES.cell_keys(), CELLS, strict=True)), ORIGIN)
SHARES = Table(
    TABLE_2,
    dict(zip(TABLE_2.cell_keys(), [value(6, 12), HIDDEN, MISSING, value(0, 12)] + [value(3, 12)] * 44, strict=True)),
    ORIGIN,
)


def one():
    return presentation(NUMBERS)


def document():
    return Document("d", TITLE, TITLE, MADE, (Heading(TITLE), one()))


def after(text, *names):
    """What stands after each of the names, a word each: three for each year of the table."""
    return [word for name in names for word in text.split(f"\n{name}", 1)[1].split()[:3]]


def of_csv(text):
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return [row[-1] for row in rows][1:]


def of_json(text):
    return [f"{cell['status']} {cell['measures']}" for cell in json.loads(text)["cells"]]


def sheet(name):
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook([one()], TITLE, "2020-01-15")))
    return book.get_sheet_by_name(name).to_python()


def readable():
    rows = {row[0]: row[1:4] for row in sheet("Tabell 4")}
    return [*rows["2018"], *rows["2019"]]


def of_html(text):
    """The cells with what is spoken in them."""
    cells = re.findall(r'<td(?: class="n[^"]*")?>(.*?)</td>', text)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def on_a_page():
    return of_html(render_to_string("statistics/_table.html", {"table": shown(one()), "id": "t", "caption": "t"}))


def in_a_report():
    (section,) = article(document(), "sv")["sections"]
    made = section.parts[0].of
    return of_html(render_to_string("statistics/_table.html", {"table": made.table, "id": "t", "caption": "t"}))


def of_pdf():
    text = pypdf.PdfReader(io.BytesIO(document_as_pdf(document()))).pages[0].extract_text()
    return after(text, "2018", "2019")


def of_docx():
    (table,) = docx.Document(io.BytesIO(document_as_docx(document()))).tables
    return [cell.text for row in table.rows if row.cells[0].text in ("2018", "2019") for cell in row.cells[1:]]


def of_json_stat():
    found = json.loads(json_stat(one()))
    return [found["status"].get(str(place), number) for place, number in enumerate(found["value"])]


def of_px():
    return list(read(table_as_px(one()).encode()).cells.values())


SPOKEN = (".. dold uppgift", "0", "... uppgift saknas")
SIGNS = ("..", "0", "...")
#: Everything that shows a table: how its six cells are read there, and how hidden, zero and missing look.
WAYS = {
    "page": (on_a_page, SPOKEN),
    "report page": (in_a_report, SPOKEN),
    "html": (lambda: of_html(document_as_html(document())), SPOKEN),
    "pdf": (of_pdf, SIGNS),
    "docx": (of_docx, SIGNS),
    "csv": (lambda: of_csv(table_as_csv(NUMBERS)), SIGNS),
    "csv with about": (lambda: of_csv(csv_with_about(one(), "sv")), SIGNS),
    "csv of several": (lambda: of_csv(tables_as_csv([NUMBERS])), SIGNS),
    "json": (lambda: of_json(table_as_json(NUMBERS)), ("hidden None", "value 0", "missing None")),
    "json with about": (lambda: of_json(json_with_about(one())), ("hidden None", "value 0", "missing None")),
    "json of a page": (lambda: of_json(as_json(one(), "sv")), ("hidden None", "value 0", "missing None")),
    "px": (of_px, ('".."', "0", '"."')),
    "json-stat": (of_json_stat, ("..", 0, ".")),
    "xlsx": (readable, ("..", 0.0, "...")),
    "xlsx data": (lambda: [row[-1] for row in sheet("Data af-fk-2020-measures")][1:], ("..", 0.0, "...")),
}


@pytest.mark.parametrize("way", WAYS)
def test_hidden_zero_and_missing_have_three_looks(way):
    read, (hidden, zero, missing) = WAYS[way]
    cells = read()
    assert len(cells) == len(CELLS)
    assert (cells[1], cells[3], cells[2]) == (hidden, zero, missing)
    assert len(set(map(str, cells[:4]))) == 4, "two of them look alike"
    assert all(str(cell).strip() for cell in cells), "an empty place says nothing"


def test_every_format_that_is_offered_is_among_them():
    assert {*TYPES, *REPORT_TYPES, *FORMATS} <= set(WAYS)


@pytest.mark.parametrize("form", TYPES)
def test_a_file_of_a_table_is_made_in_the_same_way(form):
    assert as_file(one(), form, [], MADE, "sv")


@pytest.mark.parametrize(
    ("number", "figure", "counts"),
    [(1, ["..", "..", ".."], "hidden"), (2, ["...", "...", "..."], "missing"), (3, ["0", "0", "12"], "value")],
)
def test_so_they_have_in_tables_of_shares(number, figure, counts):
    rows = list(csv.reader(io.StringIO(table_as_csv(SHARES))))
    assert rows[number + 1][-3:] == figure
    assert json.loads(table_as_json(SHARES))["cells"][number]["status"] == counts


def test_a_share_of_nothing_is_missing_and_no_empty_place():
    table = SHARES.with_cells(dict(SHARES.cells) | {next(SHARES.form.cell_keys()): value(0, 0)}, None)
    assert list(csv.reader(io.StringIO(table_as_csv(table))))[1][-3:] == ["...", "0", "0"]
    assert json.loads(table_as_json(table))["cells"][0]["status"] == "missing"


# What is drawn --------------------------------------------------------------------------------------------------------

YEARS = ("2016", "2017", "2018")


def series(cell):
    return (Series(Words("Kvinnor", "Women"), (value(12), cell, value(9))),)


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


@pytest.mark.parametrize(
    ("cell", "word", "said", "points"),
    [(HIDDEN, "dolt", "2017 dold", 2), (MISSING, "saknas", "2017 finns inte", 2), (value(0), None, "2017 0", 3)],
)
def test_a_line_has_a_gap_where_a_figure_is_hidden_or_missing_and_a_point_at_nought(cell, word, said, points):
    chart = Chart(TITLE, YEARS, series(cell))
    svg = chart_as_svg(chart)
    assert [text for text in texts(svg) if text in ("dolt", "saknas")] == ([word] if word else [])
    assert svg.count('fill="#0f5a70" stroke-width="2"') == points
    assert ("#f4f1eb" in svg) is bool(word)
    assert said in alternative(chart)
    assert ("Dolda tal: 1 av 3." in alternative(chart)) is (cell is HIDDEN)
    assert ("Hidden figures: 1 of 3." in alternative(chart, "en")) is (cell is HIDDEN)


@pytest.mark.parametrize("names", [(), tuple(Words(year, year) for year in YEARS)])
@pytest.mark.parametrize(("cell", "word", "boxes"), [(HIDDEN, "dolt", 1), (MISSING, "saknas", 0), (value(0), "0", 0)])
def test_a_hidden_bar_is_an_empty_box_and_nought_has_no_bar(cell, word, boxes, names):
    drawn = Bars(TITLE, YEARS, series(cell), names)
    svg = bars_as_svg(drawn)
    assert texts(svg)[-6:] == ["2016", "12", "2017", word, "2018", "9"]
    assert svg.count("stroke-dasharray") == boxes
    assert svg.count("<rect") == 2 + boxes
    assert ("Dolda tal: 1 av 3." in bars_alternative(drawn)) is (cell is HIDDEN)


def test_the_box_of_a_hidden_bar_says_nothing_of_how_much():
    """The same whatever stands beside it: it is no bar."""
    widths = [
        re.search(r'<rect [^>]*width="(\d+)"[^>]*stroke-dasharray', bars_as_svg(Bars(TITLE, YEARS, one)))[1]
        for one in (
            (Series(TITLE, (value(12), HIDDEN, value(9))),),
            (Series(TITLE, (value(1_200_000), HIDDEN, HIDDEN)),),
        )
    ]
    assert widths[0] == widths[1]


def test_a_line_that_is_all_hidden_still_has_its_name():
    lines = (*series(value(3)), Series(Words("Män", "Men"), (HIDDEN,) * 3))
    assert texts(chart_as_svg(Chart(TITLE, YEARS, lines))).count("Män") == 1


def test_where_years_stand_close_the_word_is_written_upwards():
    years = tuple(str(year) for year in range(2008, 2020))
    svg = chart_as_svg(Chart(TITLE, years, (Series(TITLE, (value(5), HIDDEN) * 6),)))
    assert len(re.findall(r"rotate\(270\)[^>]*>dolt<", svg)) == 6


# What is told of the protection ---------------------------------------------------------------------------------------


def test_a_file_does_not_tell_how_many_cells_are_hidden_for_which_reason():
    """“Two hidden, both of them small” would say of each that it is between one and four."""
    table = NUMBERS.with_cells(NUMBERS.cells, {"cells": 6, "primary": 1, "secondary": 0, "proven": True, "seed": 7})
    assert json.loads(table_as_json(table))["certificate"] == {"cells": 6, "proven": True, "hidden": 1}
    assert json.loads(table_as_json(NUMBERS))["certificate"] is None
