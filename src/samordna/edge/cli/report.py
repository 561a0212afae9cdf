"""`samordna report NAME`: a report whose figures are bound to released tables, made of the newest release.

--format pdf (tagged for screen readers and fit for the archive), docx (to go on with in a word processor), html, xlsx
(every table) or csv (every table, one after the other with a column for the table's name). The same release gives the
same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from samordna.edge.cli.output import WouldSpoilTheScreen, write

HELP: Final = "make a report of released tables (pdf, docx, html, xlsx or csv)"
needs_register: Final = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME and the choices."""
    parser.add_argument("name", metavar="NAME", help="af-fk-2020 or fk-esf-2025")
    parser.add_argument("--format", choices=("pdf", "docx", "html", "xlsx", "csv"), default="pdf", help="default: pdf")
    parser.add_argument("--language", choices=("sv", "en"), default="sv", help="default: sv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Make the report. What is not released or not there is an error with exit code 2, and nothing on stdout."""
    from samordna.learn.reports import files  # noqa: PLC0415 – needs the register
    from samordna.learn.reports.queries import newest  # noqa: PLC0415

    made = newest(args.name)
    try:
        write(files.content(made, args.format, args.language), args.out)
    except (WouldSpoilTheScreen, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return 0
