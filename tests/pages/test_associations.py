"""The pages of an association: about it, its parties, its economy – read by all who work in it, changed by few."""

import re

import pytest
from tests.factories.deliver import AT
from tests.factories.pages import as_, plain

from samordna.deliver.projects.models import AdminCost, BudgetRow, FinancingRow
from samordna.ground.parties import associations
from samordna.ground.parties.models import Association, Organisation, PartyPart

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
HOME = "/forbund/ostra-vattern/"
PAGES = ("", "parter/", "ekonomi/", "ekonomi/2026/", "fragor/", "tider/")
FORMS = ("andra/", "parter/ny/", "ekonomi/2026/medel/", "ekonomi/2026/administration/", "fragor/ny/")


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", plain(response)).split())


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("ada", 200, 200),
        ("maria", 200, 200),
        ("bo", 200, 404),
        ("mona", 404, 404),
        ("sara", 404, 404),
        ("olle", 404, 404),
    ],
)
def test_who_reads_and_who_writes(cast, who, reads, writes):
    client = as_(cast, who)
    assert {client.get(HOME + page).status_code for page in PAGES} == {reads}
    assert {client.get(HOME + page).status_code for page in FORMS} == {writes}
    assert client.get(HOME + "omrade/").status_code == 404  # no city with districts takes part
    if reads == 200:
        assert client.get("/forbund/")["Location"] == HOME
        assert 'href="/forbund/"' in plain(client.get("/"))


def test_the_association_writes_about_itself(cast):
    ada = as_(cast, "ada")
    sent = {
        "name": "Östra Vättern",
        "start": "2012-01-01",
        "address": "Storgatan 1, Motala",
        "contact_name": "Ada Ström",
    }
    assert ada.post(HOME + "andra/", sent)["Location"] == HOME
    page = words(ada.get(HOME))
    assert "1 januari 2012" in page and "Storgatan 1, Motala" in page and "Ada Ström" in page
    page = plain(ada.get(HOME + "andra/"))
    assert 'name="start"' not in page and "Det går inte att ändra." in page
    ada.post(HOME + "andra/", sent | {"start": "2015-01-01", "address": ""})
    assert str(Association.objects.get(slug="ostra-vattern").start) == "2012-01-01"
    for change, sentence in (({"name": ""}, "Skriv vad förbundet heter."), ({"end": "2011-01-01"}, "slutdatum som är")):
        page = plain(ada.post(HOME + "andra/", sent | change))
        assert "<title>Fel:" in page and page.count(sentence) >= 2


def test_a_party_is_added_ended_and_added_by_name(cast):
    ada = as_(cast, "ada")
    motala = Organisation.objects.get(party_id="municipality-0583")
    page = HOME + "parter/ny/"
    sent = {"organisation": motala.pk, "parts": ["takes_part", "finances"], "valid_from": "2026-01-01"}
    assert ada.post(page, sent)["Location"] == HOME + "parter/"
    ada.post(page, {"name": "Röda Stugan", "kind": "non_profit", "parts": ["uses_funds"], "valid_from": "2026-02-01"})
    shown = words(ada.get(HOME + "parter/"))
    assert "Motala kommun Kommun Deltar sedan 1 jan 2026" in shown and "Röda Stugan Ideell förening" in shown
    row = PartyPart.objects.get(part="finances")
    end = f"{HOME}parter/finances/{row.pk}/avsluta/"
    assert ada.get(end).status_code == 200
    assert "inte ligger före den första" in plain(ada.post(end, {"last": "2025-12-31"}))
    assert ada.post(end, {"last": "2026-12-31"}).status_code == 302
    assert "Finansierar 1 jan 2026 – 31 dec 2026" in words(ada.get(HOME + "parter/"))
    assert ada.get(f"{HOME}parter/takes_part/{row.pk + 99}/avsluta/").status_code == 404
    assert "Avsluta" not in words(as_(cast, "bo").get(HOME + "parter/"))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Välj en organisation, eller skriv vad den heter."),
        ({"name": "Ny"}, "Välj vilket slag av organisation det är."),
        ({"name": "Ny", "kind": "company", "parts": []}, "Välj vad organisationen gör i förbundet."),
    ],
)
def test_what_is_missing_about_a_party_is_said(cast, sent, sentence):
    known = {"parts": ["finances"], "valid_from": "2026-01-01"}
    page = plain(as_(cast, "ada").post(HOME + "parter/ny/", known | sent))
    assert "<title>Fel:" in page and page.count(sentence) >= 2
    assert not PartyPart.objects.exists()


