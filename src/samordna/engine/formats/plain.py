"""Any text, made fit for a file: whatever stands in the tables, a file that opens comes out.

What is typed is tidied long before; this is the last wall, for what was stored earlier or read from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Final

#: The office formats (DOCX, XLSX) allow no longer title or author.
PROPERTY: Final = 255

_NEW_LINES: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: What XML 1.0 cannot hold, and the controls that it can but no program shows.
_UNFIT: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
#: Signs of the font Symbol, as Word writes the points of a list. Other programs show them as an empty square.
_SYMBOL: Final = re.compile("[\uf020-\uf0ff]")
#: So a formula begins, to one spreadsheet or another; the wide signs are read as the ordinary ones.
_FORMULA: Final = tuple("=+-@\t\r\n|＝＋－＠")
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9 \u00a0\u202f]*([.,][0-9]+)?")
#: A cell holds no more, in any program.
CELL: Final = 32_767


def printable(text: str) -> str:
    r"""The text without what no file can hold. Every kind of new line becomes a line feed, and Word's points of a list
    become ordinary ones.

    >>> printable("Motala\x0bVadstena\x00")
    'Motala\nVadstena'
    """
    return _UNFIT.sub("", _SYMBOL.sub("\N{BULLET}", _NEW_LINES.sub("\n", text)))


def on_one_line(text: str) -> str:
    """The text as a name: no line breaks, for titles, captions and calendars."""
    return printable(text).replace("\n", " ")


def unformula(text: str) -> str:
    """The text as a spreadsheet reads it for a text: an apostrophe in front of what it would take for a formula.

    Numbers stay numbers; an empty text stays empty.

    >>> unformula('=HYPERLINK("x")'), unformula("-12,5"), unformula(""), unformula("Motala")
    ('\\'=HYPERLINK("x")', '-12,5', '', 'Motala')
    """
    beginning = text.lstrip(" \u00a0")
    if not beginning.startswith(_FORMULA) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def csv_cell(value: Any) -> Any:
    """A value as it may stand in a CSV file: a text without formulas and controls; numbers and days as they are."""
    return unformula(printable(value)) if isinstance(value, str) else value


def xlsx_cell(text: str) -> str:
    """A text as it may stand in a workbook: no longer than a cell holds. It is written as a string, never a formula."""
    fit = printable(text)
    return fit if len(fit) <= CELL else f"{fit[: CELL - 1]}…"


def everywhere(value: Any, change: Callable[[str], str] = printable) -> Any:
    """The same value with every text in it changed: in lists, tuples, mappings and dataclasses (made anew)."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(everywhere(inner, change) for inner in value)
    if isinstance(value, dict):
        return {everywhere(key, change): everywhere(inner, change) for key, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: everywhere(getattr(value, f.name), change) for f in fields(value) if f.init})
    return value
