"""A report that somebody else made, checked by upload: what is told, what is refused, and that nothing is kept."""

from __future__ import annotations

import io
import re

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.deliver import AT, make_cast, sign_in

from samordna.edge.web.reports import checking
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = reverse("reports:check")
WRONG = "Under 2024 deltog 200 personer. Av dem var 50 kvinnor, 30 procent.\n"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def maria():
    return sign_in(Client(), make_cast().people["maria"])


def sent(client, content, name="rapport.txt"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def text(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")).split())


def test_what_does_not_hold_is_told_with_its_place(maria):
    said = text(sent(maria, WRONG.encode()))
    assert "1 sak att titta på" in said
    assert "Rad 1 30 procent 25 procent" in said
    assert "Andelen följer inte av antalen." in said


def test_a_word_file_is_told_by_paragraph(maria):
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("Inledning.")
    made.add_paragraph(WRONG.strip())
    made.save(out)
    assert "Stycke 2 30 procent 25 procent" in text(sent(maria, out.getvalue(), "rapport.docx"))


def test_a_report_that_holds(maria):
    said = text(sent(maria, WRONG.replace("30 procent", "25 procent").encode()))
    assert "Kontrollen hittar inget som inte stämmer" in said
    assert "Kontrollera en till" in said


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Filen är tom."),
        (b"%PDF-1.7 cut off", "Filen ser ut som PDF men går inte att läsa."),
        (b"PK\x03\x04word/ cut off", "Filen ser ut som Word men går inte att läsa."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_gently(maria, content, why):
    assert why in text(sent(maria, content))


def test_no_file_and_a_file_too_large(maria):
    assert "Välj en fil." in text(maria.post(PAGE, {}))
    assert "Filen är för stor för sidan." in text(sent(maria, b"a" * 2_500_000))


def test_a_report_too_long_to_wait_for(maria, monkeypatch):
    monkeypatch.setattr(checking, "LONGEST", 20)
    assert "Rapporten är för lång för sidan." in text(sent(maria, WRONG.encode()))


def test_nothing_is_kept(maria, settings):
    events, looks = AuditEvent.objects.count(), AccessLogEntry.objects.count()
    with CaptureQueriesContext(connections["default"]) as asked:
        text(sent(maria, ("HEMLIG-TEXT " + WRONG).encode()))
    written = [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not [sql for sql in written if "HEMLIG" in sql or "rapport.txt" in sql]
    assert {re.match(r'(?:INSERT INTO|UPDATE) "(\w+)"', sql)[1] for sql in written} <= {"django_session"}
    assert (AuditEvent.objects.count(), AccessLogEntry.objects.count()) == (events, looks)
    assert "30 procent" not in text(maria.get(PAGE))


def test_what_stands_in_the_file_is_no_code_on_the_page(maria):
    said = sent(
        maria, b"Under 2024 deltog 200 personer. Av dem var 50 <script>alert(1)</script> kvinnor, 30 procent.\n"
    )
    assert "<script>alert" not in said.content.decode()


def test_a_visitor_is_asked_to_sign_in():
    assert Client().get(PAGE).status_code == 302
    assert sent(Client(), WRONG.encode()).status_code == 302
