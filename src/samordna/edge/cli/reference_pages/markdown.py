"""The little Markdown that the reference pages need: a page, a table, a cell that cannot break its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

NOTE = "<!-- Written by `./samordna reference`. Do not edit: change what it is made from, then run the command. -->"


def page(title: str, intro: str, *parts: str) -> str:
    """A whole page that ends with one line break. Empty parts are left out."""
    return "\n\n".join([f"# {title}", NOTE, intro.strip(), *(part.strip("\n") for part in parts if part)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table. ValueError when a row has more or fewer cells than there are heads."""
    lines = [_line(heads), "|" + "---|" * len(heads)]
    for row in rows:
        if len(row) != len(heads):
            raise ValueError(f"the row {row!r} has {len(row)} cells; the table has {len(heads)} columns")
        lines.append(_line([cell(value) for value in row]))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def cell(value: object) -> str:
    """A value as it stands in a table: nothing for None, days in ISO form, no line breaks, no bars.

    >>> cell(None), cell(True), cell("a | b"), cell(date(2025, 3, 13))
    ('', 'yes', 'a \\\\| b', '2025-03-13')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()).replace("|", "\\|")


def code(text: str) -> str:
    """An identifier in the text, or nothing for nothing."""
    return f"`{text}`" if text else ""


def anchor(heading: str) -> str:
    """Where a heading is found within its page.

    >>> anchor("esf.support_rate"), anchor("Who may be organiser")
    ('esfsupport_rate', 'who-may-be-organiser')
    """
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")
