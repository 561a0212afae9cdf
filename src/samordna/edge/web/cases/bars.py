"""The bar of co-financing.

What each party promises, what is missing, what ESF+ pays, and where the requirement lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from samordna.agree.preparation.cofinancing.money import Board

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
    whole = max(board.cost_total, board.promised_total, 1)
    return Bar(_pieces(_parts(board), whole), _at(required * WIDTH))


_Part = tuple[str, str, int, int]


def _pieces(parts: Iterable[_Part], whole: int) -> tuple[Piece, ...]:
    pieces, start = [], Fraction(0)
    for kind, name, amount, tone in parts:
        if amount <= 0:
            continue
        wide = Fraction(amount * WIDTH, whole)
        pieces.append(Piece(kind, name, amount, _at(start), _at(max(wide - GAP, Fraction(1))), tone))
        start += wide
    return tuple(pieces)


def _parts(board: Board) -> Iterator[_Part]:
    for i, (party, amount) in enumerate(board.by_party):
        yield "party", party, amount, i % TONES + 1
    yield from _rest(board.cost_total, board.promised_total, board.missing_total)


def _rest(cost: int, promised: int, lacks: int) -> list[_Part]:
    """What is missing, and what is left for the support."""
    missing = max(0, lacks)
    return [("missing", "", missing, 0), ("support", "", cost - promised - missing, 0)]


def _at(value: Fraction) -> str:
    return f"{float(value):.2f}"


#: The tones of the kinds, apart from each other also without colour.
KIND_TONES = {"benefits": 1, "wages": 3, "cash": 5}


@dataclass(frozen=True)
class YearBar:
    """A year as a bar: promised of each kind, missing, paid by ESF+. The longest year fills the width."""

    year: int
    bar: Bar

    @property
    def pattern(self) -> str:
        """The id of the stripes, one for each picture on the page."""
        return f"ar-{self.year}"


def year_bars(board: Board) -> tuple[YearBar, ...]:
    """A bar for each year, all in one scale."""
    longest = max(*(max(c, p) for c, p in zip(board.cost, board.promised, strict=True)), 1)
    found = []
    for i, year in enumerate(board.years):
        parts = [("kind", row.kind, row.years[i], KIND_TONES[row.kind]) for row in board.by_kind]
        parts += _rest(board.cost[i], board.promised[i], board.missing[i])
        found.append(YearBar(year, Bar(_pieces(parts, longest), _at(Fraction(board.required[i] * WIDTH, longest)))))
    return tuple(found)


def kind_bar(board: Board, required: Fraction) -> Bar:
    """The whole project as a bar by kind."""
    parts = [("kind", row.kind, row.total, KIND_TONES[row.kind]) for row in board.by_kind]
    parts += _rest(board.cost_total, board.promised_total, board.missing_total)
    return Bar(_pieces(parts, max(board.cost_total, board.promised_total, 1)), _at(required * WIDTH))
