"""Which register a command is about: var/demo, var/real, or the folder that SAMORDNA_HOME names."""

from __future__ import annotations

import os
from pathlib import Path

from samordna.edge.launcher import stamps
from samordna.edge.launcher.places import VAR
from samordna.edge.launcher.progress import say

HOME = "SAMORDNA_HOME"
FOLDERS = {"demo": "demo", "start": "real"}
CURRENT = VAR / "current"


def to_start(command: str) -> Path:
    """The folder for `demo` or `start`. It becomes the one that later commands are about."""
    if os.environ.get(HOME):
        return Path(os.environ[HOME]).resolve()
    name = FOLDERS[command]
    stamps.write(CURRENT, name)
    return VAR / name


def in_use() -> Path | None:
    """The folder for other commands: as SAMORDNA_HOME says, else the one started last; None before the first start."""
    if os.environ.get(HOME):
        return Path(os.environ[HOME]).resolve()
    try:
        name = CURRENT.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    home = VAR / name
    if name not in FOLDERS.values() or not home.is_dir():
        return None
    say(f"Register: var/{name} (the one started last; {HOME} chooses another).")
    return home
