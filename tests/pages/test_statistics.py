"""The pages of statistics: what is released is open to all, what is not does not exist, and it takes two persons."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.factories.deliver import AT, make_cast, sign_in
from tests.factories.statistics import extracted, fill, proposed, released

from samordna.deliver.participants.models import Participation
from samordna.engine.disclosure.policy import NOT_PROVEN_AGAINST
from samordna.engine.formats.csv import table_as_csv
from samordna.learn.statistics import queries
from samordna.learn.statistics.catalogue import OFFICIAL, needs_linking
from samordna.learn.statistics.columns import PARTICIPATIONS
from samordna.learn.statistics.models import ExtractRecord, Release

pytestmark = pytest.mark.django_db(databases="__all__")
TABLE = "af-fk-2020-1"
PAGE = reverse("statistics:table", args=[TABLE])
ALL = tuple(name for name in OFFICIAL if not needs_linking(name))


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


def as_(cast, who):
    """A browser signed in as somebody, or as nobody."""
    client = Client()
    return sign_in(client, cast.people[who]) if who else client


def text(response):
    """The page's text without tags, with ordinary spaces."""
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")).split())


def cells_of(response):
    """The cells of a CSV file, without what is said about them first."""
    return "".join(line for line in response.content.decode().splitlines(True) if not line.startswith("#"))


# What is open ---------------------------------------------------------------------------------------------------------


def test_before_anything_is_released_the_list_says_how_it_gets_there(cast):
    said = text(as_(cast, None).get(reverse("statistics:list")))
    assert "Inga tabeller är utgivna än" in said
    assert "Föreslå en utgåva" not in said
    assert as_(cast, None).get(PAGE).status_code == 404


def test_the_list_leads_to_every_released_table(cast):
    released(cast, ALL)
    response = as_(cast, None).get(reverse("statistics:list"))
    for name in ALL:
        assert reverse("statistics:table", args=[name]) in response.content.decode()
        assert as_(cast, None).get(reverse("statistics:table", args=[name])).status_code == 200
    assert "Utgåva 2026-1, 12 nov 2026." in text(response)


def test_a_table_stands_with_its_definitions_diagrams_and_fixed_link(cast):
    released(cast)
    response = as_(cast, None).get(PAGE)
    said = text(response)
    for words in (
        "Deltagare med sjukpenning eller aktivitetsersättning",
        "Alla pågående Varav nya under året",
        "Så är siffrorna räknade",
        "Hade sjukpenning eller rehabiliteringspenning vid start",
        "Dold. Färre än fem personer",
        "Källa: registret i Samordna, 12 november 2026",
        "Sjukpenning, alla pågående. Kvinnor: 2016 0, 2017 0, 2018 20 och 2019 dold.",
    ):
        assert words in said
    html = response.content.decode()
    assert "Uppgift saknas." not in said  # no cell of this table lacks its figure
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg" class="s-chart"') == 2
    assert "http://testserver/statistik/utgavor/2026-1/af-fk-2020-1/" in html
    # Twenty women, ten men in 2018; in 2019 three men are hidden, and the women with them.
    assert re.search(r"2018 20 10 30", text(response))
    assert '<span class="sr-only">dold uppgift</span>' in html


def test_the_public_has_no_areas_to_choose_and_cannot_ask_for_one(cast):
    released(cast)
    response = as_(cast, None).get(PAGE, {"omr": "annat", "jmf": "ostra-vattern"})
    said = text(response)
    assert "Område" not in said
    assert "Annat förbund" not in said
    assert "Hela landet" in said


def test_choices_stand_in_the_address(cast):
    released(cast)
    client = as_(cast, None)
    assert "2016" not in text(client.get(PAGE, {"ar": "2018"})).split("Källa")[0].split("Totalt")[-1]
    assert "67 % 20 av 30" in text(client.get(PAGE, {"visa": "shares"}))
    assert text(client.get(PAGE, {"ar": "1999", "visa": "magic"})) == text(client.get(PAGE))


