"""`samordna remind`: write the reminders that are due, as each association has set them. `post send` sends them.

The day's other upkeep is done with it: files that were taken away from a proposal long enough ago are erased.

Run it once a day (docs/how-to/letters-and-reminders.md). Running it again the same day changes nothing, and what a day
without a run left out is made up for by the next.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime, time

#: Before this there was no association to remind in (the law of 2003 came into force).
FIRST = date(2004, 1, 1)
HELP = "write the reminders that are due to those who have not answered"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which day to remind for."""
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="a day that has come, as 2026-11-12")


def run(args: argparse.Namespace) -> int:
    """Write them, and say for which cases; 1 when a case could not be done, while the others were."""
    from samordna.agree.preparation.positions import reminders  # noqa: PLC0415 - Django is set up by main
    from samordna.agree.preparation.writing import attachments  # noqa: PLC0415
    from samordna.ground.kernel.clock import STOCKHOLM  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415

    if args.on and not FIRST <= args.on <= datetime.now(STOCKHOLM).date():
        print(f"--on {args.on}: the day must have come, and reminders began {FIRST}.", file=sys.stderr)
        return 2
    at = datetime.combine(args.on, time(6), STOCKHOLM) if args.on else datetime.now(UTC)
    done = reminders.remind(at=at)
    failed = [each for each in done if each.problem]
    for each in done:
        print(f"{each.case.key}\t{each.letters}\t{each.problem or ','.join(each.parties)}")
    print(f"{sum(each.letters for each in done)} letters in {len(done) - len(failed)} cases")
    if erased := attachments.clear_removed(by=SYSTEM, at=at):
        print(f"{erased} files erased that were taken away long ago")
    return 1 if failed else 0
