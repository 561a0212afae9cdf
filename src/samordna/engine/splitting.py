"""How rows are split by a table's dimensions, for its expression: a code in a column, from the row or another file.

``read`` finds a file with the columns that are asked for, called “own …”: the table's columns have their plain names,
so none collide.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import ibis

from samordna.engine.conditions import AtMost, Condition, Given, Has, Is, OfARow
from samordna.engine.dimensions import Bands, Compared, Dimension, Direction, Link, Mapped, Split, YearsFrom
from samordna.engine.sources import Source


class Read(Protocol):
    """How an engine reads a file: the rows that fulfil all conditions, with these columns."""

    def __call__(self, source: Source, names: Iterable[str], where: Sequence[OfARow] = ()) -> Any: ...


def reading(table: Callable[[Source], Any]) -> Read:
    """Read the files that ``table`` finds.

    Rows are chosen before columns are named: else two parts of a query that need other rows of the same file have the
    named columns in common, and a database that keeps what is used twice keeps the whole file.
    """

    def read(source: Source, names: Iterable[str], where: Sequence[OfARow] = ()) -> Any:
        rows = table(source)
        rows = rows.filter(*(_fulfils(rows, one, str) for one in where)) if where else rows
        return rows.select(**{own(name): rows[name] for name in dict.fromkeys(names)})

    return read


def own(name: str | None) -> str:
    """What a column of a file is called in the query."""
    return f"own {name}"


def text(column: Any) -> Any:
    """A dictionary of texts is text."""
    return column if column.type().is_string() else column.cast("string")


def columns_of(asked: Condition | Split) -> tuple[str, ...]:
    """The columns of the population's file that a condition or a dimension needs."""
    if isinstance(asked, Has):
        return (asked.key,)
    if not isinstance(asked, Bands | Dimension):
        return (asked.field.name,)
    match asked.on:
        case Mapped(key=key, day=day):
            return (key, day.name)
        case Link(key=key) | Compared(key=key):
            return (key,)
        case YearsFrom(year=year, day=day):
            return (year.name, day.name)
        case field:
            return (field.name,)


def filtered(rows: Any, where: tuple[Condition, ...], read: Read) -> Any:
    """The rows that fulfil every condition."""
    own_ones = [_fulfils(rows, condition) for condition in where if not isinstance(condition, Has)]
    rows = rows.filter(*own_ones) if own_ones else rows
    for place, condition in enumerate(where):
        if isinstance(condition, Has):
            others = read(condition.source, [condition.key], condition.where)
            # Two conditions may ask for the same rows, has and has not; a name of its own keeps each join apart.
            found = f"found {place}"
            keys = others.select(**{found: others[own(condition.key)]})
            keys = keys.filter(keys[found].notnull())
            join = rows.anti_join if condition.none else rows.semi_join
            rows = join(keys, rows[own(condition.key)] == keys[found])
    return rows


def fulfilled(rows: Any, conditions: Sequence[Condition], read: Read) -> tuple[Any, dict[Condition, Any]]:
    """The rows, and for each condition what says whether a row fulfils it: true, or something else.

    All that is asked of one other file is found in it at once, so that it is read and joined once; and only for keys
    that the rows have.
    """
    said: dict[Condition, Any] = {}
    flags: dict[Condition, str] = {}
    among = rows
    for place, ((source, key), asked) in enumerate(_by_file(conditions)):
        # To have something and to have nothing of it are the same question.
        found = {where: f"found {place} {n}" for n, where in enumerate(dict.fromkeys(one.where for one in asked))}
        joined = f"found {place} key"
        others = read(source, [key, *(name for where in found for name in _names(where))], _near(list(found)))
        others = others.semi_join(among, others[own(key)] == among[own(key)])
        held = {name: _all_of(others, where).ifelse(1, 0).max() for where, name in found.items()}
        keys = others.group_by(**{joined: others[own(key)]}).aggregate(**held)
        rows = rows.left_join(keys, rows[own(key)] == keys[joined]).drop(joined)
        flags |= {one: found[one.where] for one in asked}
    for one, name in flags.items():
        none = isinstance(one, Has) and one.none
        said[one] = rows[name].fill_null(0) == 0 if none else rows[name] == 1
    return rows, said | {one: _fulfils(rows, one) for one in conditions if not isinstance(one, Has)}


def _by_file(conditions: Iterable[Condition]) -> Iterator[tuple[tuple[Source, str], list[Has]]]:
    """What is asked of other files, by the file and the key."""
    found: dict[tuple[Source, str], list[Has]] = {}
    for one in conditions:
        if isinstance(one, Has):
            found.setdefault((one.source, one.key), []).append(one)
    return iter(found.items())


def _near(asked: Sequence[tuple[OfARow, ...]]) -> tuple[OfARow, ...]:
    """What every row fulfils that fulfils any of these: quickly told, and most others do not."""
    near: list[OfARow] = []
    for condition in asked[0]:
        alike = [[one for one in where if _is_about(one, condition)] for where in asked]
        if all(condition in where for where in asked):
            near.append(condition)
        elif isinstance(condition, Is) and all(alike):
            codes = (code for ones in alike for one in ones if isinstance(one, Is) for code in one.codes)
            near.append(Is(condition.field, tuple(dict.fromkeys(codes))))
    return tuple(near)


def _is_about(one: OfARow, other: OfARow) -> bool:
    """True when both name codes of the same field."""
    return isinstance(one, Is) and one.field == other.field


def _names(where: Iterable[OfARow]) -> list[str]:
    return [condition.field.name for condition in where]


def _fulfils(rows: Any, condition: OfARow, called: Callable[[str], str] = own) -> Any:
    column = rows[called(condition.field.name)]
    if isinstance(condition, Is):
        return text(column).isin(condition.codes)
    if isinstance(condition, AtMost):
        return column <= condition.number
    return column.notnull() if isinstance(condition, Given) else column > condition.number


