"""The closed step: a delivered file comes with personal numbers, and leaves with the names of one extract.

Here, in memory, each personal number is looked up in the vault and replaced by the name of the person in the extract.
Rows about people who are not in the extract go no further: they are counted. Nothing is written, and no message says
what stands in a cell. What comes out holds no personal number, no key, and nobody whom the extract does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from samordna.ground.files.batches import Batch, read_batches
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.tables import Column
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.words import Words
from samordna.ground.privacy import keyring, vault
from samordna.ground.privacy.pseudonyms import extract_key, pseudonym

#: What a delivered file of benefit spells holds; ``to`` is the last day, empty while the benefit goes on.
COLUMNS: Final = ("personal_number", "benefit", "from", "to", "extent", "diagnosis_group")
#: What leaves: the same, with the extract's name of the person instead of the number.
SCHEMA: Final = pa.schema(
    [
        ("person", pa.string()),
        ("benefit", pa.string()),
        ("from", pa.date32()),
        ("to", pa.date32()),
        ("extent", pa.int32()),
        ("diagnosis_group", pa.string()),
    ]
)
_DAY: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
#: Rows of a batch that are looked at for columns that have changed places.
_SAMPLE: Final = 200


@dataclass
class Seen:
    """What went through, in numbers: rows, people and days; nobody can be told from them."""

    rows: int = 0
    kept: int = 0
    outside: int = 0
    people: int = 0
    people_outside: int = 0
    coordination_numbers: int = 0
    test_numbers: int = 0
    first: date | None = None
    last: date | None = None


class Wrong(Exception):
    """A text that a column cannot hold. ``words`` say what is asked for, never what stood there."""

    def __init__(self, kind: str, words: Words) -> None:
        super().__init__(kind)
        self.kind, self.words = kind, words


@dataclass
class _Texts:
    """What the texts of a column mean: read once each. ``wrong`` are those that mean nothing."""

    read: Callable[[str], Any]
    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Wrong] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Read those of the texts that are new."""
        for text in texts:
            if text not in self.values and text not in self.wrong:
                try:
                    self.values[text] = self.read(text)
                except Wrong as wrong:
                    self.wrong[text] = wrong


