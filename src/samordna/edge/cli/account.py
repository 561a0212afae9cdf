"""`samordna account`: what became of the needs – who was asked, who answered what, time in each stage, refusals.

Without a choice it is the account of the whole country for this year. The numbers are those of the page Redovisning.
--known 2026-12-31 gives what was known on a day: the end of the year when it is over, else today. --part chooses the
table of a CSV: figures, cases (one row each) or answers (one row each). Reasons and officials stand only in the
account of one association. That the account was taken is noted in the audit trail.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Final

from samordna.edge.cli.output import WouldSpoilTheScreen, write

HELP: Final = "what became of needs in a year, by association, county or nation (csv, json or xlsx)"
needs_register: Final = True
ALL_YEARS: Final = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose account, when, and in which form."""
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--association", metavar="NAME", help="as in its address, for example ostra-vattern")
    whose.add_argument("--county", metavar="CODE", help="the county's two digits, for example 05")
    parser.add_argument("--year", metavar="YEAR", help=f"a year, or {ALL_YEARS}; default: this year")
    parser.add_argument("--known", metavar="DAY", type=date.fromisoformat, help="as known on this day (2026-12-31)")
    parser.add_argument("--format", choices=("csv", "json", "xlsx"), default="csv", help="default: csv")
    parser.add_argument("--part", choices=("figures", "cases", "answers"), default="figures", help="default: figures")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Print the account; for what does not exist exit code 2, and nothing on stdout."""
    from samordna.agree.accounting import actions, queries  # noqa: PLC0415 – needs the register
    from samordna.agree.accounting.permissions import ASSOCIATION, COUNTY, NATION  # noqa: PLC0415
    from samordna.ground.kernel.clock import SystemClock  # noqa: PLC0415
    from samordna.ground.kernel.errors import NotFound  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415

    clock = SystemClock()
    kind, key = NATION, ""
    if args.association:
        kind, key = ASSOCIATION, args.association
    elif args.county:
        kind, key = COUNTY, args.county
    try:
        scope = queries.scope(SYSTEM, kind, key)
        account = queries.account(SYSTEM, scope, _year(args, clock.today()), clock.today(), args.known)
        made = actions.export(by=SYSTEM, at=clock.now(), account=account, form=args.format, part=args.part)
        write(made.content if args.format == "xlsx" else made.content.decode(), args.out)
    except NotFound:
        print(f"There is no {kind} {key!r}.", file=sys.stderr)
        return 2
    except (ValueError, WouldSpoilTheScreen, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return 0


def _year(args: argparse.Namespace, today: date) -> int | None:
    """The year, None for all. ValueError, in words, for what is no year."""
    if args.year == ALL_YEARS:
        return None
    if args.year is None:
        known: date = args.known or today
        return known.year
    if not (args.year.isdigit() and len(args.year) == 4):
        raise ValueError(f"{args.year!r} is no year; write four digits, or {ALL_YEARS}")
    return int(args.year)
