"""Read a small YAML file by a table of its fields, and say of every mistake in which line and field it lies.

What a field may hold is a *kind*: a function of the node, its field name and the notes. A file is refused as a whole;
all its mistakes are told at once. Anchors, tags, repeated keys and deep nesting are refused: no situation needs them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20
MAX_TOLD: Final = 20
WRONG: Final = object()
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the line (None for the file as a whole), the field, and what is wrong and what to do."""

    line: int | None
    field: str
    text: str

    def __str__(self) -> str:
        told = ": ".join(filter(None, [self.field, self.text]))
        # What stands in the file may be shown on a terminal, but must not steer it.
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in told)


class WrongFile(Exception):
    """The file cannot be used. ``str(error)`` has one line a mistake, FILE:LINE: field: what is wrong, what to do."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        told = [f"{path}:{each.line}: {each}" if each.line else f"{path}: {each}" for each in self.problems]
        more = [f"{path}: and {len(told) - MAX_TOLD} more"] if len(told) > MAX_TOLD else []
        super().__init__("\n".join([*told[:MAX_TOLD], *more]))


@dataclass(slots=True)
class Notes:
    """What was seen while reading: the line of every field, and the mistakes."""

    path: Path
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, text: str) -> Any:
        """Note a mistake in a field whose line is known."""
        self.problems.append(Problem(self.line_of(where), where, text))
        return WRONG

    def line_of(self, where: str) -> int | None:
        """The line of a field, or of the nearest thing that holds it."""
        while where and where not in self.lines:
            where = re.sub(r"(^|\.)[^.\[]+$|\[[0-9]+\]$", "", where)
        return self.lines.get(where)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Raise WrongFile when reading or a rule has found anything; ``field`` of a Refusal is a field of the file."""
        told = [Problem(self.line_of(each.field or ""), each.field or "", each.message_en) for each in refusals]
        if self.problems or told:
            raise WrongFile(self.path, [*self.problems, *told])


