"""Participants of a measure, from CSV or XLSX."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from samordna.edge.cli.imports.given import contents_of, person_of

if TYPE_CHECKING:
    from samordna.deliver.participants.importing.actions import Outcome


def template() -> int:
    """The headings and two example rows, of a test person and of somebody without person data."""
    from samordna.deliver.participants.importing import columns  # noqa: PLC0415 – most commands need not pay for it

    csv.writer(sys.stdout, lineterminator="\n").writerows(columns.template())
    return 0


def run(args: argparse.Namespace) -> int:
    """Check the whole file, then store all or nothing; the report goes to stdout."""
    from samordna.deliver.participants.importing import actions  # noqa: PLC0415 – Django is set up by main
    from samordna.deliver.projects.models import Measure  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415

    if not args.measure:
        print("Which measure? --measure ID, for example --measure I-0001", file=sys.stderr)
        return 2
    measure = Measure.objects.filter(code=args.measure).first()
    if measure is None:
        print("There is no such measure.", file=sys.stderr)
        return 2
    at = datetime.now(UTC)
    read, by = contents_of(args.file), person_of(args.by, at) if args.by else SYSTEM
    if read is None or by is None:
        return 2
    act = actions.try_participants if args.dry_run else actions.import_participants
    outcome = act(measure=measure, content=read[0], by=by, at=at, anonymous_again=args.anonymous_again)
    _tell(outcome, args)
    return 2 if outcome.checked.problems else 0


def _tell(outcome: Outcome, args: argparse.Namespace) -> None:
    from samordna.deliver.participants.importing import report  # noqa: PLC0415 – Django is set up by main

    text = "\n".join(report.lines(outcome, args.language, tried=args.dry_run)) + "\n"
    print(text, end="")
    if args.dry_run:
        print("Dry run: nothing was written.", file=sys.stderr)
    if args.report is not None:
        kinds = {
            ".json": lambda: report.as_json(outcome, tried=args.dry_run).encode(),
            ".csv": lambda: report.as_csv(outcome),
        }
        Path(args.report).write_bytes(kinds.get(args.report.suffix.lower(), text.encode)())
