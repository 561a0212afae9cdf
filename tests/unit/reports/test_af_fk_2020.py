"""The report on priority groups: every figure from a table, growth on the earlier year, hidden stays hidden."""

from __future__ import annotations

import re

import pytest
from tests.factories.af_fk_2020 import tables

from samordna.engine.disclosure.protect import protect
from samordna.engine.document import Heading, Paragraph
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.run import shares
from samordna.engine.table import Table, value
from samordna.learn.reports.catalogue import NoSuchReport, report
from samordna.learn.statistics.af_fk_2020 import TABLE_2

REPORT = report("af-fk-2020")


def paragraphs(document, language="sv"):
    return [b.text(language).replace("\u00a0", " ") for b in document.blocks if isinstance(b, Paragraph)]


def said(document):
    return "\n".join(paragraphs(document))


@pytest.fixture(scope="module")
def document():
    return REPORT.compose(tables(), "2026-1")


FACTS = [
    "Under 2019 fanns 31 167 deltagare i individinriktade insatser.",
    "20 353 av dem var registrerade med personuppgifter, 65 procent av 31 167.",
    "Bland dem var 55 procent kvinnor: 11 194 av 20 353.",
    "4 131 personer med sjukpenning deltog under 2019, 20 procent av de 20 353 med personuppgifter.",
    "71 procent var kvinnor: 2 915 av 4 131.",
    # 58 per cent was printed; 2,419 of 4,131 is 58.6.
    "2 419 av dem började under året, 59 procent av 4 131.",
    "De nya med sjukpenning blev 16 procent färre från 2018 till 2019: från 2 876 till 2 419.",
    "1 861 personer med aktivitetsersättning deltog under 2019, 9 procent av de 20 353 med personuppgifter.",
    # 47 was printed; 894 of 1,861 is 48.04.
    "894 av dem började under året, 48 procent av 1 861.",
    "Under 2019 betalade samordningsförbunden 1 138 insatser.",
    "53 procent var individinriktade: 603 av 1 138.",
    "434 av insatserna riktade sig till de prioriterade grupperna, 38 procent av 1 138.",
    "Det är 111 fler än 2018, en ökning med 34 procent.",
    # 26, 19 and 33 were printed: divided by the later year.
    "44 samordningsförbund betalade 154 insatser för unga med aktivitetsersättning. "
    "Det är 40 fler än 2018, en ökning med 35 procent.",
    "Det är 31 fler än 2018, en ökning med 24 procent.",
    "Det är 40 fler än 2018, en ökning med 49 procent.",
    # 50, 175 and 81 were printed.
    "Sedan 2016 har antalet ökat med 77, det vill säga 100 procent: från 77 till 154.",
    "Sedan 2016 har antalet ökat med 103, det vill säga 184 procent: från 56 till 159.",
    "Sedan 2017 har antalet ökat med 36, det vill säga 42 procent: från 85 till 121.",
    "En ökning räknas på det tidigare årets antal: 40 fler är 35 procent av 114.",
]


@pytest.mark.parametrize("fact", FACTS)
def test_what_the_report_says(document, fact):
    assert fact in said(document)


def test_the_tables_stand_in_the_order_of_their_numbers(document):
    assert [one.number.sv for one in document.presentations()] == [f"Tabell {n}" for n in range(1, 6)]


def test_every_number_in_the_text_is_bound_to_a_cell(document):
    """No digits but years stand outside a figure."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for sentence in block.sentences:
                outside = "".join(text for text, figure in sentence.parts() if figure is None)
                assert set(re.findall(r"\d+", outside)) <= {"2016", "2017", "2018", "2019", "2020"}
                assert all(figure.refs for figure in sentence.figures.values())


def test_one_changed_cell_changes_exactly_what_depends_on_it(document):
    changed = tables()
    key = ("2019", "measures", "long_term_sick")
    one = changed["af-fk-2020-3"]
    changed["af-fk-2020-3"] = one.with_cells(dict(one.cells) | {key: value(160)}, one.certificate)
    before, after = paragraphs(document), paragraphs(REPORT.compose(changed, "2026-1"))
    different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(different) == 1
    assert "159 insatser" in different[0][0]
    assert "160 insatser" in different[0][1]
    assert "185 till" not in different[0][1]
    assert "ökat med 104, det vill säga 186 procent: från 56 till 160." in different[0][1]


def test_what_is_hidden_in_a_table_is_hidden_in_the_text():
    few = tables()
    one = few["af-fk-2020-1"]
    small = {("2019", "new", "sjukpenning", sex): number for sex, number in (("women", 2), ("men", 1), ("total", 3))}
    cells = dict(one.cells) | {key: value(number) for key, number in small.items()}
    protected = protect(Table(one.form, cells, one.origin))
    few["af-fk-2020-1"] = protected
    few["af-fk-2020-2"] = Table(TABLE_2, shares(TABLE_2, dict(protected.cells)), one.origin, protected.certificate)
    text = said(REPORT.compose(few, ""))
    assert ".. av dem började under året, .. av 4 131." in text
    assert "De nya med sjukpenning var 2 876 under 2018 och .. under 2019." in text
    assert document_as_pdf(REPORT.compose(few, ""))


def test_an_empty_register_gives_a_report_of_noughts():
    empty = {}
    for name, one in tables().items():
        cells = {key: value(0) if cell.value is not None else cell for key, cell in one.cells.items()}
        if not one.is_share:
            empty[name] = one.with_cells(cells, one.certificate)
    counts = empty["af-fk-2020-1"]
    empty["af-fk-2020-2"] = Table(TABLE_2, shares(TABLE_2, dict(counts.cells)), counts.origin, counts.certificate)
    text = said(REPORT.compose(empty, ""))
    assert "Under 2019 fanns 0 deltagare" in text
    assert "... procent" not in text


def test_a_table_that_is_not_given_is_missed():
    with pytest.raises(KeyError):
        REPORT.compose({}, "")


def test_the_source_stands_at_every_table(document):
    for one in document.presentations():
        assert one.source.sv.endswith("Utgåva 2026-1.")
    unreleased = REPORT.compose(tables(), "")
    assert next(unreleased.presentations()).source.sv.endswith("Inte utgiven.")


def test_english_says_the_same(document):
    text = "\n".join(paragraphs(document, "en"))
    assert "That is 40 more than in 2018, an increase of 35 per cent." in text
    assert "New ones with sickness benefit became 16 per cent fewer from 2018 to 2019: from 2 876 to 2 419." in text
    assert document_as_html(document, "en").count("<table>") == 5


def test_headings(document):
    headings = [b.words.sv for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert headings[0] == "Deltagare"
    assert headings[-1] == "Så är siffrorna räknade"


def test_an_unknown_report_says_what_there_is():
    with pytest.raises(NoSuchReport, match="did you mean af-fk-2020"):
        report("af-fk-2002")
    with pytest.raises(NoSuchReport, match="there are af-fk-2020"):
        report("x")
