"""What a report is made of, besides its text: title, author, tables and diagrams, from a YAML file beside the texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from samordna.engine.words import Words
from samordna.learn.reports.template import Piece, Placed, missing_ways, read_text, typed_figures
from samordna.learn.reports.wrong import WrongText

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


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is written as: its facts (the YAML file) and its text in two languages. No English = Swedish."""

    name: str
    facts: Mapping[str, Any]
    swedish: str
    english: str


def source(name: str, folder: Path = TEXTS) -> Source:
    """The template of the report called ``name``: what its first draft is made of."""
    facts = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    swedish, english = ((folder / f"{name}.{language}.md").read_text(encoding="utf-8") for language in ("sv", "en"))
    return Source(name, facts, swedish, english)


@cache
def description(name: str, folder: Path = TEXTS) -> Description:
    """The report called ``name`` as its template has it. WrongText when its files are not as they must be."""
    return described(source(name, folder))


def described(written: Source) -> Description:
    """The report as it is written, before its figures are bound. WrongText when it is not as it must be."""
    name, facts = written.name, written.facts
    try:
        allowed = (*facts["years"], *_names(facts.get("names", ())))
        found = Description(
            name,
            _words(facts["title"], allowed),
            _words(facts["subtitle"], allowed),
            facts["author"],
            facts["tables"],
            {key: _drawing(drawing, allowed) for key, drawing in facts["charts"].items()},
            read_text(written.swedish, written.english or written.swedish, allowed),
        )
    except KeyError as error:
        raise WrongText(f"{name}: {error}", f"{name}: {error} saknas.") from error
    except WrongText as error:
        raise error.of(name) from error
    _check(found)
    return found


def _names(given: Iterable[str]) -> Iterator[str]:
    """Names that hold digits, such as A2. WrongText for what is digits alone: that would be a figure."""
    for name in given:
        if not any(letter.isalpha() for letter in str(name)):
            raise WrongText(f"{name} is no name: it has no letters", f"{name} är inget namn: det har inga bokstäver.")
        yield name


def _words(given: Mapping[str, str], allowed: Collection[int | str]) -> Words:
    for text in given.values():
        if typed := typed_figures(text, allowed):
            raise WrongText(f"{typed[0]} is typed by hand in “{text}”", f"{typed[0]} är skrivet för hand i ”{text}”.")
    return Words(**given)


def _drawing(given: Mapping[str, Any], allowed: Collection[int | str]) -> Drawing:
    along, bars = given.get("along", "year"), tuple(given.get("bars", ()))
    if along != "year" and (given["kind"] != "bars" or not bars):
        raise WrongText(
            f"a diagram along {along} is of bars and names them",
            f"Ett diagram över {along} ska ha staplar, och namnge dem.",
        )
    codes = tuple(given["codes"])
    title = _words(given["title"], allowed)
    return Drawing(given["kind"], title, given["table"], given["where"], given["series"], codes, along, bars)


def _check(found: Description) -> None:
    """Every table and diagram has its place, and every change can be told whichever way it went."""
    placed = {kind: [p.name for p in found.pieces if isinstance(p, Placed) and p.kind == kind] for kind in _PLACED}
    for kind, there in (("table", found.tables), ("chart", found.drawings)):
        if sorted(placed[kind]) != sorted(there):
            lines = ", ".join(f"[{kind} {one}]" for one in there)
            raise WrongText(
                f"{found.name}: each {kind} must have one place in the text: {', '.join(there)}",
                f"Varje {_SWEDISH[kind]} ska stå på ett ställe i texten: {lines}.",
            )
    if placed["definitions"] != [""]:
        raise WrongText(
            f"{found.name}: the definitions must have one place in the text",
            "Förklaringarna av orden ska stå på ett ställe i texten: [definitions].",
        )
    if lacking := missing_ways(found.pieces):
        raise WrongText(
            f"{found.name}: nothing is said when {lacking[0]}",
            f"Det står ingenting om när {lacking[0]}. Skriv en rad för +, -, = och . efter varje rad som börjar med ?.",
        )


_PLACED = ("table", "chart", "definitions")
_SWEDISH = {"table": "tabell", "chart": "diagram"}
