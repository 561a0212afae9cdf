"""What can be done with needs. Every act: check → rule → write → audit event, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import resources
from typing import Any

import yaml
from django.db import transaction

from samordna.agree.needs.models import Estimate, EstimateGroup, Need
from samordna.agree.needs.numbers import next_number
from samordna.agree.needs.permissions import check_write_need
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Association, Municipality, Organisation
from samordna.ground.privacy import audit, storable

REFERENCE = ("estimate_2016.yaml",)


@transaction.atomic
def write_need(
    *,
    by: Actor,
    at: datetime,
    association: Association,
    title: str,
    group: str,
    area: str,
    gap: str,
    evidence: str,
    low: int | None = None,
    high: int | None = None,
    places: int | None = None,
    tried: str = "",
    municipalities: Iterable[str] = (),
    seen_by: Iterable[str] = (),
    estimate: Estimate | None = None,
) -> Need:
    """Write a need down. ``municipalities`` are codes, ``seen_by`` party ids; ``low``–``high`` persons or nothing yet.

    Refusal when a text is missing, when only one end of the interval is given, or when it ends before it starts.
    """
    check_write_need(by, association.slug)
    _check_texts(title=title, group=group, area=area, gap=gap, evidence=evidence)
    _check_interval(low, high)
    number = next_number(Need.objects.filter(association=association), day_of(at).year, of=association)
    need = Need.objects.create(
        key=f"{association.slug}-{number}",
        number=number,
        association=association,
        estimate=estimate,
        title=title.strip(),
        group=group.strip(),
        low=low,
        high=high,
        places=places,
        area=area.strip(),
        gap=gap.strip(),
        evidence=evidence.strip(),
        tried=tried.strip(),
        written_by_id=by.account_id,
        written_by_name=signature(by),
        written_at=at,
    )
    need.municipalities.set(Municipality.objects.filter(code__in=list(municipalities)))
    need.seen_by.set(Organisation.objects.filter(party_id__in=list(seen_by)))
    audit.record(by=by, at=at, what="need.written", subject_kind="need", subject=need.key, data={"title": need.title})
    return need


@transaction.atomic
def make_estimate(
    *,
    by: Actor,
    at: datetime,
    key: str,
    name: str,
    year: int,
    source: str,
    groups: Sequence[Mapping[str, Any]],
    association: Association | None = None,
    **facts: Any,
) -> Estimate:
    """Store an estimate with its groups (fields of EstimateGroup), an association's own or a national one.

    National estimates are reference data: only set-up makes them. Refusal without any group.
    """
    if association is None and by is not SYSTEM:
        raise NotAllowed()
    if association is not None:
        check_write_need(by, association.slug)
    if not groups:
        raise Refusal("Lägg till minst en grupp.", message_en="Add at least one group.")
    defaults = {"made_by": signature(by), "made_on": day_of(at)}
    estimate = Estimate.objects.create(
        key=key, name=name, year=year, source=source, association=association, **(defaults | facts)
    )
    rows = [EstimateGroup(estimate=estimate, position=i, **row) for i, row in enumerate(groups, start=1)]
    storable.check(*rows)
    EstimateGroup.objects.bulk_create(rows)
    audit.record(by=by, at=at, what="estimate.made", subject_kind="estimate", subject=key, data={"groups": len(groups)})
    return estimate


def load_reference(*, by: Actor, at: datetime) -> int:
    """Load the estimates that come with the product, once; returns how many were new."""
    new = 0
    for name in REFERENCE:
        facts = yaml.safe_load((resources.files("samordna.agree.needs.reference") / name).read_text(encoding="utf-8"))
        if not Estimate.objects.filter(key=facts["key"]).exists():
            make_estimate(by=by, at=at, **facts)
            new += 1
    return new


def signature(by: Actor) -> str:
    """How a person is written in lasting records: name and organisation, as they were then."""
    return ", ".join(dict.fromkeys(filter(None, [by.name, by.organisation_name])))


_WANTED = {
    "title": ("Skriv en rubrik för behovet.", "Write a heading for the need."),
    "group": ("Skriv vilka som behöver stödet.", "Write who needs the support."),
    "area": ("Skriv var personerna finns.", "Write where the persons are."),
    "gap": ("Skriv vad som saknas i dag.", "Write what is missing today."),
    "evidence": ("Skriv vad behovet stöder sig på.", "Write what the need rests on."),
}


def _check_texts(**texts: str) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise Refusal(_WANTED[field][0], field=field, message_en=_WANTED[field][1])


def _check_interval(low: int | None, high: int | None) -> None:
    if (low is None) != (high is None):
        raise Refusal(
            "Skriv både det lägsta och det högsta antalet, eller inget av dem. Antalet visas alltid som ett spann.",
            field="high" if high is None else "low",
            message_en="Write both the lowest and the highest number, or neither: it is always shown as an interval.",
        )
    if low is not None and high is not None and low > high:
        raise Refusal(
            "Det högsta antalet kan inte vara mindre än det lägsta.",
            field="high",
            message_en="The highest number cannot be lower than the lowest.",
        )
