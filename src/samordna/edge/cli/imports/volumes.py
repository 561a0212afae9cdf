"""Head counts of measures that are followed up by numbers, from CSV or XLSX."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import UTC, datetime

from samordna.deliver.projects.importing.volume_columns import EXAMPLE, HEADINGS
from samordna.edge.cli.imports.given import contents_of, person_of


def template() -> int:
    """The headings and an example row."""
    csv.writer(sys.stdout, lineterminator="\n").writerows([HEADINGS, EXAMPLE])
    return 0


def run(args: argparse.Namespace) -> int:
    """Enter all lines or none, as the person who answers for them."""
    from samordna.deliver.projects.importing import volumes  # noqa: PLC0415 - Django is set up by main

    if not args.by:
        print("Whose numbers are they? --by EMAIL, of a measure owner or an administrator", file=sys.stderr)
        return 2
    at = datetime.now(UTC)
    read, by = contents_of(args.file), person_of(args.by, at)
    if read is None or by is None:
        return 2
    found = volumes.import_volumes(content=read[0], by=by, at=at, dry_run=args.dry_run)
    print("\n".join(volumes.lines(found, args.language, tried=args.dry_run)))
    return 2 if found.problems else 0