class ClosedStep:
    """One file on its way through. ``state`` is the extract's, ``members`` the people in it by their names there.

    ``codes`` is column → what may be written → the code that it means, in small letters.
    """

    def __init__(
        self, *, state: str, members: Collection[str], codes: Mapping[str, Mapping[str, str]], problems: Problems
    ) -> None:
        self.seen, self.problems = Seen(), problems
        self._key = extract_key(keyring.keys().extract, state)
        self._members = members
        self._texts = {
            "personal_number": _Texts(_number),
            "benefit": _Texts(lambda text: _code(codes["benefit"], text, _BENEFIT)),
            "from": _Texts(_day),
            "to": _Texts(lambda text: _day(text) if text else None),
            "extent": _Texts(_extent),
            "diagnosis_group": _Texts(lambda text: _diagnosis(codes["diagnosis_group"], text)),
        }
        self._backwards = self._both = 0

    def replaced(self, path: Path) -> Iterator[pa.RecordBatch]:
        """The rows about people of the extract, in the file's order, with their names there.

        What is wrong is added to the problems, and then nothing more comes out, but the whole file is read so that
        everything wrong is told at once. OSError when the file is not there.
        """
        columns = [Column(name, required=True) for name in COLUMNS]
        before = path.stat()
        try:
            for batch in read_batches(path, columns, self.problems):
                known = self._batch(batch)
                if not self.problems and known.num_rows:
                    yield known
        except TableProblem as wrong:
            if not any(shown == wrong.problem for shown in self.problems.shown):
                self.problems.first(wrong.problem)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            self.problems.first(_CHANGED)
        self.problems.shown.sort(key=lambda problem: problem.line)
        if not self.seen.rows and not self.problems:
            self.problems.add(_EMPTY)
        if self._both > 1 and self._backwards == self._both:
            self.problems.first(_changed_places("from", "to"))

    def _batch(self, batch: Batch) -> pa.RecordBatch:
        encoded = {name: batch.cells[name].dictionary_encode() for name in COLUMNS}
        self._look_up(encoded["personal_number"].dictionary.to_pylist())
        bad: set[int] = set()
        found = {name: self._read(name, encoded[name], batch.lines, bad) for name in COLUMNS}
        self._check_order(found["from"], found["to"], batch.lines, bad)
        if len(bad) == len(batch.lines) > 1:
            self._look_for_swapped(batch)
        self._note_days(found["from"], found["to"])
        person = found.pop("personal_number")
        inside = person.is_valid()
        self.seen.rows += len(batch.lines)
        self.seen.kept += inside.true_count
        self.seen.outside += len(batch.lines) - inside.true_count
        arrays = [person, *(found[name] for name in SCHEMA.names[1:])]
        return pa.record_batch(arrays, schema=SCHEMA).filter(inside)

    def _look_up(self, texts: Sequence[str]) -> None:
        """Learn what people are called: None for those who are not in the extract."""
        known = self._texts["personal_number"]
        new = [text for text in texts if text not in known.values and text not in known.wrong]
        numbers = {text: _digits(text) for text in new}
        pseudonyms = vault.find_many(numbers.values())
        outside = []
        for text, number in numbers.items():
            if number in pseudonyms:
                name = pseudonym(self._key, pseudonyms[number])
                known.values[text] = name if name in self._members else None
            else:
                outside.append(text)
        known.learn(outside)
        self._count_people([numbers[text] for text in new if text in known.values], known, numbers)

    def _count_people(self, there: Sequence[str], known: _Texts, numbers: Mapping[str, str]) -> None:
        self.seen.people += len(there)
        self.seen.people_outside += sum(known.values[t] is None for t in numbers if t in known.values)
        self.seen.coordination_numbers += sum(PersonalNumber(number).is_coordination_number for number in there)
        self.seen.test_numbers += sum(PersonalNumber(number).is_test_number for number in there)

    def _read(self, name: str, column: Any, lines: Sequence[int], bad: set[int]) -> Any:
        """The column's values; the rows whose text means nothing are told and marked in ``bad``."""
        known, texts = self._texts[name], column.dictionary.to_pylist()
        known.learn(texts)
        unreadable = [place for place, text in enumerate(texts) if text in known.wrong]
        if unreadable:
            for row in _rows_of(pc.is_in(column.indices, pa.array(unreadable, pa.int32()))):
                wrong = known.wrong[texts[column.indices[row].as_py()]]
                self.problems.add(Problem(wrong.kind, wrong.words, lines[row], name))
                bad.add(row)
            known.wrong.clear()  # what means nothing is not kept
        kind = pa.string() if name == "personal_number" else SCHEMA.field(name).type
        return pa.array([known.values.get(text) for text in texts], kind).take(column.indices)

    def _check_order(self, first: Any, last: Any, lines: Sequence[int], bad: set[int]) -> None:
        both = pc.and_(first.is_valid(), last.is_valid())
        backwards = pc.fill_null(pc.less(last, first), False)
        self._both += both.true_count
        self._backwards += backwards.true_count
        if backwards.true_count:
            for row in _rows_of(backwards):
                self.problems.add(Problem("backwards", _BACKWARDS, lines[row], "to"))
                bad.add(row)

    def _note_days(self, first: Any, last: Any) -> None:
        days = [day for side in (first, last) for day in pc.min_max(side).as_py().values() if day is not None]
        seen = [*days, *(day for day in (self.seen.first, self.seen.last) if day)]
        if seen:
            self.seen.first, self.seen.last = min(seen), max(seen)

    def _look_for_swapped(self, batch: Batch) -> None:
        """Two columns of which each holds what the other should, in every row."""
        sample = {name: [t for t in batch.cells[name][:_SAMPLE].to_pylist() if t] for name in COLUMNS}
        for one, other in combinations(COLUMNS, 2):
            itself = self._suits(one, sample[one]) or self._suits(other, sample[other])
            if not itself and self._suits(one, sample[other]) and self._suits(other, sample[one]):
                problem = _changed_places(one, other)
                if problem not in self.problems.shown:
                    self.problems.first(problem)

    def _suits(self, name: str, texts: Sequence[str]) -> bool:
        """Whether nearly all of the texts could stand in the column."""
        fits = 0
        for text in texts:
            try:
                self._texts[name].read(text)
            except Wrong:
                continue
            fits += 1
        return bool(texts) and fits * 10 > len(texts) * 8


