"""The points of an agenda until they are decided: added, worded, put in order, taken off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from samordna.agree.decisions.meetings.holding import check_state, lock, record
from samordna.agree.decisions.meetings.models import AgendaItem, Meeting
from samordna.agree.decisions.meetings.sentences import suggested
from samordna.agree.needs.models import Need
from samordna.agree.preparation.models import Case
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor


@transaction.atomic
def add_item(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    case: Case | None = None,
    need: Need | None = None,
    title: str = "",
    text: str = "",
    proposal: str = "",
) -> AgendaItem:
    """A case, a need or a point of one's own, last on the agenda. Also while the meeting is open: things come up."""
    lock(by, meeting)
    check_state(meeting, ("planned", "called", "open"))
    taken = meeting.items.standing()
    if (case and taken.filter(case=case).exists()) or (need and taken.filter(need=need).exists()):
        raise Refusal("Det står redan på dagordningen.", message_en="It stands on the agenda already.")
    if (case or need) and (case or need).association_id != meeting.association_id:  # type: ignore[union-attr]
        raise ValueError("a case of another association")
    if case is None and need is None and not title.strip():
        raise Refusal("Skriv vad punkten heter.", field="title", message_en="Write what the point is called.")
    made = put(meeting, case=case, need=need, title=title, text=text, proposal=proposal)
    _mark_changed(meeting, at)
    record(by, at, "meeting.item_added", meeting, {"item": made.pk})
    return made


@transaction.atomic
def change_item(*, by: Actor, at: datetime, item: AgendaItem, title: str, text: str, proposal: str) -> None:
    """The words of a point, until it is decided."""
    _held_item(by, item)
    if not title.strip():
        raise Refusal("Skriv vad punkten heter.", field="title", message_en="Write what the point is called.")
    item.title, item.text, words = title.strip(), text.strip(), proposal.strip()
    item.proposal = "" if item.case and words == suggested(item.case, item.meeting.kind) else words
    item.save(update_fields=["title", "text", "proposal"])
    _mark_changed(item.meeting, at)
    record(by, at, "meeting.item_changed", item.meeting, {"item": item.pk})


@transaction.atomic
def remove_item(*, by: Actor, at: datetime, item: AgendaItem) -> None:
    """Take an undecided point off the agenda. Its row stays, so that one can see that it was there."""
    _held_item(by, item)
    check_state(item.meeting, ("planned", "called"))
    item.removed_at = at
    item.save(update_fields=["removed_at"])
    _mark_changed(item.meeting, at)
    record(by, at, "meeting.item_removed", item.meeting, {"item": item.pk})


@transaction.atomic
def shift_item(*, by: Actor, at: datetime, item: AgendaItem, up: bool) -> None:
    """Change places with the point before (``up``) or after. The order is settled when the meeting is opened."""
    _held_item(by, item)
    check_state(item.meeting, ("planned", "called"))
    ordered = list(item.meeting.items.standing())
    here = ordered.index(item)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered, start=1):
        AgendaItem.objects.filter(pk=one.pk).update(position=position)
    _mark_changed(item.meeting, at)
    record(by, at, "meeting.item_shifted", item.meeting, {"item": item.pk, "up": up})


@transaction.atomic
def move_item(*, by: Actor, at: datetime, item: AgendaItem, to: Meeting) -> AgendaItem:
    """An undecided case or need leaves its agenda for that of another meeting of the same body."""
    if (to.association_id, to.kind) != (item.meeting.association_id, item.meeting.kind) or to.pk == item.meeting_id:
        raise ValueError("another body's meeting")
    words = {"title": item.title, "text": item.text, "proposal": item.proposal}
    remove_item(by=by, at=at, item=item)
    return add_item(by=by, at=at, meeting=to, case=item.case, need=item.need, **words)


def _mark_changed(meeting: Meeting, at: datetime) -> None:
    """After the call has been sent, those who were called have another agenda than this."""
    if meeting.state == "called":
        meeting.agenda_changed_at = at
        meeting.save(update_fields=["agenda_changed_at"])


def _held_item(by: Actor, item: AgendaItem) -> None:
    lock(by, item.meeting)
    item.refresh_from_db(fields=["outcome", "removed_at", "position", "title", "text", "proposal", "section"])
    check_state(item.meeting, ("planned", "called", "open"))
    if item.outcome or item.removed_at:
        raise Refusal(
            "Punkten är redan avgjord eller borttagen. Läs sidan igen.",
            message_en="The point is decided or removed already. Read the page again.",
        )


def put(
    meeting: Meeting,
    *,
    case: Case | None = None,
    need: Need | None = None,
    **words: str,
) -> AgendaItem:
    """A point last on the agenda, without asking who; ``words``: title, text and proposal where somebody wrote any."""
    said = {name: words.get(name, "").strip() for name in ("title", "text", "proposal")}
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    made = AgendaItem.objects.create(
        meeting=meeting,
        position=last + 1,
        case=case,
        need=need,
        title=said["title"] or (case.title if case else need.title if need else ""),
        text=said["text"],
        proposal=said["proposal"],
    )
    if meeting.state == "open":
        made.section = next_section(meeting)
        made.save(update_fields=["section"])
    return made


def next_section(meeting: Meeting) -> int:
    """The next number after §: they run through the year for each body."""
    year = day_of(meeting.starts_at).year
    same = AgendaItem.objects.filter(
        meeting__association=meeting.association, meeting__kind=meeting.kind, meeting__number__startswith=f"{year}-"
    )
    return (same.aggregate(last=Max("section"))["last"] or 0) + 1
