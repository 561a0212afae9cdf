"""What is wrong with a file: where, in plain words, and what to do. Counted by kind, shown up to a limit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from samordna.ground.kernel.words import Words

#: So many problems are shown; the rest are only counted.
SHOWN: Final = 200


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``line`` is the file's line or row, from 1; 0 when it is about the file. ``kind`` is a name
    to count by. The words never hold what stands in a cell.
    """

    kind: str
    words: Words
    line: int = 0
    column: str = ""

    def said(self, language: str) -> str:
        """The problem as a line of a report.

        >>> Problem("day", Words("Skriv dagen som 2026-01-31.", "Write the day as 2026-01-31."), 7, "start").said("sv")
        'Rad 7, kolumn start: Skriv dagen som 2026-01-31.'
        """
        english = language.startswith("en")
        place = [f"{'Line' if english else 'Rad'} {self.line}"] if self.line else []
        if self.column:
            place.append(f"{'column' if english else 'kolumn'} {self.column}")
        text = self.words.en if english else self.words.sv
        where = ", ".join(place)
        return f"{where[0].upper()}{where[1:]}: {text}" if where else text


class TableProblem(Exception):
    """The file cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


@dataclass
class Problems:
    """What has been found so far."""

    shown: list[Problem] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    #: The kinds by column, for what is said of a whole file: two columns that have changed places.
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    most: int = SHOWN
    #: A spreadsheet's letters → the heading of that column, once it has been read.
    headings: dict[str, str] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Count it, and keep it to be shown if there is room."""
        if problem.column in self.headings:
            problem = replace(problem, column=self.headings[problem.column])
        self.kinds[problem.kind] += 1
        self.places[problem.kind, problem.column] += 1
        if len(self.shown) < self.most:
            self.shown.append(problem)

    def name_columns(self, headings: dict[str, str]) -> None:
        """From now on, and in what was found before, columns are told by their headings and not by letters."""
        self.headings = headings
        self.shown = [replace(one, column=headings.get(one.column, one.column)) for one in self.shown]

    def first(self, problem: Problem) -> None:
        """Put what explains the others before them."""
        self.kinds[problem.kind] += 1
        self.shown.insert(0, problem)

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return self.kinds.total()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def lines(self, language: str) -> Iterator[str]:
        """The report as lines of text, the last of which counts what was left out."""
        yield from (problem.said(language) for problem in self.shown)
        if left := self.total - len(self.shown):
            yield f"… and {left} more." if language.startswith("en") else f"… och {left} till."

    def as_data(self) -> dict[str, Any]:
        """For programs: what is shown, in both languages, and all counts by kind."""
        return {
            "total": self.total,
            "kinds": dict(sorted(self.kinds.items())),
            "shown": [
                {"line": p.line or None, "column": p.column, "kind": p.kind, "sv": p.words.sv, "en": p.words.en}
                for p in self.shown
            ],
        }

    def as_json(self) -> str:
        """``as_data`` as text."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2) + "\n"
