"""Whether other numbers in all tables of a release fit everything that they print: checked by adding up.

This knows nothing of the search or its model. Every cell is counted anew from the leaves of its family, by its codes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from samordna.engine.disclosure.atoms import Leaves, differences
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.policy import Policy
from samordna.engine.disclosure.ties import Place, Ties
from samordna.engine.disclosure.witnesses import Witness
from samordna.engine.request import Key


@dataclass(frozen=True)
class Joined:
    """A family of cells of the table ``number``: its printed cells and its leaves."""

    number: int
    keys: tuple[Key, ...]
    leaves: Leaves


@dataclass(frozen=True)
class Whole:
    """Families whose leaves stand one after the other, and after them one for each pair of ``ties``."""

    parts: tuple[Joined, ...]
    ties: Ties


#: The number of each cell of each table, and of each difference within a column (whole less part).
_Numbers = dict[tuple[object, ...], int]


def unproven_together(
    whole: Whole,
    policy: Policy,
    witnesses: Sequence[Witness],
    *,
    hidden: Collection[Place],
    told: Collection[int],
    secret: Collection[Place] = (),
) -> list[str]:
    """What is not shown to be unknowable, in words; empty when everything is.

    A witness counts when nobody is below nought, all that is printed is the same, somebody is left in each hidden
    cell, what is one cell in several tables is the same number in all, and no part is more than its whole. ``told``
    are the pairs of ties whose difference was told before, and ``secret`` cells that must not be known whatever their
    number: those that changed by few persons.
    """
    hidden, pairs = set(hidden), whole.ties.inside
    true = _numbers(whole, None)
    if true is None or not _agree(whole.ties, true):
        return ["the numbers do not fit each other"]
    small = {place for place, n in true.items() if policy.is_sensitive(n)} | {place for place in secret if true[place]}
    apart = [true[b] - true[a] for a, b in pairs]
    few = {i for i, left in enumerate(apart) if policy.is_sensitive(left) and i not in told}
    shown: set[object] = set()
    for witness in witnesses:
        other = _numbers(whole, witness)
        if other is None or not _agree(whole.ties, other):
            continue
        changed = {place for place, n in other.items() if n != true[place]}
        cells = {place for place in changed if len(place) == 2}
        if cells <= hidden and all(other[place] >= 1 for place in cells):
            shown |= changed & small
            shown |= {i for i in few if other[pairs[i][1]] - other[pairs[i][0]] != apart[i]}
    printed = [f"{place} is printed" for place in small if len(place) == 2 and place not in hidden]
    return printed + [f"{one} may be known" for one in (*small, *few) if one not in shown]


def _agree(ties: Ties, numbers: _Numbers) -> bool:
    same = all(len({numbers[place] for place in places}) == 1 for places in ties.same)
    return same and all(numbers[part] <= numbers[whole] for part, whole in ties.inside)


def _numbers(whole: Whole, witness: Witness | None) -> _Numbers | None:
    """Every number with the ``witness``'s leaves instead; None when a leaf holds fewer than nobody."""
    found: _Numbers = {}
    start = 0
    for part in whole.parts:
        n = part.leaves.n.copy()
        if witness is not None:
            own = (witness.leaves >= start) & (witness.leaves < start + len(n))
            np.add.at(n, witness.leaves[own] - start, witness.by[own])
        if (n < 0).any():
            return None
        start += len(n)
        for key in part.keys:
            found[part.number, key] = _count(part.leaves, n, key)
        for place, above, inside in differences(part.leaves.axes):
            for key in part.keys:
                if key[place] == inside:
                    upper = (*key[:place], above, *key[place + 1 :])
                    found[part.number, key, upper] = found[part.number, upper] - found[part.number, key]
    return found


def _count(leaves: Leaves, n: Ints, key: Key) -> int:
    """The persons whose patterns hold the codes of the key."""
    inside = np.ones(len(n), dtype=bool)
    for column, (code, names) in enumerate(zip(key, leaves.names, strict=True)):
        inside &= np.array([code in pattern for pattern in names])[leaves.patterns[:, column]]
    return int(n[inside].sum())
