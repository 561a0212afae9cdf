"""Diagrams as SVG: lines over years for women and men, with direct labels and a text that says what is seen.

Colour never stands alone: women are a whole line with circles, men a dashed one with squares, and both have their name
and last number beside them. A hidden or missing point breaks the line: the gap is shaded and says which of the two it
is, so that neither is taken for nought, which is a point on the axis.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from samordna.engine.formats.cells import written
from samordna.engine.formats.plain import printable
from samordna.engine.printed import Way
from samordna.engine.table import Cell, Status, decimal
from samordna.engine.text.numbers import NBSP, listing, with_decimals
from samordna.engine.words import Words

WOMEN, MEN, LINE, INK, SOFT, SHADE = "#0f5a70", "#b65f1f", "#dcd7cd", "#1c2529", "#545e63", "#f4f1eb"
_STYLES = ((WOMEN, [1, 0], "circle"), (MEN, [7, 4], "square"), (SOFT, [2, 3], "triangle-up"))
WIDTH, HEIGHT = 320, 176
#: Amounts of this and more are drawn in millions: 508 milj. is read at a glance, 508 238 000 is not.
LARGE, MILLION = 10_000_000, 1_000_000
#: Space beside the first and last year, in steps between years.
_SIDE = 0.2
#: What stands in the gap of a drawing, where a figure would be.
GAPS = {Status.HIDDEN: Words("dolt", "hidden"), Status.MISSING: Words("saknas", "missing")}
#: How wide such a word is; where years stand closer than that it is written upwards.
_WORD = 46


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and a cell for each year."""

    name: Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A diagram over ``years``; at most three series, since more cannot be told apart."""

    title: Words
    years: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= len(_STYLES):
            raise ValueError(f"a diagram shows one to {len(_STYLES)} series")
        if any(len(one.cells) != len(self.years) for one in self.series):
            raise ValueError("every series has one cell for each year")


def alternative(chart: Chart, language: str = "sv") -> str:
    """The text alternative: the title, every number, hidden and missing ones too, and how many are hidden."""
    said = [_in_words(chart, one, language) for one in chart.series] + how_many_hidden(chart.series, language)
    return f"{chart.title.in_language(language)}. " + " ".join(said)


def how_many_hidden(series: Sequence[Series], language: str = "sv") -> list[str]:
    """A sentence about how many of the figures in a drawing are hidden; none when nothing is.

    >>> from samordna.engine.table import HIDDEN, value
    >>> how_many_hidden([Series(Words("Män", "Men"), (value(7), HIDDEN))])
    ['Dolda tal: 1 av 2.']
    """
    cells = [cell for one in series for cell in one.cells]
    hidden = sum(cell.status is Status.HIDDEN for cell in cells)
    if not hidden:
        return []
    return [
        f"Hidden figures: {hidden} of {len(cells)}."
        if language.startswith("en")
        else f"Dolda tal: {hidden} av {len(cells)}."
    ]


def _in_words(chart: Chart, one: Series, language: str) -> str:
    words = {
        Status.HIDDEN: Words("dold", "hidden"),
        Status.MISSING: Words("finns inte", "does not exist"),
    }
    said = [
        f"{year} {written(cell, language) if cell.value is not None else words[cell.status].in_language(language)}"
        for year, cell in zip(chart.years, one.cells, strict=True)
    ]
    return f"{one.name.in_language(language)}: {listing(said, language)}."


@lru_cache(maxsize=64)
def chart_as_svg(chart: Chart, language: str = "sv", font: str = "Inter, sans-serif", title_id: str = "") -> str:
    """The diagram. With ``title_id`` it is made to stand in a page, named by a title element with that id.

    No styles or scripts are in it, so that it may stand in a page with a strict content policy.
    """
    import vl_convert  # noqa: PLC0415 – heavy, and only needed when a diagram is drawn

    svg: str = vl_convert.vegalite_to_svg(_specification(chart, language, font), format_locale="sv-SE")
    return _cleaned(svg, alternative(chart, language), title_id)


def _specification(chart: Chart, language: str, font: str) -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 – see above

    rows = _rows(chart, language)
    names = [one.name.in_language(language) for one in chart.series]
    shares = any(
        cell.value is not None and cell.printing.way is Way.PERCENT for one in chart.series for cell in one.cells
    )
    highest = max((row["value"] for row in rows if row["value"] is not None), default=0)
    top, steps = (100, 4) if shares and highest <= 100 else (_round_top(highest), 3)
    scales = {
        "color": alt.Scale(domain=names, range=[style[0] for style in _STYLES[: len(names)]]),
        "dash": alt.Scale(domain=names, range=[style[1] for style in _STYLES[: len(names)]]),
        "shape": alt.Scale(domain=names, range=[style[2] for style in _STYLES[: len(names)]]),
    }
    base = alt.Chart(_data(rows)).encode(
        x=alt.X(
            "year:O",
            title=None,
            scale=alt.Scale(padding=_SIDE),
            axis=alt.Axis(labelAngle=0, ticks=False, domain=False, labelPadding=6),
        ),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=[0, top]),
            axis=alt.Axis(
                values=[top * step / steps for step in range(steps + 1)],
                **_axis_labels(top, language),
                domain=False,
                ticks=False,
                labelPadding=6,
            ),
        ),
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        color=alt.Color("name:N", scale=scales["color"], legend=None),
        strokeDash=alt.StrokeDash("name:N", scale=scales["dash"], legend=None),
    )
    points = base.mark_point(size=70, filled=True, opacity=1).encode(
        color=alt.Color("name:N", scale=scales["color"], legend=None),
        shape=alt.Shape("name:N", scale=scales["shape"], legend=None),
    )
    drawn = alt.layer(*_shades(chart), line, points, *_labels(chart, rows, top), *_gaps(chart, language))
    drawn = drawn.properties(width=WIDTH, height=HEIGHT, padding={"left": 24, "right": 80, "top": 10, "bottom": 6})
    drawn = drawn.configure(font=font, background="transparent").configure_view(stroke=None)
    drawn = drawn.configure_axis(gridColor=LINE, labelColor=SOFT, labelFontSize=13)
    return drawn.to_dict()  # type: ignore[no-any-return]


def _data(rows: list[dict[str, Any]]) -> Any:
    import altair as alt  # noqa: PLC0415

    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _rows(chart: Chart, language: str) -> list[dict[str, Any]]:
    return [
        {
            "year": year,
            "value": None if cell.figure is None else _plain(cell.figure),
            "text": short(cell, language),
            "name": one.name.in_language(language),
        }
        for one in chart.series
        for year, cell in zip(chart.years, one.cells, strict=True)
    ]


def short(cell: Cell, language: str = "sv") -> str:
    """The figure as it stands in a drawing, where there is little room: large amounts in millions.

    >>> from samordna.engine.printed import Printed
    >>> from samordna.engine.table import value
    >>> short(value(50_823_800_000, printed=Printed(Way.NUMBER, 2, Fraction(100)))).replace(NBSP, " ")
    '508 milj.'
    """
    if cell.figure is None or cell.figure < LARGE or cell.printing.way is not Way.NUMBER:
        return written(cell, language)
    return f"{with_decimals(decimal(cell.figure / MILLION, 0), language)}{NBSP}{_million(language)}"


def _million(language: str) -> str:
    return "million" if language.startswith("en") else "milj."


def _axis_labels(top: int, language: str) -> dict[str, Any]:
    """How the axis writes its figures."""
    if top < LARGE:
        return {"format": ",.0f"}
    return {"labelExpr": f"datum.value ? format(datum.value / {MILLION}, ',.0f') + '{NBSP}{_million(language)}' : '0'"}


def _plain(figure: Fraction) -> float | int:
    return figure.numerator if figure.denominator == 1 else float(figure)


def _labels(chart: Chart, rows: list[dict[str, Any]], top: int) -> list[Any]:
    """Name and last number to the right of each line, moved apart where they would meet.

    A line without any figure has its name all the same, beside the word in its last gap.
    """
    import altair as alt  # noqa: PLC0415

    last = {row["name"]: row for row in rows if row["value"] is not None}
    places = _apart([row["value"] * HEIGHT / top for row in last.values()])
    drawn = []
    for row, place in zip(last.values(), places, strict=True):
        data = _data([row])
        at = {"x": alt.value(_across(chart.years, row["year"]) + 12)}
        for text, size, below in ((row["name"], 700, -3), (row["text"], 400, 13)):
            mark = alt.Chart(data).mark_text(align="left", fontSize=13, color=INK, text=text, y=HEIGHT - place + below)
            mark.mark.fontWeight = size
            drawn.append(mark.encode(**at))
    at = {"x": alt.value(_across(chart.years, chart.years[-1]) + _WORD / 2 + 2)}
    names = dict.fromkeys(row["name"] for row in rows)
    for number, name in ((number, name) for number, name in enumerate(names) if name not in last):
        mark = alt.Chart(_data([{}])).mark_text(align="left", fontSize=13, fontWeight="bold", color=INK, text=name)
        mark.mark.y = HEIGHT - 10 - 16 * number
        drawn.append(mark.encode(**at))
    return drawn


def _across(years: Sequence[str], year: str) -> float:
    """How far to the right a year stands."""
    step = WIDTH / (len(years) - 1 + 2 * _SIDE)
    return step * (_SIDE + years.index(year))


def _step(chart: Chart) -> float:
    """How far the years stand from each other."""
    return WIDTH / (len(chart.years) - 1 + 2 * _SIDE)


def _shades(chart: Chart) -> list[Any]:
    """A pale field over each year where a figure is not shown: here the line has a gap."""
    import altair as alt  # noqa: PLC0415

    half = min(_WORD, _step(chart) * 0.9) / 2
    return [
        alt.Chart(_data([{}])).mark_rect(color=SHADE, x=at - half, x2=at + half, y=0, y2=HEIGHT)
        for place, at in enumerate(_across(chart.years, year) for year in chart.years)
        if any(one.cells[place].status in GAPS for one in chart.series)
    ]


def _gaps(chart: Chart, language: str) -> list[Any]:
    """“dolt” or “saknas” in the gap of each line, in its colour, one line above the other."""
    import altair as alt  # noqa: PLC0415

    data = alt.Chart(_data([{}]))
    upwards = _step(chart) < _WORD
    height = _WORD if upwards else 16
    return [
        data.mark_text(
            text=GAPS[cell.status].in_language(language),
            color=style[0],
            fontSize=13,
            fontWeight="bold" if cell.status is Status.HIDDEN else "normal",
            align="left" if upwards else "center",
            angle=270 if upwards else 0,
            y=HEIGHT - 10 - height * number,
        ).encode(x=alt.value(_across(chart.years, year)))
        for number, (one, style) in enumerate(zip(chart.series, _STYLES, strict=False))
        for year, cell in zip(chart.years, one.cells, strict=True)
        if cell.status in GAPS
    ]


def _apart(heights: Sequence[float], least: float = 36) -> list[float]:
    """Heights moved so that no two are nearer than ``least``, in their order.

    >>> _apart([100, 95])
    [115.5, 79.5]
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    # To move two apart may bring one of them near a third; a few rounds settle that.
    for _ in range(10):
        for below, above in itertools.pairwise(order):
            lack = least - (moved[above] - moved[below])
            if lack > 0:
                moved[below] -= lack / 2
                moved[above] += lack / 2
    return moved


