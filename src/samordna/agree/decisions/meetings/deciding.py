"""A point of the agenda is settled: by the same actions as everywhere else, with the meeting's key on the event."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions.meetings import rules
from samordna.agree.decisions.meetings.actions import NAMES
from samordna.agree.decisions.meetings.agenda import outcomes, unready
from samordna.agree.decisions.meetings.holding import check_state, lock, record
from samordna.agree.decisions.meetings.models import AgendaItem, Attendance, Away, Charter, Meeting, Reservation
from samordna.agree.decisions.meetings.rules import Served, Votes
from samordna.agree.decisions.meetings.seats import charter_on, holders_on
from samordna.agree.decisions.meetings.sentences import ADJUSTERS, adjusters_sentence, proposed
from samordna.agree.decisions.meetings.states import BOARD
from samordna.agree.needs.actions import signature
from samordna.agree.preparation import actions as preparing
from samordna.agree.preparation.checks import check_reason
from samordna.agree.preparation.lookup import members_of
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

#: The outcomes that are decisions, and so ask for a quorum. To adjourn or to note is none.
DECISIONS = ("yes", "no", "sent_back")


@transaction.atomic
def record_item(
    *,
    by: Actor,
    at: datetime,
    item: AgendaItem,
    outcome: str,
    said: str = "",
    reason: str = "",
    votes: Votes | None = None,
    away: Mapping[int, str] | None = None,
    immediate: bool = False,
    organiser: str = "",
    adjusters: Collection[int] = (),
) -> AgendaItem:
    """Record what the meeting decided at a point, once.

    ``away``: attendance → ``conflict`` or ``left``; they are not counted, and substitutes step in. ``organiser``: whom
    the group chose among several; ``adjusters``: the attendances of those elected to adjust the minutes. Refusal
    without attendance, for a point that is no longer ready, without a quorum (with who is missing), without a reason
    for no and sent back, and when the votes say something else.
    """
    meeting = item.meeting
    _check_turn(by, item)
    gone = dict(away or {})
    _check_away(meeting, gone)
    if outcome not in outcomes(item):
        raise ValueError(f"no such outcome for this point: {outcome}")
    if outcome in ("no", "sent_back"):
        check_reason(reason, field="reason")
    if outcome in DECISIONS and (stop := unready(item, day_of(at))):
        raise Refusal(stop, field="outcome", message_en=stop)
    if meeting.kind == BOARD and outcome in DECISIONS:
        _check_board(item, outcome, votes, gone)
    if item.mark == ADJUSTERS and outcome == "yes":
        said = _elect(item, adjusters, gone)
    elif outcome == "yes" and (not said.strip() or said.strip() == proposed(item)):
        said = proposed(item, organiser)
    item.proposal = proposed(item)
    Away.objects.bulk_create(Away(item=item, attendance_id=pk, why=why) for pk, why in gone.items())
    _tell_the_case(by, at, item, outcome, reason=reason, said=said, organiser=organiser)
    _write(by, at, item, outcome, said=said, reason=reason, votes=votes, immediate=immediate)
    return item


def _elect(item: AgendaItem, adjusters: Collection[int], away: Mapping[int, str]) -> str:
    """Those elected are kept, for the minutes and those who adjust them. Refusal for nobody, or one who is out."""
    rows = [row for row in there(item) if row.pk in set(adjusters) and row.pk not in away]
    if not rows or len(rows) != len(set(adjusters)):
        raise Refusal(
            "Välj vem som justerar protokollet, bland dem som är med.",
            field="adjusters",
            message_en="Choose who adjusts the minutes, among those who are there.",
        )
    item.meeting.attendances.filter(pk__in=[row.pk for row in rows]).update(adjusts=True)
    return adjusters_sentence(row.name for row in rows)


def there(item: AgendaItem) -> list[Attendance]:
    """Those who are at the meeting when the point comes up."""
    rows = item.meeting.attendances.select_related("party", "seat").order_by("pk")
    return [row for row in rows if row.there_at(item.section)]


@transaction.atomic
def reserve(*, by: Actor, at: datetime, item: AgendaItem, attendance: Attendance, text: str = "") -> Reservation:
    """Somebody who took part in the decision reserves against it, before the meeting ends. Once each."""
    lock(by, item.meeting)
    if item.meeting.state == "closed":
        raise Refusal(
            "Mötet är avslutat. En reservation anmäls innan mötet slutar.",
            message_en="The meeting is over: a reservation is made before it ends.",
        )
    check_state(item.meeting, ("open",))
    item.refresh_from_db(fields=["outcome"])
    if item.outcome not in DECISIONS:
        raise Refusal(
            "Det finns inget beslut att reservera sig mot.", message_en="There is no decision to reserve against."
        )
    if attendance.pk not in {row.pk for row in took_part(item)}:
        raise Refusal(
            f"{attendance.name} deltog inte i beslutet.",
            field="attendance",
            message_en=f"{attendance.name} took no part in the decision.",
        )
    if Reservation.objects.filter(item=item, attendance=attendance).exists():
        raise Refusal(
            f"{attendance.name} har redan reserverat sig.",
            field="attendance",
            message_en=f"{attendance.name} has made a reservation already.",
        )
    made = Reservation.objects.create(
        item=item, attendance=attendance, text=text.strip(), made_at=at, recorded_by_name=signature(by)
    )
    record(by, at, "meeting.reserved", item.meeting, {"item": item.pk})
    return made


def serving_at(item: AgendaItem, away: Mapping[int, str] | None = None) -> tuple[Served, ...]:
    """Who serves for each seat of the board at this point; ``away`` instead of what has been recorded."""
    meeting = item.meeting
    holders = holders_on(meeting.association, day_of(meeting.starts_at))
    rows = [a for a in meeting.attendances.all() if a.seat_id and a.there_at(item.section)]
    gone = away if away is not None else {a.attendance_id: a.why for a in item.away.all()}
    return rules.serving(
        holders, {a.seat_id for a in rows if a.seat_id}, {a.seat_id for a in rows if a.pk in gone and a.seat_id}
    )


def took_part(item: AgendaItem) -> list[Attendance]:
    """Those who took part in what was decided at the point: who served on the board, who was there in the group."""
    rows = there(item)
    if item.meeting.kind != BOARD:
        gone = set(item.away.values_list("attendance_id", flat=True))
        return [row for row in rows if row.pk not in gone]
    serve = {s.by.seat for s in serving_at(item) if s.by}
    return [row for row in rows if row.seat_id in serve]


def quorum_of(item: AgendaItem, away: Mapping[int, str] | None = None) -> rules.Quorum:
    """Whether the board may decide at this point, by the charter that holds on the meeting's day."""
    charter = _charter(item.meeting)
    return rules.quorum(serving_at(item, away), charter.quorum, every_party=charter.every_party)


