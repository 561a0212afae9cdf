"""Head counts and the books are read in on a page by those who run measures: tried first, stored the second time."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from tests.factories.deliver import AT, measure, sign_in
from tests.unit.projects.test_importing_economy import FIRST, MAPPING, books

from samordna.deliver.projects.actions import enter_volume
from samordna.deliver.projects.models import BudgetRow, VolumeCount
from samordna.deliver.projects.planning import plan_year
from samordna.deliver.projects.rows import CostRow
from samordna.edge.web.uploads import LARGEST_OF_PEOPLE
from samordna.ground.kernel.money import Money

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
COUNTS, BOOKS = "/insatser/las-in/antal/", "/insatser/las-in/bokforing/"
TABLE = b"measure,year,women,men\nI-0003,2025,14,11\nI-0003,2026,3,0\n"


@pytest.fixture
def ada(client, cast):
    return sign_in(client, cast.people["ada"])


def send_counts(client, content: bytes = TABLE, **more):
    return client.post(COUNTS, {"file": SimpleUploadedFile("antal.csv", content)} | more)


def send_books(client, content: bytes | None = None, mapping: bytes = MAPPING, **more):
    file = SimpleUploadedFile("bok.se", books() if content is None else content)
    return client.post(BOOKS, {"file": file, "mapping": SimpleUploadedFile("vad.csv", mapping)} | more)


def tried(answer) -> str:
    return answer.context["form"]["tried"].value() or ""


def text(answer) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


# Head counts ---------------------------------------------------------------------------------------------------------


def test_counts_are_tried_and_then_stored(ada):
    answer = send_counts(ada)
    assert "Rader: 2. Nya eller ändrade: 2." in text(answer)
    assert not VolumeCount.objects.exists()
    stored = send_counts(ada, tried=tried(answer))
    assert "Filen är inläst. Rader: 2. Nya eller ändrade: 2." in text(ada.get(stored.url))
    assert VolumeCount.objects.count() == 4
    again = send_counts(ada, tried=tried(answer))  # the answer was lost, the button is pressed once more
    assert again.status_code == 302
    assert VolumeCount.objects.count() == 4
    assert "Inget i filen är nytt" in text(send_counts(ada))


def test_counts_that_are_replaced_are_shown_before_and_after(ada, cast):
    enter_volume(measure=cast.volume, year=2025, women=20, men=11, by=cast.actor("maria"), at=AT)
    assert "Rad 2, I-0003 2025: kvinnor 20 blir 14." in text(send_counts(ada))
    assert VolumeCount.objects.get(year=2025, sex="women").persons == 20


def test_another_file_than_the_one_that_was_tried_is_tried(ada):
    answer = send_counts(ada)
    other = send_counts(ada, TABLE.replace(b"14", b"15"), tried=tried(answer))
    assert other.status_code == 200
    assert not VolumeCount.objects.exists()


def test_what_somebody_else_tried_is_tried_again(client, cast):
    answer = send_counts(sign_in(client, cast.people["ada"]))
    assert send_counts(sign_in(client, cast.people["maria"]), tried=tried(answer)).status_code == 200
    assert not VolumeCount.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK nothing", b"%PDF-1.7", b"measure,year\nI-0003,2025\n", b"measure,year,women,men\nI-0002,2025,1,2\n"],
)
def test_odd_files_get_a_clear_answer_and_nothing_is_stored(ada, content):
    answer = send_counts(ada, content)
    assert answer.status_code == 200
    assert tried(answer) == ""
    assert "Filen är tom" in text(answer) if not content else "Det här behöver rättas" in text(answer)
    assert not VolumeCount.objects.exists()


def test_the_template_has_ones_own_measures_and_what_is_there(ada, cast):
    enter_volume(measure=cast.volume, year=2026, women=3, men=None, by=cast.actor("maria"), at=AT)
    measure("I-0009", cast.measure.association, follow_up="numbers", end=date(2024, 12, 31))  # long over
    content = ada.get("/insatser/las-in/antal/mall/").content
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["measure", "year", "women", "men"],
        ["I-0003", "2026", "3", ""],
    ]


# The books -----------------------------------------------------------------------------------------------------------


def test_the_books_are_tried_and_then_stored(ada):
    answer = send_books(ada)
    assert "I-0001 2026: 21 200,25 kr, konton: 2" in text(answer)
    assert "Projekt P99 hör till ingen insats: 300,00 kr" in text(answer)
    assert "Elin" not in text(answer)
    assert not BudgetRow.objects.exists()
    stored = ada.get(send_books(ada, tried=tried(answer)).url)
    assert "Filen är inläst. I-0001 2026: 21 200,25 kr, konton: 2." in text(stored)
    assert BudgetRow.objects.count() == 2
    again = send_books(ada)
    assert "Samma fil är redan inläst" in text(again)
    assert tried(again) == ""


def test_another_table_of_projects_is_tried_anew(ada):
    answer = send_books(ada)
    other = send_books(ada, mapping=MAPPING.replace(b"I-0001", b"I-0003"), tried=tried(answer))
    assert other.status_code == 200
    assert not BudgetRow.objects.exists()


def test_what_may_be_counted_twice_is_warned_of_before_it_is_stored(ada, cast):
    rows = [CostRow(outcome=Money(1200000), description="Personal")]
    plan_year(measure=cast.measure, year=2026, planned_participants=None, rows=rows, by=cast.actor("maria"), at=AT)
    assert "Kan räknas två gånger: I-0001 2026, insatskostnad." in text(send_books(ada))


@pytest.mark.parametrize(
    ("content", "mapping"),
    [
        (b"PK nothing", MAPPING),
        (b"#FLAGGA 0\n" + b"{" * 200_000, MAPPING),
        (books(FIRST).replace(b"1250.50", b"1e999999"), MAPPING),
        (books(), b"PK nothing"),
        (books(), b"what,code,is\nproject,,I-0001\n"),
        (books(), MAPPING.replace(b"I-0001", b"I-0002")),
    ],
)
def test_odd_books_get_a_clear_answer_and_nothing_is_stored(ada, content, mapping):
    answer = send_books(ada, content, mapping)
    assert "Det här behöver rättas" in text(answer)
    assert tried(answer) == ""
    assert not BudgetRow.objects.exists()


@pytest.mark.parametrize("left_out", ["file", "mapping"])
def test_both_files_are_asked_for(ada, left_out):
    form = {"file": SimpleUploadedFile("b.se", books()), "mapping": SimpleUploadedFile("m.csv", MAPPING)}
    form.pop(left_out)
    assert left_out in ada.post(BOOKS, form).context["form"].errors


def test_the_template_of_the_books_has_ones_own_measures(ada):
    content = ada.get("/insatser/las-in/bokforing/mall/").content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[:3] == [["what", "code", "is"], ["project", "", "I-0001"], ["project", "", "I-0003"]]
    assert rows[3][0] == "account"


# Who, and how much ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [COUNTS, BOOKS])
def test_a_large_file_is_not_received_and_never_on_a_disk(ada, monkeypatch, path):
    written: list[bytes] = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", lambda self, raw, start: written.append(raw))
    large = SimpleUploadedFile("x.csv", TABLE + b"\n" * (LARGEST_OF_PEOPLE + 20_000))
    answer = ada.post(path, {"file": large, "mapping": SimpleUploadedFile("m.csv", MAPPING)})
    assert "Filen är för stor för sidan" in text(answer)
    assert written == []


@pytest.mark.parametrize(
    ("who", "may"),
    [("ada", [True, True]), ("maria", [True, True]), ("mona", [True, False]), ("sara", [False, False]),
     ("bo", [False, False]), ("anna", [False, False])],
)  # fmt: skip
def test_who_reads_in_what(client, cast, who, may):
    client = sign_in(client, cast.people[who])
    for pages, allowed in zip(((COUNTS, f"{COUNTS}mall/"), (BOOKS, f"{BOOKS}mall/")), may, strict=True):
        assert {client.get(page).status_code for page in pages} == ({200} if allowed else {404})


def test_the_list_of_measures_leads_there(client, cast):
    page = text(sign_in(client, cast.people["mona"]).get("/insatser/"))
    assert COUNTS in page
    assert BOOKS not in page
    page = text(sign_in(client, cast.people["ada"]).get("/insatser/"))
    assert COUNTS in page
    assert BOOKS in page