def finances(cast):
    motala = Organisation.objects.get(party_id="municipality-0583")
    associations.add_parts(
        association=cast.measure.association,
        organisation=motala,
        parts=["finances"],
        valid_from=AT.date(),
        by=cast.actor("ada"),
        at=AT,
    )
    return str(motala.pk)


MEANS = HOME + "ekonomi/2026/medel/"


def test_means_with_own_capital_administration_and_what_is_left(cast):
    ada = as_(cast, "ada")
    assert "Ingen part är inskriven som finansiär än." in plain(ada.get(MEANS))
    motala = finances(cast)
    rows = {"rows": "4", "financier-0": motala, "amount-0": "1 000", "financier-1": "own", "amount-1": "-50"}
    rows |= {"financier-2": "esf", "amount-2": "500", "financier-3": "other", "amount-3": "9", "description-3": "Gåva"}
    assert ada.post(MEANS, rows)["Location"] == HOME + "ekonomi/2026/"
    costs = {"rows": "2", "kind-0": "premises", "budget-0": "100", "outcome-0": "90", "kind-1": "personnel"}
    ada.post(HOME + "ekonomi/2026/administration/", costs)
    BudgetRow.objects.create(measure=cast.measure, year=2026, budget_ore=20_000)
    page = words(ada.get(HOME + "ekonomi/"))
    for shown in (
        "Motala kommun Kommuner 1 000 kr",
        "Eget kapital Samordningsförbundet −50 kr",
        "ESF ESF 500 kr",
        "Gåva Övriga 9 kr",
        "Summa 1 459 kr",
        "Ungas väg 200 kr ...",
        "Lokaler och kontor 100 kr 90 kr",
        "Kvar av medlen enligt budget 1 159 kr",
        "Kvar av medlen enligt utfall 1 369 kr",
        "Utfall saknas på 1 rad.",
    ):
        assert shown in page, shown
    again = plain(ada.get(MEANS))
    assert 'value="1 000"' in again and 'value="-50"' in again
    assert "Fyll i medel" not in words(as_(cast, "bo").get(HOME + "ekonomi/"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"amount-0": "5"}, "Välj vem som finansierar."),
        ({"financier-0": "own"}, "Skriv beloppet, eller töm raden."),
        ({"financier-0": "esf", "amount-0": "-5"}, "Ett belopp kan inte vara mindre än noll."),
        ({"financier-0": "other", "amount-0": "5"}, "Skriv vem som finansierar."),
        (
            {"financier-0": "own", "amount-0": "5", "financier-1": "own", "amount-1": "5"},
            "Eget kapital står redan på en rad.",
        ),
    ],
)
def test_what_is_wrong_with_means_is_said(cast, row, sentence):
    page = plain(as_(cast, "ada").post(MEANS, {"rows": "2"} | row))
    assert "<title>Fel:" in page and sentence in page
    assert not FinancingRow.objects.exists()


def test_an_old_page_and_a_year_nobody_means(cast):
    ada = as_(cast, "ada")
    page = HOME + "ekonomi/2026/administration/"
    seen = re.search(r'name="seen" value="(\w+)"', plain(ada.get(page)))[1]
    sent = {"rows": "1", "kind-0": "other", "budget-0": "5", "seen": seen}
    ada.post(page, sent)
    assert "Någon annan har ändrat raderna" in plain(ada.post(page, sent))
    assert AdminCost.objects.count() == 1
    for year in (1999, 2050):
        assert ada.get(f"{HOME}ekonomi/{year}/").status_code == 404
        assert ada.get(f"{HOME}ekonomi/{year}/medel/").status_code == 404
