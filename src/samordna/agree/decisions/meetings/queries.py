"""What can be asked about meetings, by the names people use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings.minutes import adjust_by
from samordna.agree.decisions.meetings.models import AgendaItem, Meeting
from samordna.agree.decisions.meetings.permissions import KEEPERS, check_see_meeting, may_prepare, visible_meetings
from samordna.agree.decisions.meetings.states import BOARD, GROUP, KINDS
from samordna.agree.needs.permissions import own_associations
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.waits.dates import CalendarDate
from samordna.agree.preparation.waits.waiting import in_language
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.parties.waiting import Waiting
from samordna.ground.privacy.models import AuditEvent

#: A call is due so long before the meeting; the association's own limits are about the papers, not the call.
CALL_DAYS = 7


def meeting_by_key(actor: Actor, key: str) -> Meeting:
    """The meeting with this key; NotFound if it does not exist or lies outside the actor's scope."""
    found = visible_meetings(actor).filter(key=key).first()
    if found is None:
        raise NotFound()
    check_see_meeting(actor, found)
    return found


def item_of(meeting: Meeting, pk: int) -> AgendaItem:
    """A point of the meeting's agenda; NotFound if there is none."""
    found = meeting.items.select_related("case__association__organisation", "need").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    found.meeting = meeting
    return found


def meetings_of(actor: Actor, on: date, *, past: bool = False) -> list[Meeting]:
    """The meetings that a person may see: those to come and those not finished, or those that are done."""
    found = visible_meetings(actor)
    done = ("adjusted", "cancelled")
    if past:
        return list(found.filter(state__in=done).order_by("-starts_at"))
    return list(found.exclude(state__in=done).order_by("starts_at"))


def coming_meetings(actor: Actor, on: date) -> list[Meeting]:
    """The meetings from today on, for a calendar."""
    start = datetime.combine(on, time(), STOCKHOLM)
    return list(
        visible_meetings(actor).filter(starts_at__gte=start, state__in=["planned", "called"]).order_by("starts_at")
    )


def kept_associations(actor: Actor) -> list[Association]:
    """The associations whose seats and charter the actor keeps."""
    return list(Association.objects.filter(slug__in=own_associations(actor, KEEPERS)).order_by("name"))


def next_meeting_with(case: Case) -> Meeting | None:
    """The meeting that is to settle a case: it stands on its agenda, undecided."""
    item = (
        AgendaItem.objects.filter(
            case=case, outcome="", removed_at=None, meeting__state__in=["planned", "called", "open"]
        )
        .select_related("meeting__association__organisation")
        .order_by("meeting__starts_at")
        .first()
    )
    return item.meeting if item else None


def meetings_to_take(case: Case, at: datetime) -> list[Meeting]:
    """The board's coming meetings, on whose agenda a case can be put: the first that it can make first."""
    found = Meeting.objects.filter(association=case.association, kind=BOARD, state__in=["planned", "called"])
    return list(found.filter(starts_at__gte=at).select_related("association__organisation").order_by("starts_at"))


def latest_group_day(association: Association, on: date) -> date | None:
    """The day of the preparation group's latest meeting that has been held."""
    held = Meeting.objects.filter(association=association, kind=GROUP, opened_at__isnull=False)
    days = [day_of(meeting.starts_at) for meeting in held.order_by("-starts_at")]
    return next((day for day in days if day <= on), None)


def unadjusted(keys: Iterable[str], case: Case) -> list[Meeting]:
    """Those of the meetings whose minutes are not adjusted yet, nor the point about the case at once."""
    at_once = AgendaItem.objects.filter(case=case, immediate=True).values("meeting")
    found = Meeting.objects.filter(key__in=list(keys)).exclude(state="adjusted").exclude(pk__in=at_once)
    return list(found.order_by("starts_at"))


def name_of(meeting: Meeting) -> str:
    """Styrelsens möte 9 december, in the reader's language."""
    when = date_format(day_of(meeting.starts_at), "j F")
    return (_("Styrelsens möte %(day)s") if meeting.kind == BOARD else _("Beredningsgruppens möte %(day)s")) % {
        "day": when
    }


