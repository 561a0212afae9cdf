"""The report on priority groups: every figure from a table, growth on the earlier year, hidden stays hidden."""

from __future__ import annotations

import io
import itertools
import re
from datetime import date

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from tests.factories.af_fk_2020 import tables

from samordna.engine.disclosure.protect import protect
from samordna.engine.document import Heading, Note, Paragraph, Terms
from samordna.engine.formats.bars import Bars, bars_alternative, bars_as_svg
from samordna.engine.formats.cells import written
from samordna.engine.formats.chart import Chart, alternative, chart_as_svg
from samordna.engine.formats.csv import tables_as_csv
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.formats.xlsx import workbook
from samordna.engine.run import shares
from samordna.engine.table import HIDDEN, Table, value
from samordna.learn.reports.compose import compose, protected
from samordna.learn.reports.description import description
from samordna.learn.reports.wrong import WrongText
from samordna.learn.statistics.af_fk_2020 import TABLE_2

MADE = date(2020, 5, 8)
FACTS = [
    "Under 2019 fanns 31 167 deltagare i individinriktade insatser som samordningsförbund hade betalat.",
    "Av dem var 20 353 registrerade med personuppgifter, 65 procent.",
    "Av dem var 55 procent kvinnor, 11 194, och 45 procent män, 9 159.",
    "Under 2019 deltog 4 131 personer med sjukpenning. Det är 20 procent av de 20 353 med personuppgifter.",
    "71 procent var kvinnor, 2 915 av 4 131.",
    # 58 per cent was printed; 2,419 of 4,131 is 58.6.
    "59 procent började under året, 2 419 av 4 131.",
    "De nya blev 457 färre än 2018, en minskning med 16 procent från 2 876.",
    "Under 2019 deltog 1 861 personer med aktivitetsersättning. Det är 9 procent av de 20 353 med personuppgifter.",
    # 47 was printed; 894 of 1,861 is 48.04.
    "48 procent började under året, 894 av 1 861.",
    "Samordningsförbunden betalade 1 138 insatser.",
    "53 procent var individinriktade, 603 av 1 138. 47 procent var strukturövergripande, 535 av 1 138.",
    "Av dem riktade sig 434 till de prioriterade grupperna, 38 procent.",
    "Det är 111 fler än 2018, en ökning med 34 procent från 323.",
    # 26, 19 and 33 per cent were printed: divided by the later year.
    "Under 2019 betalade 44 samordningsförbund 154 insatser för unga med aktivitetsersättning. "
    "Det är 40 insatser fler än 2018, en ökning med 35 procent från 114.",
    "Under 2019 betalade 41 samordningsförbund 159 insatser för långtidssjukskrivna. "
    "Det är 31 insatser fler än 2018, en ökning med 24 procent från 128.",
    "Under 2019 betalade 29 samordningsförbund 121 insatser för unga med funktionsnedsättning utan "
    "aktivitetsersättning. Det är 40 insatser fler än 2018, en ökning med 49 procent från 81.",
    # 50, 175 and 81 were printed.
    "Sedan 2016 har antalet ökat med 77, det vill säga 100 procent, från 77 till 154. Förbunden är 1 färre än 2018.",
    "Sedan 2016 har antalet ökat med 103, det vill säga 184 procent, från 56 till 159. Förbunden är lika många",
    "Sedan 2017 har antalet ökat med 36, det vill säga 42 procent, från 85 till 121. Förbunden är 1 fler än 2018.",
    "En ökning räknas på det tidigare årets antal",
    "blev 40 fler, och 40 är 35 procent av 114, som var antalet 2018.",
]
#: Table 2 as it was printed: women and men of all ongoing and of the new, sjukpenning and aktivitetsersättning.
PRINTED_SHARES = {
    "2016": (71, 29, 54, 46, 71, 29, 54, 46),
    "2017": (72, 28, 54, 46, 73, 27, 53, 47),
    "2018": (72, 28, 53, 47, 72, 28, 52, 48),
    "2019": (71, 29, 52, 48, 70, 30, 55, 45),
}


def composed(of=None):
    return compose(description("af-fk-2020"), of or tables(), "2026-1", MADE)


@pytest.fixture(scope="module")
def document():
    return composed()


def paragraphs(document, language="sv"):
    return [b.text(language).replace("\u00a0", " ") for b in document.blocks if isinstance(b, Paragraph)]


def said(document):
    return "\n".join(paragraphs(document))


