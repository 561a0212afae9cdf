"""`samordna sweep`: remove what a stop at the wrong moment left: people in the vault, and halves of extracts.

Such a person counts as nobody: no participation points there. Drafts past their last day go too; nobody can open them.
Folders of extracts that were never finished go, unless somebody works in them. An extract that was finished but not
written down is written down. Without --now it is only said what there is: the number of strays, and on stderr the rest.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from samordna.ground.kernel.clock import day_of

HELP = "remove stray identities and unfinished extracts (dry run unless --now)"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to remove them."""
    parser.add_argument("--now", action="store_true", help="remove them; without it they are only counted")


def run(args: argparse.Namespace) -> int:
    """Count, or remove and count."""
    from samordna.deliver.participants import drafts, identity  # noqa: PLC0415 - Django is set up by main
    from samordna.learn.statistics import sweeping  # noqa: PLC0415

    at = datetime.now(UTC)
    left = sweeping.sweep(at=at) if args.now else sweeping.left_over(at=at)
    said = f"{left.folders} unfinished extracts, {left.unknown} that were not written down"
    print(f"{said}{', put right' if args.now else ''}.", file=sys.stderr)
    if args.now:
        drafts.sweep(today=day_of(at))
        print(identity.sweep(at=at))
        return 0
    print(sum(1 for _ in identity.strays(at=at)))
    print("Dry run: nothing was removed. --now removes them.", file=sys.stderr)
    return 0
