"""A lost password: the way in goes by post, or to the screen of somebody who gains nothing, and its owner is told."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.factories.deliver import AT, TODAY, sign_in
from tests.factories.ground import assigned
from tests.factories.pages import words

from samordna.config import mail
from samordna.ground.parties import assigning
from samordna.ground.parties.models import Account, PasswordReset
from samordna.ground.post import sending
from samordna.ground.privacy import marks
from samordna.ground.privacy.models import AuditEvent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
NEW = "en lång mening om vatten"


@pytest.fixture
def post(settings, monkeypatch):
    """A mail server that takes every letter."""
    settings.MAIL, settings.MAIL_FROM = mail.server("smtp://127.0.0.1:2525"), "svara-inte@example.org"
    settings.ADDRESS = "https://samordna.example.org"
    taken = []
    monkeypatch.setattr(sending, "_by_smtp", lambda _server: taken.append)
    return taken


def asks(cast, who, whom):
    return sign_in(Client(), cast.people[who]).post(f"/personer/{cast.people[whom].pk}/losenord/")


def shown(response):
    return response.content.decode().split("<b>")[1].split("</b>")[0] if response.status_code == 200 else ""


def entered(account, password):
    client = Client()
    form = {"email": account.email, "password": password}
    return client, client.post("/logga-in/", form, follow=True)


def link_in(letter):
    assert letter["To"] and "samordna.example.org" in letter.get_content()
    return re.search(r"https://samordna\.example\.org(\S+)", letter.get_content())[1]


@pytest.mark.parametrize(("who", "whom", "status"), [
    ("nils", "mona", 200),  # who sees no participant
    ("nils", "sara", 302),  # a registrar: told no, back to the page
    ("nils", "disa", 302),  # a privacy officer
    ("mona", "sara", 200),  # the owner of the measure, who gives the assignment
    ("mona", "mona", 404),
    ("nils", "nils", 404),
    ("ada", "sara", 404),
    ("ada", "mona", 404),
    ("sara", "sara", 404),
])  # fmt: skip
def test_without_post_whoever_would_come_to_see_participants_makes_no_password(cast, who, whom, status):
    before = cast.people[whom].password
    response = asks(cast, who, whom)
    assert response.status_code == status
    cast.people[whom].refresh_from_db()
    assert (cast.people[whom].password != before) is (status == 200) is bool(shown(response))
    assert PasswordReset.objects.exists() is (status == 200)


def test_the_one_who_gave_the_assignment_makes_the_officers_password(cast):
    cast.people["disa"].assignments.filter(role="privacy_officer").delete()
    given = {"role": "privacy_officer", "scope_key": "", "valid_from": TODAY}
    assigning.assign(account=cast.people["disa"], **given, by=cast.actor("nils"), at=AT)
    assert asks(cast, "nils", "disa").status_code == 200


def test_an_assignment_that_begins_later_counts(cast):
    assigned(cast.people["bo"], "privacy_officer", since=AT.date() + timedelta(days=30))
    assert asks(cast, "nils", "bo").status_code == 302 and not PasswordReset.objects.exists()


def test_the_page_says_whom_to_ask(cast):
    page = words(sign_in(Client(), cast.people["nils"]).get(f"/personer/{cast.people['sara'].pk}/"))
    assert "skapas ett nytt lösenord av den som gav uppdraget" in page
    assert "Skapa ett nytt första lösenord" not in page


def test_the_password_is_in_the_answer_only_and_its_use_is_told_at_every_sign_in(cast):
    sara = cast.people["sara"]
    answer = asks(cast, "mona", "sara")
    first = shown(answer)
    assert "no-store" in answer["Cache-Control"] and first not in str(answer.cookies)
    assert first not in str(list(AuditEvent.objects.values()))
    _client, page = entered(sara, first)  # Mona signs in as Sara, and chooses a password
    _client.post("/logga-in/losenord/", {"password": NEW, "again": NEW})
    assert AuditEvent.objects.filter(what="account.first_password_used", subject=sara.email).count() == 1
    for _again in range(2):  # Sara gets in: it is still said, also the second time
        client, page = entered(sara, NEW)
        assert "Mona Lind skapade ett lösenord åt dig" in words(page) and "Det användes" in words(page)
    assert "Mona Lind skapade ett lösenord åt dig" in words(client.get("/logga-in/jag/"))
    with time_machine.travel(AT + timedelta(days=31), tick=False):
        assert "skapade ett lösenord" not in words(entered(sara, NEW)[1])


def test_by_post_the_link_goes_to_the_person_and_is_shown_to_nobody(cast, post):
    sara, before = cast.people["sara"], cast.people["sara"].password
    answer = sign_in(Client(), cast.people["nils"]).post(f"/personer/{sara.pk}/losenord/", follow=True)
    (letter,) = post
    link = link_in(letter)
    token = link.split("/")[-2]
    assert letter["To"] == sara.email and token not in answer.content.decode()
    assert token not in str(list(PasswordReset.objects.values())) + str(list(AuditEvent.objects.values()))
    sara.refresh_from_db()
    assert sara.password == before, "the old one holds until the link is used"
    visitor = Client()
    assert "no-store" in visitor.get(link)["Cache-Control"]
    assert "inte lika" in words(visitor.post(link, {"password": NEW, "again": "x"}))
    assert visitor.post(link, {"password": NEW, "again": NEW})["Location"] == "/logga-in/"
    assert visitor.get(link).status_code == visitor.post(link, {"password": NEW, "again": NEW}).status_code == 404
    assert "Nils" in words(entered(sara, NEW)[1])


@pytest.mark.parametrize("what", ["late", "newer", "closed", "other"])
def test_a_link_opens_for_a_day_and_the_latest_only(cast, post, what):
    asks(cast, "nils", "sara")
    link, at = link_in(post[0]), AT
    if what == "late":
        at += timedelta(hours=25)
    elif what == "newer":
        asks(cast, "nils", "sara")
        assert Client().get(link_in(post[1])).status_code == 200
    elif what == "closed":
        Account.objects.filter(pk=cast.people["sara"].pk).update(is_active=False)
    else:
        link = "/logga-in/nytt/" + "x" * 43 + "/"
    with time_machine.travel(at, tick=False):
        assert Client().get(link).status_code == 404


def test_a_letter_that_does_not_leave_changes_nothing(cast, post, monkeypatch):
    def refuse(_mail):
        raise OSError("no")

    monkeypatch.setattr(sending, "_by_smtp", lambda _server: refuse)
    nils = sign_in(Client(), cast.people["nils"])
    page = nils.post(f"/personer/{cast.people['sara'].pk}/losenord/", follow=True)
    assert not PasswordReset.objects.exists() and "gick inte i väg" in words(page)
    new = {"name": "Ny", "email": "ny@example.se", "title": "", "organisation": "", "once": "k"}
    assert "gick inte i väg" in words(nils.post("/personer/ny/", new))
    assert not Account.objects.filter(email="ny@example.se").exists()


def test_a_new_account_gets_its_link_by_post_and_nobody_sees_a_password(cast, post):
    nils = sign_in(Client(), cast.people["nils"])
    new = {"name": "Ny", "email": "ny@example.se", "title": "", "organisation": ""}
    page = words(nils.post("/personer/ny/", new, follow=True))
    assert post[0]["To"] == "ny@example.se" and "Första lösenordet" not in page and "är skickad till" in page
    assert Client().post(link_in(post[0]), {"password": NEW, "again": NEW}).status_code == 302
    assert entered(Account.objects.get(email="ny@example.se"), NEW)[1].redirect_chain[-1][0] == "/"


def test_a_demo_sends_no_links(cast, post):
    marks.mark("demo", at=AT)
    assert asks(cast, "nils", "mona").status_code == 200 and not post
