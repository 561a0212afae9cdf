"""A meeting from plan to frozen minutes, with the real actions: who may, what is refused, what the case becomes."""

from datetime import date

import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on, seat_the_board
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.decisions import actions as deciding_elsewhere
from samordna.agree.decisions.meetings import actions, agenda, deciding, letters, minutes, points, queries, seats
from samordna.agree.decisions.meetings.models import MinutesVersion, Seat
from samordna.agree.decisions.meetings.rules import Votes
from samordna.agree.decisions.meetings.sentences import proposed, suggested
from samordna.agree.preparation import actions as preparing
from samordna.agree.preparation.positions import customs
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.post.models import Letter
from samordna.ground.privacy.models import AuditEvent

DAY = on(12, 9, 13)
YES = (
    "Styrelsen beslutar att genomföra insatsen ”Steget vidare” 1 mars 2027–31 augusti 2029, att Region Östergötland"
    " leder den, och att avsätta 5~460~000~kronor, varav 1~750~000~kronor år 2027, 2~310~000~kronor år 2028 och"
    " 1~400~000~kronor år 2029."
).replace("~", "\u00a0")


@pytest.fixture
def cast(db):
    found = make_cast()
    seat_the_board(found)
    return found


@pytest.fixture
def story(cast):
    return Story(cast, kind="measure", organiser="region-05").recommended()


def board(cast, starts_at=DAY, **changes):
    facts = {"kind": "board", "place": "Motala", "starts_at": starts_at, "association": cast.association} | changes
    return actions.plan_meeting(by=cast.actor("maria"), at=on(12, 4), **facts)


def attend(cast, meeting, names=None, way="room", at=DAY):
    """Those named come, in the room; everybody with an ordinary seat when nobody is named."""
    held = Seat.objects.filter(kind="member") if names is None else Seat.objects.filter(name__in=names)
    ways = {seat.pk: way for seat in held}
    actions.record_attendance(by=cast.actor("maria"), at=at, meeting=meeting, ways=ways, secretary="Maria Lindqvist")


def item_of(meeting, story):
    return queries.item_of(meeting, meeting.items.get(case=story.case).pk)


def settle(cast, item, outcome="yes", who="maria", **changes):
    if item.mark == "adjusters" and outcome == "yes":
        changes.setdefault("adjusters", [item.meeting.attendances.exclude(seat__lead="chair").first().pk])
    return deciding.record_item(by=cast.actor(who), at=DAY, item=item, outcome=outcome, **changes)


def away(meeting, name, why="conflict"):
    return {meeting.attendances.get(name=name).pk: why}


# -- seats and charter --------------------------------------------------------------------------------


def test_the_board_is_whole(cast):
    found = seats.board_on(cast.association, date(2026, 12, 9))
    assert (len(found.seats), found.faults) == (10, ())
    assert seats.board_on(cast.association, date(2020, 1, 1)).faults, "nobody sat then"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"member": "region-06"}, "member"),
        ({"name": " "}, "name"),
        ({"name": "rut berg"}, "name"),
        ({"lead": "chair"}, "lead"),
        ({"kind": "substitute", "lead": "vice"}, "lead"),
        ({"valid_to": date(2026, 1, 1)}, "valid_to"),
    ],
)
def test_a_seat_that_cannot_be(cast, changes, field):
    facts = {"member": "fk", "name": "Nya Namnet", "valid_from": date(2026, 6, 1)} | changes
    with pytest.raises(Refusal) as refusal:
        seats.give_seat(by=cast.actor("maria"), at=on(6, 1), association=cast.association, **facts)
    assert refusal.value.field == field


def test_a_seat_ends_and_another_follows(cast):
    chair, maria = Seat.objects.get(lead="chair"), cast.actor("maria")
    seats.end_seat(by=maria, at=on(6, 1), seat=chair, on=date(2026, 6, 1))
    with pytest.raises(Refusal):
        seats.end_seat(by=maria, at=on(6, 2), seat=chair, on=date(2026, 6, 2))
    seats.give_seat(
        by=maria,
        at=on(6, 1),
        association=cast.association,
        member="region-05",
        name="Nina Ny",
        lead="chair",
        valid_from=date(2026, 6, 1),
    )
    assert not seats.board_on(cast.association, date(2026, 6, 1)).faults
    assert not seats.board_on(cast.association, date(2026, 5, 31)).faults


@pytest.mark.parametrize(("who", "outcome"), [("bo", NotAllowed), ("johan", NotAllowed), ("outsider", NotFound)])
def test_who_keeps_seats_and_plans_meetings(cast, who, outcome):
    with pytest.raises(outcome):
        seats.end_seat(by=cast.actor(who), at=on(6, 1), seat=Seat.objects.first(), on=date(2026, 6, 1))
    with pytest.raises(outcome):
        settle_charter(cast, who=who)
    with pytest.raises(outcome):
        actions.plan_meeting(
            by=cast.actor(who), at=on(6, 1), association=cast.association, kind="board", starts_at=DAY, place="x"
        )


