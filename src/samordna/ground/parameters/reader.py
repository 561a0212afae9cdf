"""Ask the parameter files: what was in force that day, and where does it stand?

    parameter("esf.support_rate", on=date(2025, 9, 1), area="A2", region="SE31")
    rule("R28"), rules(), code_list("support_source")

A code table that is open is the shipped list with what the national administrator has changed since: whoever keeps
the changes hands them in by ``maintain``.

The files are read once and checked as they are read: a key too many, a missing source or a value that does not fit its
unit stops the program at once rather than a calculation later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from samordna.ground.kernel.clock import SystemClock
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share
from samordna.ground.kernel.words import Words
from samordna.ground.parameters.changes import NONE, Changes, changed
from samordna.ground.parameters.values import Code, CodeList, NoParameter, Parameter, Rule, Status, Value

HERE: Final = Path(__file__).parent
# The C parser where the machine has it: ten times faster, the same answer.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNITS: Final[dict[str, Callable[[Any], Value]]] = {
    "share": Share.percent,
    "kronor": Money.parse,
    "text": str,
    "codes": tuple,
    "hours": int,
    "days": int,
}
_STATUSES: Final[tuple[Status, ...]] = ("read", "inferred", "unknown")


class BrokenParameters(ValueError):
    """A parameter file is wrong; the text names file and entry. A mistake in the product, never the user's."""


def parameter(name: str, *, on: date, **where: str | None) -> Parameter:
    """The value of a parameter in force on a day, for example for one area and region.

    ``where`` names the dimensions of the parameter; region None is "national". Raises NoParameter when no row fits,
    saying whether it is the place or the day that is missing. A row whose figure is not public is found, with value
    None and status ``unknown``.
    """
    table = _parameters().get(name)
    if table is None:
        raise NoParameter(f"there is no parameter {name}")
    here = [version for version in table if version.fits(where)]
    for version in here:
        if version.parameter.period.contains(on):
            return version.parameter
    asked = ", ".join(f"{dimension} {place or 'national'}" for dimension, place in where.items())
    if not here:
        raise NoParameter(f"{name} has no row for {asked}")
    spans = ", ".join(f"{version.parameter.valid_from} to {version.parameter.valid_to or 'now'}" for version in here)
    raise NoParameter(f"{name} for {asked} has no value on {on}; there are values for {spans}")


def parameters() -> dict[str, list[tuple[dict[str, tuple[str | None, ...]], Parameter]]]:
    """Every parameter with all its rows, for the page that shows them: name → [(where, parameter)]."""
    return {name: [(dict(row.where), row.parameter) for row in table] for name, table in _parameters().items()}


def rule(rule_id: str) -> Rule:
    """One rule; raises KeyError for an id that does not exist."""
    return _rules()[rule_id]


def rules(topic: str | None = None) -> tuple[Rule, ...]:
    """All rules in the order of the files, or those of one topic."""
    return tuple(each for each in _rules().values() if topic in (None, each.topic))


def code_list(name: str, on: date | None = None) -> CodeList:
    """A code table with the names of a day (today's if None): every code that has been, also those out of use.

    Raises KeyError for a name that does not exist.
    """
    shipped = shipped_list(name)
    if not _changes.by_table.get(name):
        return shipped
    return _changed(name, _changes, on or SystemClock().today())


@lru_cache(maxsize=256)
def _changed(name: str, changes: Changes, on: date) -> CodeList:
    return changed(shipped_list(name), changes.by_table[name], on)


#: What has been changed in open tables, as this process knows it. Replaced as a whole: threads read it meanwhile.
_changes: Changes = NONE


def maintain(changes: Changes) -> None:
    """From now on the open tables are read with these changes."""
    global _changes  # noqa: PLW0603 – the one thing here that can change while the program runs
    _changes = changes


def maintained() -> str:
    """The version of the changes that the open tables are read with."""
    return _changes.version


