"""A file as a table of asked columns: whatever order they stand in, each row comes with its cells in ours."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from samordna.ground.files.limits import LARGEST_FILE
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.sheet_rows import letters_of
from samordna.ground.files.text_rows import Row, rows_of_text, text_of
from samordna.ground.files.workbook import OLE, empty, ole_problem, open_workbook
from samordna.ground.kernel.words import Words

#: A heading is repeated in a message only when it cannot be anybody's number: a plain word.
_PLAIN_WORD: Final = re.compile(r"[A-Za-zÅÄÖåäö][A-Za-zÅÄÖåäö _-]{0,39}")
_FORMULA: Final = Words(
    "Cellen börjar med ett likhetstecken, som en formel. Skriv värdet.",
    "The cell begins with an equals sign, like a formula. Write the value.",
)


@dataclass(frozen=True)
class Column:
    """A column that a file may have. Without one that is not ``required``, its cells are empty."""

    name: str
    required: bool = False


@dataclass
class Table:
    """The rows of a file, in one pass. ``missing`` are the columns it does not have."""

    rows: Iterator[Row]
    missing: tuple[str, ...]
    notices: list[Words]


def read_table(content: bytes, columns: Sequence[Column], problems: Problems) -> Table:
    """Open a CSV or XLSX file, by what its bytes are. Rows hold the cells of ``columns`` in that order, trimmed.

    What is wrong with single cells is added to ``problems`` as the rows go by. TableProblem when the file cannot be
    read, has no heading, or has others than those that are asked for.
    """
    if len(content) > LARGEST_FILE:
        raise TableProblem(_too_large())
    notices: list[Words] = []
    is_workbook = content.startswith(b"PK")
    if content.startswith(OLE):
        raise TableProblem(ole_problem(content))
    if content.startswith(b"%PDF"):
        raise TableProblem(_not_a_table())
    if is_workbook:
        book = open_workbook(content, problems)
        rows, notices = book.rows, book.notices
    else:
        rows = rows_of_text(text_of(content))
    first = next(rows, None)
    if first is None:
        raise TableProblem(empty())
    line, headings = first
    names = [heading.strip().lower() for heading in headings]
    while names and not names[-1]:
        names.pop()
    check_headings(line, names, columns, problems)
    missing = tuple(column.name for column in columns if column.name not in names)
    if is_workbook:
        problems.name_columns({letters_of(place): name for place, name in enumerate(names)})
    return Table(_cells(rows, names, columns, problems, None if is_workbook else content), missing, notices)


def _cells(
    rows: Iterator[Row], names: list[str], columns: Sequence[Column], problems: Problems, text: bytes | None
) -> Iterator[Row]:
    """``text``: the rows come from a text, where every row has all cells and a formula is a text like any other."""
    strict, formulas = text is not None, text is not None and b"=" in text
    width = len(names)
    pick = itemgetter(*(names.index(column.name) if column.name in names else width for column in columns))
    for line, found in rows:
        cells = [cell.strip() for cell in found]
        if len(cells) > width:
            if any(cells[width:]):
                problems.add(_width(line, len(cells), width))
                continue
            del cells[width:]
        elif len(cells) < width:
            if strict:
                problems.add(_width(line, len(cells), width))
                continue
            cells.extend([""] * (width - len(cells)))
        if formulas and any(cell[:1] == "=" for cell in cells):
            for name, cell in zip(names, cells, strict=True):
                if cell[:1] == "=":
                    problems.add(Problem("formula", _FORMULA, line, name))
            continue
        cells.append("")
        if any(cells):
            yield line, list(pick(cells))


def check_headings(line: int, names: list[str], columns: Sequence[Column], problems: Problems) -> None:
    """Add what is wrong with the headings to ``problems``, and raise TableProblem if anything is."""
    known = [column.name for column in columns]
    here = [name for name in names if name in known]
    wanted = ", ".join(column.name for column in columns if column.required)
    if len(here) < min(2, len(known)):
        raise TableProblem(
            Problem(
                "headings",
                Words(
                    f"Första raden ska vara rubriker, bland dem {wanted}. Hämta mallen och se hur de är skrivna.",
                    f"The first row must be headings, among them {wanted}. See how they are written in the template.",
                ),
                line,
            )
        )
    unknown = [(place, name, _near(name, known, names)) for place, name in enumerate(names) if name not in known]
    found = [_unknown(line, place, name, near) for place, name, near in unknown]
    found += [_twice(line, name) for name, times in Counter(here).items() if times > 1]
    there = {*names, *(near for _place, _name, near in unknown)}
    found += [_lacking(line, column.name) for column in columns if column.required and column.name not in there]
    for problem in found:
        problems.add(problem)
    if found:
        raise TableProblem(found[-1])


def _near(name: str, known: Sequence[str], names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, [one for one in known if one not in names], n=1, cutoff=0.6)
    return near[0] if near else ""


def _unknown(line: int, place: int, name: str, near: str) -> Problem:
    sv = f" Menade du {near}?" if near else " Ta bort kolumnen, eller rätta rubriken efter mallen."
    en = f" Did you mean {near}?" if near else " Remove the column, or correct its heading by the template."
    shown = name if _PLAIN_WORD.fullmatch(name) else letters_of(place)
    empty_sv = "Kolumnen har ingen rubrik" if not name else "Rubriken känns inte igen"
    empty_en = "The column has no heading" if not name else "The heading is not known"
    return Problem("unknown column", Words(f"{empty_sv}.{sv}", f"{empty_en}.{en}"), line, shown)


def _twice(line: int, name: str) -> Problem:
    words = Words(
        "Rubriken står på flera kolumner. Ta bort alla utom en.", "Several columns have this heading. Keep one."
    )
    return Problem("column twice", words, line, name)


def _lacking(line: int, name: str) -> Problem:
    words = Words("Kolumnen saknas. Lägg till den, som i mallen.", "The column is missing. Add it, as in the template.")
    return Problem("column missing", words, line, name)


def _width(line: int, cells: int, width: int) -> Problem:
    return Problem(
        "cells",
        Words(
            f"Raden har {cells} celler men rubriken {width}. Kontrollera kommatecken och citattecken.",
            f"The row has {cells} cells but the heading {width}. Check commas and quotation marks.",
        ),
        line,
    )


def _too_large() -> Problem:
    most = LARGEST_FILE // 1_000_000
    return Problem(
        "too large",
        Words(
            f"Filen är större än {most} megabyte. Dela den i flera filer.",
            f"The file is larger than {most} megabytes. Divide it into several files.",
        ),
    )


def _not_a_table() -> Problem:
    return Problem(
        "unreadable",
        Words(
            "Filen är ett dokument och ingen tabell. Spara tabellen som .xlsx eller ”CSV UTF-8”.",
            "The file is a document and no table. Save the table as .xlsx or “CSV UTF-8”.",
        ),
    )
