"""What a report is made of, besides its text: title, author, tables and diagrams, from a YAML file beside the texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from samordna.engine.words import Words
from samordna.learn.reports.expression import WrongText
from samordna.learn.reports.template import Piece, Placed, missing_ways, read_text, typed_figures

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram of a table: one series for each of ``codes`` in the column ``series``.

    It runs over the codes of the column ``along``: the years, or the ``bars`` that are named.
    """

    kind: str
    title: Words
    table: str
    where: Mapping[str, str]
    series: str
    codes: tuple[str, ...]
    along: str = "year"
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A report before its figures are bound. ``tables``: the name in the text → the official table."""

    name: str
    title: Words
    subtitle: Words
    author: str
    tables: Mapping[str, str]
    drawings: Mapping[str, Drawing]
    pieces: tuple[Piece, ...]


def names(folder: Path = TEXTS) -> tuple[str, ...]:
    """The reports that there are."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def description(name: str, folder: Path = TEXTS) -> Description:
    """The report called ``name``. WrongText when its files are not as they must be."""
    facts = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    swedish, english = ((folder / f"{name}.{language}.md").read_text(encoding="utf-8") for language in ("sv", "en"))
    try:
        allowed = (*facts["years"], *_names(facts.get("names", ())))
        found = Description(
            name,
            _words(facts["title"], allowed),
            _words(facts["subtitle"], allowed),
            facts["author"],
            facts["tables"],
            {key: _drawing(drawing, allowed) for key, drawing in facts["charts"].items()},
            read_text(swedish, english, allowed),
        )
    except (WrongText, KeyError) as error:
        raise WrongText(f"{name}: {error}") from error
    _check(found)
    return found


def _names(given: Iterable[str]) -> Iterator[str]:
    """Names that hold digits, such as A2. WrongText for what is digits alone: that would be a figure."""
    for name in given:
        if not any(letter.isalpha() for letter in str(name)):
            raise WrongText(f"{name} is no name: it has no letters")
        yield name


def _words(given: Mapping[str, str], allowed: Collection[int | str]) -> Words:
    for text in given.values():
        if typed := typed_figures(text, allowed):
            raise WrongText(f"{typed[0]} is typed by hand in “{text}”")
    return Words(**given)


def _drawing(given: Mapping[str, Any], allowed: Collection[int | str]) -> Drawing:
    along, bars = given.get("along", "year"), tuple(given.get("bars", ()))
    if along != "year" and (given["kind"] != "bars" or not bars):
        raise WrongText(f"a diagram along {along} is of bars and names them")
    codes = tuple(given["codes"])
    title = _words(given["title"], allowed)
    return Drawing(given["kind"], title, given["table"], given["where"], given["series"], codes, along, bars)


def _check(found: Description) -> None:
    """Every table and diagram has its place, and every change can be told whichever way it went."""
    placed = {kind: [p.name for p in found.pieces if isinstance(p, Placed) and p.kind == kind] for kind in _PLACED}
    for kind, there in (("table", found.tables), ("chart", found.drawings)):
        if sorted(placed[kind]) != sorted(there):
            raise WrongText(f"{found.name}: each {kind} must have one place in the text: {', '.join(there)}")
    if placed["definitions"] != [""]:
        raise WrongText(f"{found.name}: the definitions must have one place in the text")
    if lacking := missing_ways(found.pieces):
        raise WrongText(f"{found.name}: nothing is said when {lacking[0]}")


_PLACED = ("table", "chart", "definitions")
