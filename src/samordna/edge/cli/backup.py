"""`samordna backup FILE`: both databases as they are at one moment, sealed, while the register is in use.

The file holds nothing that can be read without the register's keys, and the keys are not in it: back them up apart
(secrets/keys.json). Printed: when, and the newest link of the audit chain; note it elsewhere, and a later rewrite of
the trail can be seen. Extracts are not in it; they are files in the register's folder. See `samordna restore`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

HELP = "both databases at one moment, sealed with the register's keys, into a file"
needs_register = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help="must not exist")


def run(args: argparse.Namespace) -> int:
    """Write beside the file first, so that a file with its name is always whole."""
    from samordna.ground.privacy import copying  # noqa: PLC0415 - Django is set up by main
    from samordna.ground.privacy.sealed_file import Sealer  # noqa: PLC0415

    if args.file.exists():
        print(f"{args.file} exists already. Choose another name.", file=sys.stderr)
        return 2
    beside = args.file.with_name(f"{args.file.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            sealer = Sealer(out)
            with tarfile.open(fileobj=cast(Any, sealer), mode="w|") as tar:
                known = copying.copy_out(tar, at=datetime.now(UTC))
            sealer.close()
            out.flush()
            os.fsync(out.fileno())
        beside.rename(args.file)
    except OSError as error:
        print(f"{args.file}: {error.strerror}", file=sys.stderr)
        return 1
    finally:
        beside.unlink(missing_ok=True)
    sequence, digest = known["audit"] or (0, "")
    print(f"{known['at']}\t{sequence}\t{digest}")
    return 0
