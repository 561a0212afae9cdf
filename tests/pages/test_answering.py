"""The account: who sees what, that page and files say the same, and that every number leads to its cases."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pypdf
import pytest
import time_machine
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_

from samordna.agree.accounting import files, queries
from samordna.agree.accounting.permissions import ASSOCIATION, NATION
from samordna.agree.accounting.rules.figures import FIGURES
from samordna.agree.needs.actions import write_need
from samordna.edge.cli import main as cli
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.parties.models import Account, Assignment, Association
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGE, BEHIND, DOWNLOAD = (reverse(f"answering:{name}") for name in ("overview", "behind", "download"))
NOW = on(3, 1, year=2027)
HOME = "ostra-vattern"


@pytest.fixture(autouse=True)
def _noon_and_register(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))  # the command asks for one; the test's database is in use
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    made = make_cast()
    _person(made, "karl", "national_admin")
    return made


def _person(cast, who, role):
    cast.people[who] = Account.objects.create(email=f"{who}@example.test", name="Karl Dahl")
    Assignment.objects.create(
        account=cast.people[who], role=role, scope_kind="national", valid_from="2020-01-01", assigned_by="test"
    )


@pytest.fixture
def country(cast):
    """Two cases of Östra Vättern (one as guarantor, one blocked), a measure, and a need far away."""
    Story(cast).to_be_signed()
    Story(cast, title="Fast", unwilling_to_pay=("municipality-0584",)).answered()
    Story(cast, kind="measure", title="Insatsen", organiser="region-05").decided()
    write_need(
        by=SYSTEM,
        at=on(5, 5),
        association=Association.objects.get(slug="langt-borta"),
        title="Långt bort",
        group="Alla",
        area="Där",
        gap="Allt",
        evidence="Samtal",
    )
    return cast


def words(response):
    text = response.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split())).replace("\xa0", " ")


# -- who sees what ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "home", "nation", "county", "other"),
    [
        ("maria", 200, 404, 404, 404),
        ("johan", 200, 404, 404, 404),
        ("bo", 200, 404, 404, 404),
        ("vera", 200, 200, 200, 200),
        ("karl", 200, 200, 200, 200),
        ("nadia", 200, 200, 200, 200),
        ("outsider", 404, 404, 404, 200),
    ],
)
def test_who_sees_whose_account(country, who, home, nation, county, other):
    client = as_(country, who)
    for scope, status in ((HOME, home), ("riket", nation), ("lan-05", county), ("langt-borta", other)):
        assert client.get(PAGE, {"omrade": scope}).status_code == status, scope
        assert client.get(BEHIND, {"omrade": scope, "vad": "tal:needs_identified"}).status_code == status
        got = client.post(DOWNLOAD, {"omrade": scope, "ar": "2026", "fil": "json"}).status_code
        assert got == status


@pytest.mark.parametrize(
    ("who", "status"), [("maria", 200), ("bo", 200), ("nadia", 200), ("vera", 404), ("karl", 404), ("outsider", 404)]
)
def test_who_reads_the_account_of_a_case(country, who, status):
    key = f"{HOME}-2026-01"
    client = as_(country, who)
    assert client.get(reverse("answering:case", args=[key])).status_code == status
    assert client.post(reverse("answering:case-download", args=[key]), {"fil": "docx"}).status_code == status


def test_a_measure_of_fk_is_read_only_where_fk_is_asked(country):
    """FK's office may read the cases in which FK is asked; nobody reads those of an association that is not theirs."""
    seen = queries.account(country.actor("nadia"), queries.scope(SYSTEM, NATION), 2026, NOW.date())
    assert {case.key for case in seen.rows} == {f"{HOME}-2026-0{n}" for n in (1, 2, 3)}
    council = queries.account(country.actor("vera"), queries.scope(SYSTEM, NATION), 2026, NOW.date())
    assert council.rows == ()
    assert council.summary == seen.summary


