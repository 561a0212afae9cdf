"""A whole file of participants: every row by the rules, then the rows against each other and against the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Final

from samordna.deliver.participants import codes, rules
from samordna.deliver.participants.checks import MeasureDays
from samordna.deliver.participants.importing import cells, columns, own_questions
from samordna.deliver.participants.importing.reading import Reader
from samordna.deliver.participants.importing.rows import Anonymous, Known, Person
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import Measure
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.tables import read_table
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.words import Words
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Municipality
from samordna.ground.privacy import vault

#: Rows with something wrong that are looked at again for columns that have changed places.
_SAMPLE: Final = 50
_LISTS: Final = {
    "target_groups": "target_group",
    "referred_by": "referred_by",
    "education": "education",
    "support_time": "support_time",
    "district": "district",
    "studies_kind": "study_kind",
    "consent_how": "consent_how",
    "consent_kept": "consent_kept",
}
#: How the languages of a consent are divided: those that the text exists in, and those of interpreters.
_LANGUAGES: Final = {"consent_language": "text", "consent_explained_in": "interpreter"}


@dataclass
class Checked:
    """A file that has been read. ``already`` are the lines of those who are in the register already."""

    rows: int = 0
    people: list[Person] = field(default_factory=list)
    anonymous: list[Anonymous] = field(default_factory=list)
    already: list[int] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    notices: list[Words] = field(default_factory=list)
    #: The participations that stood in the register when the rows were compared with it.
    stood: frozenset[int] = frozenset()


def check_file(content: bytes, measure: Measure, today: date) -> Checked:
    """Read and check everything; nothing is written. What is wrong is in ``problems``."""
    found = Checked()
    known = known_of(measure, today)
    try:
        table = read_table(content, known.columns, found.problems)
        found.notices += table.notices
        _read_rows(table.rows, Reader(known, found.problems, table.missing), known, found)
    except TableProblem as stop:
        if stop.problem not in found.problems.shown:
            found.problems.add(stop.problem)
        return found
    if missing := [name for name in table.missing if name in columns.TEMPLATE]:
        found.notices.append(_left_out(missing))
    if not found.rows and not found.problems:
        found.problems.add(_NO_ROWS)
    against_each_other(found)
    return found


def known_of(measure: Measure, today: date) -> Known:
    """What rows of the measure are compared with."""
    return Known(
        measure=MeasureDays(measure.start, measure.end),
        lists_on=lambda day: codes.lists(day, today),
        municipalities=frozenset(Municipality.objects.values_list("code", flat=True)),
        labels={column: _labels(name) for column, name in _LISTS.items()}
        | {column: _labels("consent_language", group) for column, group in _LANGUAGES.items()}
        | {"end_reason": _labels("end_reason", left_out=rules.REASONS_WITH_AN_ACT)},
        today=today,
        own=own_questions.asked(questions.ever_asked(measure, today)),
    )


def _labels(name: str, group: str | None = None, left_out: Collection[str] = ()) -> dict[str, str]:
    """What a file may call each value: by its code and by every name that it has had, in either language."""
    listed = [code for code in code_list(name) if group in (None, code.group) and code.code not in left_out]
    return {text.lower(): code.code for code in listed for text in code.names}


def _read_rows(rows: Iterable[tuple[int, list[str]]], reader: Reader, known: Known, found: Checked) -> None:
    sample: list[list[str]] = []
    for line, given in rows:
        found.rows += 1
        row = reader.read(line, given)
        if isinstance(row, Person):
            found.people.append(row)
        elif row is not None:
            found.anonymous.append(row)
        elif len(sample) < _SAMPLE:
            sample.append(given)
    for first, second in _swapped(sample, known):
        found.problems.first(_changed_places(first, second))


def against_each_other(found: Checked) -> None:
    """The same person twice in the file: on the same day, or again while the first time goes on."""
    ongoing: dict[str, int] = {}
    days: dict[tuple[str, date], int] = {}
    for row in sorted(found.people, key=lambda one: (one.entry.start, one.line)):
        number = row.number.value
        same = days.setdefault((number, row.entry.start), row.line)
        if same != row.line:
            found.problems.add(_twice(row.line, same))
        elif number in ongoing:
            found.problems.add(_goes_on(row.line, ongoing[number]))
        if row.ending is None:
            ongoing.setdefault(number, row.line)


def against_the_register(found: Checked, measure: Measure) -> None:
    """Take out those who are there already, by person and first day; refuse those who are there with another day."""
    pseudonyms = vault.find_many(row.number.value for row in found.people)
    there = standing(measure, pseudonyms.values())
    starts = {(person, start) for person, start, _state in there.values()}
    active = {person for person, _start, state in there.values() if state == "active"}
    new: list[Person] = []
    for row in found.people:
        person = pseudonyms.get(row.number.value)
        if person and (person, row.entry.start) in starts:
            found.already.append(row.line)
            continue
        if person in active:
            found.problems.add(Problem("there already", _THERE_ALREADY, row.line, "personal_number"))
        new.append(row)
    found.people = new
    found.stood = frozenset(there)


def standing(measure: Measure, people: Collection[str]) -> dict[int, tuple[str | None, date | None, str]]:
    """The participations of these people in the measure, but for mistaken ones: id → person, first day, state."""
    wanted = set(people)
    rows = Participation.objects.filter(measure=measure, mode="person").exclude(state="mistaken")
    return {
        pk: (person, start, state)
        for pk, person, start, state in rows.values_list("pk", "person", "start", "state").iterator(chunk_size=10_000)
        if person in wanted
    }


# Columns that have changed places --------------------------------------------------------------------------------


def _swapped(sample: list[list[str]], known: Known) -> list[tuple[str, str]]:
    """Pairs of columns of which each holds what the other should, in nearly all rows that have something wrong."""
    if len(sample) < 2:
        return []
    suits = _tests(known)
    values = {name: [row[place] for row in sample] for place, name in enumerate(columns.ALL) if name in suits}
    bad = [name for name in suits if _share(suits[name], values[name]) < 0.2 and any(values[name])]
    pairs = [
        (first, second)
        for first, second in combinations(bad, 2)
        if _share(suits[first], values[second]) > 0.8 and _share(suits[second], values[first]) > 0.8
    ]
    both = [row for row in sample if row[4] and row[5]]
    if len(both) > len(sample) / 2 and all(row[5] < row[4] for row in both):
        pairs.append(("start", "end"))
    return pairs


def _share(suits: Any, values: list[str]) -> float:
    given = [value for value in values if value]
    return sum(map(suits, given)) / len(given) if given else 0.0


def _tests(known: Known) -> Mapping[str, Any]:
    def reads(read: Any, *more: Any) -> Any:
        def test(text: str) -> bool:
            try:
                read(text, *more)
            except (cells.Wrong, Refusal):
                return False
            return True

        return test

    lists = {
        name: reads(cells.code, known.labels[name])
        for name in ("target_groups", "referred_by", "education", "support_time", "end_reason")
    }
    return {
        "personal_number": reads(PersonalNumber.parse),
        "name": lambda text: not any(character.isdigit() for character in text),
        "start": reads(cells.day),
        "consent_date": reads(cells.day),
        "end": reads(cells.day),
        "municipality": reads(cells.municipality, known.municipalities),
        **lists,
    }


# What is said ----------------------------------------------------------------------------------------------------


def _changed_places(first: str, second: str) -> Problem:
    words = Words(
        f"Kolumnerna {first} och {second} ser ut att ha bytt plats. Byt deras rubriker.",
        f"The columns {first} and {second} seem to have changed places. Exchange their headings.",
    )
    return Problem("swapped", words, 1, first)


def _left_out(missing: list[str]) -> Words:
    names = ", ".join(missing)
    return Words(
        f"Kolumner som saknas räknas som obesvarade: {names}.",
        f"Columns that are missing count as not answered: {names}.",
    )


def _twice(line: int, same: int) -> Problem:
    words = Words(
        f"Samma person med samma första dag står redan på rad {same}. Ta bort en av raderna.",
        f"The same person with the same first day stands on line {same}. Remove one of them.",
    )
    return Problem("twice", words, line, "personal_number")


def _goes_on(line: int, same: int) -> Problem:
    words = Words(
        f"Personen är redan med enligt rad {same}, som inte har någon sista dag. Fyll i den.",
        f"The person is there already by line {same}, which has no last day. Fill it in.",
    )
    return Problem("twice", words, line, "start")


_THERE_ALREADY: Final = Words(
    "Personen är redan med i insatsen med en annan första dag. Registrera ut först, eller ta bort raden.",
    "The person is in the measure already with another first day. Register out first, or remove the row.",
)
_NO_ROWS: Final = Problem(
    "empty", Words("Filen har en rubrikrad men inga rader.", "The file has a heading row but no rows.")
)


def counts_of_anonymous(rows: Iterable[Anonymous]) -> Counter[tuple[str, int]]:
    """Anonymous rows by sex and year, which is all they are."""
    return Counter((row.sex, row.start_year) for row in rows)
