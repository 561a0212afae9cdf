"""The pages of meetings: planned, called, held, decided, written, adjusted – and who finds them."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from tests.factories.agree import make_cast, on, seat_the_board
from tests.factories.cases import Story
from tests.factories.pages import as_, words

from samordna.agree.decisions.meetings import actions, points, seats
from samordna.agree.decisions.meetings.models import Charter, Meeting, Seat
from samordna.agree.decisions.meetings.sentences import proposed
from samordna.agree.needs import actions as needs
from samordna.agree.preparation import actions as preparing

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


def url(page, *args):
    return reverse(f"meetings:{page}", args=args)


def ways(*names):
    return {f"way-{seat.pk}": "room" for seat in Seat.objects.filter(name__in=names)}


def decide(item, **facts):
    """What is sent to say yes to a point as it is proposed; the first who may be elected adjusts the minutes."""
    form = {"act": "decide", "outcome": "yes", "said": proposed(item)}
    if item.mark == "adjusters":
        form["adjusters"] = str(item.meeting.attendances.exclude(seat__lead="chair").first().pk)
    return form | facts


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
    assert bo.post(url("calling", meeting.key)).status_code == 403
    assert bo.post(url("detail", meeting.key), {"act": "close"}).status_code == 404
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
    answered = maria.post(here, {"act": "decide", "outcome": "no", "said": proposed(point)})
    assert "Skriv skälet." in words(answered)
    assert "<title>Fel:" in answered.content.decode()
    maria.post(here, {"act": "decide", "outcome": "sent_back", "reason": "Räkna om 2028."})
    assert story.state.stage == "proposal"
    assert "Redan" not in words(maria.get(here))
    row = made.attendances.get(name="Arne Alm")
    maria.post(here, {"act": "reserve", "attendance": str(row.pk), "text": "Säg ja."})
    for item in made.items.filter(outcome=""):
        maria.post(url("item", made.key, item.pk), decide(item))
    page = maria.post(url("detail", made.key), {"act": "close"}, follow=True)
    assert "Arne Alm reserverar sig mot beslutet. Säg ja." in words(page)

    ready = maria.get(url("minutes", made.key)).context["forms"]["adjust"]
    assert ready["adjusted_on"].value() is None, "the day is theirs who signed, not the day when somebody looks"
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
    maria.post(here, {"act": "decide", "outcome": "yes", "organiser": "fk", "reason": "Flest deltagare."})
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
    maria.post(url("item", meeting.key, item.pk), decide(item))
    page = words(maria.get(here))
    assert "Din text står kvar." in page
    assert "§ 3 Steget vidare" in page


def test_the_files(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    item = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, item.pk), decide(item))
    made = maria.get(url("file", meeting.key, "docx"))
    text = "\n".join(p.text for p in Document(io.BytesIO(made.content)).paragraphs)
    assert "Utkast" in text
    assert "Styrelsen beslutar att genomföra insatsen ”Steget vidare”" in text
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
    maria.post(url("item", meeting.key, item.pk), decide(item))
    assert f"Möte {meeting.number}" in words(as_(cast, "bo").get(page))
    assert f"Möte {meeting.number}" not in words(as_(cast, "johan").get(page))


def test_a_case_that_is_ready_is_put_on_the_boards_agenda_from_its_own_page(cast, story):
    page, maria = reverse("cases:decision", args=[story.case.key]), as_(cast, "maria")
    assert "Inget styrelsemöte är planerat." in words(maria.get(page))
    coming = plan(cast, starts_at=on(12, 18, 13))
    points.remove_item(by=cast.actor("maria"), at=on(12, 4), item=coming.items.get(case=story.case))
    shown = maria.get(page)
    assert "Lägg på styrelsens möte 18 december 2026" in words(shown).replace("\u00a0", " ")
    assert '<details class="s-card">' in shown.content.decode(), "the other way is folded"
    assert "Lägg på styrelsens möte" not in words(as_(cast, "johan").get(page))
    assert maria.post(page, {"act": "agenda", "meeting": "finns-inte"}).status_code == 404
    page_after = words(maria.post(page, {"act": "agenda", "meeting": coming.key}, follow=True))
    assert "Ärendet står på dagordningen." in page_after
    assert coming.items.standing().filter(case=story.case).exists()


def test_the_agreement_says_that_the_minutes_are_not_adjusted(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    item = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, item.pk), decide(item))
    page = reverse("cases:agreement", args=[story.case.key])
    assert "protokollet är inte justerat än" in words(as_(cast, "johan").get(page))
    meeting.items.filter(pk=item.pk).update(immediate=True)
    assert "protokollet är inte justerat än" not in words(as_(cast, "johan").get(page))


def test_the_minutes_show_what_has_changed_since_a_version(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("minutes", meeting.key)
    maria.post(url("attendance", meeting.key), everybody())
    maria.post(here, {"act": "save", "version": "0", "text": "Första raden"})
    maria.post(here, {"act": "save", "version": "1", "text": "Andra raden"})
    shown = maria.get(f"{here}?jamfor=1")
    assert "Det här har ändrats sedan version 1" in words(shown)
    assert "<del>" in shown.content.decode() and "<ins>" in shown.content.decode()
    assert maria.get(f"{here}?jamfor=9").status_code == 404


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


# -- the call, attendance, adjusters ------------------------------------------------------------------


def test_the_call_is_sent_in_a_step_of_its_own_and_says_who_sent_it(cast, story):
    meeting = plan(cast, starts_at=on(12, 16, 13))
    maria, here = as_(cast, "maria"), url("calling", meeting.key)
    assert "Skicka kallelsen" in words(maria.get(url("detail", meeting.key)))
    page = words(maria.get(here))
    assert "En person får ett brev" in page and "Bo Styrman" in page
    assert "Ge kallelsen själv till dem utan konto" in page and "Karin Falk" in page
    assert as_(cast, "johan").get(here).status_code == 404
    page = words(maria.post(here, follow=True))
    assert "Kallelsen är skickad." in page and "av Maria Lindqvist" in page
    assert "Närvaron skrivs in på mötesdagen, 16 december 2026." in page.replace("\u00a0", " ")
    maria.post(url("detail", meeting.key), {"act": "add", "title": "Övrigt"})
    page = words(maria.get(url("detail", meeting.key)))
    assert "Skicka ny dagordning?" in page
    assert "Den som redan fått ett brev om mötet i dag får inget nytt." in words(maria.get(here))
    maria.post(here)
    assert "Skicka ny dagordning?" not in words(maria.get(url("detail", meeting.key)))


def test_a_meeting_today_without_a_call_shows_both_and_warns(cast, story):
    today = plan(cast, starts_at=NOW + timedelta(hours=2))
    page = words(as_(cast, "maria").get(url("detail", today.key)))
    assert "Ingen kallelse har skickats till mötet." in page
    assert "Skriv in närvaron" in page and "Skicka kallelsen" in page
    assert "Ingen kallelse har skickats till mötet." in words(as_(cast, "maria").get(url("attendance", today.key)))


def test_everybody_at_once_and_then_those_who_differ(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("attendance", meeting.key)
    page = words(maria.get(here))
    assert "Alla är på plats" in page and "Spara närvaron och börja mötet" in page
    away = Seat.objects.get(name="Arne Alm")
    stands_in = Seat.objects.get(name="Asta Alm")
    form = {"everybody": "room", f"way-{away.pk}": "absent", f"way-{stands_in.pk}": "room"}
    maria.post(here, form)
    there = set(meeting.attendances.values_list("name", flat=True))
    ordinary = set(Seat.objects.filter(kind="member").values_list("name", flat=True))
    assert there == (ordinary - {"Arne Alm"}) | {"Asta Alm"}
    again = maria.get(here).context["form"]
    assert again[f"way-{away.pk}"].value() == "absent"
    maria.post(here, {name: again[name].value() or "" for name in again.fields})
    assert set(meeting.attendances.values_list("name", flat=True)) == there, "what was recorded comes back as it was"


def test_those_who_adjust_are_chosen_and_stand_ready_on_the_minutes_page(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody())
    point = meeting.items.get(mark="adjusters")
    here = url("item", meeting.key, point.pk)
    assert "Vem justerar protokollet" in words(maria.get(here))
    assert "Välj vem som justerar protokollet" in words(maria.post(here, {"act": "decide", "outcome": "yes"}))
    bo = meeting.attendances.get(name="Bo Styrman")
    maria.post(here, {"act": "decide", "outcome": "yes", "adjusters": str(bo.pk)})
    for item in meeting.items.standing().filter(outcome=""):
        maria.post(url("item", meeting.key, item.pk), decide(item))
    page = maria.post(url("detail", meeting.key), {"act": "close"}, follow=True)
    assert page.context["forms"]["adjust"]["adjusted_by"].value() == "Rut Berg och Bo Styrman"


def test_somebody_comes_and_somebody_goes(cast, story, meeting):
    maria, here = as_(cast, "maria"), url("detail", meeting.key)
    maria.post(url("attendance", meeting.key), ways("Rut Berg", "Bo Styrman", "Arne Alm"))
    assert "Ändra närvaron" in words(maria.get(here))
    late = Seat.objects.get(name="Karin Falk")
    page = words(maria.post(here, {"act": "come", "who": late.pk, "way": "room", "section": "2"}, follow=True))
    assert "från § 2" in page
    bo = meeting.attendances.get(name="Bo Styrman")
    page = words(maria.post(here, {"act": "leave", "who": bo.pk, "section": "3"}, follow=True))
    assert "till och med § 2" in page
    assert maria.post(here, {"act": "leave", "who": "x" * 3, "section": "3"}).status_code == 200


def test_a_case_is_fetched_from_another_agenda(cast, story, meeting):
    second, maria = plan(cast, starts_at=on(12, 16, 13)), as_(cast, "maria")
    here = url("detail", second.key)
    assert "Flytta hit" in words(maria.get(here))
    page = words(maria.post(here, {"act": "bring", "key": story.case.key}, follow=True))
    assert "Flyttat hit." in page and "Flytta hit" not in page
    assert maria.post(here, {"act": "bring", "key": story.case.key}).status_code == 404
    assert maria.post(here, {"act": "shift", "item": "9" * 5000}).status_code == 404


def test_a_need_that_has_become_a_proposal_leaves_the_agenda(cast):
    group = plan(cast, "group")
    maria = as_(cast, "maria")
    need = needs.write_need(
        by=cast.actor("johan"),
        at=on(5, 2),
        association=cast.association,
        title="Smärta",
        group="Vuxna",
        area="Motala",
        gap="Väntan",
        evidence="Enkät",
        municipalities=["0583"],
        seen_by=["fk"],
    )
    maria.post(url("detail", group.key), {"act": "take", "key": need.key})
    assert [item.title for item in group.items.standing()][-1] == "Smärta"
    facts = {"title": "Smärtskola", "kind": "measure", "orientation": "individual"}
    preparing.make_proposal(by=cast.actor("johan"), at=on(5, 4), need=need, **facts)
    assert "Smärta" not in [item.title for item in group.items.standing()]
    assert f"Behov {need.number}" not in words(maria.get(url("detail", group.key)))


def test_sound_only_can_be_chosen_when_the_board_has_decided_it(cast, meeting):
    maria, here = as_(cast, "maria"), url("attendance", meeting.key)
    seat = Seat.objects.first()

    def offered():
        page = maria.get(here)
        return [way for way, _words in page.context["form"].fields[f"way-{seat.pk}"].choices], words(page)

    charter = {"by": cast.actor("maria"), "at": on(6, 1), "association": cast.association, "source": "Styrelsen § 4"}
    seats.settle_charter(**charter, valid_from=date(2026, 1, 1), remote_decided_on=date(2026, 1, 1))
    choices, page = offered()
    assert "remote" in choices
    assert "audio" not in choices
    assert "Enbart ljud går att välja när styrelsen har beslutat det" in page
    seats.settle_charter(**charter, valid_from=date(2026, 2, 1), audio_allowed=True)
    choices, page = offered()
    assert "audio" in choices
    assert "Enbart ljud går att välja" not in page


def test_the_decision_page_shows_the_wording_that_the_board_chose(cast, story, meeting):
    maria = as_(cast, "maria")
    maria.post(url("attendance", meeting.key), everybody() | {"secretary": "Maria"})
    point = meeting.items.get(case=story.case)
    maria.post(url("item", meeting.key, point.pk), decide(point, said="Förbundet betalar 5 460 tkr."))
    here = reverse("cases:decision", args=[story.case.key])
    assert "Styrelsen biföll förslaget Förbundet betalar 5 460 tkr." in words(maria.get(here))
    assert "Förbundet betalar 5 460 tkr." not in words(as_(cast, "johan").get(here)), "the board's minutes are not his"
