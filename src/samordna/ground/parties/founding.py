"""A new association: what it is called, from which day, and which municipalities are in it.

FK, AF and the regions of the municipalities are members by law (3 §). What others do in it – finance, use funds – its
own administrator writes afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.kernel.period import Period
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.association_import import BY_LAW
from samordna.ground.parties.associations import DIVIDED, FACTS
from samordna.ground.parties.models import Association, Membership, Municipality, Organisation
from samordna.ground.privacy import audit, marks

#: Words of an address that stand where an association's short name does.
_TAKEN_WORDS: Final = ("nytt",)


def may_found(actor: Actor) -> bool:
    """The national administrator."""
    return actor.has("national_admin")


@transaction.atomic
def found_association(
    *, facts: Mapping[str, Any], municipalities: Collection[str], by: Actor, at: datetime
) -> Association:
    """Write in a new association with its members. ``municipalities`` are official codes.

    Refusal for a name that another has, an end before the start, no municipality, or one that is in another
    association at the same time.
    """
    if not may_found(by):
        raise NotAllowed
    start, end = facts["start"], facts.get("end")
    _check(facts["name"], start, end)
    members = list(Municipality.objects.filter(code__in=municipalities).select_related("county").order_by("code"))
    if not members or len(members) < len(set(municipalities)):
        raise Refusal(
            "Skriv minst en kommun som finns.", field="municipalities", message_en="Write at least one municipality."
        )
    invented = marks.is_demo()
    _check_free(members, Period(start, end and end + timedelta(1)), invented)
    slug = _slug(facts["name"])
    organisation = Organisation.objects.create(party_id=f"association-{slug}", kind="association", name=facts["name"])
    made = Association.objects.create(
        slug=slug,
        organisation=organisation,
        certainty=f"written by {by.name}"[:200],
        invented=invented,
        **{name: facts[name] for name in FACTS if name in facts},
    )
    Membership.objects.bulk_create(_members(made, members, start))
    audit.record(
        by=by,
        at=at,
        what="association.founded",
        subject_kind="association",
        subject=slug,
        data={"start": start.isoformat(), "municipalities": [one.code for one in members]},
    )
    return made


def _check(name: str, start: date, end: date | None) -> None:
    # Compared here: SQLite knows no small å, ä and ö.
    if name.casefold() in {known.casefold() for known in Association.objects.values_list("name", flat=True)}:
        raise Refusal(
            "Det finns redan ett förbund som heter så.",
            field="name",
            message_en="There is an association with that name already.",
        )
    if end is not None and end < start:
        raise Refusal(
            "Välj ett slutdatum som är samma dag som start eller senare.",
            field="end",
            message_en="Choose an end on the day of the start or later.",
        )


def _check_free(members: Iterable[Municipality], wanted: Period, invented: bool) -> None:
    """A municipality is in one association at a time, but for the cities that several share by districts."""
    codes = [one.code for one in members if one.code not in DIVIDED]
    rows = Membership.objects.filter(municipality__in=codes, association__invented=invented)
    for row in rows.select_related("association", "municipality"):
        if row.municipality and Period(row.valid_from or date.min, row.valid_to).overlaps(wanted):
            name, other = row.municipality.name, row.association.name
            raise Refusal(
                f"{name} deltar i {other} då. Avsluta det först, eller välj en senare start.",
                field="municipalities",
                message_en=f"{name} takes part in {other} then. End that first, or choose a later start.",
            )


def _members(made: Association, members: Iterable[Municipality], start: date) -> list[Membership]:
    municipal = {f"municipality-{one.code}": one for one in members}
    by_law = {"fk", "af", *(f"region-{one.county_id}" for one in municipal.values())}
    organisations = Organisation.objects.filter(party_id__in=[*municipal, *by_law]).order_by("party_id")
    return [
        Membership(
            association=made,
            organisation=one,
            municipality=municipal.get(one.party_id),
            valid_from=start,
            certainty=made.certainty if one.party_id in municipal else BY_LAW,
        )
        for one in organisations
    ]


def _slug(name: str) -> str:
    """The short name: the name without *samordningsförbundet*, in a to z, 0 to 9 and hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = [word for word in re.split("[^a-z0-9]+", plain) if word]
    base = "-".join(word for word in words if not word.startswith("samordningsforbund")) or "forbund"
    base = base[:60].strip("-")
    taken = set(Association.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | set(_TAKEN_WORDS)
    parties = Organisation.objects.filter(party_id__startswith=f"association-{base}").values_list("party_id", flat=True)
    taken |= {party.removeprefix("association-") for party in parties}
    return next(one for n in range(1, 10_000) if (one := base if n == 1 else f"{base}-{n}") not in taken)