def test_the_national_account_has_no_reasons_and_no_officials(country):
    for who in ("vera", "nadia", "karl"):
        client = as_(country, who)
        said = words(client.get(PAGE, {"omrade": "riket", "ar": "2026"}))
        got = client.post(DOWNLOAD, {"omrade": "riket", "ar": "2026", "fil": "json"}).content.decode()
        for name in ("Har inte personal", "Det finns inga pengar", "Johan Ek", "chefen", "Peter Sandin"):
            assert name not in said
            assert name not in got
        assert "Skälen är skrivna i fri text" in said
    home = as_(country, "maria")
    assert "Har inte personal" in words(home.get(PAGE, {"ar": "2026"}))
    assert "Har inte personal" in home.post(DOWNLOAD, {"ar": "2026", "fil": "csv:answers"}).content.decode()


def test_the_council_reads_sums_of_an_association_but_no_words(country):
    client = as_(country, "vera")
    said = words(client.get(PAGE, {"omrade": HOME, "ar": "2026"}))
    assert "3 behov ned" in said
    assert "3 ärenden är räknade men hör till andra" in said
    assert "Har inte personal" not in said
    assert "Steget vidare" not in said
    assert "Har inte personal" not in client.post(DOWNLOAD, {"omrade": HOME, "fil": "json"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"ar": "tjugo"}, {"ar": "2031"}, {"dag": "i går"}, {"ar": "2026", "dag": "2030-01-01"}, {"omrade": "lan-99"},
        {"omrade": "ingenstans"},
    ],
)  # fmt: skip
def test_what_is_not_there(country, query):
    assert as_(country, "vera").get(PAGE, query).status_code == 404


@pytest.mark.parametrize("what", ["", "tal:nej", "steg:positions", "steg:x:left", "vag:need:x", "lage:borta", "x:y"])
def test_no_such_number(country, what):
    assert as_(country, "maria").get(BEHIND, {"vad": what}).status_code == 404


# -- the page --------------------------------------------------------------------------------------


def test_the_answer_in_sentences(country):
    said = words(as_(country, "maria").get(PAGE, {"ar": "2026"}))
    assert "2026 skrevs 3 behov ned. 3 av dem blev förslag." in said
    assert "3 gånger skickades ett förslag till parterna. 15 av 15 tillfrågade parter svarade på allt." in said
    assert "I hälften av fallen kom svaren inom 42 dagar, räknat på 3 gånger." in said
    assert "I 1 ärende föreslogs Försäkringskassan som garant. 1 gång kunde ingen hålla i arbetet." in said
    assert "Det gör inte Vadstena kommun." in said
    assert "Hindret står kvar." in said


def test_an_empty_year_says_so(cast):
    said = words(as_(cast, "maria").get(PAGE))
    assert "2027 skrevs inget behov ned." in said
    assert "Ingen har sagt nej under tiden." in said
    assert "Inget ärende har lämnat ett steg under tiden." in said


def test_every_number_leads_to_what_stands_behind_it(country):
    for who in ("maria", "vera"):
        client = as_(country, who)
        page = client.get(PAGE, {"ar": "2026"}).content.decode()
        links = {unescape(link) for link in re.findall(r'<a href="(/redovisning/bakom/[^"]+)">(?=[^<]*</a>)', page)}
        assert len(links) > 20
        for link in links:
            found = client.get(link)
            assert found.status_code == 200, link
            heading = re.search(r"<h1>.*: (\d+)</h1>", found.content.decode())
            assert heading, link


def test_behind_a_number_stand_the_cases_and_how_many_are_closed_to_the_reader(country):
    ask = {"omrade": HOME, "ar": "2026", "vad": "tal:approved"}
    home = words(as_(country, "maria").get(BEHIND, ask))
    assert "Ja från alla som beslutar: 2" in home
    assert "Steget vidare" in home
    assert "Insatsen" in home
    council = words(as_(country, "vera").get(BEHIND, ask))
    assert "Ja från alla som beslutar: 2" in council
    assert "Steget vidare" not in council
    assert "2 är räknade men hör till andra" in council


def test_a_county_holds_the_associations_with_members_there(country):
    vera = country.actor("vera")
    county = queries.account(vera, queries.scope(vera, "county", "05"), 2026, NOW.date())
    nation = queries.account(vera, queries.scope(vera, NATION), 2026, NOW.date())
    assert county.summary.value("needs_identified") == 3
    assert nation.summary.value("needs_identified") == 4
    assert [part.scope.key for part in county.associations] == [HOME]
    assert {part.scope.key for part in nation.associations} == {HOME, "langt-borta"}
    assert sum(part.summary.value("needs_identified") for part in nation.associations) == 4


