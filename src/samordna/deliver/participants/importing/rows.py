"""What a row of a file is: the line while it is read, what it is compared with, and what comes out. No database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry, Lists, MeasureDays
from samordna.deliver.participants.importing import columns
from samordna.deliver.participants.importing.cells import Wrong
from samordna.deliver.participants.importing.own_questions import Asked
from samordna.deliver.participants.rules import Answers
from samordna.ground.files.tables import Column
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.words import Words

PLACE: Final = {name: place for place, name in enumerate(columns.ALL)}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What somebody said so many months after the end."""

    months: int
    on: date
    answers: Answers


@dataclass(frozen=True, slots=True)
class Person:
    """A row with consent. ``ending`` None: the person is still there."""

    line: int
    number: PersonalNumber
    name: str
    consent: ConsentGiven
    entry: Entry
    answers: Answers
    ending: Ending | None
    answers_out: Answers
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True)
class Anonymous:
    """A row without personal number: a sex and a year."""

    line: int
    sex: str
    start_year: int


@dataclass(frozen=True)
class Known:
    """What the rows are compared with. ``lists_on``: the values that may be chosen for a day.

    ``labels``: for each list, code or name in lower case → code.

    ``own`` are the association's questions; their columns stand after all others in a row.
    """

    measure: MeasureDays
    lists_on: Callable[[date | None], Lists]
    municipalities: Collection[str]
    labels: Mapping[str, Mapping[str, str]]
    today: date
    own: Sequence[Asked] = ()

    @property
    def columns(self) -> list[Column]:
        """What a file for the measure may have, in the order of a row's cells."""
        return [*columns.COLUMNS, *(Column(one.column) for one in self.own)]


@dataclass(slots=True)
class Line:
    """A line while it is read: its cells, and what has been found wrong, by column."""

    line: int
    cells: Sequence[str]
    wrong: dict[str, tuple[str, Words]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells[PLACE[name]]

    def take(self, name: str, read: Callable[[str], T], place: int | None = None) -> T | None:
        try:
            return read(self.cells[PLACE[name] if place is None else place])
        except Wrong as fault:
            self.say(name, fault.kind, fault.words)
        except Refusal as refusal:
            self.say(name, name, Words(refusal.message_sv, refusal.message_en))
        return None

    def say(self, column: str, kind: str, words: Words) -> None:
        self.wrong.setdefault(column, (kind, words))
