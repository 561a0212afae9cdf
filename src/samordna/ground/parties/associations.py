"""An association's own facts: what it is called, where it is, who is in it, and what each of them does.

Who takes part is a membership; who finances and who uses funds stands beside it. Everything is dated, and nothing that
has been is taken away: it ends. Who may: the association's administrator and its manager.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.period import Period
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, AssociationDistrict, Membership, Organisation, PartyPart
from samordna.ground.privacy import audit

RUNS: Final = ("association_manager", "association_admin")
#: What an association's own people write about it. Its short name never changes; its start is written once.
FACTS: Final = (
    *("name", "description", "start", "end", "address"),
    *("contact_name", "contact_email", "contact_phone"),
)
TAKES_PART, FINANCES, USES_FUNDS = PARTS = ("takes_part", "finances", "uses_funds")
#: Where a municipality is divided in districts, and several associations may share it.
DIVIDED: Final = ("0180", "1480")


def may_change(actor: Actor, association: Association) -> bool:
    """The association's administrator and its manager."""
    return actor.has(*RUNS, association=association.slug)


def check_change(actor: Actor, association: Association) -> None:
    """NotFound outside one's associations, NotAllowed inside them for those who may only read."""
    if not may_change(actor, association):
        raise NotAllowed if association.slug in actor.associations else NotFound


@transaction.atomic
def change_facts(*, association: Association, facts: Mapping[str, Any], by: Actor, at: datetime) -> Association:
    """Change what stands about an association. Refusal for another start than the one that is known."""
    check_change(by, association)
    held = Association.objects.select_for_update().get(pk=association.pk)
    changed = [name for name in FACTS if name in facts and facts[name] != getattr(held, name)]
    if "start" in changed and held.start is not None:
        raise Refusal("Startdatum går inte att ändra.", field="start", message_en="The start cannot be changed.")
    for name in changed:
        setattr(held, name, facts[name])
    if held.start and held.end and held.end < held.start:
        raise Refusal(
            "Välj ett slutdatum som är samma dag som start eller senare.",
            field="end",
            message_en="Choose an end on the day of the start or later.",
        )
    if changed:
        held.save(update_fields=changed)
        _note(held, "facts_changed", by, at, fields=changed)
    return held


# Parties


@dataclass(frozen=True)
class Part:
    """What an organisation does in an association, from a day until a day (the first when it no longer holds)."""

    part: str
    pk: int
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def last(self) -> date | None:
        """The last day, as people say it."""
        return self.valid_to and self.valid_to - timedelta(1)


def parties_of(association: Association) -> list[tuple[Organisation, list[Part]]]:
    """Every organisation that is, or has been, something in an association, with what; the law's parties first."""
    found: dict[int, tuple[Organisation, list[Part]]] = {}
    for row in association.memberships.select_related("organisation"):
        part = Part(TAKES_PART, row.pk, row.valid_from, row.valid_to)
        found.setdefault(row.organisation_id, (row.organisation, []))[1].append(part)
    for more in association.parts.select_related("organisation"):
        part = Part(more.part, more.pk, more.valid_from, more.valid_to)
        found.setdefault(more.organisation_id, (more.organisation, []))[1].append(part)
    order = {kind: place for place, kind in enumerate(Organisation.KINDS)}
    for _one, parts in found.values():
        parts.sort(key=lambda part: (PARTS.index(part.part), part.valid_from or date.min))
    return sorted(found.values(), key=lambda row: (order.get(row[0].kind, 99), row[0].name))


def financiers_of(association: Association, year: int) -> list[Organisation]:
    """The organisations that finance an association on any day of a year: only they can be chosen for its means."""
    wanted = Period(date(year, 1, 1), date(year + 1, 1, 1))
    rows = association.parts.filter(part=FINANCES).select_related("organisation").order_by("organisation__name")
    return [row.organisation for row in rows if Period(row.valid_from, row.valid_to).overlaps(wanted)]


@transaction.atomic
def add_parts(
    *,
    association: Association,
    organisation: Organisation,
    parts: Iterable[str],
    valid_from: date,
    by: Actor,
    at: datetime,
) -> None:
    """Let an organisation take part in, finance, or use the funds of an association from a day.

    What it does already stays as it is. Refusal for a municipality that takes part in another association then.
    """
    check_change(by, association)
    wanted = [part for part in PARTS if part in set(parts)]
    if not wanted:
        raise Refusal(
            "Välj vad organisationen gör i förbundet.",
            field="parts",
            message_en="Choose what the organisation does in the association.",
        )
    held = Association.objects.select_for_update().get(pk=association.pk)
    known = {one.pk: does for one, does in parties_of(held)}.get(organisation.pk, [])
    added = []
    for part in wanted:
        if any(one.part == part and (one.valid_to is None or one.valid_to > valid_from) for one in known):
            continue
        if part == TAKES_PART:
            _add_member(held, organisation, valid_from, by)
        else:
            PartyPart.objects.create(association=held, organisation=organisation, part=part, valid_from=valid_from)
        added.append(part)
    if added:
        _note(held, "parts_added", by, at, party=organisation.party_id, parts=added, since=valid_from.isoformat())


