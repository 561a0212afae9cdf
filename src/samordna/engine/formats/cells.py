"""How a cell is written for a reader, the same in every format."""

from __future__ import annotations

from samordna.engine.printed import Printed, Way
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Cell, Status, decimal
from samordna.engine.text.numbers import NBSP, integer, with_decimals


def written(cell: Cell, language: str = "sv") -> str:
    """The cell as it stands in a table: a number, a ratio, a share in per cent, ``..`` hidden or ``...`` missing."""
    if cell.status is Status.HIDDEN:
        return HIDDEN_SIGN
    if cell.status is Status.MISSING or cell.rounded is None:
        return MISSING_SIGN
    text = with_decimals(cell.rounded, language)
    match cell.printing.way:
        case Way.NUMBER:
            return text
        case Way.PERCENT:
            return f"{text}{NBSP}%"
        case Way.CHANGE:
            return f"{_plus(cell, text)}{text}{NBSP}%"
        case Way.DIFFERENCE:
            return f"{_plus(cell, text)}{text}"


def _plus(cell: Cell, text: str) -> str:
    """The sign in front of what has grown or is the same; what has shrunk has its minus."""
    return "" if text.startswith("−") else "+" if cell.figure else "±"


def counts_behind(cell: Cell, language: str = "sv") -> str | None:
    """The two numbers of a share, a mean or a change: “2 915 av 4 131”, “7 552 / 8”, “från 8 till 9”; else None."""
    if cell.value is None or cell.of is None:
        return None
    now, other = (integer(number) for number in _in_units(cell.value, cell.of, cell.printing))
    english = language.startswith("en")
    match cell.printing.way:
        case Way.NUMBER:
            return f"{now} / {other}"
        case Way.PERCENT:
            return f"{now} {'of' if english else 'av'} {other}"
        case Way.CHANGE | Way.DIFFERENCE:
            return f"from {other} to {now}" if english else f"från {other} till {now}"


def _in_units(value: int, of: int, printing: Printed) -> tuple[int, int]:
    """The two numbers as they are read: of shares and changes in whole units, kronor and not öre."""
    if printing.way is Way.NUMBER:
        return value, of
    return int(decimal(value / printing.unit, 0)), int(decimal(of / printing.unit, 0))
