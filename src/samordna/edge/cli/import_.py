"""Read files into the register: all of a file or nothing, and the same file again changes nothing.

`samordna import participants FILE --measure ID`: people, or a sex and a year (docs/how-to/import-participants.md).
Besides the columns of the template: planned_end, district, in_… and out_… for work, studies and seeking,
follow_up_6_on and follow_up_6_… (and 12), in_question_N for the association's own question N, consent_….
`samordna import volumes FILE --by EMAIL`: head counts of measures that are followed up by numbers.
`samordna import economy FILE --mapping FILE --by EMAIL`: outcome from a SIE 4 file, by project
(docs/how-to/import-economy.md).
`samordna import associations FILE`: a complete list of associations and members (docs/how-to/import-associations.md).

A dry run says exactly what the import would say. Exit code 2: something has to be mended, and nothing was written.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Final

HELP = "import participants, head counts, outcome from SIE 4, or associations and their members, from a file"
needs_register = True
WHAT: Final = {
    "participants": "samordna.edge.cli.imports.participants",
    "volumes": "samordna.edge.cli.imports.volumes",
    "economy": "samordna.edge.cli.imports.economy",
    "associations": "samordna.edge.cli.imports.associations",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, which file, for what, and whether to write."""
    parser.add_argument("what", choices=list(WHAT), help="what the file holds")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="CSV in UTF-8, or XLSX; SIE 4 for economy")
    parser.add_argument("--measure", metavar="ID", help="the measure's code, for participants")
    parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
    parser.add_argument(
        "--template",
        action="store_true",
        help="print the headings and an example, read nothing; a file may have more columns",
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write the report there too: .json, .csv, or as text"
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="for economy: projects and accounts (--template)")
    parser.add_argument("--by", metavar="EMAIL", help="who answers for the file; for participants else the system does")
    parser.add_argument("--language", choices=["en", "sv"], default="en", help="of the report")
    parser.add_argument(
        "--anonymous-again",
        action="store_true",
        help="add rows without a personal number although an earlier file had some",
    )


def without_register(args: argparse.Namespace) -> bool:
    """A template can be printed before there is a register."""
    return bool(args.template)


def run(args: argparse.Namespace) -> int:
    """Hand over to what was asked for."""
    module = importlib.import_module(WHAT[args.what])
    if args.template:
        return int(module.template())
    if args.file is None:
        print(f"Which file? samordna import {args.what} FILE", file=sys.stderr)
        return 2
    return int(module.run(args))
