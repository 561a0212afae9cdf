"""Whom one sees and what one may give, on the pages about people: the ground knows associations, this adds measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from samordna.deliver.projects.models import Measure
from samordna.edge.web.request import Request
from samordna.ground.parties import people
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Assignment, Association, Organisation
from samordna.ground.parties.roles import ROLES, Role

#: A list longer than this helps nobody; the national administrator finds a measure through its association.
MOST_CHOICES = 500


def own_measures(actor: Actor) -> QuerySet[Measure]:
    """The measures that one gives assignments for: one's own, and those of associations that one runs."""
    own = people.giving_scopes(actor)
    return Measure.objects.filter(Q(association__slug__in=own) | Q(code__in=own))


def codes(actor: Actor) -> set[str]:
    """Their codes."""
    return set(own_measures(actor).values_list("code", flat=True))


def given_codes(actor: Actor, role: str) -> set[str]:
    """Codes of the measures of the associations in which one gives this role."""
    slugs = people.giving_associations(actor, role)
    return set(Measure.objects.filter(association__slug__in=slugs).values_list("code", flat=True))


def visible(actor: Actor, today: date) -> QuerySet[Account]:
    """Those who hold something in one's associations, their measures included, or work in one's organisation."""
    return people.visible_people(actor, today, codes(actor))


def person(request: Request, pk: int) -> Account:
    """One of them; Http404 for everybody else."""
    account = visible(request.actor, request.clock.today()).filter(pk=pk).first()
    if account is None and request.actor.has("association_manager", "association_admin"):
        # Somebody just added has no assignment yet and so belongs to nobody.
        account = Account.objects.filter(pk=pk, assignments__isnull=True).first()
    if account is None:
        raise Http404
    return account


def choices(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Associations, measures and – for a national administrator – organisations that one may assign people to.

    Each kind under its own heading; a kind without any is left out.
    """
    everywhere = actor.has("national_admin")
    own = Measure.objects.all() if everywhere else own_measures(actor)
    measures = own.select_related("association", "owner").order_by("-start", "name")
    parties = Organisation.objects.order_by("kind", "name") if everywhere else Organisation.objects.none()
    kinds = [
        (_("Förbund"), people.association_choices(actor)),
        (_("Insatser"), [(m.code, f"{m.name} ({m.code}), {m.led_by}") for m in measures[:MOST_CHOICES]]),
        (_("Organisationer"), [(p.party_id, p.name) for p in parties]),
    ]
    return [(heading, rows) for heading, rows in kinds if rows]


def names(keys: Iterable[str]) -> dict[str, str]:
    """What associations, measures and organisations are called, by the keys of the assignments."""
    wanted = set(keys)
    return {
        **dict(Association.objects.filter(slug__in=wanted).values_list("slug", "name")),
        **dict(Measure.objects.filter(code__in=wanted).values_list("code", "name")),
        **dict(Organisation.objects.filter(party_id__in=wanted).values_list("party_id", "name")),
    }


@dataclass(frozen=True)
class Holding:
    """An assignment as the pages show it: ``last`` is the last day it holds."""

    role: Role
    row: Assignment
    last: date | None
    is_open: bool
    may_end: bool

    @property
    def never(self) -> bool:
        """Ended before it began."""
        return self.last is not None and self.last < self.row.valid_from


def holdings(actor: Actor, rows: Iterable[Assignment], today: date) -> list[Holding]:
    """Assignments with what the reader may do with each."""
    measures = codes(actor)
    found = []
    for row in rows:
        last = row.valid_to - timedelta(days=1) if row.valid_to else None
        is_open = row.valid_to is None or row.valid_to > max(today, row.valid_from)
        may_end = is_open and people.may_give(actor, row.role, row.scope_key, measures)
        found.append(Holding(ROLES[row.role], row, last, is_open, may_end))
    return found
