"""XLSX: a ZIP of XML from anybody. What it is, which sheet is meant, and its rows as a stream.

Nothing is unpacked before its size is known, nothing is held but one row, shared texts and styles.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from samordna.ground.files import limits
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.sheet_rows import SheetRows
from samordna.ground.files.text_rows import Row
from samordna.ground.files.workbook_parts import NotXml, Sheet, Styles, shared_texts, sheets_of, styles_of
from samordna.ground.kernel.words import Words

OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE: Final = Words("Spara den som .xlsx eller ”CSV UTF-8”.", "Save it as .xlsx or “CSV UTF-8”.")


@dataclass
class Workbook:
    """An XLSX file that could be opened: the sheet that is meant, and what the reader should know about the rest."""

    rows: Iterator[Row]
    notices: list[Words]


def ole_problem(content: bytes) -> Problem:
    """The old Office container: a workbook with a password, or a file of the format before XLSX."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _problem(
            "password",
            "Filen är skyddad med lösenord. Ta bort lösenordet och spara om den.",
            "The file has a password. Remove the password and save it again.",
        )
    return _problem(
        "xls", f"Filen är en äldre Excel-fil, .xls. {_SAVE.sv}", f"The file is an older Excel file, .xls. {_SAVE.en}"
    )


def open_workbook(content: bytes, into: Problems) -> Workbook:
    """Open the file and find its sheet; cells that cannot be read are put ``into`` as the rows go by.

    TableProblem when it is no workbook, has macros, grows too large, or when it is not clear which sheet is meant.
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(book)
        shared = shared_texts(book)
        styles = styles_of(book)
        chosen, notices = _chosen(book, sheets_of(book))
    except (zipfile.BadZipFile, zlib.error, KeyError, NotXml, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise TableProblem(_broken()) from None
    return Workbook(_rows(book, chosen, shared, styles, into), notices)


def open_sheets(content: bytes, into: Problems) -> list[tuple[str, Iterator[Row]]]:
    """Every visible sheet by its name, with its rows. TableProblem as for ``open_workbook``, but for several sheets."""
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(book)
        shared, styles = shared_texts(book), styles_of(book)
        return [(one.name, _rows(book, one.part, shared, styles, into)) for one in sheets_of(book) if not one.hidden]
    except (zipfile.BadZipFile, zlib.error, KeyError, NotXml, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise TableProblem(_broken()) from None


def _rows(book: zipfile.ZipFile, part: str, shared: list[str], styles: Styles, into: Problems) -> Iterator[Row]:
    reader = SheetRows(shared, styles, into)
    try:
        with book.open(part) as stream:
            while piece := stream.read(1 << 16):
                yield from reader.feed(piece)
        yield from reader.end()
    except (zipfile.BadZipFile, zlib.error, NotXml, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise TableProblem(_broken()) from None


def _check_parts(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise TableProblem(ole_problem("EncryptedPackage".encode("utf-16-le")))
    if "xl/workbook.xml" not in names:
        raise TableProblem(_not_xlsx(names))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise TableProblem(
            _problem(
                "macros",
                "Filen har makron. Spara den som en vanlig arbetsbok, .xlsx.",
                "The file has macros. Save it as an ordinary workbook, .xlsx.",
            )
        )
    for part in parts:
        grown = part.file_size > limits.SUSPICIOUS_PART and part.file_size > limits.MOST_GROWTH * part.compress_size
        if grown or part.file_size > limits.LARGEST_PART or len(parts) > limits.MOST_PARTS:
            raise TableProblem(
                _problem(
                    "bomb",
                    "Filen växer orimligt mycket när den packas upp. Kopiera raderna till en ny arbetsbok, eller spara"
                    " dem som ”CSV UTF-8”.",
                    "The file grows unreasonably when it is unpacked. Copy the rows to a new workbook, or save them"
                    " as “CSV UTF-8”.",
                )
            )


def _not_xlsx(names: set[str]) -> Problem:
    if "content.xml" in names:
        return _problem(
            "ods", f"Filen är ett OpenDocument-kalkylblad. {_SAVE.sv}", f"The file is an OpenDocument sheet. {_SAVE.en}"
        )
    if "xl/workbook.bin" in names:
        return _problem(
            "xlsb", f"Filen är en binär arbetsbok. {_SAVE.sv}", f"The file is a binary workbook. {_SAVE.en}"
        )
    return _broken()


def _chosen(book: zipfile.ZipFile, sheets: list[Sheet]) -> tuple[str, list[Words]]:
    """The part of the only visible sheet that holds something. Hidden ones are left out, and that is said."""
    visible = [sheet.part for sheet in sheets if not sheet.hidden]
    hidden = len(sheets) - len(visible)
    full = [part for part in visible if _holds_cells(book, part)]
    if len(full) > 1:
        raise TableProblem(
            _problem(
                "sheets",
                f"Arbetsboken har {len(full)} blad med innehåll. Spara bladet som ska läsas i en egen fil.",
                f"The workbook has {len(full)} sheets with something in them. Save the one to read in its own file.",
            )
        )
    if not full:
        raise TableProblem(empty(hidden=hidden > 0))
    notices = []
    if hidden:
        notices.append(
            Words(
                f"Arbetsboken har dolda blad, {hidden} stycken. De läses inte.",
                f"The workbook has hidden sheets: {hidden}. They are not read.",
            )
        )
    return full[0], notices


def _holds_cells(book: zipfile.ZipFile, part: str) -> bool:
    """Whether a cell has a value, looked for in the beginning of the sheet."""
    with book.open(part) as stream:
        beginning = stream.read(1 << 20)
    return any(mark in beginning for mark in (b"<v>", b":v>", b"<is>", b":is>", b"<f>", b"<f "))


def empty(*, hidden: bool = False) -> Problem:
    """Nothing to read."""
    if hidden:
        return _problem(
            "empty",
            "De blad som syns är tomma. Ta fram bladet som ska läsas.",
            "The visible sheets are empty. Unhide the one to read.",
        )
    return _problem(
        "empty",
        "Filen är tom. Den ska ha en rubrikrad och minst en rad till.",
        "The file is empty. It needs a row of headings and at least one more row.",
    )


def _broken() -> Problem:
    return _problem(
        "unreadable",
        f"Filen går inte att läsa som en arbetsbok. {_SAVE.sv}",
        f"The file cannot be read as a workbook. {_SAVE.en}",
    )


def _problem(kind: str, sv: str, en: str) -> Problem:
    return Problem(kind, Words(sv, en))
