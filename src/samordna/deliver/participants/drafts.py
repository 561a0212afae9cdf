"""Drafts: a registration that is being typed, kept if the line breaks. Sealed, one registrar's own, gone in a week.

A draft of an entry leads to a person, so it may be kept only once the registrar has ticked that the signed consent
has been seen, and goes at once when that tick is taken back. It is no participation: nothing counts it, nobody else
sees it, and no audit event names it. The words within are the form's own fields, as they were typed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from samordna.deliver.participants import permissions
from samordna.deliver.participants.models import Draft, Kind, Participation
from samordna.deliver.participants.writing import locked
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parameters.reader import parameter
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import access_log, keyring, sealed, vault

Fields = Mapping[str, Sequence[str]]
#: A form with every question answered is about two thousand characters; more than this is no form of ours.
LONGEST = 20_000
#: One registrar has at most this many; the oldest goes first. Nobody has so many participants in the room.
MOST = 20


@dataclass(frozen=True)
class About:
    """What a draft is a draft of: an entry into a measure, or an exit or a follow-up of somebody registered."""

    measure: Measure
    kind: str = Kind.IN.value
    participation: Participation | None = None
    months: int = 0


@dataclass(frozen=True)
class Kept:
    """A draft as its registrar sees it in the list."""

    draft: Draft
    name: str


def days_kept(on: date) -> int:
    """How many days a draft is kept after it was saved."""
    return parameter("register.draft_days", on=on).days


def keep(*, about: About, fields: Fields, consent_seen: bool, public_id: str = "", by: Actor, at: datetime) -> Draft:
    """Keep what has been typed, under the same draft as before if ``public_id`` names one.

    Refusal without a seen consent; what was kept of the same entry before is then removed. Refusal also of a draft of
    what has been registered meanwhile: a page saves a moment after the last key, and may then come after the button.
    """
    _check(about, by)
    sweep(today=day_of(at))
    if about.participation is None and not consent_seen:
        _same(about, public_id, by).delete()
        raise Refusal(
            "Kryssa i att du har sett det undertecknade samtycket. Först då får ett utkast sparas.",
            field="consent_seen",
            message_en="Tick that you have seen the signed consent. Only then may a draft be saved.",
        )
    return _write(about, json.dumps({name: list(values) for name, values in fields.items()}), public_id, by, at)


@transaction.atomic
def _write(about: About, text: str, public_id: str, by: Actor, at: datetime) -> Draft:
    if len(text) > LONGEST:
        raise Refusal("Utkastet är för långt för att sparas.", message_en="The draft is too long to be saved.")
    if about.participation is not None:
        _check_open(locked(about.participation), about)  # NotFound when the person was erased a moment ago
    draft = _same(about, public_id, by).select_for_update(of=("self",)).first() or _new(about, by)
    draft.measure = about.measure
    keyring.hold("default")
    draft.key_id, draft.content = sealed.seal(text, purpose=Draft.sealed.purpose, subject=draft.bond)
    draft.saved_at, draft.last_day = at, day_of(at) + timedelta(days=days_kept(day_of(at)))
    draft.save()
    return draft


def opened(*, about: About, public_id: str, by: Actor, today: date) -> tuple[Draft, dict[str, list[str]]]:
    """A draft of one's own and what was typed. NotFound for all others, and for one that has passed its last day."""
    draft = _own(by).filter(public_id=public_id, last_day__gte=today).select_related("measure").first()
    if draft is None or draft.participation_id != (about.participation.pk if about.participation else None):
        raise NotFound
    if draft.kind != about.kind or draft.months != about.months:
        raise NotFound
    permissions.check_register(by, draft.measure)
    return draft, _fields(draft)


def latest_of(*, about: About, by: Actor, today: date) -> Draft | None:
    """The draft of somebody's exit or follow-up, to be gone on with."""
    found = _own(by).filter(participation=about.participation, kind=about.kind, months=about.months)
    return found.filter(last_day__gte=today).order_by("-saved_at").first() if about.participation else None


