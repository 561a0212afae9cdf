"""The pages of a case, walked by its people: proposal, positions, money, guarantor, decision, agreement."""

import re

import pytest
import time_machine
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story
from tests.factories.pages import as_, url, words

from samordna.agree.preparation import actions
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case, CaseEvent, Draft, SectionVersion
from samordna.agree.preparation.writing.sections import SECTIONS
from samordna.ground.kernel.money import Money

pytestmark = pytest.mark.django_db
NOW = on(3, 1, year=2027)
PAGES = ("detail", "proposal", "positions", "cofinancing", "decision", "agreement")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def kinds(story):
    return list(CaseEvent.objects.filter(case=story.case).values_list("kind", flat=True))


# -- who finds what ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("maria", 200), ("helena", 200), ("bo", 200), ("nadia", 200), ("vera", 404), ("outsider", 404)]
)
def test_who_finds_the_pages_of_a_case(cast, page, who, status):
    story = Story(cast).asked()
    assert as_(cast, who).get(url(page, story)).status_code == status


def test_pages_that_a_case_does_not_have(cast):
    measure = Story(cast, kind="measure").asked()
    client = as_(cast, "maria")
    assert client.get(url("cofinancing", measure)).status_code == 404
    assert client.get(url("guarantor", measure)).status_code == 404
    assert client.get(url("answer", measure)).status_code == 404  # the association is no party
    assert as_(cast, "helena").get(url("answer", measure)).status_code == 200
    assert client.get("/arenden/finns-inte-2026-01/").status_code == 404
    assert client.get(url("proposal", measure) + "?avsnitt=11").status_code == 404


@pytest.mark.parametrize("step", ["proposed", "asked", "answered", "recommended", "decided", "to_be_signed", "running"])
@pytest.mark.parametrize("kind", ["measure", "esf"])
def test_every_page_stands_at_every_step_with_one_primary_button_at_most(cast, kind, step):
    story = getattr(Story(cast, kind=kind, organiser="region-05" if kind == "measure" else ""), step)()
    for who in ("maria", "helena", "bo", "nadia"):
        client = as_(cast, who)
        for page in (*PAGES, "guarantor", "answer"):
            response = client.get(url(page, story), follow=True)
            html = response.content.decode()
            if response.status_code == 404:
                continue
            assert response.status_code == 200
            assert html.count("button--primary") <= 1, (who, page)
            assert "style=" not in html
            assert "<h1>" in html


def test_looking_changes_nothing(cast):
    story = Story(cast).answered()
    before = kinds(story)
    for page in (*PAGES, "guarantor"):
        as_(cast, "maria").get(url(page, story))
    assert kinds(story) == before


# -- proposal ------------------------------------------------------------------------------------


def new_proposal(client, need, **changes):
    form = {"title": "Steget vidare", "kind": "esf", "orientation": "individual", "area": "A2", "region": "SE12"}
    return client.post(reverse("cases:new", args=[need.key]), form | changes, follow=True)


