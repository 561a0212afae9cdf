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
        ("Vadstena kommun medfinansierar, blir samarbetspart eller lämnar projektet", "eller"),
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


# -- asking, moving, and promises of next to nothing ------------------------------------------------

VADSTENA = "municipality-0584"


def test_a_party_is_asked_again_only_when_it_may_be_but_a_new_question_need_not_wait(cast):
    story = Story(cast, unwilling_to_pay=(VADSTENA,)).answered()
    client = Client()
    client.force_login(cast.people["maria"])
    where = reverse("cases:cofinancing", args=[story.case.key])
    tried = {"part": VADSTENA, "kontant": "90"}
    assert "Fråga Vadstena kommun igen" in words(client.get(where))
    assert client.post(where, tried | {"party": VADSTENA}).status_code == 302
    page = words(client.get(where, tried))
    assert "Fråga Vadstena kommun igen" not in page
    assert "Fråga Vadstena kommun om det här" not in page
    assert "har redan fått den här frågan i dag. Du kan ställa den igen från och med 2 mars 2027." in page
    assert "Fråga Vadstena kommun om det här" in words(client.get(where, tried | {"kontant": "95"}))


def test_a_plan_is_moved_once_however_many_pages_were_open(cast):
    story = Story(cast, unwilling_to_pay=(VADSTENA,)).answered()
    maria, johan = Client(), Client()
    maria.force_login(cast.people["maria"])
    johan.force_login(cast.people["johan"])
    where = reverse("cases:replan", args=[story.case.key])
    pages = [client.get(where, {"senare": "3"}).content.decode() for client in (maria, johan)]
    assert all('name="fran" value="2027-03-01"' in page for page in pages)
    sent = {"senare": "3", "fran": "2027-03-01"}
    assert maria.post(where, sent | {"once": "a"}).status_code == 302
    second = johan.post(where, sent | {"once": "b"})
    assert "Planen har ändrats sedan du öppnade sidan." in words(second)
    assert story.state.plan.start.isoformat() == "2027-06-01"


def test_a_promise_of_one_ore_is_told_and_never_reads_as_nothing(cast):
    story = Story(cast, unwilling_to_pay=(VADSTENA,)).answered()
    story.answer(VADSTENA, co_finances="yes", amounts=[("cash", 2027, Money(1))])
    said = "Vadstena kommun har lovat 0,01 kr"
    assert said + ". Det syns inte i tabellerna" in words(page_of(cast, story))
    client = Client()
    client.force_login(cast.people["nadia"])
    assert said in words(client.get(reverse("cases:guarantor", args=[story.case.key])))
    answers = Client()
    answers.force_login(cast.people["maria"])
    positions = words(answers.get(reverse("cases:positions", args=[story.case.key])))
    assert "0,00001 tkr kontant" in positions


def test_a_plan_beyond_the_programme_is_pointed_out(cast):
    page = Client()
    page.force_login(cast.people["maria"])
    story = Story(cast).answered()
    where = reverse("cases:cofinancing", args=[story.case.key])
    assert "längre än programmet" not in words(page.get(where))
    from datetime import date

    from samordna.agree.preparation import actions

    actions.change_plan(by=cast.actor("johan"), at=on(11, 3), case=story.case, end=date(2030, 2, 28))
    assert "Planen når längre än programmet" in words(page.get(where))
