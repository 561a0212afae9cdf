"""What the numbers of a table are made of: groups of persons that are counted in the same cells.

A person who is counted under a code may be counted under others too: under the code that holds it, under the total,
and, where codes overlap, under another beside it. The codes of one column that a person is counted under are a
*pattern*. Persons with the same pattern in every column are one leaf, and each cell is a sum of leaves.

The table itself does not say how many there are of each pattern where codes overlap. Any numbers that give the table's
cells will do: what a reader can work out depends on the cells alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.request import Column

#: The codes of one column that a person is counted under.
Pattern = frozenset[str]
#: How many persons have each pattern, in an order: the first so many, the next so many.
Runs = list[tuple[Pattern, int]]


class NotAdditive(Exception):
    """The numbers do not fit the relations that the columns declare, or these cannot be followed."""


@dataclass(frozen=True, slots=True)
class Relation:
    """``whole`` holds ``parts``. ``fills`` is true when nobody in the whole is outside them."""

    whole: str
    parts: tuple[str, ...]
    fills: bool = True


def relations(column: Column, codes: Sequence[str]) -> list[Relation]:
    """How the column's codes hold each other, among ``codes`` only. A whole that lacks a part is not filled."""
    found: list[Relation] = []
    sums = list(column.sums)
    # A total that stands among the sums is said there, of wholes that hold the rest.
    if column.total is not None and column.total not in [whole for whole, _ in sums]:
        sums.append((column.total, column.adding_up))
    for whole, parts in sums:
        inside = tuple(part for part in parts if part in codes)
        if whole in codes and inside:
            found.append(Relation(whole, inside, len(inside) == len(parts)))
    found += [Relation(whole, (part,), False) for part, whole in column.parts if {part, whole} <= set(codes)]
    return found


def groups(column: Column, codes: Sequence[str]) -> list[tuple[str, ...]]:
    """The codes that hold each other, together; no relation leads from one group to another."""
    group = {code: {code} for code in codes}
    for relation in relations(column, codes):
        joined = set().union(*(group[code] for code in (relation.whole, *relation.parts)))
        for code in joined:
            group[code] = joined
    found: dict[str, tuple[str, ...]] = {}
    for code in codes:
        found.setdefault(min(group[code]), tuple(c for c in codes if c in group[code]))
    return list(found.values())


@dataclass(frozen=True)
class Axis:
    """One column of one group of codes, with how they hold each other."""

    codes: tuple[str, ...]
    held: tuple[Relation, ...]

    @property
    def roots(self) -> list[str]:
        """The codes that no other holds."""
        inside = {part for relation in self.held for part in relation.parts}
        return [code for code in self.codes if code not in inside]

    def under(self, code: str) -> list[Relation]:
        """In which ways the code is divided."""
        return [relation for relation in self.held if relation.whole == code]

    @property
    def is_plain(self) -> bool:
        """True when each pattern's number is a number of the table, or what is left of one.

        No code is divided twice then, and none is held by two others.
        """
        parts = [part for relation in self.held for part in relation.parts]
        wholes = [relation.whole for relation in self.held]
        return len(set(parts)) == len(parts) and len(set(wholes)) == len(wholes) and len(self.roots) == 1

    def simple(self, code: str | None = None) -> list[Pattern]:
        """The patterns of persons who are under one part of every division."""
        if code is None:
            return list(dict.fromkeys(p for root in self.roots for p in self.simple(root)))
        ways: list[list[Pattern]] = []
        for relation in self.under(code):
            inside = [pattern for part in relation.parts for pattern in self.simple(part)]
            ways.append(inside if relation.fills else [*inside, frozenset()])
        return [frozenset({code}).union(*chosen) for chosen in itertools.product(*ways)]

    def branch(self, pattern: Pattern) -> int:
        """Which of the codes right under the root the pattern has (the first); for neighbourhoods."""
        top = {part for root in self.roots for relation in self.under(root) for part in relation.parts}
        return next((n for n, code in enumerate(self.codes) if code in pattern and code in top), len(self.codes))


def spread_out(axis: Axis, numbers: Mapping[str, int]) -> Runs:
    """Persons with patterns that give the ``numbers`` of each code. NotAdditive when a part is more than its whole."""
    laid: set[str] = set()
    found: Runs = []
    for root in axis.roots:
        found += _laid(axis, root, numbers, laid)
    if laid != set(axis.codes):
        raise NotAdditive(f"{', '.join(sorted(set(axis.codes) - laid))}: held by each other")
    return found


def _laid(axis: Axis, code: str, numbers: Mapping[str, int], laid: set[str]) -> Runs:
    """The persons under a code, with all that they are under inside it."""
    if code in laid:
        raise NotAdditive(f"{code} is held by two codes that do not hold each other")
    laid.add(code)
    number = numbers[code]
    runs: Runs = [(frozenset({code}), number)]
    for relation in axis.under(code):
        at = 0
        for part in relation.parts:
            inside = _laid(axis, part, numbers, laid)
            if numbers[part] > number:
                raise NotAdditive(f"{part} is more than {code}, which holds it")
            # One part after the other; where they are more than the whole, they go on from its beginning.
            runs = _over(runs, inside, at)
            at = (at + numbers[part]) % number if number else 0
    return runs