def _rows_of(mask: Any) -> list[int]:
    return [int(row) for row in pc.indices_nonzero(mask).to_pylist()]


# What the cells may hold -----------------------------------------------------------------------------------------


def _digits(text: str) -> str:
    return text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("-", "")


def _number(text: str) -> None:
    """Nobody of the vault: a number that is right all the same, or Wrong."""
    if not text:
        raise Wrong("personal number", Words("Personnummer saknas. Fyll i det.", "Fill in the personal number."))
    try:
        PersonalNumber.parse(text)
    except Refusal as refusal:
        english = refusal.message_en[:1].upper() + refusal.message_en[1:].rstrip(".") + "."
        raise Wrong("personal number", Words(refusal.message_sv, english)) from None


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise Wrong("day", Words("Skriv dagen som 2019-01-31.", "Write the day as 2019-01-31."))


def _code(codes: Mapping[str, str], text: str, words: Words) -> str:
    if text.lower() not in codes:
        raise Wrong("code", words)
    return codes[text.lower()]


def _extent(text: str) -> int | None:
    per_cent = text.removesuffix("%").strip()
    if not per_cent:
        return None
    if per_cent not in ("25", "50", "75", "100"):
        raise Wrong("extent", Words("Skriv omfattningen som 25, 50, 75 eller 100.", "Write 25, 50, 75 or 100."))
    return int(per_cent)


def _diagnosis(codes: Mapping[str, str], text: str) -> str | None:
    if re.fullmatch(r"[A-Za-z][0-9]{2}(\.?[0-9A-Za-z]{1,2})?", text):
        raise Wrong("diagnosis", _TOO_MUCH)
    return _code(codes, text, _GROUP) if text else None


# What is said ----------------------------------------------------------------------------------------------------

_BENEFIT: Final = Words(
    "Ersättningen känns inte igen. Skriv sjukpenning, rehabiliteringspenning, aktivitetsersättning eller"
    " sjukersättning.",
    "The benefit is not known. Write sjukpenning, rehabiliteringspenning, aktivitetsersättning or sjukersättning.",
)
_GROUP: Final = Words(
    "Diagnosgruppen känns inte igen. Skriv kapitlet i ICD-10-SE, till exempel F00-F99, eller lämna cellen tom.",
    "The diagnosis group is not known. Write the chapter of ICD-10-SE, for example F00-F99, or leave the cell empty.",
)
_TOO_MUCH: Final = Words(
    "Här står en diagnos. Skriv bara diagnosgruppen, till exempel F00-F99. Diagnosen behövs inte och ska inte lämnas.",
    "This is a diagnosis. Write the diagnosis group only, for example F00-F99. The diagnosis is not needed.",
)
_BACKWARDS: Final = Words(
    "Perioden slutar innan den börjar. Kontrollera dagarna.", "The spell ends before it begins. Check the days."
)
_EMPTY: Final = Problem(
    "empty", Words("Filen har en rubrikrad men inga rader.", "The file has a heading row but no rows.")
)
_CHANGED: Final = Problem(
    "changed",
    Words(
        "Filen ändrades medan den lästes. Vänta tills den är klar och läs den igen.",
        "The file changed while it was read. Wait until it is finished and read it again.",
    ),
)


def _changed_places(first: str, second: str) -> Problem:
    words = Words(
        f"Kolumnerna {first} och {second} ser ut att ha bytt plats. Byt deras rubriker.",
        f"The columns {first} and {second} seem to have changed places. Exchange their headings.",
    )
    return Problem("swapped", words, 1, first)
