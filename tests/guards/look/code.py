"""Looking at Python source as a tree: pages that write, and imports that a program cannot have when it starts."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ALWAYS_WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "asave",
    "acreate",
    "adelete",
}
WRITES_ON_ROWS = {"create", "update", "delete", "add", "set", "remove", "clear"}
ROWS = {
    "objects",
    "filter",
    "exclude",
    "all",
    "order_by",
    "select_for_update",
    "using",
    "_base_manager",
    "_default_manager",
}
RAW = {"cursor", "executescript"}


def writes(source: str) -> list[str]:
    """Calls in the source that write in a database, `line: call`. Actions are called by name and are not found."""
    return [
        f"{call.lineno}: {ast.unparse(call.func)}"
        for call in _calls(ast.parse(source))
        if isinstance(call.func, ast.Attribute) and _is_write(call.func)
    ]


def _is_write(function: ast.Attribute) -> bool:
    if function.attr in ALWAYS_WRITES | RAW:
        return True
    if function.attr == "delete" and ast.unparse(function.value) != "request.session":
        return True
    return function.attr in WRITES_ON_ROWS and bool(ROWS & set(_names(function.value)))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _names(node: ast.AST) -> Iterator[str]:
    return (inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute))


def writes_in(paths: Iterable[Path]) -> list[str]:
    """The same for files, each finding with its file."""
    return [f"{path.parent.name}/{path.name}:{found}" for path in paths for found in writes(path.read_text("utf-8"))]


def imports_at_start(source: str) -> set[str]:
    """The modules that are imported as soon as the file is loaded; imports inside functions come later."""
    found: set[str] = set()
    pending: list[ast.AST] = [ast.parse(source)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(node))
    return found


def outside_standard_library(source: str, *, own: str) -> set[str]:
    """Modules imported at start that neither come with Python nor belong to the package `own`."""
    return {
        name
        for name in imports_at_start(source)
        if name.split(".")[0] not in sys.stdlib_module_names and name != own and not name.startswith(f"{own}.")
    }
