"""The rows of a small CSV or XLSX file as text. For reading what people send; writing is done by ``xlsx`` and ``csv``.

An XLSX file is a ZIP of XML: the first sheet is read, with shared and inline strings; formulas give their last value.
Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from samordna.engine.formats.plain import printable

LARGEST_PART: Final = 20_000_000
_NS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL: Final = re.compile(r"([A-Z]{1,3})[0-9]+")


class NotASheet(ValueError):
    """The bytes cannot be read as what the file says that it is."""


def rows_of_csv(content: bytes) -> list[list[str]]:
    """Rows of a CSV file in UTF-8 or Windows-1252, with semicolon, comma or tab between the cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=first.count)
    try:
        return [[printable(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise NotASheet(str(error)) from error


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    """Rows of the first sheet of an XLSX file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            strings = _strings(book)
            sheet = _part(book, _first_sheet(book))
        return [_row(row, strings) for row in sheet.iter(f"{_NS}row")]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, IndexError, ValueError) as error:
        raise NotASheet(str(error)) from error


def _first_sheet(book: zipfile.ZipFile) -> str:
    return sorted(n for n in book.namelist() if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", n))[0]


def _part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if book.getinfo(name).file_size > LARGEST_PART:
        raise NotASheet(f"{name} is too large")
    content = book.read(name)
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content:
        raise NotASheet(f"{name} declares entities")
    return ElementTree.fromstring(content)  # noqa: S314 – no entities: checked above


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = _part(book, "xl/sharedStrings.xml")
    return ["".join(text.text or "" for text in item.iter(f"{_NS}t")) for item in root.iter(f"{_NS}si")]


def _row(row: ElementTree.Element, strings: list[str]) -> list[str]:
    cells: dict[int, str] = {}
    for position, cell in enumerate(row.iter(f"{_NS}c")):
        match = _CELL.fullmatch(cell.get("r", ""))
        cells[_column(match[1]) if match else position] = printable(_text(cell, strings))
    return [cells.get(i, "") for i in range(max(cells, default=-1) + 1)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ElementTree.Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_inline(cell))
    value = cell.findtext(f"{_NS}v") or ""
    if kind == "s":
        return strings[int(value)]
    if kind == "n" and value:
        # What Excel shows as 412,55 is stored as 412.55000000000001.
        return f"{float(value):.4f}".rstrip("0").rstrip(".")
    return value


def _inline(cell: ElementTree.Element) -> Iterator[str]:
    for text in cell.iter(f"{_NS}t"):
        yield text.text or ""
