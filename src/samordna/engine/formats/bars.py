"""Diagrams as SVG: lying bars in groups, one bar for each year, with its number beside it.

The last year is dark and the others pale; every bar says its year, so nothing hangs on the colour. A hidden or missing
number has no bar: its sign stands where the bar would begin.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from samordna.engine.formats.cells import written
from samordna.engine.formats.chart import Series
from samordna.engine.formats.plain import printable
from samordna.engine.table import Cell
from samordna.engine.text.course import course
from samordna.engine.words import Words

LAST, BEFORE, INK, SOFT, AXIS = "#0f5a70", "#5a9db0", "#1c2529", "#545e63", "#7d878c"
#: Narrow, so that the text is still large enough on a telephone.
WIDTH, LEFT, RIGHT = 300, 42, 46
ROW, BAR, LINE, GAP, SIZE = 22, 15, 18, 12, 13


@dataclass(frozen=True, slots=True)
class Bars:
    """A diagram over ``years``, one group of bars for each series."""

    title: Words
    years: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        if not self.series:
            raise ValueError("a diagram shows at least one series")
        if any(len(one.cells) != len(self.years) for one in self.series):
            raise ValueError("every series has one cell for each year")


def bars_alternative(bars: Bars, language: str = "sv") -> str:
    """What is seen, in words: for each group from where to where. Hidden stays hidden."""
    kind = "Bars" if language.startswith("en") else "Stapeldiagram"
    said = [f"{one.name.in_language(language)}: {course(bars.years, one.cells, language)}." for one in bars.series]
    return f"{kind}. {bars.title.in_language(language)}. {' '.join(said)}"


def bars_as_svg(bars: Bars, language: str = "sv", font: str = "Inter, sans-serif", title_id: str = "") -> str:
    """The diagram. With ``title_id`` it is made to stand in a page, named by a title element with that id.

    No styles or scripts are in it, so that it may stand in a page with a strict content policy.
    """
    pieces = list(_drawn(bars, language))
    height = pieces[-1][0]
    named = f' aria-labelledby="{title_id}"' if title_id else ""
    identity = f' id="{title_id}"' if title_id else ""
    return printable(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="s-bars" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family={quoteattr(font)} font-size="{SIZE}"{named}>'
        f"<title{identity}>{escape(bars_alternative(bars, language))}</title>"
        f"{''.join(piece for _, piece in pieces)}</svg>"
    )


def _drawn(bars: Bars, language: str) -> Iterator[tuple[int, str]]:
    """Each piece with how far down the drawing reaches after it."""
    most = max((cell.value or 0 for one in bars.series for cell in one.cells), default=0) or 1
    down = 0
    for one in bars.series:
        for line in textwrap.wrap(one.name.in_language(language), 36):
            down += LINE
            yield down, f'<text x="0" y="{down - 4}" font-weight="bold" fill="{INK}">{escape(line)}</text>'
        top = down + 4
        for year, cell in zip(bars.years, one.cells, strict=True):
            yield down + ROW, _row(year, cell, down + 4, most, is_last=year == bars.years[-1])
            down += ROW
        down += GAP
        yield down, f'<path d="M{LEFT} {top}V{down - GAP + 2}" stroke="{AXIS}" stroke-width="1"/>'


def _row(year: str, cell: Cell, top: int, most: int, is_last: bool) -> str:
    base = top + BAR - 3
    length = 0 if cell.value is None else round(cell.value * (WIDTH - LEFT - RIGHT) / most, 1)
    bar = f'<rect x="{LEFT}" y="{top}" width="{length}" height="{BAR}" fill="{LAST if is_last else BEFORE}"/>'
    weight = ' font-weight="bold"' if is_last else ""
    return (
        f'<text x="{LEFT - 8}" y="{base}" text-anchor="end" fill="{SOFT}">{year}</text>'
        f"{bar if length else ''}"
        f'<text x="{LEFT + length + 6}" y="{base}" fill="{INK}"{weight}>{written(cell)}</text>'
    )
