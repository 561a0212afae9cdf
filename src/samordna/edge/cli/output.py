"""Where a command's answer goes: a file, or stdout when that is wise."""

from __future__ import annotations

import sys
from pathlib import Path


class WouldSpoilTheScreen(Exception):
    """Bytes that a terminal cannot show, and no file to put them in."""


def write(content: str | bytes, out: Path | None) -> None:
    """Write the answer. WouldSpoilTheScreen for bytes on a terminal; OSError when the file cannot be written."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if out is not None:
        out.write_bytes(raw)
    elif isinstance(content, str):
        sys.stdout.write(content)
    elif sys.stdout.isatty():
        raise WouldSpoilTheScreen("This format is not text. Give a file with --out FILE, or send it on with > or |.")
    else:
        sys.stdout.buffer.write(raw)
