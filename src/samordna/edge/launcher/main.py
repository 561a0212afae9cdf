"""From a fresh clone to a running command: set up what is missing, then hand over to the product's own command line.

Standard library only: this runs before there is an environment. Everything it says goes to stderr.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from samordna.edge.launcher import assets, catalogues, environment, registers
from samordna.edge.launcher.places import PYTHON, ROOT
from samordna.edge.launcher.progress import SetupFailed, say

STARTING = ("demo", "start")


def main(arguments: list[str]) -> int:
    """Run one command; returns only when the set-up failed or was stopped."""
    command = arguments[0] if arguments else ""
    try:
        environment.PRODUCT.prepare("test" if command == "test" else "runtime")
        assets.prepare()
        catalogues.prepare()
    except SetupFailed as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was half made is made anew next time.")
        return 128 + signal.SIGINT
    if command == "test":
        return hand_over([str(ROOT / "tests" / "run.py"), *arguments[1:]], home=None)
    home = registers.to_start(command) if command in STARTING else registers.in_use()
    return hand_over(["-m", "samordna.edge.cli.main", *arguments], home=home)


def hand_over(arguments: list[str], *, home: Path | None) -> NoReturn:
    """Become the product: same process, folder, input and output. -P keeps the caller's folder off Python's path."""
    env = dict(os.environ)
    if home is not None:
        env[registers.HOME] = str(home)
    sys.stderr.flush()
    os.execve(PYTHON, [str(PYTHON), "-P", *arguments], env)  # noqa: S606 – that is the point: no shell
