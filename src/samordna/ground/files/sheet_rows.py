"""The rows of a sheet as a stream: one row is held at a time, and cells are told apart by what they mean.

A day becomes 2026-01-31, a per cent 50, a whole number its digits. A formula, an error or a cell that covers others is
no value: it is said where it stands.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Final

from samordna.ground.files.limits import MOST_COLUMNS, MOST_ROWS
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.text_rows import Row, too_long, too_wide
from samordna.ground.files.workbook_parts import NotXml, Styles, local, parse, parser
from samordna.ground.kernel.words import Words

_FORMULA: Final = Words(
    "Cellen har en formel. Kopiera cellerna och klistra in dem som värden.",
    "The cell has a formula. Copy the cells and paste them as values.",
)
_ERROR: Final = Words(
    "Cellen har ett fel från kalkylprogrammet, som #REF!. Skriv värdet i cellen.",
    "The cell has an error of the spreadsheet, such as #REF!. Write the value in the cell.",
)
_MERGED: Final = Words(
    "Celler är sammanslagna. Dela upp dem, så att varje rad har sina egna celler.",
    "Cells are merged. Split them, so that each row has its own cells.",
)
_LETTERS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: Days are told to a spreadsheet as numbers; these are from 1900-03-01 to 2200.
_FIRST_SERIAL, _LAST_SERIAL = 61, 109_575


class SheetRows:
    """Feed it pieces of a sheet's XML; it gives the rows that have become whole."""

    def __init__(self, shared: list[str], styles: Styles, into: Problems) -> None:
        self._shared, self._styles, self._problems = shared, styles, into
        self._parser = parser(self._start, self._end)
        self._parser.CharacterDataHandler = self._characters
        self._done: list[Row] = []
        self._cells: list[str] = []
        self._columns: dict[str, int] = {}
        self._line = self._rows = self._column = 0
        self._kind, self._style, self._text, self._reading = "n", "", "", False

    def feed(self, piece: bytes) -> list[Row]:
        """The rows that ended in this piece."""
        parse(self._parser, piece)
        done, self._done = self._done, []
        return done

    def end(self) -> list[Row]:
        """The rest. NotXml when the sheet is not whole."""
        parse(self._parser, b"", last=True)
        return self._done

    def _start(self, name: str, given: dict[str, str]) -> None:
        here = name if name in ("c", "v") else local(name)
        if here == "c":
            self._kind, self._style, self._text = given.get("t", "n"), given.get("s", ""), ""
            self._column = self._column_of(given["r"]) if "r" in given else self._column + 1
        elif here in ("v", "t"):
            self._reading = True
        elif here == "row":
            self._line = int(given["r"]) if given.get("r", "").isdigit() else self._line + 1
            self._cells, self._column = [], -1
        elif here == "f":
            self._problem("formula", _FORMULA)
        elif here == "mergeCell":
            self._merged(given.get("ref", ""))
        elif here == "rPh":
            self._kind = "aside"

    def _characters(self, text: str) -> None:
        if self._reading and self._kind != "aside":
            self._text += text

    def _end(self, name: str) -> None:
        here = name if name in ("c", "v") else local(name)
        if here == "c":
            if self._text:
                self._put(self._value())
        elif here in ("v", "t"):
            self._reading = False
        elif here == "row" and any(self._cells):
            self._rows += 1
            if self._rows > MOST_ROWS:
                raise TableProblem(too_long())
            self._done.append((self._line, self._cells))
        elif here == "rPh":
            self._kind = "inlineStr"

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        number = self._columns.get(letters)
        if number is None:
            number = self._columns[letters] = _number(letters)
        return number

    def _put(self, value: str) -> None:
        if self._column >= MOST_COLUMNS:
            raise TableProblem(too_wide(self._line))
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        if missing >= 0:
            self._cells.append(value)
        else:
            self._cells[self._column] = value

    def _value(self) -> str:
        if self._kind == "s":
            try:
                return self._shared[int(self._text)]
            except IndexError:
                raise NotXml("no such text") from None
        if self._kind == "n":
            return self._number_as_text()
        if self._kind == "e":
            self._problem("error", _ERROR)
            return ""
        return self._text

    def _number_as_text(self) -> str:
        style = int(self._style) if self._style.isdigit() else 0
        if style in self._styles.days:
            return _day(float(self._text), since_1904=self._styles.since_1904)
        if style in self._styles.percents:
            return plain(float(self._text) * 100)
        return self._text if self._text.isdigit() else plain(float(self._text))

    def _problem(self, kind: str, words: Words) -> None:
        self._problems.add(Problem(kind, words, self._line, letters_of(self._column)))

    def _merged(self, reference: str) -> None:
        found = _LETTERS.match(reference)
        column, line = (found[1], int(found[2])) if found else ("", 0)
        self._problems.add(Problem("merged", _MERGED, line, column))


def _number(letters: str) -> int:
    if not letters or len(letters) > 3 or not letters.isalpha() or not letters.isascii():
        raise NotXml("no such column")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters_of(column: int) -> str:
    """The name of a column in a spreadsheet, from 0.

    >>> letters_of(0), letters_of(25), letters_of(26), letters_of(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters, number = "", column + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def plain(number: float) -> str:
    """A number as people write it: whole ones without decimals, others with the fifteen digits that are meant.

    >>> plain(199001012385.0), plain(0.1 + 0.2), plain(56.99999999999999)
    ('199001012385', '0.3', '57')
    """
    if not math.isfinite(number) or abs(number) >= 1e15:
        return repr(number)
    text = f"{number:.10g}" if abs(number) < 1e9 else f"{number:.15g}"
    return text if "e" not in text else repr(number)


def _day(serial: float, *, since_1904: bool) -> str:
    """A day of a spreadsheet; what is no whole day is left as a number, which no rule takes for a day."""
    if not abs(serial) <= _LAST_SERIAL:
        return plain(serial)
    whole = int(serial) + (1462 if since_1904 else 0)
    if not _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return plain(serial)
    day = date(1899, 12, 30) + timedelta(days=whole)
    seconds = round((serial - int(serial)) * 86_400)
    if not seconds:
        return day.isoformat()
    return (datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)).isoformat(sep=" ")