def coming_dates(actor: Actor, on: date) -> Iterator[tuple[date, str, str, str]]:
    """Coming meetings as the start page shows dates."""
    for meeting in coming_meetings(actor, on):
        kind = in_language(KINDS[meeting.kind].sv, KINDS[meeting.kind].en)
        at = meeting.starts_at.astimezone(STOCKHOLM)
        text = _("Klockan %(time)s, %(place)s") % {"time": f"{at:%H.%M}", "place": meeting.place}
        yield day_of(meeting.starts_at), kind, text, reverse("meetings:detail", args=[meeting.key])


def calendar_dates(actor: Actor) -> Iterator[CalendarDate]:
    """Every meeting that the actor sees, for people's own calendars. Two hours: nobody says how long it is."""
    told = AuditEvent.objects.filter(subject_kind="meeting", what__in=["meeting.planned", "meeting.moved"])
    for meeting in visible_meetings(actor).exclude(state="cancelled").order_by("starts_at"):
        moved = list(told.filter(subject=meeting.key).order_by("sequence").values_list("at", flat=True))
        yield CalendarDate(
            id=f"meeting-{meeting.key}",
            title=in_language(KINDS[meeting.kind].sv, KINDS[meeting.kind].en),
            url_name="meetings:detail",
            url_args=(meeting.key,),
            first=meeting.starts_at,
            last=meeting.starts_at + timedelta(hours=2),
            sequence=len(moved),
            changed=moved[-1] if moved else meeting.starts_at,
        )


def waiting_for(actor: Actor, on: date) -> Iterator[Waiting]:
    """What a meeting asks of the manager: send the call, record who is there, finish, adjust, post the notice."""
    open_ones = visible_meetings(actor).exclude(state="cancelled").exclude(state="adjusted", posted_on__isnull=False)
    for meeting in open_ones:
        if may_prepare(actor, meeting.association.slug):
            yield from _of_meeting(meeting, on)


def _of_meeting(meeting: Meeting, on: date) -> Iterator[Waiting]:
    day, name = day_of(meeting.starts_at), {"meeting": name_of(meeting)}
    if meeting.state in ("planned", "called") and day <= on:
        yield _task(
            meeting,
            _("Skriv in vilka som är med: %(meeting)s") % name,
            _("Sedan skrivs besluten in, punkt för punkt."),
            due=day,
            action=_("Skriv in närvaron"),
        )
    elif meeting.state == "planned":
        yield _task(
            meeting,
            _("Skicka kallelsen: %(meeting)s") % name,
            _("Se över dagordningen först."),
            due=day - timedelta(days=CALL_DAYS),
            action=_("Till mötet"),
        )
    elif meeting.state == "open":
        yield _task(
            meeting,
            _("Gör klart %(meeting)s") % name,
            _("Skriv in vad som hände med varje punkt och avsluta mötet."),
            due=day,
            action=_("Till mötet"),
        )
    elif meeting.state == "closed":
        yield _task(
            meeting,
            _("Justera protokollet: %(meeting)s") % name,
            _("Skriv in vilka som justerade, och när."),
            due=adjust_by(meeting),
            action=_("Till protokollet"),
            page="meetings:minutes",
        )
    elif meeting.state == "adjusted" and meeting.kind == BOARD:
        yield _task(
            meeting,
            _("Anslå protokollet: %(meeting)s") % name,
            _("Skriv in vilken dag anslaget sattes upp."),
            due=(meeting.adjusted_on or day) + timedelta(days=2),
            action=_("Till protokollet"),
            page="meetings:minutes",
        )


def _task(meeting: Meeting, title: str, text: str, *, due: date, action: str, page: str = "meetings:detail") -> Waiting:
    return Waiting(title=title, text=text, url_name=page, url_args=(meeting.key,), due=due, action_label=action)