def settle_charter(cast, who="maria", valid_from=date(2026, 1, 1), **changes):
    facts = {"source": "Medlemmarnas fullmäktige 2025"} | changes
    return seats.settle_charter(
        by=cast.actor(who), at=on(6, 1), association=cast.association, valid_from=valid_from, **facts
    )


def test_the_charter_is_dated_and_keeps_what_is_not_named(cast):
    settle_charter(cast, quorum="two_thirds", notice_board="Webben")
    settle_charter(cast, valid_from=date(2026, 7, 1), notice_board="Torget")
    assert seats.charter_on(cast.association, date(2025, 12, 31)).quorum == "half"
    assert seats.charter_on(cast.association, date(2026, 6, 30)).notice_board == "Webben"
    later = seats.charter_on(cast.association, date(2026, 7, 1))
    assert (later.quorum, later.notice_board) == ("two_thirds", "Torget")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": " "}, "source"),
        ({"audio_allowed": True}, "remote_decided_on"),
        ({"remote_decided_on": date(2026, 6, 2)}, "remote_decided_on"),
    ],
)
def test_a_charter_that_cannot_be(cast, changes, field):
    with pytest.raises(Refusal) as refusal:
        settle_charter(cast, **changes)
    assert refusal.value.field == field


# -- the agenda ---------------------------------------------------------------------------------------


def test_what_is_ready_stands_on_the_agenda(cast, story):
    meeting = board(cast)
    assert [i.title for i in meeting.items.all()] == ["Val av justerare", "Dagordningen godkänns", "Steget vidare"]
    assert proposed(item_of(meeting, story)) == YES
    assert agenda.latest_papers(meeting) == date(2026, 11, 25)
    assert agenda.candidates(meeting, date(2026, 12, 4)) == []


def test_the_limit_before_a_meeting_is_the_associations_own(cast, story):
    meeting, group = board(cast), board(cast, kind="group")
    assert agenda.latest_papers(group) == date(2026, 12, 2)
    own = customs.Customs(answer_days=14, group_days=5, board_days=10)
    customs.set_customs(by=cast.actor("maria"), at=on(12, 5), association=cast.association, customs=own)
    assert (agenda.latest_papers(meeting), agenda.latest_papers(group)) == (date(2026, 11, 29), date(2026, 12, 4))


def test_the_group_sees_what_stops(cast):
    ready = Story(cast, kind="measure", organiser="region-05").answered()
    waiting = Story(cast, kind="measure", title="Väntar").asked()
    nobody = Story(cast, kind="measure", title="Utan ledare").answered()
    meeting = board(cast, kind="group", starts_at=on(12, 9))
    assert [i.case for i in meeting.items.exclude(case=None)] == [ready.case]
    found = {c.title: c.stop for c in agenda.candidates(meeting, date(2026, 12, 4))}
    assert "Svar saknas från" in found["Väntar"]
    assert "Ingen part vill leda" in found["Utan ledare"]
    assert waiting.case.pk != nobody.case.pk


def test_what_becomes_unready_is_marked_and_refused_but_not_lost(cast, story):
    meeting = board(cast)
    deciding_elsewhere.decide_board(
        by=cast.actor("maria"),
        at=on(12, 5),
        case=story.case,
        outcome="sent_back",
        reason="Räkna om.",
        decided_on=date(2026, 12, 4),
        minutes="Protokoll § 40",
    )
    item = item_of(meeting, story)
    assert agenda.unready(item, date(2026, 12, 9)) == "Ärendet är inte redo: utkast till förslag."
    attend(cast, meeting)
    with pytest.raises(Refusal, match="inte redo"):
        settle(cast, item)
    settle(cast, item, "adjourned")
    assert item_of(meeting, story).outcome == "adjourned"


