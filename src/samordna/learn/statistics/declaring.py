"""How a column of an extract is declared: the few ways that all of them are written in."""

from __future__ import annotations

from samordna.engine.sources import Column, Kind, Meaning
from samordna.ground.parameters.reader import shipped_list
from samordna.ground.privacy.classes import PrivacyClass

INTERNAL = PrivacyClass.INTERNAL.value
OPEN = PrivacyClass.OPEN.value
PSEUDONYMOUS = PrivacyClass.PSEUDONYMOUS.value
#: How a day is written that nobody knows but that has been: rows that hold from it have always held.
ALWAYS = "1900-01-01"


def text(
    name: str, comment: str, privacy: str, codes: tuple[str, ...] = (), meaning: Meaning = Meaning.PLAIN
) -> Column:
    """A column of text; with ``codes`` it holds nothing else."""
    return Column(name, Kind.TEXT, comment, privacy, codes, meaning)


def number(name: str, comment: str, privacy: str) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.INTEGER, comment, privacy)


def number_of(name: str, comment: str, privacy: str) -> Column:
    """A column of how many people the row stands for: where there is no row, there are none."""
    return Column(name, Kind.INTEGER, comment, privacy, meaning=Meaning.NUMBER_OF)


def day(name: str, comment: str, privacy: str) -> Column:
    """A column of days."""
    return Column(name, Kind.DAY, comment, privacy)


def sex(comment: str, privacy: str) -> Column:
    """Women or men."""
    return text("sex", comment, privacy, shipped_list("sex").values, Meaning.SEX)


def of_the_measure(privacy: str) -> tuple[Column, ...]:
    """Where a row belongs; the same in every file that has rows per measure."""
    return (
        text("measure", "code of the measure", privacy),
        text("association", "slug of the association that pays, empty for other forms of cooperation", privacy),
        text("orientation", "individual or structural", privacy, shipped_list("orientation").values),
    )