def test_an_association_in_two_counties_stands_in_both_and_once_in_the_nation(country):
    from samordna.ground.parties.models import County, Membership, Organisation

    nuts2 = County.objects.get(code="05").nuts2
    County.objects.get_or_create(code="06", defaults={"name": "Jönköpings län", "region": "x", "nuts2": nuts2})
    tranas = Organisation.objects.create(party_id="municipality-0687", kind="municipality", name="Tranås kommun")
    Membership.objects.create(association=country.association, organisation=tranas, certainty="made for a test")
    vera = country.actor("vera")
    nation = queries.account(vera, queries.scope(vera, NATION), 2026, NOW.date())
    assert [(part.scope.key, part.summary.value("needs_identified")) for part in nation.counties] == [
        ("05", 3),
        ("06", 3),
    ]
    assert nation.summary.value("needs_identified") == 4
    said = words(as_(country, "vera").get(PAGE, {"omrade": "riket", "ar": "2026"}))
    assert "1 förbund ligger i flera län: Östra Vättern." in said


def test_the_account_of_a_case(country):
    said = words(as_(country, "maria").get(reverse("answering:case", args=[f"{HOME}-2026-02"])))
    assert "Redovisning av Fast" in said
    assert "170–300 personer." in said
    assert "Vadstena kommun Medfinansierar inte chefen, 19 okt 2026 Det finns inga pengar i år. 42 9" in said
    assert "Vadstena kommun ville inte: Har inte personal för det." in said
    assert "Ingen kunde hålla i arbetet." in said
    assert "Händelse 10, 20 okt 2026" in said


def test_the_account_of_a_case_on_paper_is_the_one_on_the_page(country):
    client, key = as_(country, "maria"), f"{HOME}-2026-01"
    address = reverse("answering:case-download", args=[key])
    pdf = client.post(address, {"fil": "pdf"})
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages).split())
    assert "Redovisning av ärende 2026-01: Steget vidare" in text
    assert "Samordningsförbundet Östra Vättern" in text
    docx = Document(io.BytesIO(client.post(address, {"fil": "docx"}).content))
    page = words(client.get(reverse("answering:case", args=[key])))
    for line in (p.text for p in docx.paragraphs if p.style.name == "List Bullet"):
        assert line.replace("\xa0", " ").split(" Händelse ")[0].rstrip(".") in page
    noted = AuditEvent.objects.filter(what="account.case_exported").values_list("actor", "subject", "data")
    assert sorted(data["format"] for _, _, data in noted) == ["docx", "pdf"]


# -- files -----------------------------------------------------------------------------------------


def get(cast, who, form, **more):
    return as_(cast, who).post(DOWNLOAD, {"ar": "2026", "fil": form, **more})


