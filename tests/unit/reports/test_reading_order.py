"""What a screen reader is given: language, headings, tables with their heads and pictures in words, in reading order.

Asserted on the page's elements and on the PDF's tag tree, for every report in both languages.
"""

from __future__ import annotations

import io
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pypdf
import pytest
from tests.factories.af_fk_2020 import tables as af_fk
from tests.factories.fk_esf_2025 import esf_extract

from samordna.engine.document import Heading, Presentation
from samordna.engine.formats.bars import Bars, bars_alternative
from samordna.engine.formats.chart import Chart, alternative
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.run import run_all_protected
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import description, names
from samordna.learn.statistics import fk_esf_2025 as esf

LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    declared = [esf.TABLE_1, esf.FIGURE_2, esf.TABLE_2, esf.TABLE_3, esf.TABLE_4]
    made = run_all_protected(declared, esf_extract(tmp_path_factory.mktemp("esf")))
    found = {"af-fk-2020": af_fk(), "fk-esf-2025": {one.name: one for one in made}}
    assert set(found) == set(names())
    return {name: compose(description(name), tables, "2026-1", date(2026, 2, 1)) for name, tables in found.items()}


def told(document, language):
    """What the document holds in its order: headings with their level, tables, and pictures in words."""
    for block in document.blocks:
        match block:
            case Heading(words, level):
                yield f"h{level}", words.in_language(language)
            case Presentation():
                yield "table", block.caption.in_language(language)
            case Chart():
                yield "figure", alternative(block, language)
            case Bars():
                yield "figure", bars_alternative(block, language)


# The PDF --------------------------------------------------------------------------------------------------------------


def kids(element):
    found = element.get("/K", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    below = [one.get_object() for one in (found if isinstance(found, list) else [found])]
    return [one for one in below if isinstance(one, dict) and "/S" in one]


def walk(element):
    for kid in kids(element):
        yield kid
        yield from walk(kid)


def of_table(cell):
    return next(one.get_object() for one in cell["/A"].get_object() if one.get_object()["/O"] == "/Table")


@pytest.fixture(params=[(name, language) for name in names() for language in LANGUAGES], ids="-".join)
def pdf(request, reports):
    name, language = request.param
    made = pypdf.PdfReader(io.BytesIO(document_as_pdf(reports[name], language)))
    return reports[name], language, made.trailer["/Root"]


def test_the_pdf_says_its_language_and_shows_its_title(pdf):
    document, language, root = pdf
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert document.title.in_language(language) in root["/Metadata"].get_data().decode()


def test_the_tags_of_the_pdf_stand_in_reading_order(pdf):
    document, language, root = pdf
    tags = []
    for element in walk(root["/StructTreeRoot"]):
        if element["/S"].startswith("/H") and element["/S"][2:].isdigit():
            tags.append((element["/S"][1:].lower(), str(element["/T"])))
        elif element["/S"] == "/Figure":
            tags.append(("figure", str(element["/Alt"])))
        elif element["/S"] == "/Table":
            tags.append(("table", ""))
    expected = [(kind, "" if kind == "table" else text) for kind, text in told(document, language)]
    assert tags == expected
    levels = [int(kind[1]) for kind, _ in tags if kind[0] == "h"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is passed over"


def test_every_cell_of_the_pdf_is_headed_by_its_row_its_group_and_its_column(pdf):
    document, _, root = pdf
    tree = root["/StructTreeRoot"]
    names_of = tree["/IDTree"]["/Names"]
    headed = {str(name): one.get_object() for name, one in zip(names_of[::2], names_of[1::2], strict=True)}
    assert list(headed) == sorted(headed), "a name tree is sorted"
    tables = [one for one in walk(tree) if one["/S"] == "/Table"]
    presented = list(document.presentations())
    assert len(tables) == len(presented)
    for table, one in zip(tables, presented, strict=True):
        body = next(part for part in kids(table) if part["/S"] == "/TBody")
        scopes = [[of_table(cell).get("/Scope") for cell in kids(row) if cell["/S"] == "/TH"] for row in kids(body)]
        rows = sum(len(group.rows) for group in one.grid.groups)
        groups = sum(group.words is not None for group in one.grid.groups)
        assert scopes.count(["/Row"]) == rows
        assert scopes.count(["/Column"]) == groups
        assert len(scopes) == rows + groups
        for cell in (cell for row in kids(body) for cell in kids(row) if cell["/S"] == "/TD"):
            heads = [headed[str(name)] for name in of_table(cell)["/Headers"]]
            assert all(head["/S"] == "/TH" for head in heads)
            kinds = [of_table(head)["/Scope"] for head in heads]
            assert kinds.count("/Row") == 1
            assert kinds.count("/Column") == len(one.grid.headings) + (groups > 0)


# The page -------------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """Headings, captions, heads of tables and pictures, with their text, in their order."""

    KEPT = frozenset({"h1", "h2", "h3", "h4", "caption", "th", "td"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found, self.language, self._open, self._part = [], "", None, ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang", "")
        if tag in ("thead", "tbody"):
            self._part = tag
        if tag == "svg":
            self.found.append(["svg", said, ""])
        if tag in self.KEPT:
            self._open = [tag, said | {"part": self._part}, ""]
            self.found.append(self._open)

    def handle_endtag(self, tag):
        if tag in self.KEPT:
            self._open = None

    def handle_data(self, data):
        if self._open is not None:
            self._open[2] += data


@pytest.fixture(params=[(name, language) for name in names() for language in LANGUAGES], ids="-".join)
def page(request, reports):
    name, language = request.param
    read = Elements()
    read.feed(document_as_html(reports[name], language))
    return reports[name], language, read


def test_the_page_says_its_language_and_has_its_headings_and_captions_in_order(page):
    document, language, read = page
    assert read.language == language
    headings = [(tag, " ".join(text.split())) for tag, _, text in read.found if tag in ("h1", "h2", "h3", "caption")]
    expected = [("h1", document.title.in_language(language))]
    for kind, text in told(document, language):
        if kind[0] == "h":
            expected.append((f"h{int(kind[1]) + 1}", text))
        elif kind == "table":
            expected.append(("caption", text))
    assert headings == [(tag, " ".join(text.split())) for tag, text in expected]


def test_every_head_of_a_table_on_the_page_says_what_it_heads(page):
    _, _, read = page
    heads = [said for tag, said, _ in read.found if tag == "th"]
    assert len(heads) > 20
    assert {said.get("scope") for said in heads if said["part"] == "thead"} <= {"col", "colgroup"}
    assert {said.get("scope") for said in heads if said["part"] == "tbody"} <= {"row", "rowgroup"}
    assert not [said for tag, said, _ in read.found if tag == "td" and said["part"] == "thead"]
