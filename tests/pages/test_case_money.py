"""The money pages of a case: amounts of an answer, costs, what-if and what is done of it."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation.case_state import Basis
from samordna.agree.preparation.models import CaseEvent
from samordna.ground.kernel.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(on(3, 1, year=2027), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def as_(cast, who):
    client = Client()
    client.force_login(cast.people[who])
    return client


def url(page, story):
    return reverse(f"cases:{page}", args=[story.case.key])


def words(response):
    """The page's text without tags, with ordinary spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def kinds(story):
    return list(CaseEvent.objects.filter(case=story.case).values_list("kind", flat=True))


ANSWER = {
    "takes_part": "yes",
    "co_finances": "yes",
    "organiser": "refuses",
    "organiser_reason": "Har inte personal.",
    "decided_by": "områdeschef",
    "decided_on": "2027-02-20",
}
NUMBERS = {"participants-2027": "40", "hours-2027": "125", "value-2027": "70,50"}


def test_benefits_are_computed_and_shown_with_what_they_build_on(cast):
    story = Story(cast).asked()
    erik = as_(cast, "erik")
    assert erik.post(url("answer", story), ANSWER | NUMBERS | {"post-benefits": "Unga"}).status_code == 302
    (promised,) = story.state.answer("fk", "co_finances").commitments
    assert (promised.amount, promised.basis) == (Money.parse("352500.00"), Basis(40, 125, Money.parse("70.50")))
    page = erik.get(url("answer", story))
    assert "Det ger, tkr 352,5" in words(page)
    assert 'value="70,50"' in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"benefits-2027": "352"}, "benefits-2027", "ger 352,5 tkr för 2027, men det står 352."),
        ({"hours-2027": ""}, "hours-2027", "Skriv alla tre talen för 2027, eller bara beloppet."),
        ({"hours-2027": "-3"}, "hours-2027", "Skriv ett antal som är minst 1."),
        ({"value-2027": "-3"}, "value-2027", "Ett belopp kan inte vara mindre än noll."),
        ({"value-2027": "mycket"}, "value-2027", "Skriv beloppet i kronor med siffror"),
        ({"cash-2027": "-1"}, "cash-2027", "Ett belopp kan inte vara mindre än noll."),
    ],
)
def test_numbers_that_do_not_fit_are_asked_about_and_nothing_is_lost(cast, changes, field, message):
    story = Story(cast).asked()
    page = as_(cast, "erik").post(url("answer", story), ANSWER | NUMBERS | changes)
    assert message in words(page)
    assert f'href="#id_{field}"' in page.content.decode()
    assert 'value="40"' in page.content.decode()
    assert "answered" not in kinds(story)


def test_the_same_amount_beside_the_numbers_is_fine(cast):
    story = Story(cast).asked()
    as_(cast, "erik").post(url("answer", story), ANSWER | NUMBERS | {"benefits-2027": "352,5", "cash-2028": "10"})
    assert [c.kind for c in story.state.answer("fk", "co_finances").commitments] == ["cash", "benefits"]


def test_a_year_of_planning_takes_no_benefits(cast):
    from samordna.agree.preparation import actions

    story = Story(cast).complete()
    by = cast.actor("johan")
    actions.change_plan(by=by, at=on(6, 3), case=story.case, planning_until=date(2027, 12, 31))
    actions.ask_parties(by=cast.actor("maria"), at=on(9, 8), case=story.case, parties=["fk", "af"])
    page = as_(cast, "erik").post(url("answer", story), ANSWER | NUMBERS)
    assert "2027 är bara planering eller avslutning." in words(page)
    assert "answered" not in kinds(story)
