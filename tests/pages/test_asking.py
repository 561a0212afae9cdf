"""Asking the parties, changing what was asked, one party more, and what an answering party is shown."""

import re
from datetime import date

import pytest
import time_machine
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_, url, words

from samordna.agree.preparation import actions
from samordna.agree.preparation.positions import asking
from samordna.agree.preparation.writing import texts
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Account

pytestmark = pytest.mark.django_db
VADSTENA, MOTALA = "municipality-0584", "municipality-0583"
THREE = ("fk", "region-05", MOTALA)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(on(11, 12), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def post(cast, story, page="positions", who="maria", **sent):
    return as_(cast, who).post(url(page, story), sent, follow=True)


def ticked(response):
    return set(re.findall(r'name="parties" value="([^"]+)"[^>]*checked', response.content.decode()))


# -- whom to ask ---------------------------------------------------------------------------------


def test_the_needs_parties_and_its_municipalities_are_ticked_from_the_start(cast):
    story = Story(cast).complete()
    response = as_(cast, "maria").get(url("positions", story))
    assert ticked(response) == {"fk", "region-05", MOTALA, VADSTENA}
    assert "Skicka frågan till de valda" in words(response)
    assert "När frågan är skickad kan förslaget inte ändras utan att parterna frågas igen." in words(response)


def test_everybody_is_ticked_when_the_need_names_nobody(cast):
    story = Story(cast).complete()
    story.case.need.seen_by.clear()
    story.case.need.municipalities.clear()
    assert len(ticked(as_(cast, "maria").get(url("positions", story)))) == 5


def test_a_party_that_the_proposal_names_is_ticked_too(cast):
    story, johan = Story(cast).complete(), cast.actor("johan")
    text = "Vadstena: en coach. AF: platser.\nMotalas socialtjänst avvaktar."
    texts.save_text(by=johan, at=on(6, 3), case=story.case, question="parties", text=text, based_on=1)
    assert "af" in ticked(as_(cast, "maria").get(url("positions", story)))
    story.case.need.seen_by.clear()
    story.case.need.municipalities.clear()
    assert ticked(as_(cast, "maria").get(url("positions", story))) == {"af", MOTALA, VADSTENA}


def test_a_municipality_where_nobody_can_answer_is_ticked_only_when_it_is_named(cast):
    story = Story(cast).complete()
    Account.objects.filter(pk=cast.people["helena"].pk).update(is_active=False)
    assert VADSTENA in ticked(as_(cast, "maria").get(url("positions", story))), "the need is there"
    story.case.need.seen_by.clear()
    story.case.need.municipalities.clear()
    assert ticked(as_(cast, "maria").get(url("positions", story))) == {"fk", "af", "region-05", MOTALA}


def test_nobody_is_warned_about_a_party_that_is_not_chosen(cast):
    story = Story(cast).complete()
    Account.objects.filter(pk__in=[cast.people["helena"].pk, cast.people["anna"].pk]).update(is_active=False)
    found = as_(cast, "maria").get(url("positions", story)).content.decode()
    assert '<li data-party="af" hidden>' in found
    assert f'<li data-party="{VADSTENA}">' in found


# -- changing what was asked ---------------------------------------------------------------------


def test_the_proposal_is_taken_back_changed_and_asked_about_again(cast):
    story = Story(cast).asked()
    story.answer("region-05")
    refused = post(cast, story, act="back", **{"back-why": ""})
    assert "Skriv varför förslaget ändras." in words(refused)
    back = post(cast, story, act="back", **{"back-why": "Beloppen var fel."})
    assert back.redirect_chain[-1][0] == url("proposal", story)
    assert "Förslaget går att ändra igen." in words(back)
    assert "Beloppen var fel." in words(as_(cast, "maria").get(url("detail", story)))
    johan = as_(cast, "johan").get(url("answer", story), follow=True)
    assert "Förslaget ändras just nu. Ni får frågan igen" in words(johan)
    positions = words(johan)
    assert "Svaren på förslaget före ändringen" in words(as_(cast, "maria").get(url("positions", story))), positions


def test_a_party_reads_what_has_changed_beside_its_earlier_answer(cast):
    story, johan = Story(cast).asked(), cast.actor("johan")
    story.answer("region-05")
    asking.take_back(by=cast.actor("maria"), at=on(10, 25), case=story.case, why="Beloppen var fel.")
    texts.save_text(by=johan, at=on(10, 26), case=story.case, question="goals", text="Om andra mål.", based_on=1)
    lines = {
        "staff": {2027: Money.kronor(1_000_000), 2028: Money.kronor(1_650_000), 2029: Money.kronor(1_000_000)},
        "other": {2027: Money.kronor(500_000), 2028: Money.kronor(660_000), 2029: Money.kronor(400_000)},
    }
    actions.plan_costs(by=johan, at=on(10, 26), case=story.case, lines=lines)
    actions.change_plan(by=johan, at=on(10, 26), case=story.case, participants=90)
    maria = cast.actor("maria")
    actions.ask_parties(by=maria, at=on(11, 2), case=story.case, parties=THREE, deadline=date(2026, 12, 1))
    response = as_(cast, "johan").get(url("answer", story))
    found = words(response)
    assert "Ert tidigare svar" in found
    assert "Det här har ändrats sedan 20 oktober 2026" in found
    assert "Deltagare 120 90" in found
    assert "Personal 2027 1 250 tkr 1 000 tkr" in found.replace("\u00a0", " ")
    assert "Personal 2028" not in found, "only what differs"
    assert re.search(r"<ins>.*andra.*</ins>", response.content.decode(), re.S)
    filled = response.content.decode()
    assert re.search(r'name="takes_part" value="yes"[^>]*checked', filled)
    for half in ("decided_by", "decided_on"):
        assert not re.search(rf'name="{half}"[^>]*value="', filled), "the decision was about another proposal"
    fk = words(as_(cast, "erik").get(url("answer", story)))
    assert "Ert tidigare svar" not in fk
    assert "Det här har ändrats sedan 8 september 2026" in fk, "asked before, but never answered"


def test_a_party_that_has_not_been_asked_before_is_shown_no_changes(cast):
    story = Story(cast).asked()
    assert "har ändrats sedan" not in words(as_(cast, "johan").get(url("answer", story)))


def test_what_was_said_before_the_change_is_said_again_with_one_press(cast):
    story = Story(cast, kind="measure").asked()
    story.answer("fk")
    asking.take_back(by=cast.actor("maria"), at=on(10, 25), case=story.case, why="Beloppen var fel.")
    actions.ask_parties(by=cast.actor("maria"), at=on(11, 2), case=story.case, parties=THREE)
    page = as_(cast, "erik").get(url("answer", story)).content.decode()
    sent = dict(re.findall(r'name="(takes_part|organiser)" value="(\w+)"[^>]*checked', page))
    sent |= dict(re.findall(r'name="(decided_by|decided_on)" value="([^"]+)"', page))
    assert sent == {"takes_part": "yes", "organiser": "refuses"}
    assert "Svaret är sparat." in words(post(cast, story, "answer", "erik", **sent))


@pytest.mark.parametrize(("before", "shown"), [(date(2026, 12, 7), "2026-12-07"), (date(2026, 11, 13), "2026-11-26")])
def test_a_promised_last_day_never_comes_earlier_when_the_proposal_is_asked_about_again(cast, before, shown):
    story = Story(cast).asked(deadline=before)
    asking.take_back(by=cast.actor("maria"), at=on(10, 25), case=story.case, why="Beloppen var fel.")
    page = as_(cast, "maria").get(url("positions", story)).content.decode()
    assert re.search(rf'name="deadline"[^>]*value="{shown}"', page)


# -- one party more ------------------------------------------------------------------------------


def test_one_party_more_is_asked_with_its_own_day(cast):
    story = Story(cast).asked(THREE)
    page = words(as_(cast, "maria").get(url("positions", story)))
    assert "Fråga en part till" in page
    done = post(cast, story, act="add", **{"add-party": VADSTENA, "add-deadline": "2026-12-10"})
    assert "Parten har fått frågan." in words(done)
    assert "0 av 4 parter har svarat" in words(done)
    assert "Svar senast 10 december" in words(done)
    assert "Svar senast 10 december 2026" in words(as_(cast, "helena").get(url("answer", story)))
    assert "Svar senast 27 november 2026" in words(as_(cast, "johan").get(url("answer", story)))
    assert "Vadstena kommun fick också frågan" in words(as_(cast, "maria").get(url("detail", story)))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Välj vilken part som ska få frågan."),
        ({"add-party": "fk"}, "Välj en av parterna."),
        ({"add-party": VADSTENA, "add-deadline": "2026-01-01"}, "Sista svarsdagen har redan varit."),
        ({"add-party": VADSTENA, "add-deadline": "9999-12-31"}, "Svar senast: kontrollera årtalet."),
        ({"add-party": VADSTENA, "add-deadline": "2077-12-31"}, "Kontrollera årtalet."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_asked(cast, sent, said):
    story = Story(cast).asked(THREE)
    assert said in words(post(cast, story, act="add", **sent))
    assert story.state.asked == THREE


def test_members_who_do_not_manage_change_nothing(cast):
    story = Story(cast).asked(THREE)
    assert post(cast, story, who="johan", act="back", **{"back-why": "x"}).status_code == 404
    assert post(cast, story, who="johan", act="add", **{"add-party": VADSTENA}).status_code == 404
    page = words(as_(cast, "johan").get(url("positions", story)))
    assert "Ändra förslaget" not in page
    assert "Fråga en part till" not in page


# -- answering -----------------------------------------------------------------------------------


def test_to_take_part_can_be_said_before_anybody_has_decided(cast):
    story = Story(cast, kind="measure").asked()
    done = post(cast, story, "answer", "johan", takes_part="yes")
    assert "Svaret är sparat. 1 fråga är kvar." in words(done)
    assert "Inget beslut än" in words(done)
    asked = post(cast, story, "answer", "johan", takes_part="yes", organiser="willing")
    assert "Skriv vem hos er som har beslutat." in words(asked)
    assert "Skriv när ni beslutade." in words(asked), "both at once, not one after the other"
    asked = post(cast, story, "answer", "johan", takes_part="yes", organiser="willing", decided_by="regionchefen")
    assert "Skriv när ni beslutade." in words(asked)
    whole = {"organiser": "willing", "decided_by": "regionchefen", "decided_on": "2026-11-10"}
    assert "Svaret är sparat." in words(post(cast, story, "answer", "johan", takes_part="yes", **whole))
    assert story.state.answer("region-05", "takes_part").decided_by == "regionchefen", "the decision is about both"


@pytest.mark.parametrize(
    "sent", [{"takes_part": "no", "takes_part_reason": "Nej."}, {"takes_part": "yes", "decided_by": "chefen"}]
)
def test_a_no_and_a_half_decision_are_asked_about(cast, sent):
    story = Story(cast, kind="measure").asked()
    assert re.search("Skriv (vem hos er|när ni)", words(post(cast, story, "answer", "johan", **sent)))
    assert story.state.answer("region-05", "takes_part") is None


def test_a_field_that_may_be_needed_is_not_called_voluntary_and_the_whole_proposal_is_a_link_away(cast):
    story = Story(cast, kind="measure").asked()
    page = as_(cast, "johan").get(url("answer", story))
    decision = words(page).partition("Beslutet hos er")[2]
    assert "Vem som har beslutat, och när, behövs när svaret är ja till att leda" in decision
    assert "(frivilligt)" not in decision.partition("Lämna svaret")[0]
    assert f'href="{url("proposal_whole", story)}"' in page.content.decode()


def test_the_party_sees_what_is_missing_and_what_organising_means(cast):
    story = Story(cast).asked()
    found = words(as_(cast, "johan").get(url("answer", story))).replace("\u00a0", " ")
    assert re.search(r"Med de svar som finns saknas [\d ]+ tkr i medfinansiering", found)
    assert "Projektanordnaren ansöker till ESF-rådet" in found
    assert "Den som leder äger insatsen" in words(as_(cast, "johan").get(url("answer", _measure(cast))))


def _measure(cast):
    return Story(cast, kind="measure", title="Liten insats").asked()


def test_the_numbers_are_counted_without_handing_anything_in(cast):
    story = Story(cast).asked()
    numbers = {"participants-2027": "40", "hours-2027": "125", "value-2027": "70"}
    response = post(cast, story, "answer", "erik", count="1", takes_part="yes", **numbers)
    found = words(response)
    assert "Det ger, tkr 350" in found
    assert "Rätta" not in found
    assert story.state.answers == ()
    wrong = post(cast, story, "answer", "erik", count="1", **numbers | {"hours-2027": "x"})
    assert "Skriv bara siffror, till exempel 60." in words(wrong)


def test_a_party_is_warned_on_its_own_page_of_a_cost_that_stands_in_two_cases(cast):
    for title in ("Ett", "Två"):
        story = Story(cast, title=title).asked()
        for party in THREE:
            story.answer(party)
    assert "Samma kostnad i två ärenden?" in words(as_(cast, "erik").get(url("answer", story)))
    assert "Samma kostnad i två ärenden?" not in words(as_(cast, "helena").get(url("answer", story)))


def test_whoever_has_answered_is_not_said_to_have_been_asked_today(cast):
    story = Story(cast).complete()
    actions.ask_parties(by=cast.actor("maria"), at=on(11, 12, 8), case=story.case, parties=THREE)
    assert words(as_(cast, "maria").get(url("positions", story))).count("Fick frågan i dag. Går att fråga igen 13") == 3
    story.answer("fk", at=on(11, 12, 9))
    assert words(as_(cast, "maria").get(url("positions", story))).count("Fick frågan i dag.") == 2


def test_to_ask_again_is_a_quiet_link_at_whoever_has_answered(cast):
    story = Story(cast).asked(THREE)
    story.answer("fk")
    page = as_(cast, "maria").get(url("positions", story)).content.decode()
    asks = re.findall(r'class="([^"]+)" type="submit">Fråga igen<span class="sr-only"> ([^<]+)<', page)
    assert {name for css, name in asks if css.startswith("s-linkbutton")} == {"Försäkringskassan"}
    assert len(asks) == len(THREE)


@pytest.mark.parametrize(("answered", "said"), [(0, "Ingen av 3 parter"), (1, "1 av 3 parter"), (3, "Alla 3 parter")])
def test_how_many_have_answered_is_said_from_the_readers_side(cast, answered, said):
    story = Story(cast).asked(THREE)
    for party in THREE[:answered]:
        story.answer(party)
    assert f"{said} har svarat" in words(as_(cast, "maria").get(url("detail", story)))
