"""The page of the parties' answers: asking, reminding, moving the last day, writing in, and what was changed."""

import re
from datetime import date

import pytest
import time_machine
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story
from tests.factories.pages import as_, url, words

from samordna.agree.preparation.positions.reminders import remind
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Account, Membership

pytestmark = pytest.mark.django_db
VADSTENA = "municipality-0584"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(on(11, 12), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def silence(cast):
    Account.objects.filter(pk=cast.people["helena"].pk).update(is_active=False)


# -- asking --------------------------------------------------------------------------------------


def test_the_last_day_is_the_associations_usual_and_a_silent_party_is_seen(cast):
    story = Story(cast).complete()
    silence(cast)
    response = as_(cast, "maria").get(url("positions", story))
    assert 'value="2026-11-26"' in response.content.decode()
    assert "Ingen i Vadstena kommun kan svara. Lägg till en person" in words(response)
    pk = cast.organisation(VADSTENA).pk
    assert f'href="/personer/ny/?part={pk}"' in response.content.decode()
    added = as_(cast, "maria").get(f"/personer/ny/?part={pk}").content.decode()
    assert re.search(rf'<option value="{pk}"\s+selected', added)


def test_a_party_that_is_spoken_for_is_not_said_to_be_silent(cast):
    story = Story(cast).complete()
    assert "kan svara." not in words(as_(cast, "maria").get(url("positions", story))).replace("Alla som kan svara", "")


def test_a_double_click_asks_once(cast):
    story = Story(cast).complete()
    form = {"act": "ask", "parties": list(EVERYBODY), "deadline": "2026-11-26", "once": "en-nyckel"}
    maria = as_(cast, "maria")
    for _ in range(2):
        assert maria.post(url("positions", story), form).status_code == 302
    assert story.case.events.filter(kind="parties_asked").count() == 1


def test_the_second_of_two_managers_who_ask_at_once_is_told(cast):
    story = Story(cast).complete()
    form = {"act": "ask", "parties": list(EVERYBODY), "deadline": "2026-11-26"}
    maria = as_(cast, "maria")
    assert "Parterna har fått frågan." in words(maria.post(url("positions", story), form | {"once": "a"}, follow=True))
    page = words(maria.post(url("positions", story), form | {"once": "b"}, follow=True))
    assert "Ärendet har hunnit gå vidare." in page
    assert story.case.events.filter(kind="parties_asked").count() == 1


@pytest.mark.parametrize("deadline", ["2026-11-11", "i morgon"])
def test_a_day_that_has_been_or_is_none_is_said_on_its_field(cast, deadline):
    story = Story(cast).complete()
    form = {"act": "ask", "parties": list(EVERYBODY), "deadline": deadline}
    response = as_(cast, "maria").post(url("positions", story), form)
    assert 'href="#id_deadline' in response.content.decode()
    assert deadline in response.content.decode()
    assert "<title>Fel:" in response.content.decode()
    assert story.state.stage == "proposal"


# -- while they answer ---------------------------------------------------------------------------


def test_the_manager_moves_the_last_day_with_a_reason(cast):
    story = Story(cast).asked()
    maria = as_(cast, "maria")
    move = {"act": "move", "move-deadline": "2026-12-11", "move-why": ""}
    wrong = maria.post(url("positions", story), move).content.decode()
    assert "Skriv varför dagen ändras." in wrong
    assert 'value="2026-12-11"' in wrong
    assert "<title>Fel:" in wrong
    again = maria.post(url("positions", story), move | {"move-deadline": "2026-11-11", "move-why": "Ja."})
    assert 'href="#id_move-deadline' in again.content.decode()
    page = words(maria.post(url("positions", story), move | {"move-why": "Nämnden möts senare."}, follow=True))
    assert "Svar senast 11 december 2026." in page
    told = words(maria.get(url("detail", story)))
    assert "Svarstiden ändrades till 11 december 2026" in told
    assert "Den var 27 november 2026. Nämnden möts senare." in told
    assert as_(cast, "helena").post(url("positions", story), move).status_code == 404


def test_reminders_are_seen_and_a_party_is_not_reminded_twice_a_day(cast):
    story = Story(cast).asked()
    with time_machine.travel(on(11, 24), tick=False):
        remind(at=on(11, 24, 6))
        page = words(as_(cast, "maria").get(url("positions", story)))
    assert "Vadstena kommun Väntar sedan 8 sep 2026 Påmind 24 nov" in page
    assert page.count("Fick frågan i dag") == 5
    assert "Fråga igen" not in page


def test_a_party_that_left_is_seen_as_such_and_cannot_be_asked(cast):
    story = Story(cast).asked()
    Membership.objects.filter(organisation__party_id=VADSTENA).update(valid_to=date(2026, 11, 1))
    maria = as_(cast, "maria")
    page = words(maria.get(url("positions", story)))
    assert "Vadstena kommun Väntar sedan 8 sep 2026 Inte längre medlem" in page
    assert page.count("Fråga igen") == 4
    asked = maria.post(url("positions", story), {"act": "again", "party": VADSTENA}, follow=True)
    assert "Vadstena kommun är inte längre medlem i förbundet." in words(asked)


def test_what_was_changed_is_shown_with_decider_day_and_reason(cast):
    story = Story(cast, unwilling_to_pay=(VADSTENA,)).asked()
    story.answer(VADSTENA)
    story.answer(
        VADSTENA,
        at=on(11, 10),
        co_finances="yes",
        amounts=[("cash", 2027, Money.kronor(90_000))],
        decided_by="kommunstyrelsen",
        decided_on=date(2026, 11, 9),
    )
    page = words(as_(cast, "johan").get(url("positions", story)))
    assert "Vadstena kommun: Medfinansierar 90 tkr kontant" in page
    assert "Före: Medfinansierar inte, 20 okt 2026, chefen. Det finns inga pengar i år." in page
    assert "Beslutat av kommunstyrelsen, 9 nov 2026." in page


def test_a_party_answers_in_steps_and_is_told_what_is_left(cast):
    story = Story(cast).asked()
    helena = as_(cast, "helena")
    first = {"takes_part": "yes", "decided_by": "socialchef", "decided_on": "2026-11-03"}
    page = words(helena.post(url("answer", story), first, follow=True))
    assert "Svaret är sparat. 2 frågor är kvar." in page
    assert story.state.unanswered(VADSTENA) == ("co_finances", "organiser")
    more = first | {"organiser": "willing", "decided_by": "kommunstyrelsen", "decided_on": "2026-11-10"}
    assert "1 fråga är kvar." in words(helena.post(url("answer", story), more, follow=True))
    assert story.state.answer(VADSTENA, "takes_part").decided_by == "socialchef"
    assert story.state.answer(VADSTENA, "organiser").decided_by == "kommunstyrelsen"


# -- an answer on paper --------------------------------------------------------------------------

PAPER = {
    "takes_part": "yes",
    "co_finances": "no",
    "co_finances_reason": "Inga pengar i år.",
    "organiser": "refuses",
    "organiser_reason": "Liten förvaltning.",
    "decided_by": "kommunstyrelsen",
    "decided_on": "2026-11-03",
    "said_by": "Eva Sten, kanslichef",
    "document": "brev 2026-11-03, diarienummer 12/2026",
}


def test_the_manager_writes_in_an_answer_that_came_in_a_letter(cast):
    story = Story(cast).asked()
    silence(cast)
    maria = as_(cast, "maria")
    assert url("write_in", story, VADSTENA) in maria.get(url("positions", story)).content.decode()
    assert "Ja, parten deltar" in words(maria.get(url("write_in", story, VADSTENA)))
    halves = PAPER | {"decided_by": "", "decided_on": ""}
    asked = words(maria.post(url("write_in", story, VADSTENA), halves))
    assert "Skriv vem hos parten som har beslutat." in asked
    assert "Skriv när parten beslutade." in asked
    missing = maria.post(url("write_in", story, VADSTENA), PAPER | {"document": ""})
    assert "Skriv var svaret går att hitta." in words(missing)
    assert "Liten förvaltning." in missing.content.decode()
    page = words(maria.post(url("write_in", story, VADSTENA), PAPER, follow=True))
    assert "Svaret är sparat." in page
    assert re.search(r"Inskrivet av Maria Lindqvist.* efter brev 2026-11-03, diarienummer 12/2026", page)
    told = words(maria.get(url("detail", story)))
    assert "Inskrivet efter brev 2026-11-03, diarienummer 12/2026, från Eva Sten, kanslichef." in told


def test_a_party_that_can_answer_itself_is_not_written_in_for(cast):
    story = Story(cast).asked()
    maria = as_(cast, "maria")
    response = maria.post(url("write_in", story, VADSTENA), PAPER, follow=True)
    assert "Parten kan svara själv" in words(response)
    assert not story.case.events.filter(kind="answered").exists()
    silence(cast)
    for who in ("johan", "nadia", "outsider"):
        assert as_(cast, who).get(url("write_in", story, VADSTENA)).status_code == 404
    assert maria.get(url("write_in", story, "municipality-9999")).status_code == 404
