"""How the cells of tables hang together: which are one and the same, and which count a part of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samordna.engine.disclosure.atoms import Axis
from samordna.engine.disclosure.policy import Policy
from samordna.engine.request import Key

#: A cell: the number of its table among the tables, and its key there.
Place = tuple[int, Key]


@dataclass(frozen=True, slots=True)
class Ties:
    """``same``: cells that count the same, in several tables. ``inside``: pairs of a part and the whole that holds it.

    A pair stands here once for each of the two that are next to each other, by any one of the cells that are the same.
    """

    same: tuple[tuple[Place, ...], ...] = ()
    inside: tuple[tuple[Place, Place], ...] = ()


def with_small_steps(numbers: Sequence[Mapping[Key, int]], ties: Ties, policy: Policy) -> Ties:
    """The ties and, where a whole is a few persons more than its part with others between them, that pair too.

    ``numbers`` are the cells of each table. Each step between the two is a secret of its own, but what is hidden in the
    middle hides no difference of the ends.
    """
    same = [[(n, key) for n, key in places if key in numbers[n]] for places in ties.same]
    first = {place: places[0] for places in same for place in places}
    above: dict[Place, list[Place]] = {}
    for part, whole in ties.inside:
        if all(key in numbers[n] for n, key in (part, whole)):
            above.setdefault(first.get(part, part), []).append(first.get(whole, whole))
    more = [
        (part, whole)
        for part, next_to in above.items()
        for whole, left in _reached(numbers, above, part, policy.threshold).items()
        if policy.is_sensitive(left) and whole not in next_to
    ]
    return Ties(ties.same, (*ties.inside, *more))


def _reached(
    numbers: Sequence[Mapping[Key, int]], above: Mapping[Place, Sequence[Place]], part: Place, most: int
) -> dict[Place, int]:
    """Every whole of the part, over any number of steps, that is fewer than ``most`` persons more, and how many."""
    n, key = part
    found: dict[Place, int] = {}
    waiting = [*above[part]]
    while waiting:
        m, code = whole = waiting.pop()
        left = numbers[m][code] - numbers[n][key]
        if whole not in found and left < most:
            found[whole] = left
            waiting += above.get(whole, ())
    return found


def needed(ties: Ties, axes: Sequence[Sequence[Axis]], at: Mapping[Place, int]) -> Ties:
    """The ties of cells that stand in a family, without the pairs that the relations of one family say already.

    ``axes`` are the columns of each family, and ``at`` says in which of them a cell stands.
    A pair that is named by a cell of a sheet that is alone is one of any other cells that are the same.
    """
    same = [tuple(place for place in places if place in at) for places in ties.same]
    of = {place: kept for places, kept in zip(ties.same, same, strict=True) for place in places}
    held = [[_held(axis) for axis in family] for family in axes]

    def said(part: Place, whole: Place) -> bool:
        family = at[part]
        codes = zip(part[1], whole[1], held[family], strict=True)
        return at[whole] == family and all(upper in above[code] for code, upper, above in codes)

    inside = []
    for pair in ties.inside:
        parts, wholes = (of.get(place, (place,) if place in at else ()) for place in pair)
        if parts and wholes and not any(said(part, whole) for part in parts for whole in wholes):
            inside.append((parts[0], wholes[0]))
    return Ties(tuple(places for places in same if len(places) > 1), tuple(inside))


def _held(axis: Axis) -> dict[str, set[str]]:
    """Each code, and with it all codes that hold it by the relations of the column."""
    above = {code: {code} for code in axis.codes}
    # Each round follows one relation more, and no chain is longer than there are relations.
    for _ in axis.held:
        for relation in axis.held:
            for part in relation.parts:
                above[part] |= above[relation.whole]
    return above
