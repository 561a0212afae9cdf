"""The pages of meetings: planned, called, held, decided, written, adjusted – and who finds them."""

import io
import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from docx import Document
from tests.factories.agree import make_cast, on, seat_the_board
from tests.factories.cases import Story

from samordna.agree.decisions.meetings import actions, seats
from samordna.agree.decisions.meetings.models import Charter, Meeting, Seat

pytestmark = pytest.mark.django_db
NOW = on(12, 9, 14)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    found = make_cast()
    seat_the_board(found)
    return found


@pytest.fixture
def story(cast):
    return Story(cast, kind="measure", organiser="region-05").recommended()


@pytest.fixture
def meeting(cast, story):
    return plan(cast)


DAY = on(12, 9, 13)


def plan(cast, kind="board", starts_at=DAY):
    return actions.plan_meeting(
        by=cast.actor("maria"),
        at=on(12, 4),
        association=cast.association,
        kind=kind,
        starts_at=starts_at,
        place="Folkets hus, Motala",
    )


def as_(cast, who):
    client = Client()
    client.force_login(cast.people[who])
    return client


def url(page, *args):
    return reverse(f"meetings:{page}", args=args)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def ways(*names):
    return {f"way-{seat.pk}": "room" for seat in Seat.objects.filter(name__in=names)}


def everybody():
    return {f"way-{seat.pk}": "room" for seat in Seat.objects.filter(kind="member")}


# -- who finds what -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "board", "group"),
    [
        ("maria", 200, 200),
        ("bo", 200, 404),
        ("johan", 404, 200),
        ("nadia", 404, 404),
        ("vera", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_who_finds_a_meeting(cast, meeting, who, board, group):
    client = as_(cast, who)
    assert client.get(url("detail", meeting.key)).status_code == board
    assert client.get(url("call", meeting.key, "pdf")).status_code == board
    assert client.get(url("detail", plan(cast, "group").key)).status_code == group


@pytest.mark.parametrize(("who", "status"), [("maria", 200), ("bo", 404), ("johan", 404), ("outsider", 404)])
def test_who_keeps_seats_and_charter(cast, who, status):
    assert as_(cast, who).get(url("seats", "ostra-vattern")).status_code == status
    assert as_(cast, who).get(url("charter", "ostra-vattern")).status_code == status


def test_who_reads_does_not_record(cast, meeting):
    bo = as_(cast, "bo")
    assert bo.get(url("attendance", meeting.key)).status_code == 403
    assert bo.post(url("detail", meeting.key), {"act": "call"}).status_code == 404
    item = meeting.items.last()
    assert bo.post(url("item", meeting.key, item.pk), {"act": "decide", "outcome": "yes"}).status_code == 404
    assert "Styrelsens möte 9 december" in words(bo.get(url("list")))


def test_pages_that_are_not_there(cast, meeting):
    maria = as_(cast, "maria")
    assert maria.get(url("minutes", meeting.key)).status_code == 404, "the meeting has not begun"
    assert maria.get(url("call", meeting.key, "exe")).status_code == 404
    assert maria.get(url("item", meeting.key, 0)).status_code == 404
    assert maria.get(url("seats", "langt-borta")).status_code == 404
    assert maria.get(url("detail", "finns-inte")).status_code == 404


# -- the whole way ------------------------------------------------------------------------------------


def test_a_meeting_from_the_plan_to_the_notice(cast, story):
    maria = as_(cast, "maria")
    form = {"association": "ostra-vattern", "kind": "board", "day": "2026-12-09", "time": "13.00", "place": "Motala"}
    assert "Skriv var mötet hålls." in words(maria.post(url("new"), form | {"place": ""}))
    assert "Skriv tiden som 13.00." in words(maria.post(url("new"), form | {"time": "ett"}))
    page = maria.post(url("new"), form, follow=True)
    assert "Steget vidare" in words(page)
    made = Meeting.objects.get()
    assert made.starts_at == on(12, 9, 13)

    page = maria.post(url("attendance", made.key), everybody() | {"secretary": "Maria"}, follow=True)
    assert "Styrelsen är beslutsför: 5 av 5 platser är fyllda." in words(page)
    point = made.items.get(case=story.case)
    here = url("item", made.key, point.pk)
    answered = maria.post(here, {"act": "decide", "outcome": "no", "said": point.proposal})
    assert "Skriv skälet." in words(answered)
    assert "<title>Fel:" in answered.content.decode()
    maria.post(here, {"act": "decide", "outcome": "sent_back", "reason": "Räkna om 2028."})
    assert story.state.stage == "proposal"
    assert "Redan" not in words(maria.get(here))
    row = made.attendances.get(name="Arne Alm")
    maria.post(here, {"act": "reserve", "attendance": str(row.pk), "text": "Säg ja."})
    for item in made.items.filter(outcome=""):
        maria.post(url("item", made.key, item.pk), {"act": "decide", "outcome": "yes", "said": item.proposal})
    page = maria.post(url("detail", made.key), {"act": "close"}, follow=True)
    assert "Arne Alm reserverar sig mot beslutet. Säg ja." in words(page)

    wrong = {"act": "adjust", "adjusted_by": "", "adjusted_on": "2026-12-10"}
    assert "Skriv vilka som justerade." in words(maria.post(url("minutes", made.key), wrong))
    right = {"act": "adjust", "adjusted_by": "Rut Berg och Karin Falk", "adjusted_on": "2026-12-09"}
    page = maria.post(url("minutes", made.key), right, follow=True)
    assert "Protokollet är justerat." in words(page)
    assert "skriv" not in page.content.decode().split("<main")[1], "nothing more can be written"
    page = maria.post(url("minutes", made.key), {"act": "notice", "posted_on": "2026-12-09"}, follow=True)
    assert "Anslaget är inskrivet." in words(page)
    assert "Styrelsens möte 9 december 2026" in words(maria.get(url("list")))


def test_the_group_chooses_among_several(cast):
    story = Story(cast, kind="measure", organiser="region-05").answered()
    story.answer("fk", organiser="willing")
    group, maria = plan(cast, "group"), as_(cast, "maria")
    people = {f"way-{account.pk}": "remote" for account in actions.group_members(group)}
    page = maria.post(url("attendance", group.key), people | {"secretary": "Maria"}, follow=True)
    assert "beslutsför" not in words(page)
    here = url("item", group.key, group.items.get(case=story.case).pk)
    assert "Välj vem det blir." in words(maria.post(here, {"act": "decide", "outcome": "yes"}))
    maria.post(here, {"act": "decide", "outcome": "yes", "organiser": "fk", "said": "Gruppen föreslår FK."})
    assert story.state.recommendation.organiser == "fk"
    page = words(as_(cast, "johan").get(reverse("cases:decision", args=[story.case.key])))
    assert "Försäkringskassan, leder insatsen" in page


def test_conflict_and_votes_in_the_form(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), ways("Karin Falk", "Arne Alm", "Rut Berg", "Rolf Berg", "Bo Styrman"))
    item = meeting.items.get(case=story.case)
    here = url("item", meeting.key, item.pk)
    rut = meeting.attendances.get(name="Rut Berg")
    form = {"act": "decide", "outcome": "yes", "said": item.proposal, f"away-{rut.pk}": "conflict"}
    count = {"votes_for": "2", "votes_against": "2", "votes_abstain": "0"}
    assert "Det står lika." in words(maria.post(here, form | count))
    assert "Rösterna är 5 men 4 tjänstgör." in words(maria.post(here, form | count | {"votes_abstain": "1"}))
    maria.post(here, form | count | {"chair_vote": "yes"})
    page = words(maria.get(here))
    assert "2 ja, 2 nej, 0 avstod." in page
    assert "Rut Berg, jäv" in page
    assert "Rolf Berg för Rut Berg" in page
    assert story.state.stage == "agreement"


def test_without_a_quorum_the_page_says_who_is_missing(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), ways("Karin Falk", "Bo Styrman"))
    here = url("item", meeting.key, meeting.items.get(case=story.case).pk)
    page = words(maria.post(here, {"act": "decide", "outcome": "yes"}))
    assert "2 av 5 platser är fyllda och 3 behövs. Ingen är med från Arbetsförmedlingen" in page
    assert story.state.stage == "decision"


