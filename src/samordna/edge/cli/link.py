"""`samordna link FILE --extract ID --why "…"`: link a delivered file of benefit spells with an extract.

The file has one spell a row: personal_number, benefit, from, to, extent, diagnosis_group, as CSV in UTF-8, XLSX or
Parquet (docs/how-to/link-spells.md). Personal numbers are replaced in memory by the extract's own names, and nothing
is kept about people who are not in the extract. Prints the match report and the id of the linked extract.

The same file again gives the same linked extract. Exit code 2: something has to be mended, and nothing was written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from samordna.learn.statistics.linking import Outcome

HELP: Final = "link a delivered file of benefit spells with an extract"
needs_register: Final = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, which extract, why, and whether to write."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="CSV in UTF-8, XLSX or Parquet")
    parser.add_argument("--extract", metavar="ID", help="the extract to link with; see ./samordna extract")
    parser.add_argument("--why", help="what the linking is for; it stands in the manifest and in the audit trail")
    parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing but that it was tried")
    parser.add_argument("--template", action="store_true", help="print the headings and an example, read nothing")
    parser.add_argument("--by", metavar="EMAIL", help="who answers for the linking; otherwise the system does")
    parser.add_argument("--language", choices=["en", "sv"], default="en", help="of what is wrong with the file")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="json: the whole match report")


def without_register(args: argparse.Namespace) -> bool:
    """A template can be printed before there is a register."""
    return bool(args.template)


def run(args: argparse.Namespace) -> int:
    """Link, or say why not."""
    if args.template:
        print(TEMPLATE, end="")
        return 0
    for given, what in ((args.file, "Which file? samordna link FILE"), (args.extract, "Which extract? --extract ID")):
        if not given:
            print(what, file=sys.stderr)
            return 2
    return _link(args)


def _link(args: argparse.Namespace) -> int:
    from samordna.edge.cli.imports.given import person_of  # noqa: PLC0415 – Django is set up by main
    from samordna.ground.kernel.clock import SystemClock  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415
    from samordna.learn.statistics.actions import link_extract  # noqa: PLC0415
    from samordna.learn.statistics.linking import DeliveredFileWrong  # noqa: PLC0415
    from samordna.learn.statistics.models import ExtractRecord  # noqa: PLC0415

    at = SystemClock().now()
    by = person_of(args.by, at) if args.by else SYSTEM
    base = ExtractRecord.objects.filter(extract_id=args.extract).first()
    if by is None or base is None:
        if base is None:
            print("There is no such extract. ./samordna extract prints the id of the one it makes.", file=sys.stderr)
        return 2
    try:
        outcome, record = link_extract(
            extract=base, file=args.file, by=by, at=at, why=args.why or "", dry_run=args.dry_run
        )
    except DeliveredFileWrong as wrong:
        print("\n".join(wrong.problems.lines(args.language)))
        print("Nothing was linked.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"The file cannot be read: {error.strerror or 'unknown reason'}.", file=sys.stderr)
        return 2
    _tell(outcome, args.format)
    if record is None:
        print("Dry run: nothing was written.", file=sys.stderr)
    elif args.format == "text":
        print(record.extract_id)
    return 0


def _tell(outcome: Outcome, form: str) -> None:
    report = outcome.report
    if form == "json":
        made = outcome.extract.id if outcome.extract else None
        print(json.dumps({"extract": made, **report}, ensure_ascii=False, indent=2))
        return
    spells = report["spells"]
    said = f"{spells['delivered']} spells from {report['first']} to {report['last']}"
    print(f"{said}: {spells['in_extract']} about people in the extract", file=sys.stderr)
    for row in report["starts"]:
        print(_row(row), file=sys.stderr)
    for line in outcome.quality:
        print(f"{line.count} {line.en}", file=sys.stderr)


def _row(row: dict[str, Any]) -> str:
    why = f"no spell {row['no_spell']}, ended before {row['ended_before']}, began after {row['began_after']}"
    return f"{row['year']} {row['benefit']}: {row['starts']} starts, {row['found']} found; not: {why}"


TEMPLATE: Final = (
    "personal_number,benefit,from,to,extent,diagnosis_group\n"
    "19900101-2385,aktivitetsersättning,2016-03-01,,100,F00-F99\n"
    "19900101-2385,sjukpenning,2015-02-10,2015-04-30,50,M00-M99\n"
)
