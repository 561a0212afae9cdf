"""What the board says in words: true against the rule of who may be organiser, and advice that is advice."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.pages.test_case_money import words

from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.situation import who_organises
from samordna.edge.web.cases import board_words
from samordna.ground.kernel.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(on(3, 1, year=2027), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def told(story):
    answer = who_organises(story.state, on(3, 1, year=2027).date())
    ways = board_words.solutions(story.state, answer)
    return board_words.headline(story.state, answer), [(way.text, way.then) for way in ways]


def page_of(cast, story, who="maria"):
    client = Client()
    client.force_login(cast.people[who])
    return client.get(reverse("cases:cofinancing", args=[story.case.key]))


def test_one_is_willing_and_the_others_must_all_answer(cast):
    story = Story(cast).asked()
    story.answer("region-05", organiser="willing", amounts=[("wages", 2027, Money.kronor(100_000))])
    headline, ways = told(story)
    assert headline == "Region Östergötland vill. 4 parter har inte svarat."
    names = [story.state.name_of(party) for party in story.state.asked if party != "region-05"]
    assert ways == [(f"{', '.join(names[:-1])} och {names[-1]} svarar", "")]
    assert "Beredningsgruppen väljer" not in words(page_of(cast, story))


def test_several_are_willing_and_the_group_chooses_one_or_the_other(cast):
    story = Story(cast).asked()
    willing = list(story.state.asked)[:2]
    for party in story.state.asked:
        said = "willing" if party in willing else "refuses"
        story.answer(party, organiser=said, amounts=[("cash", 2027, Money.kronor(100_000))])
    headline, ways = told(story)
    names = [story.state.name_of(party) for party in willing]
    assert headline == "Beredningsgruppen väljer"
    assert ways == [(f"beredningsgruppen väljer {names[0]} eller {names[1]}", "")]


def test_a_party_that_blocks_gives_in_or_another_is_willing(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    headline, ways = told(story)
    assert headline == "Ingen, än så länge"
    assert ways == [
        ("Vadstena kommun medfinansierar eller lämnar projektet", "eller"),
        ("en annan part beslutar att vara projektanordnare", ""),
    ]


def test_a_way_that_takes_more_than_half_the_cost_is_no_advice(cast):
    story = Story(cast).asked()
    story.answer("fk", amounts=[("cash", 2027, Money.kronor(1_000))])
    board = money.board(story.state, money.solve(story.state, on(3, 1, year=2027).date()))
    ways = [way.text for way in board_words.ways_to_cover(board)]
    assert board.ways.lower_cost.ore > board.outcome.plan.total.ore / 2
    assert ways == [f"{board.missing_total:,} tkr kontant".replace(",", "\u00a0")]
    page = words(page_of(cast, story))
    assert "Sänk kostnaden" not in page
    assert "Varje väg räcker för sig" not in page


def test_before_the_first_answer_there_is_the_plan_and_no_zeroes(cast):
    story = Story(cast).asked()
    page = words(page_of(cast, story))
    assert "Ingen part har svarat än" in page
    assert "Vad parterna har lovat" not in page
    assert "År för år" not in page
    assert "Vad projektet kostar" in page
    assert "Prova ett annat läge" in page


def test_the_state_of_a_case_is_the_same_word_on_every_page(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    client = Client()
    client.force_login(cast.people["maria"])
    said = set()
    for name in ("detail", "positions", "cofinancing", "decision", "agreement"):
        html = client.get(reverse(f"cases:{name}", args=[story.case.key])).content.decode()
        said.add(html.split('<span class="badge ')[1].split(">")[1].split("<")[0])
    assert len(said) == 1


def test_paid_time_is_said_to_be_both_a_cost_and_a_promise(cast):
    page = words(page_of(cast, Story(cast).answered()))
    assert "Lönen och ersättningen räknas både som kostnad och som medfinansiering." in page


def test_what_is_paid_and_the_most_that_may_be_paid_have_words_of_their_own(cast):
    page = words(page_of(cast, Story(cast).answered()))
    story = Story(cast, title="Mer än kravet").answered()
    story.answer("fk", amounts=[("benefits", 2027, Money.kronor(3_000_000))])
    more = words(page_of(cast, story))
    assert "får betala högst" in more
    assert "ESF+, högst" not in page + more
