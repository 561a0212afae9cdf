"""What a check finds: where, what is printed, what it should have been, why it may have become so, and how sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samordna.engine.words import Words

#: The kinds of error, and what each means. Two of them disclose persons and have no right figure.
KINDS: Final[dict[str, Words]] = {
    "sum": Words("delar som inte blir summan", "parts that do not add up"),
    "share": Words("andel som inte stämmer", "a share that is wrong"),
    "growth": Words("förändring som inte stämmer", "a change that is wrong"),
    "percentage_points": Words("procent och procentenheter", "per cent and percentage points"),
    "cross_table": Words("tabeller som säger olika", "tables that disagree"),
    "text_table": Words("text som inte säger det tabellen säger", "text that does not say what the table says"),
    "impossible": Words("omöjligt antal", "an impossible number"),
    "small_cell": Words("få personer", "few persons"),
    "group_disclosure": Words("alla i en liten grupp", "all of a small group"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``line`` is a line's number in a text, or e.g. 3:14 (page:line) or Blad1!C5."""

    line: int | str
    #: The order of places in the document, from 0.
    order: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. ``expected`` is as it would be printed; None where nothing else could stand there.

    ``confidence`` is between 0 and 1: how sure it is that something is wrong, not that ``expected`` is right.
    """

    place: Place
    kind: str
    printed: str
    expected: str | None
    cause: Words
    confidence: float
    #: All places that the claim rests on; an error may stand in any of them.
    places: tuple[Place, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of finding: {self.kind}")
