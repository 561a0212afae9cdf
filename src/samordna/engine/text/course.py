"""What is seen in a row of numbers over years, in one clause: from where to where, and where it turned."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from samordna.engine.table import Cell, Status
from samordna.engine.text.numbers import integer, language_of, listing

_SAID = {
    "sv": {
        "up": "ökar varje år, från {first} till {last}",
        "down": "minskar varje år, från {first} till {last}",
        "flat": "är lika varje år, {last}",
        "else": "från {first} till {last}",
        "most": "som mest {most}",
        "least": "som minst {least}",
        "one": "{last}",
        "nothing": "inget antal kan visas",
        "hidden": "uppgift för {years} är dold",
        "missing": "uppgift för {years} finns inte",
    },
    "en": {
        "up": "grows every year, from {first} to {last}",
        "down": "falls every year, from {first} to {last}",
        "flat": "is the same every year, {last}",
        "else": "from {first} to {last}",
        "most": "highest {most}",
        "least": "lowest {least}",
        "one": "{last}",
        "nothing": "no number can be shown",
        "hidden": "the figure for {years} is hidden",
        "missing": "there is no figure for {years}",
    },
}


def course(years: Sequence[str], cells: Sequence[Cell], language: str = "sv") -> str:
    """The clause. What is hidden or missing is said to be so, and nothing is said that a hidden number could deny.

    >>> from samordna.engine.table import HIDDEN, value
    >>> course(("2017", "2018", "2019"), (value(95), value(114), value(154)))
    'ökar varje år, från 95 (2017) till 154 (2019)'
    >>> course(("2017", "2018", "2019"), (value(9), HIDDEN, value(7)))
    'från 9 (2017) till 7 (2019), uppgift för 2018 är dold'
    """
    said = _SAID[language_of(language)]
    known = [(year, cell.value) for year, cell in zip(years, cells, strict=True) if cell.value is not None]
    clauses = [said[kind].format(**_numbers(known)) for kind in _kinds(known, whole=_without_gap(cells))]
    for status, name in ((Status.HIDDEN, "hidden"), (Status.MISSING, "missing")):
        absent = [year for year, cell in zip(years, cells, strict=True) if cell.status is status]
        if absent:
            clauses.append(said[name].format(years=listing(absent, language)))
    return ", ".join(clauses)


def _without_gap(cells: Sequence[Cell]) -> bool:
    """True when the known numbers stand in a row: a gap at either end leaves “every year” true of the rest."""
    known = [place for place, cell in enumerate(cells) if cell.value is not None]
    return bool(known) and known[-1] - known[0] == len(known) - 1


def _kinds(known: list[tuple[str, int]], whole: bool) -> list[str]:
    if not known:
        return ["nothing"]
    if len(known) == 1:
        return ["one"]
    numbers = [number for _, number in known]
    steps = [later - earlier for earlier, later in itertools.pairwise(numbers)]
    for kind, holds in (("up", min(steps) > 0), ("down", max(steps) < 0), ("flat", set(steps) == {0})):
        if whole and holds:
            return [kind]
    ends = (numbers[0], numbers[-1])
    turned = [("most", max(numbers) > max(ends)), ("least", min(numbers) < min(ends))]
    return ["else", *(kind for kind, holds in turned if holds and whole)]


def _numbers(known: list[tuple[str, int]]) -> dict[str, str]:
    if not known:
        return {}
    chosen = {
        "first": known[0],
        "last": known[-1],
        "most": max(known, key=lambda one: one[1]),
        "least": min(known, key=lambda one: one[1]),
    }
    return {name: f"{integer(number)} ({year})" for name, (year, number) in chosen.items()}
