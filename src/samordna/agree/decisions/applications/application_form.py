"""The council's application form as data: its sections in order, and which of our texts go where. Pure.

A new form is a new file in ``forms/``. What a file does not know it says: ``status`` unknown, ``limit`` null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from samordna.ground.kernel.words import Words

STATUSES = ("read", "inferred", "unknown")
FACTS = ("project", "roles", "costs", "financing", "certificates")


@dataclass(frozen=True)
class FormSection:
    """A section of the form. ``limit`` is the most characters it takes, None where that is not known."""

    id: str
    label: Words
    status: str
    limit: int | None
    questions: tuple[str, ...]
    facts: tuple[str, ...]
    note: str = ""

    @property
    def by_hand(self) -> bool:
        """Nothing of ours goes there: it is written in the portal."""
        return not self.questions and not self.facts


@dataclass(frozen=True)
class Form:
    """An application form with the days it holds for, and where it was read."""

    id: str
    title: Words
    valid_from: date
    valid_to: date
    source: str
    status: str
    note: str
    sections: tuple[FormSection, ...]

    @property
    def mapped(self) -> frozenset[str]:
        """The questions of ours that have a place in the form."""
        return frozenset(question for section in self.sections for question in section.questions)


@cache
def forms() -> tuple[Form, ...]:
    """Every known form, the newest first. ValueError for a file that says something impossible."""
    folder = resources.files("samordna.agree.decisions.applications.forms")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    read = [read_form(yaml.safe_load(f.read_text(encoding="utf-8"))) for f in files]
    return tuple(sorted(read, key=lambda form: form.valid_from, reverse=True))


def form_for(on: date) -> Form:
    """The form in force on a day; the newest one outside all of them, for a package must have some order."""
    return next((form for form in forms() if form.valid_from <= on <= form.valid_to), forms()[0])


def read_form(facts: dict[str, Any]) -> Form:
    """A form from its file. ValueError for unknown statuses or facts, and for a question that has two places."""
    sections = tuple(_section(row) for row in facts["sections"])
    placed = [question for section in sections for question in section.questions]
    if len(placed) != len(set(placed)) or len({s.id for s in sections}) != len(sections):
        raise ValueError(f"{facts['id']}: a section or a question stands twice")
    if facts["status"] not in STATUSES:
        raise ValueError(f"{facts['id']}: status is one of {', '.join(STATUSES)}")
    return Form(
        id=facts["id"],
        title=Words(facts["title"]["sv"], facts["title"]["en"]),
        valid_from=facts["valid_from"],
        valid_to=facts["valid_to"],
        source=facts["source"],
        status=facts["status"],
        note=facts.get("note", ""),
        sections=sections,
    )


def _section(row: dict[str, Any]) -> FormSection:
    if row["status"] not in STATUSES or set(row["facts"]) - set(FACTS):
        raise ValueError(f"section {row['id']}: unknown status or facts")
    return FormSection(
        id=row["id"],
        label=Words(row["sv"], row["en"]),
        status=row["status"],
        limit=row["limit"],
        questions=tuple(row["from"]),
        facts=tuple(row["facts"]),
        note=row.get("note", ""),
    )
