"""People's own calendars: what is in them, whose they are, and the secret address."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_

from samordna.agree.preparation import actions
from samordna.agree.preparation.positions import asking
from samordna.ground.parties.models import Account
from samordna.ground.post.models import CalendarAddress

pytestmark = pytest.mark.django_db
NOW = on(9, 20)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def events(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return {str(e["uid"]): e for e in Calendar.from_ical(response.content).walk("VEVENT")}


def test_a_case_gives_its_days_and_they_keep_their_identity_when_they_move(cast):
    story = Story(cast).asked()
    url = reverse("calendars:case", args=[story.case.key])
    before = events(as_(cast, "helena").get(url))
    assert [str(e["summary"]) for e in before.values()] == ["Sista svarsdag: Steget vidare"]
    asking.move_deadline(
        by=cast.actor("maria"), at=on(9, 9), case=story.case, deadline=date(2026, 12, 4), why="Nämnden."
    )
    after = events(as_(cast, "helena").get(url))
    assert before.keys() == after.keys() == {f"{story.case.key}-answer@testserver"}
    [old], [new] = before.values(), after.values()
    assert new.decoded("dtstart") == date(2026, 12, 4)
    assert int(new["sequence"]) > int(old["sequence"])
    assert str(new["url"]) == f"http://testserver/arenden/{story.case.key}/svar/"


def test_an_event_that_moves_no_day_leaves_the_number(cast):
    story = Story(cast).asked()
    url = reverse("calendars:case", args=[story.case.key])
    [before] = events(as_(cast, "maria").get(url)).values()
    asking.ask_again(by=cast.actor("maria"), at=on(9, 10), case=story.case, party="af")
    [after] = events(as_(cast, "maria").get(url)).values()
    assert after["sequence"] == before["sequence"]


def test_a_case_that_runs_gives_its_first_and_last_day_and_a_closed_one_nothing(cast):
    story = Story(cast, kind="measure", organiser="region-05").running()
    found = events(as_(cast, "johan").get(reverse("calendars:case", args=[story.case.key])))
    assert {str(e["summary"]): e.decoded("dtstart") for e in found.values()} == {
        "Steget vidare börjar": date(2027, 3, 1),
        "Steget vidare slutar": date(2029, 8, 31),
    }
    gone = Story(cast, title="Blev inte av").asked()
    actions.withdraw(by=cast.actor("maria"), at=on(9, 9), case=gone.case, why="Behovet löstes.")
    assert events(as_(cast, "maria").get(reverse("calendars:case", args=[gone.case.key]))) == {}


@pytest.mark.parametrize(("who", "status"), [("vera", 404), ("outsider", 404), ("", 302)])
def test_others_find_no_calendar_of_a_case(cast, who, status):
    story = Story(cast).asked()
    assert as_(cast, who).get(reverse("calendars:case", args=[story.case.key])).status_code == status


def test_my_days_are_those_of_the_cases_that_i_see(cast):
    Story(cast).asked()
    Story(cast, kind="measure", title="Hälsospåret").asked()
    url = reverse("calendars:file")
    titles = {"Sista svarsdag: Steget vidare", "Sista svarsdag: Hälsospåret"}
    assert {str(e["summary"]) for e in events(as_(cast, "maria").get(url)).values()} == titles
    # a measure is the association's own affair, also where FK is asked
    assert [str(e["summary"]) for e in events(as_(cast, "nadia").get(url)).values()] == [
        "Sista svarsdag: Steget vidare"
    ]
    assert events(as_(cast, "outsider").get(url)) == {}


# -- the secret address --------------------------------------------------------------------------


def make(client):
    page = client.post(reverse("calendars:mine"), {"act": "make"}, follow=True).content.decode()
    return re.search(r"http://testserver(/kalender/prenumeration/[\w-]+\.ics)", page).group(1)


def test_a_calendar_program_fetches_my_days_without_signing_in(cast):
    Story(cast).asked()
    address = make(as_(cast, "helena"))
    response = Client().get(address)
    assert len(events(response)) == 1
    assert "no-store" in response["Cache-Control"]
    for secret in ("Helena", "Vadstena", "example.test", "125–255"):
        assert secret not in response.content.decode()
    assert CalendarAddress.objects.get().token_digest not in address


def test_the_address_is_shown_once_and_a_new_one_shuts_the_old(cast):
    client = as_(cast, "helena")
    old = make(client)
    assert "/kalender/prenumeration/" not in client.get(reverse("calendars:mine")).content.decode()
    new = make(client)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    client.post(reverse("calendars:mine"), {"act": "remove"})
    assert Client().get(new).status_code == 404


def test_a_closed_account_and_a_guessed_address_have_no_calendar(cast):
    address = make(as_(cast, "helena"))
    assert Client().get(address.replace("/prenumeration/", "/prenumeration/x")).status_code == 404
    Account.objects.filter(pk=cast.people["helena"].pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_whoever_has_lost_the_assignment_has_an_empty_calendar(cast):
    Story(cast).asked()
    address = make(as_(cast, "helena"))
    cast.people["helena"].assignments.update(valid_to=NOW.date())
    assert events(Client().get(address)) == {}