def majority_for(item: AgendaItem) -> str:
    """The majority that the charter asks for at this point."""
    charter = _charter(item.meeting)
    asked = charter.majority_for == "all" or (charter.majority_for == "measures" and item.case_id is not None)
    return charter.majority if asked else "simple"


def _charter(meeting: Meeting) -> Charter:
    return charter_on(meeting.association, day_of(meeting.starts_at))


def _check_turn(by: Actor, item: AgendaItem) -> None:
    """The meeting is open, its attendance is recorded, and nobody has recorded the point before."""
    lock(by, item.meeting)
    if item.meeting.state in ("planned", "called"):
        raise Refusal("Skriv först in vilka som är med på mötet.", message_en="Record who is at the meeting first.")
    check_state(item.meeting, ("open",))
    item.refresh_from_db(fields=["outcome", "removed_at"])
    if item.outcome or item.removed_at:
        raise Refusal(
            "Någon har redan skrivit in vad som hände med punkten. Läs sidan igen.",
            message_en="Somebody has recorded the point already. Read the page again.",
        )


def _check_away(meeting: Meeting, away: Mapping[int, str]) -> None:
    known = set(meeting.attendances.values_list("pk", flat=True))
    if unknown := set(away) - known:
        raise ValueError(f"not at this meeting: {sorted(unknown)}")
    if wrong := set(away.values()) - {"conflict", "left"}:
        raise ValueError(f"no such reason to be away: {sorted(wrong)}")


def _check_board(item: AgendaItem, outcome: str, votes: Votes | None, away: Mapping[int, str]) -> None:
    served = serving_at(item, away)
    found = quorum_of(item, away)
    if not found.ok:
        raise Refusal(*_no_quorum(item.meeting, found))
    if votes is not None:
        rules.check_votes(votes, found.served)
    if outcome in ("yes", "no"):
        chaired = rules.presiding(served) is not None
        casting = _charter(item.meeting).casting_vote and chaired
        rules.check_outcome(outcome, votes, majority_for(item), casting=casting)


def _no_quorum(meeting: Meeting, found: rules.Quorum) -> tuple[str, None, str]:
    """Styrelsen är inte beslutsför: how many serve, how many are needed, and who has nobody there."""
    names = {party: o.name for party, o in members_of(meeting.association, day_of(meeting.starts_at)).items()}
    kinds = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen", "region": "regionen", "municipality": "kommunerna"}
    missing = [names.get(member, member) for member in found.missing_members]
    lacking = [kinds[party] for party in found.missing_parties if kinds[party] not in missing]
    who = ", ".join([*missing, *lacking])
    tail = f" Ingen är med från {who}." if who else ""
    return (
        f"Styrelsen är inte beslutsför: {found.served} av {found.seats} platser är fyllda och {found.needed} behövs."
        f"{tail} Bordlägg punkten.",
        None,
        f"No quorum: {found.served} of {found.seats} seats are served, {found.needed} needed. Missing: {who or '-'}.",
    )


def _tell_the_case(
    by: Actor, at: datetime, item: AgendaItem, outcome: str, *, reason: str, said: str, organiser: str
) -> None:
    """The decision becomes an event of the case, through the action that also pages without meetings use."""
    meeting, case = item.meeting, item.case
    if case is None or outcome not in DECISIONS:
        return
    if meeting.kind == BOARD:
        deciding.decide_board(
            by=by,
            at=at,
            case=case,
            outcome=outcome,
            decided_on=day_of(meeting.starts_at),
            reason=reason,
            decided_by=NAMES[BOARD],
            meeting=meeting.key,
        )
    else:
        preparing.recommend(by=by, at=at, case=case, organiser=organiser, why=reason or said, meeting=meeting.key)
    item.event = (
        case.events.filter(kind__in=[*deciding.BOARD_EVENTS.values(), "recommended"]).order_by("sequence").last()
    )


def _write(
    by: Actor,
    at: datetime,
    item: AgendaItem,
    outcome: str,
    *,
    said: str,
    reason: str,
    votes: Votes | None,
    immediate: bool,
) -> None:
    item.outcome, item.said, item.reason = outcome, said.strip(), reason.strip()
    item.immediate, item.decided_at, item.recorded_by_name = immediate, at, signature(by)
    if votes is not None:
        item.counted, item.chair_vote = True, votes.chair
        item.votes_for, item.votes_against, item.votes_abstain = votes.for_, votes.against, votes.abstain
    item.save()
    record(by, at, "meeting.item_decided", item.meeting, {"item": item.pk, "outcome": outcome}, why=reason.strip())
