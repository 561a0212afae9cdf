"""Planning, calling, opening and closing a meeting. Every act: check who → rule → write → audit, one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from samordna.agree.decisions.meetings import rules, states
from samordna.agree.decisions.meetings.agenda import FORMAL, candidates
from samordna.agree.decisions.meetings.holding import check_state, hold, lock, record
from samordna.agree.decisions.meetings.letters import write_call
from samordna.agree.decisions.meetings.models import AgendaItem, Attendance, Meeting, Seat
from samordna.agree.decisions.meetings.permissions import check_prepare
from samordna.agree.decisions.meetings.points import next_section, put
from samordna.agree.decisions.meetings.seats import charter_on, holders_on
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.agree.needs.actions import signature
from samordna.agree.needs.numbers import next_number
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Assignment, Association

MOST_YEARS_AHEAD = 5
NAMES = {BOARD: "styrelsen", GROUP: "beredningsgruppen"}
#: Attendance as it is typed: who → how; nothing for somebody who is not there.
Ways = Mapping[int, str]


@transaction.atomic
def plan_meeting(
    *,
    by: Actor,
    at: datetime,
    association: Association,
    kind: str,
    starts_at: datetime,
    place: str,
    called_by: str = "",
) -> Meeting:
    """Plan a meeting of the ``board`` or the ``group``. The formal points and all that is ready stand on it."""
    check_prepare(by, association.slug)
    if kind not in states.KINDS:
        raise ValueError(f"no such kind of meeting: {kind}")
    _check_when(starts_at, at)
    _check_place(place)
    Association.objects.select_for_update().get(pk=association.pk)  # two at once get a number each
    held = Meeting.objects.filter(association=association, kind=kind)
    number = next_number(held, day_of(starts_at).year, of=association)
    made = Meeting.objects.create(
        key=f"{association.slug}-{NAMES[kind]}-{number}",
        association=association,
        kind=kind,
        number=number,
        starts_at=starts_at,
        place=place.strip(),
        state=states.after("", "plan"),
        called_by=called_by.strip() or signature(by),
    )
    for position, (mark, title, proposal) in enumerate(FORMAL, start=1):
        AgendaItem.objects.create(meeting=made, position=position, mark=mark, title=title, proposal=proposal)
    for found in candidates(made, day_of(at)):
        if not found.stop:
            put(made, case=found.case, need=found.need)
    record(by, at, "meeting.planned", made, {"kind": kind, "starts_at": starts_at.isoformat()})
    return made


@transaction.atomic
def move_meeting(*, by: Actor, at: datetime, meeting: Meeting, starts_at: datetime, place: str) -> None:
    """Another time or place. A call that was sent no longer holds."""
    hold(by, meeting, "move")
    _check_when(starts_at, at)
    _check_place(place)
    meeting.starts_at, meeting.place, meeting.called_at = starts_at, place.strip(), None
    meeting.sent_by, meeting.agenda_changed_at = "", None
    meeting.save(update_fields=["starts_at", "place", "called_at", "sent_by", "agenda_changed_at", "state"])
    record(by, at, "meeting.moved", meeting, {"starts_at": starts_at.isoformat()})


@transaction.atomic
def call_meeting(*, by: Actor, at: datetime, meeting: Meeting) -> None:
    """The call is sent, as letters to those with an account. Refusal for an empty agenda or a time that has been."""
    hold(by, meeting, "call")
    if not meeting.items.standing().exists():
        raise Refusal("Dagordningen är tom. Lägg till det som ska tas upp.", message_en="The agenda is empty.")
    if meeting.starts_at < at:
        raise Refusal("Mötet har redan varit. Skriv in närvaron i stället.", message_en="The meeting has been already.")
    meeting.called_at, meeting.sent_by, meeting.agenda_changed_at = at, signature(by), None
    meeting.save(update_fields=["called_at", "sent_by", "agenda_changed_at", "state"])
    record(by, at, "meeting.called", meeting, {"letters": write_call(meeting, at=at)})


@transaction.atomic
def cancel_meeting(*, by: Actor, at: datetime, meeting: Meeting, why: str) -> None:
    """The meeting is not held. What stood on its agenda waits for the next."""
    hold(by, meeting, "cancel")
    if not why.strip():
        raise Refusal("Skriv varför mötet ställs in.", field="reason", message_en="Write why it is cancelled.")
    meeting.cancelled_because = why.strip()
    meeting.save(update_fields=["cancelled_because", "state"])
    record(by, at, "meeting.cancelled", meeting, {}, why=why.strip())


@transaction.atomic
def record_attendance(*, by: Actor, at: datetime, meeting: Meeting, ways: Ways, secretary: str = "") -> None:
    """Who is there, and how: seat (board) or account (group) → ``room``, ``remote``, ``audio`` or nothing.

    The first time opens the meeting: its points get their section numbers. Later it is corrected, until a point has
    been decided – then whoever leaves is noted at the point. Refusal before the meeting's day, and for nobody at all.
    """
    lock(by, meeting)
    opens = meeting.state in ("planned", "called")
    if not opens:
        check_state(meeting, ("open",))
        if meeting.items.exclude(outcome="").exists():
            raise Refusal(
                "En punkt är redan beslutad. Skriv in den som går eller kommer vid punkten i stället.",
                message_en="A point has been decided: note who leaves or comes at the point instead.",
            )
    _check_day(meeting, day_of(at))
    present = {key: way for key, way in ways.items() if way}
    if not present:
        raise Refusal("Skriv in vilka som är med.", message_en="Say who is there.")
    _check_ways(meeting, present.values())
    rows = list(_rows(meeting, present))
    meeting.attendances.all().delete()
    Attendance.objects.bulk_create(rows)
    if secretary.strip():
        meeting.secretary = secretary.strip()
    if opens:
        meeting.state = states.after(meeting.state, "open")
        meeting.opened_at = at
        _number(meeting)
    meeting.save(update_fields=["secretary", "state", "opened_at"])
    record(by, at, "meeting.attended", meeting, {"there": len(rows), "remote": _remote(rows)})


@transaction.atomic
def note_arrival(*, by: Actor, at: datetime, meeting: Meeting, key: int, way: str, section: int) -> Attendance:
    """Somebody comes while the meeting goes on, and is there from an undecided point: seat (board) or account (group).

    Points decided before keep the quorum that they had.
    """
    _check_undecided(by, meeting, section)
    _check_ways(meeting, [way])
    made = next(iter(_rows(meeting, {key: way})), None)
    if made is None or meeting.attendances.filter(seat=made.seat, account=made.account, name=made.name).exists():
        raise Refusal("Välj någon som inte redan är med.", field="who", message_en="Choose somebody not there yet.")
    made.from_section = section
    made.save()
    record(by, at, "meeting.came", meeting, {"attendance": made.pk, "section": section})
    return made


@transaction.atomic
def note_leaving(*, by: Actor, at: datetime, meeting: Meeting, attendance: Attendance, section: int) -> None:
    """Somebody leaves for good before an undecided point. For one point alone it is noted at the point."""
    _check_undecided(by, meeting, section)
    attendance.refresh_from_db()
    if not attendance.there_at(section) or attendance.from_section == section:
        raise Refusal("Välj någon som är med.", field="who", message_en="Choose somebody who is there.")
    attendance.to_section = section - 1
    attendance.save(update_fields=["to_section"])
    record(by, at, "meeting.left", meeting, {"attendance": attendance.pk, "section": section})


def _check_undecided(by: Actor, meeting: Meeting, section: int) -> None:
    lock(by, meeting)
    check_state(meeting, ("open",))
    later = meeting.items.standing().filter(section__gte=section)
    if not later.filter(section=section).exists() or later.exclude(outcome="").exists():
        raise Refusal(
            "Välj en punkt som inte är beslutad, och där ingen senare punkt är det.",
            field="section",
            message_en="Choose a point that is not decided, with no later one decided.",
        )


@transaction.atomic
def close_meeting(*, by: Actor, at: datetime, meeting: Meeting) -> None:
    """The meeting is over. Every point has an outcome: what was not settled was adjourned."""
    hold(by, meeting, "close")
    left = meeting.items.standing().filter(outcome="")
    if left.exists():
        named = ", ".join(f"”{item.title}”" for item in left)
        raise Refusal(
            f"Skriv in vad som hände med {named}. Bordlägg det som inte hanns med.",
            message_en="Some points have no outcome yet: adjourn what was not reached.",
        )
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at", "state"])
    record(by, at, "meeting.closed", meeting, {})


def _check_ways(meeting: Meeting, ways: Iterable[str]) -> None:
    """The board takes part remotely only as it has decided (R18); the group as it likes."""
    charter = charter_on(meeting.association, day_of(meeting.starts_at))
    if meeting.kind == BOARD:
        decided = charter.remote_decided_on
        allowed = decided is not None and decided <= day_of(meeting.starts_at)
        rules.check_remote(ways, remote=allowed, audio=charter.audio_allowed)


def _number(meeting: Meeting) -> None:
    """Section numbers run through the year for each body, in the order of the agenda."""
    section = next_section(meeting)
    for number, item in enumerate(meeting.items.standing(), start=section):
        AgendaItem.objects.filter(pk=item.pk).update(section=number)


def _rows(meeting: Meeting, present: Ways) -> Iterable[Attendance]:
    if meeting.kind == BOARD:
        able = {h.seat for h in holders_on(meeting.association, day_of(meeting.starts_at))}
        for seat in Seat.objects.filter(pk__in=able & set(present)).select_related("member"):
            yield Attendance(
                meeting=meeting,
                seat=seat,
                account_id=seat.account_id,
                party=seat.member,
                name=seat.name,
                way=present[seat.pk],
            )
        return
    for account in group_members(meeting).filter(pk__in=present):
        yield Attendance(
            meeting=meeting,
            account=account,
            party=account.organisation,
            name=account.name,
            way=present[account.pk],
        )


def group_members(meeting: Meeting) -> QuerySet[Account]:
    """Those who sit in the preparation group on the meeting's day, and the manager who leads its work."""
    held = Assignment.objects.in_force(day_of(meeting.starts_at)).filter(
        role__in=["preparation_member", "association_manager"], scope_key=meeting.association.slug
    )
    return Account.objects.filter(pk__in=held.values("account")).select_related("organisation").order_by("name")


def _remote(rows: Iterable[Attendance]) -> int:
    return sum(1 for row in rows if row.way != rules.ROOM)


def _check_when(starts_at: datetime, at: datetime) -> None:
    """A year that somebody means: from when there were associations, and not farther ahead than boards are elected."""
    if not FIRST_YEAR <= starts_at.year <= at.year + MOST_YEARS_AHEAD:
        raise Refusal("Kontrollera årtalet.", field="day", message_en="Check the year.")


def _check_place(place: str) -> None:
    if not place.strip():
        raise Refusal(
            "Skriv var mötet hålls, till exempel en adress eller på distans.",
            field="place",
            message_en="Write where the meeting is held.",
        )


def _check_day(meeting: Meeting, today: date) -> None:
    if today < day_of(meeting.starts_at):
        raise Refusal(
            f"Mötet är {day_of(meeting.starts_at).isoformat()}. Närvaron skrivs in då.",
            message_en=f"The meeting is on {day_of(meeting.starts_at)}: attendance is recorded then.",
        )
