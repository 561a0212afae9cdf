"""How long a newcomer waits: from a clone to the first page, step by step, on this machine.

    python3 bench/start.py [--runs N]

Each run clones the repository into an empty folder without its environment, runs `./samordna demo` and asks for the
first page; then starts it once more. Printed: seconds of wall clock and of this machine's processors, so that a busy
machine shows. Stops what it starts and removes what it made.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    for number in range(parser.parse_args().runs):
        folder = Path(tempfile.mkdtemp(prefix="samordna-bench-"))
        try:
            print(f"run {number + 1}, load average {os.getloadavg()[0]:.1f}")
            measure(folder / "clone")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def measure(clone: Path) -> None:
    """One run: the clone, the first start, the second start."""
    row("clone", *timed(lambda: subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)))
    for what in ("first start to first page", "second start to first page"):
        row(what, *timed(lambda: first_page(clone)))


def first_page(clone: Path) -> None:
    """Start the demo and wait until its first page answers; then stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["./samordna", "demo", "--port", str(port)]
    env = {key: value for key, value in os.environ.items() if not key.startswith("SAMORDNA_")}
    server = subprocess.Popen(command, cwd=clone, env=env, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the page answers. RuntimeError when the server stopped or nothing came in PATIENCE seconds."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the demo stopped with exit code {server.returncode}")
        try:
            with urllib.request.urlopen(address):  # noqa: S310 - our own server on loopback
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"no page within {PATIENCE} s")


def timed(work: object) -> tuple[float, float]:
    """Seconds of wall clock, and of processor time of all that was started."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()  # type: ignore[operator]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(what: str, wall: float, processor: float) -> None:
    """One line of the table."""
    print(f"  {what:28} {wall:7.1f} s wall  {processor:7.1f} s processor", flush=True)


if __name__ == "__main__":
    sys.exit(main())