Kind = Callable[[yaml.Node, str, Notes], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a mapping: what it holds, and what it is when left out (nothing given: it may not be)."""

    kind: Kind
    default: Any = WRONG


def read(path: Path, kind: Kind) -> tuple[Any, Notes]:
    """The file's content and the notes. Raises WrongFile."""
    notes = Notes(path)
    node = _compose(path, _text(path))
    notes.lines[""] = node.start_mark.line + 1
    content = kind(node, "", notes)
    notes.refuse(())
    return content, notes


def choice(allowed: Iterable[str]) -> Kind:
    """One of some words."""
    words = tuple(allowed)

    def of(node: yaml.Node, where: str, notes: Notes) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in words:
            return node.value
        return notes.wrong(where, f"{_shown(node)} is not one of {', '.join(words)}")

    return of


def or_null(kind: Kind) -> Kind:
    """As the kind says, or null."""
    return lambda node, where, notes: None if node.tag == f"{_TAG}null" else kind(node, where, notes)


def truth(also: Mapping[str, Any] | None = None) -> Kind:
    """True or false, or one of some words that stand for something else."""
    words = also or {}

    def of(node: yaml.Node, where: str, notes: Notes) -> Any:
        if isinstance(node, yaml.ScalarNode):
            if node.tag == f"{_TAG}bool":
                return node.value.lower() in ("true", "yes", "on")
            if node.value in words:
                return words[node.value]
        expected = ", ".join(["true", "false", *words])
        return notes.wrong(where, f"{_shown(node)} is not one of {expected} (without quotes)")

    return of


def day(node: yaml.Node, where: str, notes: Notes) -> Any:
    """A date, YYYY-MM-DD."""
    if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            return notes.wrong(where, f"there is no day {node.value}")
    return notes.wrong(where, f"{_shown(node)} is not a date; write YYYY-MM-DD")


def party(node: yaml.Node, where: str, notes: Notes) -> Any:
    """A party id."""
    try:
        return PartyId.parse(node.value if isinstance(node, yaml.ScalarNode) else "")
    except Refusal as refusal:
        return notes.wrong(where, refusal.message_en)


def amount(node: yaml.Node, where: str, notes: Notes) -> Any:
    """An amount in kronor, read from the text as written and never through a float.

    Without quotes YAML reads 0100 as octal, so leading zeros are refused there.
    """
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    if isinstance(node, yaml.ScalarNode) and not node.style and re.match(r"-?0[0-9]", text):
        return notes.wrong(where, f'{text[:40]} begins with a zero; write the amount within quotes, "1800000.00"')
    try:
        return Money.parse(text)
    except Refusal as refusal:
        return notes.wrong(where, refusal.message_en)


def many(kind: Kind) -> Kind:
    """A list; its items are called where[1], where[2] and so on. Items that are wrong are left out."""

    def of(node: yaml.Node, where: str, notes: Notes) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return notes.wrong(where, f"{_shown(node)} is not a list; write each item after a dash")
        read_items = []
        for number, item in enumerate(node.value, start=1):
            notes.lines[f"{where}[{number}]"] = item.start_mark.line + 1
            read_items.append(kind(item, f"{where}[{number}]", notes))
        return tuple(item for item in read_items if item is not WRONG)

    return of


def by_year(kind: Kind) -> Kind:
    """A mapping from years to something; years with or without quotes."""

    def of(node: yaml.Node, where: str, notes: Notes) -> Any:
        found: dict[int, Any] = {}
        for key, value, name in _pairs(node, where, notes):
            if not re.fullmatch(r"20[0-9]{2}", key):
                notes.wrong(name, f"{key[:40]!r} is not a year between 2000 and 2099")
            elif (content := kind(value, name, notes)) is not WRONG:
                found[int(key)] = content
        return found

    return of


def record(fields: Mapping[str, Field], build: Callable[..., Any]) -> Kind:
    """A mapping with exactly these keys; ``build`` makes a value of them unless any is wrong."""

    def of(node: yaml.Node, where: str, notes: Notes) -> Any:
        before = len(notes.problems)
        found: dict[str, Any] = {}
        for key, value, name in _pairs(node, where, notes):
            if key in fields:
                found[key] = fields[key].kind(value, name, notes)
            else:
                notes.wrong(name, _unknown_key(key, fields))
        if isinstance(node, yaml.MappingNode):
            for key in fields.keys() - found.keys():
                if fields[key].default is WRONG:
                    notes.wrong(_join(where, key), "is missing; add it")
                found[key] = fields[key].default
        return build(**found) if len(notes.problems) == before else WRONG

    return of


def _pairs(node: yaml.Node, where: str, notes: Notes) -> Iterable[tuple[str, yaml.Node, str]]:
    """The keys and values of a mapping with the field's full name; repeated keys are noted and left out."""
    if not isinstance(node, yaml.MappingNode):
        notes.wrong(where, f"{_shown(node)} is not a mapping; write key: value")
        return
    seen: set[str] = set()
    for key, value in node.value:
        text = key.value if isinstance(key, yaml.ScalarNode) else _shown(key)
        name = _join(where, text)
        notes.lines[name] = key.start_mark.line + 1
        if text in seen:
            notes.wrong(name, "stands twice; keep one")
            continue
        seen.add(text)
        yield text, value, name


def _unknown_key(key: str, fields: Mapping[str, Field]) -> str:
    near = difflib.get_close_matches(key, fields, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; known keys are {', '.join(fields)}"
    return f"is not a known key{hint}"


def _join(where: str, key: str) -> str:
    return f"{where}.{key[:60]}" if where else key[:60]


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return repr(node.value[:40]) if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = "is a folder; name a file" if path.is_dir() else f"cannot be read: {error.strerror}"
        raise WrongFile(path, [Problem(None, "", reason)]) from error
    if len(content) > MAX_BYTES:
        raise WrongFile(path, [Problem(None, "", "is larger than 1 MB; a file of this kind is a few lines")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise WrongFile(path, [Problem(line, "", "is not text in UTF-8; save it as UTF-8")]) from error


def _compose(path: Path, text: str) -> yaml.Node:
    try:
        _check_shape(path, text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise WrongFile(path, [Problem(line, "", "holds a character that YAML does not allow")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise WrongFile(
            path, [Problem(mark.line + 1 if mark else None, "", f"is not YAML: {error.problem}")]
        ) from error
    if node is None:
        raise WrongFile(path, [Problem(None, "", "is empty")])
    return node


def _check_shape(path: Path, text: str) -> None:
    """Look at the file's events before anything is built of them, so that no trick of YAML costs time or memory."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else None
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if getattr(event, "anchor", None) is not None:
            raise WrongFile(path, [Problem(line, "", "uses an anchor (& or *); write the value out")])
        if getattr(event, "tag", None) is not None:
            raise WrongFile(path, [Problem(line, "", "uses a tag (!); leave it out")])
        if depth > MAX_DEPTH:
            raise WrongFile(path, [Problem(line, "", f"is nested deeper than {MAX_DEPTH} levels")])
        if documents > 1:
            raise WrongFile(path, [Problem(line, "", "holds more than one document (---); keep one")])
