"""`samordna import associations FILE`: a complete list of associations and members (format: docs/how-to)."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

HELP = "import a list of associations and their members"
needs_register = True


class _DryRun(Exception):
    """Everything was tried and nothing shall be kept."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, which file, and whether to write."""
    parser.add_argument("what", choices=["associations"], help="what the file holds")
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8, see docs/how-to/import-associations.md")
    parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")


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
