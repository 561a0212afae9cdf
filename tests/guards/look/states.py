"""Looking at the transition tables: every state has an owner and names, every way leads somewhere, all are reached."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from samordna.ground.parties.roles import ROLES
from tests.guards.look.files import ROOT

SOURCE = ROOT / "src"


def modules() -> list[ModuleType]:
    """Every states.py of the stations."""
    home = SOURCE / "samordna"
    paths = sorted([*home.glob("*/*/states.py"), *home.glob("agree/*/*/states.py")])
    return [importlib.import_module(_name(path)) for path in paths]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def states(module: ModuleType) -> Sequence[Any]:
    """The states of a module, whatever it calls them."""
    return getattr(module, "STATES", None) or getattr(module, "STAGES", ())


def ways(module: ModuleType) -> list[tuple[str, str]]:
    """From which state to which, one pair for each row of the table; the start is empty."""
    rows = getattr(module, "STEPS", None) or getattr(module, "TRANSITIONS", ())
    return [
        (
            getattr(row, "source", None) or getattr(row, "stage", ""),
            getattr(row, "target", None) or getattr(row, "to", ""),
        )
        for row in rows
    ]


def findings(found: Sequence[Any], pairs: Sequence[tuple[str, str]]) -> list[str]:
    """What is wrong with a table."""
    known = [state.id for state in found]
    said = [f"{name} stands twice" for name in sorted(set(known)) if known.count(name) > 1]
    said += [f"{state.id} has no owner" for state in found if state.owner not in ROLES]
    said += [f"{state.id} lacks a name" for state in found if len(texts(state)) < 4 or not all(texts(state))]
    said += [
        f"a way leads from or to {name}, which is no state"
        for name in sorted({end for pair in pairs for end in pair if end} - set(known))
    ]
    return said + [f"{name} is never reached" for name in sorted(set(known) - reached(pairs, known))]


def reached(pairs: Sequence[tuple[str, str]], known: Sequence[str]) -> set[str]:
    """The states that can be come to, from the start, or from the first state where no row begins at the start."""
    seen = {"", *([] if any(not source for source, _ in pairs) else known[:1])}
    while new := {target for source, target in pairs if source in seen} - seen:
        seen |= new
    return seen


def texts(state: Any) -> list[str]:
    """The words of a state in both languages, for officials and for people outside."""
    words: list[str] = []
    for field in fields(state):
        value = getattr(state, field.name)
        if is_dataclass(value):
            words += [value.sv, value.en]
        elif isinstance(value, str) and field.name not in {"id", "owner"}:
            words.append(value)
    return words