def test_points_are_added_changed_shifted_and_taken_off(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    own = points.add_item(by=maria, at=on(12, 4), meeting=meeting, title="Budget", proposal="Budgeten fastställs.")
    points.change_item(by=maria, at=on(12, 4), item=own, title="Budget 2027", text="Bilaga.", proposal="Fastställs.")
    points.shift_item(by=maria, at=on(12, 4), item=own, up=True)
    assert [i.title for i in meeting.items.filter(removed_at=None)][2:] == ["Budget 2027", "Steget vidare"]
    with pytest.raises(Refusal, match="redan"):
        points.add_item(by=maria, at=on(12, 4), meeting=meeting, case=story.case)
    item = item_of(meeting, story)
    points.remove_item(by=maria, at=on(12, 4), item=item)
    assert [c.title for c in agenda.candidates(meeting, date(2026, 12, 4))] == ["Steget vidare"]
    points.add_item(by=maria, at=on(12, 4), meeting=meeting, case=story.case)
    attend(cast, meeting)
    assert [i.section for i in meeting.items.filter(removed_at=None)] == [1, 2, 3, 4]
    late = points.add_item(by=maria, at=DAY, meeting=meeting, title="Övrigt")
    assert late.section == 5
    with pytest.raises(Refusal):
        points.shift_item(by=maria, at=DAY, item=late, up=True)


def test_sections_go_on_through_the_year(cast, story):
    first = board(cast)
    attend(cast, first)
    second = board(cast, starts_at=on(12, 16))
    attend(cast, second, at=on(12, 16))
    assert [i.section for i in second.items.all()] == [4, 5]
    assert second.number == "2026-02"
    assert second.key == "ostra-vattern-styrelsen-2026-02"


# -- calling and coming -------------------------------------------------------------------------------


def test_another_time_needs_another_call(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    actions.call_meeting(by=maria, at=on(12, 4), meeting=meeting)
    assert meeting.state == "called"
    actions.move_meeting(by=maria, at=on(12, 5), meeting=meeting, starts_at=on(12, 16), place="Vadstena")
    assert (meeting.state, meeting.called_at) == ("planned", None)
    actions.cancel_meeting(by=maria, at=on(12, 6), meeting=meeting, why="För få kan.")
    with pytest.raises(Refusal, match="gå vidare"):
        actions.call_meeting(by=maria, at=on(12, 6), meeting=meeting)


def test_a_call_after_the_meeting_is_refused(cast, story):
    with pytest.raises(Refusal, match="redan varit"):
        actions.call_meeting(by=cast.actor("maria"), at=on(12, 10), meeting=board(cast))


def test_attendance_comes_on_the_day_and_opens_the_meeting(cast, story):
    meeting = board(cast)
    with pytest.raises(Refusal, match="2026-12-09"):
        attend(cast, meeting, at=on(12, 8))
    with pytest.raises(Refusal, match="vilka som är med"):
        attend(cast, meeting, names=[])
    with pytest.raises(Refusal, match="först in vilka"):
        settle(cast, item_of(meeting, story))
    attend(cast, meeting)
    attend(cast, meeting, names=["Karin Falk", "Rut Berg", "Maj Styrman"])
    assert meeting.attendances.count() == 3
    settle(cast, item_of(meeting, story))
    with pytest.raises(Refusal, match="redan beslutad"):
        attend(cast, meeting)


def test_remote_only_after_the_boards_decision(cast, story):
    meeting = board(cast)
    with pytest.raises(Refusal, match="distans"):
        attend(cast, meeting, way="remote")
    settle_charter(cast, remote_decided_on=date(2026, 3, 4))
    attend(cast, meeting, way="remote")
    with pytest.raises(Refusal, match="särskilda skäl"):
        attend(cast, meeting, way="audio")


def test_a_member_that_has_left_has_no_seat(cast, story):
    cast.association.memberships.filter(organisation__party_id="af").update(valid_to=date(2026, 12, 1))
    meeting = board(cast)
    attend(cast, meeting)
    assert not meeting.attendances.filter(name="Arne Alm").exists()
    assert deciding.quorum_of(item_of(meeting, story)).seats == 4


# -- deciding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "reason", "stage"),
    [("yes", "", "agreement"), ("no", "För dyrt.", "closed"), ("sent_back", "Räkna om.", "proposal")],
)
def test_the_case_follows_the_meeting(cast, story, outcome, reason, stage):
    meeting = board(cast)
    attend(cast, meeting)
    item = settle(cast, item_of(meeting, story), outcome, reason=reason)
    made = story.state.decisions[-1]
    assert (story.state.stage, made.outcome, made.meeting) == (stage, outcome, meeting.key)
    assert made.decided_on == date(2026, 12, 9)
    assert item.event.data["meeting"] == meeting.key


@pytest.mark.parametrize("outcome", ["no", "sent_back"])
def test_no_and_sent_back_need_a_reason(cast, story, outcome):
    meeting = board(cast)
    attend(cast, meeting)
    with pytest.raises(Refusal) as refusal:
        settle(cast, item_of(meeting, story), outcome)
    assert refusal.value.field == "reason"
    assert story.state.stage == "decision"


def test_without_a_quorum_nothing_is_decided_and_who_is_missing_is_said(cast, story):
    meeting = board(cast)
    attend(cast, meeting, names=["Karin Falk", "Bo Styrman"])
    with pytest.raises(Refusal, match=r"2 av 5 .* 3 behövs\. Ingen är med från Arbetsförmedlingen, Region"):
        settle(cast, item_of(meeting, story))
    assert story.state.stage == "decision"
    assert settle(cast, item_of(meeting, story), "adjourned").outcome == "adjourned"


def test_who_has_a_conflict_is_not_counted_and_the_substitute_steps_in(cast, story):
    meeting = board(cast)
    attend(cast, meeting, names=["Karin Falk", "Arne Alm", "Rut Berg", "Rolf Berg"])
    item = item_of(meeting, story)
    found = {s.seat.name: s.by.name for s in deciding.serving_at(item, away(meeting, "Rut Berg")) if s.by}
    assert found == {"Karin Falk": "Karin Falk", "Arne Alm": "Arne Alm", "Rut Berg": "Rolf Berg"}
    settle(cast, item, away=away(meeting, "Rut Berg"))
    assert "Rut Berg" not in {row.name for row in deciding.took_part(item)}
    with pytest.raises(Refusal, match="deltog inte"):
        reserve(cast, item, "Rut Berg")
    assert "Rolf Berg tjänstgör." in minutes.draft(meeting)


def test_a_conflict_can_take_the_quorum_away(cast, story):
    meeting = board(cast)
    attend(cast, meeting, names=["Karin Falk", "Arne Alm", "Rut Berg"])
    with pytest.raises(Refusal, match="inte beslutsför"):
        settle(cast, item_of(meeting, story), away=away(meeting, "Rut Berg"))
    assert not item_of(meeting, story).away.exists()


def test_votes(cast, story):
    settle_charter(cast, majority="two_thirds")
    meeting = board(cast)
    attend(cast, meeting)
    item = item_of(meeting, story)
    with pytest.raises(Refusal, match="kvalificerad"):
        settle(cast, item)
    with pytest.raises(Refusal, match="5 tjänstgör"):
        settle(cast, item, votes=Votes(3, 1))
    with pytest.raises(Refusal, match="Rösterna säger nej"):
        settle(cast, item, votes=Votes(3, 2))
    settle(cast, item, votes=Votes(4, 1))
    assert "Omröstning: 4 ja, 1 nej, 0 avstår." in minutes.draft(meeting)


def reserve(cast, item, name, text="Pengarna behövs till annat."):
    row = item.meeting.attendances.get(name=name)
    return deciding.reserve(by=cast.actor("maria"), at=DAY, item=item, attendance=row, text=text)


def test_a_reservation_once_and_after_a_decision(cast, story):
    meeting = board(cast)
    attend(cast, meeting)
    item = item_of(meeting, story)
    with pytest.raises(Refusal, match="inget beslut"):
        reserve(cast, item, "Arne Alm")
    settle(cast, item)
    made = reserve(cast, item, "Arne Alm")
    with pytest.raises(Refusal, match="redan reserverat"):
        reserve(cast, item, "Arne Alm")
    assert "Arne Alm reserverar sig mot beslutet. Pengarna behövs till annat." in minutes.draft(meeting)
    with pytest.raises(Error), transaction.atomic():
        made.delete()


def test_two_who_record_at_once(cast, story):
    meeting = board(cast)
    attend(cast, meeting)
    mine, yours = item_of(meeting, story), item_of(meeting, story)
    settle(cast, mine)
    with pytest.raises(Refusal, match="Någon har redan"):
        settle(cast, yours, "no", reason="Nej.")
    assert story.state.stage == "agreement"


@pytest.mark.parametrize(("who", "outcome"), [("bo", NotAllowed), ("johan", NotAllowed), ("outsider", NotFound)])
def test_only_the_manager_records(cast, story, who, outcome):
    meeting = board(cast)
    attend(cast, meeting)
    with pytest.raises(outcome):
        settle(cast, item_of(meeting, story), who=who)


def test_the_board_is_informed_of_an_esf_case(cast):
    story = Story(cast).recommended()
    meeting = board(cast)
    attend(cast, meeting)
    item = item_of(meeting, story)
    assert agenda.outcomes(item) == ("noted", "adjourned")
    with pytest.raises(ValueError, match="no such outcome"):
        settle(cast, item)
    settle(cast, item, "noted")
    assert story.state.stage == "decision"


def test_the_group_recommends_at_its_meeting_and_the_board_decides_on_a_later_day(cast):
    story = Story(cast, kind="measure", organiser="region-05").answered()
    group = board(cast, kind="group", starts_at=on(12, 2))
    people = {account.pk: "room" for account in actions.group_members(group)}
    assert len(people) == len(EVERYBODY) + 1
    actions.record_attendance(by=cast.actor("maria"), at=on(12, 8), meeting=group, ways=people)
    settle(cast, item_of(group, story), said="Gruppen är enig.")
    made = story.state.recommendation
    assert (made.meeting, made.why) == (group.key, "Gruppen är enig.")
    with pytest.raises(Refusal, match="2026-12-02"):
        direct(cast, story, decided_on=date(2026, 12, 1))
    direct(cast, story, decided_on=date(2026, 12, 2))


def direct(cast, story, **changes):
    facts = {"outcome": "yes", "decided_on": date(2026, 12, 9), "minutes": "Protokoll § 41"} | changes
    return deciding_elsewhere.decide_board(by=cast.actor("maria"), at=on(12, 10), case=story.case, **facts)


def test_a_decision_without_a_meeting_here_says_where_it_stands(cast, story):
    with pytest.raises(Refusal) as refusal:
        direct(cast, story, minutes=" ")
    assert refusal.value.field == "minutes"
    with pytest.raises(Refusal) as refusal:
        direct(cast, story, outside=True)
    assert refusal.value.field == "outside"
    with pytest.raises(Refusal, match="dagordning"):
        direct(cast, story, meeting=board(cast).key)
    settle_charter(cast, outside_meetings=True)
    direct(cast, story, outside=True, minutes="Delegation, protokoll § 7")
    assert story.state.decisions[-1].minutes == "Delegation, protokoll § 7"


# -- minutes ------------------------------------------------------------------------------------------


@pytest.fixture
def closed(cast, story):
    meeting = board(cast)
    attend(cast, meeting, names=["Karin Falk", "Asta Alm", "Rut Berg", "Bo Styrman", "Vera Vik", "Viktor Vik"])
    for item in meeting.items.all():
        settle(cast, queries.item_of(meeting, item.pk), immediate=item.case is not None)
    actions.close_meeting(by=cast.actor("maria"), at=on(12, 9, 15), meeting=meeting)
    return meeting


def save(cast, meeting, text="", based_on=0):
    return minutes.save_minutes(by=cast.actor("maria"), at=on(12, 10), meeting=meeting, text=text, based_on=based_on)


def adjust(cast, meeting, **changes):
    facts = {"adjusted_by": "Rut Berg och Karin Falk", "adjusted_on": date(2026, 12, 16)} | changes
    return minutes.adjust(by=cast.actor("maria"), at=on(12, 18), meeting=meeting, **facts)


def test_the_meeting_ends_when_every_point_has_an_outcome(cast, story):
    meeting = board(cast)
    attend(cast, meeting)
    settle(cast, item_of(meeting, story))
    with pytest.raises(Refusal, match="Val av justerare"):
        actions.close_meeting(by=cast.actor("maria"), at=DAY, meeting=meeting)


def test_the_draft_tells_what_was_recorded(cast, closed):
    text = minutes.draft(closed)
    for part in (
        "9 december 2026 klockan 13.00. Plats: Motala.",
        "- Rut Berg, ordförande, Region Östergötland",
        "- Asta Alm, Arbetsförmedlingen, tjänstgör för Arne Alm",
        "# Ersättare som inte tjänstgör\n- Viktor Vik, Vadstena kommun",
        "Styrelsen är beslutsför: 5 av 5 platser är fyllda.",
        "# § 3 Steget vidare",
        f"Beslut: {YES}",
        "att justera protokollet tillsammans med ordföranden.",
        "Ingen kallelse har skickats genom Samordna.",
        "Paragrafen förklaras omedelbart justerad.",
    ):
        assert part in text


def test_what_a_person_has_changed_is_never_written_over(cast, closed):
    first = save(cast, closed)
    assert (first.version, first.by_person) == (1, False)
    assert save(cast, closed).pk == first.pk, "the same text is the same version"
    mine = save(cast, closed, first.text + "\n\nOrdföranden tackar.", based_on=1)
    assert (mine.version, mine.by_person) == (2, True)
    with pytest.raises(Refusal, match="skrivs inte över"):
        save(cast, closed)
    with pytest.raises(Refusal) as refusal:
        save(cast, closed, "En annan text", based_on=1)
    assert refusal.value.field == "text"
    assert not minutes.is_behind(closed)
    item = closed.items.exclude(case=None).get()
    asta = closed.attendances.get(name="Asta Alm")
    with pytest.raises(Refusal, match="innan mötet slutar"):
        deciding.reserve(by=cast.actor("maria"), at=on(12, 10), item=item, attendance=asta)
    item.reservations.create(attendance=asta, made_at=DAY, recorded_by_name="Maria Lindqvist")
    assert minutes.is_behind(closed)
    assert minutes.newest(closed).text.endswith("Ordföranden tackar.")
    with pytest.raises(Refusal, match="nya utkastet"):
        adjust(cast, closed)
    save(cast, closed, mine.text + "\nAsta Alm reserverar sig.", based_on=2)
    assert adjust(cast, closed).minutes_hash == minutes.sha256(minutes.newest(closed).text)


def test_adjusted_minutes_are_frozen(cast, closed):
    meeting = adjust(cast, closed)
    held = minutes.newest(meeting)
    assert (meeting.state, meeting.minutes_hash) == ("adjusted", minutes.sha256(held.text))
    with pytest.raises(Refusal, match="ändras inte"):
        save(cast, meeting, "Ny text", based_on=held.version)
    with pytest.raises(Refusal):
        adjust(cast, meeting)
    with pytest.raises(Error), transaction.atomic():
        MinutesVersion.objects.filter(pk=held.pk).update(text="Annat")
    for change in ({"minutes_hash": "0" * 64}, {"adjusted_by": "Någon"}, {"state": "closed"}):
        with pytest.raises(Error, match="fixed"), transaction.atomic():
            type(meeting).objects.filter(pk=meeting.pk).update(**change)
    item = meeting.items.exclude(case=None).get()
    with pytest.raises(Refusal):
        reserve(cast, item, "Rut Berg")
    minutes.post_notice(by=cast.actor("maria"), at=on(12, 18), meeting=meeting, posted_on=date(2026, 12, 17))
    with pytest.raises(Refusal):
        minutes.post_notice(by=cast.actor("maria"), at=on(12, 18), meeting=meeting, posted_on=date(2026, 12, 18))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adjusted_by": ""}, "adjusted_by"),
        ({"adjusted_on": date(2026, 12, 8)}, "adjusted_on"),
        ({"adjusted_on": date(2026, 12, 19)}, "adjusted_on"),
        ({"posted_on": date(2026, 12, 15)}, "posted_on"),
    ],
)
def test_days_in_order(cast, closed, changes, field):
    with pytest.raises(Refusal) as refusal:
        adjust(cast, closed, **changes)
    assert refusal.value.field == field
    closed.refresh_from_db()
    assert closed.state == "closed"


