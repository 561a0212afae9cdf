"""Looking at the table of what the register must have: every row names tests that exist, or says why it names none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.guards.look.files import ROOT

PAGE = "docs/reference/register-coverage.md"
TABLES = "docs/reference/table-coverage.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?(?:::(\w+))?(?:\[[^`]*\])?`")
_REASON = re.compile(r"\w[^`|]{7,}")


@dataclass(frozen=True)
class Row:
    """One statement: under which heading, what, where it is, and what stands in the cell of tests."""

    heading: str
    what: str
    where: str
    test: str


def rows(text: str) -> Iterator[Row]:
    """The rows of every table of the page. ValueError for one that has not three cells."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ").strip()
        if not line.startswith("|") or line.startswith(("| What ", "|---")):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 3:
            raise ValueError(f"a row has what, where and test, not {len(cells)} cells: {line}")
        yield Row(heading, *cells)


def faults(row: Row, root: Path = ROOT) -> list[str]:
    """What is wrong with a row, in words."""
    named = _TEST.findall(row.test)
    if not named:
        said = bool(_REASON.match(row.test))
        return [] if said else [f"“{row.what}” names no test (`tests/….py::test_…`) and gives no reason why not"]
    found = [f"“{row.what}” does not say where it is"] if not row.where else []
    for path, *names in named:
        wanted = [name for name in names if name]
        if not wanted:
            found.append(f"“{row.what}” names the file {path} but no test in it")
        elif not set(wanted) <= names_in(root / path):
            found.append(f"“{row.what}”: there is no {path}::{'::'.join(wanted)}")
    return found


@cache
def names_in(path: Path) -> frozenset[str]:
    """Functions and classes of a test file; nothing for a file that does not exist."""
    if not path.exists():
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)
    )
