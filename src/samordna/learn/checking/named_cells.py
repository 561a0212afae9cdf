"""Text against the cell that it names: a row and a column by their labels, whatever else the table holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts, exact
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.grids import Cell, Grid
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, TIME, YEAR, Number
from samordna.learn.checking.text_and_table import REFERS, counts_here
from samordna.learn.checking.wording import per_cent_of, rounds_to, slip

_CAUSE: Final = Words("Tabellen säger något annat.", "The table says something else.")
_SCALES: Final = (
    (re.compile(r"\b(?:tkr|tusen(?:tal)? kronor|kkr)\b", re.IGNORECASE), 1000),
    (re.compile(r"\b(?:mnkr|mkr|miljoner kronor)\b", re.IGNORECASE), 1_000_000),
)
#: A difference, or something of another time or place.
_OTHER: Final = re.compile(
    r"^[\s\u00a0]*(?:[a-zåäö]+[\s\u00a0]+)?(?:fler|färre|mer|mindre|högre|lägre|"
    r"procent(?:enheter)? (?:fler|färre|mer|mindre|högre|lägre))\b"
)
_ELSEWHERE: Final = re.compile(
    r"jämfört|tidigare|året före|förra|i fjol|prognos|budget|planera|hela landet|riket|uppskatt|målet", re.IGNORECASE
)
_TOTAL: Final = re.compile(r"\b(?:totalt|sammanlagt|sammantaget|tillsammans|samtliga|i allt)\b", re.IGNORECASE)
_MOST: Final = re.compile(r"\b(?:flest|störst\w*|högst\w*|flesta)\b", re.IGNORECASE)
_LEAST: Final = re.compile(r"\b(?:färst|minsta?|lägst\w*)\b", re.IGNORECASE)
_NOT_OF_ALL: Final = re.compile(
    r"näst|ökning|minskning|förändring|ökat|minskat|en av|två|tre av|\batt\b|minst en", re.IGNORECASE
)
_SEXES: Final = (
    re.compile(
        r"\b(kvinnor|män)(?:na|nen)? (?:var|är|utgör)[\w ]{0,12}? (fler|färre) än (kvinnor|män)(?:na|nen)?",
        re.IGNORECASE,
    ),
    re.compile(r"\b()(fler|färre) (kvinnor|män) än (?:kvinnor|män)", re.IGNORECASE),
)
_ANY_END: Final = r"\w*[\s\u00a0]+"
_EVERYWHERE: Final = re.compile(r"\b(?:i|för|under) (?:alla|samtliga|varje|båda)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Anchor:
    """The cell that the words name; ``by_words``: both its row and its column stand in the text."""

    row: int
    column: int | None
    by_words: bool
    #: The other rows that the sentence names.
    others: tuple[int, ...] = ()


def named_cells(document: Document) -> Iterator[Finding]:
    """Numbers that are not what stands in the row and the column that the sentence names; and superlatives."""
    numbered = {grid.number: grid for grid in reversed(document.grids) if grid.number is not None}
    held: tuple[int, Grid] | None = None
    for context in contexts(document):
        refers = [f"{kind} {number}".lower() for kind, number in REFERS.findall(context.text)]
        named = {id(grid): grid for one in refers if (grid := numbered.get(one))}
        first = context.sentence.lines[0].order
        if len(named) == 1:
            held = (context.sentence.lines[-1].order, next(iter(named.values())))
            yield from _against(context, held[1], said=True)
        elif refers:
            held = None
        elif held is not None and first - held[0] <= 2:
            held = (context.sentence.lines[-1].order, held[1])
            yield from _against(context, held[1], said=True)
        else:
            held = None
            for grid in _beside(document, context):
                yield from _against(context, grid, said=False)


def _beside(document: Document, context: Context) -> Iterator[Grid]:
    """The only table that stands within two lines of the sentence."""
    first, last = context.sentence.lines[0].order, context.sentence.lines[-1].order
    near = [
        grid
        for grid in document.grids
        if 0 < first - grid.lines[-1].place.order <= 2 or 0 < grid.lines[0].place.order - last <= 3
    ]
    if len(near) == 1:
        yield near[0]


def _against(context: Context, grid: Grid, *, said: bool) -> Iterator[Finding]:
    heads = " ".join([grid.title, *(one.name for one in grid.columns), *(row.label for row in grid.rows)]).lower()
    if any(word[0].lower() not in heads for word in _ELSEWHERE.finditer(context.text)):
        return
    yield from _comparison(context, grid)
    if said:
        yield from _superlative(context, grid)
    for number in context.of(COUNT, PERCENT, MONEY, TIME):
        anchor = _anchor(context, number, grid)
        if anchor is None or _OTHER.match(number.after) or not counts_here(number, grid):
            continue
        if _follows(number, grid, anchor):
            continue
        cell = _meant(context, number, grid, anchor, said=said)
        if cell is not None and cell.value is not None:
            told = exact(_in_unit(cell.value, number, grid), number, context.text)
            found = context.finding("text_table", number, told, _CAUSE, 0.82 if said else 0.75)
            yield Finding(
                found.place, found.kind, found.printed, told, _CAUSE, found.confidence, (*found.places, cell.place)
            )


# Where in the table ---------------------------------------------------------------------------------------------------


def _at(label: str, text: str) -> list[int]:
    """Where in ``text`` (in lower case) a label stands, with any ending."""
    bare = re.sub(r"[\s\u00a0]+", " ", label.lower()).strip(" .,:*")
    if len(bare) < 2 or re.fullmatch(r"[\d ,%]{1,3}", bare):
        return []
    if re.match(r"(?:man|män)$", bare):
        return [match.start() for match in re.finditer(r"\b(?:män|männ\w+|mäns)\b", text)]
    if re.fullmatch(r"\d{4}", bare):
        return [match.start() for match in re.finditer(rf"(?<![\d–-]){bare}(?![\d–-])", text)]
    if re.search(r"\d", bare):
        return [match.start() for match in re.finditer(rf"(?<![\w–-]){re.escape(bare)}(?![\w–-])", text)]
    words = [re.escape(_stem(word)) for word in bare.split()]
    ending = r"\w*" if len(bare) > 4 else r"(?:s|n|en|et)?\b"
    said = rf"\b{_ANY_END.join(words)}{ending}"
    return [
        match.start() for match in re.finditer(rf"{said}|(?<=\w){words[0]}(?=tid)" if len(words) == 1 else said, text)
    ]


def _stem(word: str) -> str:
    """A word without what may be another ending in the text: insatser, insatserna."""
    return word if len(word) < 5 else word[: max(4, len(word) - 2)]


def _anchor(context: Context, number: Number, grid: Grid) -> _Anchor | None:
    text = re.sub(r"[\s\u00a0]", " ", context.text.lower())
    rows = {n: at for n, row in enumerate(grid.rows) if not row.is_total and (at := _at(row.label, text))}
    row = _nearest(rows, number, text)
    if row is None and not rows and _TOTAL.search(text[: number.start]):
        totals = [n for n, one in enumerate(grid.rows) if one.is_total]
        row = totals[0] if len(totals) == 1 else None
    if row is None:
        return None
    others = tuple(n for n in rows if n != row)
    column, by_words = _column(grid, number, text)
    return _Anchor(row, column, by_words, others)


def _column(grid: Grid, number: Number, text: str) -> tuple[int | None, bool]:
    """The column that belongs to the number, and whether words say so."""
    fits = [n for n in range(len(grid.columns)) if _fits(grid, n, number)]
    columns = {n: at for n in fits if (at := _at(grid.columns[n].name, text))}
    if re.search(r"\b(?:respektive|resp\.|än)(?!\w)", text):
        return None, False  # which of the columns is told first and which second
    near = {n: at for n, places in columns.items() if (at := [one for one in places if one - number.end <= 12])}
    column = _nearest(near, number, text)
    totals = [n for n in fits if grid.columns[n].is_total]
    if column is not None:
        return column, True
    if columns or (len(fits) != 1 and len(totals) != 1):
        return None, False
    return fits[0] if len(fits) == 1 else totals[0], False


def _fits(grid: Grid, column: int, number: Number) -> bool:
    if grid.changes(column):
        return False
    return grid.shares(column) == (number.unit == PERCENT)


def _nearest(found: dict[int, list[int]], number: Number, text: str) -> int | None:
    """The label that belongs to the number: right after it, the only one, or the last before it in its clause."""
    after = [n for n, at in found.items() if any(0 <= one - number.end <= 12 for one in at)]
    if len(after) == 1 and not re.search(
        r"[,.;]| och ", text[number.end : min(found[after[0]], key=lambda a: abs(a - number.end))]
    ):
        return after[0]
    if len(found) == 1:
        return next(iter(found))
    before = [(one, n) for n, at in found.items() for one in at if one < number.start]
    if not before:
        return None
    last = max(before)
    return last[1] if number.start - last[0] <= 70 and sum(one == last[0] for one, _ in before) == 1 else None


# Whether it is right --------------------------------------------------------------------------------------------------


def _scale(grid: Grid) -> int:
    """What amounts in the table are in: kronor, thousands or millions of them."""
    heads = " ".join([grid.title, grid.corner, *(f"{one.over} {one.name}" for one in grid.columns)])
    return next((scale for pattern, scale in _SCALES if pattern.search(heads)), 1)


def _in_unit(value: Fraction, number: Number, grid: Grid) -> Fraction:
    """A cell's value in the unit of the number."""
    return abs(value) * _scale(grid) / number.scale if number.unit == MONEY else value


