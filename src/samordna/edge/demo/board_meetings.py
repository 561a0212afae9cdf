"""The board of Östra Vättern: who sits, what its charter says, a meeting with adjusted minutes and one to come.

Played through the ordinary actions. The meeting to come takes up what is ready, as it would for anybody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from samordna.agree.decisions.meetings import actions, deciding, minutes, points, queries, seats
from samordna.agree.decisions.meetings.models import Meeting, Seat
from samordna.agree.decisions.meetings.rules import MEMBER, SUBSTITUTE, Votes
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.edge.demo import people
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Association

MANAGER = "Maria Lindqvist"
#: Member, ordinary, substitute, who leads. Only Lars Hedlund has an account.
SEATS = (
    ("fk", "Karin Sandell", "Peter Moberg", ""),
    ("af", "Lena Ahlström", "Amir Hassan", ""),
    ("region-05", "Rut Bergdahl", "Kjell Åberg", "chair"),
    ("municipality-0509", "Gun Isaksson", "Olof Rydell", ""),
    ("municipality-0560", "Mats Ekdahl", "Sofia Linde", ""),
    ("municipality-0583", "Lars Hedlund", "Maj Wester", "vice"),
    ("municipality-0584", "Vera Stigsdotter", "Nils Öberg", ""),
    ("municipality-0586", "Hanna Falk", "Tore Granat", ""),
)
OWN = (
    (
        "Förbundets ekonomi till och med augusti",
        "Resultatet är 310 tkr bättre än budget.",
        "Styrelsen noterar informationen.",
    ),
    (
        "Budget och verksamhetsplan för nästa år",
        "Medlemssamråd är hållet. Förslaget omsluter 7 420 tkr.",
        "Styrelsen fastställer budgeten och verksamhetsplanen.",
    ),
)


def make(*, at: datetime) -> None:
    """Seats, charter, what has been and what comes, as it stands at the moment ``at``."""
    association = Association.objects.select_related("organisation").get(slug=OSTRA_VATTERN)
    maria = people.actor(MANAGER, at)
    _seat(association, maria, at)
    _settle(association, maria, at)
    _past(association, maria, at)
    _coming(association, maria, at)


def _seat(association: Association, maria: Actor, at: datetime) -> None:
    """The term began on the first of April, the year after the elections (R16)."""
    since = date(_election(at) + 1, 4, 1)
    accounts = {a.name: a for a in Account.objects.filter(name__in=[row[1] for row in SEATS], is_demo=True)}
    for member, ordinary, substitute, lead in SEATS:
        for name, kind, role in ((ordinary, MEMBER, lead), (substitute, SUBSTITUTE, "")):
            seats.give_seat(
                by=maria,
                at=at,
                association=association,
                member=member,
                name=name,
                kind=kind,
                lead=role,
                account=accounts.get(name),
                valid_from=since,
            )


def _election(at: datetime) -> int:
    """The latest election year whose board has begun to sit: every fourth year, 2022 among them."""
    year = day_of(at).year - (0 if day_of(at) >= date(day_of(at).year, 4, 1) else 1) - 1
    return year - (year - 2022) % 4


def _settle(association: Association, maria: Actor, at: datetime) -> None:
    first = date(_election(at) + 1, 4, 1)
    seats.settle_charter(
        by=maria,
        at=at,
        association=association,
        valid_from=first,
        source="Förbundsordning antagen av medlemmarna, och styrelsens arbetsordning",
        remote_decided_on=first + timedelta(days=14),
        notice_board="medlemmarnas anslagstavlor",
    )


def _past(association: Association, maria: Actor, at: datetime) -> None:
    """Seven weeks ago: economy and budget, one with a conflict of interest, one with a vote and a reservation."""
    day = _weekday(day_of(at) - timedelta(days=49))
    moment = datetime.combine(day, time(13), STOCKHOLM)
    meeting = actions.plan_meeting(
        by=maria,
        at=moment - timedelta(days=20),
        association=association,
        kind=BOARD,
        starts_at=moment,
        place="Folkets hus, Motala",
        called_by="Rut Bergdahl",
    )
    for item in meeting.items.exclude(case=None):
        points.remove_item(by=maria, at=moment - timedelta(days=19), item=queries.item_of(meeting, item.pk))
    for title, text, proposal in OWN:
        points.add_item(
            by=maria, at=moment - timedelta(days=15), meeting=meeting, title=title, text=text, proposal=proposal
        )
    actions.call_meeting(by=maria, at=moment - timedelta(days=10), meeting=meeting)
    ways = {seat.pk: "room" for seat in Seat.objects.filter(association=association, kind=MEMBER)}
    ways |= {seat.pk: "" for seat in Seat.objects.filter(association=association, name="Gun Isaksson")}
    ways |= {seat.pk: "remote" for seat in Seat.objects.filter(association=association, name="Olof Rydell")}
    actions.record_attendance(by=maria, at=moment, meeting=meeting, ways=ways, secretary=MANAGER)
    _decide_all(meeting, maria, moment)
    actions.close_meeting(by=maria, at=moment + timedelta(hours=2), meeting=meeting)
    minutes.save_minutes(by=maria, at=moment + timedelta(days=1), meeting=meeting)
    minutes.adjust(
        by=maria,
        at=moment + timedelta(days=9),
        meeting=meeting,
        adjusted_by="Rut Bergdahl och Hanna Falk",
        adjusted_on=_weekday(day + timedelta(days=8)),
        posted_on=_weekday(day + timedelta(days=9)),
    )


def _decide_all(meeting: Meeting, maria: Actor, moment: datetime) -> None:
    for one in meeting.items.filter(removed_at=None):
        item = queries.item_of(meeting, one.pk)
        facts: dict[str, object] = {"outcome": "noted" if item.title == OWN[0][0] else "yes", "said": item.proposal}
        if item.mark == "adjusters":
            facts["adjusters"] = [meeting.attendances.get(name="Hanna Falk").pk]
        if item.title == OWN[1][0]:
            facts |= {"votes": Votes(6, 1, 1, "yes"), "immediate": True}
        deciding.record_item(by=maria, at=moment, item=item, **facts)  # type: ignore[arg-type]
    budget = queries.item_of(meeting, meeting.items.get(title=OWN[1][0]).pk)
    mats = meeting.attendances.get(name="Mats Ekdahl")
    text = "Medlemmarnas avgift bör inte höjas."
    deciding.reserve(by=maria, at=moment, item=budget, attendance=mats, text=text)


def _coming(association: Association, maria: Actor, at: datetime) -> None:
    """The board in four weeks, the group in two. What is ready stands on their agendas."""
    for kind, days, hour, place in ((BOARD, 27, 13, "Region Östergötland, Linköping"), (GROUP, 13, 9, "På distans")):
        starts_at = datetime.combine(_weekday(day_of(at) + timedelta(days=days)), time(hour), STOCKHOLM)
        who = "Rut Bergdahl" if kind == BOARD else MANAGER
        actions.plan_meeting(
            by=maria, at=at, association=association, kind=kind, starts_at=starts_at, place=place, called_by=who
        )


def _weekday(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