def test_a_second_press_does_nothing_more(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    item = meeting.items.get(case=story.case)
    form = {"act": "decide", "outcome": "yes", "said": item.proposal, "once": "nyckel"}
    first, second = (maria.post(url("item", meeting.key, item.pk), form) for _ in range(2))
    assert first["Location"] == second["Location"] == url("detail", meeting.key)
    assert [d.outcome for d in story.state.decisions] == ["yes"]
    again = maria.post(url("item", meeting.key, item.pk), form | {"once": "annan"})
    assert again.status_code == 302
    assert "Någon har hunnit före." in words(maria.get("/"))
    assert [d.outcome for d in story.state.decisions] == ["yes"]


def test_the_agenda_is_kept_in_order(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("detail", meeting.key)
    assert "Skriv vad punkten heter." in words(maria.post(here, {"act": "add", "title": ""}))
    maria.post(here, {"act": "add", "title": "Budget", "proposal": "Budgeten fastställs."})
    budget = meeting.items.get(title="Budget")
    maria.post(here, {"act": "shift", "way": "up", "item": budget.pk})
    assert [i.title for i in meeting.items.all()][2:] == ["Budget", "Steget vidare"]
    item = meeting.items.get(case=story.case)
    maria.post(here, {"act": "remove", "item": item.pk})
    page = words(maria.get(here))
    assert "Kan tas upp" in page
    assert "Redo sedan 3 dec 2026. Det var för sent för förbundets tid, 25 nov 2026." in page
    assert maria.post(here, {"act": "take", "key": "nagot-annat"}).status_code == 404
    maria.post(here, {"act": "take", "key": story.case.key})
    assert meeting.items.filter(case=story.case, removed_at=None).count() == 1
    assert maria.post(here, {"act": "remove", "item": "x"}).status_code == 404


def test_text_that_a_person_has_changed(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("minutes", meeting.key)
    maria.post(url("attendance", meeting.key), everybody())
    page = maria.get(here + "?skriv").content.decode()
    assert "Beslutande" in page
    maria.post(here, {"act": "save", "version": "0", "text": "# Beslutande\n- Alla"})
    assert "Alla" in words(maria.get(here))
    late = maria.post(here, {"act": "save", "version": "0", "text": "# En annan"})
    assert "har sparat en annan text under tiden" in words(late)
    assert "Den andra texten" in words(late)
    item = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, item.pk), {"act": "decide", "outcome": "yes", "said": item.proposal})
    page = words(maria.get(here))
    assert "Din text står kvar." in page
    assert "§ 3 Steget vidare" in page


def test_the_files(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    item = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, item.pk), {"act": "decide", "outcome": "yes", "said": item.proposal})
    made = maria.get(url("file", meeting.key, "docx"))
    text = "\n".join(p.text for p in Document(io.BytesIO(made.content)).paragraphs)
    assert "Utkast" in text
    assert "Styrelsen beslutar att genomföra Steget vidare." in text
    assert "Rut Berg, ordförande, Region Östergötland" in text
    for page in ("file", "call"):
        assert maria.get(url(page, meeting.key, "pdf")).content.startswith(b"%PDF")
    called = Document(io.BytesIO(maria.get(url("call", meeting.key, "docx")).content))
    assert "Folkets hus, Motala" in "\n".join(p.text for p in called.paragraphs)