def test_a_proposal_from_a_need_to_asked_parties_in_the_browser(cast):
    need = Story(cast).proposed().case.need
    client = as_(cast, "maria")
    assert "0 av 10 är klara" in words(new_proposal(client, need))
    case = Case.objects.latest("pk")
    here = reverse("cases:proposal", args=[case.key])
    for section in SECTIONS:
        form = {q.id: f"Om {q.id}" for q in section.questions}
        begun = ("need_evidence", "group")  # from the need
        form |= {f"{q.id}_version": "1" if q.id in begun else "0" for q in section.questions}
        form |= {"orientation": "individual", "participants": "120"} if section.id == "content" else {}
        form |= {"start": "2027-03-01", "end": "2029-08-31"} if section.id == "time" else {}
        form |= {"area": "A2", "region": "SE12", "staff-2027": "1 250", "flat": "on"} if section.id == "money" else {}
        response = client.post(f"{here}?avsnitt={section.number}", form | {"next": "1"})
        assert response.status_code == 302, words(response)
    state = state_of(case)
    assert {line.id: str(line.total) for line in state.costs} == {"staff": "1250000.00", "other": "500000.00"}
    assert "10 av 10 är klara" in words(client.get(here))
    ask = {"act": "ask", "parties": list(EVERYBODY), "deadline": "2027-04-01"}
    page = words(client.post(reverse("cases:positions", args=[case.key]), ask, follow=True))
    assert "Parterna har fått frågan." in page
    assert "0 av 5 parter har svarat" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"area": ""}, "Välj programområde."),
        ({"area": "E"}, "inte öppet i den regionen"),
        ({"title": ""}, "Skriv vad förslaget heter."),
        ({"kind": ""}, "Välj hur det ska betalas."),
        ({"call_date": "i mars"}, "skriv till exempel 2028-03-01."),
    ],
)
def test_a_proposal_that_cannot_begin_says_why(cast, changes, message):
    need = Story(cast).proposed().case.need
    response = new_proposal(as_(cast, "maria"), need, **changes)
    assert message in words(response)
    assert "<title>Fel:" in response.content.decode()
    assert Case.objects.count() == 1


def test_two_people_in_one_section_see_both_texts_and_lose_nothing(cast):
    story = Story(cast).proposed()
    here = url("proposal", story) + "?avsnitt=2"
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    assert johan.post(here, {"goals": "Johans mål", "goals_version": "0"}).status_code == 302
    response = fatima.post(here, {"goals": "Fatimas mål", "goals_version": "0"})
    html, page = response.content.decode(), words(response)
    assert "Johan Ek, Region Östergötland har sparat en annan text under tiden" in page
    assert "Fatimas mål</textarea>" in html
    assert "Johans mål" in page
    assert 'name="goals_version" value="1"' in html
    assert fatima.post(here, {"goals": "Bådas mål", "goals_version": "1"}).status_code == 302
    assert list(SectionVersion.objects.order_by("version").values_list("text", flat=True)) == [
        "Johans mål",
        "Bådas mål",
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("staff-2027", "-1", "Ett belopp kan inte vara mindre än noll."),
        ("staff-2027", "många", "Skriv beloppet i tkr"),
        ("region", "SE99", "SE99"),
    ],
)
def test_wrong_money_is_said_on_its_field_and_the_text_beside_it_is_saved(cast, field, value, message):
    story = Story(cast).proposed()
    form = {"cost_basis": "x", "cost_basis_version": "0", "area": "A2", "region": "SE12", field: value}
    response = as_(cast, "johan").post(url("proposal", story) + "?avsnitt=6", form)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert "Inte sparat: 1 fel" in words(response)
    assert not story.state.costs
    assert not Draft.objects.exists()
    assert list(SectionVersion.objects.values_list("text", flat=True)) == ["x"]
    assert 'name="cost_basis_version" value="1"' in response.content.decode()


def test_a_number_in_words_is_said_once_and_the_texts_count_as_written(cast):
    story = Story(cast).proposed()
    here = url("proposal", story) + "?avsnitt=3"
    sent = {"orientation": "individual", "participants": "ca 60", "content": "Coachning", "content_version": "0"}
    page = words(as_(cast, "johan").post(here, sent | {"next": "1"}))
    assert page.count("Skriv bara siffror, till exempel 60.") == 2  # in the list, and at the field
    assert "Inte sparat: 1 fel" in page
    assert "Sparat" not in page
    assert 'value="ca 60"' in as_(cast, "johan").post(here, sent | {"content_version": "1"}).content.decode()
    assert "Vad får deltagarna?" not in page.split("Det som saknas")[1].split("Bilagor")[0]


# -- costs that look like a slip --------------------------------------------------------------------


def planned_for(story):
    return {line.id: {year: money.ore for year, money in line.amounts if money.ore} for line in story.state.costs}