def _over(runs: Runs, above: Runs, at: int) -> Runs:
    """``runs`` with ``above`` laid over them from place ``at``, round the end to the beginning."""
    length = sum(count for _, count in runs)
    edges = {0, length}
    edges.update(itertools.accumulate(count for _, count in runs))
    pieces: list[tuple[int, int, Pattern]] = []
    start = at
    for pattern, count in above:
        left = count
        while left:
            step = min(left, length - start)
            pieces.append((start, start + step, pattern))
            edges.update((start, start + step))
            start, left = (start + step) % length, left - step
    found: Runs = []
    ends = list(itertools.accumulate(count for _, count in runs))
    place = 0
    for low, high in itertools.pairwise(sorted(edges)):
        while ends[place] <= low:
            place += 1
        more = [pattern for first, last, pattern in pieces if first <= low < last]
        found.append((runs[place][0].union(*more), high - low))
    return found


@dataclass(frozen=True)
class Leaves:
    """Leaves of ``n`` persons, one row of ``patterns`` each (a number into ``names`` of that column)."""

    axes: tuple[Axis, ...]
    names: tuple[tuple[Pattern, ...], ...]
    patterns: Ints
    n: Ints


Tensor = npt.NDArray[np.int64]


def leaves_of(axes: Sequence[Axis], numbers: Tensor) -> Leaves:
    """Leaves whose sums are ``numbers`` (one axis a column, its codes in order). NotAdditive when there are none."""
    plain = [axis.is_plain and _is_exact(axis, np.moveaxis(numbers, n, 0)) for n, axis in enumerate(axes)]
    if plain.count(False) > 1:
        raise NotAdditive("codes overlap in more than one column")
    names = [tuple(axis.simple()) for axis in axes]
    for place, axis in enumerate(axes):
        if plain[place]:
            numbers = np.moveaxis(_by_pattern(axis, names[place], np.moveaxis(numbers, place, 0)), 0, place)
    if (numbers < 0).any():
        raise NotAdditive("a part is more than its whole")
    if all(plain):
        index = np.indices(numbers.shape).reshape(numbers.ndim, -1).T
        return Leaves(tuple(axes), tuple(names), index.astype(np.int64), numbers.ravel())
    return _overlapping(tuple(axes), names, plain.index(False), numbers)


def _is_exact(axis: Axis, numbers: Tensor) -> bool:
    at = {code: n for n, code in enumerate(axis.codes)}
    return all(
        (sum(numbers[at[part]] for part in relation.parts) == numbers[at[relation.whole]]).all()
        for relation in axis.held
        if relation.fills
    )


def _by_pattern(axis: Axis, names: tuple[Pattern, ...], numbers: Tensor) -> Tensor:
    """The first axis by pattern instead of by code: the number of the innermost code, less what it holds."""
    at = {code: n for n, code in enumerate(axis.codes)}
    found = np.zeros((len(names), *numbers.shape[1:]), dtype=np.int64)
    for n, pattern in enumerate(names):
        inner = next(c for c in pattern if not any(p in pattern for r in axis.under(c) for p in r.parts))
        found[n] = numbers[at[inner]]
        for relation in axis.under(inner):
            for part in relation.parts:
                found[n] -= numbers[at[part]]
    return found


def _overlapping(axes: tuple[Axis, ...], names: list[tuple[Pattern, ...]], place: int, numbers: Tensor) -> Leaves:
    """One column's codes overlap: its patterns are laid out for each combination of the others."""
    axis, number_of = axes[place], {pattern: n for n, pattern in enumerate(names[place])}
    lines = np.moveaxis(numbers, place, -1)
    found: dict[tuple[int, ...], int] = {}
    for where in np.ndindex(*lines.shape[:-1]):
        counts = dict(zip(axis.codes, lines[where].tolist(), strict=True))
        for pattern, count in spread_out(axis, counts):
            if count:
                which = number_of.setdefault(pattern, len(number_of))
                key = (*where[:place], which, *where[place:])
                found[key] = found.get(key, 0) + count
    every = tuple(number_of)
    shape = [len(one) for one in names]
    shape[place] = len(every)
    index = np.indices(shape).reshape(len(shape), -1).T.astype(np.int64)
    n = np.zeros(shape, dtype=np.int64)
    for key, count in found.items():
        n[key] = count
    kept = [*names[:place], every, *names[place + 1 :]]
    return Leaves(axes, tuple(kept), index, n.ravel())


def differences(axes: Sequence[Axis]) -> Iterator[tuple[int, str, str]]:
    """Every (column, whole, part) whose difference is a number of persons too, though no cell prints it."""
    for place, axis in enumerate(axes):
        for relation in axis.held:
            if not relation.fills and len(relation.parts) == 1:
                yield place, relation.whole, relation.parts[0]
