"""Head counts of measures that are followed up by numbers, from CSV or XLSX: all lines or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction

from samordna.deliver.projects import permissions, queries
from samordna.deliver.projects.actions import enter_volume
from samordna.deliver.projects.importing.volume_columns import COLUMNS, EXAMPLE, HEADINGS
from samordna.deliver.projects.models import Measure
from samordna.ground.files.problems import SHOWN, Problem, Problems, TableProblem
from samordna.ground.files.tables import read_table
from samordna.ground.kernel.errors import SamordnaError
from samordna.ground.kernel.typed import whole
from samordna.ground.kernel.words import Words
from samordna.ground.parties.actor import Actor

#: No measure has had more participants in a year.
MOST: Final = 1_000_000
WHY: Final = "Inläst från fil"


def template(by: Actor, today: date) -> list[list[str]]:
    """The headings, and a row for each measure of one's own that is counted in numbers, this year or until last year.

    What is there already is filled in. An example when there is no such measure.
    """
    own = queries.visible_measures(by).filter(follow_up="numbers", start__year__lte=today.year).order_by("code")
    rows = []
    for one in own.exclude(end__year__lt=today.year - 1).prefetch_related("volumes"):
        if permissions.may_change_measure(by, one):
            year = min(today.year, one.end.year) if one.end else today.year
            held = {count.sex: str(count.persons) for count in one.volumes.all() if count.year == year}
            rows.append([one.code, str(year), held.get("women", ""), held.get("men", "")])
    return [HEADINGS, *(rows or [list(EXAMPLE)])]


@dataclass
class Counted:
    """What became of a file: how many lines changed something, what they replace, and what has to be mended."""

    lines: int = 0
    changed: int = 0
    replaced: list[Words] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True)
class _Given:
    """``seen``: measure and year → the line where they stood."""

    known: Mapping[str, Measure]
    seen: dict[tuple[str, int], int]
    by: Actor
    at: datetime


@transaction.atomic
def import_volumes(*, content: bytes, by: Actor, at: datetime, dry_run: bool = False) -> Counted:
    """Enter the numbers of every line, by the same act as the page. Lines that say what is there change nothing."""
    found, seen = Counted(), dict[tuple[str, int], int]()
    # What exists outside one's scope is answered as if it did not; one question, however long the file is.
    known = {one.code: one for one in queries.visible_measures(by)}
    before = transaction.savepoint()
    try:
        for line, cells in read_table(content, COLUMNS, found.problems).rows:
            found.lines += 1
            _enter(line, tuple(cells), found, _Given(known, seen, by, at))
    except TableProblem as stop:
        if stop.problem not in found.problems.shown:
            found.problems.add(stop.problem)
    if found.problems or dry_run:
        transaction.savepoint_rollback(before)
    return found


def _enter(line: int, cells: tuple[str, ...], found: Counted, given: _Given) -> None:
    code, *texts = cells
    measure = given.known.get(code)
    if measure is None:
        found.problems.add(Problem("measure", _NO_MEASURE, line, "measure"))
        return
    numbers = dict(zip(("year", "women", "men"), (whole(text, MOST) for text in texts), strict=True))
    wrong = [name for name, number in numbers.items() if number is None]
    for name in wrong:
        found.problems.add(Problem("number", _NUMBER, line, name))
    year, women, men = numbers.values()
    if wrong or year is None:
        return
    if (same := given.seen.setdefault((code, year), line)) != line:
        found.problems.add(Problem("twice", _twice(same), line, "year"))
        return
    held = dict(measure.volumes.filter(year=year).values_list("sex", "persons"))
    try:
        enter_volume(
            measure=measure, year=year, women=women, men=men, why=WHY if held else "", by=given.by, at=given.at
        )
    except SamordnaError as refusal:
        words = Words(refusal.message_sv, refusal.message_en)
        found.problems.add(Problem(refusal.field or "refused", words, line, refusal.field or "measure"))
        return
    if held != (said := {"women": women, "men": men}):
        found.changed += 1
        if held:
            found.replaced.append(_replaces(line, code, year, held, said))


def headline(found: Counted, *, tried: bool) -> Words:
    """One sentence: stored, could be stored, or has to be mended."""
    return _NOTHING if found.problems else _COULD if tried else _DONE


def lines(found: Counted, language: str, *, tried: bool) -> Iterator[str]:
    """The report as text, with every number that is there and becomes another one."""
    english = language.startswith("en")
    said = [headline(found, tried=tried)]
    yield from (words.en if english else words.sv for words in said)
    yield from found.problems.lines(language)
    if found.problems:
        return
    counted = Words(
        f"Rader: {found.lines}. Nya eller ändrade: {found.changed}.",
        f"Lines: {found.lines}. New or changed: {found.changed}.",
    )
    shown = [counted, *([_REPLACES] if found.replaced else []), *found.replaced[:SHOWN]]
    yield from (words.en if english else words.sv for words in shown)
    if (left := len(found.replaced) - SHOWN) > 0:
        yield f"… and {left} more." if english else f"… och {left} till."


def _replaces(line: int, code: str, year: int, held: Mapping[str, int], said: Mapping[str, int | None]) -> Words:
    changes = [(sex, held.get(sex), said[sex]) for sex in ("women", "men") if held.get(sex) != said[sex]]
    sv = ", ".join(f"{_SEX[sex].sv} {'…' if was is None else was} blir {now}" for sex, was, now in changes)
    en = ", ".join(f"{_SEX[sex].en} {'…' if was is None else was} becomes {now}" for sex, was, now in changes)
    return Words(f"Rad {line}, {code} {year}: {sv}.", f"Line {line}, {code} {year}: {en}.")


def _twice(line: int) -> Words:
    return Words(f"Samma insats och år står redan på rad {line}.", f"The same measure and year stand on line {line}.")


_NOTHING: Final = Words(
    "Ingenting har sparats. Rätta det som står här.", "Nothing has been stored. Mend what stands here."
)
_COULD: Final = Words("Filen går att läsa in.", "The file can be imported.")
_DONE: Final = Words("Filen är inläst.", "The file has been imported.")
_REPLACES: Final = Words(
    "Filen byter ut tal som redan står i registret. De gamla finns kvar i historiken. Är de gamla talen rätt tar du"
    " bort raderna ur filen.",
    "The file replaces numbers that are in the register already. The old ones stay in the history. If the old numbers"
    " are right, remove the lines from the file.",
)
_SEX: Final = {"women": Words("kvinnor", "women"), "men": Words("män", "men")}
_NO_MEASURE: Final = Words("Insatsen finns inte. Kontrollera beteckningen.", "There is no such measure. Check it.")
_NUMBER: Final = Words("Skriv ett tal med siffror, till exempel 14.", "Write a number in digits, for example 14.")
