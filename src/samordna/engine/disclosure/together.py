"""Several counts of persons protected as one: what can be worked out by comparing the tables of a release.

Families of cells (:mod:`samordna.engine.disclosure.proven`) that share a cell, or of which one holds a part of what the
other counts, are one model; so are those of one table whose columns say nothing of it. Each family keeps leaves of its
own; a *tie* says that what two of them say of the same cell is the same number, or that the whole is the part and those
who are left. A move then changes the families together, and what must be hidden in one is hidden in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from samordna.engine.disclosure.atoms import NotAdditive
from samordna.engine.disclosure.joined import Joined, Whole, unproven_together
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Counted, Mask, Rules, merged
from samordna.engine.disclosure.policy import Policy
from samordna.engine.disclosure.proven import (
    REACH,
    STEPS,
    TOLD,
    WORK,
    Cells,
    Proven,
    Wishes,
    better,
    cells_of,
    families,
    safe_answer,
    spots,
)
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import SEED, expanded
from samordna.engine.disclosure.secondary import Clock, Search
from samordna.engine.disclosure.ties import Place, Ties, needed, with_small_steps
from samordna.engine.disclosure.witnesses import Witness
from samordna.engine.request import Column, Key


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of one count, and what is wished for it.

    One that is ``alone`` is protected elsewhere, since its cells are no sums of leaves: here it only says what cells of
    others have to do with each other.
    """

    columns: Sequence[Column]
    numbers: Mapping[Key, int]
    wishes: Wishes
    alone: bool = False


def are_sums(sheet: Sheet) -> bool:
    """Whether the cells are sums of leaves, so that they can be protected with others."""
    try:
        for family in families(sheet.columns, sheet.numbers):
            cells_of(family)
    except NotAdditive:
        return False
    return True


def prove_together(sheets: Sequence[Sheet], ties: Ties, policy: Policy) -> list[Proven]:
    """What to hide in each sheet so that no small number can be known by whoever has all of them.

    NotAdditive when a sheet's cells are no sums of leaves; CannotBeSafe when what must stay tells a small number.
    """
    every = [
        (n, family)
        for n, sheet in enumerate(sheets)
        if not sheet.alone
        for family in families(sheet.columns, sheet.numbers)
    ]
    at = {(n, family.key(spot)): i for i, (n, family) in enumerate(every) for spot in np.ndindex(family.numbers.shape)}
    ties = needed(
        with_small_steps([sheet.numbers for sheet in sheets], ties, policy), [family.axes for _, family in every], at
    )
    sheets = _agreed(sheets, ties)
    found: list[list[Proven]] = [[] for _ in sheets]
    alone, joint = [], []
    for group, own in _components(len(every), ties, at):
        if len(group) == 1 and own == Ties():
            n, family = every[group[0]]
            task = safe_answer(family, policy, sheets[n].wishes)
            if task is not None:
                alone.append((n, task))
            continue
        parts = [(every[i][0], cells_of(every[i][1])) for i in group]
        made = _safe(_Group(parts, own, sheets, policy))
        if made is not None:
            joint.append(made)
    for n, task in alone:
        found[n].append(better(task))
    for made in joint:
        for n, proven in _better(made):
            found[n].append(proven)
    return [
        Proven(
            frozenset[Key]().union(*(one.hidden for one in of_it)),
            sum(one.differences for one in of_it),
            sum(one.witnesses for one in of_it),
        )
        for of_it in found
    ]


# Which ties are needed -----------------------------------------------------------------------------------------------


def _agreed(sheets: Sequence[Sheet], ties: Ties) -> list[Sheet]:
    """What is wished for a cell is wished for it in every sheet."""
    keep = [set(sheet.wishes.keep) for sheet in sheets]
    hide = [set(sheet.wishes.hide) for sheet in sheets]
    secret = [set(sheet.wishes.secret) for sheet in sheets]
    for wished in (keep, hide, secret):
        for places in ties.same:
            if any(key in wished[n] for n, key in places):
                for n, key in places:
                    wished[n].add(key)
    return [replace(s, wishes=Wishes(keep[n], hide[n], secret[n])) for n, s in enumerate(sheets)]


