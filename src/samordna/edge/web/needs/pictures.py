"""Intervals as bars: where each begins and how wide it is, on a scale with even steps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH = 1000  # the width of the drawing, whatever it measures
NIGHT, FJORD, HAZE, COPPER = "night", "fjord", "haze", "copper"


@dataclass(frozen=True)
class Bar:
    """One line of the picture. ``text`` says in numbers what the bar shows; ``total`` sets it apart."""

    label: str
    text: str
    x: str
    width: str
    tone: str
    total: bool = False


@dataclass(frozen=True)
class RangePicture:
    """The bars, the grid lines and the numbers under them; the last number of the scale is left to the eye."""

    bars: tuple[Bar, ...]
    grid: tuple[str, ...]
    ticks: tuple[int, ...]

    @property
    def wide(self) -> bool:
        """A number is so long that its column must be wider."""
        return any(len(bar.text) > 11 for bar in self.bars)

    @property
    def steps(self) -> int:
        """How many even steps the scale has."""
        return len(self.ticks)


@dataclass(frozen=True)
class Span:
    """What is to be drawn: from ``low`` to ``high`` (below zero it is drawn by its size, in grey)."""

    label: str
    text: str
    low: Fraction | int
    high: Fraction | int
    tone: str = FJORD
    total: bool = False


def draw(spans: Sequence[Span]) -> RangePicture:
    """Bars on a common scale from zero to a round number above the largest."""
    step, steps = _scale(max((_size(end) for s in spans for end in (s.low, s.high)), default=Fraction(1)))
    whole = step * steps
    return RangePicture(
        bars=tuple(_bar(span, whole) for span in spans),
        grid=tuple(_place(step * i, whole) for i in range(steps)),
        ticks=tuple(step * i for i in range(steps)),
    )


def _bar(span: Span, whole: int) -> Bar:
    ends = sorted((_size(span.low), _size(span.high)))
    start = Fraction(0) if span.low == span.high else ends[0]
    # A bar that would be thinner than the eye can see is drawn three units wide.
    wide = max((ends[1] - start) * WIDTH / whole, Fraction(3)) if ends[1] else Fraction(0)
    return Bar(span.label, span.text, _place(start, whole), f"{float(wide):.1f}", span.tone, span.total)


def _size(value: Fraction | int) -> Fraction:
    return abs(Fraction(value))


def _place(value: Fraction | int, whole: int) -> str:
    return f"{float(Fraction(value) * WIDTH / whole):.1f}"


def _scale(largest: Fraction) -> tuple[int, int]:
    """An even step (1, 2 or 5 times a power of ten) and three to six of them that reach above the largest value."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * size
            steps = int(largest // step) + 1
            if steps <= 6:
                return step, max(steps, 3)
        size *= 10
