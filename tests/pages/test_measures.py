"""The pages of measures: made, planned, counted – and never a person, whoever asks."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.deliver import AT, ended, make_cast, personal_number, registered, sign_in

from samordna.deliver.participants import actions, queries
from samordna.deliver.projects.models import Measure, MeasureYear, VolumeCount
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def crowd(cast):
    """Six women and three men in 2026, of whom one woman without person data; one who was entered by mistake."""
    for day in range(1, 6):
        registered(cast, number=personal_number(date(1990, 1, day), 982), name=f"Kvinna {day}")
    for day in range(1, 4):
        registered(cast, number=personal_number(date(1990, 2, day), 981), name=f"Man {day}")
    actions.register_anonymous(measure=cast.measure, sex="women", start_year=2026, by=cast.actor("sara"), at=AT)
    return cast


def text(response):
    return response.content.decode()


def words(response):
    """The page's text without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


def as_(cast, who):
    return sign_in(Client(), cast.people[who])


# Never a person


@pytest.mark.parametrize("who", ["mona", "maria", "ada", "bo", "sara"])
def test_no_page_about_measures_holds_a_person(crowd, who):
    ended(crowd, name="Lisbet Karlsson", number=personal_number(date(1980, 5, 5)))
    client, looks = as_(crowd, who), AccessLogEntry.objects.count()
    pages = ["/", "/insatser/", "/insatser/I-0001/", "/insatser/I-0001/ar/", "/insatser/I-0001/andra/", "/insatser/ny/"]
    for address in [*pages, "/insatser/?ar=2025"]:
        page = text(client.get(address))
        for secret in ("Kvinna 1", "Man 2", "Lisbet", "Karlsson", "1990010", "19800505", "deltagare/"):
            assert secret not in page.replace("/deltagare/in/?insats=I-0001", "").replace('"/deltagare/', ""), address
    assert AccessLogEntry.objects.count() == looks


@pytest.mark.parametrize(
    ("who", "women", "men", "everybody"),
    [("sara", "6", "3", "9"), ("mona", "6–9", "färre än 5", "7–13"), ("bo", "6–9", "färre än 5", "7–13")],
)
def test_small_counts_are_hidden_and_no_sum_gives_them_away(crowd, who, women, men, everybody):
    """Five women with consent and one without: the one is hidden, so the sum is an interval."""
    page = words(as_(crowd, who).get("/insatser/I-0001/"))
    assert f"2026 {women} {men} {everybody}" in page


def test_persons_are_counted_once_and_mistakes_never(cast):
    from samordna.deliver.participants import erasing

    sara = cast.actor("sara")
    first = ended(cast, end=date(2026, 3, 1))
    registered(cast, start=date(2026, 6, 1))
    wrong = registered(cast, number=personal_number(date(1981, 1, 1)), start=date(2026, 6, 1))
    erasing.close_as_mistaken(participation=wrong, by=sara, at=AT)
    figures = queries.figures_of(sara, [cast.measure], [2025, 2026])
    assert figures[cast.measure.pk, 2026].of().low == 1
    assert figures[cast.measure.pk, 2025].of().low == 0
    assert first.sex == "women"


@pytest.mark.parametrize("who", ["rut", "olle", "anna", "nils"])
@pytest.mark.parametrize("page", ["", "ar/", "ar/2026/", "antal/", "andra/"])
def test_a_measure_of_others_does_not_exist(cast, who, page):
    client = as_(cast, who)
    for code in ("I-0001", "I-0003"):
        for response in (
            client.get(f"/insatser/{code}/{page}"),
            client.post(f"/insatser/{code}/{page}", {"name": "X"}),
        ):
            assert response.status_code in (404, 405)
            assert "Ungas väg" not in text(response)


def test_those_who_follow_may_not_change(cast):
    bo = as_(cast, "bo")
    assert bo.get("/insatser/I-0001/").status_code == 200
    for page in ("ar/", "andra/"):
        assert bo.get(f"/insatser/I-0001/{page}").status_code == 404
    page = text(bo.get("/insatser/I-0001/"))
    assert "/andra/" not in page and "button--primary" not in page


# Make, change, plan, count

NEW = {
    "association": "ostra-vattern",
    "orientation": "individual",
    "follow_up": "persons",
    "esf": "no",
    "name": "Ny väg",
    "start": "2027-01-01",
    "groups": ["other", "long_term_sick"],
    "category": "preventive",
    "once": "x",
}


