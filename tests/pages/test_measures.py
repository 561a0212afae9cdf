"""The pages of measures: made, planned, counted – and never a person, whoever asks."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.factories.deliver import AT, ended, personal_number, registered
from tests.factories.pages import as_, text

from samordna.deliver.participants import actions, mistaking, queries
from samordna.deliver.projects.models import BudgetRow, Measure, VolumeCount
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]


@pytest.fixture
def crowd(cast):
    """Six women and three men in 2026, of whom one woman without person data; one who was entered by mistake."""
    for day in range(1, 6):
        registered(cast, number=personal_number(date(1990, 1, day), 982), name=f"Kvinna {day}")
    for day in range(1, 4):
        registered(cast, number=personal_number(date(1990, 2, day), 981), name=f"Man {day}")
    actions.register_anonymous(measure=cast.measure, sex="women", start_year=2026, by=cast.actor("sara"), at=AT)
    return cast


def words(response):
    """The page's text without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


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

    sara = cast.actor("sara")
    first = ended(cast, end=date(2026, 3, 1))
    registered(cast, start=date(2026, 6, 1))
    wrong = registered(cast, number=personal_number(date(1981, 1, 1)), start=date(2026, 6, 1))
    mistaking.close_as_mistaken(participation=wrong, reason="never_began", by=sara, at=AT)
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
    assert bo.get("/insatser/I-0001/andra/").status_code == 404
    page = text(bo.get("/insatser/I-0001/"))
    assert "/andra/" not in page and "button--primary" not in page


# Make, change, plan, count

