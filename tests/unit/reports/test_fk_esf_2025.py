"""FK's report on ESF+: the printed facts where that report agrees with itself, from demo data calibrated to it."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date

import docx
import pytest
import yaml
from docx.oxml.ns import qn
from tests.factories.fk_esf_2025 import esf_extract

from samordna.engine.document import Paragraph
from samordna.engine.formats.bars import Bars, bars_alternative
from samordna.engine.formats.document_docx import document_as_docx
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.run import run_all_protected
from samordna.engine.table import HIDDEN
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import TEXTS, description
from samordna.learn.reports.wrong import WrongText
from samordna.learn.statistics import fk_esf_2025 as tables

NAME, MADE = "fk-esf-2025", date(2025, 2, 10)
FACTS = [
    "Under 2023 och 2024 medverkade Försäkringskassan i 21 projekt inom ESF+.",
    "I programområdena A2 och B deltog 2 691 personer",
    "Av dem var 57 procent kvinnor och 43 procent män.",
    "795 personer har avslutat. 337 av dem arbetade, studerade eller var öppet arbetssökande när de slutade, 42",
    "Samordningsförbund äger 8, 38 procent av projekten, kommuner 5 och myndigheter 3.",
    "Arbetsförmedlingen har anvisat 1 329 av dem, 49 procent. Försäkringskassan har anvisat 726 av dem, 27 procent.",
    "I programområde A2 deltog 1 087 kvinnor och 838 män.",
    "Bland kvinnor är andelen 41 procent och bland män 44 procent.",
    # 29 and 53 per cent were printed; 143 of 483 is 29.6 and 194 of 312 is 62.2.
    "Andelen är högre i programområde B, 62 procent, än i A2, 30 procent.",
    "hade sjukpenning när de började har 488 avslutat, och 198 av dem hade ett positivt resultat, 41 procent",
    "hade sjukersättning när de började har 96 avslutat, och 36 av dem hade ett positivt resultat, 38 procent",
]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    declared = [tables.TABLE_1, tables.FIGURE_2, tables.TABLE_2, tables.TABLE_3, tables.TABLE_4]
    return {table.name: table for table in run_all_protected(declared, esf_extract(tmp_path_factory.mktemp("esf")))}


def composed(released):
    return compose(description(NAME), released, "2025-1", MADE)


def said(document, language="sv"):
    return "\n".join(b.text(language).replace("\u00a0", " ") for b in document.blocks if isinstance(b, Paragraph))


@pytest.mark.parametrize("fact", FACTS)
def test_the_published_facts(released, fact):
    assert fact in said(composed(released))


def test_every_number_in_the_text_is_bound_to_a_cell(released):
    for block in composed(released).blocks:
        for sentence in block.sentences if isinstance(block, Paragraph) else ():
            for language in ("sv", "en"):
                outside = "".join(text for text, figure in sentence.parts(language) if figure is None)
                assert set(re.findall(r"\w*\d+\w*", outside)) <= {"2023", "2024", "A2"}


def test_what_is_hidden_is_hidden_in_text_and_diagram(released):
    three = released["fk-esf-2025-3"]
    cells = {key: HIDDEN if "women" in key or "men" in key else cell for key, cell in three.cells.items()}
    document = composed(released | {three.name: three.with_cells(cells, three.certificate)})
    assert "Bland kvinnor är andelen .. och bland män ..." in said(document)
    drawn = next(
        b for b in document.blocks if isinstance(b, Bars) and "de som har avslutat" in b.title.sv.replace("dem", "de")
    )
    assert "Kvinnor dold och Män dold" in bars_alternative(drawn)


def test_who_is_not_better_is_not_called_so(released):
    three = released["fk-esf-2025-3"]
    swap = {"A2": "B", "B": "A2", "A2+B": "A2+B"}
    cells = {(period, what, swap[area], sex): cell for (period, what, area, sex), cell in three.cells.items()}
    assert "Andelen är lägre i programområde B, 30 procent, än i A2, 62 procent." in said(
        composed(released | {three.name: three.with_cells(cells, three.certificate)})
    )


# Diagrams and names ---------------------------------------------------------------------------------------------------


def changed(folder, change):
    shutil.copytree(TEXTS, folder / "texts")
    path = folder / "texts" / f"{NAME}.yaml"
    facts = yaml.safe_load(path.read_text("utf-8"))
    change(facts)
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return description(NAME, folder / "texts")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda facts: facts["charts"]["results"].pop("bars"), "a diagram along sex is of bars and names them"),
        (lambda facts: facts["charts"]["results"].update(kind="lines"), "a diagram along sex is of bars"),
        (lambda facts: facts.update(names=["A2", "12"]), "12 is no name"),
        (lambda facts: facts.pop("names"), "2 is typed by hand"),
        (lambda facts: facts.pop("years"), "years"),
    ],
)
def test_a_description_that_is_not_as_it_must_be(tmp_path, change, why):
    with pytest.raises(WrongText, match=why):
        changed(tmp_path, change)


@pytest.mark.parametrize("names", [{"along": "colour"}, {"bars": ["women", "children"]}, {"series": "colour"}])
def test_a_diagram_of_what_the_table_has_not(tmp_path, released, names):
    report = changed(tmp_path, lambda facts: facts["charts"]["results"].update(names))
    with pytest.raises(WrongText, match="diagram of fk-esf-2025-3"):
        compose(report, released, "2025-1", MADE)


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(released):
    return docx.Document(io.BytesIO(document_as_docx(composed(released))))


def test_the_same_release_gives_the_same_bytes(released):
    assert document_as_docx(composed(released)) == document_as_docx(composed(released))
    assert document_as_pdf(composed(released)) == document_as_pdf(composed(released))


def test_word_has_the_text_with_real_headings(released, word):
    lines = [line.text.replace("\u00a0", " ") for line in word.paragraphs]
    assert set(said(composed(released)).splitlines()) <= set(lines)
    headings = [(line.style.name, line.text) for line in word.paragraphs if line.style.name.startswith("Heading")]
    assert ("Heading 1", "Sammanfattning") in headings
    assert ("Heading 2", "Efter ersättning") in headings
    assert word.core_properties.title == "Försäkringskassan i Europeiska socialfonden 2023–2024"
    assert word.core_properties.language == "sv-SE"


def test_words_tables_print_every_cell_and_repeat_their_heads(released, word):
    document = composed(released)
    for one, table in zip(document.presentations(), word.tables, strict=True):
        heads = [row for row in table.rows if row._tr.findall(f".//{qn('w:tblHeader')}")]
        assert len(heads) == len(one.grid.headings)
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"
        grouped = sum(group.words is not None for group in one.grid.groups)
        body = table.rows[len(heads) :]
        assert len(body) == grouped + sum(len(group.rows) for group in one.grid.groups)
    results = word.tables[3]
    assert [cell.text for cell in results.rows[3].cells][:4] == ["Deltagare", "1\u00a0087", "838", "1\u00a0925"]
    assert [cell.text for cell in results.rows[6].cells][1] == "27\u00a0%\n74 av 279"


def test_words_pictures_say_what_is_seen(released, word):
    said = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    drawn = [b for b in composed(released).blocks if isinstance(b, Bars)]
    assert said == [bars_alternative(one) for one in drawn]
    assert all(shape._inline.docPr.get("title") for shape in word.inline_shapes)
