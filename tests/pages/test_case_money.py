"""The money pages of a case: amounts of an answer, costs, what-if and what is done of it."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_, url, words

from samordna.agree.preparation.case_facts import Basis
from samordna.agree.preparation.models import CaseEvent, UnitCostTable
from samordna.ground.kernel.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(on(3, 1, year=2027), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


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


# -- an answer that looks like a slip --------------------------------------------------------------


def sent_by(response, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', response.content.decode())


def promised(story, party="fk"):
    return {(c.kind, c.year): str(c.amount) for c in story.state.answer(party, "co_finances").commitments}


def test_kronor_for_thousands_in_an_answer_are_asked_about_and_nothing_is_lost(cast):
    story = Story(cast).asked()
    erik, sent = as_(cast, "erik"), ANSWER | {"cash-2027": "150 000", "benefits-2028": "40"}
    asked = erik.post(url("answer", story), sent)
    assert "Kontant 2027: menar du 150 tkr?" in words(asked)
    assert "Det står 150 000 tkr. Det är 150 miljoner kronor." in words(asked)
    assert "answered" not in kinds(story)
    for kept in ('value="150 000"', 'value="40"', 'value="områdeschef"', "Har inte personal."):
        assert kept in asked.content.decode()
    (mend,) = sent_by(asked, "mean")
    assert erik.post(url("answer", story), sent | {"mean": mend}).status_code == 302
    assert promised(story) == {("cash", 2027): "150000.00", ("benefits", 2028): "40000.00"}


def test_one_answer_larger_than_all_costs_is_asked_about_and_a_tick_holds_for_that_amount(cast):
    story = Story(cast).asked()  # it costs 5 460 tkr
    erik, sent = as_(cast, "erik"), ANSWER | {"cash-2027": "3000", "cash-2028": "2461"}
    asked = erik.post(url("answer", story), sent)
    assert "Svaret tillsammans: menar du 5,461 tkr?" in words(asked)
    assert "Hela projektet kostar 5,46 miljoner kronor." in words(asked)
    assert "answered" not in kinds(story)
    (sure,) = sent_by(asked, "sure")
    assert "menar du" in words(erik.post(url("answer", story), sent | {"sure": sure, "cash-2027": "3001"}))
    assert "answered" not in kinds(story)
    assert erik.post(url("answer", story), sent | {"sure": sure}).status_code == 302
    assert promised(story) == {("cash", 2027): "3000000.00", ("cash", 2028): "2461000.00"}
    assert erik.post(url("answer", story), sent).status_code == 302  # as it stands already
    assert erik.post(url("answer", story), sent | {"cash-2028": "2460"}).status_code == 302


def test_an_answer_that_is_too_large_by_its_three_numbers_is_asked_about_without_a_mend(cast):
    story = Story(cast).asked()
    erik, sent = as_(cast, "erik"), ANSWER | NUMBERS | {"value-2027": "7 050"}
    asked = erik.post(url("answer", story), sent)
    assert "Svaret tillsammans: stämmer det?" in words(asked)
    assert 'href="#id_value-2027"' in asked.content.decode()
    assert not sent_by(asked, "mean")
    assert "answered" not in kinds(story)
    (sure,) = sent_by(asked, "sure")
    assert erik.post(url("answer", story), sent | {"sure": sure}).status_code == 302


def test_what_a_party_does_not_promise_is_not_asked_about(cast):
    story = Story(cast).asked()
    sent = ANSWER | {"takes_part": "no", "takes_part_reason": "Nej.", "cash-2027": "150 000"}
    assert as_(cast, "erik").post(url("answer", story), sent).status_code == 302


# -- the board and what-if -----------------------------------------------------------------------

VADSTENA = "municipality-0584"


@pytest.fixture
def blocked(cast):
    return Story(cast, unwilling_to_pay=(VADSTENA,)).answered()


def trial(cast, story, who="maria", **asked):
    return as_(cast, who).get(url("cofinancing", story), asked)


def numbers(row):
    return [
        int(n.replace("\u00a0", "").replace("−", "-")) for n in re.findall(r'<td class="n[^>]*>(-?[\d\u00a0−]+)<', row)
    ]


def test_the_same_money_by_year_kind_and_party(cast, blocked):
    html = trial(cast, blocked).content.decode()
    page = words(trial(cast, blocked))
    for heading in ("År för år, tkr", "Form för form och part för part, tkr", "Utan deltagare"):
        assert heading in page
    assert "Stödets tak, 54 procent 1 453 2 187 1 306 4 946" in page
    (paid,) = re.findall(r'<tr><th scope="row">ESF\+ betalar</th>.*?</tr>', html)
    assert numbers(paid) == [1562, 2099, 1285, 4946]
    promised = [numbers(row) for row in re.findall(r'<tr><th scope="row">Lovat</th>.*?</tr>', html)]
    assert promised == [[1060, 1860, 1080, 4000], [1060, 1860, 1080, 4000], [2800, 900, 300, 4000]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"timmar": "80"}, "Deltagarnas timmar blir 80 procent av planen."),
        ({"timmar": "80"}, "ESF+ betalar"),
        ({"senare": "6"}, "Allt börjar 6 månader senare: 1 september 2027–28 februari 2030."),
        ({"andel": "60"}, "Stödet är högst 60 % av kostnaden."),
        (
            {"omrade": "A2", "region": "SE31", "utlysning": "2026-09-01"},
            "Projektet hör till ESF+ A2, Norra Mellansverige.",
        ),
        ({"utan": ["fk", "af"]}, "Försäkringskassan lämnar projektet. Arbetsförmedlingen lämnar projektet."),
        ({"omrade": "C", "region": ""}, "inte offentlig"),
        ({"omrade": "D", "region": "SE12"}, "finns ingen andel"),
        ({"timmar": "-5"}, "Talet kan inte vara mindre än noll."),
        ({"timmar": "400"}, "Skriv ett helt tal mellan 0 och 200."),
        ({"andel": "160"}, "Skriv andelen som procent mellan 0 och 100"),
        ({"kontant": "-5", "part": VADSTENA}, "Ett belopp kan inte vara mindre än noll."),
    ],
)
def test_each_thing_can_be_tried_and_nothing_is_stored(cast, blocked, asked, said):
    before = kinds(blocked)
    assert said in words(trial(cast, blocked, **asked))
    assert kinds(blocked) == before


def test_several_things_are_tried_at_once(cast, blocked):
    page = words(trial(cast, blocked, part=VADSTENA, kontant="500", timmar="80", senare="6"))
    assert "Med det du provar:" in page
    assert "Vadstena kommun lovar 500 tkr kontant för hela tiden." in page
    assert "Deltagarnas timmar blir 80 procent" in page


def test_what_the_plan_says_already_is_nothing_to_try(cast, blocked):
    same = {"part": VADSTENA, "kontant": "", "omrade": "A2", "region": "SE12", "utlysning": "2026-09-01", "senare": "0"}
    page = words(trial(cast, blocked, **same))
    assert "Med det du provar" not in page
    assert "Gör så här" not in page


def test_the_plan_is_changed_only_after_a_page_that_says_what(cast, blocked):
    page = trial(cast, blocked, who="johan", senare="6")
    assert "Ändra planen" in words(page)
    (where,) = re.findall(r'href="([^"]*/andra/\?[^"]*)"', page.content.decode())
    johan = as_(cast, "johan")
    asked = words(johan.get(where))
    assert "Tid 1 mars 2027–31 augusti 2029 1 september 2027–28 februari 2030" in asked
    assert "Det parterna har lovat ändras inte." in asked
    assert "plan_changed" not in kinds(blocked)
    done = [johan.post(where.split("?")[0], {"senare": "6", "once": "samma"}, follow=True) for _ in range(2)]
    assert "Planen är ändrad." in words(done[0])
    assert kinds(blocked).count("plan_changed") == 1


@pytest.mark.parametrize(
    ("who", "status"), [("maria", 200), ("johan", 200), ("bo", 404), ("nadia", 404), ("vera", 404)]
)
def test_who_may_change_the_plan(cast, blocked, who, status):
    assert as_(cast, who).get(url("replan", blocked), {"senare": "6"}).status_code == status
    assert ("Ändra planen" in words(trial(cast, blocked, who=who, senare="6"))) == (status == 200)


def test_a_move_that_would_lose_promises_says_whose(cast, blocked):
    page = words(as_(cast, "maria").get(url("replan", blocked), {"senare": "12"}))
    assert "Det går inte än" in page
    assert "Försäkringskassan har lovat pengar för 2027" in page
    done = as_(cast, "maria").post(url("replan", blocked), {"senare": "12"})
    assert "Försäkringskassan har lovat pengar för 2027" in words(done)
    assert "plan_changed" not in kinds(blocked)


def test_nobody_answers_for_another_but_the_figure_can_be_asked_about(cast, blocked):
    tried = {"part": VADSTENA, "kontant": "90", "ersattning": "230"}
    assert "Fråga Vadstena kommun om det här" in words(trial(cast, blocked, **tried))
    assert "Ändra ert svar" in words(trial(cast, blocked, who="helena", **tried))
    assert "Gör så här" not in words(trial(cast, blocked, who="bo", **tried))
    as_(cast, "maria").post(url("cofinancing", blocked), {"party": VADSTENA, "kontant": "90", "ersattning": "230"})
    question = "Kan ni medfinansiera med 90 tkr kontant och 230 tkr i ersättning till deltagare för hela tiden?"
    assert next(a.question for a in blocked.state.parties if a.party == VADSTENA) == question
    assert question in words(as_(cast, "helena").get(url("answer", blocked)))
    assert blocked.state.value(VADSTENA, "co_finances") == "no"


def test_phases_without_participants_are_shown_on_their_own(cast):
    from samordna.agree.preparation import actions

    story = Story(cast).answered()
    assert "Säg när planeringen slutar" in words(trial(cast, story))
    by = cast.actor("johan")
    days = {"planning_until": date(2027, 5, 31), "closing_from": date(2029, 8, 1)}
    actions.change_plan(by=by, at=on(11, 3), case=story.case, **days)
    page = words(trial(cast, story))
    assert "Planering 1 mars 2027–31 maj 2027" in page
    assert "Avslutning 1 augusti 2029–31 augusti 2029" in page


def test_benefits_that_do_not_fit_the_days_are_pointed_out(cast):
    from samordna.agree.preparation import actions

    story = Story(cast).asked()
    basis = Basis(1, 2000, Money.kronor(70))
    story.answer("fk", amounts=[("benefits", 2027, basis.amount, basis), ("benefits", 2028, Money.kronor(5))])
    assert "Försäkringskassan räknar med 2 000 timmar per deltagare 2027." in words(trial(cast, story))
    actions.change_plan(by=cast.actor("johan"), at=on(11, 3), case=story.case, planning_until=date(2028, 12, 31))
    assert "Försäkringskassan har lovat ersättning för 2028, men då finns inga deltagare." in words(trial(cast, story))


# -- costs ---------------------------------------------------------------------------------------

TABLE = "Funktion;År;Kronor per timme\nHandledare;2027;400\nHandledare;2028;410\nHandledare;2029;420\n".encode()
READ_IN = {
    "place": "ostra-vattern",
    "name": "Påhittade enhetskostnader",
    "valid_from": "2026-01-01",
    "year_hours": "1720",
    "source": "Påhittad utlysning",
}


def upload(cast, who="maria", content=TABLE, name="tabell.csv", **changes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = READ_IN | {"file": SimpleUploadedFile(name, content)} | changes
    return as_(cast, who).post(reverse("cases:unit_costs"), data, follow=True)


def test_the_manager_reads_in_a_table_and_others_see_it(cast):
    assert "Ingen tabell är inläst än." in words(as_(cast, "johan").get(reverse("cases:unit_costs")))
    assert "Tabellen är inläst." in words(upload(cast))
    page = words(as_(cast, "johan").get(reverse("cases:unit_costs")))
    assert "2027: 400 kr, 2028: 410 kr, 2029: 420 kr" in page
    assert "Läs in en tabell" not in page
    assert upload(cast, who="johan").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": b"a;b\n1;2\n"}, "”funktion” saknas"),
        ({"content": b"%PDF-1.7\x00\x01", "name": "tabell.csv"}, "Filen"),
        ({"content": TABLE, "name": "tabell.xlsx"}, "Filen"),
        ({"content": TABLE.replace(b"400", b"-4")}, "Rad 2: beloppet per timme"),
        ({"source": ""}, "Skriv var tabellen kommer från."),
        ({"year_hours": "1800"}, "Välj ett av svaren."),
        ({"place": "annat"}, "Välj ett av svaren."),
    ],
)
def test_a_table_that_cannot_be_read_says_why(cast, changes, said):
    assert said in words(upload(cast, **changes))


HOURS = {"persons-0": "2", "hours-0-2027": "1000", "hours-0-2028": "1700", "hours-0-2029": "900", "option": "other_40"}


def test_staff_is_computed_from_hours_and_the_rest_as_a_flat_rate(cast):
    story = Story(cast).proposed()
    assert "beloppen per timme är inte kända" in words(as_(cast, "johan").get(url("costs", story)))
    upload(cast)
    table = UnitCostTable.objects.get()
    where = f"{url('costs', story)}?tabell={table.pk}"
    page = words(as_(cast, "johan").post(where, HOURS, follow=True))
    assert "Kostnaderna är sparade." in page
    assert "Personal, räknad på timmar 800 1 394 756 2 950" in page
    assert "Övriga kostnader, 40 procent av personal 320 558 302 1 180" in page
    assert "Handledare har 1 700 timmar per person 2028. Förra programperioden var högst 1 662" in page
    costs_now = story.state.costs
    section = as_(cast, "johan").get(f"{url('proposal', story)}?avsnitt=6").content.decode()
    assert 'value="800"' in section
    typed = {f"{line.id}-{y}": str(a.ore / 100000).replace(".", ",") for line in costs_now for y, a in line.amounts}
    as_(cast, "johan").post(
        f"{url('proposal', story)}?avsnitt=6", typed | {"flat": "on", "area": "A2", "region": "SE12"}
    )
    assert story.state.costs == costs_now  # saved again in the proposal: the basis stays


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"persons-0": ""}, "Skriv hur många personer som arbetar som Handledare."),
        ({"hours-0-2027": "-1"}, "Antalet kan inte vara mindre än noll."),
        ({"option": "annan"}, "giltigt"),
        ({"other-2027": "-3", "option": ""}, "Ett belopp kan inte vara mindre än noll."),
    ],
)
def test_costs_that_cannot_be_are_asked_about(cast, changes, said):
    story = Story(cast).proposed()
    upload(cast)
    where = f"{url('costs', story)}?tabell={UnitCostTable.objects.get().pk}"
    assert said in words(as_(cast, "johan").post(where, HOURS | changes))
    assert story.state.costs == ()


def as_sent(html):
    """What the browser sends back of a page that nobody has touched."""
    return dict(re.findall(r'name="(was-[^"]+)" value="([^"]*)"', html))


def test_two_who_type_costs_at_once_on_the_page_of_costs_keep_both_figures(cast):
    story = Story(cast).proposed()
    johan, fatima, here = as_(cast, "johan"), as_(cast, "fatima"), url("costs", story)
    shown = {"option": "", "other-2027": "", "staff-2027": "", "staff-2028": ""}
    johans = shown | as_sent(johan.get(here).content.decode())
    fatimas = shown | as_sent(fatima.get(here).content.decode())
    assert johan.post(here, johans | {"staff-2027": "111"}).status_code == 302
    assert fatima.post(here, fatimas | {"staff-2028": "222"}).status_code == 302
    staff = story.state.costs[0]
    assert (staff.of(2027), staff.of(2028)) == (Money.kronor(111_000), Money.kronor(222_000))
    asked = words(fatima.post(here, fatimas | {"staff-2027": "99"}))
    assert "Någon har ändrat det här till 111 under tiden." in asked
    assert story.state.costs[0].of(2027) == Money.kronor(111_000)


def test_a_page_that_is_older_than_the_plan_leaves_a_year_it_does_not_know_alone(cast):
    story = Story(cast).proposed()
    for page, more in (
        ("proposal", {"cost_basis": "", "cost_basis_version": "0", "area": "A2", "region": "SE12"}),
        ("costs", {"option": ""}),
    ):
        here = url(page, story) + ("?avsnitt=6" if page == "proposal" else "")
        as_(cast, "fatima").post(here, more | {"staff-2027": "100", "staff-2029": "777"})
        as_(cast, "johan").post(here, more | {"staff-2027": "120"})
        staff = story.state.costs[0]
        assert (staff.of(2027), staff.of(2029)) == (Money.kronor(120_000), Money.kronor(777_000)), page


@pytest.mark.parametrize(("who", "reads", "saves"), [("johan", 200, 302), ("bo", 200, 404), ("vera", 404, 404)])
def test_who_may_plan_costs(cast, who, reads, saves):
    story = Story(cast).proposed()
    assert as_(cast, who).get(url("costs", story)).status_code == reads
    assert as_(cast, who).post(url("costs", story), {"staff-2027": "10", "option": ""}).status_code == saves


def test_what_may_be_counted_twice_is_said_on_the_board(cast):
    stories = [Story(cast, title=title).answered() for title in ("Steget vidare", "Tillsammans")]
    page = words(trial(cast, stories[0]))
    assert "Region Östergötland har lovat samma belopp, lön till personal, här och i ”Tillsammans”" in page