def _round_top(number: float) -> int:
    """The least of 3, 6, 12, 15, 30 … that is not below ``number``: the axis has three equal steps in whole numbers.

    >>> _round_top(2978), _round_top(1055), _round_top(0), _round_top(154)
    (3000, 1200, 3, 300)
    """
    size = 1
    while True:
        for step in (3, 6, 12, 15):
            if step * size >= number:
                return step * size
        size *= 10


def _cleaned(svg: str, text: str, title_id: str) -> str:
    """The drawing without styles, with its own width taken away so that it fits where it stands, and with its text."""
    start, inner = re.match(r"\s*<svg([^>]*)>(.*)</svg>\s*$", svg, re.DOTALL).groups()  # type: ignore[union-attr]
    view = re.search(r'viewBox="[^"]*"', start)
    inner = re.sub(r'\s(style|class|role|aria-[a-z]+)="[^"]*"', "", inner)
    inner = re.sub(r"<style>.*?</style>|<defs/>|<title>.*?</title>", "", inner, flags=re.DOTALL)
    named = f' aria-labelledby="{title_id}"' if title_id else ""
    identity = f' id="{title_id}"' if title_id else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="s-chart" {view[0] if view else ""} role="img"{named}>'
    return printable(f"{head}<title{identity}>{escape(text)}</title>{inner}</svg>")
