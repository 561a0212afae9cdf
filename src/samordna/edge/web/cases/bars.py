"""The bar of co-financing.

What each party promises, what is missing, what ESF+ pays, and where the requirement lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from samordna.agree.preparation.money import Board

WIDTH, GAP = 1000, Fraction(3, 2)
#: Eight tones for the parties, the darkest first; with more parties they begin again, and the legend tells them apart.
TONES = 8


@dataclass(frozen=True)
class Piece:
    """A part of the bar. ``kind`` is ``party``, ``missing`` or ``support``; ``tone`` counts the parties' colours."""

    kind: str
    party: str
    amount: int
    x: str
    width: str
    tone: int = 0


@dataclass(frozen=True)
class Bar:
    """The pieces from left to right, and the place of the requirement."""

    pieces: tuple[Piece, ...]
    required_x: str


def bar_of(board: Board, required: Fraction) -> Bar:
    """The bar of a board. Amounts are in thousands of kronor, as printed; the whole bar is the whole cost."""
    pieces, start = [], Fraction(0)
    whole = max(board.cost_total, board.promised_total, 1)
    for kind, party, amount, tone in _parts(board):
        wide = Fraction(amount * WIDTH, whole)
        pieces.append(Piece(kind, party, amount, _at(start), _at(max(wide - GAP, Fraction(1))), tone))
        start += wide
    return Bar(tuple(pieces), _at(required * WIDTH))


def _parts(board: Board) -> Iterator[tuple[str, str, int, int]]:
    for i, (party, amount) in enumerate(board.by_party):
        yield "party", party, amount, i % TONES + 1
    missing = max(0, board.missing_total)
    if missing:
        yield "missing", "", missing, 0
    support = board.cost_total - board.promised_total - missing
    if support > 0:
        yield "support", "", support, 0


def _at(value: Fraction) -> str:
    return f"{float(value):.2f}"
