"""Reading a table of unit costs: a heading, then function, year and kronor per hour. Says every row that is wrong.

The columns are found by their headings, in any order: funktion, år, kronor per timme (also function, year, amount).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money

COLUMNS: Final = {
    "function": ("funktion", "function", "befattning"),
    "year": ("år", "year"),
    "rate": ("kronor per timme", "belopp per timme", "per timme", "belopp", "amount", "rate"),
}
MOST_ROWS: Final = 2000
FIRST_YEAR, LAST_YEAR = 2014, 2099
#: More than this for an hour is a monthly wage in the wrong column.
MOST_PER_HOUR: Final = Money.kronor(10_000)


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour of a function costs in a year."""

    function: str
    year: int
    rate: Money


def read_rates(rows: Sequence[Sequence[str]]) -> list[Rate]:
    """The rates in a file's rows. Refusal with the first wrong row, and how many more there are."""
    filled = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1) if any(row)]
    if not filled:
        raise _refusal("Filen är tom. Välj en annan fil.", "the file is empty")
    places = _places(filled[0][1])
    body = filled[1:]
    if not body:
        raise _refusal("Filen har bara en rubrik. Lägg till minst en rad.", "the file has a heading only")
    if len(body) > MOST_ROWS:
        raise _refusal(f"Filen har fler än {MOST_ROWS} rader.", f"the file has more than {MOST_ROWS} rows")
    found: list[Rate] = []
    problems: list[Refusal] = []
    seen: set[tuple[str, int]] = set()
    for number, row in body:
        try:
            rate = _rate(row, places, number, seen)
        except Refusal as refusal:
            problems.append(refusal)
            continue
        found.append(rate)
    if problems:
        first, more = problems[0], len(problems) - 1
        after = f" {more} rader till har fel." if more else ""
        raise _refusal(first.message_sv + after, first.message_en + (f"; {more} more rows are wrong" if more else ""))
    return found


def _places(heading: Sequence[str]) -> dict[str, int]:
    names = [cell.lower() for cell in heading]
    places = {}
    for column, known in COLUMNS.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is None:
            raise _refusal(
                f"Första raden ska ha rubrikerna funktion, år och kronor per timme. ”{known[0]}” saknas.",
                f"the first row must hold the headings function, year and amount; {column} is missing",
            )
        places[column] = at
    return places


def _rate(row: Sequence[str], places: dict[str, int], number: int, seen: set[tuple[str, int]]) -> Rate:
    function, year, rate = (row[at] if at < len(row) else "" for at in (places[name] for name in COLUMNS))
    for problem in _problems(function, year, rate, number):
        raise problem
    made = Rate(function, _whole(year), Money.parse_swedish(rate))
    if (made.function.lower(), made.year) in seen:
        raise _refusal(
            f"Rad {number}: {function} {year} står två gånger.", f"row {number}: {function} {year} stands twice"
        )
    seen.add((made.function.lower(), made.year))
    return made


def _problems(function: str, year: str, rate: str, number: int) -> Iterator[Refusal]:
    if not function or len(function) > 120:
        yield _refusal(f"Rad {number}: skriv funktionen.", f"row {number}: write the function, at most 120 characters")
    if not FIRST_YEAR <= _whole(year) <= LAST_YEAR:
        yield _refusal(f"Rad {number}: skriv året med fyra siffror.", f"row {number}: {year!r} is not a year")
    try:
        amount = Money.parse_swedish(rate)
    except Refusal:
        yield _refusal(
            f"Rad {number}: skriv beloppet i kronor med högst två decimaler.", f"row {number}: {rate!r} is no amount"
        )
        return
    if not Money.zero() < amount <= MOST_PER_HOUR:
        yield _refusal(
            f"Rad {number}: beloppet per timme ska vara mer än 0 och högst 10 000 kronor.",
            f"row {number}: the amount of an hour must be above 0 and at most 10 000",
        )


def _whole(text: str) -> int:
    """A year; spreadsheets write 2027.0."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 4 else 0


def _refusal(swedish: str, english: str) -> Refusal:
    return Refusal(swedish, "file", english)