def with_few(women=2, men=1):
    """The tables with few new participants with sjukpenning in 2019, protected again."""
    given = tables()
    one = given["af-fk-2020-1"]
    small = {"women": women, "men": men, "total": women + men}
    cells = dict(one.cells) | {("2019", "new", "sjukpenning", sex): value(number) for sex, number in small.items()}
    counts = protect(Table(one.form, cells, one.origin))
    of = Table(TABLE_2, shares(TABLE_2, dict(counts.cells)), one.origin, counts.certificate)
    return given | {"af-fk-2020-1": counts, "af-fk-2020-2": of}


# What it says ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS)
def test_the_published_facts(document, fact):
    assert fact in said(document)


def test_the_shares_of_table_2_are_those_that_were_printed(document):
    table = next(one.table for one in document.presentations() if one.table.name == "af-fk-2020-2")
    codes = itertools.product(("ongoing", "new"), ("sjukpenning", "aktivitetsersättning"), ("women", "men"))
    for place, (registration, benefit, sex) in enumerate(codes):
        for year, printed in PRINTED_SHARES.items():
            cell = table.cell(year=year, registration=registration, benefit=benefit, sex=sex)
            assert cell.percent == printed[place]


def test_every_number_in_the_text_is_bound_to_a_cell(document):
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for sentence in block.sentences:
                for language in ("sv", "en"):
                    outside = "".join(text for text, figure in sentence.parts(language) if figure is None)
                    assert set(re.findall(r"\d+", outside)) <= {"2016", "2017", "2018", "2019", "2020"}
                assert all(figure.refs for figure in sentence.figures.values())


def test_one_changed_cell_changes_exactly_what_depends_on_it(document):
    given = tables()
    one = given["af-fk-2020-3"]
    cells = dict(one.cells) | {("2019", "measures", "long_term_sick"): value(160)}
    before, after = (
        paragraphs(document),
        paragraphs(composed(given | {one.name: one.with_cells(cells, one.certificate)})),
    )
    different = [b for a, b in zip(before, after, strict=True) if a != b]
    assert len(different) == 1
    assert (
        "160 insatser för långtidssjukskrivna. Det är 32 insatser fler än 2018, en ökning med 25 procent"
        in different[0]
    )
    assert "ökat med 104, det vill säga 186 procent, från 56 till 160." in different[0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (100, "Det är 28 insatser färre än 2018, en minskning med 22 procent från 128."),
        (128, "Det är lika många insatser som 2018."),
    ],
)
def test_a_number_that_fell_or_stayed_is_told_so(number, text):
    given = tables()
    one = given["af-fk-2020-3"]
    cells = dict(one.cells) | {("2019", "measures", "long_term_sick"): value(number)}
    assert text in said(composed(given | {one.name: one.with_cells(cells, one.certificate)}))


def test_english_says_the_same(document):
    text = "\n".join(paragraphs(document, "en"))
    assert "That is 40 measures more than in 2018, an increase of 35 per cent from 114." in text
    assert "In 2019, 4 131 persons with sickness benefit took part." in text
    assert not re.search("[åäöÅÄÖ]", text.replace("Arbetsförmedlingen", "").replace("Försäkringskassan", ""))


def test_the_order_of_things(document):
    headings = [b.words.sv for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert (headings[0], headings[-1]) == ("Sammanfattning", "Så är siffrorna räknade")
    assert [one.number.sv for one in document.presentations()] == [f"Tabell {number}" for number in range(1, 6)]
    (note,) = (b for b in document.blocks if isinstance(b, Note))
    assert "först 2017" in note.words.sv
    (terms,) = (b for b in document.blocks if isinstance(b, Terms))
    assert len({term.sv for term, _ in terms.terms}) == len(terms.terms)


def test_the_source_of_every_table_names_extract_release_and_protection(document):
    for one in document.presentations():
        for part in ("uttag 0123456789abcdef0123", "Utgåva 2026-1.", "Skydd: "):
            assert part in one.source.sv
    assert document.subtitle.sv.replace("\u00a0", " ").endswith("Utgåva 2026-1, 8 maj 2020.")


# Hidden and missing ---------------------------------------------------------------------------------------------------


def test_what_is_hidden_in_a_table_is_hidden_in_the_text():
    text = said(composed(with_few()))
    assert ".. började under året, .. av 4 131." in text
    assert "Hur antalet nya har ändrats sedan 2018 kan inte visas." in text
    assert "en minskning med 100 procent" not in text


def test_what_is_hidden_is_hidden_in_diagrams_and_their_texts():
    given = tables()
    for name, key in (
        ("af-fk-2020-1", ("2019", "ongoing", "sjukpenning", "women")),
        ("af-fk-2020-3", ("2018", "measures", "long_term_sick")),
    ):
        one = given[name]
        given[name] = one.with_cells(dict(one.cells) | {key: HIDDEN}, one.certificate)
    document = composed(given)
    lines = next(b for b in document.blocks if isinstance(b, Chart))
    (bars,) = (b for b in document.blocks if isinstance(b, Bars))
    for text in (alternative(lines), chart_as_svg(lines)):
        assert "2\u00a0915" not in text
    assert "128" not in re.sub(r'="[^"]*"', "", bars_alternative(bars) + bars_as_svg(bars))
    assert "uppgift för 2018 är dold" in bars_alternative(bars)


def test_what_is_hidden_is_hidden_in_every_file():
    document = composed(with_few(women=4, men=3))
    shown = [document_as_html(document), tables_as_csv([one.table for one in document.presentations()])]
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(workbook(list(document.presentations()), document.title, "2020-05-08"))
    )
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    table = next(document.presentations()).table
    assert table.cell(year=2019, registration="new", benefit="sjukpenning", sex="women").value is None
    assert ".." in cells
    assert not {3.0, 4.0} & {cell for cell in cells if isinstance(cell, float)}
    for text in shown:
        assert ".." in text
    assert "dolda" in protected(table).sv