def _add_member(association: Association, organisation: Organisation, valid_from: date, by: Actor) -> None:
    code = organisation.municipality_id if organisation.kind == "municipality" else None
    if code and code not in DIVIDED and (other := _elsewhere(association, code, valid_from)):
        raise Refusal(
            f"{organisation.name} deltar redan i {other.name} då. Avsluta det först, eller välj en senare dag.",
            field="organisation",
            message_en=f"{organisation.name} takes part in {other.name} then. End that first, or choose a later day.",
        )
    Membership.objects.create(
        association=association,
        organisation=organisation,
        municipality_id=code,
        valid_from=valid_from,
        certainty=f"written by {by.name}"[:200],
    )


def _elsewhere(association: Association, code: str, valid_from: date) -> Association | None:
    rows = Membership.objects.filter(municipality=code, association__invented=association.invented)
    for row in rows.exclude(association=association).select_related("association"):
        if row.valid_to is None or row.valid_to > valid_from:
            return row.association
    return None


@transaction.atomic
def end_part(*, association: Association, part: str, pk: int, last: date, by: Actor, at: datetime) -> None:
    """Let what an organisation does in an association end; ``last`` is the last day on which it does."""
    check_change(by, association)
    rows: Any = association.memberships if part == TAKES_PART else association.parts.filter(part=part)
    row = rows.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound
    if row.valid_from and last < row.valid_from:
        raise Refusal(
            "Välj en sista dag som inte ligger före den första.",
            field="last",
            message_en="Choose a last day that is not before the first.",
        )
    row.valid_to = last + timedelta(1)
    row.save(update_fields=["valid_to"])
    _note(association, "part_ended", by, at, party=row.organisation.party_id, part=part, last=last.isoformat())


@transaction.atomic
def add_organisation(*, name: str, kind: str, by: Actor, at: datetime) -> Organisation:
    """An organisation that is not here yet; the same name and kind again is the same organisation.

    Authorities, regions, municipalities and associations are here already, so they cannot be added.
    """
    if not by.has(*RUNS, "national_admin"):
        raise NotAllowed
    if kind not in addable_kinds():
        raise Refusal(
            "Välj vilket slag av organisation det är.", field="kind", message_en="Choose the kind of organisation."
        )
    known = Organisation.objects.filter(name__iexact=name, kind=kind).first()
    if known is not None:
        return known
    slug = "-".join(part for part in "".join(c if c.isalnum() else " " for c in name.lower()).split() if part)
    taken = set(Organisation.objects.filter(party_id__startswith="other-").values_list("party_id", flat=True))
    base = f"other-{slug or 'organisation'}"[:70]
    made = Organisation.objects.create(
        party_id=next(one for n in range(1, 10_000) if (one := base if n == 1 else f"{base}-{n}") not in taken),
        kind=kind,
        name=name,
    )
    audit.record(
        by=by, at=at, what="organisation.added", subject_kind="organisation", subject=made.party_id, data={"kind": kind}
    )
    return made


def addable_kinds() -> tuple[str, ...]:
    """The kinds of organisation that people add themselves."""
    known = {"fk", "af", "region", "municipality", "association"}
    return tuple(code for code in code_list("organisation_kind").values if code not in known)


# Area


def divided_municipalities(association: Association, on: date) -> list[str]:
    """Which of Stockholm and Göteborg take part in an association: only they have districts."""
    rows = association.memberships.filter(municipality__in=DIVIDED)
    return sorted({str(m.municipality_id) for m in rows if m.valid_to is None or m.valid_to > on})


@transaction.atomic
def set_districts(*, association: Association, districts: Iterable[str], by: Actor, at: datetime) -> None:
    """Let an association's area be these districts from today, in the cities that have any. None = the whole city."""
    check_change(by, association)
    today = day_of(at)
    cities = divided_municipalities(association, today)
    wanted = {
        code for code in districts if code in code_list("district") and code_list("district")[code].group in cities
    }
    held = {row.district: row for row in association.districts.filter(valid_to__isnull=True)}
    if wanted == held.keys():
        return
    for code, row in held.items():
        if code in wanted:
            continue
        if row.valid_from == today:
            row.delete()
        else:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
    for code in sorted(wanted - held.keys()):
        AssociationDistrict.objects.create(association=association, district=code, valid_from=today)
    _note(association, "districts_set", by, at, districts=sorted(wanted))


def _note(association: Association, what: str, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        by=by, at=at, what=f"association.{what}", subject_kind="association", subject=association.slug, data=data
    )