def test_changes_are_on_the_year_before(cast):
    Participation.objects.filter(start_year=2019, sex="men").update(
        start_year=2018, start="2018-02-01", end="2018-03-01"
    )
    released(cast)
    said = text(as_(cast, None).get(PAGE, {"visa": "changes"}))
    assert "+25 % från 20 till 25" in said
    assert "−100 % från 13 till 0" in said


def test_a_hidden_number_is_in_no_form_of_the_page(cast):
    """Three men in 2019: not as a number, a share, a change, a sentence or in a diagram."""
    released(cast, ALL)
    client = as_(cast, None)
    for query in ({}, {"visa": "shares"}, {"visa": "changes"}, {"ar": "2019"}):
        said = text(client.get(PAGE, query))
        assert "3 av 28" not in said
        assert "25 av 28" not in said
        assert "till 3" not in said
    table = queries.latest(TABLE).table
    assert table.cell(year=2019, registration="new", benefit="sjukpenning", sex="men").value is None
    assert "11 procent" not in text(client.get(reverse("statistics:table", args=["af-fk-2020-2"])))


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("csv", "text/csv", b"# Tabell 1."),
        ("json", "application/json", b"{"),
        ("xlsx", "spreadsheetml", b"PK"),
        ("pdf", "pdf", b"%PDF"),
        ("px", "text/x-pc-axis; charset=utf-8", b'CHARSET="ANSI";'),
        ("json-stat", "application/json", b"{"),
    ],
)
def test_a_table_can_be_taken_away(cast, form, kind, begins):
    released(cast)
    response = as_(cast, None).get(reverse("statistics:download", args=[TABLE, form]))
    assert response.status_code == 200
    assert kind in response["Content-Type"]
    ending = "jsonstat.json" if form == "json-stat" else form
    assert response["Content-Disposition"] == f'attachment; filename="af-fk-2020-1-utgava-2026-1.{ending}"'
    assert response.content.startswith(begins)


def test_the_csv_is_the_released_table(cast):
    released(cast)
    response = as_(cast, None).get(reverse("statistics:download", args=[TABLE, "csv"]))
    assert cells_of(response) == table_as_csv(queries.latest(TABLE).table)
    assert "2019,new,sjukpenning,men,..\n" in response.content.decode()


