"""While the registrar types: the number is checked, what was typed is kept, and nothing leaks on the way."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from tests.factories.deliver import AT, ended, measure, personal_number, registered, sign_in
from tests.factories.pages import plain
from tests.pages.test_register import PERSON

from samordna.deliver.participants.models import Draft, Participation
from samordna.ground.parties.models import Assignment, Municipality, Organisation
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
NUMBER = "199906142386"
TYPED = {"measure": "I-0001", "start": "2026-11-12"}


def asked(client, number, **more):
    return plain(client.post("/deltagare/in/personnummer/", TYPED | {"personal_number": number} | more)).strip()


def also(cast, one):
    """Sara registers in this measure too."""
    Assignment.objects.create(
        account=cast.people["sara"],
        role="participant_registrar",
        scope_kind="measure",
        scope_key=one.code,
        valid_from=date(2020, 1, 1),
        assigned_by="test",
    )


# The number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", ""),
        ("1999", ""),
        ("1999061423", ""),  # on its way to twelve
        ("990614-2386", "Skriv födelseåret med fyra siffror."),
        ("9906142386", "Skriv födelseåret med fyra siffror."),
        ("19990614-2386", "Kvinna, 27 år vid start."),
        ("199906142386", "Kvinna, 27 år vid start."),
        ("19990614-2387", "Personnumrets sista siffra stämmer inte."),
        ("19991314-2386", "Datumet i personnumret finns inte."),
        ("199906142386999", "Skriv personnumret med tolv siffror"),
        ("12345678901234", "Skriv personnumret med tolv siffror"),
        (personal_number(date(2011, 1, 1)), "Personen är yngre än 16 år vid start."),
        ("<script>", ""),
        ("elin@example.se", ""),
    ],
)
def test_a_number_is_judged_as_it_is_typed(sara, number, said):
    answer = asked(sara, number)
    assert said in answer if said else answer == ""
    assert number not in answer or len(number) < 12


def test_a_coordination_number_is_said_to_be_one(sara):
    born = personal_number(date(1999, 6, 14), 238)
    number = next(
        born[:6] + "74" + born[8:11] + str(digit)
        for digit in range(10)
        if "Samordningsnummer." in asked(sara, born[:6] + "74" + born[8:11] + str(digit))
    )
    assert "Kvinna, 27 år vid start. Samordningsnummer." in asked(sara, number)


def test_age_is_that_of_the_start(sara):
    assert "26 år vid start" in asked(sara, NUMBER, start="2026-06-01")
    assert "27 år vid start" in asked(sara, NUMBER, start="inte än")


def test_somebody_who_is_in_the_measure_is_said_to_be_and_the_look_is_logged(cast, sara):
    one = registered(cast)
    answer = asked(sara, NUMBER)
    assert "Personen är redan med i insatsen." in answer
    assert f"/deltagare/{one.public_id}/" in answer
    look = AccessLogEntry.objects.get(subject=one.public_id)
    assert (look.actor, look.purpose) == ("sara@example.se", "register_in")


def test_somebody_who_was_in_the_measure_begins_anew(cast, sara):
    ended(cast)
    assert "Har varit med förut och slutade 30 oktober 2026. Det här blir ett nytt deltagande." in asked(sara, NUMBER)


def test_of_measures_of_others_nothing_is_said(cast, sara):
    registered(cast, by="rut", start=date(2026, 1, 12))
    nowhere = personal_number(date(1999, 6, 14), 984)
    assert asked(sara, NUMBER) == asked(sara, nowhere) == '<p class="s-small s-m0">Kvinna, 27 år vid start.</p>'
    assert "med i" not in asked(sara, NUMBER)
    assert not AccessLogEntry.objects.exists()
    assert asked(sara, NUMBER, measure="I-0002") == ""  # not a measure of Sara's


def test_another_measure_of_ones_own_is_named(cast, sara):
    also(cast, measure("I-0009", cast.measure.association, name="Arbetslivsteamet"))
    registered(cast)
    assert "Är också med i Ungas väg." in asked(sara, NUMBER, measure="I-0009")


@pytest.mark.parametrize("who", ["mona", "maria", "ada", "nils"])
def test_for_others_there_is_nothing_to_ask(cast, who):
    assert sign_in(Client(), cast.people[who]).post("/deltagare/in/personnummer/", TYPED).status_code == 404


def test_the_number_never_comes_in_an_address(sara):
    page = plain(sara.get("/deltagare/in/"))
    assert 'hx-post="/deltagare/in/personnummer/"' in page
    assert "hx-get" not in page
    assert sara.get("/deltagare/in/personnummer/", {"personal_number": NUMBER}).status_code == 405


def test_without_scripts_a_button_looks_at_the_number_and_keeps_what_is_typed(cast, sara):
    registered(cast)
    page = plain(sara.post("/deltagare/in/", PERSON | {"act": "look", "municipality": ""}))
    assert "Personen är redan med i insatsen." in page
    assert "Elin Sandberg" in page
    assert "error-list" not in page
    assert Participation.objects.count() == 1


# Drafts


def test_a_draft_is_saved_by_a_button_opened_again_and_gone_when_registered(sara):
    answer = sara.post("/deltagare/in/", PERSON | {"act": "draft", "municipality": "", "groups": ["other"]})
    assert answer.status_code == 302
    page = plain(sara.get(answer["Location"]))
    assert "Utkastet är sparat." in page
    for kept in ("Elin Sandberg", 'value="19990614-2386"', 'name="support_aktivitetsersattning" value="75" checked'):
        assert kept in page
    assert "error-list" not in page
    assert not Participation.objects.exists()
    draft = Draft.objects.get()
    listed = plain(sara.get("/deltagare/"))
    assert "Elin Sandberg" in listed and f"?utkast={draft.public_id}" in listed and "19 nov 2026" in listed
    assert NUMBER not in listed and "19990614-2386" not in listed
    sara.post("/deltagare/in/", PERSON | {"utkast": draft.public_id})
    assert not Draft.objects.exists()
    assert Participation.objects.count() == 1


def test_what_had_been_emptied_is_empty_when_the_draft_is_opened(sara):
    typed = {name: value for name, value in PERSON.items() if name != "all_asked"}
    answer = sara.post("/deltagare/in/", typed | {"act": "draft", "consent_date": ""})
    page = plain(sara.get(answer["Location"]))
    field = page[page.index('name="consent_date"') :]
    assert "2026-11-12" not in field[: field.index(">")]
    assert 'name="all_asked" id="id_all_asked" checked' not in page.replace("  ", " ")


def test_while_typing_a_fragment_answers(sara):
    page = sara.post("/deltagare/in/", PERSON | {"act": "draft"}, headers={"HX-Request": "true"})
    assert page.status_code == 200 and "<html" not in plain(page)
    assert "Utkast sparat klockan 10.00." in plain(page)
    assert f'name="utkast" value="{Draft.objects.get().public_id}"' in plain(page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"consent_seen": ""}, "Kryssa i att du har sett det undertecknade samtycket."),
        ({"mode": "without_consent"}, "Utan samtycke sparas bara kön och startår"),
        ({"mode": "protected"}, "Utan samtycke sparas bara kön och startår"),
    ],
)
def test_without_consent_nothing_is_kept_and_what_was_kept_goes(sara, change, said):
    sara.post("/deltagare/in/", PERSON | {"act": "draft"})
    draft = Draft.objects.get()
    page = plain(
        sara.post(
            "/deltagare/in/",
            {k: v for k, v in (PERSON | change).items() if v} | {"act": "draft", "utkast": draft.public_id},
        )
    )
    assert said in page
    assert not Draft.objects.exists()


def test_a_draft_of_an_exit_is_offered_on_its_page_and_ends_with_it(cast, sara):
    one = registered(cast)
    out = f"/deltagare/{one.public_id}/ut/"
    sara.post(out, {"act": "draft", "end": "2026-11-10", "end_reason": "", "studies": "50"})
    draft = Draft.objects.get()
    assert f"?utkast={draft.public_id}" in plain(sara.get(out))
    page = plain(sara.get(f"{out}?utkast={draft.public_id}"))
    assert 'value="2026-11-10"' in page and 'name="studies" value="50" checked' in page
    assert "Elin Sandberg" in plain(sara.get("/deltagare/"))
    sara.post(out, {"end": "2026-11-10", "end_reason": "moved", "all_asked": "on"})
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away(sara):
    sara.post("/deltagare/in/", PERSON | {"act": "draft"})
    draft = Draft.objects.get()
    answer = sara.post(f"/deltagare/utkast/{draft.public_id}/ta-bort/", follow=True)
    assert "Utkastet är borttaget." in plain(answer)
    assert not Draft.objects.exists()


def test_a_draft_of_somebody_else_is_nowhere(cast, sara):
    sara.post("/deltagare/in/", PERSON | {"act": "draft"})
    draft = Draft.objects.get()
    rut = sign_in(Client(), cast.people["rut"])
    assert rut.get(f"/deltagare/in/?utkast={draft.public_id}").status_code == 404
    rut.post(f"/deltagare/utkast/{draft.public_id}/ta-bort/")
    assert Draft.objects.exists()


def test_a_draft_is_gone_after_a_week(cast, sara):
    answer = sara.post("/deltagare/in/", PERSON | {"act": "draft"})
    with time_machine.travel(AT + timedelta(days=8), tick=False):
        sign_in(sara, cast.people["sara"])
        assert "Elin Sandberg" not in plain(sara.get("/deltagare/"))
        assert sara.get(answer["Location"]).status_code == 404


# What is filled in from the start, and the questions that follow from a choice


def test_today_is_filled_in_and_what_there_is_no_choice_of(cast, sara):
    page = plain(sara.get("/deltagare/in/"))
    assert page.count('value="2026-11-12"') >= 2
    home = Organisation.objects.get(party_id="municipality-0583")
    home.municipality_id = "0583"
    home.save()
    cast.measure.association.memberships.create(organisation=home, certainty="test")
    cast.measure.groups.create(group="long_term_sick")
    page = plain(sara.get("/deltagare/in/"))
    assert '<option value="0583" selected>' in page
    assert page.count('name="groups" value="long_term_sick"') == 1
    assert 'value="long_term_sick" id="id_groups_0" checked' in page


def test_the_last_measure_is_chosen(cast, sara):
    also(cast, measure("I-0009", cast.measure.association, name="Arbetslivsteamet"))
    assert '<option value="I-0009" selected>' in plain(sara.get("/deltagare/in/"))  # the first by name
    registered(cast)
    assert '<option value="I-0001" selected>' in plain(sara.get("/deltagare/in/"))
    assert '<option value="I-0009" selected>' in plain(sara.get("/deltagare/in/?insats=I-0009"))


def test_several_target_groups_and_what_is_studied(sara):
    sara.post(
        "/deltagare/in/",
        PERSON | {"groups": ["other", "young_disability"], "studies": "50", "studies_kind": "folk_high_school"},
    )
    one = Participation.objects.get()
    assert sorted(one.groups.values_list("group", flat=True)) == ["other", "young_disability"]
    assert one.occasions.get().studies_kind == "folk_high_school"
    assert "Folkhögskola" in plain(sara.get(f"/deltagare/{one.public_id}/"))


def test_what_is_studied_goes_when_nothing_is(sara):
    sara.post("/deltagare/in/", PERSON | {"studies": "0", "studies_kind": "sfi"})
    assert Participation.objects.get().occasions.get().studies_kind == ""


def test_a_district_is_asked_for_where_the_city_has_any(cast, sara):
    assert 'name="district"' not in plain(sara.get("/deltagare/in/"))
    Municipality.objects.create(code="0180", name="Stockholm", county_id="05")
    city = Organisation.objects.create(
        party_id="municipality-0180", kind="municipality", name="Stockholms stad", municipality_id="0180"
    )
    cast.measure.association.memberships.create(organisation=city, certainty="test")
    assert 'name="district"' in plain(sara.get("/deltagare/in/"))
    wrong = plain(sara.post("/deltagare/in/", PERSON | {"district": "sthlm_farsta"}))
    assert "Stadsdelen ligger inte i hemkommunen." in wrong
    sara.post("/deltagare/in/", PERSON | {"municipality": "0180", "district": "sthlm_farsta"})
    one = Participation.objects.get()
    assert one.district == "sthlm_farsta"
    assert "Farsta" in plain(sara.get(f"/deltagare/{one.public_id}/"))


def test_the_pages_say_what_an_answer_means(cast, sara):
    one = registered(cast)
    for path in ("/deltagare/in/", f"/deltagare/{one.public_id}/ut/"):
        page = plain(sara.get(path))
        assert "veckan före start" in page or "veckan efter avslut" in page
        assert "Räknas bara om personen varken arbetar eller studerar." in page
        assert "40 timmar" in page
    assert "Den som är sjukskriven från en anställning arbetar inte." in plain(sara.get("/deltagare/in/"))


def test_who_referred_has_both_lists(sara):
    page = plain(sara.get("/deltagare/in/"))
    for name in ("Förstärkt samarbete", "Samordningsförbund", "Annan", "Region", "Eget initiativ"):
        assert f">{name}</option>" in page


def test_what_is_missing_at_the_exit_is_to_be_filled_in_and_then_gone(cast, sara):
    one = registered(cast)
    sara.post(f"/deltagare/{one.public_id}/ut/", {"end": "2026-11-10", "end_reason": "moved", "studies": "50"})
    page = plain(sara.get("/deltagare/lista/uppgifter-saknas/"))
    assert "Fyll i veckan efter avslut" in page and "15 svar saknas." in page and "Om 5 dagar" in page
    answers = f"/deltagare/{one.public_id}/svar/ut/"
    assert answers in page
    known = {"all_asked": "on", "work_unsubsidised": "0", "work_subsidised": "0", "studies": "50"}
    rest = {"studies_kind": "sfi", "enrolled_af": "no", "programme_af": "no"}
    sara.post(answers, known | rest)
    assert "Fyll i veckan efter avslut" not in plain(sara.get("/deltagare/lista/uppgifter-saknas/"))