def _components(many: int, ties: Ties, at: Mapping[Place, int]) -> Iterator[tuple[list[int], Ties]]:
    """The families that ties join, with the ties."""
    root = list(range(many))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for first, *others in (*ties.same, *ties.inside):
        for place in others:
            root[find(at[place])] = find(at[first])
    group: dict[int, list[int]] = {}
    for one in range(many):
        group.setdefault(find(one), []).append(one)
    same: dict[int, list[tuple[Place, ...]]] = {}
    inside: dict[int, list[tuple[Place, Place]]] = {}
    for of_all in ties.same:
        same.setdefault(find(at[of_all[0]]), []).append(of_all)
    for pair in ties.inside:
        inside.setdefault(find(at[pair[0]]), []).append(pair)
    for one, members in group.items():
        yield members, Ties(tuple(same.get(one, ())), tuple(inside.get(one, ())))


# One model of several families ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """Families with the number of their sheet, and the ties between them."""

    parts: Sequence[tuple[int, Cells]]
    ties: Ties
    sheets: Sequence[Sheet]
    policy: Policy

    @property
    def secret(self) -> list[set[Key]]:
        """For each sheet the cells that are secret whatever their number."""
        return [set(sheet.wishes.secret) for sheet in self.sheets]

    @property
    def whole(self) -> Whole:
        """The cells as the check of the witnesses knows them."""
        return Whole(
            tuple(Joined(n, tuple(cells.keys[: cells.printed]), cells.leaves) for n, cells in self.parts), self.ties
        )


@dataclass(frozen=True)
class _Task:
    group: _Group
    n: Ints
    cells: list[Place]
    small: Mask
    printed: Mask
    hide: Mask
    told: frozenset[int]
    search: Search


@dataclass(frozen=True)
class _Laid:
    """The families' cells and leaves one after the other, then one leaf and one cell for each pair of ties."""

    n: Ints
    pairs: Ints
    value: Ints
    cells: list[Place]
    printed: Mask
    place: Ints
    ties: Ints


def _laid(group: _Group) -> _Laid:
    """CannotBeSafe when a part is more than its whole: the declarations do not say what the register does then."""
    widest = max(2 * len(cells.leaves.axes) for _, cells in group.parts) + 2
    pairs: list[Ints] = []
    place: list[Ints] = []
    names: list[Place] = []
    printed: list[bool] = []
    leaf = 0
    at: dict[Place, int] = {}
    for number, (n, cells) in enumerate(group.parts):
        pairs.append(cells.pairs + np.array([len(names), leaf]))
        at |= {(n, key): len(names) + i for i, key in enumerate(cells.keys[: cells.printed])}
        names += [(n, key) for key in cells.keys]
        printed += [i < cells.printed for i in range(len(cells.keys))]
        where = spots(cells.leaves)
        own = np.full((len(where), widest), -1, dtype=np.int64)
        own[:, :2] = number
        own[:, 2 : 2 + where.shape[1]] = where
        place.append(own)
        leaf += len(where)
    value = np.concatenate([cells.value for _, cells in group.parts])
    inside = group.ties.inside
    left = np.array([value[at[whole]] - value[at[part]] for part, whole in inside], dtype=np.int64)
    if (left < 0).any():
        raise CannotBeSafe(*TOLD)
    every = np.concatenate(pairs)
    more = np.arange(len(inside), dtype=np.int64)
    return _Laid(
        n=np.concatenate([*(cells.leaves.n for _, cells in group.parts), left]),
        pairs=np.concatenate([every, np.stack([len(names) + more, leaf + more], axis=1)]),
        value=np.concatenate([value, left]),
        # A difference is no cell of any table.
        cells=[*names, *((-1, ()) for _ in inside)],
        printed=np.array(printed + [False] * len(inside)),
        place=np.concatenate([*place, np.full((len(inside), widest), -1, dtype=np.int64)]),
        ties=_ties(group.ties, at, every, leaf),
    )


