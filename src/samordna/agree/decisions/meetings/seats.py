"""The board's seats and what the charter says of its meetings: asked and kept as dated data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from samordna.agree.decisions.meetings import rules
from samordna.agree.decisions.meetings.models import Charter, Seat
from samordna.agree.decisions.meetings.permissions import check_keep_seats
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.lookup import KIND_ORDER, members_of
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Association, Organisation
from samordna.ground.privacy import audit

LAST_YEAR = 2099
FIELDS = (
    *("source", "quorum", "every_party", "majority", "majority_for", "casting_vote", "remote_decided_on"),
    *("audio_allowed", "outside_meetings", "notice_board"),
)


@dataclass(frozen=True)
class Board:
    """The board on a day: members of the association with their seats, and what is wrong with it."""

    members: dict[str, Organisation]
    seats: tuple[Seat, ...]
    faults: tuple[tuple[str, str], ...]


def charter_on(association: Association, on: date) -> Charter:
    """The charter's settings that hold on a day; the law's own where the association has written none."""
    found = association.charters.filter(valid_from__lte=on).order_by("-valid_from").first()
    return found or Charter(association=association, valid_from=on, source="")


def seats_on(association: Association, on: date) -> list[Seat]:
    """The seats held on a day, member by member, ordinary before substitutes."""
    held = Seat.objects.select_related("member", "account").filter(
        Q(valid_to=None) | Q(valid_to__gt=on), association=association, valid_from__lte=on
    )
    return sorted(
        held, key=lambda s: (KIND_ORDER.get(s.member.kind, 9), s.member.name, s.kind != rules.MEMBER, s.order, s.pk)
    )


def holder_of(seat: Seat) -> rules.Holder:
    """A seat as the rules see it. Somebody with an account is the same person by it, others by their name."""
    return rules.Holder(
        seat=seat.pk,
        member=seat.member.party_id,
        party=seat.member.kind,
        person=f"account {seat.account_id}" if seat.account_id else seat.name.casefold(),
        name=seat.name,
        kind=seat.kind,
        order=seat.order,
        lead=seat.lead,
    )


def holders_on(association: Association, on: date) -> list[rules.Holder]:
    """Those who can serve on a day: seats of members that still are members."""
    members = members_of(association, on)
    return [holder_of(s) for s in seats_on(association, on) if s.member.party_id in members]


def board_on(association: Association, on: date) -> Board:
    """The board on a day with what R14 and R16 say is wrong with it."""
    members, seats = members_of(association, on), seats_on(association, on)
    names = {party: o.name for party, o in members.items()}
    return Board(members, tuple(seats), tuple(rules.seat_faults(names, [holder_of(s) for s in seats])))


@transaction.atomic
def give_seat(
    *,
    by: Actor,
    at: datetime,
    association: Association,
    member: str,
    name: str,
    valid_from: date,
    kind: str = rules.MEMBER,
    order: int = 1,
    lead: str = "",
    valid_to: date | None = None,
    account: Account | None = None,
) -> Seat:
    """Seat somebody for a member (party id) from a day; ``valid_to`` is the first day when it no longer holds.

    Refusal for a member that is none that day, for somebody who sits already, and for a substitute who would lead.
    """
    check_keep_seats(by, association.slug)
    if not name.strip():
        raise Refusal("Skriv vem som har platsen.", field="name", message_en="Write who holds the seat.")
    organisation = members_of(association, valid_from).get(member)
    if organisation is None:
        raise Refusal(
            "Bara förbundets medlemmar har platser i styrelsen.",
            field="member",
            message_en="Only members of the association have seats on the board.",
        )
    if kind != rules.MEMBER and lead:
        raise Refusal(
            "Ordförande och vice ordförande är ledamöter, inte ersättare.",
            field="lead",
            message_en="The chair and vice chairs are ordinary members, not substitutes.",
        )
    if not FIRST_YEAR <= valid_from.year <= LAST_YEAR:
        raise Refusal("Kontrollera årtalet.", field="valid_from", message_en="Check the year.")
    if valid_to is not None and valid_to <= valid_from:
        raise Refusal("Platsen slutar innan den börjar.", field="valid_to", message_en="It ends before it begins.")
    _check_not_seated(association, name, account, valid_from)
    _check_lead(association, lead, valid_from)
    made = Seat.objects.create(
        association=association,
        member=organisation,
        kind=kind,
        order=order,
        lead=lead,
        name=name.strip(),
        account=account,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    data = {"member": member, "kind": kind, "lead": lead, "from": valid_from.isoformat()}
    _record(by, at, "board.seat_given", association, data)
    return made


@transaction.atomic
def end_seat(*, by: Actor, at: datetime, seat: Seat, on: date) -> None:
    """The seat is held no longer from the day ``on``. What was decided with it before stands."""
    check_keep_seats(by, seat.association.slug)
    held = Seat.objects.select_for_update().get(pk=seat.pk)
    if held.valid_to is not None and held.valid_to <= on:
        raise Refusal("Platsen är redan avslutad.", message_en="The seat has ended already.")
    held.valid_to = max(on, held.valid_from)
    held.save(update_fields=["valid_to"])
    _record(by, at, "board.seat_ended", seat.association, {"seat": seat.pk, "on": on.isoformat()})


@transaction.atomic
def settle_charter(*, by: Actor, at: datetime, association: Association, valid_from: date, **settings: Any) -> Charter:
    """Write what holds from a day. What is not named follows from the version before; the same day is written anew.

    Refusal without a source, and for sound only without a decision on taking part remotely (R18).
    """
    check_keep_seats(by, association.slug)
    if unknown := set(settings) - set(FIELDS):
        raise ValueError(f"no such setting: {sorted(unknown)}")
    before = charter_on(association, valid_from)
    facts = {name: getattr(before, name) for name in FIELDS} | settings
    if not str(facts["source"]).strip():
        raise Refusal(
            "Skriv vem som har beslutat det, och när.", field="source", message_en="Write who decided it, and when."
        )
    if facts["audio_allowed"] and not facts["remote_decided_on"]:
        raise Refusal(
            "Skriv när styrelsen beslutade att man får delta på distans.",
            field="remote_decided_on",
            message_en="Write when the board decided on taking part remotely.",
        )
    if facts["remote_decided_on"] and facts["remote_decided_on"] > day_of(at):
        raise Refusal(
            "Beslutet kan inte vara fattat i framtiden.",
            field="remote_decided_on",
            message_en="The decision cannot lie in the future.",
        )
    made, _new = Charter.objects.update_or_create(
        association=association,
        valid_from=valid_from,
        defaults=facts | {"recorded_at": at, "recorded_by_name": signature(by)},
    )
    data = {name: str(value) for name, value in facts.items()}
    _record(by, at, "board.charter_settled", association, data | {"from": valid_from.isoformat()})
    return made


def _check_not_seated(association: Association, name: str, account: Account | None, on: date) -> None:
    for seat in seats_on(association, on):
        same = seat.account_id == account.pk if account else seat.name.casefold() == name.strip().casefold()
        if same:
            raise Refusal(
                f"{seat.name} har redan en plats för {seat.member.name}. Avsluta den först.",
                field="name",
                message_en=f"{seat.name} holds a seat for {seat.member.name} already: end it first.",
            )


def _check_lead(association: Association, lead: str, on: date) -> None:
    """One chair, and one or two vice chairs (R16)."""
    leading = [seat for seat in seats_on(association, on) if lead and seat.lead == lead]
    if len(leading) >= {rules.CHAIR: 1, rules.VICE: 2}.get(lead, 1):
        who = _listed(seat.name for seat in leading)
        raise Refusal(
            f"{who} har redan uppdraget. Avsluta den platsen först.",
            field="lead",
            message_en=f"{who} leads already: end that seat first.",
        )


def _listed(names: Iterable[str]) -> str:
    return " och ".join(names)


def _record(by: Actor, at: datetime, what: str, association: Association, data: dict[str, Any]) -> None:
    audit.record(by=by, at=at, what=what, subject_kind="association", subject=association.slug, data=data)