def test_a_missing_figure_is_not_called_hidden(document):
    (bars,) = (b for b in document.blocks if isinstance(b, Bars))
    assert "uppgift för 2016 finns inte" in bars_alternative(bars)
    assert "dold" not in bars_alternative(bars)


def test_an_unprotected_or_absent_table_makes_no_report():
    given = tables()
    one = given["af-fk-2020-1"]
    with pytest.raises(WrongText, match="not protected"):
        composed(given | {one.name: one.with_cells(one.cells, None)})
    with pytest.raises(WrongText, match="not given"):
        composed({one.name: one})


def test_a_register_of_noughts_gives_a_report():
    given = tables()
    for name, one in given.items():
        if not one.is_share:
            noughts = {key: value(0) if cell.value is not None else cell for key, cell in one.cells.items()}
            given[name] = one.with_cells(noughts, one.certificate)
    counts = given["af-fk-2020-1"]
    given["af-fk-2020-2"] = Table(TABLE_2, shares(TABLE_2, dict(counts.cells)), counts.origin, counts.certificate)
    assert "Under 2019 fanns 0 deltagare" in said(composed(given))


# Files ----------------------------------------------------------------------------------------------------------------


def _tags(element, found):
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            _tags(one, found)
    elif isinstance(element, dict) and "/S" in element:
        found.append(element)
        if "/K" in element:
            _tags(element["/K"], found)
    return found


def test_the_pdf_is_tagged_and_says_language_and_title(document):
    reader = pypdf.PdfReader(io.BytesIO(document_as_pdf(document)))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "sv"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Insatser för prioriterade grupper 2019"
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in re.sub(r"\s+(?=<)", "", metadata)
    tags = [one for one in catalogue["/StructTreeRoot"]["/K"] for one in _tags(one, [])]
    kinds = [one["/S"] for one in tags]
    assert kinds.count("/Table") == 5
    assert kinds.count("/TH") > 5 * 4
    assert kinds.count("/H1") >= 5
    assert [one["/Alt"] for one in tags if "/Alt" in one] == [
        alternative(b) if isinstance(b, Chart) else bars_alternative(b)
        for b in document.blocks
        if isinstance(b, Chart | Bars)
    ]


def test_swedish_letters_are_read_out_of_the_pdf(document):
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document_as_pdf(document))).pages)
    assert "Återrapport från Arbetsförmedlingen och Försäkringskassan" in text
    assert "Så är siffrorna räknade" in text.replace("\ufb03", "ffi")


def test_the_workbook_holds_the_tables(document):
    content = workbook(list(document.presentations()), document.title, document.made.isoformat())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for one in document.presentations():
        cells = [
            cell
            for row in book.get_sheet_by_name(one.number.sv).to_python()
            for cell in row[1:]
            if cell != "" and (not isinstance(cell, str) or cell.startswith("."))
        ]
        wanted = [placed.cell for group in one.grid.groups for row in group.rows for placed in row.cells]
        expected = [
            (cell.percent / 100 if cell.percent is not None else float(cell.value))
            if cell.value is not None
            else written(cell)
            for cell in wanted
        ]
        assert cells == expected


@pytest.mark.parametrize(
    "make",
    [
        document_as_pdf,
        document_as_html,
        lambda document: workbook(list(document.presentations()), document.title, document.made.isoformat()),
    ],
    ids=["pdf", "html", "xlsx"],
)
def test_the_same_release_gives_the_same_bytes(make):
    chart_as_svg.cache_clear()
    first = make(composed())
    chart_as_svg.cache_clear()
    assert make(composed()) == first