def test_a_measure_is_made_once(cast):
    maria = as_(cast, "maria")
    first, second = (maria.post("/insatser/ny/", NEW) for _ in range(2))
    assert first["Location"] == second["Location"] == "/insatser/I-0004/"
    page = text(maria.get("/insatser/I-0004/"))
    for shown in (
        "Ny väg",
        "Planerad",
        "Förebyggande insats",
        "Långtidssjukskrivna",
        "De tre valen går inte att ändra",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"orientation": ""}, "Välj inriktning."),
        ({"orientation": "structural", "category": ""}, "En insats för hur parterna arbetar följs upp med antal."),
        ({"category": "education"}, "Välj ett slag av insats som hör till inriktningen."),
        ({"end": "2026-12-31"}, "Välj ett slutdatum som är samma dag som start eller senare."),
        ({"start": ""}, "Fyll i vilken dag insatsen börjar."),
        ({"name": ""}, "Skriv vad insatsen heter."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, change, sentence):
    page = text(as_(cast, "maria").post("/insatser/ny/", NEW | {"description": "Lång text"} | change))
    assert "<title>Fel: Lägg upp en insats" in page
    assert page.count(sentence) >= 2
    assert "Lång text" in page
    assert Measure.objects.count() == 3


def test_changing_shows_the_fixed_choices_and_ignores_them_when_sent(cast):
    mona = as_(cast, "mona")
    page = text(mona.get("/insatser/I-0001/andra/"))
    assert "De tre valen går inte att ändra" in page and 'name="esf"' not in page
    mona.post("/insatser/I-0001/andra/", {"name": "Ungas nya väg", "start": "2024-01-01", "esf": "yes"})
    measure = Measure.objects.get(code="I-0001")
    assert (measure.name, measure.esf) == ("Ungas nya väg", False)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1 800 000", 180000000), ("1800000,50", 180000050), ("0", 0), ("", None), ("1\u00a0000", 100000)],
)
def test_money_is_written_as_people_write_it(cast, typed, stored):
    mona = as_(cast, "mona")
    mona.post("/insatser/I-0001/ar/2026/", {"planned_participants": "", "budget": typed, "outcome": "-5"})
    row = MeasureYear.objects.get()
    assert (row.budget_ore, row.outcome_ore, row.planned_participants) == (stored, -500, None)
    again = mona.get("/insatser/I-0001/ar/2026/")
    assert (stored in (None, 180000050)) or 'name="budget" value=""' not in text(again)


@pytest.mark.parametrize("typed", ["en miljon", "1,999", "-1", "1e6"])
def test_money_that_is_none_is_refused(cast, typed):
    page = text(as_(cast, "mona").post("/insatser/I-0001/ar/2026/", {"budget": typed}))
    assert "<title>Fel:" in page and typed in page
    assert not MeasureYear.objects.exists()


def test_counts_are_entered_in_a_measure_of_numbers_only(cast):
    maria = as_(cast, "maria")
    page = words(maria.get("/insatser/I-0003/"))
    assert "2026 ... uppgift saknas" in page
    assert maria.post("/insatser/I-0003/antal/2025/", {"women": "12", "men": "3"}).status_code == 302
    assert dict(VolumeCount.objects.values_list("sex", "persons")) == {"women": 12, "men": 3}
    assert "2025 12 3 15" in words(maria.get("/insatser/I-0003/"))
    assert "2025 12 färre än 5 13–16" in words(as_(cast, "bo").get("/insatser/I-0003/"))
    assert maria.get("/insatser/I-0001/antal/2025/").status_code == 404
    assert "Skriv antalet, 0 om ingen deltog." in text(maria.post("/insatser/I-0003/antal/2025/", {"women": "1"}))


def test_a_year_outside_the_measure_is_refused(cast):
    page = text(as_(cast, "maria").post("/insatser/I-0003/antal/2019/", {"women": "1", "men": "1"}))
    assert "Välj ett år då insatsen pågår, 2024–…" in page
    assert not VolumeCount.objects.exists()


def test_the_list_shows_the_measures_that_ran_in_the_year(cast):
    Measure.objects.filter(code="I-0003").update(end=date(2025, 6, 30))
    bo = as_(cast, "bo")
    assert "Öppet hus" not in text(bo.get("/insatser/"))
    assert "Öppet hus" in text(bo.get("/insatser/?ar=2025"))
    for nonsense in ("x", "99999999", "-1"):
        assert bo.get(f"/insatser/?ar={nonsense}").status_code == 200


def test_the_start_page_says_what_waits_without_a_name(cast):
    registered(cast, planned_end=date(2026, 10, 30))
    page = text(as_(cast, "sara").get(reverse("start:start")))
    assert "Registrera ut 1 deltagare" in page and "Elin" not in page
    assert 'href="/deltagare/lista/att-avsluta/"' in page
    mona = text(as_(cast, "mona").get(reverse("start:start")))
    assert "Elin" not in mona and "Registrera ut" not in mona