def _equal(value: Fraction | None, number: Number, grid: Grid) -> bool:
    if value is None:
        return False
    told = _in_unit(value, number, grid)
    return rounds_to(told, number.value, number.decimals) if number.unit in (MONEY, PERCENT) else told == number.value


def _follows(number: Number, grid: Grid, anchor: _Anchor) -> bool:
    """The named row, or its column, gives the number: as a cell, a sum, a difference or a share of cells."""
    row = [cell.value for cell in grid.rows[anchor.row].cells if cell.value is not None]
    named = [grid.rows[anchor.row].cells[anchor.column]] if anchor.column is not None else grid.rows[anchor.row].cells
    if any(_equal(cell.value, number, grid) for cell in named):
        return True
    others = [cell.value for place in anchor.others for cell in grid.rows[place].cells]
    if any(_equal(value, number, grid) for value in others):
        return True  # of another row that the sentence names
    column = [one.cells[anchor.column].value for one in grid.rows] if anchor.column is not None else []
    own = grid.rows[anchor.row].cells[anchor.column].value if anchor.column is not None else None
    within = [] if anchor.by_words and number.unit == COUNT else list(combinations(row, 2))
    pairs = [*within, *((own, one) for one in column if one is not None and own is not None)]
    told = [abs(a - b) for a, b in pairs] + [a + b for a, b in pairs]
    if number.unit == PERCENT:
        told += [per_cent_of(a, b) for one, other in pairs for a, b in ((one, other), (other, one)) if b]
        told += [per_cent_of(abs(a - b), b) for one, other in pairs for a, b in ((one, other), (other, one)) if b]
    return any(_equal(one, number, grid) for one in told)


