"""The explorer: choices in the address, areas beside each other, and the way from a figure down by one's rights."""

from __future__ import annotations

import json
import re
import shutil
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.deliver import AT, make_cast, sign_in
from tests.factories.statistics import fill, released

from samordna.deliver.participants.models import Participation
from samordna.edge.web.statistics import shown
from samordna.engine.extract import open_extract
from samordna.engine.run import run
from samordna.engine.table import Status
from samordna.ground.parties.models import Association, Membership, Municipality, Organisation
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import areas as by_areas
from samordna.learn.statistics import queries, stored_areas
from samordna.learn.statistics.areas import NoAreas
from samordna.learn.statistics.catalogue import OFFICIAL

pytestmark = pytest.mark.django_db(databases="__all__")
TABLE = "af-fk-2020-1"
PAGE = reverse("statistics:table", args=[TABLE])
FIXED = reverse("statistics:edition", args=["2026-1", TABLE])
FIGURE = reverse("statistics:figure", args=["2026-1", TABLE])
UNPROTECTED = reverse("statistics:unprotected", args=["2026-1", TABLE])
HIDDEN = {"year": "2019", "registration": "ongoing", "benefit": "sjukpenning", "sex": "men"}
SHOWN = {"year": "2018", "registration": "ongoing", "benefit": "sjukpenning", "sex": "women"}


@pytest.fixture(autouse=True)
def _noon_and_folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    """Two associations in one county, and a release."""
    made = make_cast()
    fill(made)
    for code, slug in (("0583", "ostra-vattern"), ("0586", "annat")):
        town, _ = Organisation.objects.get_or_create(party_id=f"municipality-{code}", kind="municipality")
        Membership.objects.create(
            association=Association.objects.get(slug=slug),
            organisation=town,
            municipality=Municipality.objects.get(code=code),
            certainty="sure",
        )
    released(made, (TABLE, "af-fk-2020-2"), areas=True)
    return made


def as_(cast, who):
    client = Client()
    return sign_in(client, cast.people[who]) if who else client


def text(response):
    assert response.status_code == 200, response.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")).split())


# Choices --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {"fran": "2018", "till": "2019"},
        {"fran": "2019", "till": "2018"},
        {"fran": "2018"},
    ],
)
def test_from_and_to_in_either_order(cast, query):
    said = text(as_(cast, None).get(PAGE, query)).split("Hela landet")[-1].split("Välj ett tal")[0]
    assert "2018 20 10 30" in said
    assert "2017 0" not in said


@pytest.mark.parametrize(
    "query",
    [
        {"fran": "1999", "till": "x"},
        {"rader": "<script>", "kolumner": "benefit' OR 1=1", "linjer": "year", "visa": "magic"},
        {"sex": "<b>", "benefit": "nothing", "omr": "../..", "jmf": "lan", "year": "2018"},
        {"omr": "lan-05", "jmf": "nara"},
        {"ar": ["2018", "x"], "del": "jamforelse"},
    ],
)
def test_what_cannot_be_chosen_is_as_if_it_had_not_been_named(cast, query):
    client = as_(cast, None)
    assert text(client.get(PAGE, query)) == text(client.get(PAGE))


def test_rows_and_columns_change_places(cast):
    said = text(as_(cast, None).get(PAGE, {"rader": "sex", "fran": "2018"}))
    assert "Kön Alla pågående Varav nya under året 2018 2019 2018 2019" in said


def test_a_long_table_leaves_out_rows_of_noughts_until_they_are_asked_for(cast, monkeypatch):
    monkeypatch.setattr(shown, "LONG", 3)
    short = as_(cast, None).get(PAGE)
    assert "2017 0" not in text(short).split("Välj ett tal")[0]
    assert "rader där alla tal är 0 visas inte" in text(short)
    # The groups are linked to, and each link has its place.
    anchors = re.findall(r'href="#(omrade-0-t-g\d)"', short.content.decode())
    assert len(anchors) == 2
    assert all(f'<tbody id="{anchor}">' in short.content.decode() for anchor in anchors)
    every = as_(cast, None).get(PAGE, {"alla": "1"})
    assert "2017 0" in text(every).split("Välj ett tal")[0]
    assert "visas inte" not in text(every)
    # What is hidden is no nought: its row stands in both.
    assert short.content.count(b"s-hidden") == every.content.count(b"s-hidden") > 0