# -- seats and charter --------------------------------------------------------------------------------


def test_seats_are_given_and_ended(cast):
    maria, here = as_(cast, "maria"), url("seats", "ostra-vattern")
    assert "Det här saknas" not in words(maria.get(here))
    seat = Seat.objects.get(name="Viktor Vik")
    page = words(maria.post(here, {"act": "end", "seat": seat.pk}, follow=True))
    assert "Vadstena kommun har en ledamot och ingen ersättare." in page
    form = {"act": "give", "member": "municipality-0584", "kind": "substitute", "valid_from": "2026-12-09"}
    assert "Skriv vem som har platsen." in words(maria.post(here, form))
    assert "Rut Berg har redan en plats" in words(maria.post(here, form | {"name": "Rut Berg"}))
    page = words(maria.post(here, form | {"name": "Vilma Ny", "last_day": "2027-03-31"}, follow=True))
    assert "Det här saknas" not in page
    assert Seat.objects.get(name="Vilma Ny").valid_to == date(2027, 4, 1)


def test_the_charter_is_written_and_opens_what_it_allows(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("charter", "ostra-vattern")
    decision = reverse("cases:decision", args=[story.case.key])
    assert "utan sammanträde" not in words(maria.get(decision))
    assert "På distans" not in words(maria.get(url("attendance", meeting.key)))
    form = {
        "valid_from": "2026-01-01",
        "source": "Förbundsordning 2025",
        "quorum": "half",
        "majority": "simple",
        "majority_for": "measures",
        "remote_decided_on": "2026-02-03",
        "outside_meetings": "on",
    }
    assert "Skriv vem som har beslutat det" in words(maria.post(here, form | {"source": ""}))
    maria.post(here, form)
    assert Charter.objects.get().outside_meetings
    assert reverse("associations:customs", args=["ostra-vattern"]) in maria.get(here).content.decode()
    assert "Beslutet fattades utan sammanträde" in words(maria.get(decision))
    assert "På distans" in words(maria.get(url("attendance", meeting.key)))
    assert seats.charter_on(cast.association, date(2026, 12, 9)).casting_vote is False


def test_an_association_without_seats_is_told(cast, meeting):
    Seat.objects.all().delete()
    page = as_(cast, "maria").get(url("attendance", meeting.key))
    assert "Styrelsen har inga platser inskrivna." in words(page)


# -- where it leads from ------------------------------------------------------------------------------


def test_the_decision_page_leads_to_the_meeting_for_those_who_see_it(cast, story, meeting):
    page = reverse("cases:decision", args=[story.case.key])
    assert "Står på dagordningen" in words(as_(cast, "bo").get(page))
    assert meeting.key not in as_(cast, "johan").get(page).content.decode()
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    item = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, item.pk), {"act": "decide", "outcome": "yes", "said": item.proposal})
    assert f"Möte {meeting.number}" in words(as_(cast, "bo").get(page))
    assert f"Möte {meeting.number}" not in words(as_(cast, "johan").get(page))


def test_the_start_page_tells_of_meetings(cast, meeting):
    assert "Skriv in vilka som är med" in words(as_(cast, "maria").get("/"))
    plan(cast, starts_at=on(12, 16, 9))
    assert "Kommande tider" in words(as_(cast, "bo").get("/"))


def test_the_words_of_a_point_are_changed_until_it_is_decided(cast, story, meeting):
    maria, item = as_(cast, "maria"), meeting.items.get(case=story.case)
    page = words(
        maria.post(
            url("item", meeting.key, item.pk),
            {"act": "change", "title": "Ny rubrik", "text": "", "proposal": "Bordläggs."},
            follow=True,
        )
    )
    assert "Punkten är ändrad." in page and "Ny rubrik" in page