def _meant(context: Context, number: Number, grid: Grid, anchor: _Anchor, *, said: bool) -> Cell | None:
    """The cell that was meant: named, and missed by a slip of the hand or of the row."""
    row = grid.rows[anchor.row]
    if anchor.column is None:
        near = [
            cell
            for n, cell in enumerate(row.cells)
            if cell.value is not None and _fits(grid, n, number) and slip(number.value, _in(cell, number, grid))
        ]
        return near[0] if len(near) == 1 and number.value * 10**number.decimals >= 10 else None
    cell = row.cells[anchor.column]
    if cell.value is None or not _years_are_here(context, grid, said=said):
        return None
    right = _in(cell, number, grid)
    if slip(number.value, right, one_digit=anchor.by_words or _alone(grid)):
        return cell
    elsewhere = any(_equal(one.cells[anchor.column].value, number, grid) for one in grid.rows)
    crossed = anchor.by_words and any(_equal(one.value, number, grid) for one in row.cells)
    if (elsewhere or crossed) and number.value >= 5:
        return cell
    # A small figure has no slips: both labels must stand there, and the table be named.
    return cell if said and anchor.by_words and number.unit == TIME and number.value < 100 else None


def _in(cell: Cell, number: Number, grid: Grid) -> Fraction:
    value = _in_unit(cell.value or Fraction(0), number, grid)
    return Fraction(round(value * 10**number.decimals), 10**number.decimals)


