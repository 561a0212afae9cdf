"""References to figures, as they stand within braces: the form, the cell, and what it is compared with.

    count t1: year=2019, registration=new, benefit=sjukpenning, sex=women
    share t3: year=2019, counted=measures, group=total of t4: year=2019, orientation=total
    growth t3: year=2019, counted=measures, group=total since year=2018

``of`` names the whole of a share and ``since`` the earlier number of a change. Without a table's name they say only
which codes differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from samordna.learn.reports.wrong import WrongText

#: Form → the words that must follow it.
FORMS: dict[str, frozenset[str]] = {
    "count": frozenset(),
    "share": frozenset({"of"}),
    "change": frozenset({"since"}),
    "growth": frozenset({"since"}),
}
#: What a sentence about a change may say of it without naming the cells once more.
OF_CHANGE = frozenset({"later", "earlier", "change", "growth"})
_CELL = re.compile(r"(?:(?P<table>\w+)\s*:)?(?P<codes>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell by its table's name in the report and its codes. ``table`` None = where the reference before stands."""

    table: str | None
    codes: tuple[tuple[str, str], ...]

    def after(self, first: Place) -> Place:
        """This place in full, when it says only what differs from ``first``."""
        if self.table is not None:
            return self
        return Place(first.table, tuple(sorted((dict(first.codes) | dict(self.codes)).items())))


@dataclass(frozen=True, slots=True)
class Expression:
    """A reference; ``whole`` and ``earlier`` are in full."""

    form: str
    place: Place | None = None
    whole: Place | None = None
    earlier: Place | None = None

    @property
    def source(self) -> str:
        """The reference, for messages."""
        codes = ", ".join(f"{name}={code}" for name, code in self.place.codes) if self.place else ""
        return f"{self.form} {self.place.table}: {codes}" if self.place else self.form


def expression(text: str) -> Expression:
    """What stands within braces. WrongText when it is no reference."""
    form, _, rest = text.strip().partition(" ")
    if form in OF_CHANGE and not rest:
        return Expression(form)
    if form not in FORMS:
        raise WrongText(
            f"“{form}” is no form of a figure; there are {', '.join(FORMS)}",
            f"”{form}” går inte att använda i en siffra. Det finns {', '.join(FORMS)}.",
        )
    return _built(form, rest, FORMS[form])


def comparison(text: str) -> Expression:
    """What a sentence about a change depends on: a cell ``since`` another."""
    return _built("change", text, frozenset({"since"}))


def _built(form: str, text: str, follows: frozenset[str]) -> Expression:
    first, *others = re.split(r"\s+(of|since)\s+", text.strip())
    said = dict(zip(others[::2], others[1::2], strict=True))
    if set(said) != follows or len(others) != 2 * len(said):
        raise WrongText(
            f"“{form} {text.strip()}” must be followed by {' and '.join(sorted(follows)) or 'nothing'}",
            f"Efter ”{form} {text.strip()}” ska det stå {' och '.join(sorted(follows)) or 'ingenting mer'}.",
        )
    place = _place(first)
    if place.table is None:
        raise WrongText(
            f"“{form} {text.strip()}” names no table", f"”{form} {text.strip()}” säger inte vilken tabell det gäller."
        )
    whole = _place(said["of"]).after(place) if "of" in said else None
    earlier = _place(said["since"]).after(place) if "since" in said else None
    return Expression(form, place, whole, earlier)


def _place(text: str) -> Place:
    found = _CELL.fullmatch(text.strip())
    pairs = [pair.partition("=") for pair in found["codes"].split(",")] if found else []
    if found is None or not all(name.strip() and mark and code.strip() for name, mark, code in pairs):
        raise WrongText(
            f"“{text.strip()}” is no cell; write table: column=code, column=code",
            f"”{text.strip()}” är ingen ruta i en tabell. Skriv tabell: kolumn=kod, kolumn=kod.",
        )
    return Place(found["table"], tuple(sorted((name.strip(), code.strip()) for name, _, code in pairs)))
