"""Measures and participants for tests. The standing cast: Sara registers in one measure, Rut in another association's.

Mona owns Sara's measure and must never see a person; Maria manages the association; Ada is its administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from samordna.deliver.participants import actions
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.identifiers import luhn_is_right
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import (
    Account,
    Assignment,
    Association,
    County,
    Municipality,
    Nuts2,
    Organisation,
)
from samordna.ground.parties.roles import ROLES

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 12)
ALL_ASKED = Answers({}, 0, 0, 0, False, False, False, all_asked=True)

#: Who → (name, role, what the role is for).
PEOPLE = {
    "sara": ("Sara Holm", "participant_registrar", "I-0001"),
    "rut": ("Rut Ek", "participant_registrar", "I-0002"),
    "mona": ("Mona Lind", "measure_owner", "I-0001"),
    "maria": ("Maria Berg", "association_manager", "ostra-vattern"),
    "ada": ("Ada Ström", "association_admin", "ostra-vattern"),
    "bo": ("Bo Ask", "board_member", "ostra-vattern"),
    "olle": ("Olle Sten", "association_manager", "annat"),
    "anna": ("Anna Lys", "analyst", ""),
    "nils": ("Nils Ahl", "national_admin", ""),
    "disa": ("Disa Rask", "privacy_officer", ""),
}


def personal_number(born: date, serial: int = 980) -> str:
    """A number with one of the serials that nobody alive has: 980–999 (238 and 239 too), right check digit."""
    start = f"{born:%Y%m%d}{serial:03d}"
    return next(start + str(digit) for digit in range(10) if luhn_is_right(start[2:] + str(digit)))


@dataclass
class Cast:
    """Everybody and everything: ``measure`` is Sara's, ``other`` Rut's, ``volume`` is counted in numbers."""

    measure: Measure
    other: Measure
    volume: Measure
    people: dict[str, Account]

    def actor(self, who: str) -> Actor:
        """The person as actions see them on the tests' day."""
        return actor_of(self.people[who], TODAY)


def make_cast() -> Cast:
    """The standing cast in the database."""
    nuts2, _ = Nuts2.objects.get_or_create(code="SE12", defaults={"name": "Östra Mellansverige"})
    county, _ = County.objects.get_or_create(
        code="05", defaults={"name": "Östergötlands län", "region": "Region Östergötland", "nuts2": nuts2}
    )
    for code, name in (("0583", "Motala"), ("0586", "Mjölby")):
        Municipality.objects.get_or_create(code=code, defaults={"name": name, "county": county})
    home, _ = Organisation.objects.get_or_create(
        party_id="municipality-0583", defaults={"kind": "municipality", "name": "Motala kommun", "county": county}
    )
    ours, theirs = association("ostra-vattern", "Östra Vättern"), association("annat", "Annat förbund")
    people = {who: _account(who, home) for who in PEOPLE}
    return Cast(
        measure=measure("I-0001", ours, name="Ungas väg", owner=home),
        other=measure("I-0002", theirs, name="Fjärran"),
        volume=measure("I-0003", ours, name="Öppet hus", follow_up="numbers"),
        people=people,
    )


def association(slug: str, name: str) -> Association:
    """An invented association with its organisation."""
    organisation = Organisation.objects.create(party_id=f"association-{slug}", kind="association", name=name)
    return Association.objects.create(slug=slug, name=name, organisation=organisation, certainty="test", invented=True)


def _account(who: str, home: Organisation) -> Account:
    name, role, scope = PEOPLE[who]
    made = Account.objects.create(email=f"{who}@example.se", name=name, organisation=home, password="!")
    Assignment.objects.create(
        account=made,
        role=role,
        scope_kind=ROLES[role].scope,
        scope_key=scope,
        valid_from=date(2020, 1, 1),
        assigned_by="test",
    )
    return made


def measure(code: str, of: Association, **fields: object) -> Measure:
    """A measure for individuals that follows persons, running since 2024 with no end set."""
    known = {
        "name": code,
        "orientation": "individual",
        "follow_up": "persons",
        "category": "rehabilitation",
        "start": date(2024, 1, 1),
    }
    return Measure.objects.create(code=code, association=of, **(known | fields))


def registered(
    cast: Cast,
    *,
    number: str = "",
    name: str = "Elin Sandberg",
    start: date = date(2026, 1, 12),
    answers: Answers = ALL_ASKED,
    by: str = "sara",
    at: datetime = AT,
    **entry: object,
) -> Participation:
    """Somebody who has been registered in with consent, by the action itself."""
    return actions.register_in(
        measure=cast.other if by == "rut" else cast.measure,
        consent=ConsentGiven(start - timedelta(days=4), seen=True),
        personal_number=number or personal_number(date(1999, 6, 14), 238),
        name=name,
        entry=Entry(start=start, municipality="0583", **entry),
        answers=answers,
        by=cast.actor(by),
        at=at,
    )


def ended(cast: Cast, *, end: date = date(2026, 10, 30), reason: str = "according_to_plan", **known) -> Participation:
    """Somebody who has been registered in and out."""
    made = registered(cast, **known)
    return actions.register_out(
        participation=made, ending=Ending(end, reason), answers=ALL_ASKED, by=cast.actor("sara"), at=AT
    )


def committed(act) -> object:
    """Run ``act`` and then what it left for after the commit (inside a test's own transaction nothing commits)."""
    before = len(transaction.get_connection().run_on_commit)
    result = act()
    waiting = transaction.get_connection().run_on_commit
    todo, waiting[before:] = [call[1] for call in waiting[before:]], []
    for call in todo:
        call()
    return result


def sign_in(client: object, made: Account) -> object:
    """The client as this person, without the password page."""
    client.force_login(made)
    session = client.session
    session["fresh"] = True
    session.save()
    return client
