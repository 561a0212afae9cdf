"""Which project of the books is which measure, and which account is what kind of cost. Plain Python.

A CSV or XLSX file with ``what,code,is``: ``project,P12,I-0001`` · ``account,4000-7999,measure_cost`` ·
``account,3000-3999,ignore``. The first line that fits an account holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.tables import Column, read_table
from samordna.ground.kernel.words import Words

COLUMNS: Final = [Column("what", True), Column("code", True), Column("is", True)]
KINDS: Final = ("measure_cost", "esf_measure_cost")
IGNORE: Final = "ignore"
_RANGE: Final = re.compile(r"([0-9]{3,6})(?:\s*[-–]\s*([0-9]{3,6}))?")
EXAMPLE: Final = (
    ("what", "code", "is"),
    ("project", "P12", "I-0001"),
    ("account", "3000-3999", IGNORE),
    ("account", "4000-7999", KINDS[0]),
)


def template(measures: Iterable[str] = ()) -> list[list[str]]:
    """The headings and an example; with the codes of measures a row for each, where the project is to be filled in."""
    projects = [["project", "", code] for code in measures]
    return (
        [list(row) for row in EXAMPLE]
        if not projects
        else [list(EXAMPLE[0]), *projects, *(list(row) for row in EXAMPLE if row[0] == "account")]
    )


@dataclass(frozen=True)
class Mapping:
    """``projects``: code in the books → measure's code. ``accounts``: first, last → kind or ``ignore``."""

    projects: dict[str, str]
    accounts: tuple[tuple[str, str, str], ...]

    def kind_of(self, account: str) -> str | None:
        """What kind of cost an account is; None when no line says it."""
        return next((kind for first, last, kind in self.accounts if first <= account[: len(first)] <= last), None)


def read_mapping(content: bytes, problems: Problems) -> Mapping:
    """The mapping; what is wrong with its lines is added to ``problems``."""
    projects: dict[str, str] = {}
    accounts: list[tuple[str, str, str]] = []
    try:
        for line, row in read_table(content, COLUMNS, problems).rows:
            _read_line(line, row, projects, accounts, problems)
    except TableProblem as stop:
        if stop.problem not in problems.shown:
            problems.add(stop.problem)
    return Mapping(projects, tuple(accounts))


def _read_line(
    line: int, row: Sequence[str], projects: dict[str, str], accounts: list[tuple[str, str, str]], problems: Problems
) -> None:
    what, code, meant = row
    found = _RANGE.fullmatch(code)
    if what == "project" and code and meant:
        if projects.setdefault(code, meant) != meant:
            problems.add(Problem("mapping", _TWICE, line, "code"))
    elif what == "account" and found and meant in (*KINDS, IGNORE):
        accounts.append((found[1], found[2] or found[1], meant))
    else:
        column = (
            "what"
            if what not in ("project", "account")
            else "code"
            if not code or (what == "account" and not found)
            else "is"
        )
        problems.add(Problem("mapping", _LINE, line, column))


_LINE: Final = Words(
    "Skriv project, projektets kod och insatsens beteckning, eller account, konton som 4000-7999 och ett av"
    " measure_cost, esf_measure_cost och ignore. Ta bort raden om insatsen inte finns i bokföringen.",
    "Write project, the project's code and the measure's, or account, accounts such as 4000-7999 and one of"
    " measure_cost, esf_measure_cost and ignore. Remove the line if the measure is not in the books.",
)
_TWICE: Final = Words("Projektet står redan för en annan insats.", "The project stands for another measure already.")