def test_kronor_for_thousands_are_asked_about_and_a_yes_mends_them(cast):
    story = Story(cast).proposed()
    client, here = as_(cast, "johan"), url("proposal", story) + "?avsnitt=6"
    sent = {"cost_basis": "x", "cost_basis_version": "0", "area": "A2", "region": "SE12"}
    sent |= {"staff-2027": "1 150 000", "staff-2028": "1 400"}
    asked = words(client.post(here, sent | {"next": "1"}))
    assert "Personal 2027: menar du 1 150 tkr?" in asked
    assert "Det står 1 150 000 tkr. Det är 1,15 miljarder kronor." in asked
    assert not story.state.costs
    mended = client.post(here, sent | {"cost_basis_version": "1", "mean": "staff-2027=115000000000"})
    assert mended.status_code == 302
    assert planned_for(story)["staff"] == {2027: 115_000_000, 2028: 140_000_000}
    assert "= 2,55 miljoner kronor" in words(client.get(here))


def test_a_large_cost_that_is_meant_is_saved_with_a_tick_and_not_asked_about_again(cast):
    story = Story(cast).proposed()
    client, here = as_(cast, "johan"), url("proposal", story) + "?avsnitt=6"
    sent = {"cost_basis": "", "cost_basis_version": "0", "area": "A2", "region": "SE12", "staff-2027": "60000"}
    asked = client.post(here, sent)
    assert "menar du 60 tkr?" in words(asked)
    key = re.search(r'name="sure" value="([^"]+)"', asked.content.decode())[1]
    # A yes is to what was asked, not to whatever is typed meanwhile.
    assert "menar du 70 tkr?" in words(client.post(here, sent | {"sure": key, "staff-2027": "70000"}))
    assert not story.state.costs
    assert client.post(here, sent | {"sure": key}).status_code == 302
    assert planned_for(story)["staff"] == {2027: 6_000_000_000}
    assert client.post(here, sent | {"other-2027": "5"}).status_code == 302


