"""How a cell is written for a reader, the same in every format."""

from __future__ import annotations

from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Cell, Status
from samordna.engine.text.numbers import NBSP, integer


def written(cell: Cell) -> str:
    """The cell as it stands in a table: a grouped number, a share in per cent, ``..`` hidden or ``...`` missing."""
    if cell.status is Status.HIDDEN:
        return HIDDEN_SIGN
    if cell.status is Status.MISSING or cell.value is None:
        return MISSING_SIGN
    if cell.of is not None:
        return f"{cell.percent}{NBSP}%"
    return integer(cell.value)


def counts_behind(cell: Cell, language: str = "sv") -> str | None:
    """A share's two counts, “2 915 av 4 131”; None for other cells."""
    if cell.value is None or cell.of is None:
        return None
    return f"{integer(cell.value)} {'of' if language.startswith('en') else 'av'} {integer(cell.of)}"