def mine(actor: Actor, *, at: datetime) -> list[Kept]:
    """One's own drafts in measures where one still registers, latest first. Registered people shown are logged."""
    found = _own(actor).filter(last_day__gte=day_of(at), measure__code__in=actor.scopes("participant_registrar"))
    drafts = list(found.select_related("measure", "participation").order_by("-saved_at", "pk"))
    people = vault.read_many({one.participation.person or "" for one in drafts if one.participation})
    shown = [one.participation.public_id for one in drafts if one.participation]
    access_log.looked_at_list(by=actor, at=at, subject_kind="participation", subjects=shown, purpose="list")
    return [Kept(one, _name(one, people)) for one in drafts]


@transaction.atomic
def discard(*, public_id: str, by: Actor) -> bool:
    """Remove a draft of one's own; True if there was one."""
    return bool(public_id) and _own(by).filter(public_id=public_id).delete()[0] > 0


def discard_all_of(participation: Participation, *, kind: str, months: int = 0) -> int:
    """Remove everybody's drafts of what has now been registered; returns how many."""
    return participation.drafts.filter(kind=kind, months=months).delete()[0]


def discard_entries_of(number: str, *, measures: Collection[int] | None = None) -> int:
    """Remove everybody's drafts of an entry of this person (12 digits), in these measures or in all; returns how many.

    No table leads from a number to a draft, so every draft of an entry is opened: there is a week of them, and this is
    done only when somebody is erased.
    """
    rows = Draft.objects.filter(kind=Kind.IN.value)
    if measures is not None:
        rows = rows.filter(measure__in=measures)
    gone = [one.pk for one in rows.iterator() if _is_about(one, number)]
    return Draft.objects.filter(pk__in=gone).delete()[0]


def _is_about(draft: Draft, number: str) -> bool:
    with suppress(NotFound):
        typed = "".join(char for char in "".join(_fields(draft).get("personal_number", [])) if char.isdigit())
        return len(typed) >= len("YYMMDDNNNN") and number.endswith(typed[-10:])  # also one without its century
    return False


def sweep(*, today: date) -> int:
    """Remove drafts that have passed their last day; returns how many. Run by ``samordna sweep`` and with each save."""
    return Draft.objects.filter(last_day__lt=today).delete()[0]


def _check(about: About, by: Actor) -> None:
    if about.participation is None:
        permissions.check_register(by, about.measure)
    else:
        permissions.check_see_person(by, about.participation)


def _check_open(one: Participation, about: About) -> None:
    follow_up = about.kind == Kind.FOLLOW_UP.value
    done = one.occasions.filter(kind=about.kind, months=about.months).exists() if follow_up else one.state != "active"
    if done:
        raise Refusal(
            "Det här är redan registrerat, så inget utkast behövs.",
            message_en="This is registered already, so no draft is needed.",
        )


def _same(about: About, public_id: str, by: Actor) -> QuerySet[Draft]:
    """One's own draft of that id, if it is of the same act of the same person: no form becomes another's draft."""
    of_the_act = _own(by).filter(kind=about.kind, months=about.months, participation=about.participation)
    return of_the_act.filter(public_id=public_id) if public_id else of_the_act.none()


def _own(by: Actor) -> QuerySet[Draft]:
    return Draft.objects.filter(account=by.account_id) if by.account_id else Draft.objects.none()


def _new(about: About, by: Actor) -> Draft:
    """A new row, unsaved; makes room for it among the registrar's own."""
    assert by.account_id is not None  # whoever registers has an account
    too_many = _own(by).order_by("-saved_at").values_list("pk", flat=True)[MOST - 1 :]
    Draft.objects.filter(pk__in=list(too_many)).delete()
    return Draft(
        account_id=by.account_id,
        kind=about.kind,
        months=about.months,
        measure=about.measure,
        participation=about.participation,
    )


def _fields(draft: Draft) -> dict[str, list[str]]:
    try:
        text = sealed.unseal(draft.key_id, draft.content, purpose=Draft.sealed.purpose, subject=draft.bond)
    except sealed.Broken:
        raise NotFound from None
    return dict(json.loads(text))


def _name(draft: Draft, people: Mapping[str, vault.Identity]) -> str:
    if draft.participation is not None:
        known = people.get(draft.participation.person or "")
        return known.called(draft.measure_id) if known else ""
    with suppress(NotFound):
        return " ".join(_fields(draft).get("name", [])).strip()
    return ""
