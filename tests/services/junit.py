"""Reading back what pytest wrote about a run, by the folder that each test stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Outcome:
    """How the tests of one folder went. `skipped` holds one reason per skipped test.

    `second_try` of the passed ones failed at first, and passed when they were run alone.
    """

    passed: int = 0
    failed: int = 0
    second_try: int = 0
    seconds: float = 0
    skipped: list[str] = field(default_factory=list)


def read(path: Path, folders: Sequence[str]) -> dict[str, Outcome]:
    """Outcomes by folder name. A run that wrote nothing has no outcomes; its exit code tells."""
    found = {name: Outcome() for name in folders}
    if not path.exists():
        return found
    for case in ElementTree.parse(path).iter("testcase"):
        parts = f"{case.get('classname', '')}.{case.get('name', '')}".strip(".").split(".")
        folder = parts[1] if parts[0] == "tests" and len(parts) > 1 else ""
        add(found.setdefault(folder or "collection", Outcome()), case)
    return found


def add(outcome: Outcome, case: ElementTree.Element) -> None:
    """Count one test. A test that passed and then failed to clean up has failed."""
    outcome.seconds += float(case.get("time") or 0)
    skipped = case.find("skipped")
    if case.find("failure") is not None or case.find("error") is not None:
        outcome.failed += 1
    elif skipped is not None:
        outcome.skipped.append(skipped.get("message") or "no reason given")
    else:
        outcome.passed += 1
