"""A table of persons protected with a proof: for every small number another table that fits all that is printed.

The table falls into families of cells that no relation joins (each year by itself, say). In each, the cells are sums of
leaves (:mod:`samordna.engine.disclosure.atoms`), and :class:`~samordna.engine.disclosure.secondary.Search` finds what
to hide and a witness for every small cell. The witnesses are checked here, on the table's own cells, by adding up.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from samordna.engine.disclosure.atoms import (
    Axis,
    Leaves,
    NotAdditive,
    Relation,
    differences,
    groups,
    leaves_of,
    relations,
)
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.lines import difference_code
from samordna.engine.disclosure.model import Counted, Mask, Rules, merged
from samordna.engine.disclosure.policy import Policy
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import SEED, expanded
from samordna.engine.disclosure.secondary import Clock, Search
from samordna.engine.disclosure.witnesses import Witness
from samordna.engine.request import Column, Key

#: How far another possible number must be from a small cell's own.
REACH: Final = 1
#: So many looks at a cell in the search for something cheaper, in all; within these steps for each family.
WORK: Final = 100_000
STEPS: Final = (20, 300)


@dataclass(frozen=True, slots=True)
class Proven:
    """The cells to hide, how many unprinted differences are small too, and how many witnesses show it."""

    hidden: frozenset[Key]
    differences: int
    witnesses: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """Cells to ``keep`` printed, to ``hide`` in any case, and those that are ``secret`` whatever their number."""

    keep: Collection[Key] = ()
    hide: Collection[Key] = ()
    secret: Collection[Key] = ()


def prove(columns: Sequence[Column], numbers: Mapping[Key, int], policy: Policy, wishes: Wishes) -> Proven:
    """What to hide of the cells with ``numbers`` so that no small one can be known, however it is worked out.

    NotAdditive when the cells are no sums of leaves; CannotBeSafe when what must stay tells a small number.
    """
    # All are safe before the first is made better: where one cannot be, nothing has been done in vain.
    safe = [task for family in families(columns, numbers) if (task := safe_answer(family, policy, wishes)) is not None]
    found = [better(task) for task in safe]
    hidden = frozenset[Key]().union(*(one.hidden for one in found))
    return Proven(hidden, sum(one.differences for one in found), sum(one.witnesses for one in found))


@dataclass(frozen=True)
class Family:
    """Cells that relations may join: every combination of some codes of each column."""

    axes: tuple[Axis, ...]
    numbers: Ints

    def key(self, place: Sequence[int]) -> Key:
        return tuple(axis.codes[n] for axis, n in zip(self.axes, place, strict=True))


def families(columns: Sequence[Column], numbers: Mapping[Key, int]) -> Iterator[Family]:
    """The cells in families. NotAdditive when some are missing beside others."""
    every = [groups(column, column.codes) for column in columns]
    for chosen in itertools.product(*every):
        yield from _present(columns, chosen, numbers)


def _present(
    columns: Sequence[Column], chosen: Sequence[tuple[str, ...]], numbers: Mapping[Key, int]
) -> Iterator[Family]:
    """The family of the ``chosen`` codes, without those that are missing everywhere in it."""
    keys = set(itertools.product(*chosen))
    there = keys & numbers.keys()
    if not there:
        return
    kept = [tuple(code for code in codes if any(k[n] == code for k in there)) for n, codes in enumerate(chosen)]
    if there != set(itertools.product(*kept)):
        raise NotAdditive("some cells are missing beside others of the same row and column")
    parts = [groups(column, codes) for column, codes in zip(columns, kept, strict=True)]
    for codes_of in itertools.product(*parts):
        held = (relations(column, codes) for column, codes in zip(columns, codes_of, strict=True))
        axes = tuple(Axis(codes, _once(of_it)) for codes, of_it in zip(codes_of, held, strict=True))
        shape = tuple(len(codes) for codes in codes_of)
        yield Family(axes, np.array([numbers[k] for k in itertools.product(*codes_of)], np.int64).reshape(shape))


def _once(held: Sequence[Relation]) -> tuple[Relation, ...]:
    return tuple(dict.fromkeys(held))


@dataclass(frozen=True)
class Cells:
    """The family's ``printed`` cells, then the differences that can be computed; ``pairs`` as :class:`Counted` has."""

    keys: list[Key]
    value: Ints
    pairs: Ints
    leaves: Leaves
    printed: int


def cells_of(family: Family) -> Cells:
    """NotAdditive when the leaves do not give the family's numbers."""
    leaves = leaves_of(family.axes, family.numbers)
    keys = [family.key(place) for place in np.ndindex(*family.numbers.shape)]
    for place, whole, part in differences(family.axes):
        rest = difference_code(part, whole)
        keys += [(*k[:place], rest, *k[place + 1 :]) for k in keys[: family.numbers.size] if k[place] == part]
    # Which patterns of each column a code stands for; a difference: those with the whole and without the part.
    holds = [_patterns(axis, names) for axis, names in zip(family.axes, leaves.names, strict=True)]
    inside = [{code: mask[leaves.patterns[:, n]] for code, mask in of.items()} for n, of in enumerate(holds)]
    pairs = []
    for cell, key in enumerate(keys):
        counted = np.logical_and.reduce([inside[n][code] for n, code in enumerate(key)])
        where = np.flatnonzero(counted)
        pairs.append(np.stack([np.full(len(where), cell), where], axis=1))
    every = np.concatenate(pairs)
    value = np.bincount(every[:, 0], weights=leaves.n[every[:, 1]], minlength=len(keys)).astype(np.int64)
    if (value[: family.numbers.size] != family.numbers.ravel()).any():
        raise NotAdditive("the numbers do not add up")
    return Cells(keys, value, every, leaves, family.numbers.size)


