"""Joint measures: which associations bear the cost of one, and in which shares from which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from samordna.deliver.projects import permissions
from samordna.deliver.projects.models import Measure, MeasureShare
from samordna.deliver.projects.rules import shares as rules
from samordna.deliver.projects.rules.shares import Division
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit


def divisions_of(measures: Iterable[Measure]) -> dict[int, list[Division]]:
    """Measure id → its divisions by day, each association id → share. Nothing for measures of one association."""
    found: dict[int, dict[date, dict[int, int]]] = {}
    for row in MeasureShare.objects.filter(measure__in=list(measures)).order_by("valid_from", "pk"):
        found.setdefault(row.measure_id, {}).setdefault(row.valid_from, {})[row.association_id] = row.share
    return {measure: list(days.items()) for measure, days in found.items()}


def weights_of(measure: Measure, year: int, divisions: Iterable[Division]) -> dict[int | None, int]:
    """Association id → weight for dividing a year's cost; {None: 1} for a measure without an association."""
    if measure.association_id is None:
        return {None: 1}
    lead, known = measure.association_id, list(divisions)
    weights = rules.weights_of_year(known, year, lead=lead, start=measure.start, end=measure.end)
    return dict(weights.items())


@transaction.atomic
def set_shares(
    *, measure: Measure, shares: Mapping[Association, int], valid_from: date, by: Actor, at: datetime
) -> None:
    """Let associations bear a measure's cost from a day, in hundredths of a per cent that are all of it together.

    The leading association decides; it is among them. The same day again replaces what was said for that day.
    Earlier days keep what held then. Refusal when the shares do not add up.
    """
    permissions.check_share_measure(by, measure)
    refuse_unless(rules.adds_up({association.pk: share for association, share in shares.items()}))
    if measure.association not in shares:
        raise Refusal(
            "Förbundet som leder insatsen ska vara med och dela.",
            field="shares",
            message_en="The association that leads the measure must be one of those that share.",
        )
    if valid_from < measure.start or (measure.end and valid_from > measure.end):
        raise Refusal(
            "Välj en dag då insatsen pågår.",
            field="valid_from",
            message_en="Choose a day on which the measure runs.",
        )
    Measure.objects.select_for_update().get(pk=measure.pk)
    measure.shares.filter(valid_from=valid_from).delete()
    for association, share in shares.items():
        MeasureShare.objects.create(measure=measure, association=association, valid_from=valid_from, share=share)
    audit.record(
        by=by,
        at=at,
        what="measure.shared",
        subject_kind="measure",
        subject=measure.code,
        data={
            "valid_from": valid_from.isoformat(),
            "shares": {association.slug: share for association, share in shares.items()},
        },
    )
