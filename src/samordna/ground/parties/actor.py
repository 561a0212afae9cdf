"""Who acts: a person with the assignments that hold today. Everything that decides "who may" asks this object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samordna.ground.parties.models import Account


@dataclass(frozen=True)
class Held:
    """An assignment in force: role, and what it is for (association slug, measure code, or nothing for national)."""

    role: str
    scope_kind: str
    scope_key: str


@dataclass(frozen=True)
class Actor:
    """A signed-in person, the system, or (with no assignment at all) anybody."""

    email: str
    name: str
    organisation: str  # party id
    organisation_name: str
    assignments: tuple[Held, ...] = ()
    account_id: int | None = None
    title: str = ""

    @property
    def signed_in(self) -> bool:
        """True for a person with an account."""
        return self.account_id is not None

    @property
    def roles(self) -> frozenset[str]:
        """The roles held today, wherever."""
        return frozenset(held.role for held in self.assignments)

    @property
    def associations(self) -> frozenset[str]:
        """Slugs of the associations that the person is assigned to."""
        return frozenset(h.scope_key for h in self.assignments if h.scope_kind == "association")

    @property
    def measures(self) -> frozenset[str]:
        """Codes of the measures that the person is assigned to."""
        return frozenset(h.scope_key for h in self.assignments if h.scope_kind == "measure")

    def scopes(self, role: str) -> frozenset[str]:
        """What the person holds ``role`` for."""
        return frozenset(h.scope_key for h in self.assignments if h.role == role)

    def has(self, *roles: str, association: str | None = None, measure: str | None = None) -> bool:
        """True if one of ``roles`` is held – for that association or measure, if one is named."""
        wanted = association if association is not None else measure
        return any(h.role in roles and (wanted is None or h.scope_key == wanted) for h in self.assignments)


#: Loads and set-up: never a person, always visible as such in the trail.
SYSTEM = Actor(email="", name="Samordna", organisation="", organisation_name="Samordna")
ANYBODY = Actor(email="", name="", organisation="", organisation_name="")


def actor_of(account: Account, on: date) -> Actor:
    """The person with the assignments that hold on the day ``on``."""
    organisation = account.organisation
    return Actor(
        email=account.email,
        name=account.name,
        title=account.title,
        organisation=organisation.party_id if organisation else "",
        organisation_name=organisation.name if organisation else "",
        assignments=tuple(_held(account.assignments.in_force(on))),
        account_id=account.pk,
    )


def _held(assignments: Iterable[object]) -> Iterable[Held]:
    for assignment in assignments:
        yield Held(assignment.role, assignment.scope_kind, assignment.scope_key)  # type: ignore[attr-defined]