def test_the_paper_has_every_part(cast, closed):
    meeting = adjust(cast, closed)
    held = minutes.newest(meeting)
    made = minutes.paper_of(meeting, held.text, held)
    assert ("Kontrollsumma, SHA-256", meeting.minutes_hash) in made.facts
    assert [b.heading for b in made.blocks if hasattr(b, "heading")][:2] == [
        "Beslutande",
        "Ersättare som inte tjänstgör",
    ]


# -- who sees, and what waits -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("maria", {"board", "group"}),
        ("bo", {"board"}),
        ("johan", {"group"}),
        ("nadia", set()),
        ("vera", set()),
        ("outsider", set()),
    ],
)
def test_who_sees_which_meetings(cast, story, who, sees):
    made = {"board": board(cast), "group": board(cast, kind="group")}
    actor = cast.actor(who)
    assert {m.kind for m in queries.meetings_of(actor, date(2026, 12, 4))} == sees
    for kind, meeting in made.items():
        if kind in sees:
            assert queries.meeting_by_key(actor, meeting.key) == meeting
        else:
            with pytest.raises(NotFound):
                queries.meeting_by_key(actor, meeting.key)


def test_what_waits_follows_the_meeting(cast, story):
    maria, meeting = cast.actor("maria"), board(cast)
    titles = lambda day: [w.title for w in queries.waiting_for(maria, day)]  # noqa: E731
    assert titles(date(2026, 12, 4)) == ["Skicka kallelsen: Styrelsens möte 9 december"]
    actions.call_meeting(by=maria, at=on(12, 4), meeting=meeting)
    assert titles(date(2026, 12, 4)) == []
    assert titles(date(2026, 12, 9)) == ["Skriv in vilka som är med: Styrelsens möte 9 december"]
    assert [d[0] for d in queries.coming_dates(cast.actor("bo"), date(2026, 12, 4))] == [date(2026, 12, 9)]
    assert list(queries.waiting_for(cast.actor("bo"), date(2026, 12, 9))) == []