def included(dimension: Dimension) -> list[str]:
    """The register's codes that belong to a code of the dimension."""
    return [item for code in dimension.codes for item in code.includes]


def split(rows: Any, dimension: Split, read: Read, *, whole: bool, once: bool) -> Any:
    """The rows that belong to a code, with the code in a column of the dimension's name.

    A row that finds several codes in another file is copied; with ``whole`` it is there once, under the total. One that
    finds the same code several times is there ``once``, unless that does not matter and would only take time.
    """
    if isinstance(dimension, Bands):
        return _banded(rows, dimension)
    match dimension.on:
        case Link():
            return _linked(rows, dimension, read, whole, once)
        case Mapped():
            return _mapped(rows, dimension, dimension.on, read, whole)
        case Compared():
            return _compared(rows, dimension, dimension.on, read)
        case field:
            return _coded(rows, dimension, text(rows[own(field.name)]))


def _coded(rows: Any, dimension: Dimension, column: Any) -> Any:
    pairs = [(item, code.code) for code in dimension.codes for item in code.includes if item != code.code]
    code = column.cases(*pairs, else_=column) if pairs else column
    return rows.filter(column.isin(included(dimension))).mutate(**{dimension.name: code})


def _banded(rows: Any, dimension: Bands) -> Any:
    on = dimension.on
    if isinstance(on, YearsFrom):
        number = rows[own(on.day.name)].year() - rows[own(on.year.name)]
    else:
        number = rows[own(on.name)]
    bands = []
    for band in dimension.codes:
        above = number >= band.low if band.low is not None else number.notnull()
        bands.append((above & (number <= band.high) if band.high is not None else above, band.code))
    rows = rows.mutate(**{dimension.name: ibis.cases(*bands, else_=ibis.null("string"))})
    return rows.filter(rows[dimension.name].notnull())


def _linked(rows: Any, dimension: Dimension, read: Read, whole: bool, once: bool) -> Any:
    """With ``once``, a row with two values of one code belongs to the code once."""
    link = dimension.on
    assert isinstance(link, Link)
    other = read(link.source, [link.key, link.column], link.where)
    coded = _coded(other, dimension, text(other[own(link.column)]))
    belongs = coded.select(linked_key=coded[own(link.key)], **{dimension.name: _code(coded, dimension, whole)})
    belongs = belongs.distinct() if once else belongs
    return rows.join(belongs, rows[own(link.key)] == belongs.linked_key).drop("linked_key")


def _code(coded: Any, dimension: Dimension, whole: bool) -> Any:
    return ibis.literal(dimension.total.code) if whole and dimension.total else coded[dimension.name]


def _mapped(rows: Any, dimension: Dimension, on: Mapped, read: Read, whole: bool) -> Any:
    """The few combinations of key and day are mapped and made distinct; then the rows are joined with them."""
    key, day = own(on.key), own(on.day.name)
    other = read(on.source, [on.key, on.column, on.first, on.last])
    coded = _coded(other, dimension, text(other[own(on.column)]))
    coded = coded.select(
        mapped_key=coded[own(on.key)],
        mapped_from=coded[own(on.first)],
        mapped_to=coded[own(on.last)],
        **{dimension.name: _code(coded, dimension, whole)},
    )
    asked = rows.select(key, day).distinct()
    asked = asked.select(asked_key=asked[key], asked_day=asked[day])
    holds = (coded.mapped_from <= asked.asked_day) & (coded.mapped_to.isnull() | (asked.asked_day <= coded.mapped_to))
    found = asked.join(coded, (asked.asked_key == coded.mapped_key) & holds)
    found = found.select("asked_key", "asked_day", dimension.name).distinct()
    same = (rows[key] == found.asked_key) & (rows[day] == found.asked_day)
    return rows.join(found, same).drop("asked_key", "asked_day")


def _compared(rows: Any, dimension: Dimension, on: Compared, read: Read) -> Any:
    other = read(on.source, [on.key, on.column, *_names((*on.before, *on.after, *on.of))])
    before, after, of = (fulfil(other, where) for where in (on.before, on.after, on.of))
    number = other[own(on.column)].fill_null(0)
    sums = other.group_by(compared_key=other[own(on.key)]).aggregate(
        asked_before=before.ifelse(1, 0).max(),
        asked_after=after.ifelse(1, 0).max(),
        number_before=(before & of).ifelse(number, 0).sum(),
        number_after=(after & of).ifelse(number, 0).sum(),
    )
    joined = rows.left_join(sums, rows[own(on.key)] == sums.compared_key)
    direction = ibis.cases(
        ((joined.asked_before == 1) & (joined.asked_after == 1) & (joined.number_after > joined.number_before), "more"),
        ((joined.asked_before == 1) & (joined.asked_after == 1) & (joined.number_after < joined.number_before), "less"),
        ((joined.asked_before == 1) & (joined.asked_after == 1), Direction.SAME.value),
        else_=Direction.UNKNOWN.value,
    )
    joined = joined.mutate(compared_direction=direction)
    joined = _coded(joined, dimension, joined.compared_direction)
    left = ("compared_key", "compared_direction", "asked_before", "asked_after", "number_before", "number_after")
    return joined.drop(*left)


def fulfil(rows: Any, where: tuple[OfARow, ...]) -> Any:
    """True where every condition holds; a null fulfils none."""
    return _all_of(rows, where).fill_null(False)


def _all_of(rows: Any, where: tuple[OfARow, ...]) -> Any:
    """True where every condition holds; elsewhere false or null."""
    return functools.reduce(operator.and_, (_fulfils(rows, one) for one in where)) if where else ibis.literal(True)
