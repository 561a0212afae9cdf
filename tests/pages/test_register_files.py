"""A registrar reads a file in on the page, tried first and never kept, and takes the own participants out again."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse
from tests.factories.deliver import ALL_ASKED, AT, ended, make_cast, personal_number, registered, sign_in
from tests.factories.importing import GOOD, NUMBER, OTHER, file_of, rows_of

from samordna.deliver.participants import actions
from samordna.deliver.participants.importing.actions import import_participants
from samordna.deliver.participants.models import ParticipantImport, Participation
from samordna.edge.web.uploads import LARGEST_OF_PEOPLE
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = "/deltagare/filer/las-in/"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def sara(client, cast):
    return sign_in(client, cast.people["sara"])


def send(client, content: bytes, **more):
    form = {"measure": "I-0001", "seen": "on", "file": SimpleUploadedFile("lista.csv", content)}
    return client.post(PAGE, form | more)


def tried(answer) -> str:
    return answer.context["form"]["tried"].value() or ""


def test_a_file_is_tried_and_then_stored(sara, cast):
    content = file_of(GOOD, {"sex": "men", "start_year": "2026"})
    answer = send(sara, content)
    assert "Filen går att läsa in" in answer.content.decode()
    assert not Participation.objects.exists()
    stored = send(sara, content, tried=tried(answer))
    assert stored.status_code == 302
    assert Participation.objects.count() == 2
    again = send(sara, content, tried=tried(answer))  # the answer was lost, the button is pressed once more
    assert again.status_code == 302
    assert Participation.objects.count() == 2


def test_another_file_than_the_one_that_was_tried_is_tried(sara):
    answer = send(sara, file_of(GOOD))
    other = send(sara, file_of(GOOD | {"personal_number": OTHER}), tried=tried(answer))
    assert other.status_code == 200
    assert not Participation.objects.exists()


def test_faults_are_told_without_what_stood_there(sara):
    answer = send(sara, file_of(GOOD | {"start": "2026-02-30", "name": "Åsa Påhittad"}))
    page = answer.content.decode()
    assert "Rad 2, kolumn start: Dagen finns inte. Kontrollera datumet." in page
    assert NUMBER[:8] not in page
    assert "Påhittad" not in page
    assert tried(answer) == ""
    assert not ParticipantImport.objects.exists()


@pytest.mark.parametrize("left_out", ["seen", "file", "measure"])
def test_everything_is_asked_for(sara, left_out):
    form = {"measure": "I-0001", "seen": "on", "file": SimpleUploadedFile("x.csv", file_of(GOOD))}
    form.pop(left_out)
    answer = sara.post(PAGE, form)
    assert left_out in answer.context["form"].errors


def test_a_measure_of_somebody_else_cannot_be_chosen(sara):
    assert "measure" in send(sara, file_of(GOOD), measure="I-0002").context["form"].errors


def test_a_large_file_is_not_received_and_never_on_a_disk(sara, monkeypatch):
    written: list[bytes] = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", lambda self, raw, start: written.append(raw))
    answer = send(sara, file_of(GOOD) + b"\n" * (LARGEST_OF_PEOPLE + 20_000))
    assert "Filen är för stor för sidan" in answer.content.decode()
    assert written == []


@pytest.mark.parametrize("who", ["mona", "maria", "ada", "anna", "nils"])
@pytest.mark.parametrize("path", ["/deltagare/filer/", PAGE, "/deltagare/filer/mall/", "/deltagare/filer/I-0001.csv"])
def test_for_others_there_are_no_such_pages(client, cast, who, path):
    registered(cast)
    assert sign_in(client, cast.people[who]).get(path).status_code == 404


def test_a_foreign_measure_is_not_there(sara, cast):
    registered(cast, by="rut")
    assert sara.get("/deltagare/filer/I-0002.csv").status_code == 404
    assert sara.get("/deltagare/filer/I-0001.pdf").status_code == 404


def everybody(cast) -> None:
    """Somebody there, somebody who has left, somebody with every answer, somebody without person data."""
    registered(cast, number=NUMBER, name="=HYPERLINK(0)", referred_by="kommun", groups=("other", "long_term_sick"))
    ended(cast, number=OTHER, name="Åsa Örn")
    unsure = actions.Answers({"a_kassa": 25}, studies=50, studies_kind="sfi", seeking=None, enrolled_af=True)
    registered(cast, number=personal_number(date(1980, 2, 29), 990), start=date(2026, 3, 1), answers=unsure)
    sara = {"by": cast.actor("sara"), "at": AT}
    registered(cast, number=personal_number(date(1981, 3, 1), 991), answers=actions.Answers({}, no_support=True))
    actions.register_anonymous(measure=cast.measure, sex="women", start_year=2025, **sara)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_out_can_be_read_in_again(sara, cast, form):
    everybody(cast)
    before = rows_of(cast.measure)
    content = sara.get(f"/deltagare/filer/I-0001.{form}").content
    assert b"\n=HYPERLINK" not in content
    Participation.objects.all().delete()
    outcome = import_participants(measure=cast.measure, content=content, by=cast.actor("sara"), at=AT)
    assert outcome.stored, list(outcome.checked.problems.lines("sv"))
    assert rows_of(cast.measure) == before


def test_everybody_who_is_taken_out_is_logged_as_looked_at(sara, cast):
    one = registered(cast)
    sara.get("/deltagare/filer/I-0001.json")
    entry = AccessLogEntry.objects.get(subject=one.public_id)
    assert (entry.actor, entry.purpose) == ("sara@example.se", "export")


def test_as_data_with_follow_ups(sara, cast):
    one = ended(cast, end=date(2026, 4, 30))
    actions.follow_up(participation=one, months=6, answers=ALL_ASKED, by=cast.actor("sara"), at=AT)
    found = json.loads(sara.get("/deltagare/filer/I-0001.json").content)["participations"]
    assert found[0]["follow_up_6_sjukpenning"] == 0
    assert found[0]["name"] == "Elin Sandberg"
    assert "public_id" not in found[0]


def test_the_template_can_be_read_in(sara):
    content = sara.get(reverse("register:file_template")).content
    assert "Filen går att läsa in" in send(sara, content).content.decode()
    assert io.BytesIO(content).read(3) == b"\xef\xbb\xbf"
