"""`samordna post`: the letters that say that something waits. `send` sends those in the queue, `list` shows them.

Run `send` every few minutes (docs/how-to/letters-and-reminders.md). Two at once are no harm.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

HELP = "send, or list, the letters that say that something waits"
needs_register = True
MOST = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and how many to list."""
    parser.add_argument("what", choices=["send", "list"], help="send what is in the queue, or list the latest letters")
    parser.add_argument("--most", type=int, default=50, metavar="N", help="list at most so many (default 50)")


def run(args: argparse.Namespace) -> int:
    """Send or list. Exit code 1 when nothing can be sent or the server does not answer."""
    return _send() if args.what == "send" else _list(args.most)


def _send() -> int:
    from samordna.ground.post import sending  # noqa: PLC0415 - Django is set up by main

    try:
        done = sending.send_all(now=lambda: datetime.now(UTC))
    except sending.CannotSend as why:
        print(why, file=sys.stderr)
        return 1
    print(f"{done.sent} sent, {done.later} to be tried later, {done.failed} failed, {done.dropped} not needed any more")
    if done.unreachable:
        print(f"The mail server did not take letters: {done.unreachable}", file=sys.stderr)
        return 1
    return 0


def _list(most: int) -> int:
    from samordna.ground.post.models import Letter  # noqa: PLC0415

    letters = Letter.objects.select_related("to").order_by("-written_at", "-pk")[: min(max(0, most), MOST)]
    for letter in letters:
        columns = (letter.day.isoformat(), letter.state, letter.kind, letter.to.email, letter.subject, letter.problem)
        print("\t".join(columns).rstrip())
    return 0
