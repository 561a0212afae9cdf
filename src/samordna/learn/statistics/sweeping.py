"""What a stop at the wrong moment leaves among the extracts, and how it is put right.

Killed while an extract was made, a process leaves a folder that nobody finds; it is removed. Killed between the two
last steps, it leaves an extract that is whole and that the register does not know of: it is written down as what its
manifest says, so that it is seen, and falls under retention like any other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from samordna.engine import making
from samordna.engine.extract import Manifest, extracts
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit
from samordna.learn.statistics import retention
from samordna.learn.statistics.models import ExtractRecord

#: Somebody may be between the two last steps just now.
_YOUNG = timedelta(hours=1)


@dataclass(frozen=True)
class Left:
    """How many folders were begun and never finished, and how many finished extracts were never written down."""

    folders: int
    unknown: int


def left_over(*, at: datetime) -> Left:
    """What :func:`sweep` would put right."""
    return Left(len(making.left_over(settings.EXTRACTS)), len(_unknown(at)))


def sweep(*, at: datetime) -> Left:
    """Remove what was never finished and write down what was; what somebody works in is left alone."""
    unknown = _unknown(at)
    for manifest in unknown:
        _write_down(manifest, at)
    retention.finish()
    return Left(making.sweep(settings.EXTRACTS), len(unknown))


def _unknown(at: datetime) -> list[Manifest]:
    known = set(ExtractRecord.objects.values_list("extract_id", flat=True))
    return [
        manifest
        for manifest in extracts(settings.EXTRACTS)
        if manifest.id not in known and datetime.fromisoformat(manifest.made_at) < at - _YOUNG
    ]


@transaction.atomic
def _write_down(manifest: Manifest, at: datetime) -> None:
    _record, made = ExtractRecord.objects.get_or_create(
        extract_id=manifest.id,
        defaults={
            "as_of": date.fromisoformat(manifest.as_of),
            "made_at": datetime.fromisoformat(manifest.made_at),
            "made_by_name": manifest.made_by,
            "why": manifest.why,
            "manifest": asdict(manifest),
        },
    )
    if made:
        audit.record(
            by=SYSTEM,
            at=at,
            what="extract.found",
            subject_kind="extract",
            subject=manifest.id,
            why="made, and stopped before it was written down",
        )
