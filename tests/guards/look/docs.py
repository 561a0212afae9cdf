"""Looking at the documentation: the commands it shows, and the dependencies that it accounts for."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.guards.look.files import ROOT

BLOCK = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
DEPENDENCIES = "docs/adr/0002-dependencies.md"


@dataclass(frozen=True)
class Command:
    """A command as the documentation shows it: where, and its words after `./samordna`."""

    place: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(self.words)}"

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for many commands: with a WORD to fill in, or an ellipsis."""
        return any("…" in word or re.fullmatch(r"[\[A-ZÅÄÖ_-]{3,}[\].a-z]*", word) for word in self.words[1:])


def pages() -> list[Path]:
    """Every page of documentation that is written by hand."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")])


def commands(paths: Iterable[Path]) -> list[Command]:
    """Every `./samordna …` in the blocks of shell commands; what follows a pipe or > is the reader's own."""
    found = []
    for path in paths:
        place = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        for block in BLOCK.findall(path.read_text(encoding="utf-8")):
            for line in (line.strip().removeprefix("$ ") for line in block.replace("\\\n", " ").splitlines()):
                if line.startswith("./samordna"):
                    words = shlex.split(re.split(r"\s[|>]|\s2>|\s&&", line)[0], comments=True)
                    found.append(Command(place, tuple(words[1:])))
    return found


def accounted(text: str) -> dict[str, str]:
    """Package and version from the tables of the decision about dependencies."""
    rows = re.findall(r"^\| *([@\w/.-]+) *\| *([\w.]+) *\|", text, re.MULTILINE)
    return {name.lower(): version for name, version in rows if name != "Package"}


def depended_on() -> dict[str, str]:
    """What the project itself asks for, with the versions in the locks."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    asked = [*project["dependencies"], *(name for group in project["optional-dependencies"].values() for name in group)]
    names = {_name(one) for one in asked}
    # A group is a list of its own, beside what the product itself asks for.
    apart = {
        _name(asked): pins(group).get(_name(asked), "is in no list")
        for group, packages in declared["dependency-groups"].items()
        for asked in packages
    }
    all_pins = {
        name: version
        for path in (ROOT / "requirements").glob("*.txt")
        if path.stem not in declared["dependency-groups"]
        for name, version in pins(path.stem).items()
    }
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    npm = {name.removeprefix("node_modules/"): package["version"] for name, package in packages.items() if name}
    return apart | {name: all_pins.get(name, "is in no list") for name in names} | npm


def pins(name: str) -> dict[str, str]:
    """Package and version from the list `requirements/<name>.txt`; of two for different Pythons, the last."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


def _name(asked: str) -> str:
    return re.split(r"[\[<>=; ]", asked)[0].lower()


def unlike(said: dict[str, str], true: dict[str, str]) -> list[str]:
    """What the decision says otherwise than the locks."""
    return [
        f"{name}: says {said.get(name, 'nothing')}, is {true.get(name, 'not used')}"
        for name in sorted(said.keys() | true.keys())
        if said.get(name) != true.get(name)
    ]
