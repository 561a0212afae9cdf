"""What the launcher says while it works: always on stderr, so that stdout holds only a command's answer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from samordna.edge.launcher.places import ROOT

LAST_LINES = 25


class SetupFailed(Exception):
    """The set-up cannot go on. Its text is the sentence that the user reads."""


def say(text: str) -> None:
    """One line to the user."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step that takes time, and print the seconds it took when it is done."""
    started = time.monotonic()
    print(f"  {name} …", end="", file=sys.stderr, flush=True)
    ok = False
    try:
        yield
        ok = True
    finally:
        took = time.monotonic() - started
        say(f" {took:.1f} s" if ok else f" stopped after {took:.1f} s")


def run_quietly(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    failed: Callable[[str], str] | None = None,
) -> str:
    """Run a program with its output kept aside; its last lines are shown only when it fails.

    Returns what it printed. Raises SetupFailed with `failed(output)` or a general sentence.
    """
    done = subprocess.run(
        [str(part) for part in command],
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    tail = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
    reason = failed(tail) if failed else f"{Path(command[0]).name} stopped with code {done.returncode}."
    raise SetupFailed(f"{reason}\n{tail}")
