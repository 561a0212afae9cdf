"""Diagrams as SVG: lying bars in groups, one bar for each year, with its number beside it.

The last year is dark and the others pale; every bar says its year, so nothing hangs on the colour. A hidden number is
an empty box with a broken edge and the word in it, the same size for all; a missing one is the word alone. Nought has
neither.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr

from samordna.engine.formats.cells import written
from samordna.engine.formats.chart import GAPS, Series, how_many_hidden, short
from samordna.engine.formats.plain import printable
from samordna.engine.table import Cell, Status
from samordna.engine.text.course import course
from samordna.engine.text.numbers import listing
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
    #: What the bars are called, when they are no years: then none of them is the last.
    names: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        if not self.series:
            raise ValueError("a diagram shows at least one series")
        if any(len(one.cells) != len(self.years) for one in self.series):
            raise ValueError("every series has one cell for each year")


def bars_alternative(bars: Bars, language: str = "sv") -> str:
    """What is seen, in words: for each group from where to where, and how many are hidden. Hidden stays hidden."""
    kind = "Bars" if language.startswith("en") else "Stapeldiagram"
    said = [f"{one.name.in_language(language)}: {_said(bars, one, language)}." for one in bars.series]
    said += how_many_hidden(bars.series, language)
    return f"{kind}. {bars.title.in_language(language)}. {' '.join(said)}"


def _said(bars: Bars, one: Series, language: str) -> str:
    """From where to where over the years; with names, each bar and its figure."""
    if not bars.names:
        return course(bars.years, one.cells, language)
    absent = {Status.HIDDEN: Words("dold", "hidden"), Status.MISSING: Words("finns inte", "does not exist")}
    figures = [
        written(cell, language) if cell.value is not None else absent[cell.status].in_language(language)
        for cell in one.cells
    ]
    names = (name.in_language(language) for name in bars.names)
    return listing([" ".join(pair) for pair in zip(names, figures, strict=True)], language)


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
    most = max((cell.figure or 0 for one in bars.series for cell in one.cells), default=0) or 1
    names = [name.in_language(language) for name in bars.names] or list(bars.years)
    left = LEFT if not bars.names else 20 + 8 * max(map(len, names))
    down = 0
    for one in bars.series:
        for line in textwrap.wrap(one.name.in_language(language), 36):
            down += LINE
            yield down, f'<text x="0" y="{down - 4}" font-weight="bold" fill="{INK}">{escape(line)}</text>'
        top = down + 4
        for name, cell in zip(names, one.cells, strict=True):
            is_last = bool(bars.names) or name == names[-1]
            if cell.status in GAPS:
                yield down + ROW, _gap(name, cell, down + 4, left, language)
            else:
                yield (
                    down + ROW,
                    _row(name, short(cell, language), cell.figure, down + 4, (left, most), is_last=is_last),
                )
            down += ROW
        down += GAP
        yield down, f'<path d="M{left} {top}V{down - GAP + 2}" stroke="{AXIS}" stroke-width="1"/>'


def _row(
    name: str, text: str, figure: Fraction | None, top: int, measures: tuple[int, Fraction | int], *, is_last: bool
) -> str:
    """One bar with its name and figure. ``measures`` is where bars begin and the figure of the longest."""
    left, most = measures
    base = top + BAR - 3
    length = float(round(figure * (WIDTH - left - RIGHT) / most, 1)) if figure and figure > 0 else 0.0
    bar = f'<rect x="{left}" y="{top}" width="{length}" height="{BAR}" fill="{LAST if is_last else BEFORE}"/>'
    weight = ' font-weight="bold"' if is_last else ""
    return (
        f'<text x="{left - 8}" y="{base}" text-anchor="end" fill="{SOFT}">{escape(name)}</text>'
        f"{bar if length else ''}"
        f'<text x="{left + length + 6}" y="{base}" fill="{INK}"{weight}>{escape(text)}</text>'
    )


def _gap(name: str, cell: Cell, top: int, left: int, language: str) -> str:
    """A place without a figure: hidden is a box with a broken edge, as wide whatever it hides; missing has no box."""
    word = GAPS[cell.status].in_language(language)
    base = top + BAR - 3
    box = (
        f'<rect x="{left + 2}" y="{top}" width="{14 + 7 * len(word)}" height="{BAR}" fill="none" stroke="{AXIS}" '
        'stroke-dasharray="3,2"/>'
        if cell.status is Status.HIDDEN
        else ""
    )
    return (
        f'<text x="{left - 8}" y="{base}" text-anchor="end" fill="{SOFT}">{escape(name)}</text>{box}'
        f'<text x="{left + 10}" y="{base}" fill="{INK if box else SOFT}">{escape(word)}</text>'
    )
