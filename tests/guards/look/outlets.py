"""Where counts of persons go out: the pages and commands from which the code leads to something that counts them.

Read from the source alone. A *count* is a figure as it may be shown, a number of persons asked of the database, a
number that was typed, or a table of the engine; a type with a field of such a type is one too. Whatever names a
function that gives one, by whatever way, is an outlet: who names a function may use it. What is counted without any
of these, by going through rows one by one, is not found.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from samordna.edge.cli.main import COMMANDS
from tests.guards.look.files import ROOT
from tests.guards.look.routes import Route

PAGE = "docs/reference/outlets.md"
SOURCE = ROOT / "src"
#: What counts are held in: shown figures, counted rows, typed numbers, protected tables.
TYPES = frozenset(
    {
        "samordna.deliver.participants.figures:Between",
        "samordna.deliver.projects.models.years:VolumeCount",
        "samordna.engine.table:Table",
        "samordna.engine.table:Cell",
        "samordna.engine.disclosure.leaves:Leaves",
    }
)
#: The rows of persons and of numbers of persons. A function that names one and counts or sums is a source of its own.
PERSONS = frozenset({"Participation", "KeptCount", "VolumeCount"})
#: Numbers of persons by another name: those that hang on a measure, and the rows of an extract.
HANGING = frozenset({"volumes"})
FILE, ROWS = "participations", "rows"

Name = str


@dataclass
class Code:
    """The functions and classes of the source, and what each names: ``module:Class`` or ``module:function``."""

    names: dict[Name, set[Name]] = field(default_factory=dict)
    says: dict[Name, set[Name]] = field(default_factory=dict)
    fields: dict[Name, set[Name]] = field(default_factory=dict)
    counts: set[Name] = field(default_factory=set)


class _Module:
    def __init__(self, module: str, tree: ast.Module, own: str) -> None:
        self.module, self.tree = module, tree
        self.imported: dict[str, Name] = {}
        self.texts = _texts(tree)
        self.own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        for node in tree.body:
            for target in getattr(node, "targets", [getattr(node, "target", None)]):
                if isinstance(target, ast.Name):
                    self.own.add(target.id)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(own):
                for one in node.names:
                    self.imported[one.asname or one.name] = f"{node.module}:{one.name}"

    def named(self, node: ast.AST) -> Iterator[Name]:
        """What is named under a node, as ``module:name``."""
        for one in ast.walk(node):
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
                whole = self.imported.get(one.value.id)
                if whole:
                    yield f"{whole.replace(':', '.')}:{one.attr}"
            if isinstance(one, ast.Name):
                if one.id in self.imported:
                    yield self.imported[one.id]
                elif one.id in self.own:
                    yield f"{self.module}:{one.id}"
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value in self.own:
                yield f"{self.module}:{one.value}"


def code(files: Iterable[tuple[str, str]] | None = None, own: str = "samordna") -> Code:
    """All of it; or of the given modules, each with its text. ``own`` is how the names of one's own modules begin."""
    modules = {name: _Module(name, ast.parse(text), own) for name, text in files or _files()}
    found = Code()
    for one in modules.values():
        for node in one.tree.body:
            for name in _defined(node):
                _take_in(found, modules, one, node, f"{one.module}:{name}")
    return found


def _take_in(found: Code, modules: Mapping[str, _Module], one: _Module, node: ast.stmt, at: Name) -> None:
    """What one definition names, what it says that it gives, and what it holds."""
    found.names[at] = {_home(modules, name) for name in one.named(node)} - {at} | _by_text(modules, one, node)
    gives = [part.returns for part in ast.walk(node) if isinstance(part, ast.FunctionDef) and part.returns]
    found.says[at] = {_home(modules, name) for part in gives for name in one.named(part)}
    if isinstance(node, ast.ClassDef):
        held = [part.annotation for part in node.body if isinstance(part, ast.AnnAssign)]
        found.fields[at] = {_home(modules, name) for part in held for name in one.named(part)}
    if _counts_persons(node):
        found.counts.add(at)