def test_the_fixed_link_gives_the_same_page_also_when_there_is_a_newer_release(cast):
    client = as_(cast, None)
    query = {"fran": "2018", "visa": "shares", "rader": "sex"}
    html = client.get(PAGE, query).content.decode()
    fixed = re.search(r'value="http://testserver([^"]+)"', html)[1].replace("&amp;", "&")
    assert fixed == f"{FIXED}?fran=2018&visa=shares&rader=sex"
    table = re.compile(r"<table.*?</table>", re.DOTALL)
    before = table.search(client.get(fixed).content.decode())[0]
    assert before == table.search(html)[0]
    Participation.objects.filter(sex="men").delete()
    with time_machine.travel("2026-12-01T09:00:00+00:00", tick=False):
        released(cast)
    again = client.get(fixed)
    assert table.search(again.content.decode())[0] == before
    assert "Det finns en nyare. Läs utgåva 2026-2" in text(again)
    assert f'href="{PAGE}?fran=2018&amp;visa=shares&amp;rader=sex"' in again.content.decode()


# Files ----------------------------------------------------------------------------------------------------------------


def test_a_file_is_what_was_chosen_with_what_it_means(cast):
    client = as_(cast, None)
    query = {"fran": "2019", "visa": "shares"}
    lines = client.get(reverse("statistics:download", args=[TABLE, "csv"]), query).content.decode().splitlines()
    about, rows = [x for x in lines if x.startswith("#")], [x for x in lines if not x.startswith("#")]
    assert any("Utgåva 2026-1" in x for x in about)
    assert any(x.startswith("# .. = Dold.") for x in about)
    assert any("Har deltagit någon dag" in x for x in about)
    assert rows[0] == "year,registration,benefit,sex,percent,part,whole"
    assert "2019,ongoing,sjukpenning,men,..,..,.." in rows
    assert not any(x.startswith("2018") for x in rows)
    document = json.loads(client.get(reverse("statistics:download", args=[TABLE, "json"]), query).content)
    assert document["about"]["source"].endswith("Utgåva 2026-1.")
    assert {cell["year"] for cell in document["cells"]} == {"2019"}
    hidden = next(c for c in document["cells"] if c["sex"] == "men" and c["benefit"] == "sjukpenning")
    assert (hidden["status"], hidden["percent"], hidden["part"]) == ("hidden", None, None)


# Areas ----------------------------------------------------------------------------------------------------------------


def test_an_association_stands_beside_its_county_and_the_nation(cast):
    response = as_(cast, "maria").get(PAGE, {"omr": "ostra-vattern", "jmf": "nara", "visa": "shares"})
    said = text(response)
    assert "Jämförelse" in said
    assert "Ingen har beslutat vilka förbund som liknar varandra" in said or "Liknande områden går inte" in said
    rows = said.split("Område 2016")[-1]
    assert rows.index("Östra Vättern") < rows.index("Östergötlands län") < rows.index("Hela landet")


def test_all_associations_of_the_county_and_the_file_of_the_comparison(cast):
    client = as_(cast, "maria")
    query = {"omr": "ostra-vattern", "jmf": "lan"}
    assert "Annat förbund" in text(client.get(PAGE, query)).split("Område 2016")[-1]
    address = reverse("statistics:edition-download", args=["2026-1", TABLE, "csv"])
    content = client.get(address, query | {"del": "jamforelse"}).content.decode()
    assert "Inte för publicering" in content
    assert "2018,annat," in content
    assert "2018,lan-05," in content
    assert client.get(address, {"del": "jamforelse"}).status_code == 404


def test_the_county_is_the_sum_of_its_associations_and_gives_none_of_them_away(cast):
    found = queries.areas_of(cast.actor("maria"), queries.latest(TABLE))
    assert found.county_of("annat") == "lan-05"
    for key, cell in found.national.cells.items():
        assert found.table("lan-05").cells[key] == cell
        parts = [found.table(slug).cells[key] for slug in ("ostra-vattern", "annat")]
        hidden = sum(part.value is None for part in parts)
        assert hidden != 1 or cell.value is None
        assert all(part.value is None or not 0 < part.value < 5 for part in parts)


