"""The overview of what waits for whom, and how long things take in an association."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story
from tests.factories.pages import as_, words

from samordna.agree.decisions.actions import take_order_step
from samordna.agree.decisions.decision_orders import set_order
from samordna.agree.decisions.overview import waits
from samordna.agree.decisions.queries import waiting_for as decisions_waiting_for
from samordna.agree.preparation.positions.customs import customs_of
from samordna.agree.preparation.positions.reminders import remind
from samordna.agree.preparation.queries import waiting_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)
LIST = "/vantar/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(on(12, 1), tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def seen(cast, who, day=TODAY):
    return [(w.who, w.what, w.days_late(day)) for w in waits(cast.actor(who, day), day)]


@pytest.fixture
def two(cast):
    """One case late in its answers, one that waits for the group."""
    late = Story(cast).asked()
    for party in EVERYBODY[1:-1]:
        late.answer(party)
    Story(cast, kind="measure", title="Hälsospåret", organiser="region-05").answered()
    return late


def test_the_manager_sees_what_waits_for_whom_the_latest_first(cast, two):
    # the group's seven days ran from 20 October, the answers were due on 27 November
    assert seen(cast, "maria") == [
        ("Östra Vättern", "Lämna förslag till beslut", 35),
        ("Försäkringskassan", "Svara på 3 frågor", 4),
        ("Vadstena kommun", "Svara på 3 frågor", 4),
    ]


def test_a_party_sees_its_own_and_fks_office_fks(cast, two):
    assert seen(cast, "helena") == [("Vadstena kommun", "Svara på 3 frågor", 4)]
    assert seen(cast, "nadia") == seen(cast, "erik") == [("Försäkringskassan", "Svara på 3 frågor", 4)]
    assert seen(cast, "johan") == seen(cast, "outsider") == []


@pytest.mark.parametrize(
    ("kind", "step", "expected"),
    [
        ("esf", "proposed", {("Östra Vättern", "Skriva klart förslaget")}),
        ("esf", "answered", {("Östra Vättern", "Föreslå garanten"), ("Försäkringskassan", "Beredning")}),
        ("measure", "recommended", {("Styrelsen", "Besluta om insatsen")}),
        ("measure", "decided", {("Östra Vättern", "Skriva överenskommelsen")}),
        ("esf", "decided", {("Östra Vättern", "Lämna ansökan till ESF-rådet")}),
        ("measure", "running", set()),
    ],
)
def test_every_stage_says_who_must_act(cast, kind, step, expected):
    getattr(Story(cast, kind=kind, organiser="region-05" if kind == "measure" else ""), step)()
    found = {(who, what) for who, what, _late in seen(cast, "maria", date(2027, 3, 5))}
    assert found == expected


def test_everybody_who_has_not_decided_or_signed_is_waited_for(cast):
    story = Story(cast).recommended()
    story.decide("af")
    waited = {w.party for w in waits(cast.actor("maria"), TODAY)}
    assert waited == {"fk", "region-05", "municipality-0583", "municipality-0584"}
    other = Story(cast, kind="measure", organiser="region-05", title="Annat").to_be_signed()
    other.sign("af")
    unsigned = {w.party for w in waits(cast.actor("maria"), TODAY) if w.case == other.case}
    assert unsigned == {*EVERYBODY, "association-ostra-vattern"} - {"af"}


def test_a_party_with_an_order_of_its_own_is_waited_for_by_its_step(cast):
    steps = [
        {"label": "Chefens beredning", "decider": "Chefen", "needs": "always", "from_stage": "organiser", "days": 5},
        {"label": "Nämndens beslut", "decider": "Nämnden", "needs": "always", "from_stage": "decision"},
    ]
    made = {"party": "region-05", "valid_from": date(2026, 1, 1), "steps": steps, "source": "Delegationsordning"}
    set_order(by=cast.actor("johan"), at=on(1, 2), on=date(2026, 4, 21), **made)
    story = Story(cast).recommended()
    waited = {w.party: (w.what, w.due) for w in waits(cast.actor("maria"), TODAY) if w.case == story.case}
    assert waited["region-05"][0] == "Chefens beredning"
    assert waited["region-05"][1] is not None
    assert waited["af"] == ("Besluta om projektet", None)
    take_order_step(
        by=cast.actor("johan"), at=on(12, 4), case=story.case, party="region-05", step="step-1", decided_by="Eva Berg"
    )
    waited = {w.party: w.what for w in waits(cast.actor("maria"), TODAY) if w.case == story.case}
    assert waited["region-05"] == "Nämndens beslut"


def test_fks_esf_office_has_nothing_to_do_in_an_ordinary_measure(cast):
    """Also where FK takes part and the case has come to decision: FK's order is for ESF+ projects."""
    for step in ("asked", "answered", "recommended", "decided"):
        story = getattr(Story(cast, kind="measure", organiser="region-05", title=f"Insats {step}"), step)()
        assert "fk" in story.state.asked
    nadia = cast.actor("nadia", TODAY)
    assert [*waiting_for(nadia, TODAY), *decisions_waiting_for(nadia, TODAY)] == []
    assert waits(nadia, TODAY) == []
    assert {w.what for w in waits(cast.actor("erik", TODAY), TODAY)} == {"Svara på 2 frågor"}  # in the group