def test_what_is_hidden_is_hidden_in_every_file(cast):
    released(cast)
    client = as_(cast, None)
    book = client.get(reverse("statistics:download", args=[TABLE, "xlsx"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Tabell 1").to_python()
    (line,) = [row for row in rows if row[0] == "2019" and row[3] == 28.0]
    assert line[1:4] == ["..", "..", 28.0]
    pdf = pypdf.PdfReader(io.BytesIO(client.get(reverse("statistics:download", args=[TABLE, "pdf"])).content))
    assert "dold" in "".join(page.extract_text() for page in pdf.pages).lower()


@pytest.mark.parametrize("address", [("af-fk-2020-1", "docx"), ("af-fk-1999", "csv")])
def test_no_such_file(cast, address):
    released(cast)
    assert as_(cast, None).get(reverse("statistics:download", args=address)).status_code == 404


# Editions -------------------------------------------------------------------------------------------------------------


def test_an_old_edition_stays_at_its_address(cast):
    released(cast)
    Participation.objects.filter(sex="men").delete()
    client = as_(cast, None)
    before = client.get(reverse("statistics:edition-download", args=["2026-1", TABLE, "csv"])).content
    with time_machine.travel("2026-12-01T09:00:00+00:00", tick=False):
        released(cast)
    after = client.get(reverse("statistics:edition-download", args=["2026-1", TABLE, "csv"])).content
    assert before == after
    assert client.get(reverse("statistics:download", args=[TABLE, "csv"])).content != before
    old = client.get(reverse("statistics:edition", args=["2026-1", TABLE]))
    assert "Det finns en nyare. Läs utgåva 2026-2" in text(old)
    new = client.get(reverse("statistics:edition", args=["2026-2", TABLE]))
    assert "Den ändras aldrig." in text(new)
    assert "Alla utgåvor: 2026-2 , 2026-1" in text(client.get(PAGE))


@pytest.mark.parametrize("who", [None, "maria", "sara", "bo"])
def test_what_is_only_proposed_does_not_exist_for_others(cast, who):
    release = proposed(cast)
    client = as_(cast, who)
    assert client.get(PAGE).status_code == 404
    assert client.get(reverse("statistics:release", args=[release.number])).status_code == 404
    assert client.get(reverse("statistics:edition", args=[release.number, TABLE])).status_code == 404
    assert client.get(reverse("statistics:edition-download", args=[release.number, TABLE, "csv"])).status_code == 404
    assert "2026-1" not in text(client.get(reverse("statistics:releases")))


# Areas ----------------------------------------------------------------------------------------------------------------


def test_somebody_with_a_role_sees_one_association_marked_as_not_for_publication(cast):
    released(cast, areas=True)
    client = as_(cast, "maria")
    said = text(client.get(PAGE, {"jmf": "annat"}))
    assert "Inte för publicering" in said
    assert "Annat förbund" in said
    assert "Skyddad tillsammans med alla andra förbund" in said
    assert "Siffror för ett område är inte utgivna" in said
    alone = text(client.get(PAGE, {"omr": "annat"}))
    assert "Inte utgiven." in alone


def test_an_area_as_a_file_says_that_it_is_not_for_publication(cast):
    released(cast, areas=True)
    client = as_(cast, "maria")
    response = client.get(reverse("statistics:download", args=[TABLE, "xlsx"]), {"omr": "annat"})
    assert "annat" in response["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_name("Tabell 1").to_python()
    assert rows[1][0].startswith("Annat förbund. Inte för publicering.")
    public = as_(cast, None).get(reverse("statistics:download", args=[TABLE, "csv"]), {"omr": "annat"})
    assert cells_of(public) == table_as_csv(queries.latest(TABLE).table)


# Extracts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "code"), [(None, 302), ("maria", 404), ("sara", 404), ("anna", 200), ("nils", 200)])
def test_who_sees_extracts(cast, who, code):
    record = extracted()
    client = as_(cast, who)
    for address in (reverse("statistics:extracts"), reverse("statistics:extract", args=[record.extract_id])):
        assert client.get(address).status_code == code


def test_an_analyst_makes_an_extract_and_sees_what_is_in_it(cast):
    client = as_(cast, "anna")
    response = client.post(reverse("statistics:extracts"), {"why": "Årets rapport"}, follow=True)
    said = text(response)
    assert "Uttaget är klart." in said
    assert "Årets rapport" in said
    assert f"participations, {len(PARTICIPATIONS.columns)} kolumner" in said
    assert "keyed pseudonym that exists in this extract only" in said
    assert "Är de som gjordes: varje fil är jämförd" in said
    record = ExtractRecord.objects.get()
    # Pressing twice gives the same extract.
    client.post(reverse("statistics:extracts"), {"why": "Årets rapport"})
    assert ExtractRecord.objects.get() == record


def test_an_extract_needs_a_reason(cast):
    response = as_(cast, "anna").post(reverse("statistics:extracts"), {"why": ""})
    assert "<title>Fel: " in response.content.decode()
    assert "Skriv varför." in text(response)
    assert not ExtractRecord.objects.exists()


def test_an_administrator_looks_but_does_not_make_one(cast):
    client = as_(cast, "nils")
    assert "Gör uttaget" not in text(client.get(reverse("statistics:extracts")))
    assert client.post(reverse("statistics:extracts"), {"why": "x"}).status_code == 403
    assert not ExtractRecord.objects.exists()


def test_files_that_were_changed_are_told(cast, settings):
    record = extracted()
    (settings.EXTRACTS / record.extract_id / "support.parquet").unlink()
    said = text(as_(cast, "anna").get(reverse("statistics:extract", args=[record.extract_id])))
    assert "Filerna går inte att använda." in said
    assert "support.parquet" in said


def test_what_was_seen_in_the_register_is_told(cast):
    Participation.objects.filter(start_year=2018).update(education="magister")
    said = text(as_(cast, "anna").get(reverse("statistics:extract", args=[extracted().extract_id])))
    assert "30 värden i participations.education finns inte i kodlistan" in said


# Releases -------------------------------------------------------------------------------------------------------------


def test_one_proposes_another_approves_and_then_everybody_reads(cast):
    record = extracted()
    anna, nils, public = as_(cast, "anna"), as_(cast, "nils"), as_(cast, None)
    form = {"extract": record.extract_id, "tables": [TABLE, "af-fk-2020-2"], "why": "Första"}
    assert "Uttag" in text(anna.get(reverse("statistics:propose")))
    said = text(anna.post(reverse("statistics:propose"), form, follow=True))
    assert "Utgåva 2026-1 väntar på en annan persons svar." in said
    assert "Väntar på någon annan" in said
    address = reverse("statistics:release", args=["2026-1"])
    assert anna.post(address, {"answer": "yes"}).status_code == 403
    assert public.get(PAGE).status_code == 404
    assert "Läs och svara" in text(nils.get(address))
    assert "Alla kan läsa dem nu." in text(nils.post(address, {"answer": "yes"}, follow=True))
    assert public.get(PAGE).status_code == 200
    assert "Nils Ahl" in text(nils.get(address))
    # Who the officials are is the authorities' own business.
    assert "Nils Ahl" not in text(public.get(address))
    assert "Anna Lys" not in text(public.get(address))


def test_a_no_with_its_reason(cast):
    release = proposed(cast)
    nils = as_(cast, "nils")
    address = reverse("statistics:release", args=[release.number])
    assert "Skriv varför tabellerna inte ges ut." in text(nils.post(address, {"answer": "no"}))
    assert "Välj om tabellerna ska ges ut." in text(nils.post(address, {}))
    assert "Tabellerna ges inte ut." in text(nils.post(address, {"answer": "no", "why": "Fel år."}, follow=True))
    assert "Fel år." in text(as_(cast, "anna").get(address))
    assert as_(cast, None).get(address).status_code == 404


def test_a_release_is_answered_once_however_often_it_is_pressed(cast):
    release = proposed(cast)
    nils = as_(cast, "nils")
    address = reverse("statistics:release", args=[release.number])
    key = re.search(r'name="once" value="([^"]+)"', nils.get(address).content.decode())[1]
    for _ in range(2):
        assert nils.post(address, {"answer": "yes", "once": key}).status_code == 302
    assert Release.objects.get().answer.released is True


def test_a_proposal_needs_tables(cast):
    record = extracted()
    said = text(as_(cast, "anna").post(reverse("statistics:propose"), {"extract": record.extract_id}))
    assert "Välj minst en tabell." in said
    assert not Release.objects.exists()


def test_without_an_extract_there_is_nothing_to_propose(cast):
    assert "Det finns inget uttag än." in text(as_(cast, "anna").get(reverse("statistics:propose")))


@pytest.mark.parametrize("who", ["nils", "maria", None])
def test_only_analysts_propose(cast, who):
    assert as_(cast, who).get(reverse("statistics:propose")).status_code == (404 if who else 302)


def test_a_spoilt_extract_gives_a_sentence_and_not_a_broken_page(cast, settings):
    record = extracted()
    (settings.EXTRACTS / record.extract_id / "support.parquet").unlink()
    form = {"extract": record.extract_id, "tables": [TABLE]}
    said = text(as_(cast, "anna").post(reverse("statistics:propose"), form))
    assert "Gör ett nytt uttag." in said


def test_in_english(cast):
    released(cast)
    client = as_(cast, None)
    client.cookies["django_language"] = "en"
    said = text(client.get(PAGE))
    assert "Participants with sickness benefit or activity compensation" in said
    assert "With activity compensation" in said
    assert "2018 20 and 2019 hidden" in said


def test_how_persons_are_protected(cast):
    said = text(as_(cast, None).get(reverse("statistics:protection")))
    assert "Ett tal under 5 personer skrivs aldrig ut." in said
    for sv, _en in NOT_PROVEN_AGAINST:
        assert sv in said
    assert "Beviset gäller de tabeller som ges ut tillsammans." in said