def _by_text(modules: Mapping[str, _Module], one: _Module, node: ast.AST) -> set[Name]:
    """Functions that are fetched by their names from modules that are listed by theirs."""
    listed = one.texts & modules.keys()
    commands = {f"{text}:run" for text in _texts(node) & modules.keys()}
    return commands | {f"{module}:{text}" for module in listed for text in _texts(node) & modules[module].own}


def _texts(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if isinstance(target, ast.Name):
                yield target.id


def _counts_persons(node: ast.stmt) -> bool:
    """Whether numbers of persons are asked for here: rows of persons counted or summed, or a number by its name."""
    parts = list(ast.walk(node))
    named = {one.id for one in parts if isinstance(one, ast.Name)}
    attributes = {one.attr for one in parts if isinstance(one, ast.Attribute)}
    texts = {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    asked = bool(attributes & {"count", "annotate", "aggregate"}) or bool({"Count", "Sum", "Counter", "sum"} & named)
    return (asked and bool(named & PERSONS)) or bool(attributes & HANGING) or {FILE, ROWS} <= texts


def _home(modules: Mapping[str, _Module], name: Name) -> Name:
    """Where a name that a package hands on is defined."""
    for _ in range(5):
        module, _, own = name.partition(":")
        there = modules.get(module)
        if there is None or own in there.own or own not in there.imported:
            return name
        name = there.imported[own]
    return name


def _files() -> Iterator[tuple[str, str]]:
    for path in sorted((SOURCE / "samordna").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(SOURCE).with_suffix("").parts
        package = parts[-1] == "__init__"
        yield ".".join(parts[:-1] if package else parts), path.read_text(encoding="utf-8")


def holders(found: Code) -> set[Name]:
    """The types that hold counts, also as a field of a field."""
    held = set(TYPES)
    while more := {name for name, types in found.fields.items() if types & held} - held:
        held |= more
    return held


def sources(found: Code) -> set[Name]:
    """The functions that give counts."""
    held = holders(found)
    giving = {name for name, types in found.says.items() if types & held}
    return giving | found.counts | held


def leads_to(found: Code, start: Name, but: Collection[Name] = ()) -> set[Name]:
    """The sources that a function leads to, by other ways than through ``but``."""
    seen, nearest = {start, *but}, {start}
    while nearest:
        nearest = {n for one in nearest for n in found.names.get(one, ())} - seen
        seen |= nearest
    return seen & sources(found)


# The ways out, and the page ------------------------------------------------------------------------------------------


def of_pages(found: Code, every: Iterable[Route]) -> set[str]:
    """The addresses that lead to counts, by their full names."""
    return {route.name for route in every if leads_to(found, _view(route))}


def _view(route: Route) -> Name:
    view = inspect.unwrap(route.view)
    return f"{view.__module__}:{view.__qualname__}"


def of_commands(found: Code) -> set[str]:
    """The commands that lead to counts, as they are typed. That one lists all the others is no way to them."""
    listed = ("samordna.edge.cli.main:COMMANDS",)
    return {f"samordna {name}" for name, module in COMMANDS.items() if leads_to(found, f"{module}:run", listed)}


@dataclass(frozen=True)
class Row:
    """A row of the page: what goes out, and the pages and commands where it does."""

    what: str
    ways: tuple[str, ...]
    is_whole: bool


def rows(text: str) -> list[Row]:
    """The rows of every table. ValueError for one that has not five cells."""
    found = []
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith(("| Outlet ", "|---")):
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            if len(cells) != 5:
                raise ValueError(f"a row has 5 cells, not {len(cells)}: {line}")
            found.append(Row(cells[0], tuple(re.findall(r"`([^`]+)`", cells[1])), all(cells)))
    return found


def differences(page: Iterable[Row], found: set[str]) -> list[str]:
    """What stands in the code and not on the page, and the other way, in words."""
    page = list(page)
    named = [way for row in page for way in row.ways]
    return [
        *(f"{way} leads to a count of persons and has no row in {PAGE}" for way in sorted(found - {*named})),
        *(f"{way} has a row, but leads to no count of persons" for way in sorted({*named} - found)),
        *(f"{way} has several rows" for way in sorted({way for way in named if named.count(way) > 1})),
        *(f"{row.what}: every cell is to be filled in" for row in page if not row.is_whole),
    ]