def _alone(grid: Grid) -> bool:
    return len(grid.columns) == 1


def _years_are_here(context: Context, grid: Grid, *, said: bool = True) -> bool:
    """A year that the sentence names stands in the table too, or the table has no years."""
    years = {str(int(one.value)) for one in context.told if one.unit == YEAR}
    words = " ".join([grid.title, grid.corner, *(one.label for one in grid.rows)])
    words += " ".join(f" {one.over} {one.name}" for one in grid.columns)
    here = set(re.findall(r"\b(?:19|20)\d\d\b", words))
    return years <= here or (not here and said)


# What is most, and who are more ---------------------------------------------------------------------------------------


def _superlative(context: Context, grid: Grid) -> Iterator[Finding]:
    """“Flest starter hade Tallinge”: in no column is it so."""
    for clause in re.split(r"[,;:(]|\b(?:och|medan|men)\b", context.text):
        most, least = _MOST.search(clause), _LEAST.search(clause)
        if bool(most) == bool(least) or _NOT_OF_ALL.search(clause):
            continue
        named = [n for n, row in enumerate(grid.rows) if not row.is_total and _at(row.label, clause.lower())]
        rows = [n for n, row in enumerate(grid.rows) if not row.is_total and not row.part_of_another]
        if len(named) != 1 or len(rows) < 3 or not _years_are_here(context, grid):
            continue
        columns = [
            [value for n in rows if (value := grid.rows[n].cells[c].value) is not None]
            for c in range(len(grid.columns))
        ]
        if any(len(one) != len(rows) for one in columns) or not columns:
            continue
        place = rows.index(named[0])
        if not any(one[place] == (max(one) if most else min(one)) for one in columns):
            word = (most or least or [""])[0]
            cause = Words(f"Enligt tabellen är det inte {word.lower()} där.", "The table says otherwise.")
            at = context.text.find(clause.strip())
            yield Finding(
                context.sentence.at(max(at, 0)), "text_table", word, None, cause, 0.8,
                (*context.sentence.lines, grid.rows[named[0]].place),
            )  # fmt: skip


def _comparison(context: Context, grid: Grid) -> Iterator[Finding]:
    """“Kvinnorna var fler än männen i alla tre kommunerna”."""
    for pattern in _SEXES:
        said = pattern.search(context.text)
        if said is None or not _years_are_here(context, grid):
            continue
        who = (said[1] or said[3]).lower()
        columns = {name: [n for n in range(len(grid.columns)) if _is_sex(grid, n, name)] for name in ("kvinnor", "män")}
        if any(len(found) != 1 for found in columns.values()):
            return
        own, other = columns[who][0], columns["män" if who == "kvinnor" else "kvinnor"][0]
        rows = [row for row in grid.rows if row.cells[own].value is not None and row.cells[other].value is not None]
        pairs = [(row.cells[own].value or 0, row.cells[other].value or 0) for row in rows]
        wrong = [a <= b if said[2].lower() == "fler" else a >= b for a, b in pairs]
        if pairs and (any(wrong) if _EVERYWHERE.search(context.text) else all(wrong)):
            place = context.sentence.at(said.start())
            yield Finding(place, "text_table", said[0], None, _CAUSE, 0.85, tuple(context.sentence.lines))
        return


def _is_sex(grid: Grid, column: int, name: str) -> bool:
    return grid.counts(column) and bool(
        re.match(name[:5] if name == "kvinnor" else r"(?:män|man)$", grid.columns[column].name.lower())
    )
