"""CSV as rows: what encoding it is in, what stands between the cells, and which quotation mark was never closed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from samordna.ground.files.limits import MOST_COLUMNS, MOST_ROWS
from samordna.ground.files.problems import Problem, TableProblem
from samordna.ground.kernel.words import Words

#: A line of the file, from 1, and its cells.
Row = tuple[int, list[str]]

_DELIMITERS: Final = ",;\t"
#: A row may go over several lines, when a cell holds line breaks.
_MOST_LINES: Final = 500
_LONGEST_LINE: Final = 2_000_000
_SAVE_AS: Final = Words(
    "Spara om den som ”CSV UTF-8” i kalkylprogrammet.", "Save it again as “CSV UTF-8” in the spreadsheet program."
)


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8. TableProblem says what the file seems to be in instead, and on which line."""
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if content.startswith(mark):
            raise TableProblem(_encoding(1, "UTF-16, ”Unicode-text”", "UTF-16, “Unicode text”"))
    if b"\0" in content:
        at = content.index(b"\0")
        if content[:2000].count(b"\0") > len(content[:2000]) // 4:
            raise TableProblem(_encoding(1, "UTF-16", "UTF-16"))
        raise TableProblem(
            Problem(
                "nul",
                Words(
                    "Filen har ett tecken som inte hör hemma i en textfil, NUL. Spara om filen från kalkylprogrammet.",
                    "The file has a character that no text file holds, NUL. Save it again from the spreadsheet.",
                ),
                _line_of(content, at),
            )
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        dos = sum(content.count(byte) for byte in b"\x84\x86\x94\x8e\x8f\x99")
        windows = sum(content.count(byte) for byte in b"\xe4\xe5\xf6\xc4\xc5\xd6")
        seems = "en äldre kodning från DOS, cp437" if dos > windows else "Windows-1252"
        seems_en = "an older encoding from DOS, cp437" if dos > windows else "Windows-1252"
        raise TableProblem(_encoding(_line_of(content, error.start), seems, seems_en)) from None


def rows_of_text(text: str) -> Iterator[Row]:
    """The rows of a CSV text with comma, semicolon or tab between the cells. Empty lines are left out."""
    delimiter = _delimiter(text)
    lines = _Lines(text, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line, count = 1, 0
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise TableProblem(too_wide(line))
            if any(cells) or len(cells) > 1:
                count += 1
                if count > MOST_ROWS:
                    raise TableProblem(too_long())
                yield line, cells
            line, lines.of_this_row = reader.line_num + 1, 0
    except (csv.Error, _NoEnd):
        raise TableProblem(
            Problem(
                "quotes",
                Words(
                    "Raden går inte att läsa. Ett citattecken öppnar en cell men stänger den inte, eller så är raden"
                    " orimligt lång. Kontrollera citattecknen på raden.",
                    "The line cannot be read. A quotation mark opens a cell and does not close it, or the line is"
                    " unreasonably long. Check the quotation marks of the line.",
                ),
                line,
            )
        ) from None


class _NoEnd(Exception):
    """A row that does not end within what any row needs."""


class _Lines:
    """Lines with their ends, split at line feeds only: a cell may hold U+2028. A row has an end."""

    def __init__(self, text: str, delimiter: str) -> None:
        # As old Macintosh programs wrote it.
        self._text = text.replace("\r", "\n") if "\n" not in text else text
        self._delimiter = delimiter
        self._start = 0
        self.of_this_row = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._start >= len(self._text):
            raise StopIteration
        self.of_this_row += 1
        end = self._text.find("\n", self._start) + 1 or len(self._text)
        if end - self._start > _LONGEST_LINE and self._text.count(self._delimiter, self._start, end) > MOST_COLUMNS:
            raise TableProblem(too_wide(self._text.count("\n", 0, self._start) + 1))
        if end - self._start > _LONGEST_LINE or self.of_this_row > _MOST_LINES:
            raise _NoEnd
        line, self._start = self._text[self._start : end], end
        return line


def _delimiter(text: str) -> str:
    end = text.find("\n")
    first = text[: end if 0 <= end < 100_000 else 100_000]
    return max(_DELIMITERS, key=first.count)


def too_wide(line: int) -> Problem:
    """More columns than any table of ours."""
    return Problem(
        "columns",
        Words(
            f"Raden har fler än {MOST_COLUMNS} kolumner. Ta bort kolumnerna som inte står i mallen.",
            f"The line has more than {MOST_COLUMNS} columns. Remove those that are not in the template.",
        ),
        line,
    )


def too_long() -> Problem:
    """More rows than are taken at once."""
    return Problem(
        "rows",
        Words(
            f"Filen har fler än {MOST_ROWS} rader. Dela den i flera filer.",
            f"The file has more than {MOST_ROWS} rows. Divide it into several files.",
        ),
    )


def _encoding(line: int, seems: str, seems_en: str) -> Problem:
    return Problem(
        "encoding",
        Words(
            f"Filen är inte sparad som UTF-8, det ser ut som {seems}. {_SAVE_AS.sv}",
            f"The file is not in UTF-8, it looks like {seems_en}. {_SAVE_AS.en}",
        ),
        line,
    )


def _line_of(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