def _patterns(axis: Axis, names: Sequence[frozenset[str]]) -> dict[str, Mask]:
    found = {code: np.array([code in pattern for pattern in names]) for code in axis.codes}
    for relation in axis.held:
        if not relation.fills and len(relation.parts) == 1:
            (part,) = relation.parts
            found[difference_code(part, relation.whole)] = found[relation.whole] & ~found[part]
    return found


@dataclass(frozen=True)
class Task:
    """A family with a safe answer in its ``search``; ``small`` marks what must not be known, ``printed`` the cells."""

    cells: Cells
    small: Mask
    printed: Mask
    hide: Mask
    search: Search


def safe_answer(family: Family, policy: Policy, wishes: Wishes) -> Task | None:
    """None when nothing is small or hidden there. CannotBeSafe, NotAdditive."""
    nothing = not any(policy.is_sensitive(int(n)) for n in family.numbers.ravel())
    if nothing and not wishes.hide and not wishes.secret and not list(differences(family.axes)):
        return None
    cells = cells_of(family)
    secret, known = (np.array([key in of for key in cells.keys]) for of in (wishes.secret, wishes.keep))
    # A zero is never hidden.
    hide = np.array([key in wishes.hide for key in cells.keys]) & (cells.value > 0)
    small = np.array([policy.is_sensitive(int(n)) for n in cells.value]) | (secret & (cells.value > 0))
    if not small.any() and not hide.any():
        return None
    printed = np.arange(len(cells.keys)) < family.numbers.size
    if (small & known).any():
        raise CannotBeSafe(*TOLD)
    # What is hidden in any case costs nothing to hide: no table prints it.
    shown = printed & ~hide
    counted = Counted(cells.leaves.n, cells.pairs, shown, known, spots(cells.leaves), small)
    model = merged(counted, Rules(policy.threshold, zeros_published=True, low=1))
    search = Search(model, [2] * len(family.axes), REACH, SEED, Clock())
    if search.first():
        raise CannotBeSafe(*TOLD)
    return Task(cells, small, printed, hide, search)


def better(task: Task) -> Proven:
    """What to hide after a search for something cheaper. CannotBeSafe when the witnesses do not hold."""
    cells, search, model = task.cells, task.search, task.search.model
    search.improve(int(np.clip(WORK // max(model.cells, 1), *STEPS)))
    hidden = np.zeros(len(cells.keys), dtype=bool)
    real = model.cell_of >= 0
    hidden[real] = search.cover.hidden()[model.cell_of[real]]
    hidden |= task.hide
    witnesses = [expanded(cells.leaves.n, model, move) for _, move in sorted(search.cover.moves.items())]
    if unproven(cells.leaves.n, cells.pairs, witnesses, small=task.small, hidden=hidden, printed=task.printed):
        raise CannotBeSafe(*TOLD)
    out = frozenset(key for n, key in enumerate(cells.keys) if hidden[n] and task.printed[n])
    return Proven(out, int((task.small & ~task.printed).sum()), len(witnesses))


TOLD: Final = (
    "Ett litet antal följer av tal som måste stå kvar.",
    "A small number follows from cells that must stay printed.",
)


def spots(leaves: Leaves) -> Ints:
    """Where each leaf stands: for every column the code under the root, and the pattern."""
    found = []
    for n, (axis, names) in enumerate(zip(leaves.axes, leaves.names, strict=True)):
        branch = np.array([axis.branch(pattern) for pattern in names])
        found += [branch[leaves.patterns[:, n]], leaves.patterns[:, n]]
    return np.stack(found, axis=1)


def unproven(
    n: Ints, pairs: Ints, witnesses: Sequence[Witness], *, small: Mask, hidden: Mask, printed: Mask
) -> list[int]:
    """The small cells that no valid witness changes. Empty: proven. By adding up, with nothing from the search.

    Valid is a witness with nobody below nought, no printed cell changed that is not hidden, and somebody left in each
    hidden cell. What no cell prints may change, but not to less than nobody.
    """
    shown = np.zeros(len(small), dtype=bool)
    value = np.bincount(pairs[:, 0], weights=n[pairs[:, 1]], minlength=len(small))
    for witness in witnesses:
        by = np.zeros(len(n), dtype=np.int64)
        by[witness.leaves] = witness.by
        other = np.bincount(pairs[:, 0], weights=(n + by)[pairs[:, 1]], minlength=len(small))
        stays = (other == value) | hidden | ~printed
        if (n + by >= 0).all() and stays.all() and (other[hidden & printed] >= 1).all():
            shown |= np.abs(other - value) >= REACH
    return np.flatnonzero(small & ~shown | small & printed & ~hidden).tolist()
