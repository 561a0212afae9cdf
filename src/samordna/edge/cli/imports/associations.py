"""A complete list of associations and members."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime


class _DryRun(Exception):
    """Everything was tried and nothing shall be kept."""


def template() -> int:
    """The headings and one row."""
    print("association,name,municipality,valid_from,valid_to,certainty,as_of,source")
    print("ostra-exemplet,Samordningsförbundet Östra Exemplet,0583,2010-01-01,,read in a decision,2026,minutes 3 §")
    return 0


def run(args: argparse.Namespace) -> int:
    """Check the whole file, then write all or nothing."""
    from django.db import transaction  # noqa: PLC0415 - Django is set up by main

    from samordna.ground.kernel.errors import Refusal  # noqa: PLC0415
    from samordna.ground.parties import association_import  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415
    from samordna.ground.parties.models import Municipality  # noqa: PLC0415
    from samordna.ground.privacy import audit  # noqa: PLC0415

    try:
        known = Municipality.objects.values_list("code", flat=True)
        rows = association_import.read(args.file, known_municipalities=known)
    except OSError as error:
        print(f"{args.file}: {error.strerror}", file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(refusal.message_en, file=sys.stderr)
        return 2
    try:
        with transaction.atomic():
            report = association_import.load(rows)
            audit.record(
                by=SYSTEM,
                at=datetime.now(UTC),
                what="associations.imported",
                subject_kind="file",
                subject=args.file.name[:80],
                data={"rows": report.rows, "associations": report.new_associations, "members": report.new_memberships},
            )
            if args.dry_run:
                raise _DryRun
    except _DryRun:
        print("Dry run: nothing was written.", file=sys.stderr)
    print(f"{report.rows} rows: {report.new_associations} new associations, {report.new_memberships} new memberships")
    return 0
