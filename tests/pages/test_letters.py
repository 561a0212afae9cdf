"""The links of letters, and the page of the outbox."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_, words

from samordna.ground.post import links
from samordna.ground.post.models import Letter
from samordna.ground.privacy import marks

pytestmark = pytest.mark.django_db
NOW = on(9, 9)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asked(cast):
    return Story(cast).asked()


def letter_to(cast, who):
    return Letter.objects.get(to=cast.people[who])


def link_of(letter):
    return reverse("post:link", args=[links.token(letter)])


def test_a_link_leads_to_signing_in_and_then_to_the_answer(cast, asked):
    link = link_of(letter_to(cast, "helena"))
    response = as_(cast, "").get(link)
    assert response.status_code == 302
    assert unquote(response.url) == f"{reverse('login:in')}?next={link}"
    assert asked.case.key not in response.url
    assert as_(cast, "helena").get(link).url == reverse("cases:answer", args=[asked.case.key])


@pytest.mark.parametrize(
    ("written_to", "opened_by", "status"),
    [("helena", "johan", 404), ("helena", "maria", 404), ("helena", "outsider", 404), ("nadia", "erik", 302)],
)
def test_a_link_is_for_its_party_and_a_colleague_may_open_it(cast, asked, written_to, opened_by, status):
    assert as_(cast, opened_by).get(link_of(letter_to(cast, written_to))).status_code == status


@pytest.mark.parametrize("who", ["", "helena"])
def test_an_expired_link_says_what_to_do_and_nothing_else(cast, asked, who):
    letter = letter_to(cast, "helena")
    with time_machine.travel(on(12, 27) + timedelta(days=1), tick=False):
        response = as_(cast, who).get(link_of(letter))
    assert response.status_code == 410
    page = words(response)
    assert "Länken har gått ut" in page
    assert "Logga in, så finns frågan på din startsida." in page
    assert asked.case.title not in page


@pytest.mark.parametrize("who", ["", "helena"])
def test_a_broken_link_says_what_to_do_and_nothing_else(cast, asked, who):
    link = link_of(letter_to(cast, "helena"))
    response = as_(cast, who).get(link[:-2] + "/")
    assert response.status_code == 404
    assert "Länken fungerar inte" in words(response)


def test_a_link_to_a_question_that_is_closed_says_so(cast):
    story = Story(cast).recommended()
    client = as_(cast, "helena")
    page = words(client.get(reverse("cases:answer", args=[story.case.key]), follow=True))
    assert "Svaren går inte längre att ändra." in page


# -- the outbox ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("maria", 200), ("helena", 404), ("bo", 404), ("nadia", 404)])
def test_the_manager_sees_the_outbox(cast, asked, who, status):
    assert as_(cast, who).get(reverse("post:list")).status_code == status


def test_a_manager_sees_no_letters_of_another_association(cast, asked):
    page = words(as_(cast, "outsider").get(reverse("post:list")))
    assert "Inga brev än" in page
    letter = letter_to(cast, "helena")
    assert as_(cast, "outsider").post(reverse("post:again", args=[letter.pk])).status_code == 404


def test_the_page_says_that_letters_stay_when_nothing_is_set_up(cast, asked):
    page = words(as_(cast, "maria").get(reverse("post:list")))
    assert "Breven ligger kvar i kön" in page
    assert "SAMORDNA_MAIL, SAMORDNA_MAIL_FROM, SAMORDNA_ADDRESS" in page
    assert "Helena Brodd" in page
    assert "I kö 6" in page
    assert links.token(letter_to(cast, "helena")) not in page


def test_a_demo_shows_its_letters(cast, asked):
    marks.mark(marks.DEMO, at=NOW)
    page = words(as_(cast, "maria").get(reverse("post:list")))
    assert "skickas aldrig" in page
    assert "/post/lank/" in page


def test_a_letter_that_failed_says_why_and_goes_into_the_queue_again(cast, asked):
    letter = letter_to(cast, "helena")
    Letter.objects.filter(pk=letter.pk).update(state="failed", done_at=NOW, problem="550 no such user")
    maria = as_(cast, "maria")
    assert "550 no such user" in words(maria.get(reverse("post:list") + "?lage=failed"))
    page = words(maria.post(reverse("post:again", args=[letter.pk]), follow=True))
    assert "Brevet ligger i kön igen." in page
    letter.refresh_from_db()
    assert letter.state == "queued"