NEW = {
    "association": "ostra-vattern",
    "form": "finsam",
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
        ({"form": ""}, "Välj form av samverkan."),
        ({"form": "esf_plus"}, "Ett projekt inom ESF+ får pengar från ESF. Välj Ja."),
        ({"owner_name": "Röda Stugan"}, "Välj vilket slag av organisation det är."),
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


YEAR = "/insatser/I-0001/ar/2026/"
ROW = {"rows": "2", "kind-0": "measure_cost", "description-0": "Personal"}


def row_in(cast):
    return BudgetRow.objects.get(measure=cast.measure)


@pytest.mark.parametrize(
    ("typed", "stored", "again"),
    [
        ("1 800 000", 180000000, "1 800 000"),
        ("1800000,50", 180000050, "1 800 000,50"),
        ("0", 0, "0"),
        ("", None, ""),
        ("1\u00a0000 kr", 100000, "1 000"),
    ],
)
def test_money_is_written_as_people_write_it(cast, typed, stored, again):
    mona = as_(cast, "mona")
    mona.post(YEAR, ROW | {"planned_participants": "", "budget-0": typed, "outcome-0": "-5"})
    row = row_in(cast)
    assert (row.budget_ore, row.outcome_ore, row.description) == (stored, -500, "Personal")
    page = text(mona.get(YEAR))
    assert f'name="budget-0" value="{again}"' in page or not again
    assert 'name="outcome-0" value="-5"' in page


@pytest.mark.parametrize("typed", ["en miljon", "1,999", "-1", "1e6"])
def test_money_that_is_none_is_refused(cast, typed):
    page = text(as_(cast, "mona").post(YEAR, ROW | {"budget-0": typed}))
    assert "<title>Fel:" in page and typed in page
    assert not BudgetRow.objects.exists()


def test_a_row_without_an_amount_is_asked_about_and_an_emptied_one_goes(cast):
    mona = as_(cast, "mona")
    assert text(mona.post(YEAR, ROW)).count("Skriv ett belopp, eller ta bort raden.") >= 2
    mona.post(YEAR, ROW | {"budget-0": "5", "budget-1": "7", "kind-1": "measure_cost"})
    assert BudgetRow.objects.count() == 2
    mona.post(YEAR, {"rows": "2", "kind-0": "measure_cost", "kind-1": "measure_cost", "budget-1": "7"})
    assert row_in(cast).budget_ore == 700


def test_more_rows_come_without_anything_being_saved_or_lost(cast):
    page = text(as_(cast, "mona").post(YEAR, ROW | {"budget-0": "fem", "more": "1", "planned_participants": "9"}))
    assert 'name="budget-4"' in page and 'value="fem"' in page and 'value="9"' in page
    assert "<title>Fel:" not in page and not BudgetRow.objects.exists()


def test_a_page_that_is_old_says_that_somebody_was_first(cast):
    mona = as_(cast, "mona")
    seen = re.search(r'name="seen" value="(\w+)"', text(mona.get(YEAR)))[1]
    mona.post(YEAR, ROW | {"budget-0": "5", "seen": seen})
    assert "Någon annan har ändrat raderna" in text(mona.post(YEAR, ROW | {"budget-0": "6", "seen": seen}))
    assert row_in(cast).budget_ore == 500


def test_the_fund_s_costs_are_offered_only_where_it_pays(cast):
    esf = Measure.objects.create(
        **{name: getattr(cast.measure, name) for name in ("association", "orientation", "follow_up", "start")},
        code="I-0009",
        name="Med ESF",
        esf=True,
    )
    maria = as_(cast, "maria")
    assert "ESF-insatskostnad" not in text(maria.get(YEAR))
    page = f"/insatser/{esf.code}/ar/2026/"
    assert "ESF-insatskostnad" in text(maria.get(page))
    maria.post(page, {"rows": "1", "kind-0": "esf_measure_cost", "budget-0": "9"})
    assert "ESF-insatskostnad: budget 9 kr, utfall ...." in words(maria.get(page)).replace("\u00a0", " ")
    assert "Insatsen får inte pengar från ESF." in text(
        maria.post(YEAR, {"rows": "1", "kind-0": "esf_measure_cost", "budget-0": "9"})
    )


def test_those_who_follow_see_the_year_and_what_is_read_from_a_file_is_not_typed(cast):
    mona, bo = as_(cast, "mona"), as_(cast, "bo")
    mona.post(YEAR, ROW | {"budget-0": "5 000", "outcome-0": "4 000", "planned_participants": "12"})
    BudgetRow.objects.create(measure=cast.measure, year=2026, budget_ore=100_000, source="bokföring.se")
    page = words(bo.get(YEAR)).replace("\u00a0", " ")
    assert "Planerat 12" in page and "Budget 6 000 kr" in page and "Utfall 4 000 kr" in page
    assert "Utfall saknas på 1 rad." in page and "Personal" in page and "Spara" not in page
    assert "bokföring.se" in text(mona.get(YEAR)) and 'value="5 000"' in text(mona.get(YEAR))
    assert bo.post(YEAR, ROW | {"budget-0": "1"}).status_code == 403
    assert bo.get("/insatser/I-0001/ar/2019/").status_code == 404


def test_counts_are_entered_in_a_measure_of_numbers_only(cast):
    maria = as_(cast, "maria")
    page = words(maria.get("/insatser/I-0003/"))
    assert "2026 ... uppgift saknas" in page
    assert maria.post("/insatser/I-0003/antal/2025/", {"women": "12", "men": "3"}).status_code == 302
    assert dict(VolumeCount.objects.values_list("sex", "persons")) == {"women": 12, "men": 3}
    assert "2025 12 3 15" in words(maria.get("/insatser/I-0003/"))
    assert "2025 12 färre än 5 13–16" in words(as_(cast, "bo").get("/insatser/I-0003/"))
    assert maria.get("/insatser/I-0001/antal/2025/").status_code == 404


def test_a_number_that_nobody_has_said_stays_unsaid_and_one_that_changes_has_a_reason(cast):
    maria, page = as_(cast, "maria"), "/insatser/I-0003/antal/2025/"
    assert 'name="why"' not in text(maria.get(page))
    maria.post(page, {"women": "12", "men": ""})
    assert dict(VolumeCount.objects.values_list("sex", "persons")) == {"women": 12}
    assert "2025 12 ... uppgift saknas" in words(maria.get("/insatser/I-0003/"))
    assert "Skriv varför antalet ändras." in text(maria.post(page, {"women": "13", "men": "2"}))
    maria.post(page, {"women": "13", "men": "2", "why": "Listan från mars kom till"})
    history = words(maria.get(page))
    assert "12 nov 2026 13 2 Maria Berg" in history.replace("\u00a0", " ") and "Listan från mars kom till" in history
    assert "12 nov 2026 12 ..." in history.replace("\u00a0", " ")


def test_a_number_that_changes_after_the_year_was_handed_in_is_marked(cast):
    from samordna.deliver.reporting.models import HandIn

    maria, page = as_(cast, "maria"), "/insatser/I-0003/antal/2025/"
    maria.post(page, {"women": "12", "men": "3"})
    assert "lämnades in" not in words(maria.get(page))
    known = {"association": cast.measure.association, "year": 2025, "rows_digest": "x", "digest": "x"}
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        for version in (1, 2):
            HandIn.objects.create(
                **known, version=version, handed_in_at=AT + timedelta(hours=version), handed_in_by_name="Maria Berg"
            )
    with time_machine.travel(AT + timedelta(hours=1, minutes=10), tick=False):
        maria = as_(cast, "maria")
        maria.post(page, {"women": "13", "men": "3", "why": "En lista till"})
        shown = words(maria.get(page)).replace("\u00a0", " ")
    assert "Året lämnades in 12 nov 2026." in shown
    assert shown.count("Efter inlämningen") == 1 and "En lista till Efter inlämningen" in shown


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


# Three ways to be in the register, one arithmetic


def test_the_list_says_how_many_different_people_and_how_each_is_counted(crowd):
    """Six and three in one measure, twenty by volume in another: somebody without person data may be in both."""
    VolumeCount.objects.create(measure=crowd.volume, year=2026, sex="women", persons=20)
    VolumeCount.objects.create(measure=crowd.volume, year=2026, sex="men", persons=10)
    page = words(as_(crowd, "maria").get("/insatser/"))
    assert "Olika personer i Östra Vättern 30–43 20–29 10–14" in page
    assert "bara i sitt startår" in page and "i det år som antalet är ifyllt för" in page
    assert "De som bara är räknade som antal kan vara samma personer" in page


def test_a_measure_without_its_count_is_said_not_to_be_in_the_total(crowd):
    page = words(as_(crowd, "maria").get("/insatser/"))
    assert "Olika personer i Östra Vättern 1 insats saknar antal och är inte med" in page


def test_a_person_who_goes_on_into_the_next_year_is_one_over_all_years(cast):
    for day in range(1, 7):
        registered(cast, number=personal_number(date(1990, 1, day), 982), name=f"K {day}", start=date(2025, 3, 3))
    page = words(as_(cast, "sara").get("/insatser/I-0001/"))
    assert "2026 6 0 6" in page and "2025 6 0 6" in page
    assert "Olika personer, alla år 6 0 6" in page


# Owners, regions, and associations that share


def test_an_owner_that_is_not_in_the_list_is_added_with_its_kind(cast):
    maria = as_(cast, "maria")
    maria.post("/insatser/ny/", NEW | {"owner_name": "Röda Stugan", "owner_kind": "church", "place": "SE12"})
    page = words(maria.get("/insatser/I-0004/"))
    assert "Röda Stugan Trossamfund" in page and "Region Östra Mellansverige" in page
    change = {"name": "Ny väg", "start": "2027-01-01", "place": "national"}
    maria.post("/insatser/I-0004/andra/", change | {"owner_name": "röda stugan", "owner_kind": "church"})
    page = words(maria.get("/insatser/I-0004/"))
    assert "Röda Stugan" in page and "Region Hela landet" in page


def test_the_national_administrator_makes_a_project_without_an_association(cast):
    nils = as_(cast, "nils")
    page = text(nils.get("/insatser/ny/"))
    assert "Ett projekt utan samordningsförbund" in page and 'value="finsam"' not in page
    known = {name: value for name, value in NEW.items() if name != "association"} | {"form": "esf_plus", "esf": "yes"}
    assert "Välj vem som äger projektet." in text(nils.post("/insatser/ny/", known))
    nils.post("/insatser/ny/", known | {"owner_name": "Universitetet", "owner_kind": "university", "place": "national"})
    for page in ("/insatser/", "/insatser/I-0004/", "/insatser/I-0004/ar/2027/", "/insatser/I-0004/andra/"):
        assert "Ny väg" in text(nils.get(page)), page
    assert as_(cast, "maria").get("/insatser/I-0004/").status_code == 404


def test_a_project_of_esf_shows_its_programme_area_and_how_fk_takes_part(cast):
    maria = as_(cast, "maria")
    assert "Programområde" not in words(maria.get("/insatser/I-0001/andra/"))  # no ESF money, so nothing to ask
    form = NEW | {"form": "esf_plus", "programme_area": "A2", "fk_roles": ["partner", "cofinancier"]}
    assert "finns bara i projekt som får pengar från ESF" in words(
        maria.post("/insatser/ny/", NEW | form | {"form": "other"})
    )
    maria.post("/insatser/ny/", form | {"esf": "yes"})
    page = words(maria.get("/insatser/I-0004/"))
    assert "Programområde A2 Uppmuntra till aktiv inkludering" in page
    assert "Samverkanspart Medfinansiär" in page
    change = {"name": "Ny väg", "start": "2027-01-01", "programme_area": "A1", "fk_roles": ["contributing"]}
    maria.post("/insatser/I-0004/andra/", change)
    page = words(maria.get("/insatser/I-0004/"))
    assert "Programområde A1" in page and "Medverkande aktör" in page and "Medfinansiär" not in page


def shares(cast, who="maria", **change):
    ours, theirs = cast.measure.association_id, cast.other.association_id
    sent = {"rows": "2", "association-0": ours, "share-0": "60", "association-1": theirs, "share-1": "40"}
    return as_(cast, who).post("/insatser/I-0001/delas/", sent | {"valid_from": "2026-01-01"} | change)


def test_a_joint_measure_is_seen_by_those_who_share_it_with_its_figures_and_without_its_people(crowd):
    olle = as_(crowd, "olle")
    assert olle.get("/insatser/I-0001/").status_code == 404
    assert shares(crowd)["Location"] == "/insatser/I-0001/"
    page = words(olle.get("/insatser/I-0001/"))
    assert "Östra Vättern 60 %" in page and "Annat förbund 40 %" in page
    assert "Någon del är färre än fem, så fördelningen visas inte." in page  # three men would be worked out
    assert "Ungas väg" in text(olle.get("/insatser/")) and "Ungas väg" in text(olle.get("/insatser/I-0001/ar/2026/"))
    for page in ("andra/", "delas/"):
        assert olle.get(f"/insatser/I-0001/{page}").status_code in (403, 404)
    assert olle.post("/insatser/I-0001/ar/2026/", {"rows": "1", "budget-0": "5"}).status_code == 403
    sara = words(as_(crowd, "sara").get("/insatser/I-0001/"))
    assert "Östra Vättern 0 Annat förbund 0 Andra kommuner 8" in sara  # no municipality is a member in this story


def test_participants_by_home_municipality_are_shown_where_nobody_is_given_away(cast):
    from samordna.ground.parties.models import Membership, Organisation

    motala = Organisation.objects.get(party_id="municipality-0583")
    Membership.objects.create(
        association=cast.measure.association, organisation=motala, municipality_id="0583", certainty="test"
    )
    shares(cast)
    for day in range(1, 7):
        registered(cast, number=personal_number(date(1990, 1, day), 982), name=f"Kvinna {day}")
    assert "Östra Vättern 6 Annat förbund 0" in words(as_(cast, "olle").get("/insatser/I-0001/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"share-1": "30"}, "Andelarna ska bli 100 procent tillsammans. Nu blir de 90."),
        ({"share-1": "fyrtio"}, "Skriv andelen som procent mellan 0 och 100"),
        ({"share-0": "59,995", "share-1": "40,005"}, "Skriv andelen med högst två decimaler."),
        ({"association-1": ""}, "Välj ett förbund och skriv dess andel."),
        ({"share-1": "", "association-1": "", "share-0": "100"}, "Välj minst två förbund som delar på kostnaden."),
        ({"valid_from": "2023-12-31"}, "Välj en dag då insatsen pågår."),
    ],
)
def test_shares_that_are_not_all_of_it_are_refused(cast, change, sentence):
    page = text(shares(cast, **change))
    assert "<title>Fel:" in page and sentence in page
    assert not cast.measure.shares.exists()


def test_who_says_who_shares(cast):
    for who, status in (("olle", 404), ("mona", 404), ("bo", 404), ("sara", 404), ("ada", 302), ("olle", 403)):
        assert shares(cast, who).status_code == status
