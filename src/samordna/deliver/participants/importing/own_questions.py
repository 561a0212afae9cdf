"""Answers to an association's own questions in the cells of a file: written out, and read in again. No database.

An answer to choose is written as it is worded; ``#2`` is the second of the answers, for one whose words hold what
stands between several.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from samordna.deliver.participants.importing import columns
from samordna.deliver.participants.importing.cells import Wrong
from samordna.deliver.projects.rules.questions import Question, answer_fits
from samordna.ground.files.writing import meant

_BETWEEN: Final = ";"
_PLACE: Final = re.compile(r"#([0-9]{1,2})")
_NUMBER: Final = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Asked:
    """A question at one occasion, and its column."""

    occasion: str
    column: str
    question: Question


def asked(questions: Iterable[Question]) -> list[Asked]:
    """The columns of an association's questions: one for each occasion that each is asked at."""
    return [
        Asked(occasion, columns.own(occasion, one.id), one)
        for one in questions
        for occasion in (*columns.OCCASIONS, *columns.FOLLOW_UPS)
        if columns.kind_of(occasion) in one.occasions
    ]


def written(question: Question, values: Collection[int]) -> str:
    """The answers as a cell: a number, or the wording of one or several choices."""
    if question.kind == "number":
        return ";".join(map(str, values))
    return _BETWEEN.join(
        f"#{place}" if _BETWEEN in one.sv or _PLACE.fullmatch(one.sv) else one.sv
        for place, one in enumerate(question.choices, start=1)
        if one.id in values
    )


def read(text: str, question: Question) -> tuple[int, ...]:
    """The answer as it is stored; nothing for an empty cell. Wrong for what the question cannot have as an answer."""
    given = meant(text).strip()
    if not given:
        return ()
    if question.kind == "number":
        if not _NUMBER.fullmatch(given):
            raise _wrong("Skriv ett tal mellan 0 och 999 999.", "Write a number between 0 and 999,999.")
        return (int(given),)
    parts = [given] if question.kind == "one" else [part.strip() for part in given.split(_BETWEEN) if part.strip()]
    found = tuple(dict.fromkeys(_choice(part, question) for part in parts))
    fits = answer_fits(question, found[0] if question.kind == "one" else found)
    if not fits:
        raise _wrong(fits.text, fits.text_en)
    return found


def _choice(text: str, question: Question) -> int:
    place = _PLACE.fullmatch(text)
    if place and 1 <= int(place[1]) <= len(question.choices):
        return question.choices[int(place[1]) - 1].id
    for one in question.choices:
        if _same(text) in {_same(words) for words in (one.sv, one.en) if words}:
            return one.id
    listed = "; ".join(one.sv for one in question.choices)
    raise _wrong(f"Skriv ett av frågans svar: {listed}.", f"Write one of the question's answers: {listed}.")


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _wrong(sv: str, en: str) -> Wrong:
    return Wrong("own question", sv, en)
