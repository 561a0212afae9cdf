"""The small parts of a workbook: its sheets, the texts that cells share, and which styles mean a day or a per cent."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

from samordna.ground.files import limits

#: Number formats that every program knows: days and times, and per cent.
_DAYS: Final = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENTS: Final = {9, 10}
_NOT_THE_FORMAT: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class NotXml(ValueError):
    """A part is not well-formed, or declares entities, which no workbook does."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: the part that holds it, whether it is shown, and its name."""

    part: str
    hidden: bool
    name: str = ""


@dataclass(frozen=True)
class Styles:
    """By the number of a style: whether a number is a day, or a per cent. ``since_1904``: how days are counted."""

    days: frozenset[int]
    percents: frozenset[int]
    since_1904: bool = False


def parser(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None) -> Any:
    """A parser that reads elements by their local name and refuses every document type."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = start
    if end is not None:
        made.EndElementHandler = end
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_declared: object) -> None:
    raise NotXml("a document type")


def parse(made: Any, piece: bytes, *, last: bool = False) -> None:
    """Feed the parser. NotXml for what is not well-formed."""
    try:
        made.Parse(piece, last)
    except expat.ExpatError as error:
        raise NotXml(str(error)) from None


def local(name: str) -> str:
    """The name without its prefix: ``x:row`` is a row."""
    return name.rpartition(":")[2]


def sheets_of(book: zipfile.ZipFile) -> list[Sheet]:
    """The sheets in the order of the workbook."""
    targets: dict[str, str] = {}
    found: list[Sheet] = []

    def relation(name: str, given: dict[str, str]) -> None:
        if local(name) == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            targets[given.get("Id", "")] = given.get("Target", "")

    def sheet(name: str, given: dict[str, str]) -> None:
        if local(name) != "sheet":
            return
        key = next((value for key, value in given.items() if local(key) == "id"), "")
        if key in targets:
            target = targets[key]
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found.append(Sheet(part, given.get("state", "visible") != "visible", given.get("name", "")))

    _read_small(book, "xl/_rels/workbook.xml.rels", relation)
    _read_small(book, "xl/workbook.xml", sheet)
    return found


def styles_of(book: zipfile.ZipFile) -> Styles:
    """Which styles mean a day, or a per cent."""
    formats: dict[int, str] = {}
    cells: list[int] = []
    inside: list[str] = []
    since_1904: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        here = local(name)
        inside.append(here)
        if here == "numFmt":
            formats[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif here == "xf" and "cellXfs" in inside:
            cells.append(int(given.get("numFmtId", "0")))

    def left(_name: str) -> None:
        inside.pop()

    def properties(name: str, given: dict[str, str]) -> None:
        if local(name) == "workbookPr" and given.get("date1904") in ("1", "true"):
            since_1904.append(name)

    if "xl/styles.xml" in book.namelist():
        _read_small(book, "xl/styles.xml", start, left)
    _read_small(book, "xl/workbook.xml", properties)
    return Styles(_those(cells, formats, _is_day), _those(cells, formats, _is_percent), bool(since_1904))


def _those(cells: list[int], formats: Mapping[int, str], rule: Callable[[int, str], bool]) -> frozenset[int]:
    return frozenset(style for style, number in enumerate(cells) if rule(number, formats.get(number, "")))


def _is_day(number: int, code: str) -> bool:
    return number in _DAYS or bool(re.search("[ymdhs]", _NOT_THE_FORMAT.sub("", code).lower().replace("general", "")))


def _is_percent(number: int, code: str) -> bool:
    return number in _PERCENTS or "%" in _NOT_THE_FORMAT.sub("", code)


def shared_texts(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells point at, in order; what is said of their pronunciation is left out."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    found: list[str] = []
    pieces: list[str] = []
    state = {"text": 0, "aside": 0, "length": 0}

    def start(name: str, _given: dict[str, str]) -> None:
        here = local(name)
        state["text"] += here == "t"
        state["aside"] += here == "rPh"

    def end(name: str) -> None:
        here = local(name)
        state["text"] -= here == "t"
        state["aside"] -= here == "rPh"
        if here == "si":
            found.append("".join(pieces))
            pieces.clear()

    def characters(text: str) -> None:
        if state["text"] and not state["aside"]:
            pieces.append(text)
            state["length"] += len(text)
            if state["length"] > limits.LONGEST_SHARED:
                raise NotXml("too much text")

    made = parser(start, end)
    made.CharacterDataHandler = characters
    with book.open("xl/sharedStrings.xml") as stream:
        while piece := stream.read(1 << 16):
            parse(made, piece)
    parse(made, b"", last=True)
    return found


def _read_small(
    book: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    if book.getinfo(part).file_size > limits.LARGEST_SMALL_PART:
        raise NotXml(f"{part} is too large")
    parse(parser(start, end), book.read(part), last=True)
