"""The frame of all pages: signing in and out, time-out, roles, language, errors, forms that count once."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories.ground import AT, PASSWORD, account, assigned

from samordna.edge.web.middleware import Refusals
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts
from samordna.ground.parties.actor import ANYBODY
from samordna.ground.parties.models import Account, Assignment
from samordna.ground.privacy import marks

pytestmark = pytest.mark.django_db(databases="__all__")


def sign_in(client: Client, email: str = "alice@example.se", password: str = PASSWORD) -> object:
    return client.post("/logga-in/", {"email": email, "password": password})


def test_a_visitor_is_shown_the_way_in_and_the_open_figures(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Logga in" in page and 'href="/statistik/"' in page and "Behörigheter" not in page


@pytest.mark.parametrize("path", ["/personer/", "/logga-in/jag/", "/personer/ny/"])
def test_pages_for_those_with_accounts_ask_for_it_and_lead_back(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/logga-in/?next={path}"


def test_signing_in_leads_where_one_was_going_and_nowhere_else(client: Client) -> None:
    account()
    own = client.post("/logga-in/", {"email": "alice@example.se", "password": PASSWORD, "next": "/logga-in/jag/"})
    assert own["Location"] == "/logga-in/jag/"
    client.post("/logga-in/ut/")
    foreign = client.post("/logga-in/", {"email": "alice@example.se", "password": PASSWORD, "next": "https://ond.se/"})
    assert foreign["Location"] == "/"


def test_a_wrong_password_is_said_on_top_and_at_the_field_and_the_address_is_kept(client: Client) -> None:
    account()
    page = sign_in(client, password="fel").content.decode()
    assert "<title>Fel:" in page
    assert page.count("hör inte ihop") == 2
    assert 'href="#id_password"' in page and 'value="alice@example.se"' in page
    assert 'value="fel"' not in page


def test_a_page_about_work_is_not_kept_by_browsers(client: Client) -> None:
    account()
    sign_in(client)
    assert "no-store" in client.get("/logga-in/jag/")["Cache-Control"]


def test_whoever_leaves_the_desk_is_signed_out(client: Client) -> None:
    account()
    with time_machine.travel(AT, tick=False) as now:
        sign_in(client)
        now.shift(timedelta(minutes=29))
        assert client.get("/logga-in/jag/").status_code == 200
        now.shift(timedelta(minutes=29))
        assert client.get("/logga-in/jag/").status_code == 200
        now.shift(timedelta(minutes=31))
        assert client.get("/logga-in/jag/").status_code == 302


def test_a_session_cookie_without_its_time_is_worth_nothing(client: Client) -> None:
    account()
    sign_in(client)
    client.get("/")
    del client.cookies["seen"]
    assert client.get("/logga-in/jag/").status_code == 302


def test_a_page_left_open_since_before_signing_in_says_so_in_our_own_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/logga-in/", {"email": "alice@example.se", "password": PASSWORD})
    assert response.status_code == 403
    assert "Sidan hade blivit gammal" in response.content.decode()


def test_a_strict_policy_and_no_frame(client: Client) -> None:
    response = client.get("/")
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("role", "scope", "status"), [("national_admin", "", 200), ("board_member", "samspelet", 404)])
def test_what_is_not_ones_own_does_not_exist(client: Client, role: str, scope: str, status: int) -> None:
    assigned(account(), role, scope)
    sign_in(client)
    assert client.get("/personer/").status_code == status


def test_a_person_is_added_once_however_often_the_button_is_pressed(client: Client) -> None:
    assigned(account(), "national_admin")
    sign_in(client)
    form = {"name": "Ny Person", "email": "ny@example.se", "title": "", "organisation": "", "once": "the-same-key"}
    first, second = client.post("/personer/ny/", form), client.post("/personer/ny/", form)
    made = Account.objects.get(email="ny@example.se")
    assert "Första lösenordet" in first.content.decode() and second["Location"] == f"/personer/{made.pk}/"
    assert Account.objects.filter(email="ny@example.se").count() == 1


def test_a_known_address_is_refused_and_nothing_typed_is_lost(client: Client) -> None:
    assigned(account(), "national_admin")
    sign_in(client)
    form = {"name": "Alice Igen", "email": "alice@example.se", "title": "Chef", "organisation": "", "once": "k"}
    page = client.post("/personer/ny/", form).content.decode()
    assert "har redan ett konto" in page and 'value="Alice Igen"' in page and 'value="Chef"' in page


def test_the_first_password_must_be_changed(client: Client) -> None:
    administrator = account()
    assigned(administrator, "national_admin")
    sign_in(client)
    page = client.post(
        "/personer/ny/", {"name": "Ny", "email": "ny@example.se", "title": "", "organisation": ""}, follow=True
    ).content.decode()
    first = page.split("Första lösenordet för Ny är <b>")[1].split("</b>")[0]
    client.post("/logga-in/ut/")
    assert sign_in(client, "ny@example.se", first)["Location"] == reverse("login:password")
    client.post("/logga-in/losenord/", {"password": "en lång mening till", "again": "en lång mening till"})
    client.post("/logga-in/ut/")
    assert sign_in(client, "ny@example.se", "en lång mening till")["Location"] == "/"


def test_a_manager_gives_roles_in_the_own_association_only(client: Client) -> None:
    assigned(account(), "association_manager", "samspelet")
    board = account("bo@example.se")
    assigned(board, "preparation_member", "samspelet")
    foreign = account("cilla@example.se")
    assigned(foreign, "preparation_member", "sodra-roslagen")
    sign_in(client)
    page = client.get("/personer/").content.decode()
    assert "Bo" in page and "Cilla" not in page
    assert client.get(f"/personer/{foreign.pk}/").status_code == 404
    form = {"role": "board_member", "scope_key": "sodra-roslagen", "valid_from": "2026-11-12"}
    client.post(f"/personer/{board.pk}/", form)
    assert Assignment.objects.filter(role="board_member").count() == 0


@pytest.mark.parametrize(("language", "text"), [("sv", "Logga in"), ("en", "In English")])
def test_the_language_stays_chosen(client: Client, language: str, text: str) -> None:
    client.post("/sprak/", {"language": language, "next": "/hjalp/"})
    assert f'<html lang="{language}">' in client.get("/").content.decode()


def test_going_back_after_the_choice_of_language_never_leads_away(client: Client) -> None:
    assert client.post("/sprak/", {"language": "en", "next": "//ond.se/"})["Location"] == "/"


def test_a_demo_says_so_on_every_page(client: Client) -> None:
    marks.mark("demo", at=AT)
    assert "Alla personer är påhittade" in client.get("/hjalp/").content.decode()


def test_a_missing_page_says_what_to_do(client: Client) -> None:
    response = client.get("/finns-inte/")
    assert response.status_code == 404 and "Gå till startsidan" in response.content.decode()


def test_the_first_administrator_is_made_by_the_printed_link_once(
    client: Client, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME = tmp_path
    token = accounts.make_first_link()
    path = f"/logga-in/forsta/{token}/"
    assert client.get("/logga-in/forsta/gissat/").status_code == 404
    short = client.post(path, {"name": "A", "email": "a@example.se", "password": "kort", "again": "kort"})
    assert short.status_code == 200 and not Account.objects.exists()
    long = {"name": "A", "email": "a@example.se", "password": "fyra ord i rad här", "again": "fyra ord i rad här"}
    assert client.post(path, long)["Location"] == "/personer/"
    assert client.get("/personer/").status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/regler/", "/hjalp/", "/tillganglighet/", "/personuppgifter/"])
def test_open_pages_are_open(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_every_rule_has_a_page_with_its_source(client: Client) -> None:
    page = client.get("/regler/R28/").content.decode()
    assert "S2025/00528" in page
    assert client.get("/regler/R999/").status_code == 404


@pytest.mark.parametrize(
    ("method", "referer", "status", "leads"),
    [
        ("post", "http://testserver/hjalp/", 302, "http://testserver/hjalp/"),
        ("post", "https://ond.se/", 302, "/"),
        ("get", "http://testserver/hjalp/", 409, None),
    ],
)
def test_a_refusal_nobody_caught_is_said_in_words(
    rf: RequestFactory, method: str, referer: str, status: int, leads: str | None
) -> None:
    request = getattr(rf, method)("/x/", headers={"referer": referer})
    request.session, request.user, request.actor = {}, AnonymousUser(), ANYBODY
    request._messages = FallbackStorage(request)
    answer = Refusals(lambda r: HttpResponse()).process_exception(request, Refusal("Mötet är slut.", message_en="x"))
    assert answer is not None and answer.status_code == status
    if leads:
        assert answer["Location"] == leads
        assert [str(m) for m in request._messages] == ["Mötet är slut."]
    else:
        assert "Mötet är slut." in answer.content.decode()
