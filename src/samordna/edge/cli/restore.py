"""`samordna restore FILE`: put a backup back into a new register.

Put the keys in place first: secrets/keys.json in the folder that SAMORDNA_HOME names. On SQLite there must be no
databases in the folder yet; on PostgreSQL both must be empty. Who took back a consent after the backup was made must
be erased again: the newer audit trail says which.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
from pathlib import Path
from typing import Any, cast

HELP = "put a backup back into a new register"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="made by samordna backup")


def run(args: argparse.Namespace) -> int:
    """Open, put back, and say what the backup was."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up by main
    from django.db import connections  # noqa: PLC0415

    from samordna.ground.privacy import copying  # noqa: PLC0415
    from samordna.ground.privacy.sealed_file import Broken, Opener  # noqa: PLC0415

    files = {alias: Path(connections[alias].settings_dict["NAME"]) for alias in copying.ALIASES}
    try:
        if connections["default"].vendor == "postgresql":
            for alias in copying.ALIASES:
                call_command("migrate", database=alias, verbosity=0, interactive=False)
        with args.file.open("rb") as source, tarfile.open(fileobj=cast(Any, Opener(source)), mode="r|") as tar:
            known = copying.copy_in(tar, files)
    except (Broken, copying.CannotRestore, tarfile.TarError, OSError) as problem:
        print(f"{args.file}: {problem}. Nothing has been put back.", file=sys.stderr)
        return 2
    print(f"{known['at']}\t{known['audit'][0] if known['audit'] else 0}")
    print("Run ./samordna start --no-serve next: it brings the tables up to this version.", file=sys.stderr)
    return 0
