"""The texts that people consent to: one for each purpose, version and language, never edited once it has been used.

    wording("register", "2026-2", "sv").sections
    version_in_force("register", on=date(2026, 11, 22)).name

Each text is a file of its own, and the list of versions says its SHA-256: a text that has been changed afterwards is
not the one that somebody signed, and stops the program when it is read. A mended text is a new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
REGISTER: Final = "register"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenWording(ValueError):
    """A text differs from the one that was decided, or stands in no list. A mistake in the product."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs and a list; either may be empty. The list comes first."""

    heading: str
    paragraphs: tuple[str, ...]
    bullets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language. ``lines`` are what is filled in by hand at the bottom."""

    purpose: str
    version: str
    language: str
    title: str
    about: str
    sections: tuple[Section, ...]
    agreed: str
    lines: tuple[str, ...]
    digest: str

    def filled_in(self, **words: str) -> Wording:
        """The text with the measure's name and the like in their places. KeyError for a place without words."""

        def fill(text: str) -> str:
            return text.format_map(words)

        sections = tuple(
            Section(fill(s.heading), tuple(map(fill, s.paragraphs)), tuple(map(fill, s.bullets))) for s in self.sections
        )
        known = (self.purpose, self.version, self.language)
        return Wording(*known, fill(self.title), fill(self.about), sections, fill(self.agreed), self.lines, self.digest)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a purpose's text. ``first_day`` None: from the beginning. ``texts`` maps language to digest.

    Without texts the wording is kept by an older register, and only its name is known here.
    """

    purpose: str
    name: str
    first_day: date | None
    decided_by: str
    texts: Mapping[str, str]

    def in_force(self, day: date) -> bool:
        """Whether the version existed on the day."""
        return self.first_day is None or self.first_day <= day


@cache
def versions(purpose: str = REGISTER) -> tuple[Version, ...]:
    """All versions of a purpose's text, oldest first; KeyError for a purpose that has none."""
    path = HERE / purpose / "versions.yaml"
    if not path.exists():
        raise KeyError(f"there is no wording for the purpose {purpose!r}")
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)["versions"]  # noqa: S506 - a safe loader
    return tuple(Version(purpose, str(r["version"]), r["first_day"], r["decided_by"], r["texts"]) for r in rows)


def version(purpose: str, name: str) -> Version | None:
    """The version with the name, or None."""
    return next((one for one in versions(purpose) if one.name == name), None)


def version_in_force(purpose: str, *, on: date) -> Version:
    """The newest version that existed on a day."""
    return [one for one in versions(purpose) if one.in_force(on)][-1]


@cache
def wording(purpose: str, name: str, language: str) -> Wording:
    """The text. KeyError when the version has none in the language; BrokenWording when it is not as it was decided."""
    found = version(purpose, name)
    if found is None or language not in found.texts:
        raise KeyError(f"{purpose} {name} has no text in {language}")
    path = HERE / purpose / f"{name}.{language}.yaml"
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    if digest(content) != found.texts[language]:
        raise BrokenWording(f"{path.name} is not the text that was decided: make a new version instead")
    return Wording(
        purpose,
        name,
        language,
        content["title"],
        content["about"],
        tuple(
            Section(s["heading"], tuple(s.get("text", ())), tuple(s.get("bullets", ()))) for s in content["sections"]
        ),
        content["agreed"],
        tuple(content["lines"]),
        found.texts[language],
    )


def digest(content: Any) -> str:
    """SHA-256 of a text's words; how the file is laid out does not matter."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of(purpose: str, name: str, language: str) -> str:
    """The digest of the text that somebody signed; empty where the text is kept elsewhere."""
    found = version(purpose, name)
    return found.texts.get(language, "") if found else ""
