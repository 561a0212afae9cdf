"""Looking at the glossary and at the answers that the documentation shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)


def identifiers(glossary: str) -> set[str]:
    """Every identifier in the first column of the glossary's tables."""
    return {name for first in ROW.findall(glossary) for name in re.findall(r"`([^`]+)`", first)}


def without_row(names: Iterable[str], glossary: str) -> list[str]:
    """Names that the glossary does not explain."""
    return sorted(set(names) - identifiers(glossary))


def shown_answers(page: Path) -> list[tuple[str, Any]]:
    """Each JSON block of a page with the last command shown before it."""
    found: list[tuple[str, Any]] = []
    last = ""
    for language, block in BLOCKS.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            last = block.strip().splitlines()[-1].strip()
        elif language == "json":
            found.append((last, json.loads(block)))
    return found


def holds(answer: Any, shown: Any) -> bool:
    """Whether an answer holds everything that is shown; what is left out of a mapping is not compared."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(key in answer and holds(answer[key], shown[key]) for key in shown)
    return bool(answer == shown)


def python_shown(page: Path) -> list[str]:
    """The Python blocks of a page."""
    return [block for language, block in BLOCKS.findall(page.read_text(encoding="utf-8")) if language == "python"]
