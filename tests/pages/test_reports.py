"""The pages of reports: open to all once the tables are released, and until then a clear sentence."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.deliver import AT, make_cast, sign_in
from tests.factories.statistics import fill, proposed, released

from samordna.learn.reports.description import description
from samordna.learn.reports.queries import newest

pytestmark = pytest.mark.django_db(databases="__all__")
NAME = "af-fk-2020"
PAGE = reverse("reports:detail", args=[NAME])
LIST = reverse("reports:list")
ALL = tuple(description(NAME).tables.values())


@pytest.fixture(autouse=True)
def _noon_and_folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    made = make_cast()
    fill(made)
    return made


@pytest.fixture
def anybody():
    return Client()


def text(response):
    """The page's text without tags, with ordinary spaces."""
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")).split())


# Before anything is released ------------------------------------------------------------------------------------------


def test_before_a_release_the_pages_say_what_is_missing(cast, anybody):
    proposed(cast, ALL)
    assert "Kan inte läsas än: tabellerna är inte utgivna." in text(anybody.get(LIST))
    said = text(anybody.get(PAGE))
    assert "Det som saknas är utgivna tabeller: tabell 1, tabell 2, tabell 3, tabell 4, tabell 5." in said
    assert "deltagare i individinriktade insatser" not in said
    assert reverse("statistics:propose") not in anybody.get(PAGE).content.decode()
    for form in ("pdf", "xlsx", "csv"):
        assert anybody.get(reverse("reports:download", args=[NAME, form])).status_code == 404


def test_who_may_propose_a_release_gets_the_way_to_it(cast):
    anna = sign_in(Client(), cast.people["anna"])
    assert reverse("statistics:propose") in anna.get(PAGE).content.decode()


def test_a_report_that_there_is_not(cast, anybody):
    assert anybody.get(reverse("reports:detail", args=["af-fk-2002"])).status_code == 404
    assert anybody.get(reverse("reports:download", args=["af-fk-2002", "pdf"])).status_code == 404


# Released -------------------------------------------------------------------------------------------------------------


def test_the_list_names_the_release(cast, anybody):
    released(cast, ALL)
    said = text(anybody.get(LIST))
    assert "Insatser för prioriterade grupper 2019" in said
    assert "Utgåva 2026-1, 12 november 2026." in said


def test_every_paragraph_table_and_diagram_is_on_the_page(cast, anybody):
    released(cast, ALL)
    page = anybody.get(PAGE)
    said, html = text(page), page.content.decode()
    for block in newest(NAME).document.blocks:
        for sentence in getattr(block, "sentences", ()):
            if sentence.is_whole:
                # Tags between a figure and a full stop leave a space in the text.
                assert sentence.text().replace("\u00a0", " ").rstrip(".").replace(" ,", ",") in said.replace(" ,", ",")
    assert html.count('<table class="table') == 5
    assert html.count("<svg xmlns") == 3
    assert html.count('class="button button--primary') == 1
    assert "style=" not in html


def test_every_figure_leads_to_its_table_and_tells_its_origin(cast, anybody):
    released(cast, ALL)
    html = anybody.get(PAGE).content.decode()
    cited = re.findall(r'<a class="s-cited" href="#([\w-]+)" title="([^"]+)">', html)
    assert len(cited) > 20
    for table, origin in cited:
        assert f'id="{table}"' in html
        assert "abell" in origin
    assert "Varifrån kommer siffrorna?" in html


def test_small_numbers_are_hidden_in_text_diagram_and_table(cast, anybody):
    """Three men began with sjukpenning in 2019: the diagram's lines, its text and the sentences say no such number."""
    released(cast, ALL)
    html = anybody.get(PAGE).content.decode()
    assert 's-hidden"' in html
    table = next(newest(NAME).document.presentations()).table
    assert table.cell(year=2019, registration="ongoing", benefit="sjukpenning", sex="men").value is None
    titles = re.findall(r"<title[^>]*>([^<]*)</title>", html)
    assert any("2019 dold" in title for title in titles)
    for title in titles:
        assert not re.search(r"2019 (3|25|28)\b", title)


def test_in_english(cast, anybody):
    released(cast, ALL)
    anybody.cookies["django_language"] = "en"
    said = text(anybody.get(PAGE, headers={"accept-language": "en"}))
    assert "Measures for priority groups 2019" in said
    assert "How the figures are counted" in said


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "text/csv; charset=utf-8", b"table,cell"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
    ],
)
def test_the_files(cast, anybody, form, kind, begins):
    released(cast, ALL)
    response = anybody.get(reverse("reports:download", args=[NAME, form]))
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="af-fk-2020-utgava-2026-1.{form}"'
    assert response.content.startswith(begins)
    assert anybody.get(reverse("reports:download", args=[NAME, form])).content == response.content


def test_no_other_files(cast, anybody):
    released(cast, ALL)
    assert anybody.get(reverse("reports:download", args=[NAME, "exe"])).status_code == 404


def test_the_pdf_says_what_the_page_says(cast, anybody):
    released(cast, ALL)
    content = anybody.get(reverse("reports:download", args=[NAME, "pdf"])).content
    read = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    page = text(anybody.get(PAGE))
    for words in (
        "Under 2019 fanns",
        "Utgåva 2026-1, 12 november 2026",
        "Alla deltagare, efter hur de är registrerade",
    ):
        assert words in read.replace("\u00a0", " ")
        assert words in page


def test_each_table_is_a_file_at_the_release_that_never_changes(cast, anybody):
    first = released(cast, ALL)
    address = reverse("statistics:edition-download", args=[first.number, "af-fk-2020-1", "csv"])
    assert address in anybody.get(PAGE).content.decode()
    assert b"\nyear,registration,benefit,sex,persons\n" in anybody.get(address).content
