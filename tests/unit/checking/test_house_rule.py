"""The system's own reports pass its own check, in every form; and fail it when one figure is changed."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.af_fk_2020 import tables as af_fk
from tests.factories.fk_esf_2025 import esf_extract

from samordna.engine.formats.document_docx import document_as_docx
from samordna.engine.formats.html import document_as_html
from samordna.engine.formats.pdf import document_as_pdf
from samordna.engine.run import run_all_protected
from samordna.learn.checking.check import check
from samordna.learn.checking.reading import read_bytes
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import description, names
from samordna.learn.statistics import fk_esf_2025 as esf

FORMS = {"html": lambda made: document_as_html(made).encode(), "docx": document_as_docx, "pdf": document_as_pdf}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    declared = [esf.TABLE_1, esf.FIGURE_2, esf.TABLE_2, esf.TABLE_3, esf.TABLE_4]
    tables = run_all_protected(declared, esf_extract(tmp_path_factory.mktemp("esf")))
    return {
        "af-fk-2020": compose(description("af-fk-2020"), af_fk(), "2026-1", date(2020, 5, 8)),
        "fk-esf-2025": compose(
            description("fk-esf-2025"), {one.name: one for one in tables}, "2026-1", date(2025, 2, 10)
        ),
    }


def test_every_report_is_among_them(reports):
    assert set(reports) == set(names())


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_found_in_our_own_reports(reports, name, form):
    read = read_bytes(FORMS[form](reports[name]))
    assert [(one.place.line, one.kind, one.printed, one.expected) for one in check(read.document)] == []
    assert len(read.document.grids) >= 4, "the tables were read"
    assert sum(map(len, read.document.paragraphs)) > 30, "the text was read"


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("fk-esf-2025", ">1\u00a0925<", ">1\u00a0952<", "sum"),
        ("fk-esf-2025", ">34\u00a0%<small", ">43\u00a0%<small", "share"),
        ("af-fk-2020", ">35\u00a0procent<", ">26\u00a0procent<", "growth"),
    ],
)
def test_a_figure_that_is_changed_is_found(reports, name, old, new, kind):
    text = document_as_html(reports[name])
    assert old in text
    assert kind in {one.kind for one in check(read_bytes(text.replace(old, new, 1).encode()).document)}
