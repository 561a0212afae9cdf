"""Figures picked out of a table for a text: what a cell, or two, can be written as, and putting that where it belongs.

Whoever writes leaves ``{{ }}`` where the figure is to stand, and presses a number in a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from samordna.engine.request import Key
from samordna.engine.table import Table
from samordna.learn.reports.binding import figure
from samordna.learn.reports.expression import expression
from samordna.learn.reports.wrong import WrongText

EMPTY = re.compile(r"\{\{\s*\}\}")


@dataclass(frozen=True)
class Option:
    """One way to write what was picked: ``reference`` goes into the text, ``printed`` is how it will read."""

    form: str
    reference: str
    printed: str


def cell_reference(short: str, table: Table) -> Callable[[Key], str]:
    """What names each cell of a table, by the report's name for the table."""
    names = [column.name for column in table.columns]
    return lambda key: f"{short}: {', '.join(f'{name}={code}' for name, code in zip(names, key, strict=True))}"


def options(first: str, second: str, tables: Mapping[str, Table], language: str) -> list[Option]:
    """The ways to write ``first``, and with a ``second`` cell its share of that, or its change since that."""
    forms = {"count": f"count {first}"}
    if second:
        forms |= {
            "share": f"share {first} of {second}",
            "change": f"change {first} since {second}",
            "growth": f"growth {first} since {second}",
        }
    return list(_options(forms, tables, language))


def _options(forms: Mapping[str, str], tables: Mapping[str, Table], language: str) -> Iterator[Option]:
    for form, reference in forms.items():
        try:
            yield Option(form, reference, figure(expression(reference), tables).in_language(language))
        except (WrongText, ValueError, TypeError):
            continue  # a share cannot be a part of a share, and a cell may not be there


def put_in(text: str, reference: str) -> str | None:
    """The text with the reference in its first empty braces; None when it has none.

    >>> put_in("Det var {{ }} kvinnor och {{ }} män.", "count t1: sex=women")
    'Det var {{ count t1: sex=women }} kvinnor och {{ }} män.'
    """
    if not EMPTY.search(text):
        return None
    return EMPTY.sub(lambda _: f"{{{{ {reference} }}}}", text, count=1)
