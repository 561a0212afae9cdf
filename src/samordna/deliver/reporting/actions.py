"""Handing in a year: check, rule, write, audit event, in one transaction. What is handed in is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from samordna.deliver.reporting.derive import rows_and_facts
from samordna.deliver.reporting.models import HandIn, HandInRow
from samordna.deliver.reporting.permissions import check_hand_in
from samordna.deliver.reporting.queries import stored_rows
from samordna.deliver.reporting.rules import hand_in as rules
from samordna.deliver.reporting.sealing import seal
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit


@transaction.atomic
def hand_in(*, association: Association, year: int, seen: str, anyway: bool = False, by: Actor, at: datetime) -> HandIn:
    """Keep the year's figures as they are now, as a new version.

    ``seen`` is the ``seal`` of the rows that were read. Refusal for a year that is not over, for something missing
    without ``anyway``, for figures that have changed while they were read, and for the same figures again.
    """
    check_hand_in(by, association)
    refuse_unless(rules.year_is_over(year, day_of(at).year))
    held = Association.objects.select_for_update().get(pk=association.pk)
    rows, facts = rows_and_facts(held, year)
    lacking = rules.missing(facts)
    refuse_unless(rules.nothing_missing(lacking, anyway=anyway))
    said = seal(rows)
    refuse_unless(rules.as_it_was_read(seen, said))
    before = HandIn.objects.filter(association=held, year=year).order_by("-version").first()
    refuse_unless(rules.something_new(seal(stored_rows(before)) if before else None, said))
    version, previous = (before.version + 1, before.digest) if before else (1, "")
    about = {"association": held.slug, "year": year, "version": version, "at": at.isoformat(), "previous": previous}
    made = HandIn.objects.create(
        association=held,
        year=year,
        version=version,
        handed_in_at=at,
        handed_in_by_id=by.account_id,
        handed_in_by_name=by.name,
        missing=len(lacking),
        rows_digest=said,
        previous=previous,
        digest=seal(rows, **about),
    )
    _keep(made, rows)
    data = {"year": year, "version": version, "digest": made.digest, "rows": len(rows), "missing": len(lacking)}
    audit.record(by=by, at=at, what="hand_in.handed_in", subject_kind="association", subject=held.slug, data=data)
    return made


def _keep(made: HandIn, rows: Sequence[rules.Row]) -> None:
    HandInRow.objects.bulk_create(
        HandInRow(
            hand_in=made,
            position=position,
            section=row.section,
            parts="|".join(row.parts),
            name=row.name,
            unit=row.unit,
            value=row.value,
        )
        for position, row in enumerate(rows, start=1)
    )
