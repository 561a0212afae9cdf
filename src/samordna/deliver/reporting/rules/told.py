"""What a row of each version of a hand-in may say, when its readers have the versions before it too.

Whoever has two versions subtracts one from the other. So a count that is one to four from what an earlier version had
is told as a range beside that one, and stays a range in every version where it is so; otherwise neither the change nor
a number of one to four would be hidden. The policy is that of every other table (``engine/disclosure/policy.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from samordna.deliver.participants.figures import Between
from samordna.deliver.projects.rules import SMALL
from samordna.deliver.reporting.rules.hand_in import PERSONS, Row

_CHANGE = frozenset({"small"})
#: Key of the row → as it is told; None when nobody has said.
Told = Mapping[str, Between | None]


def as_told(
    versions: Sequence[Iterable[Row]],
    sees: Callable[[Row], Between | None],
    is_exact: Callable[[Row], bool],
) -> tuple[Told, ...]:
    """Each version's counts of persons, the first version first. ``sees`` is what a row says when it stands alone.

    >>> def version(n):
    ...     return [Row("participants", ("a", "women", "person"), "A", PERSONS, n)]
    >>> told = as_told([version(12), version(13), version(20)], lambda row: Between(row.value, row.value), lambda _: 0)
    >>> [(one.low, one.high) for each in told for one in each.values()]
    [(12, 12), (13, 16), (20, 20)]
    """
    before: dict[str, list[tuple[int, Between]]] = {}
    found: list[Told] = []
    for rows in versions:
        told: dict[str, Between | None] = {}
        for row in rows:
            if row.unit != PERSONS:
                continue
            alone = sees(row)
            if alone is None or row.value is None or is_exact(row):
                told[row.key] = alone
                continue
            earlier = before.setdefault(row.key, [])
            told[row.key] = said = _beside(row.value, alone, earlier)
            earlier.append((row.value, said))
        found.append(told)
    return tuple(found)


def _beside(value: int, alone: Between, earlier: Sequence[tuple[int, Between]]) -> Between:
    """What may be said of a number beside what earlier versions said. A number once printed may be again."""
    if any(said.is_exact and said.low == value for _, said in earlier):
        return alone
    for number, said in earlier:
        if 0 < abs(value - number) < SMALL:
            return changed(said, up=value > number)
    return alone


def changed(was: Between, *, up: bool) -> Between:
    """One to four more, or fewer, than what was said: no more than that is told of either number.

    >>> changed(Between(12, 12), up=False).low, changed(Between(12, 12), up=False).high
    (8, 11)
    """
    if up:
        return Between(was.low + 1, was.high + SMALL - 1, _CHANGE)
    return Between(max(0, was.low - SMALL + 1), max(0, was.high - 1), _CHANGE)
