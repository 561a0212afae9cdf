"""The registrar's pages and the participant's own: what is shown, refused, kept, and hidden."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories.deliver import (
    AT,
    committed,
    ended,
    personal_number,
    registered,
    sign_in,
)
from tests.factories.pages import text

from samordna.deliver.participants import erasing, history, links, mistaking
from samordna.deliver.participants.models import Draft, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of
from samordna.ground.privacy import access_log, vault
from samordna.ground.privacy.models import AccessLogEntry

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
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
    "groups": "young_activity_compensation",
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


# In


def test_the_page_brings_its_own_style_and_script(sara):
    page = text(sara.get("/deltagare/in/"))
    assert "samordna/register.css" in page and "samordna/register.js" in page


def test_register_in_and_see_what_is_stored(sara):
    response = sara.post("/deltagare/in/", PERSON, follow=True)
    page = text(response)
    assert response.redirect_chain[-1][0] == reverse("register:detail", args=[Participation.objects.get().public_id])
    for shown in (
        "Deltagaren är registrerad in i Ungas väg.",
        NUMBER,
        "Motala",
        "Aktivitetsersättning",
        "75\u00a0%",
    ):
        assert shown in page
    assert "svar saknas" not in page


def test_no_name_waits_in_the_browser_for_the_next_one_who_sits_there(sara, settings):
    sara.post("/deltagare/in/", PERSON)
    waiting = RequestFactory().get("/")
    waiting.COOKIES["messages"] = sara.cookies["messages"].value
    (said,) = CookieStorage(waiting)
    assert "registrerad in" in said.message and "Sandberg" not in said.message
    sara.post(reverse("login:out"))
    page = text(sara.get("/logga-in/"))
    assert "Du är utloggad." in page and "registrerad in" not in page


def test_a_name_is_found_among_all_own_participants_however_many(cast, sara, monkeypatch):
    monkeypatch.setattr(vault, "BATCH", 2)
    for day in range(1, 8):
        number = personal_number(date(1990, 1, day))
        registered(cast, number=number, name=f"Kim {'ABCDEFG'[day - 1]}-son", start=date(2026, 1, 4 + day))
    assert "Kim A-son" in text(sara.post("/deltagare/sok/", {"q": "a-SON kim"}))
    everybody = text(sara.post("/deltagare/sok/", {"q": "kim"}))
    assert everybody.index("Kim G-son") < everybody.index("Kim A-son")


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
    for secret in ("Elin ", "Sandberg", NUMBER, "199906142386"):  # a random key may hold four letters in a row
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
    assert "Deltagaren är registrerad ut." in done
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


def test_a_draft_that_comes_after_the_button_is_told_so_and_not_kept(sara, cast):
    gone = ended(cast, end=date(2026, 5, 5))
    late = out() | {"act": "draft"}
    typing = {"HX-Request": "true"}
    for name, where in {"register:out": [gone.public_id], "register:follow_up": [gone.public_id, 6]}.items():
        address = reverse(name, args=where)
        sara.post(address, out())
        answer = sara.post(address, late, headers=typing)
        assert answer.status_code == 200
        assert "Det här är redan registrerat" in text(answer)
    assert not Draft.objects.exists()


def test_the_day_of_a_follow_up_is_corrected_with_a_reason_and_read_as_a_difference(sara, cast):
    made = ended(cast, end=date(2026, 5, 5))
    sara.post(reverse("register:follow_up", args=[made.public_id, 6]), out())
    address = reverse("register:answers", args=[made.public_id, "uppfoljning-6"])
    page = text(sara.get(address))
    assert "Vilken dag gjordes uppföljningen?" in page and 'value="2026-11-12"' in page
    for day, why, said in (
        ("2026-11-04", "", "Välj varför du rättar."),
        ("2026-05-05", "typing_error", "Uppföljningen kan inte vara gjord före slutet, 2026-05-05."),
        ("2026-11-13", "typing_error", "Dagen har inte varit än."),
        ("", "typing_error", "Fyll i vilken dag uppföljningen gjordes."),
    ):
        assert said in text(sara.post(address, out(on=day, why=why)))
    assert made.occasions.get(kind="follow_up").on == date(2026, 11, 12)
    assert sara.post(address, out(on="2026-11-04", why="typing_error")).status_code == 302
    assert made.occasions.get(kind="follow_up").on == date(2026, 11, 4)
    sara.post(address, out(on="2026-11-04", why="participant_says", work_unsubsidised="25"))
    latest, first = history.corrections_of(Participation.objects.get())
    assert [(one.fact, one.before, one.after) for one in first.differences] == [("on", "2026-11-12", "2026-11-04")]
    assert "on" not in [one.fact for one in latest.differences] and latest.differences
    page = text(sara.get(reverse("register:detail", args=[made.public_id])))
    assert "12\u00a0november\u00a02026" in page and "4\u00a0november\u00a02026" in page


def test_the_day_before_start_is_corrected_where_the_start_is(sara, cast):
    made = ended(cast, end=date(2026, 5, 5))
    address = reverse("register:answers", args=[made.public_id, "in"])
    assert "Vilken dag gjordes" not in text(sara.get(address))
    sara.post(address, out(on="2026-03-03", why="typing_error"))
    assert made.occasions.get(kind="in").on == made.start


def test_correcting_keeps_the_old_and_shows_the_new(sara, cast):
    made = registered(cast)
    sara.post(
        reverse("register:correct", args=[made.public_id]),
        {"name": "Elin Ek", "municipality": "0586", "start": "2026-02-01", "why": "typing_error"},
    )
    sara.post(reverse("register:answers", args=[made.public_id, "in"]), out(why="participant_says"))
    page = text(sara.get(reverse("register:detail", args=[made.public_id])))
    assert "Elin Ek" in page and "Mjölby" in page and "1\u00a0februari\u00a02026" in page
    assert made.earlier_answers.count() == 3  # dates and home, the name, the answers


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


def closed(cast, name, day):
    """Somebody whose entry was closed as mistaken on a day of October."""
    made = registered(cast, name=name, number=personal_number(date(1980, 1, day)))
    at = datetime(2026, 10, day, 9, tzinfo=UTC)
    return mistaking.close_as_mistaken(participation=made, reason="twice", by=cast.actor("sara"), at=at)


def test_what_was_closed_as_mistaken_is_listed_the_latest_first_and_can_be_opened(sara, cast):
    assert "Stängde du en registrering av misstag?" not in text(sara.get("/deltagare/"))
    assert "Ingen i den här listan." not in text(sara.get("/deltagare/stangda/"))
    registered(cast, name="Ola Kvar")
    first, _second = closed(cast, "Ada Fel", 5), closed(cast, "Bo Fel", 9)
    assert reverse("register:closed") in text(sara.get("/deltagare/"))
    assert "Stängde du en registrering av misstag?" in text(sara.get("/deltagare/lista/avslutade/"))
    ended(cast, name="Lis Klar", number=personal_number(date(1982, 1, 1)))
    assert "Visa 2 som är stängda som felregistrering" in text(sara.get("/deltagare/lista/avslutade/"))
    page = text(sara.get("/deltagare/stangda/"))
    assert page.index("Bo Fel") < page.index("Ada Fel") and "Ola Kvar" not in page
    assert "9\u00a0okt\u00a02026" in page and "Samma deltagande är registrerat två gånger" in page
    opens = reverse("register:reopen", args=[first.public_id])
    assert opens in page
    assert "Ada Fel" in text(sara.post(opens, {"once": "x"}, follow=True))
    assert "Ada Fel" not in text(sara.get("/deltagare/stangda/"))


def test_a_long_list_of_the_closed_has_pages(sara, cast):
    for day in range(1, 24):
        closed(cast, f"Person {day:02}", day)
    pages = [text(sara.get(f"/deltagare/stangda/?sida={n}")) for n in (1, 2)]
    assert ["Person 23" in page for page in pages] == [True, False]
    assert ["Person 01" in page for page in pages] == [False, True]


def test_of_the_erased_and_of_others_nothing_is_listed(sara, cast):
    made = registered(cast, name="Aldrig Samtyckt")
    act = {"participation": made, "reason": "no_consent", "by": cast.actor("sara"), "at": AT}
    committed(lambda: mistaking.close_as_mistaken(**act))
    other = registered(cast, name="Annan Insats", by="rut", number=personal_number(date(1980, 1, 1)))
    mistaking.close_as_mistaken(participation=other, reason="twice", by=cast.actor("rut"), at=AT)
    page = text(sara.get("/deltagare/stangda/"))
    assert "Samtyckt" not in page and "Annan" not in page


def test_an_entry_that_was_read_in_as_mistaken_has_nothing_to_go_back_to(sara, cast):
    made = registered(cast)
    Participation.objects.filter(pk=made.pk).update(state="mistaken", end_reason="mistaken_entry")
    opens = reverse("register:reopen", args=[made.public_id])
    for address in ("/deltagare/stangda/", reverse("register:detail", args=[made.public_id])):
        page = text(sara.get(address))
        assert "Elin Sandberg" in page and opens not in page
    assert sara.get(opens).status_code == sara.post(opens, {"once": "x"}).status_code == 404


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


PERSON_PAGES = ("detail", "out", "correct", "withdraw", "mistaken", "reopen", "protect", "receipt")


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
    ("page", "sent", "state", "mode", "then"),
    [
        ("withdraw", {}, "withdrawn", "anonymous", "/deltagare/raderat/"),
        ("protect", {}, "active", "anonymous", "/deltagare/raderat/"),
        ("mistaken", {"reason": "twice"}, "mistaken", "person", "/deltagare/"),
        ("mistaken", {"reason": "wrong_person"}, "mistaken", "anonymous", "/deltagare/"),
    ],
)
def test_ways_out_say_what_happens_and_happen_on_post_only(sara, cast, page, sent, state, mode, then):
    made = registered(cast)
    address = reverse(f"register:{page}", args=[made.public_id])
    assert "Det här händer" in text(sara.get(address))
    assert Participation.objects.get().state == "active" and Participation.objects.get().mode == "person"
    first = committed(lambda: sara.post(address, {"once": "one", **sent}))
    second = sara.post(address, {"once": "one", **sent})
    assert first["Location"] == second["Location"] == then
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
    assert data["participations"][0]["occasions"][0]["support"] == {"aktivitetsersattning": 100}


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
    cast.people["sara"].assignments.create(
        role="participant_registrar",
        scope_kind="measure",
        scope_key="I-0003",
        valid_from=date(2020, 1, 1),
        assigned_by="test",
    )
    cast.people["sara"].assignments.exclude(scope_key="I-0003").delete()
    sara = sign_in(Client(), cast.people["sara"])
    assert "Du har ingen insats" in text(sara.get("/deltagare/in/"))


def test_someone_erased_meanwhile_is_not_found(sara, cast):
    made = registered(cast)
    committed(lambda: erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT))
    assert sara.get(reverse("register:detail", args=[made.public_id])).status_code == 404
