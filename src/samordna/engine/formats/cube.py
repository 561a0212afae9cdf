"""A table as the formats of statistical agencies see it: axes with codes, and what each cell says, in one long row.

Three things stay three: a figure, ``..`` for hidden and ``.`` for missing, as in PX files; nought is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from samordna.engine.document import signs_in
from samordna.engine.formats.csv import names_of_values
from samordna.engine.printed import Way
from samordna.engine.request import Column
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Cell, Status, Table
from samordna.engine.words import Words

#: What stands in a cell without a figure. Three dots mean something else in these formats than in our own tables.
STATUS_SIGNS: Final = {Status.HIDDEN: HIDDEN_SIGN, Status.MISSING: "."}
_SIGNS: Final = {HIDDEN_SIGN: HIDDEN_SIGN, MISSING_SIGN: "."}
#: What the two numbers of a share, a mean or a change are called.
_BESIDE: Final = (Words("antal", "number"), Words("av eller jämfört med", "of or compared with"))
_PER_CENT: Final = Words("procent", "per cent")


@dataclass(frozen=True, slots=True)
class Said:
    """A cell's figure as a program reads it, or the sign of why there is none."""

    figure: str | None
    sign: str | None = None


def contents(table: Table) -> Column:
    """What is counted, as an axis of its own: one code, or in a table of ratios the figure and its two numbers."""
    what = table.form.what
    words = (what.words, *_BESIDE) if table.is_share else (what.words,)
    return Column("contents", Words("uppgift", "contents"), tuple(names_of_values(table.form)), words)


def said(table: Table, cell: Cell) -> Iterator[Said]:
    """What a cell says for each code of :func:`contents`. A number that stands among ratios has no other beside it."""
    if cell.status is not Status.VALUE:
        yield from [Said(None, STATUS_SIGNS[cell.status])] * len(names_of_values(table.form))
        return
    numbers = (cell.value, cell.of) if table.is_share else ()
    for figure in (cell.rounded, *(None if number is None else str(number) for number in numbers)):
        yield Said(figure) if figure is not None else Said(None, STATUS_SIGNS[Status.MISSING])


def decimals(table: Table) -> int:
    """With how many decimals the figures are printed, at most."""
    return max((cell.printing.decimals for cell in table.cells.values() if cell.value is not None), default=0)


def unit(table: Table) -> Words:
    """What the figures are in: per cent where all of them are, else what is counted."""
    ways = {cell.printing.way for cell in table.cells.values() if cell.value is not None}
    return _PER_CENT if ways and ways <= {Way.PERCENT, Way.CHANGE} else table.form.what.words


def signs_said(table: Table) -> Sequence[tuple[str, Words]]:
    """The signs that stand in the file and what they mean; nought is a figure and needs none."""
    return [(_SIGNS[sign], words) for sign, words in signs_in(table) if sign in _SIGNS]