def test_shares_of_an_area_are_hidden_where_its_counts_are(cast):
    counts = queries.areas_of(cast.actor("maria"), queries.latest(TABLE)).table("annat")
    shares = queries.areas_of(cast.actor("maria"), queries.latest("af-fk-2020-2")).table("annat")
    for key, cell in shares.cells.items():
        if counts.cells[key].value is None:
            assert cell.value is None


def test_a_table_that_cannot_be_protected_by_area_says_so(cast, monkeypatch, settings):
    def cannot(*_args):
        raise NoAreas("small")

    forget(settings)
    monkeypatch.setattr(by_areas, "by_area", cannot)
    stored_areas.make(queries.latest(TABLE).release)
    monkeypatch.undo()
    client = as_(cast, "maria")
    said = text(client.get(PAGE, {"omr": "ostra-vattern"}))
    assert "Tabellen går inte att visa för ett område." in said
    assert "Inte för publicering" not in said
    assert client.get(FIGURE, {"omr": "ostra-vattern", **SHOWN}).status_code == 404
    assert "Samma tal för" not in text(client.get(FIGURE, SHOWN)), "no way to a page that does not exist"


def forget(settings):
    """As in a release from before tables by area were kept."""
    shutil.rmtree(settings.EXTRACTS / ".areas")


def test_no_page_makes_a_table_by_area_and_each_says_what_to_do(cast, monkeypatch, settings):
    forget(settings)
    monkeypatch.setattr(by_areas, "by_area", lambda *_: pytest.fail("made while somebody waits"))
    client = as_(cast, "maria")
    said = text(client.get(PAGE, {"omr": "ostra-vattern"}))
    assert "Tabellerna för områden är inte klara. De är inte gjorda för utgåva 2026-1." in said
    assert "./samordna tables --areas 2026-1. Här står hela landet." in said
    assert "Samma tal för" not in text(client.get(FIGURE, SHOWN))
    # Somebody opens the fixed address of a figure: it leads to the page that says why.
    assert "De är inte gjorda" in text(client.get(FIGURE, {"omr": "ostra-vattern", **SHOWN}, follow=True))
    file = reverse("statistics:edition-download", args=["2026-1", TABLE, "csv"])
    assert client.get(file, {"omr": "ostra-vattern"}).status_code == 404
    said = text(as_(cast, "anna").get(reverse("statistics:release", args=["2026-1"])))
    assert "Inte gjorda: 0 av 1 finns" in said


def test_while_they_are_made_the_pages_say_how_far_it_has_come(cast, settings):
    forget(settings)
    with stored_areas._held("2026-1", print):
        said = text(as_(cast, "maria").get(PAGE, {"omr": "ostra-vattern"}))
        assert "De görs nu: 0 av 1 är klara. Läs in sidan igen om en stund. Här står hela landet." in said
        said = text(as_(cast, "anna").get(reverse("statistics:release", args=["2026-1"])))
        assert "Görs nu: 0 av 1 är klara" in said


def test_without_an_area_there_is_nothing_to_compare(cast):
    said = text(as_(cast, "maria").get(PAGE, {"jmf": "nara"}))
    assert "Välj ett område, så jämförs det" in said


# From a figure down ---------------------------------------------------------------------------------------------------


def test_every_figure_leads_to_what_it_is_made_of(cast):
    client = as_(cast, None)
    addresses = re.findall(r'class="s-figure" href="([^"]+)"', client.get(PAGE).content.decode())
    assert len(addresses) == 48
    for address in addresses[::7]:
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    said = text(client.get(FIGURE, SHOWN | {"sex": "total"}))
    for words in ("30 personer", "Efter kön Kvinnor 20 Män 10", "Utgåva 2026-1", "Registret per 12 november 2026"):
        assert words in said
    assert "Har deltagit någon dag under året" in said


