"""`samordna extract --why "…"`: freeze the register as it stands, as pseudonymous Parquet files with a manifest.

Prints the extract's id. The same state on the same day gives the extract that is there already.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Final

HELP: Final = "freeze the register as an extract that tables are made of"
needs_register: Final = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--why and --format."""
    parser.add_argument("--why", required=True, help="what the extract is for; it stands in its manifest")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="json: the whole manifest")


def run(args: argparse.Namespace) -> int:
    """Make the extract."""
    from samordna.ground.kernel.clock import SystemClock  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415
    from samordna.learn.statistics.actions import make_extract  # noqa: PLC0415

    record = make_extract(by=SYSTEM, at=SystemClock().now(), why=args.why)
    if args.format == "json":
        print(json.dumps(record.manifest, ensure_ascii=False, indent=2))
        return 0
    print(record.extract_id)
    for name, facts in record.manifest["files"].items():
        print(f"{name}: {facts['rows']} rows", file=sys.stderr)
    for line in record.manifest["quality"]:
        print(f"{line['count']} {line['en']}", file=sys.stderr)
    return 0