def sent_by(response, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', response.content.decode())


def test_all_costs_in_kronor_are_asked_about_by_what_they_come_to_for_each_participant(cast):
    story = Story(cast).proposed()
    client, here = as_(cast, "johan"), url("proposal", story) + "?avsnitt=6"
    sent = {"cost_basis": "", "cost_basis_version": "0", "area": "A2", "region": "SE12"}
    sent |= {"staff-2027": "40000", "staff-2028": "48000", "other-2027": "6000", "other-2028": "8000"}
    asked = client.post(here, sent)
    assert "Kostnaderna tillsammans: menar du 102 tkr?" in words(asked)
    assert "Det blir 850 000 kronor per deltagare." in words(asked)
    assert not story.state.costs
    (mend,), (sure,) = sent_by(asked, "mean"), sent_by(asked, "sure")
    # The button is the first of the form: an amount that was typed since is left as it is, and the yes is not to it.
    assert client.post(here, sent | {"staff-2027": "41", "sure": sure}).status_code == 200
    assert client.post(here, sent | {"sure": sure, "mean": mend}).status_code == 302
    assert planned_for(story)["staff"] == {2027: 4_000_000_000, 2028: 4_800_000_000}
    assert client.post(here, sent | {"other-2028": "8001"}).status_code == 302  # so much is said yes to already


def test_a_sum_in_kronor_is_mended_on_every_line_with_one_press(cast):
    story = Story(cast).proposed()
    client, here = as_(cast, "johan"), url("proposal", story) + "?avsnitt=6"
    sent = {"cost_basis": "", "cost_basis_version": "0", "area": "A2", "region": "SE12"}
    sent |= {"staff-2027": "49000", "staff-2028": "48000"}
    (mend,) = sent_by(client.post(here, sent), "mean")
    assert client.post(here, sent | {"mean": mend}).status_code == 302
    assert planned_for(story)["staff"] == {2027: 4_900_000, 2028: 4_800_000}


def test_four_costs_in_kronor_are_mended_with_one_press_and_a_new_amount_is_left_alone(cast):
    story = Story(cast).proposed()
    client, here = as_(cast, "johan"), url("proposal", story) + "?avsnitt=6"
    sent = {"cost_basis": "", "cost_basis_version": "0", "area": "A2", "region": "SE12"}
    sent |= {"staff-2027": "310000", "staff-2028": "110000", "other-2027": "90000", "other-2028": "30000"}
    asked = client.post(here, sent)
    assert "Ja, ändra alla 4 till tkr" in words(asked)
    assert "Övriga kostnader 2028: menar du 30 tkr?" in words(asked)  # below the limit, but not beside 90 tkr
    mend = sent_by(asked, "mean")[-1]
    assert client.post(here, sent | {"mean": mend, "staff-2028": "110"}).status_code == 302
    assert planned_for(story)["staff"] == {2027: 31_000_000, 2028: 11_000_000}
    assert planned_for(story)["other"] == {2027: 9_000_000, 2028: 3_000_000}


def test_the_costs_are_summed_and_told_for_each_participant(cast):
    story = Story(cast).asked()
    client = as_(cast, "helena")
    for page in (url("proposal", story) + "?avsnitt=6", url("proposal_whole", story)):
        told = words(client.get(page))
        assert "= 5,46 miljoner kronor" in told
        assert "kronor per deltagare" in told


# -- from the need, and the whole of it ---------------------------------------------------------------


def test_what_the_need_says_stands_there_to_be_read_and_does_not_count_until_it_is_saved(cast):
    need = Story(cast).proposed().case.need
    client = as_(cast, "maria")
    begun = words(new_proposal(client, need))
    assert f"Kopierat från behov {need.number}, läs igenom." in begun
    assert "0 av 10 är klara" in begun
    case = Case.objects.latest("pk")
    here = reverse("cases:proposal", args=[case.key])
    texts = dict(SectionVersion.objects.filter(case=case).values_list("question", "text"))
    assert set(texts) == {"need_evidence", "group"}
    assert need.gap in texts["need_evidence"] and need.group in texts["group"]
    sent = {name: texts[name] for name in ("need_evidence", "group")}
    sent |= {"need_evidence_version": "1", "group_version": "1", "next": "1"}
    assert client.post(f"{here}?avsnitt=1", sent).status_code == 302
    assert "1 av 10 är klara" in words(client.get(here))
    assert f"Hämtat ur behov {need.number}" in words(client.get(reverse("cases:versions", args=[case.key])))


def test_the_whole_proposal_stands_on_one_page_with_links_to_its_sections(cast):
    story = Story(cast).asked()
    page = as_(cast, "helena").get(url("proposal_whole", story))
    html, told = page.content.decode(), words(page)
    for section in SECTIONS:
        assert f'href="#avsnitt-{section.number}"' in html
        assert f'id="avsnitt-{section.number}"' in html
        assert all(f"Om {q.id}." in told for q in section.questions if not q.optional)
    assert "1 mars 2027–31 augusti 2029" in told
    assert as_(cast, "outsider").get(url("proposal_whole", story)).status_code == 404


def test_the_timeline_says_section_and_value_of_what_was_planned(cast):
    story = Story(cast).proposed()
    client = as_(cast, "johan")
    plan_start = {"start": "1 april 2027", "end": "2029-08-31", "time_plan": "", "time_plan_version": "0"}
    client.post(url("proposal", story) + "?avsnitt=5", plan_start)
    told = words(client.get(url("detail", story)))
    assert "Avsnitt 5 ändrades" in told
    assert "Första dag: 1 april 2027." in told


def test_after_asking_the_proposal_is_read_only(cast):
    story = Story(cast).asked()
    page = as_(cast, "johan").get(url("proposal", story) + "?avsnitt=2")
    assert 'name="goals"' not in page.content.decode()
    assert "Om goals." in words(page)


def test_those_who_are_asked_read_what_it_costs(cast):
    story = Story(cast).asked()
    page = words(as_(cast, "helena").get(url("proposal", story) + "?avsnitt=6"))
    assert "Vad det kostar, tkr Kostnad 2027 2028 2029 Totalt" in page
    assert "Personal 1 250 1 650 1 000 3 900 Övriga kostnader 500 660 400 1 560" in page
    assert "Kontanta kostnader 1 750 2 310 1 400 5 460" in page


# -- positions -----------------------------------------------------------------------------------

ANSWER = {
    "takes_part": "yes",
    "co_finances": "yes",
    "cash-2027": "30",
    "benefits-2027": "60,5",
    "organiser": "refuses",
    "organiser_reason": "För liten förvaltning.",
    "decided_by": "socialchef",
    "decided_on": "2026-11-03",
}


def test_a_party_answers_and_the_board_follows(cast):
    story = Story(cast).asked()
    client = as_(cast, "helena")
    page = words(client.post(url("answer", story), ANSWER, follow=True))
    assert "Svaret är sparat" in page
    assert "1 av 5 parter har svarat" in page
    assert "Medfinansierar 30 tkr kontant och 61 tkr försörjningsstöd" in page
    assert [str(c.amount) for c in story.state.commitments] == ["30000.00", "60500.00"]
    board = words(as_(cast, "maria").get(url("cofinancing", story)))
    assert "Ingen, än så länge" in board
    assert "Svar saknas från" in board


@pytest.mark.parametrize(
    ("changes", "message", "link"),
    [
        ({"organiser_reason": ""}, "Skriv skälet.", "#id_organiser_reason"),
        ({"cash-2027": "", "benefits-2027": ""}, "Skriv minst ett belopp", "#id_co_finances"),
        ({"takes_part": ""}, "Svara på om ni deltar.", "#id_takes_part"),
        ({"decided_by": ""}, "Skriv vem hos er som har beslutat.", "#id_decided_by"),
        ({"cash-2027": "1,000001"}, "Skriv beloppet i tkr", "#id_cash-2027"),
    ],
)
def test_an_answer_that_lacks_something_keeps_what_was_typed(cast, changes, message, link):
    story = Story(cast).asked()
    response = as_(cast, "helena").post(url("answer", story), ANSWER | changes)
    html = response.content.decode()
    assert message in html
    assert f'href="{link}' in html
    assert "answered" not in kinds(story)
    if "organiser_reason" not in changes:
        assert "För liten förvaltning." in html


def test_the_reason_for_a_no_does_not_follow_into_a_yes(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).asked()
    story.answer("municipality-0584")
    old = {"co_finances_reason": "Det finns inga pengar i år."}
    as_(cast, "helena").post(url("answer", story), ANSWER | old)
    assert story.state.answer("municipality-0584", "co_finances").reason == ""
    as_(cast, "helena").post(url("answer", story), ANSWER | {"co_finances_reason": "Fler unga får plats."})
    assert story.state.answer("municipality-0584", "co_finances").reason == "Fler unga får plats."


def test_a_double_click_answers_once(cast):
    story = Story(cast).asked()
    client = as_(cast, "helena")
    for _ in range(2):
        assert client.post(url("answer", story), ANSWER | {"once": "samma-nyckel"}).status_code == 302
    assert kinds(story).count("answered") == 1


def test_the_manager_reminds_and_others_cannot(cast):
    story = Story(cast).asked()
    remind = {"act": "again", "party": "af"}
    assert "Arbetsförmedlingen har fått frågan igen." in words(
        as_(cast, "maria").post(url("positions", story), remind, follow=True)
    )
    assert as_(cast, "johan").post(url("positions", story), remind).status_code == 404
    assert kinds(story).count("party_asked_again") == 1


# -- money ---------------------------------------------------------------------------------------


def test_a_blocked_case_says_who_why_and_what_solves_it(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    response = as_(cast, "maria").get(url("cofinancing", story))
    page = words(response)
    assert "Det saknas 214 tkr i medfinansiering" in page
    assert "4 000 tkr, 43,7 procent av projektets kostnad på 9 160 tkr" in page
    assert "Fråga Vadstena kommun igen" in page
    assert "Vadstena kommun medfinansierar" in page
    assert "214 tkr kontant" in page
    assert "396 tkr i ersättning eller lön." in page
    assert "Sänk kostnaden med 465 tkr" in page
    assert reverse("rules:detail", args=["all_co_finance"]) in response.content.decode()


def test_what_if_is_a_get_that_compares_and_stores_nothing(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    before = kinds(story)
    where = url("cofinancing", story) + "?part=municipality-0584&kontant=90&ersattning=230"
    page = words(as_(cast, "maria").get(where))
    assert "Med det du provar för Vadstena kommun: kravet nås" in page
    assert "Medfinansiering 4 000 4 320 +320" in page
    assert "Projektanordnare Ingen Försäkringskassan" in page
    assert kinds(story) == before
    broken = as_(cast, "maria").get(url("cofinancing", story) + "?part=x&kontant=y")
    assert broken.status_code == 200


def test_every_table_of_the_board_adds_up(cast):
    story = Story(cast).answered()
    html = as_(cast, "maria").get(url("cofinancing", story)).content.decode()
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
            cells = [
                c.replace("\u00a0", "").replace("−", "-") for c in re.findall(r'<td class="n[^>]*>([^<]*)</td>', row)
            ]
            if len(cells) > 2 and all(re.fullmatch(r"-?\d+", c) for c in cells):
                assert sum(map(int, cells[:-1])) == int(cells[-1])


def test_a_share_that_is_not_public_is_said(cast):
    story = Story(cast).complete()
    actions.change_plan(by=cast.actor("johan"), at=on(6, 3), case=story.case, area="C", region="")
    assert "inte offentlig" in words(as_(cast, "maria").get(url("cofinancing", story)))


# -- guarantor, decision, agreement ---------------------------------------------------------------


def test_the_guarantor_case_shows_both_positions_and_walks_its_steps(cast):
    story = Story(cast).recommended()
    nadia = as_(cast, "nadia")
    page = words(nadia.get(url("guarantor", story)))
    assert "vi kan inte äga projekt med rehabilitering för enskilda" in page
    assert "S2025/00456" in page
    assert "Ett villkor saknas" in page
    first = {"act": "step", "step": "regional", "decided_by": "Peter Sandin", "sf": "36", "fv": "84"}
    assert "84 av 120 planerade deltagare hör dit" in words(nadia.post(url("guarantor", story), first, follow=True))
    ask = {"act": "ask", "asked_by": "Birgitta Falk", "questions": "Hur betalar vi kontant?\nVem tar vidare?"}
    assert "Svara på de två frågorna" in words(nadia.post(url("guarantor", story), ask, follow=True))
    for number in ("1", "2"):
        nadia.post(url("guarantor", story), {"act": "reply", "number": number, "answer": "Med personal."})
    plan = {"act": "carry_on", "parties": ["region-05"], "text": "Regionen tar över."}
    assert "Villkoren är uppfyllda" in words(as_(cast, "johan").post(url("guarantor", story), plan, follow=True))
    for step in ("quality", "participation", "owning"):
        form = {"act": "step", "step": step, "decided_by": "Chefen", "title": "Generaldirektör", "outcome": "done"}
        nadia.post(url("guarantor", story), form)
    assert [d.body for d in story.state.decisions_now] == ["fk"]
    assert as_(cast, "maria").post(url("guarantor", story), first).status_code == 404


def test_the_board_decides_and_the_agreement_is_signed_by_each(cast):
    story = Story(cast, kind="measure", organiser="region-05").answered()
    maria = as_(cast, "maria")
    assert "Region Östergötland, leder insatsen" in words(maria.get(url("decision", story)))
    said = {"act": "recommend", "why": "Alla är eniga."}
    assert maria.get(url("decision", story)).context["forms"]["recommend"]["said_on"].value() is None
    assert "Skriv vilken dag beredningsgruppen sa det." in words(maria.post(url("decision", story), said))
    assert story.state.recommendation is None, "no day is guessed for a group that has not met"
    recommended = maria.post(url("decision", story), said | {"said_on": "2027-02-26"}, follow=True)
    assert "Region Östergötland, leder insatsen" in words(recommended)
    no = {"act": "board", "outcome": "no", "decided_on": "2027-03-01", "decided_by": "styrelsen", "minutes": "§ 4"}
    assert "Skriv skälet." in words(maria.post(url("decision", story), no))
    maria.post(url("decision", story), no | {"outcome": "yes"})
    page = maria.get(url("agreement", story)).content.decode()
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL).group(1).strip()
    maria.post(url("agreement", story), {"act": "draft", "text": text})
    for who in ("maria", "erik", "anna", "johan", "fatima", "helena"):
        form = {"act": "sign", "version": "1", "name": "Namn Namnsson", "title": "Chef", "may_sign": "on"}
        assert as_(cast, who).post(url("agreement", story), form).status_code == 302
    assert story.state.stage == "agreed"
    assert "6 av 6 har skrivit under" in words(maria.get(url("agreement", story)))
    maria.post(url("agreement", story), {"act": "start"})
    assert story.state.stage == "running"


def test_a_text_changed_meanwhile_is_not_signed_unread(cast):
    story = Story(cast, kind="measure", organiser="region-05").to_be_signed()
    anna = as_(cast, "anna")
    anna.get(url("agreement", story))
    as_(cast, "maria").post(url("agreement", story), {"act": "draft", "text": "# Nytt\nAnnan text"})
    form = {"act": "sign", "version": "1", "name": "Anna Wik", "title": "Chef", "may_sign": "on"}
    assert "Texten har ändrats." in words(anna.post(url("agreement", story), form))
    assert story.state.signatures == ()


def test_each_party_decides_for_itself_in_esf(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    form = {"act": "party", "outcome": "yes", "decided_on": "2026-12-11", "decided_by": "nämnden"}
    assert "Ert beslut är sparat." in words(as_(cast, "helena").post(url("decision", story), form, follow=True))
    assert as_(cast, "helena").post(url("decision", story), form).status_code == 404
    assert as_(cast, "maria").post(url("decision", story), form).status_code == 404
    back = {"act": "back", "reason": "Vi gör om."}
    as_(cast, "maria").post(url("decision", story), back)
    assert story.state.stage == "proposal"


def test_the_timeline_tells_what_happened_and_never_shrinks(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    story.answer("municipality-0584", at=on(11, 26), co_finances="yes", amounts=[("cash", 2027, Money.kronor(90_000))])
    page = words(as_(cast, "bo").get(url("detail", story) + "?alla"))
    assert "Vadstena kommun ändrade sitt svar" in page
    assert "Medfinansierar inte. Skäl: ”Det finns inga pengar i år.”" in page
    assert "Medfinansierar 90 tkr kontant" in page
    assert "Alla 5 parter hade svarat Ingen part ville vara projektanordnare." in page
    assert page.index("Garantärende öppnades") < page.index("Behovet skrevs ned")


def test_a_withdrawn_case_is_closed_with_its_reason(cast):
    story = Story(cast).asked()
    maria = as_(cast, "maria")
    assert "Skriv skälet." in words(maria.post(url("detail", story), {"reason": ""}))
    page = words(maria.post(url("detail", story), {"reason": "Behovet löstes ändå."}, follow=True))
    assert "Stängt utan att genomföras" in page
    assert "Behovet löstes ändå." in page


def test_the_list_filters_by_stage(cast):
    Story(cast, title="Ett").asked()
    Story(cast, title="Två", kind="measure").proposed()
    client = as_(cast, "maria")
    assert "Ett" in words(client.get(reverse("cases:list")))
    page = words(client.get(reverse("cases:list") + "?lage=proposal"))
    assert "Två" in page
    assert "Ett " not in page.split("Betalas som")[1].split("Börja från ett tidigare förslag")[0]


def test_the_pages_speak_english_too(cast):
    story = Story(cast).answered()
    client = as_(cast, "maria")
    client.cookies["django_language"] = "en"
    assert "Försäkringskassan is, as guarantor" in words(client.get(url("cofinancing", story)))