def test_every_step_is_in_the_trail(cast, closed):
    told = list(AuditEvent.objects.filter(subject=closed.key).values_list("what", flat=True))
    assert told[0] == "meeting.planned"
    assert told[-1] == "meeting.closed"
    assert told.count("meeting.item_decided") == 3


def test_the_group_may_not_record_what_the_rule_refuses(cast):
    story = Story(cast, kind="measure").answered()
    group = board(cast, kind="group", starts_at=on(12, 2))
    item = points.add_item(by=cast.actor("maria"), at=on(12, 1), meeting=group, case=story.case)
    people = {account.pk: "room" for account in actions.group_members(group)}
    actions.record_attendance(by=cast.actor("maria"), at=on(12, 2), meeting=group, ways=people)
    with pytest.raises(Refusal, match="leda"):
        settle(cast, item)
    with pytest.raises(Refusal, match="leda"):
        preparing.recommend(by=cast.actor("maria"), at=on(12, 8), case=story.case)


def test_a_call_is_a_letter_to_those_with_an_account(cast, story):
    maria, meeting = cast.actor("maria"), board(cast)
    actions.call_meeting(by=maria, at=on(12, 4), meeting=meeting)
    told = Letter.objects.get(subject=meeting.key)
    assert (told.to, told.kind, told.subject) == (cast.people["bo"], "called", meeting.key)
    assert len(letters.not_reached(meeting, date(2026, 12, 4))) == 9
    group = board(cast, kind="group", starts_at=on(12, 8))
    actions.call_meeting(by=maria, at=on(12, 4), meeting=group)
    assert Letter.objects.filter(subject=group.key).count() == len(EVERYBODY)
    assert letters.not_reached(group, date(2026, 12, 4)) == []