def test_reminders_are_seen_where_they_went(cast, two):
    remind(at=on(11, 24))
    remind(at=on(11, 28))
    [mine] = waits(cast.actor("helena"), TODAY)
    assert mine.reminded == (date(2026, 11, 24), date(2026, 11, 28))


# -- the page ------------------------------------------------------------------------------------


def test_the_page_filters_by_party_and_says_how_long(cast, two):
    maria = as_(cast, "maria")
    page = words(maria.get(LIST))
    assert "Allt som väntar" in page
    assert "3 saker väntar. 3 är försenade." in page
    assert "4 dagar försenat" in page
    only = words(maria.get(LIST + "?part=municipality-0584"))
    assert "En sak väntar." in only
    assert "Hälsospåret" not in only
    assert "Inget väntar på den parten" in words(maria.get(LIST + "?part=af"))
    assert "Det som väntar på er" in words(as_(cast, "helena").get(LIST))
    assert as_(cast, "vera").get(LIST).status_code == 404


def test_the_files_hold_the_same_rows(cast, two):
    story = Story(cast, title="=2+3").proposed()
    maria = as_(cast, "maria")
    rows = list(csv.DictReader(io.StringIO(maria.get(reverse("waiting:csv")).content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert [r["Ärende"] for r in rows if r["Nummer"] == story.case.number] == ["'=2+3"]
    mine = next(r for r in rows if r["Väntar på"] == "Vadstena kommun")
    assert (mine["Sedan"], mine["Dagar"], mine["Senast"], mine["Dagar försenat"]) == (
        "2026-09-08",
        "84",
        "2026-11-27",
        "4",
    )
    one = maria.get(reverse("waiting:xlsx") + "?part=fk")
    [heads, row] = CalamineWorkbook.from_filelike(io.BytesIO(one.content)).get_sheet_by_index(0).to_python()
    assert dict(zip(heads, row, strict=True))["Väntar på"] == "Försäkringskassan"
    assert dict(zip(heads, row, strict=True))["Senast"] == date(2026, 11, 27)
    helenas = as_(cast, "helena").get(reverse("waiting:csv")).content.decode("utf-8-sig")
    assert helenas.count("\n") == 2


# -- how long things take ------------------------------------------------------------------------

CUSTOMS = "/forbund/ostra-vattern/tider/"
FORM = {
    "answer_days": "21",
    "remind_before": "2, 7",
    "remind_after": "",
    "group_days": "10",
    "board_days": "20",
    "valid_from": "2026-12-01",
}


def test_the_manager_sets_the_times_of_the_association(cast):
    maria = as_(cast, "maria")
    assert "Förbundet har inte bestämt något än" in words(maria.get(CUSTOMS))
    page = words(maria.post(CUSTOMS, FORM, follow=True))
    assert "Tiderna är sparade." in page
    held = customs_of(cast.association, TODAY)
    assert (held.answer_days, held.remind_before, held.remind_after) == (21, (7, 2), ())
    assert "Maria Lindqvist" in page


@pytest.mark.parametrize(
    ("changes", "message", "link"),
    [
        ({"answer_days": ""}, "Skriv antalet dagar.", "#id_answer_days"),
        ({"answer_days": "0"}, "Skriv ett antal dagar, 1–365.", "#id_answer_days"),
        ({"remind_before": "varje dag"}, "Skriv antal dagar med siffror", "#id_remind_before"),
        ({"valid_from": "2026-11-30"}, "Det som har varit går inte att ändra.", "#id_valid_from"),
    ],
)
def test_a_time_that_nobody_means_is_said_on_its_field(cast, changes, message, link):
    html = as_(cast, "maria").post(CUSTOMS, FORM | changes).content.decode()
    assert message in html
    assert f'href="{link}' in html
    assert customs_of(cast.association, TODAY).answer_days == 14


@pytest.mark.parametrize(
    ("who", "reads", "writes"), [("helena", 200, 404), ("bo", 200, 404), ("outsider", 404, 404), ("nadia", 404, 404)]
)
def test_members_read_the_times_and_others_do_not_find_them(cast, who, reads, writes):
    assert as_(cast, who).get(CUSTOMS).status_code == reads
    assert as_(cast, who).post(CUSTOMS, FORM).status_code == writes