def _ties(ties: Ties, at: Mapping[Place, int], pairs: Ints, leaves: int) -> Ints:
    """Rows of (tie, leaf, sign): what is the same less each other of its cells, and a whole less part and rest."""
    order = np.argsort(pairs[:, 0], kind="stable")
    inside = dict(enumerate(np.split(pairs[order, 1], np.flatnonzero(np.diff(pairs[order, 0])) + 1)))
    counted = dict(zip(np.unique(pairs[:, 0]).tolist(), inside.values(), strict=True))
    nobody = np.zeros(0, dtype=np.int64)
    wanted = [(of_one[0], other, nobody) for of_one in ties.same for other in of_one[1:]]
    wanted += [(whole, part, np.array([leaves + i])) for i, (part, whole) in enumerate(ties.inside)]
    rows = [np.zeros((0, 3), dtype=np.int64)]
    for number, (whole, part, rest) in enumerate(wanted):
        plus, minus = (counted.get(at[one], nobody) for one in (whole, part))
        taken = np.concatenate([np.setdiff1d(minus, plus), rest])
        given = np.setdiff1d(plus, minus)
        sign = np.repeat([1, -1], [len(given), len(taken)])
        rows.append(np.stack([np.full(len(sign), number), np.concatenate([given, taken]), sign], axis=1))
    return np.concatenate(rows)


def _safe(group: _Group) -> _Task | None:
    """A safe answer for the families together; None when nothing is small or hidden there. CannotBeSafe."""
    laid, policy = _laid(group), group.policy
    wished = [
        np.array([n >= 0 and key in of[n] for n, key in laid.cells])
        for of in (
            [set(sheet.wishes.keep) for sheet in group.sheets],
            [set(sheet.wishes.hide) for sheet in group.sheets],
            group.secret,
        )
    ]
    known, hide, secret = wished
    hide &= laid.value > 0
    small = np.array([policy.is_sensitive(int(n)) for n in laid.value]) | (secret & (laid.value > 0))
    # What was printed of both before is told already: nothing can take it back.
    first = len(laid.cells) - len(group.ties.inside)
    told = [
        i
        for i, pair in enumerate(group.ties.inside)
        if small[first + i] and all(key in group.sheets[n].wishes.keep for n, key in pair)
    ]
    small[[first + i for i in told]] = False
    if not small.any() and not hide.any():
        return None
    if (small & known).any():
        raise CannotBeSafe(*TOLD)
    shown = laid.printed & ~hide
    counted = Counted(laid.n, laid.pairs, shown, known, laid.place, small, laid.ties)
    # What may be known is no secret, however small.
    model = merged(counted, Rules(1, zeros_published=True, low=1))
    search = Search(model, [2] * (laid.place.shape[1] // 2), REACH, SEED, Clock())
    if search.first():
        raise CannotBeSafe(*TOLD)
    return _Task(group, laid.n, laid.cells, small, laid.printed, hide, frozenset(told), search)


def _better(task: _Task) -> Iterator[tuple[int, Proven]]:
    search, model, group = task.search, task.search.model, task.group
    search.improve(int(np.clip(WORK // max(model.cells, 1), *STEPS)))
    hidden = task.hide.copy()
    real = model.cell_of >= 0
    hidden[real] |= search.cover.hidden()[model.cell_of[real]]
    witnesses = [expanded(task.n, model, move) for _, move in sorted(search.cover.moves.items())]
    away = {place for place, gone, shown in zip(task.cells, hidden, task.printed, strict=True) if gone and shown}
    changed = group.secret
    secret = [(n, key) for n, cells in group.parts for key in cells.keys[: cells.printed] if key in changed[n]]
    if unproven_together(group.whole, group.policy, witnesses, hidden=away, told=task.told, secret=secret):
        raise CannotBeSafe(*TOLD)
    counted: set[int] = set()
    for n, cells in group.parts:
        own = frozenset(key for key in cells.keys[: cells.printed] if (n, key) in away)
        inner = sum(group.policy.is_sensitive(int(v)) for v in cells.value[cells.printed :])
        # What several families of a sheet have in common is counted with the first of them.
        more = (0, 0) if n in counted else (_differences(task, n), _witnesses(task, n, witnesses))
        counted.add(n)
        yield n, Proven(own, inner + more[0], more[1])


def _differences(task: _Task, n: int) -> int:
    """The small differences between a cell of the sheet ``n`` and one of another."""
    pairs = task.group.ties.inside
    small = task.small[len(task.cells) - len(pairs) :]
    return sum(bool(secret) for secret, pair in zip(small, pairs, strict=True) if any(n == one for one, _ in pair))


def _witnesses(task: _Task, n: int, witnesses: Sequence[Witness]) -> int:
    """The witnesses in which something of the sheet ``n`` is another number."""
    of = np.repeat([number for number, _ in task.group.parts], [len(cells.leaves.n) for _, cells in task.group.parts])
    own = np.flatnonzero(of == n)
    return sum(bool(np.isin(witness.leaves, own).any()) for witness in witnesses)
