"""From a file to a document: what it is is seen from its content, and what could not be read is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from samordna.engine.words import Words
from samordna.ground.files import limits
from samordna.ground.files.problems import Problems, TableProblem
from samordna.ground.files.sheet_rows import letters_of
from samordna.ground.files.text_rows import text_of
from samordna.ground.files.workbook import OLE, ole_problem, open_sheets
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Place
from samordna.learn.checking.lines import Line

#: Pages of a PDF that are read, and bytes of any file: a report is far below both.
MOST_PAGES: Final = 500
LARGEST: Final = limits.LARGEST_FILE


class NotReadable(Exception):
    """The file cannot be read at all; ``words`` say why and what to do."""

    def __init__(self, swedish: str, english: str) -> None:
        super().__init__(english)
        self.words = Words(swedish, english)


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that could not be read, and why."""

    line: int | str
    why: Words


@dataclass
class Read:
    """A document that was read, and what in it was not."""

    document: Document
    unread: list[Unread] = field(default_factory=list)


def read(path: Path) -> Read:
    """The document in a file. NotReadable when it is none of txt, docx, pdf, html and xlsx, or is broken."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotReadable("Filen är större än 64 MB. Dela den.", "The file is larger than 64 MB. Divide it.")
        content = path.read_bytes()
    except OSError as error:
        raise NotReadable(f"Filen går inte att öppna: {path.name}.", f"Cannot open {path}: {error.strerror}.") from None
    return read_bytes(content)


def read_bytes(content: bytes) -> Read:
    """The document in the content of a file. NotReadable as for ``read``."""
    if not content.strip():
        raise NotReadable("Filen är tom.", "The file is empty.")
    try:
        return _reader(content)(content)
    except TableProblem as problem:
        raise NotReadable(problem.problem.words.sv, problem.problem.words.en) from None


def _reader(content: bytes) -> Callable[[bytes], Read]:
    if content.startswith(OLE):
        raise TableProblem(ole_problem(content))
    if content.startswith(b"%PDF"):
        return _pdf
    if content.startswith(b"PK\x03\x04"):
        return _docx if b"word/" in content else _xlsx
    beginning = content[:2000].lstrip().lower()
    return _html if beginning.startswith((b"<!doctype html", b"<html")) or b"<body" in beginning else _txt


def read_text(text: str) -> Document:
    """The document of a plain text; lines are counted from 1."""
    return Document(tuple(Line(Place(number + 1, number), line) for number, line in enumerate(text.splitlines())))


def _txt(content: bytes) -> Read:
    return Read(read_text(text_of(content)))


def _xlsx(content: bytes) -> Read:
    problems = Problems()
    lines: list[Line] = []
    for name, rows in open_sheets(content, problems):
        for number, cells in rows:
            place = Place(f"{name}!A{number}", len(lines))
            places = tuple(Place(f"{name}!{letters_of(column)}{number}", len(lines)) for column in range(len(cells)))
            # A spreadsheet writes decimals with a point.
            said = [_with_comma(" ".join(cell.split())) for cell in cells]
            lines.append(Line(place, "\t".join(said), places))
        lines.append(Line(Place(f"{name}!A1", len(lines)), ""))
    unread = [
        Unread(f"{one.column}{one.line}" if one.line else "", Words(one.words.sv, one.words.en))
        for one in problems.shown
    ]
    return Read(Document(tuple(lines)), unread)


def _with_comma(cell: str) -> str:
    whole, point, part = cell.partition(".")
    return f"{whole},{part}" if point and whole.lstrip("-").isdigit() and part.isdigit() else cell


def _docx(content: bytes) -> Read:
    import docx  # noqa: PLC0415 – only needed for this form
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > limits.SUSPICIOUS_PART * 5:
                raise _broken("Word")
        made = docx.Document(io.BytesIO(content))
        blocks = list(made.iter_inner_content())
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError):
        raise _broken("Word") from None
    lines: list[Line] = []
    number = 0
    for block in blocks:
        number += 1
        if isinstance(block, Table):
            for row in block.rows:
                cells = [" ".join(text.split()) for text in _docx_cells(row)]
                lines.append(Line(Place(number, len(lines)), "\t".join(cells)))
                number += 1
        else:
            for text in block.text.split("\n"):
                lines.append(Line(Place(number, len(lines)), " ".join(text.split("\t"))))
        lines.append(Line(Place(number, len(lines)), ""))
    drawn = len(made.inline_shapes)
    unread = [Unread(0, Words(f"{drawn} bilder läses inte.", f"{drawn} pictures are not read."))] if drawn else []
    return Read(Document(tuple(lines)), unread)


def _docx_cells(row: Any) -> Iterator[str]:
    """The cells as they are printed: one that spans several columns has its text once, and a share its first line."""
    before = None
    for cell in row.cells:
        yield "" if cell._tc is before else cell.text.split("\n")[0]
        before = cell._tc


def _pdf(content: bytes) -> Read:
    import logging  # noqa: PLC0415

    import pypdf  # noqa: PLC0415 – only needed for this form
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    lines: list[Line] = []
    unread = []
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        for number, page in enumerate(pages, 1):
            if number > MOST_PAGES:
                unread.append(Unread(number, Words("Resten av sidorna läses inte.", "The other pages are not read.")))
                break
            text = page.extract_text(extraction_mode="layout")
            if not text.strip():
                why = Words(
                    "Sidan har ingen text. Kanske är den inskannad.", "The page has no text. It may be scanned."
                )
                unread.append(Unread(f"{number}:1", why))
            for place, line in enumerate(text.splitlines(), 1):
                lines.append(Line(Place(f"{number}:{place}", len(lines)), line))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, NotImplementedError):
        raise _broken("PDF") from None
    if not any(line.text.strip() for line in lines):
        raise NotReadable(
            "Filen har ingen text som kan läsas. Kanske är den inskannad. "
            "Be om en PDF med text, eller om tabellerna i Excel.",
            "There is no text in the file. It may be scanned. Ask for a PDF with text, or the tables in Excel.",
        )
    return Read(Document(tuple(lines)), unread)


def _broken(form: str) -> NotReadable:
    return NotReadable(
        f"Filen ser ut som {form} men går inte att läsa. Den kan vara trasig eller ha lösenord. "
        "Spara om den och försök igen.",
        f"The file looks like {form} but cannot be read. It may be broken or have a password. Save it again.",
    )


def _html(content: bytes) -> Read:
    reader = _Html()
    reader.feed(text_of(content))
    reader.close()
    reader.end_line()
    return Read(Document(tuple(reader.lines)))


def _whole(span: str | None) -> int:
    return min(int(span), limits.MOST_COLUMNS) if span and span.isdigit() else 1


class _Html(HTMLParser):
    """Lines of text, and rows of tables with their cells; a cell over several columns stands in the first."""

    _BREAKS: Final = frozenset(
        {"p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "caption", "dt", "dd", "table", "section"}
    )
    _SKIPPED: Final = frozenset({"script", "style", "svg", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._cells: list[str] | None = None
        self._text = ""
        self._skip = 0
        self._start = 1
        #: Column → in how many rows to come a cell from above stands there.
        self._below: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SKIPPED:
            self._skip += 1
        if tag in ("td", "th") and self._cells is not None:
            self._text = ""
            self._fill()
            self._span, rows = (_whole(dict(attrs).get(name)) for name in ("colspan", "rowspan"))
            if rows > 1:
                self._below[len(self._cells)] = rows - 1
        elif tag in self._BREAKS and self._cells is None:
            self.end_line()
            if tag in ("p", "table", "h1", "h2", "h3"):
                self._add("")
        if tag == "table":
            self._below = {}
        if tag == "tr":
            self._cells = []
        if tag == "small" and self._cells is not None:
            self._skip += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SKIPPED or (tag == "small" and self._cells is not None):
            self._skip = max(0, self._skip - 1)
        if tag in ("td", "th") and self._cells is not None:
            self._cells += [" ".join(self._text.split()), *[""] * (min(self._span, limits.MOST_COLUMNS) - 1)]
            self._text = ""
        elif tag == "tr" and self._cells is not None:
            self._fill()
            self._add("\t".join(self._cells))
            self._cells = None
        elif tag in self._BREAKS and self._cells is None:
            self.end_line()
            if tag in ("table", "p"):
                self._add("")

    def _fill(self) -> None:
        """Empty cells where one from a row above stands."""
        while self._cells is not None and self._below.get(len(self._cells), 0):
            self._below[len(self._cells)] -= 1
            self._cells.append("")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            if not self._text.strip():
                self._start = self.getpos()[0]
            self._text += data

    def end_line(self) -> None:
        """What has been read since the last break is a line."""
        text = " ".join(self._text.split())
        self._text = ""
        if text:
            self._add(text)

    def _add(self, text: str) -> None:
        line = self.getpos()[0] if "\t" in text or not text else self._start
        self.lines.append(Line(Place(line, len(self.lines)), text))
