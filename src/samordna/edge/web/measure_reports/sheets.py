"""Tables of the register's own reports: the same cells on the page, in the picture and in the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import Between
from samordna.edge.web.components.templatetags.samordna import group, integer, kronor, label, tkr
from samordna.edge.web.needs.pictures import COPPER, FJORD, NIGHT, RangePicture, Span, draw
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN
from samordna.ground.kernel.money import Money

#: What a cell may hold: a count, an amount, a text, or nothing that anybody has said.
Value = Between | Money | str | None


@dataclass(frozen=True)
class Cell:
    """A cell: how it is written, what a file holds (a number where there is one), and which of the three it is."""

    text: str
    data: int | float | str
    kind: str = "value"
    below: str = ""


def cell(value: Value, *, below: str = "") -> Cell:
    """A value as it is shown. Hidden is ``..``, missing ``...``; what is told roughly is a range."""
    if value is None:
        return Cell(MISSING_SIGN, MISSING_SIGN, "missing")
    if isinstance(value, str):
        return Cell(value, value, "text")
    if isinstance(value, Money):
        return Cell(kronor(value), _number(value), below=below)
    return Cell(integer(value.low), value.low, below=below) if value.is_exact else _not_exact(value)


def _number(amount: Money) -> int | float:
    """Kronor, as every heading over them says; whole ones without a decimal point."""
    return amount.ore / 100 if amount.ore % 100 else amount.ore // 100


def _not_exact(value: Between) -> Cell:
    if value.is_small:
        return Cell(_("färre än 5"), "1–4", "hidden")
    return Cell(f"{integer(value.low)}–{integer(value.high)}", f"{value.low}–{value.high}", "interval")


def signed(number: int | None) -> Cell:
    """A change: with its sign; hidden where it is not known."""
    if number is None:
        return Cell(HIDDEN_SIGN, HIDDEN_SIGN, "hidden")
    return Cell(f"+{group(str(number))}" if number > 0 else group(str(number)), number)


#: A share that may lie further apart than so many whole per cent is not said.
WIDEST_SHARE = 20


def share(part: Between, whole: Between) -> Cell:
    """Per cent with its two counts. Of ranges it is a range, made of what is shown; hidden where it says too little."""
    if not whole.high:
        return Cell(MISSING_SIGN, MISSING_SIGN, "missing")
    least, most = _percent(part.low, whole.high), min(100, _percent(part.high, whole.low)) if whole.low else 100
    if most - least > WIDEST_SHARE:
        return Cell(HIDDEN_SIGN, HIDDEN_SIGN, "hidden")
    of = _("%(part)s av %(whole)s") % {"part": cell(part).text, "whole": cell(whole).text}
    if least == most:
        return Cell(f"{least} %", least, below=of)
    return Cell(f"{least}–{most} %", f"{least}–{most}", "interval", below=of)


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


@dataclass(frozen=True)
class Line:
    """A row of a table. ``head``: a heading over the rows that follow; ``total``: set apart."""

    label: str
    cells: tuple[Cell, ...] = ()
    sub: str = ""
    total: bool = False
    head: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table with its title, its heading row and what a reader must know; ``picture`` draws some of it."""

    id: str
    title: str
    corner: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    picture: RangePicture | None = None
    picture_title: str = ""
    ends_in_text: bool = False

    @property
    def width(self) -> int:
        """Columns in all, the labels' too."""
        return 1 + len(self.columns)


def reasons(values: Iterable[Between]) -> tuple[str, ...]:
    """Why any of the values is an interval, each reason once."""
    return tuple(dict.fromkeys(label(words) for value in values for words in value.reasons()))


def bars(rows: Sequence[tuple[str, Between, str]]) -> RangePicture | None:
    """Lying bars, (label, how many, tone); an interval is drawn from its low to its high end. None with nothing."""
    if not any(value.high for _label, value, _tone in rows):
        return None
    return draw([Span(text, cell(value).text, value.low, value.high, tone) for text, value, tone in rows])


def share_bars(rows: Sequence[tuple[str, Cell, str]]) -> RangePicture | None:
    """Lying bars of shares, as ``share`` tells them; what is hidden has none. None with nothing."""
    known = [(text, cell, tone) for text, cell, tone in rows if cell.kind in ("value", "interval")]
    spans = []
    for text, cell, tone in known:
        low, _dash, high = str(cell.data).partition("–")
        spans.append(Span(text, cell.text, int(low), int(high or low), tone))
    return draw(spans) if any(span.high for span in spans) else None


def money_bars(rows: Sequence[tuple[str, Money | None, str]]) -> RangePicture | None:
    """Lying bars of amounts in thousands of kronor."""
    known = [(text, amount, tone) for text, amount, tone in rows if amount is not None]
    if not any(amount.ore for _text, amount, _tone in known):
        return None
    return draw(
        [Span(text, tkr(amount), amount.ore // 100_000, amount.ore // 100_000, tone) for text, amount, tone in known]
    )


WOMEN_TONE, MEN_TONE, ALL_TONE = FJORD, COPPER, NIGHT
