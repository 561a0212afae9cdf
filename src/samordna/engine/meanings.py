"""Which cells of several tables are the same number, or count a part of what another counts, by their declarations.

What a cell counts is the rows of a file that fulfil conditions: those of the population, when the row held, and one for
each code of the cell. A cell whose conditions follow from another's, and the other way, is the same; one whose
conditions another's follow from holds it. Nothing here is a list of tables: it is computed for any declarations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from samordna.engine.combined import Added, Declaration, Stacked
from samordna.engine.conditions import AtMost, Condition, Given, Has, Is, MoreThan
from samordna.engine.dimensions import Bands, Link, Split
from samordna.engine.disclosure.ties import Place, Ties
from samordna.engine.periods import Basis
from samordna.engine.request import Count, Key
from samordna.engine.sources import Field, Meaning

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Held:
    """When the row held."""

    basis: Basis
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Coded:
    """A dimension's way to a code finds one of these."""

    on: Hashable
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Between:
    """The number lies in one of the bands; None is no bound."""

    on: Hashable
    bands: frozenset[tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class _OneOf:
    """The cell of a sum: whoever fulfils all of any of these is in it."""

    name: str
    ways: tuple[frozenset[Hashable], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """Only cells of the same ``frame`` count the same kind of thing in the same file."""

    place: Place
    frame: Hashable
    fulfils: frozenset[Hashable]
    spans: tuple[date, date]


def ties_of(units: Sequence[Declaration], numbers: Sequence[Mapping[Key, int | None]]) -> Ties:
    """How the cells of the ``units`` (counts, sums and stacked ones) with ``numbers`` hang together."""
    cells = list(_cells(units, numbers))
    same: list[tuple[Place, ...]] = []
    inside: list[tuple[Place, Place]] = []
    for group in _that_may_meet(cells):
        equal, within = _of_group(group)
        same += equal
        inside += within
    return Ties(tuple(same), tuple(inside))


# What a cell counts --------------------------------------------------------------------------------------------------


def _cells(units: Sequence[Declaration], numbers: Sequence[Mapping[Key, int | None]]) -> Iterator[_Cell]:
    every = [(n, count, known) for n, unit in enumerate(units) for count, known in _counts(unit, numbers[n])]
    of_all = _of_all(every, numbers)
    for n, count, known in every:
        for key, own in known.items():
            if numbers[n].get(own) is not None:
                yield _Cell((n, own), *_meaning(count, key, drops=count in of_all))


#: A count's own key → the key of the cell in the unit that holds it.
_Known = dict[Key, Key]
_Counted = Count | Added


def _counts(unit: Declaration, numbers: Mapping[Key, int | None]) -> Iterator[tuple[_Counted, _Known]]:
    match unit:
        case Count() | Added():
            yield unit, {key: key for key in numbers}
        case Stacked():
            for part in unit.parts:
                if isinstance(part.count, Count | Added):
                    yield part.count, {(k[0], *k[2:]): k for k in numbers if k[1] == part.code}


def _meaning(of: _Counted, key: Key, drops: bool) -> tuple[Hashable, frozenset[Hashable], tuple[date, date]]:
    if isinstance(of, Count):
        return _of_count(of, key, drops)
    # Persons and, beside them, a number that was kept: all of the first are in the sum, if nothing is taken away.
    found = [_of_count(count, key, False) for count in of.plus]
    frame, _, spans = found[0]
    name = "+".join(sorted(count.name for count in of.plus)) + "-" + "+".join(sorted(c.name for c in of.minus))
    ways = tuple(fulfils for other, fulfils, _ in found if other == frame) if not of.minus else ()
    return frame, frozenset({_OneOf(f"{name} {' '.join(key)}", ways)}), spans


def _of_count(count: Count, key: Key, drops: bool) -> tuple[Hashable, frozenset[Hashable], tuple[date, date]]:
    code, *codes = key
    span = next(span for span in count.time.spans if span.code == code)
    basis = count.time.bases[0]
    if count.time.is_column:
        basis = next(when for when in count.time.bases if when.code == codes[0])
        codes = codes[1:]
    where = frozenset(_plain(condition) for condition in count.where)
    split = (_split(d, c, drops) for d, c in zip(count.dimensions, codes, strict=True))
    held = _Held(basis.basis, span.first, span.last)
    frame: list[Hashable] = [count.source.name, count.what.counted, count.what.column, count.latest]
    if count.latest is not None:
        # Which row is the latest depends on which rows there are.
        frame += [where, held]
    return tuple(frame), where | {held} | {one for one in split if one is not None}, (span.first, span.last)


def _is_sex(dimension: Split) -> bool:
    return not isinstance(dimension, Bands) and dimension.field.column.meaning is Meaning.SEX


def _split(dimension: Split, code: str, drops: bool) -> Hashable | None:
    """The condition of a code; of the total that it is one of all codes, unless that holds of everybody."""
    is_total = dimension.total is not None and code == dimension.total.code
    if is_total and drops and dimension.adds_up and not _is_sex(dimension):
        return None
    if isinstance(dimension, Bands):
        bands = frozenset((b.low, b.high) for b in dimension.codes if is_total or b.code == code)
        return _Between(dimension.on, bands)
    codes = frozenset(i for c in dimension.codes if is_total or c.code == code for i in c.includes)
    on = dimension.on
    if isinstance(on, Field):
        return _Coded(on, codes)
    if isinstance(on, Link):
        return _plain(Has(on.source, on.key, (*on.where, Is(on.field, tuple(sorted(codes))))))
    return _Coded(on, codes)


@dataclass(frozen=True, slots=True)
class _Other:
    """Another file has a row that fulfils all of ``where``; with ``none`` it has no such row."""

    source: str
    key: str
    where: frozenset[Hashable]
    none: bool


def _plain(condition: Condition) -> Hashable:
    """The condition in the one form that it is compared in."""
    match condition:
        case Has(source=source, key=key, where=where, none=none):
            return _Other(source.name, key, frozenset(_plain(one) for one in where), none)
        case Is(field=field, codes=codes):
            return _Coded(field, frozenset(codes))
        case MoreThan(field=field, number=number):
            return _Between(field, frozenset({(number + 1, None)}))
        case AtMost(field=field, number=number):
            return _Between(field, frozenset({(None, number)}))
        case Given():
            return condition


# The total that leaves nobody out -------------------------------------------------------------------------------------


def _of_all(every: Sequence[tuple[int, _Counted, _Known]], numbers: Sequence[Mapping[Key, int | None]]) -> set[Count]:
    """The counts whose totals hold the whole population: those that say the same as the largest total of it.

    A total counts those who are under any of the codes. Whether that is everybody stands in no declaration; but a
    reader sees that two totals of one population agree throughout, and may take them for the same.
    """
    totals: dict[Hashable, dict[Count, dict[Key, int]]] = {}
    for n, count, known in every:
        if isinstance(count, Count) and all(d.total and d.adds_up for d in count.dimensions if not _is_sex(d)):
            found = {short: number for key, own in known.items() if (short := _short(count, key)) is not None
                     and (number := numbers[n].get(own)) is not None}  # fmt: skip
            population = (count.source.name, count.what.counted, count.latest, count.time, frozenset(count.where))
            totals.setdefault(population, {})[count] = found
    whole: set[Count] = set()
    for counts in totals.values():
        most = {key: max(f.get(key, 0) for f in counts.values()) for found in counts.values() for key in found}
        whole |= {count for count, found in counts.items() if all(found.get(k, 0) == n for k, n in most.items())}
    return whole


def _short(count: Count, key: Key) -> Key | None:
    """Period, basis and sex of a total; None of other cells."""
    first = len(key) - len(count.dimensions)
    split = list(zip(count.dimensions, key[first:], strict=True))
    if any(d.total and code != d.total.code for d, code in split if not _is_sex(d)):
        return None
    return (*key[:first], *(code for d, code in split if _is_sex(d)))


# What follows from what ----------------------------------------------------------------------------------------------


def _that_may_meet(cells: Iterable[_Cell]) -> Iterator[list[_Cell]]:
    """The cells of one frame whose periods overlap, directly or by others."""
    by_frame: dict[Hashable, list[_Cell]] = {}
    for cell in cells:
        by_frame.setdefault(cell.frame, []).append(cell)
    for of_one in by_frame.values():
        group: list[_Cell] = []
        last = date.min
        for cell in sorted(of_one, key=lambda one: one.spans):
            if group and cell.spans[0] > last:
                yield group
                group = []
            group.append(cell)
            last = max(last, cell.spans[1])
        yield group


def _of_group(cells: Sequence[_Cell]) -> tuple[list[tuple[Place, ...]], list[tuple[Place, Place]]]:
    """The cells that are the same, and of those that hold each other the pairs with none between."""
    different = list(dict.fromkeys(cell.fulfils for cell in cells))
    places: dict[frozenset[Hashable], list[Place]] = {}
    for cell in cells:
        places.setdefault(cell.fulfils, []).append(cell.place)
    holds = _holds(different)
    # Of those that follow from each other the first stands for all.
    first = np.argmax(holds & holds.T, axis=1)
    members: dict[int, list[Place]] = {}
    for n, one in enumerate(different):
        members.setdefault(int(first[n]), []).extend(places[one])
    kept = np.array(sorted(members), dtype=np.int64)
    strict = holds[np.ix_(kept, kept)] & ~np.eye(len(kept), dtype=bool)
    steps = strict.astype(np.float32)
    next_to = strict & ~(steps @ steps > 0)
    same = [tuple(of) for _, of in sorted(members.items()) if len(of) > 1]
    inside = [(members[int(kept[a])][0], members[int(kept[b])][0]) for a, b in np.argwhere(next_to)]
    return same, inside


def _holds(different: Sequence[frozenset[Hashable]]) -> _Mask:
    """[a, b]: whoever fulfils the conditions a fulfils b too."""
    conditions = list(dict.fromkeys(one for fulfils in different for one in fulfils))
    at = {condition: n for n, condition in enumerate(conditions)}
    own = np.zeros((len(different), len(conditions)), dtype=np.float32)
    for n, fulfils in enumerate(different):
        own[n, [at[one] for one in fulfils]] = 1
    follows = np.array([[_follows(a, b) for b in conditions] for a in conditions], dtype=np.float32)
    reached = own @ follows > 0
    for condition, n in at.items():
        if isinstance(condition, _OneOf):
            for way in condition.ways:
                reached[:, n] |= _all_of(way, different)
    held: _Mask = reached.astype(np.float32) @ own.T == own.sum(axis=1)
    return held


def _all_of(way: frozenset[Hashable], different: Sequence[frozenset[Hashable]]) -> _Mask:
    return np.array([all(any(_follows(a, b) for a in fulfils) for b in way) for fulfils in different])


def _follows(a: Hashable, b: Hashable) -> bool:
    """True when everything that fulfils ``a`` fulfils ``b``."""
    found = a == b
    match a, b:
        case _Held(), _Held():
            found = _held(a, b)
        case _Coded(on=on, codes=codes), _Coded():
            found = on == b.on and codes <= b.codes
        case _Between(on=on, bands=bands), _Between():
            found = on == b.on and all(any(_within(one, other) for other in b.bands) for one in bands)
        case ((_Coded(on=on) | _Between(on=on)), Given(field=field)):
            found = on == field
        case _Other(), _Other() if (a.source, a.key, a.none) == (b.source, b.key, b.none):
            more, less = (b, a) if a.none else (a, b)
            found = all(any(_follows(one, other) for one in more.where) for other in less.where)
    return found


def _held(a: _Held, b: _Held) -> bool:
    within = b.first <= a.first and a.last <= b.last
    if a.basis is b.basis:
        return a.last == b.last if a.basis is Basis.ON_LAST_DAY else within
    at_end = a.basis is Basis.ON_LAST_DAY and b.first <= a.last <= b.last
    return b.basis is Basis.EVER and (within or at_end)


def _within(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> bool:
    low = b[0] is None or (a[0] is not None and b[0] <= a[0])
    return low and (b[1] is None or (a[1] is not None and a[1] <= b[1]))
