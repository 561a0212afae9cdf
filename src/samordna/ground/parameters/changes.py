"""What has been changed in an open code table since the product was made, and the table as it reads on a day.

A change is never taken back: it is followed by another. A code keeps its meaning for ever; what may change is what it
is called, from a day, and until which day it can be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from samordna.ground.parameters.values import Code, CodeList, Label

ADDED, RENAMED, ENDED = KINDS = ("added", "renamed", "ended")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``day`` is the first day of a value or of a name, or the last day of a value (None: it goes on)."""

    code: str
    kind: str
    day: date | None
    sv: str = ""
    en: str = ""
    group: str = ""


@dataclass(frozen=True, eq=False)
class Changes:
    """All changes of all tables in the order they were written; ``version`` tells one state from another."""

    version: str
    by_table: Mapping[str, Sequence[Change]]


NONE: Final = Changes("", {})


def changed(shipped: CodeList, changes: Sequence[Change], on: date) -> CodeList:
    """The table with its changes, and with the names that hold on a day."""
    codes = {code.code: code for code in shipped}
    for change in changes:
        if change.kind == ADDED:
            codes = _with(codes, Code(change.code, change.sv, change.en, change.group, valid_from=change.day))
        elif change.kind == RENAMED and change.day is not None:
            codes[change.code] = _renamed(codes[change.code], Label(change.day, change.sv, change.en))
        elif change.kind == ENDED:
            codes[change.code] = replace(codes[change.code], valid_to=change.day)
    return replace(shipped, codes=tuple(_on(code, on) for code in codes.values()))


def _with(codes: dict[str, Code], new: Code) -> dict[str, Code]:
    """The new value last, but before the one that takes all others."""
    others = {"other", f"other_{new.group}"}
    place = next((place for place, code in enumerate(codes) if code in others), len(codes))
    rows = list(codes.values())
    return {code.code: code for code in (*rows[:place], new, *rows[place:])}


def _renamed(code: Code, new: Label) -> Code:
    """Called so from a day; a name that was planned for that day or later is replaced."""
    so_far = code.labels or (Label(None, code.sv, code.en),)
    kept = (label for label in so_far if label.valid_from is None or label.valid_from < (new.valid_from or date.min))
    return replace(code, labels=(*kept, new))


def _on(code: Code, day: date) -> Code:
    if not code.labels:
        return code
    label = max(
        (one for one in code.labels if one.valid_from is None or one.valid_from <= day),
        key=lambda one: one.valid_from or date.min,
    )
    return replace(code, sv=label.sv, en=label.en)
