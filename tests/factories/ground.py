"""People at work and parties, as small as a test needs them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from samordna.ground.parties import reference
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import Account, Assignment, Association, Organisation
from samordna.ground.parties.roles import ROLES

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 12)
PASSWORD = "tolv tecken eller fler"


@cache
def _hash() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def areas() -> None:
    """All areas, authorities and the shipped associations."""
    if not Organisation.objects.exists():
        reference.load()


def association(slug: str = "samspelet") -> Association:
    """One of the shipped associations."""
    areas()
    return Association.objects.get(slug=slug)


def account(
    email: str = "alice@example.se", *, party: str | None = None, password: str = PASSWORD, **fields: object
) -> Account:
    """A person at work. ``party`` is a party id of the reference data."""
    organisation = None
    if party:
        areas()
        organisation = Organisation.objects.get(party_id=party)
    made = Account(email=email, name=email.split("@", maxsplit=1)[0].title(), organisation=organisation, **fields)
    if password == PASSWORD:
        made.password = _hash()
    else:
        made.set_password(password)
    made.save()
    return made


def assigned(
    made: Account, role: str, scope_key: str = "", *, since: date = date(2020, 1, 1), **fields: object
) -> None:
    """Give the account an assignment."""
    Assignment.objects.create(
        account=made,
        role=role,
        scope_kind=ROLES[role].scope,
        scope_key=scope_key,
        valid_from=since,
        assigned_by="test",
        **fields,
    )


def actor(role: str = "national_admin", scope_key: str = "", *, email: str = "", party: str | None = None) -> Actor:
    """Somebody who holds one role."""
    made = account(email or f"{role}@example.se".replace("_", "."), party=party)
    assigned(made, role, scope_key)
    return actor_of(made, TODAY)