def test_a_hidden_figure_says_why_and_not_how_many(cast):
    said = text(as_(cast, None).get(FIGURE, HIDDEN))
    assert "Talet är dolt." in said
    assert "Kvinnor 25" not in said
    assert " 3 " not in said.split("Talet ingår i")[0]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"year": "2018"},
        SHOWN | {"sex": "<script>"},
        SHOWN | {"year": "1999"},
        SHOWN | {"omr": "nowhere"},
        SHOWN | {"omr": "lan-99"},
    ],
)
@pytest.mark.parametrize("who", [None, "maria"])
def test_no_such_figure(cast, who, query):
    assert as_(cast, who).get(FIGURE, query).status_code == 404


#: Who → what the page of a figure of Östra Vättern shows; None: the page does not exist.
RIGHTS = {
    None: None,
    "maria": {"measures": True, "people": False, "unprotected": False, "quality": False},
    "sara": {"measures": True, "people": True, "unprotected": False, "quality": False},
    "olle": {"measures": False, "people": False, "unprotected": False, "quality": False},
    "rut": {"measures": False, "people": False, "unprotected": False, "quality": False},
    "anna": {"measures": False, "people": False, "unprotected": True, "quality": True},
}


@pytest.mark.parametrize("who", RIGHTS)
def test_the_way_down_follows_ones_rights(cast, who):
    response = as_(cast, who).get(FIGURE, SHOWN | {"omr": "ostra-vattern"})
    wanted = RIGHTS[who]
    if wanted is None:
        assert response.status_code == 404
        return
    said = text(response)
    found = {
        "measures": "Ungas väg" in said,
        "people": "Mina deltagare" in said.split("Vad talet är gjort av")[-1],
        "unprotected": "Visa det oskyddade talet" in said,
        "quality": "Sett i registret" in said,
    }
    assert found == wanted
    assert "Fjärran" not in said


def test_the_nation_leads_to_ones_own_association(cast):
    html = as_(cast, "maria").get(FIGURE, SHOWN).content.decode()
    assert "Samma tal för Östra Vättern" in html
    assert "Samma tal" not in as_(cast, "anna").get(FIGURE, SHOWN).content.decode()


@pytest.mark.parametrize("area", [{}, {"omr": "ostra-vattern"}, {"omr": "lan-05"}])
def test_an_analyst_sees_the_unprotected_figure_and_it_is_written_down(cast, area):
    client = as_(cast, "anna")
    address = f"{UNPROTECTED}?" + "&".join(f"{k}={v}" for k, v in (HIDDEN | area).items())
    assert client.get(address).status_code == 302
    assert not AuditEvent.objects.filter(what="figure.seen_unprotected").exists()
    said = text(client.post(address)).split("Oskyddat, inte för publicering")[-1].split("Vad talet är gjort av")[0]
    # Three men in 2019, none of them in the other association's measure.
    assert " 3 " in said
    event = AuditEvent.objects.get(what="figure.seen_unprotected")
    assert event.data["cell"] == list(HIDDEN.values())
    assert event.data["area"] == area.get("omr", "")


@pytest.mark.parametrize(("who", "code"), [(None, 302), ("maria", 404), ("sara", 404), ("nils", 404)])
def test_nobody_else_sees_an_unprotected_figure(cast, who, code):
    address = f"{UNPROTECTED}?" + "&".join(f"{k}={v}" for k, v in HIDDEN.items())
    assert as_(cast, who).post(address).status_code == code
    assert not AuditEvent.objects.filter(what="figure.seen_unprotected").exists()


# Why it is hidden ----------------------------------------------------------------------------------------------------

WHY = reverse("statistics:why-hidden", args=["2026-1", TABLE])
TWO = "Det gäller färre än 5 personer."
OTHER = "Någon skulle kunna räkna fram ett så litet tal med hjälp av det"


@pytest.mark.parametrize("who", [None, "maria", "anna"])
def test_everybody_is_told_both_reasons_and_not_which(cast, who):
    """The page of a hidden figure says the same, whichever reason there is."""
    client = as_(cast, who)
    table = queries.latest(TABLE).table
    names = [column.name for column in table.columns]
    hidden = [key for key, cell in table.rows() if cell.status is Status.HIDDEN]
    said = [text(client.get(FIGURE, dict(zip(names, key, strict=True)))) for key in hidden]
    told = {one.split("Talet är dolt.")[1].split("Fråga oss")[0].split("År ")[0] for one in said}
    assert len(told) == 1
    assert TWO in said[0]
    assert OTHER in said[0]
    assert "Det skulle visa hur litet talet är." in said[0]
    assert "Prova i stället en grövre nivå" in said[0]


