"""`samordna sweep`: remove from the vault the people whom a stop between the two databases left there.

Such a record counts as nobody: no participation points at it. Without --now only the number is said.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

HELP = "remove stray identities from the vault (dry run unless --now)"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to remove them."""
    parser.add_argument("--now", action="store_true", help="remove them; without it they are only counted")


def run(args: argparse.Namespace) -> int:
    """Count, or remove and count."""
    from samordna.deliver.participants import identity  # noqa: PLC0415 - Django is set up by main

    at = datetime.now(UTC)
    if args.now:
        print(identity.sweep(at=at))
        return 0
    print(sum(1 for _ in identity.strays(at=at)))
    print("Dry run: nothing was removed. --now removes them.", file=sys.stderr)
    return 0
