"""`samordna report NAME`: a report whose figures are bound to released tables, made of the newest release.

--format pdf (tagged for screen readers and fit for the archive), docx (to go on with in a word processor), html, xlsx
(every table) or csv (every table, one after the other with a column for the table's name). The same release gives the
same bytes.

With --decided N it is the version of that number that two people decided: its file as it was made on that day, byte for
byte, whatever has been released or changed since.
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
    parser.add_argument("--decided", type=int, metavar="N", help="the decided version N, byte for byte")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Make the report. What is not released or not there is an error with exit code 2, and nothing on stdout."""
    try:
        content = _newest(args) if args.decided is None else _decided(args)
        write(content, args.out)
    except (WouldSpoilTheScreen, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return 0


def _newest(args: argparse.Namespace) -> bytes:
    from samordna.learn.reports import files  # noqa: PLC0415 – needs the register
    from samordna.learn.reports.queries import newest  # noqa: PLC0415

    return files.content(newest(args.name), args.format, args.language)


def _decided(args: argparse.Namespace) -> bytes:
    from samordna.learn.reports import decided  # noqa: PLC0415
    from samordna.learn.reports.queries import described  # noqa: PLC0415

    described(args.name)  # an unknown name is told with the nearest there is
    kept = decided.file_of(decided.version_of(args.name, args.decided), args.format, args.language)
    if kept.language != args.language:
        print(f"{args.name}, version {args.decided}, was written in Swedish only.", file=sys.stderr)
    return decided.content(kept)
