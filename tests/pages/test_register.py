"""The registrar's pages and the participant's own: what is shown, refused, kept, and hidden."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.deliver import (
    AT,
    committed,
    ended,
    make_cast,
    personal_number,
    registered,
    sign_in,
)

from samordna.deliver.participants import erasing, links
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of
from samordna.ground.privacy import access_log, vault
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBER = "19990614-2386"
PERSON = {
    "measure": "I-0001",
    "mode": "person",
    "consent_date": "2026-11-12",
    "consent_seen": "on",
    "personal_number": NUMBER,
    "name": "Elin Sandberg",
    "municipality": "0583",
    "start": "2026-11-16",
    "referred_by": "forsakringskassan",
    "group": "young_activity_compensation",
    "support_aktivitetsersattning": "75",
    "support_forsorjningsstod": "25",
    "all_asked": "on",
    "support_time": "y4_5",
    "education": "compulsory",
    "work_unsubsidised": "0",
    "work_subsidised": "0",
    "studies": "0",
    "seeking": "no",
    "enrolled_af": "yes",
    "programme_af": "no",
    "once": "one-form",
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def sara(cast):
    return sign_in(Client(), cast.people["sara"])


def text(response):
    return response.content.decode()


# In


def test_the_page_brings_its_own_style_and_script(sara):
    page = text(sara.get("/deltagare/in/"))
    assert "samordna/register.css" in page and "samordna/register.js" in page


def test_register_in_and_see_what_is_stored(sara):
    response = sara.post("/deltagare/in/", PERSON, follow=True)
    page = text(response)
    assert response.redirect_chain[-1][0] == reverse("register:detail", args=[Participation.objects.get().public_id])
    for shown in (
        "Elin Sandberg är registrerad in i Ungas väg.",
        NUMBER,
        "Motala",
        "Aktivitetsersättning",
        "75\u00a0%",
    ):
        assert shown in page
    assert "svar saknas" not in page


def test_the_same_form_pressed_twice_registers_once_and_leads_to_the_same_page(sara):
    first, second = (sara.post("/deltagare/in/", PERSON) for _ in range(2))
    assert Participation.objects.count() == 1
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"consent_date": ""}, "Fyll i vilken dag personen skrev under samtycket."),
        ({"consent_seen": ""}, "Kryssa i att du har sett det undertecknade samtycket, eller välj Utan samtycke."),
        ({"personal_number": ""}, "Skriv personnumret med tolv siffror."),
        ({"personal_number": "19990614-2387"}, "Personnumrets sista siffra stämmer inte."),
        ({"name": ""}, "Skriv personens namn."),
        ({"municipality": ""}, "Välj hemkommun."),
        ({"start": "i går"}, "Startdatum: skriv till exempel 2026-11-05."),
        ({"start": "2023-01-01"}, "Insatsen började 2024-01-01."),
        ({"no_support": "on"}, "Du har valt både procent och att personen inte har någon offentlig försörjning."),
    ],
)
def test_what_is_missing_is_said_on_top_and_at_the_field_and_nothing_typed_is_lost(sara, change, sentence):
    response = sara.post("/deltagare/in/", PERSON | change)
    page = text(response)
    assert response.status_code == 200
    assert "<title>Fel: Registrera in en deltagare" in page
    assert page.count(sentence) >= 2
    kept = {"name": "Elin Sandberg", "consent_date": "2026-11-12", "personal_number": NUMBER} | change
    for value in filter(None, (kept["name"], kept["consent_date"], kept["personal_number"])):
        assert value in page
    assert 'name="support_aktivitetsersattning" value="75" checked' in page
    assert not Participation.objects.exists()
    assert vault.find("199906142386") is None


def test_all_that_is_missing_is_said_at_once(sara):
    page = text(sara.post("/deltagare/in/", {"measure": "I-0001", "mode": "person"}))
    for sentence in (
        "Fyll i vilken dag personen skrev under samtycket.",
        "Skriv personnumret med tolv siffror.",
        "Skriv personens namn.",
        "Välj hemkommun.",
        "Fyll i vilken dag personen började.",
    ):
        assert sentence in page


@pytest.mark.parametrize("mode", ["without_consent", "protected"])
def test_without_consent_only_sex_and_year_are_stored(sara, mode):
    response = sara.post(
        "/deltagare/in/", {"measure": "I-0001", "mode": mode, "sex": "women", "start_year": "2026"}, follow=True
    )
    assert "registrerad utan personuppgifter" in text(response)
    row = Participation.objects.get()
    assert (row.mode, row.sex, row.start_year, row.person, row.registered_by) == (
        "anonymous",
        "women",
        2026,
        None,
        None,
    )


@pytest.mark.parametrize("mode", ["without_consent", "protected"])
def test_what_is_sent_about_a_person_without_consent_is_refused_and_not_sent_back(sara, mode):
    sent = PERSON | {"mode": mode, "sex": "women", "start_year": "2026"}
    page = text(sara.post("/deltagare/in/", sent))
    assert "Utan samtycke sparas bara kön och startår, så de är borttagna här." in page
    for secret in ("Elin", "Sandberg", NUMBER, "199906142386"):
        assert secret not in page
    assert not Participation.objects.exists()
    assert vault.find("199906142386") is None
    again = sara.post("/deltagare/in/", {"measure": "I-0001", "mode": mode, "sex": "women", "start_year": "2026"})
    assert again.status_code == 302


def test_no_answer_is_not_zero_and_shows_up_as_missing(sara, cast):
    sara.post("/deltagare/in/", PERSON | {"all_asked": "", "seeking": ""})
    stored = answers_of(Participation.objects.get().occasions.get())
    assert stored == Answers({"aktivitetsersattning": 75, "forsorjningsstod": 25}, 0, 0, 0, None, True, False)
    page = text(sara.get("/deltagare/lista/uppgifter-saknas/"))
    assert "Elin Sandberg" in page and "9 svar saknas." in page


def test_a_measure_of_others_cannot_be_chosen(sara):
    page = text(sara.post("/deltagare/in/", PERSON | {"measure": "I-0002"}))
    assert "<title>Fel:" in page
    assert not Participation.objects.exists()


# Out, follow-up, correction


def out(**change):
    return {
        "end": "2026-11-12",
        "end_reason": "according_to_plan",
        "support_aktivitetsersattning": "50",
        "all_asked": "on",
        "work_unsubsidised": "0",
        "work_subsidised": "50",
        "studies": "0",
        "seeking": "no",
        "enrolled_af": "yes",
        "programme_af": "no",
    } | change


def test_out_shows_before_fills_in_after_and_says_why_it_asks(sara, cast):
    made = registered(cast, answers=Answers({"aktivitetsersattning": 100}, 0, 0, 0, False, True, False, all_asked=True))
    address = reverse("register:out", args=[made.public_id])
    page = text(sara.get(address))
    assert 'name="support_aktivitetsersattning" value="100" checked' in page
    assert 'name="support_a_kassa" value="0" checked' in page
    refused = text(sara.post(address, out(end_reason="")))
    assert refused.count("Välj varför Elin Sandberg slutar.") == 2
    assert "s-pair--changed" in refused and "100 %" in refused
    done = text(sara.post(address, out(), follow=True))
    assert "Elin Sandberg är registrerad ut." in done
    made.refresh_from_db()
    assert (made.state, made.end) == ("ended", date(2026, 11, 12))
    assert answers_of(made.occasions.get(kind="out")).support == {"aktivitetsersattning": 50}


def test_out_before_in_is_refused(sara, cast):
    made = registered(cast, start=date(2026, 6, 1))
    page = text(sara.post(reverse("register:out", args=[made.public_id]), out(end="2026-05-31")))
    assert "Sista dagen kan inte ligga före start, 2026-06-01." in page
    assert Participation.objects.get().state == "active"


def test_follow_up_is_made_once(sara, cast):
    made = ended(cast, end=date(2026, 5, 5))
    address = reverse("register:follow_up", args=[made.public_id, 6])
    assert sara.get(address).status_code == 200
    assert sara.post(address, out()).status_code == 302
    assert made.occasions.filter(kind="follow_up", months=6).count() == 1
    assert sara.get(address).status_code == 404
    assert sara.get(reverse("register:follow_up", args=[made.public_id, 12])).status_code == 404


def test_correcting_keeps_the_old_and_shows_the_new(sara, cast):
    made = registered(cast)
    sara.post(
        reverse("register:correct", args=[made.public_id]),
        {"name": "Elin Ek", "municipality": "0586", "start": "2026-02-01"},
    )
    sara.post(reverse("register:answers", args=[made.public_id, "in"]), out())
    page = text(sara.get(reverse("register:detail", args=[made.public_id])))
    assert "Elin Ek" in page and "Mjölby" in page and "1\u00a0februari\u00a02026" in page
    assert made.earlier_answers.count() == 2


# The lists


def test_the_lists_and_their_numbers(sara, cast):
    registered(cast, name="Ola Pågår")
    registered(cast, name="Ulla Slut", number=personal_number(date(1980, 1, 1), 981), planned_end=date(2026, 10, 30))
    registered(cast, name="Rut Utan", number=personal_number(date(1981, 1, 1)), answers=Answers({}))
    ended(cast, name="Lis Klar", number=personal_number(date(1982, 1, 1)), end=date(2026, 5, 5))
    page = text(sara.get("/deltagare/"))
    for tab in ("Att göra <b>3</b>", "Att avsluta <b>1</b>", "Att följa upp <b>1</b>", "Uppgifter saknas <b>1</b>",
                "Pågående <b>3</b>", "Avslutade <b>1</b>"):  # fmt: skip
        assert tab in page
    assert "13 dagar försenat" in page and "Planerat slut 30\u00a0oktober\u00a02026" in page
    assert "7 dagar försenat" in page and "Följ upp, 6 månader" in page
    assert page.index("Rut Utan") < page.index("Ulla Slut") < page.index("Lis Klar") < page.index("Ola Pågår")
    assert "Pågående utan något att göra" in page
    assert "personnummer" not in page.replace("Sök namn eller personnummer", "").lower()


def test_an_empty_list_says_what_to_do(sara):
    assert "Du har inga deltagare än" in text(sara.get("/deltagare/"))


def test_a_long_list_has_pages_and_a_constant_number_of_questions(sara, cast, django_assert_max_num_queries):
    for n in range(23):
        registered(cast, name=f"Person {n:02}", number=personal_number(date(1980, 1, n + 1)))
    with django_assert_max_num_queries(30):
        first = text(sara.get("/deltagare/lista/pagaende/"))
    second = text(sara.get("/deltagare/lista/pagaende/?sida=2"))
    assert first.count("Person ") == 20 and second.count("Person ") == 3
    assert text(sara.get("/deltagare/lista/pagaende/?sida=99")).count("Person ") == 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("elin", True),
        ("SANDBERG elin", True),
        (NUMBER, True),
        ("199906142386", True),
        ("karin", False),
        ("1999", False),
    ],
)
def test_search_by_name_or_number_among_the_own(sara, cast, wanted, found):
    registered(cast)
    assert ("Elin Sandberg" in text(sara.post("/deltagare/sok/", {"q": wanted}))) is found


def test_others_participants_are_never_found(sara, cast):
    registered(cast, by="rut", name="Elin Annan")
    for wanted in ("Elin", NUMBER):
        assert "Elin Annan" not in text(sara.post("/deltagare/sok/", {"q": wanted}))
    assert "Elin Annan" not in text(sara.get("/deltagare/lista/pagaende/"))


def test_every_look_at_a_person_is_logged(sara, cast):
    made = registered(cast)
    for address in ("/deltagare/lista/pagaende/", reverse("register:detail", args=[made.public_id])):
        before = AccessLogEntry.objects.count()
        sara.get(address)
        assert AccessLogEntry.objects.count() == before + 1
    sara.post("/deltagare/sok/", {"q": "elin"})
    purposes = [look.purpose for look in access_log.who_looked(subject_kind="participation", subject=made.public_id)]
    assert purposes == ["list", "record", "list"]


# Who may


PERSON_PAGES = ("detail", "out", "correct", "withdraw", "mistaken", "protect", "receipt")


@pytest.mark.parametrize("who", ["rut", "mona", "maria", "ada", "bo", "olle", "anna", "nils"])
def test_nobody_else_learns_that_a_participant_exists(cast, who):
    made = ended(cast, end=date(2026, 5, 5))
    client = sign_in(Client(), cast.people[who])
    addresses = [reverse(f"register:{page}", args=[made.public_id]) for page in PERSON_PAGES]
    addresses += [
        reverse("register:follow_up", args=[made.public_id, 6]),
        reverse("register:answers", args=[made.public_id, "in"]),
    ]
    looks = AccessLogEntry.objects.count()
    for address in addresses:
        for response in (client.get(address), client.post(address, out())):
            assert response.status_code == 404, address
            assert "Elin" not in text(response) and "Sandberg" not in text(response)
    made.refresh_from_db()
    assert (made.state, made.mode) == ("ended", "person")
    assert AccessLogEntry.objects.count() == looks


def test_a_visitor_is_asked_to_sign_in(cast):
    made = registered(cast)
    for page in PERSON_PAGES:
        assert Client().get(reverse(f"register:{page}", args=[made.public_id])).status_code == 302


# Ways out of the register


@pytest.mark.parametrize(
    ("page", "state", "mode"),
    [
        ("withdraw", "withdrawn", "anonymous"),
        ("protect", "active", "anonymous"),
        ("mistaken", "mistaken", "person"),
    ],
)
def test_ways_out_say_what_happens_and_happen_on_post_only(sara, cast, page, state, mode):
    made = registered(cast)
    address = reverse(f"register:{page}", args=[made.public_id])
    assert "Det här händer" in text(sara.get(address))
    assert Participation.objects.get().state == "active" and Participation.objects.get().mode == "person"
    first = committed(lambda: sara.post(address, {"once": "one"}))
    second = sara.post(address, {"once": "one"})
    assert first["Location"] == second["Location"] == "/deltagare/"
    row = Participation.objects.get()
    assert (row.state, row.mode) == (state, mode)
    assert (vault.find("199906142386") is None) is (mode == "anonymous")


def test_an_anonymous_entry_is_taken_back(sara, cast):
    sara.post("/deltagare/in/", {"measure": "I-0001", "mode": "protected", "sex": "men", "start_year": "2026"})
    assert "Stäng en som felregistrering" in text(sara.get("/deltagare/utan-uppgifter/"))
    choice = {"measure": "I-0001", "sex": "men", "start_year": "2026"}
    sara.post("/deltagare/utan-uppgifter/", choice)
    assert Participation.objects.get().state == "mistaken"
    assert sara.post("/deltagare/utan-uppgifter/", choice | {"measure": "I-0002"}).status_code == 404


# The participant


def test_the_receipt_opens_the_participants_own_page(sara, cast):
    made = registered(cast, answers=Answers({"aktivitetsersattning": 100}, 0, 0, 0, False, True, False, all_asked=True))
    page = text(sara.post(reverse("register:receipt", args=[made.public_id])))
    address = page.split("http://testserver", 1)[1].split("<", 1)[0]
    visitor = Client()
    response = visitor.get(address)
    own = text(response)
    for shown in (
        "Elin Sandberg",
        NUMBER,
        "Du är med i insatsen",
        "Aktivitetsersättning",
        "Sara Holm",
        "gjorde ett kvitto",
    ):
        assert shown in own
    assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "strict-origin"
    data = visitor.get(address + "?data").json()
    assert data["personal_number"] == "199906142386"
    assert data["occasions"][0]["support"] == {"aktivitetsersattning": 100}


def test_the_participant_takes_back_the_consent(cast):
    made = registered(cast)
    token = links.make_link(participation=made, by=cast.actor("sara"), at=AT)
    visitor, address = Client(), reverse("register:own_withdraw", args=[token])
    assert "Du får fortsätta i insatsen" in text(visitor.get(address))
    assert Participation.objects.get().state == "active"
    response = committed(lambda: visitor.post(address, {"once": "x"}))
    assert response.status_code == 302
    assert Participation.objects.get().state == "withdrawn"
    assert vault.find("199906142386") is None
    assert visitor.get(reverse("register:own", args=[token])).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 32])
def test_a_made_up_address_leads_nowhere(token):
    for page in ("own", "own_withdraw"):
        assert Client().get(reverse(f"register:{page}", args=[token])).status_code == 404


def test_the_consent_is_public_and_names_no_measure_to_outsiders(cast, sara):
    address = "/deltagare/samtycke/?insats=I-0001"
    assert "Ungas väg" in text(sara.get(address))
    assert "Ungas väg" not in text(Client().get(address))


def test_a_registrar_without_a_measure_is_told_how_to_get_one(cast):
    cast.people["sara"].assignments.update(scope_key="I-0003")
    sara = sign_in(Client(), cast.people["sara"])
    assert "Du har ingen insats" in text(sara.get("/deltagare/in/"))


def test_someone_erased_meanwhile_is_not_found(sara, cast):
    made = registered(cast)
    committed(lambda: erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT))
    assert sara.get(reverse("register:detail", args=[made.public_id])).status_code == 404