SMALL, OTHERS = "är mindre än 5.", "Talet är inte för litet i sig."


def asked_why(client, codes, **area):
    return client.post(f"{WHY}?{urlencode(codes | area)}")


def test_an_analyst_is_told_which_without_the_figure(cast, settings):
    client = as_(cast, "anna")
    record = queries.latest(TABLE).release.extract
    whole = run(OFFICIAL[TABLE].as_of(record.as_of), open_extract(settings.EXTRACTS / record.extract_id))
    table = queries.latest(TABLE).table
    names = [column.name for column in table.columns]
    told = {}
    for key, cell in table.rows():
        if cell.status is Status.HIDDEN:
            said = text(asked_why(client, dict(zip(names, key, strict=True))))
            assert (SMALL in said) is not (OTHERS in said)
            told[key] = SMALL in said
            assert "Oskyddat, inte för publicering" not in said
    assert told == {key: whole.cells[key].value < 5 for key in told}
    assert set(told.values()) == {True, False}
    assert AuditEvent.objects.filter(what="figure.asked_why_hidden").count() == len(told)


def test_it_is_written_down_who_asked_why_and_not_what_was_answered(cast):
    client = as_(cast, "anna")
    assert client.get(f"{WHY}?{urlencode(HIDDEN)}").status_code == 302
    assert not AuditEvent.objects.filter(what="figure.asked_why_hidden").exists()
    assert SMALL in text(asked_why(client, HIDDEN, omr="ostra-vattern"))
    event = AuditEvent.objects.get(what="figure.asked_why_hidden")
    assert event.data == {
        "release": "2026-1", "table": TABLE, "cell": list(HIDDEN.values()), "area": "ostra-vattern",
    }  # fmt: skip


def test_a_printed_figure_has_no_reason_to_be_hidden(cast):
    address = f"{WHY}?" + "&".join(f"{k}={v}" for k, v in SHOWN.items())
    assert as_(cast, "anna").post(address).status_code == 404


@pytest.mark.parametrize(("who", "code"), [(None, 302), ("maria", 404), ("sara", 404), ("nils", 404)])
def test_nobody_else_is_told_which(cast, who, code):
    address = f"{WHY}?" + "&".join(f"{k}={v}" for k, v in HIDDEN.items())
    assert as_(cast, who).post(address).status_code == code
    assert "Visa skälet" not in as_(cast, who).get(FIGURE, HIDDEN).content.decode()


def test_under_the_table_stands_how_many_are_hidden_and_where_it_is_told_why(cast):
    client = as_(cast, None)
    table = queries.latest(TABLE).table
    count = f"{table.hidden()} av {len(table.cells)} tal är dolda."
    for page in (PAGE, reverse("statistics:release", args=["2026-1"])):
        said = client.get(page)
        html = said.content.decode()
        assert count in text(said)
        assert f'href="{reverse("statistics:protection")}#dolt"' in html
        links = re.findall(rf'<a class="s-figure" href="{FIGURE}\?[^"]*"><span class="s-hidden">', html)
        assert len(links) == table.hidden(), "each leads to why"
    assert 'id="dolt"' in client.get(reverse("statistics:protection")).content.decode()


def test_an_extract_that_is_gone_is_told_kindly(cast, settings):
    record = queries.latest(TABLE).release.extract
    (settings.EXTRACTS / record.extract_id / "manifest.json").unlink()
    address = f"{UNPROTECTED}?" + "&".join(f"{k}={v}" for k, v in HIDDEN.items())
    assert "finns inte kvar" in text(as_(cast, "anna").post(address, follow=True))
    client = as_(cast, "maria")
    assert "Här står hela landet." not in text(client.get(PAGE, {"omr": "annat"})), "it was made before"
    forget(settings)
    said = text(client.get(PAGE, {"omr": "annat"}))
    assert "går inte att använda. Det som är utgivet gäller. Här står hela landet." in said