@cache
def shipped_list(name: str) -> CodeList:
    """A code table as the product brings it; raises KeyError for a name that does not exist."""
    if name not in code_list_names():
        raise KeyError(f"there is no code table {name!r}")
    path = HERE / "codes" / f"{name}.yaml"
    content = _load(path)
    _keys(content, {"source", "status", "title", "open", "why", "codes"}, {"note", "locked", "groups"}, path.name)
    rows = [_code(row, f"{path.name}, code {number}") for number, row in enumerate(content["codes"], start=1)]
    known = {row.code for row in rows}
    if len(known) < len(rows):
        raise BrokenParameters(f"{path.name}: a code stands twice")
    locked = frozenset(content.get("locked", ()))
    if locked - known or (locked and not content["open"]):
        raise BrokenParameters(f"{path.name}: locked names codes of the table, and only in an open one")
    return CodeList(
        name,
        tuple(rows),
        content["source"],
        _status(content, path.name),
        Words(**content["title"]),
        content["open"],
        Words(**content["why"]),
        locked,
        tuple(content.get("groups", ())),
    )


@cache
def code_list_names() -> tuple[str, ...]:
    """The names of all code tables."""
    return tuple(sorted(path.stem for path in (HERE / "codes").glob("*.yaml")))


@dataclass(frozen=True)
class _Row:
    """One row of a parameter: the places it holds for, and what is in force there."""

    where: Mapping[str, tuple[str | None, ...]]
    parameter: Parameter

    def fits(self, asked: Mapping[str, str | None]) -> bool:
        return asked.keys() == self.where.keys() and all(asked[key] in self.where[key] for key in asked)


@cache
def _parameters() -> dict[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for path in _files("programme"):
        for name, table in _load(path).items():
            where = f"{path.name}, {name}"
            _keys(table, {"unit", "rows"}, {"note"}, where)
            found[name] = tuple(_row(name, table["unit"], row, where) for row in table["rows"])
    return found


def _row(name: str, unit: str, row: Mapping[str, Any], where: str) -> _Row:
    _keys(row, {"value", "valid_from", "source", "status"}, {"where", "valid_to", "note"}, where)
    status = _status(row, where)
    if (status == "read") and row["value"] is None:
        raise BrokenParameters(f"{where}: a value that was read cannot be empty")
    places = {key: tuple(values) for key, values in row.get("where", {}).items()}
    span = (row["valid_from"], row.get("valid_to"))
    value = _value(unit, row["value"], where)
    return _Row(places, Parameter(name, value, unit, *span, row["source"], status, row.get("note", "")))


def _value(unit: str, written: Any, where: str) -> Value:
    if unit not in _UNITS:
        raise BrokenParameters(f"{where}: unknown unit {unit!r}; known are {', '.join(_UNITS)}")
    return None if written is None else _UNITS[unit](written)


@cache
def _rules() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for path in _files("law"):
        for row in _load(path)["rules"]:
            where = f"{path.name}, {row.get('id', 'a rule without id')}"
            required = {"id", "topic", "text_sv", "text_en", "paragraph", "source", "valid_from", "status", "strength"}
            _keys(row, required, {"valid_to", "note"}, where)
            if row["id"] in found:
                raise BrokenParameters(f"{where}: the id stands twice")
            found[row["id"]] = Rule(**{"valid_to": None, **row, "status": _status(row, where)})
    return found


def _code(row: Mapping[str, Any], where: str) -> Code:
    _keys(row, {"code", "sv", "en"}, {"group", "valid_from", "valid_to"}, where)
    if not isinstance(row["code"], str):
        raise BrokenParameters(f"{where}: write the code within quotes")
    return Code(**row)


def _status(row: Mapping[str, Any], where: str) -> Status:
    for status in _STATUSES:
        if row["status"] == status:
            return status
    raise BrokenParameters(f"{where}: status is one of {', '.join(_STATUSES)}")


def _keys(row: Any, required: set[str], optional: set[str], where: str) -> None:
    if not isinstance(row, dict):
        raise BrokenParameters(f"{where}: not a mapping")
    if missing := required - row.keys():
        raise BrokenParameters(f"{where}: {', '.join(sorted(missing))} is missing")
    if unknown := row.keys() - required - optional:
        raise BrokenParameters(f"{where}: unknown key {', '.join(sorted(unknown))}")


def _files(folder: str) -> list[Path]:
    return sorted((HERE / folder).glob("*.yaml"))


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 – a safe loader, chosen above
