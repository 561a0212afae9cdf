"""The register's own reports: every variable and part can be read, nobody can be recognised, and each sees the own."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.deliver import (
    AT,
    Answers,
    association,
    committed,
    ended,
    make_cast,
    measure,
    personal_number,
    registered,
    sign_in,
)

from samordna.deliver.participants import actions, retention
from samordna.deliver.participants.figures import Between
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.projects.models import VolumeCount
from samordna.deliver.reporting.rules.variables import VARIABLES
from samordna.edge.web.measure_reports.sheets import share

pytestmark = pytest.mark.django_db(databases="__all__")
MEASURES, STANDARD = "/uppfoljning/insatser/", "/uppfoljning/standard/"


@pytest.fixture(autouse=True)
def _noon():
    cache.clear()  # what was counted of the nation in another test
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    """Twelve women and six men who ended in 2026; two women still there; one without person data; thirty by volume."""
    made = make_cast()
    working = Answers({"sjukpenning": 50}, 0, 0, 0, True, True, False, all_asked=True)
    for day in range(1, 13):
        ended(made, number=personal_number(date(1990, 1, day), 982), name=f"Kvinna {day}", education="higher",
              answers=working)  # fmt: skip
    for day in range(1, 7):
        ended(made, number=personal_number(date(1999, 2, day), 981), name=f"Man {day}", education="none")
    for day in range(1, 3):
        registered(made, number=personal_number(date(1970, 3, day), 982), name=f"Kvar {day}", education="none")
    actions.register_anonymous(measure=made.measure, sex="women", start_year=2026, by=made.actor("sara"), at=AT)
    for sex in ("women", "men"):
        VolumeCount.objects.create(measure=made.volume, year=2026, sex=sex, persons=15)
    return made


def as_(cast, who):
    return sign_in(Client(), cast.people[who])


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("who", ["sara", "mona", "maria", "ada", "bo", "anna", "nils"])
@pytest.mark.parametrize("address", ["/uppfoljning/", MEASURES, STANDARD])
def test_reports_are_open_to_everybody_who_works_with_measures_and_hold_no_person(cast, who, address):
    response = as_(cast, who).get(address)
    assert response.status_code == 200
    for secret in ("Kvinna 1", "Man 2", "Kvar 1", "1990010", "deltagare/"):
        assert secret not in response.content.decode().replace('"/deltagare/', "")


def test_nobody_else_knows_of_them(cast):
    assert Client().get(MEASURES).status_code == 302


@pytest.mark.parametrize(("who", "slug"), [("maria", "annat"), ("mona", "annat"), ("sara", "annat")])
def test_another_association_is_as_if_it_had_not_been_named(cast, who, slug):
    page = words(as_(cast, who).get(f"{MEASURES}?forbund={slug}"))
    assert "Annat förbund" not in page and "Fjärran" not in page


def test_those_of_the_nation_may_ask_about_every_association(cast):
    page = words(as_(cast, "anna").get(f"{MEASURES}?forbund=annat"))
    assert "Annat förbund, 2026" in page


@pytest.mark.parametrize("variable", VARIABLES, ids=str)
def test_every_variable_can_be_read_and_taken_away(cast, variable):
    client = as_(cast, "maria")
    page = client.get(f"{MEASURES}?variabel={variable}")
    assert "Alla med personuppgifter" in words(page)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{MEASURES}?variabel={variable}&fil=csv").content.decode())))
    everybody = {row["column"]: row["value"] for row in rows if row["row"] == "Alla med personuppgifter"}
    assert everybody["Kvinnor"] == ("12" if VARIABLES[variable].ended else "14")
    assert client.get(f"{MEASURES}?variabel={variable}&fil=xlsx").content.startswith(b"PK")
    assert client.get(f"{MEASURES}?variabel={variable}&fil=exe").status_code == 404


def test_a_small_number_is_hidden_and_so_is_what_would_give_it_away(cast):
    """Two women without schooling of fourteen: neither the two nor the twelve are told, but the fourteen are."""
    page = words(as_(cast, "maria").get(f"{MEASURES}?variabel=education"))
    assert "Ingen avslutad utbildning färre än 5 6" in page
    assert "Eftergymnasial utbildning 10–13 0 10–13" in page
    assert "Ett spann, som 5–9, står där" in page
    assert "Alla med personuppgifter 14 6 20" in page


def test_the_registrar_sees_the_own_measure_exactly(cast):
    page = words(as_(cast, "sara").get(f"{MEASURES}?variabel=education"))
    assert "Ingen avslutad utbildning 2 6 8" in page
    assert "40 % 8 av 20" in page


def test_it_is_said_of_whom_it_is_not_known(cast):
    page = words(as_(cast, "maria").get(f"{MEASURES}?variabel=education"))
    assert "Inte känt: utan personuppgifter färre än 5 0" in page
    assert "Inte känt: bara antal 15 15 30" in page


def test_some_measures_can_be_chosen_and_the_choice_stands_in_the_address(cast):
    page = as_(cast, "maria").get(f"{MEASURES}?insats=I-0001&variabel=age")
    assert "Ungas väg, 2026" in words(page)
    assert "Inte känt: bara antal" not in words(page)
    assert "insats=I-0001" in page.content.decode()


def test_several_years_are_an_interval(cast):
    page = words(as_(cast, "sara").get(f"{MEASURES}?variabel=age&fran=2025&till=2026"))
    assert "Ungas väg, 2025–2026" in page


@pytest.mark.parametrize("address", [f"{MEASURES}?variabel=support_in", STANDARD])
def test_the_number_of_questions_does_not_follow_the_number_of_people(cast, address):
    client = as_(cast, "maria")
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    for day in range(13, 25):
        ended(cast, number=personal_number(date(1991, 1, day), 982), name=f"Till {day}")
    with CaptureQueriesContext(connection) as later:
        client.get(address)
    assert len(first) == len(later)


@pytest.mark.parametrize(("who", "report"), [("mona", MEASURES), ("maria", MEASURES), ("sara", STANDARD)])
def test_from_a_measure_to_its_reports_and_back(cast, who, report):
    client = as_(cast, who)
    (there,) = re.findall(rf'href="({report}[^"]+)"', client.get("/insatser/I-0001/").content.decode())
    page = client.get(there.replace("&amp;", "&"))
    assert "Ungas väg, 2026" in words(page) or "De som slutade 2026 i Ungas väg" in words(page)
    assert 'href="/insatser/I-0001/"' in page.content.decode()


def test_from_an_association_to_its_reports_and_back(cast):
    client = as_(cast, "maria")
    found = re.findall(r'href="(/uppfoljning/[^"]+)"', client.get("/forbund/ostra-vattern/").content.decode())
    assert len(found) == 4
    for there in found:
        assert client.get(there).status_code == 200
    assert 'href="/forbund/ostra-vattern/"' in client.get(MEASURES).content.decode()
    assert 'href="/uppfoljning/kostnader/?' in client.get("/forbund/ostra-vattern/ekonomi/2025/").content.decode()
    assert (
        'href="/forbund/ostra-vattern/ekonomi/2025/"'
        in client.get("/uppfoljning/kostnader/?forbund=ostra-vattern&till=2025").content.decode()
    )


def test_nobody_is_led_to_a_page_that_is_not_there_for_them(cast):
    """Those of the nation read the reports of every association, and have no page of a measure or an association."""
    page = as_(cast, "anna").get(f"{MEASURES}?forbund=ostra-vattern&insats=I-0001").content.decode()
    assert "Ungas väg" in page and "/insatser/I-0001/" not in page and "/forbund/" not in page
    assert "standard/" not in as_(cast, "maria").get("/insatser/I-0003/").content.decode()  # nobody ends in numbers


# The standard report


def test_the_six_parts(cast):
    page = words(as_(cast, "sara").get(f"{STANDARD}?forsorjning=sjukpenning"))
    for number, title in enumerate(
        ["Sysselsättning före och efter", "Sysselsättning i grupper", "Arbetar eller studerar efteråt",
         "Försörjning före och efter", "Från en försörjning till en annan", "Hur länge"], start=1
    ):  # fmt: skip
        assert f"{number}. {title}" in page
    # twelve sought work before, nobody after: twelve fewer, all of them
    assert "Söker arbete aktivt 12 0 -12 -100 %" in page.replace("−", "-")
    assert "Sjukpenning 12 0 -12 -100 %" in page.replace("−", "-")
    assert "De som hade sjukpenning före, och deras försörjning efter" in page


def test_where_too_few_had_a_source_its_transition_is_not_shown(cast):
    page = words(as_(cast, "maria").get(f"{STANDARD}?forsorjning=a_kassa"))
    assert "Ingen av dem som slutade hade a-kassa före." in page


def test_too_few_associations_in_an_area_are_not_compared_with(cast):
    page = words(as_(cast, "maria").get(f"{STANDARD}?jmf=nation"))
    assert "jämfört med" not in page


def test_the_standard_report_can_be_taken_away(cast):
    client = as_(cast, "maria")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{STANDARD}?fil=csv").content.decode())))
    assert len({row["table"] for row in rows}) >= 6
    assert client.get(f"{STANDARD}?fil=xlsx").content.startswith(b"PK")


def test_an_area_of_enough_associations_is_compared_with(cast):
    """Four associations, each with enough people: the nation stands beside the own, and no small number in it."""
    for number in range(3):
        there = measure(f"N-{number}", association(f"n-{number}", f"Förbund {number}"))
        Participation.objects.bulk_create(
            Participation(
                measure=there, public_id=f"n{number}-{n}", mode="person", person=f"n{number}-{n}", sex="women",
                birth_year=1980, start=date(2026, 1, 5), start_year=2026, end=date(2026, 5, 5), end_reason="moved",
                state="ended",
            )
            for n in range(12)
        )  # fmt: skip
    page = words(as_(cast, "maria").get(f"{STANDARD}?jmf=nation"))
    assert "Sysselsättning i grupper, jämfört med Hela landet" in page
    assert "Tid i insatsen. Hela landet" in page
    nation = page.partition("Tid i insatsen. Hela landet")[2]
    assert "3 till 6 månader 36 0 36" in nation


def rows_of(client, address, table):
    """row → column → value of one table of the file; the rows of everybody, the last group."""
    answer = client.get(f"{address}&fil=csv").content.decode()
    rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["table"] == table and row["group"] == "Alla"]
    assert rows, sorted({row["table"] for row in csv.DictReader(io.StringIO(answer))})
    return {row["row"]: {r["column"]: r["value"] for r in rows if r["row"] == row["row"]} for row in rows}


def test_the_age_groups_stand_beside_each_other(cast):
    """Twelve women of thirty-six sought work before; six men of twenty-seven did not. The registrar sees them."""
    found = rows_of(as_(cast, "sara"), f"{STANDARD}?jmf=alder", "Sysselsättning i grupper, efter ålder")
    assert found["Söker arbete aktivt"] == {
        "Före, Alla": "67", "Efter, Alla": "0", "Före, 16–24 år": "...", "Efter, 16–24 år": "...",
        "Före, 25–29 år": "0", "Efter, 25–29 år": "0", "Före, 30–44 år": "100", "Efter, 30–44 år": "0",
        "Före, 45–54 år": "...", "Efter, 45–54 år": "...", "Före, 55 år eller äldre": "...",
        "Efter, 55 år eller äldre": "...",
    }  # fmt: skip
    page = words(as_(cast, "sara").get(f"{STANDARD}?jmf=alder"))
    assert "Arbete eller studier efteråt, efter ålder" in page and "Tid med försörjning, efter ålder" in page
    assert "Åldern är den under startåret" in page


def test_the_manager_reads_the_ages_of_the_whole_association_only(cast):
    client = as_(cast, "maria")
    found = rows_of(client, f"{STANDARD}?jmf=alder", "Tid i insatsen, efter ålder")
    assert set(found["3 till 6 månader"]) >= {"Alla", "30–44 år"}
    page = words(client.get(f"{STANDARD}?jmf=alder&insats=I-0001"))
    assert "Efter ålder visas bara hela förbundet" in page and "efter ålder" not in page


def test_the_years_stand_beside_each_other(cast):
    """Fifteen with the cast of 2026 and the year before, when six women ended."""
    Participation.objects.bulk_create(
        Participation(
            measure=cast.measure, public_id=f"f{n}", mode="person", person=f"f{n}", sex="women", birth_year=1980,
            start=date(2025, 1, 7), start_year=2025, end=date(2025, 3, 1), end_reason="moved", state="ended",
        )
        for n in range(6)
    )  # fmt: skip
    found = rows_of(as_(cast, "maria"), f"{STANDARD}?jmf=ar", "Tid i insatsen, år för år")
    assert found["Mindre än 3 månader"] == {"2022": "...", "2023": "...", "2024": "...", "2025": "100", "2026": "0"}
    page = words(as_(cast, "maria").get(f"{STANDARD}?jmf=ar"))
    assert "Sysselsättning i grupper, år för år" in page


# After retention -----------------------------------------------------------------------------------------------------


def test_after_retention_the_counts_stand_and_the_reports_say_what_is_gone(cast):
    pages = (f"{MEASURES}?variabel=education&till=2026", f"{STANDARD}?till=2026")
    for page in pages:
        assert "är raderade, för tiden" not in words(as_(cast, "sara").get(page))
    years = (2026, 2027)
    before = counts(cast, years)
    nils = {"by": cast.actor("nils"), "at": AT + timedelta(days=800)}
    retention.set_rule(months=24, source="Beslut 12", valid_from=nils["at"].date(), **nils)
    committed(lambda: retention.carry_out(**nils))
    cache.clear()
    assert (
        counts(cast, years) == before == {(2026, "women"): 15, (2026, "men"): 6, (2027, "women"): 2, (2027, "men"): 0}
    )
    for page in pages:
        response = as_(cast, "sara").get(page)
        assert "Uppgifter som är raderade" in words(response)
        assert "antalet kvinnor och män som deltog varje år är detsamma som före" in words(response)
        assert "är raderade, för tiden" in sheets_of(as_(cast, "sara").get(f"{page}&fil=xlsx"))
    assert "Uppgifter som är raderade" not in words(as_(cast, "sara").get(f"{MEASURES}?till=2025"))


def counts(cast, years):
    found = figures_of(cast.actor("sara"), [cast.measure], years)
    return {(year, sex): found[cast.measure.pk, year].of(sex=sex).low for year in years for sex in ("women", "men")}


def sheets_of(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        return book.read("xl/sharedStrings.xml").decode()


# One to four


def plant(slug, numbers):
    """An association where so many women ended after so many days."""
    there = measure(f"I-{slug}", association(slug, f"Förbund {slug}"))
    Participation.objects.bulk_create(
        Participation(
            measure=there, public_id=f"{slug}-{days}-{n}", mode="person", person=f"{slug}-{days}-{n}", sex="women",
            birth_year=1980, start=date(2026, 5, 5) - timedelta(days=days), start_year=2026, end=date(2026, 5, 5),
            end_reason="moved", state="ended",
        )
        for days, number in numbers.items()
        for n in range(number)
    )  # fmt: skip


def women_by_length(client, slug, area=""):
    """What the standard report prints of how long: value → women, of the association or of the area."""
    answer = client.get(f"{STANDARD}?forbund={slug}&jmf={area}&fil=csv").content.decode()
    title = "Hela landet" if area else f"Förbund {slug}"
    rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["table"] == f"Tid i insatsen. {title}"]
    return {row["row"]: row["value"] for row in rows if row["column"] == "Kvinnor"}


def test_nobody_takes_associations_from_the_nation_and_is_left_with_one_to_four(cast):
    """Three associations are told exactly, and the nation was too: what was left was the two women of the fourth."""
    for slug in ("a", "b", "c"):
        plant(slug, {100: 20, 200: 20})
    plant("d", {100: 2, 200: 20})
    anna = as_(cast, "anna")
    assert women_by_length(anna, "a")["3 till 6 månader"] == "20"
    assert women_by_length(anna, "d")["3 till 6 månader"] == "1–4"
    nation = women_by_length(anna, "a", "nation")
    assert (
        nation["3 till 6 månader"] == "61–64" and nation["6 till 12 månader"] == "90–93"
    )  # twelve women of the cast too


def test_a_few_in_one_measure_are_never_one_by_their_own_range(cast):
    """Three women with one length each: not the ones, nor that they must be ones because they are fewer than five."""
    plant("a", {10: 1, 100: 1, 200: 1})
    told = women_by_length(as_(cast, "anna"), "a")
    assert [told[name] for name in ("Mindre än 3 månader", "3 till 6 månader", "6 till 12 månader")] == ["0–4"] * 3
    assert told["2 år eller mer"] == "0" and told["Alla"] == "1–4"


def test_from_a_source_is_not_shown_where_a_few_others_would_be_left(cast):
    """Fourteen of sixteen women who had sickness benefit: the two who had not are told of nowhere."""
    for day in range(1, 3):
        ended(cast, number=personal_number(date(1992, 4, day), 982), name=f"Utan {day}", education="higher")
    page = words(as_(cast, "maria").get(f"{STANDARD}?forsorjning=sjukpenning"))
    assert "De som hade sjukpenning före" not in page
    assert "De som hade sjukpenning före" in words(as_(cast, "sara").get(f"{STANDARD}?forsorjning=sjukpenning"))


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [((6, 6), (30, 39), "15–20 %"), ((0, 0), (30, 39), "0 %"), ((8, 8), (20, 20), "40 %"), ((1, 9), (9, 20), "..")],
)
def test_a_share_of_ranges_is_a_range_unless_it_says_too_little(part, whole, text):
    assert share(Between(*part), Between(*whole)).text == text
