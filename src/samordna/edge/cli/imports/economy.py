"""The outcome of measures from an organisation's books, a SIE 4 file."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import UTC, datetime

from samordna.edge.cli.imports.given import contents_of, person_of


def template() -> int:
    """An example of the mapping: which project is which measure, which account is what kind of cost."""
    from samordna.deliver.projects.importing import mapping  # noqa: PLC0415 - most commands need not pay for it

    csv.writer(sys.stdout, lineterminator="\n").writerows(mapping.EXAMPLE)
    return 0


def run(args: argparse.Namespace) -> int:
    """Read the books by the mapping: all of it or nothing, as the person who answers for it."""
    from samordna.deliver.projects.importing import economy, economy_report  # noqa: PLC0415 - Django is set up by main

    if not args.by or args.mapping is None:
        print("Whose books, and what is what in them? --by EMAIL --mapping FILE (see --template)", file=sys.stderr)
        return 2
    at = datetime.now(UTC)
    read, by = contents_of(args.file, args.mapping), person_of(args.by, at)
    if read is None or by is None:
        return 2
    content, mapping = read
    found = economy.import_economy(content=content, mapping=mapping, by=by, at=at, dry_run=args.dry_run)
    print("\n".join(economy_report.lines(found, args.language, tried=args.dry_run)))
    return 2 if found.problems else 0