def test_page_command_and_files_have_the_same_numbers(country, capsys):
    page = as_(country, "maria").get(PAGE, {"omrade": HOME, "ar": "2026"}).context["account"].summary
    wanted = {name: page.value(name) for name in FIGURES}
    table = csv.DictReader(io.StringIO(get(country, "maria", "csv").content.decode()))
    assert {row["figure"]: int(row["value"]) for row in table} == wanted
    told = json.loads(get(country, "maria", "json").content)
    assert {row["figure"]: row["value"] for row in told["figures"]} == wanted
    assert told["schema"] == "samordna-account/1"
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(country, "maria", "xlsx").content))
    rows = book.get_sheet_by_name("Tal").to_python()
    assert {row[0]: int(row[3]) for row in rows[1:]} == wanted
    assert cli.main(["account", "--association", HOME, "--year", "2026", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_the_sums_of_the_workbook_are_those_of_the_page(country):
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(country, "vera", "xlsx", omrade="riket").content))
    assert book.sheet_names == [
        "Tal", "Förbund", "Län", "Tid i steg", "Vägen", "Pengar", "Ärenden", "Svar", "Definitioner",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("Förbund").to_python()
    nation = queries.account(SYSTEM, queries.scope(SYSTEM, NATION), 2026, NOW.date()).summary
    assert rows[-1][0] == "Summa"
    assert [int(n) for n in rows[-1][1:]] == [nation.value(name) for name in FIGURES]
    assert [int(n) for n in rows[-1][1:]] == [sum(int(row[i]) for row in rows[1:-1]) for i in range(1, len(rows[0]))]


def test_one_row_for_each_case_and_each_answer(country):
    cases = list(csv.DictReader(io.StringIO(get(country, "maria", "csv:cases").content.decode())))
    assert [row["title"] for row in cases] == ["Steget vidare", "Fast", "Insatsen"]
    first = cases[0]
    assert (first["organiser"], first["organiser_role"], first["guarantor_cases"]) == ("fk", "guarantor", "1")
    assert first["days_running"] == "..."
    assert int(first["days_alive"]) == sum(int(v) for k, v in first.items() if k.startswith("days_") and v.isdigit()
                                           and k != "days_alive")  # fmt: skip
    answers = list(csv.DictReader(io.StringIO(get(country, "maria", "csv:answers").content.decode())))
    assert len(answers) == 3 * 10 + 2 * 5
    assert {row["decided_by"] for row in answers} == {"chefen"}


def test_hidden_missing_and_zero_are_three_things(country):
    rows = list(csv.DictReader(io.StringIO(get(country, "nadia", "csv:cases", omrade="riket").content.decode())))
    assert len(rows) == 3
    refused = {row["title"]: row["refusals"] != "0" or row["times_sent_back"] != "0" for row in rows}
    assert {row["title"]: row["reasons"] for row in rows} == {
        title: ".." if has else "..." for title, has in refused.items()
    }
    assert set(refused.values()) == {True, False}
    assert {row["handed_over"] for row in rows} == {"..."}
    assert {row["times_sent_back"] for row in rows} == {"0"}
    assert get(country, "vera", "csv:cases", omrade="riket").content == b""


def test_a_text_that_looks_like_a_formula_is_a_text():
    rows = [{"a": "=1+1|cmd", "b": "-1.00", "c": -1, "d": "", "e": "..."}]
    assert files._csv(rows).decode().splitlines()[1] == "'=1+1|cmd,-1.00,-1,,..."


def test_taking_a_file_away_is_noted(country):
    assert get(country, "vera", "csv:cases", omrade="lan-05").status_code == 200
    [event] = AuditEvent.objects.filter(what="account.exported")
    assert (event.actor, event.subject) == ("vera@example.test", "county:05")
    assert event.data == {
        "year": 2026, "known": "2026-12-31", "format": "csv", "part": "cases", "cases": 0, "words": False,
    }  # fmt: skip


def test_looking_writes_nothing_and_a_file_is_not_read(country):
    client = as_(country, "maria")
    before = AuditEvent.objects.count()
    client.get(PAGE)
    assert client.get(DOWNLOAD).status_code == 405
    assert client.post(DOWNLOAD, {"fil": "exe"}).status_code == 404
    assert client.post(DOWNLOAD, {"fil": "csv:allt"}).status_code == 404
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "arguments", [["--association", "ingenstans"], ["--county", "99"], ["--year", "snart"], ["--year", "2031"]]
)
def test_the_command_refuses_what_does_not_exist(country, capsys, arguments):
    assert cli.main(["account", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err


def test_the_command_gives_every_case_and_hides_words_in_the_nation(country, capsys):
    assert cli.main(["account", "--year", "2026", "--part", "answers"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 40
    assert {row["reason"] for row in rows} == {"..", "..."}
    assert {row["reason"] for row in rows if row["answer"] in ("no", "refuses")} == {".."}
    assert AuditEvent.objects.get(what="account.exported").actor_name == "Samordna"


def test_the_scopes_that_a_reader_can_choose(country):
    assert [s.kind for s in queries.scopes(country.actor("maria"))] == [ASSOCIATION]
    kinds = [s.kind for s in queries.scopes(country.actor("vera"))]
    assert kinds == [NATION, "county", ASSOCIATION, ASSOCIATION]
