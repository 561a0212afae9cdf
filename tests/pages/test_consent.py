"""The consent as page, PDF and fields of the form: which text, in which language, and where the signed paper is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from tests.factories.deliver import AT, TODAY, committed, personal_number, registered, sign_in
from tests.factories.pages import words

from samordna.deliver.participants import correcting, links, retention
from samordna.deliver.participants.models import Consent, Participation
from samordna.deliver.participants.rules import Answers
from samordna.ground.privacy import access_log
from samordna.ground.privacy.wordings import reader

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
LATER = "2026-11-30 09:00+00:00"


def test_the_newest_text_is_shown_whole_with_what_is_not_decided(cast):
    with time_machine.travel(LATER, tick=False):
        page = words(sign_in(Client(), cast.people["sara"]).get("/deltagare/samtycke/?insats=I-0001"))
    text = reader.wording("register", "2026-2", "sv")
    for section in text.sections:
        assert section.heading in page
    for said in ("Ungas väg", "Östra Vättern", "Tiden är inte bestämd.", "imy.se", "Personuppgiftsansvarig", "I-0001"):
        assert said in page
    assert "{" not in page


@pytest.mark.parametrize(("asked", "status"), [
    ("?text=2026-1&sprak=en", 200), ("?text=2026-2&sprak=sv_easy", 200), ("?text=2026-1&sprak=sv_easy", 404),
    ("?text=2016-1", 404), ("?sprak=ar", 404), ("?text=x", 404),
])  # fmt: skip
def test_only_texts_that_exist_are_shown(asked, status):
    assert Client().get(f"/deltagare/samtycke/{asked}").status_code == status
    assert Client().get(f"/deltagare/samtycke/pdf/{asked}").status_code == status


def test_what_the_participant_is_told_of_time_is_the_setting_in_force(cast, sara):
    made, token = made_with_link(cast)
    nils = {"by": cast.actor("nils"), "at": AT, "source": "Beslut 12"}
    retention.set_rule(months=60, backup_days=30, valid_from=TODAY, **nils)
    retention.set_rule(months=30, valid_from=TODAY + timedelta(days=1), **nils)
    own = f"/deltagare/mitt/{token}/"
    said = {"sv": ("I 5 år efter att du har slutat.", "Högst 30 dagar."), "en": ("For 5 years", "At most 30 days.")}
    with time_machine.travel(AT, tick=False):
        for language, both in said.items():
            page = words(Client().get(f"/deltagare/samtycke/?text=2026-2&sprak={language}"))
            assert all(one in page for one in both) and "{" not in page
        told = words(Client().get(own))
        assert all(one in told for one in said["sv"]) and "inte bestämd" not in told
        assert all(one in words(sara.get(f"/deltagare/{made.public_id}/kvitto/")) for one in said["sv"])
        kept = Client().get(f"{own}utdrag/json/").json()["kept"]
        assert kept["retention"].startswith("I 5 år") and kept["backups"] == "Högst 30 dagar."
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        told = words(Client().get(own))
        assert "I 30 månader efter" in told and "Hur länge är inte bestämt." in told


def test_an_older_text_is_shown_as_it_was(sara):
    page = words(sara.get("/deltagare/samtycke/?text=2026-1&sprak=sv"))
    assert "aldrig för beslut om dig" in page and "imy.se" not in page


def test_the_page_says_that_other_languages_have_no_reviewed_text(sara):
    page = words(sara.get("/deltagare/samtycke/"))
    assert "ingen granskad översättning" in page and "Arabiska" in page and "Tigrinska" in page


def test_the_form_is_a_tagged_pdf_with_the_measures_name_for_its_registrar_only(sara):
    mine = sara.get("/deltagare/samtycke/pdf/?insats=I-0001&sprak=en")
    assert mine["Content-Type"] == "application/pdf" and mine.content.startswith(b"%PDF")
    assert b"/MarkInfo" in mine.content or b"/StructTreeRoot" in mine.content
    assert "samtycke-2026-1-en.pdf" in mine["Content-Disposition"]
    assert Client().get("/deltagare/samtycke/pdf/?insats=I-0001").content != mine.content


# The fields of the form


PERSON = {
    "measure": "I-0001", "mode": "person", "consent_date": "2026-11-12", "consent_seen": "on", "name": "Elin Sandberg",
    "personal_number": "19990614-2386", "municipality": "0583", "start": "2026-11-12", "all_asked": "on",
}  # fmt: skip


def test_a_consent_explained_by_an_interpreter_is_the_swedish_text_and_that_language(sara):
    sara.post(
        "/deltagare/in/", PERSON | {"consent_language": "+ti", "consent_kept": "archive", "consent_evidence": "7"}
    )
    stored = Consent.objects.get()
    assert (stored.language, stored.explained_in, stored.kept, stored.evidence) == ("sv", "ti", "archive", "7")
    page = words(sara.get(f"/deltagare/{Participation.objects.get().public_id}/"))
    assert "text 2026-1, svenska, tolkat till tigrinska, underskrift på papper. Det finns i arkivet, 7." in page


@pytest.mark.parametrize(("change", "said"), [
    ({"consent_version": "2026-2"}, "Text 2026-2 fanns inte den 2026-11-12."),
    ({"consent_language": "sv_easy"}, "Text 2026-1 finns inte på det språket."),
    ({"consent_evidence": "19990614-2386"}, "Skriv inget personnummer här."),
])  # fmt: skip
def test_what_does_not_fit_opens_the_folded_fields_and_is_said_at_the_field(sara, change, said):
    response = sara.post("/deltagare/in/", PERSON | change)
    assert words(response).count(said) >= 2
    assert '<details class="s-group" open>' in response.content.decode()
    assert not Participation.objects.exists()


def test_where_the_last_consent_was_kept_is_filled_in_for_the_next(sara, cast):
    sara.post("/deltagare/in/", PERSON | {"consent_kept": "measure_binder", "consent_evidence": "Pärm 3"})
    page = sara.get("/deltagare/in/").content.decode()
    assert 'value="Pärm 3"' in page
    assert "Språk och var samtycket finns: svenska, underskrift på papper, i insatsens pärm" in page
    rut = sign_in(Client(), cast.people["rut"]).get("/deltagare/in/").content.decode()
    assert 'value="Pärm 3"' not in rut


# The participant's rights


def made_with_link(cast):
    made = registered(cast, answers=Answers({"sjukpenning": 100}, studies=0))
    by = {"by": cast.actor("sara"), "at": AT}
    week = made.occasions.get()
    correcting.correct_answers(occasion=week, answers=Answers({"sjukpenning": 50}), why="participant_says", **by)
    return made, links.make_link(participation=made, **by)


def test_the_own_page_tells_everything_and_gives_it_as_pdf_and_data(cast, sara):
    made, token = made_with_link(cast)
    sara.get(f"/deltagare/{made.public_id}/")
    visitor = Client()
    page = words(visitor.get(f"/deltagare/mitt/{token}/"))
    for said in (
        *("Ditt samtycke", "text 2026-1, svenska", "Deltagaren har rättat uppgiften", "Motala kommun, såg dina"),
        *("Inga uttag för statistik har gjorts.", "Tiden är inte bestämd.", "imy.se", "Registrerades in, Sara Holm"),
    ):  # fmt: skip
        assert said in page
    paper = visitor.get(f"/deltagare/mitt/{token}/utdrag/pdf/")
    assert paper.content.startswith(b"%PDF") and "no-store" in paper["Cache-Control"]
    data = visitor.get(f"/deltagare/mitt/{token}/utdrag/json/").json()
    assert data["schema"] == "samordna-registerutdrag-1"
    assert data["participations"][0]["corrections"][0]["why"] == "participant_says"
    assert visitor.get(f"/deltagare/mitt/{token}/utdrag/docx/").status_code == 404
    assert Client().get(f"/deltagare/mitt/{'a' * 32}/utdrag/json/").status_code == 404


def test_a_registrar_gives_the_extract_in_three_forms_and_it_is_logged(cast, sara):
    made, _token = made_with_link(cast)
    address = f"/deltagare/{made.public_id}/utdrag/"
    assert "Registerutdrag för Elin Sandberg" in words(sara.get(address))
    assert sara.get(address + "pdf/").content.startswith(b"%PDF")
    assert sara.get(address + "json/").json()["name"] == "Elin Sandberg"
    assert access_log.who_looked(subject_kind="participation", subject=made.public_id).first().purpose == "extract"
    for who in ("rut", "mona", "maria", "nils", "disa"):
        client = sign_in(Client(), cast.people[who])
        assert {client.get(address + form).status_code for form in ("", "pdf/", "json/")} == {404}


OFFICER = {"personal_number": "19990614-2386", "consent_evidence": "2026/114", "checked": "on"}


def test_a_privacy_officer_finds_one_person_by_number_and_no_number_is_in_an_address(cast):
    made_with_link(cast)
    disa = sign_in(Client(), cast.people["disa"])
    assert 'href="/deltagare/utdrag/"' in disa.get("/").content.decode()
    page = words(disa.post("/deltagare/utdrag/", OFFICER))
    assert "Registerutdrag för Elin Sandberg" in page and "Ungas väg, Östra Vättern" in page
    assert disa.post("/deltagare/utdrag/", OFFICER | {"form": "pdf"}).content.startswith(b"%PDF")
    assert disa.post("/deltagare/utdrag/", OFFICER | {"form": "json"}).json()["participations"]
    nobody = words(disa.post("/deltagare/utdrag/", OFFICER | {"personal_number": personal_number(date(1980, 1, 1))}))
    assert "Det finns inga uppgifter om personen i registret." in nobody


@pytest.mark.parametrize(("change", "said"), [
    ({"checked": ""}, "Kontrollera först att det är personen själv som ber om utdraget."),
    ({"consent_evidence": ""}, "Skriv begärans diarienummer."),
    ({"personal_number": "1"}, "Skriv personnumret med tolv siffror"),
])  # fmt: skip
def test_an_officer_is_told_what_is_missing(cast, change, said):
    disa = sign_in(Client(), cast.people["disa"])
    assert said in words(disa.post("/deltagare/utdrag/", OFFICER | change))


def test_the_receipt_is_a_pdf_with_a_new_address(cast, sara):
    made, token = made_with_link(cast)
    paper = sara.post(f"/deltagare/{made.public_id}/kvitto/", {"form": "pdf"})
    assert paper.content.startswith(b"%PDF") and "kvitto.pdf" in paper["Content-Disposition"]
    assert Client().get(f"/deltagare/mitt/{token}/").status_code == 404, "the old address stops working"


# Gone


@pytest.mark.parametrize("way", ["withdraw", "protect", "own"])
def test_the_receipt_of_what_was_erased_is_in_the_own_browser_only(cast, sara, way):
    made, token = made_with_link(cast)
    client = Client() if way == "own" else sara
    address = {"withdraw": f"/deltagare/{made.public_id}/samtycket/", "protect": f"/deltagare/{made.public_id}/skydd/",
               "own": f"/deltagare/mitt/{token}/ta-tillbaka/"}[way]  # fmt: skip
    before = words(client.get(address))
    assert (
        "Det här raderas" in before
        and "Svaren från 1 tillfälle" in before
        and "Siffror som redan är publicerade" in before
    )
    response = committed(lambda: client.post(address, {"once": "one"}))
    page = client.get(response["Location"])
    assert "Ungas väg, Östra Vättern" in words(page) and "Det som stod före 1 rättelse" in words(page)
    assert client.get("/deltagare/raderat/pdf/").content.startswith(b"%PDF")
    for secret in ("Elin", "Sandberg", "2386", "kyddad", token):
        assert secret not in page.content.decode()
    assert ("togs tillbaka" in words(page)) is (way != "protect")
    assert "Här finns inget kvitto" in words(Client().get("/deltagare/raderat/"))
    assert Client().get("/deltagare/raderat/pdf/").status_code == 404


def test_a_receipt_that_somebody_has_made_up_is_none():
    client = Client()
    client.cookies["kvitto"] = "made:up"
    assert "Här finns inget kvitto" in words(client.get("/deltagare/raderat/"))


def test_a_mistake_without_a_reason_is_asked_about_and_an_entry_is_opened_again(cast, sara):
    made = registered(cast)
    address = f"/deltagare/{made.public_id}/"
    assert words(sara.post(address + "fel/", {})).count("Välj varför registreringen var fel.") == 2
    assert sara.get(address + "oppna/").status_code == 404
    sara.post(address + "fel/", {"reason": "test"})
    assert "Stängdes den av misstag?" in words(sara.get(address))
    assert "Det här händer" in words(sara.get(address + "oppna/"))
    sara.post(address + "oppna/", {"once": "x"})
    page = words(sara.get(address))
    assert "Pågår" in page and "Stängdes av misstag" in page and "Det var en övning" in page