def test_meetings_stand_in_the_calendar_of_those_who_see_them(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    first = next(iter(queries.calendar_dates(cast.actor("bo"))))
    assert (first.id, first.first, first.sequence) == (f"meeting-{meeting.key}", DAY, 1)
    actions.move_meeting(by=maria, at=on(12, 5), meeting=meeting, starts_at=on(12, 16), place="Vadstena")
    moved = next(iter(queries.calendar_dates(maria)))
    assert (moved.first, moved.sequence, moved.changed) == (on(12, 16), 2, on(12, 5))
    assert list(queries.calendar_dates(cast.actor("johan"))) == []
    actions.cancel_meeting(by=maria, at=on(12, 6), meeting=meeting, why="För få kan.")
    assert list(queries.calendar_dates(maria)) == []


# -- what is decided, in full -------------------------------------------------------------------------


def test_what_is_proposed_follows_the_case_until_somebody_writes_other_words(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    item = item_of(meeting, story)
    facts = {"by": maria, "at": on(12, 4), "item": item, "title": item.title, "text": ""}
    points.change_item(**facts, proposal=YES)
    assert item_of(meeting, story).proposal == "", "the same words are still the case's own"
    points.change_item(**facts, proposal="Styrelsen bordlägger frågan.")
    assert proposed(item_of(meeting, story)) == "Styrelsen bordlägger frågan."


def test_the_board_is_told_what_an_esf_project_is(cast):
    story = Story(cast, kind="esf", organiser="region-05").recommended()
    said = suggested(story.case, "board")
    assert said.startswith("Styrelsen tar emot informationen om ESF+-projektet ”Steget vidare” 1 mars 2027–")
    assert "Förslaget är att Region Östergötland är projektanordnare. Projektet kostar " in said
    assert "Parterna har lovat " in said
    assert said.endswith("Varje part beslutar för sig.")


def test_the_sentence_of_a_guarantor_case_names_its_ground(cast):
    story = Story(cast, kind="esf").answered()
    assert story.state.guarantor_open
    said = suggested(story.case, "group")
    assert said.startswith("Gruppen föreslår att parterna beslutar att genomföra ESF+-projektet ”Steget vidare”")
    assert "Försäkringskassan är projektanordnare som garant enligt regeringens beslut 2025-03-13, S2025/00456" in said


def test_the_group_names_whom_it_chose(cast):
    story = Story(cast, kind="measure", organiser="region-05").answered()
    story.answer("fk", organiser="willing")
    assert "att den part som gruppen väljer leder den" in suggested(story.case, "group")
    assert "att Försäkringskassan leder den" in suggested(story.case, "group", "fk")


# -- adjusters, the call, the agenda ------------------------------------------------------------------


def test_those_who_adjust_are_elected_and_stand_in_the_minutes(cast, story):
    meeting = board(cast)
    attend(cast, meeting)
    item = queries.item_of(meeting, meeting.items.get(mark="adjusters").pk)
    bo, lost = meeting.attendances.get(name="Bo Styrman"), meeting.attendances.order_by("-pk").first().pk + 1
    for nobody in ([], [lost]):
        with pytest.raises(Refusal) as refusal:
            settle(cast, item, adjusters=nobody)
        assert refusal.value.field == "adjusters"
    settle(cast, item, adjusters=[bo.pk])
    assert item.said == "Mötet utser Bo Styrman att justera protokollet tillsammans med ordföranden."
    assert minutes.who_adjust(meeting) == "Rut Berg och Bo Styrman"
    paper = minutes.paper_of(meeting, minutes.draft(meeting), None)
    assert "Justerare, Bo Styrman" in [getattr(block, "who", "") for block in paper.blocks]


def test_the_minutes_say_whether_and_when_the_call_went_out(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    assert "Ingen kallelse har skickats genom Samordna." in minutes.draft(meeting)
    actions.call_meeting(by=maria, at=on(12, 4), meeting=meeting)
    assert meeting.sent_by.startswith("Maria Lindqvist")
    assert "Kallelsen skickades 4 december 2026." in minutes.draft(meeting)


def test_an_agenda_changed_after_the_call_is_sent_anew(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    points.add_item(by=maria, at=on(12, 4), meeting=meeting, title="Före")
    assert meeting.agenda_changed_at is None, "nobody has been called yet"
    actions.call_meeting(by=maria, at=on(12, 4), meeting=meeting)
    points.add_item(by=maria, at=on(12, 5), meeting=meeting, title="Efter")
    meeting.refresh_from_db()
    assert meeting.agenda_changed_at == on(12, 5)
    actions.call_meeting(by=maria, at=on(12, 6), meeting=meeting)
    assert meeting.agenda_changed_at is None


def test_a_case_is_moved_between_agendas(cast, story):
    first, second = board(cast), board(cast, starts_at=on(12, 16, 13))
    maria = cast.actor("maria")
    (candidate,) = agenda.candidates(second, date(2026, 12, 4))
    assert candidate.may_be_moved
    points.move_item(by=maria, at=on(12, 5), item=candidate.elsewhere, to=second)
    assert not first.items.standing().filter(case=story.case).exists()
    assert second.items.standing().filter(case=story.case).exists()
    with pytest.raises(ValueError):
        points.move_item(by=maria, at=on(12, 5), item=item_of(second, story), to=board(cast, kind="group"))


@pytest.mark.parametrize(
    "when", [on(12, 9).replace(year=1), on(12, 9).replace(year=1900), on(12, 9).replace(year=9999)]
)
def test_a_meeting_in_a_year_that_nobody_means(cast, when):
    with pytest.raises(Refusal) as refusal:
        board(cast, starts_at=when)
    assert refusal.value.field == "day"
    with pytest.raises(Refusal):
        actions.move_meeting(by=cast.actor("maria"), at=on(12, 4), meeting=board(cast), starts_at=when, place="x")


# -- coming late and leaving early --------------------------------------------------------------------


def test_the_quorum_follows_those_who_come_and_go(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    attend(cast, meeting, names=["Rut Berg", "Bo Styrman"])
    first, second, last = meeting.items.standing()
    assert not deciding.quorum_of(queries.item_of(meeting, last.pk)).ok
    chair = Seat.objects.get(name="Karin Falk")
    when = {"by": maria, "at": DAY, "meeting": meeting}
    actions.note_arrival(**when, key=chair.pk, way="room", section=second.section)
    with pytest.raises(Refusal):
        actions.note_arrival(**when, key=chair.pk, way="room", section=last.section)
    assert not deciding.quorum_of(queries.item_of(meeting, first.pk)).ok
    assert deciding.quorum_of(queries.item_of(meeting, second.pk)).ok
    gone = meeting.attendances.get(name="Bo Styrman")
    actions.note_leaving(**when, attendance=gone, section=last.section)
    assert not deciding.quorum_of(queries.item_of(meeting, last.pk)).ok
    assert "Bo Styrman" not in [row.name for row in deciding.took_part(queries.item_of(meeting, last.pk))]
    text = minutes.draft(meeting)
    assert "# Kommer under mötet\n- Karin Falk, Försäkringskassan, från § 2" in text
    assert "Bo Styrman" in text and ", till och med § 2" in text


def test_nobody_comes_to_or_leaves_a_point_that_is_decided(cast, story):
    meeting, maria = board(cast), cast.actor("maria")
    attend(cast, meeting, names=["Rut Berg", "Bo Styrman", "Karin Falk"])
    first = meeting.items.standing().first()
    settle(cast, queries.item_of(meeting, first.pk))
    arne, bo = Seat.objects.get(name="Arne Alm"), meeting.attendances.get(name="Bo Styrman")
    for section in (first.section, 99):
        with pytest.raises(Refusal):
            actions.note_arrival(by=maria, at=DAY, meeting=meeting, key=arne.pk, way="room", section=section)
        with pytest.raises(Refusal):
            actions.note_leaving(by=maria, at=DAY, meeting=meeting, attendance=bo, section=section)
    with pytest.raises(Refusal):
        actions.note_arrival(by=maria, at=DAY, meeting=meeting, key=arne.pk, way="remote", section=2)


def test_a_text_that_was_saved_after_it_was_read_is_not_the_one_adjusted(cast, closed):
    read = minutes.sha256(minutes.text_of(closed))
    save(cast, closed, "En annan text")
    with pytest.raises(Refusal, match="Texten har ändrats"):
        adjust(cast, closed, text_hash=read)
    adjust(cast, closed, text_hash=minutes.sha256("En annan text"))
    assert closed.minutes_hash == minutes.sha256("En annan text")


def test_the_recommendation_says_when_the_group_said_it(cast):
    story = Story(cast, kind="measure", organiser="region-05").answered()
    facts = {"by": cast.actor("maria"), "at": on(12, 4), "case": story.case}
    for day in (date(2026, 12, 5), date(1900, 1, 1)):
        with pytest.raises(Refusal) as refusal:
            preparing.recommend(**facts, said_on=day)
        assert refusal.value.field == "said_on"
    preparing.recommend(**facts, said_on=date(2026, 11, 20))
    assert story.state.recommendation.said_on == date(2026, 11, 20)
    minutes_here = {"minutes": "§ 4", "outcome": "yes", "decided_on": date(2026, 11, 21)}
    deciding_elsewhere.decide_board(**facts, **minutes_here)
    assert story.state.stage == "agreement"
