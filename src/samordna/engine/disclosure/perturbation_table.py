"""How likely each change of a number is: mean zero, a declared variance, and otherwise as even as can be.

The conditions are those of the cell-key method (Fraser and Wooton 2005; Marley and Leaver 2011), and that the most
even distribution is taken is the way of ptable (Giessing 2016): zero stays zero, nothing goes below zero, and 1 to
``small`` − 1 are never printed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.said import wrong

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
#: Chances are whole multiples of one in so many, so that they are the same on every machine.
PARTS: Final = 2**32
_STEPS: Final = 500
_EXACT: Final = 1e-12


@dataclass(frozen=True, slots=True)
class PerturbationTable:
    """For 0, 1, 2 … persons (the last for all larger numbers): the possible ``changes``, and up to where in ``PARTS``
    each reaches."""

    changes: tuple[Ints, ...]
    reach: tuple[Ints, ...]

    def changes_of(self, numbers: Ints, keys: Keys) -> Ints:
        """The change of each number, by the key of its cell (64 bits, of which the first 32 choose)."""
        at = np.minimum(numbers, len(self.changes) - 1)
        chosen = (keys >> np.uint64(32)).astype(np.int64)
        found = np.zeros(len(numbers), dtype=np.int64)
        for row in np.unique(at):
            these = at == row
            found[these] = self.changes[row][np.searchsorted(self.reach[row], chosen[these], side="right")]
        return found

    def chances(self, number: int) -> Floats:
        """How likely each of the number's changes is."""
        reach = self.reach[min(number, len(self.reach) - 1)]
        found: Floats = np.diff(reach, prepend=0) / PARTS
        return found

    @property
    def digest(self) -> str:
        """The sha256 of the table, by which two are known to be the same."""
        rows = [[c.tolist(), r.tolist()] for c, r in zip(self.changes, self.reach, strict=True)]
        return hashlib.sha256(json.dumps(rows).encode("ascii")).hexdigest()


def perturbation_table(deviation: int, variance: float, small: int) -> PerturbationTable:
    """The table for changes of at most ``deviation`` persons and this ``variance``.

    WrongInput says which variances are possible when this one is not.
    """
    last = deviation + small
    changes = [np.zeros(1, dtype=np.int64), *(_possible(number, deviation, small) for number in range(1, last + 1))]
    _check(changes[1:], deviation, variance)
    reach = [np.array([PARTS], dtype=np.int64)]
    for possible in changes[1:]:
        ends = np.rint(np.cumsum(_most_even(possible.astype(np.float64), variance)) * PARTS).astype(np.int64)
        ends[-1] = PARTS
        reach.append(ends)
    return PerturbationTable(tuple(changes), tuple(reach))


def _possible(number: int, deviation: int, small: int) -> Ints:
    changes = np.arange(-deviation, deviation + 1, dtype=np.int64)
    printed = number + changes
    found: Ints = changes[(printed == 0) | (printed >= small)]
    return found


def _ends(changes: Ints) -> tuple[int, int]:
    """The least and the greatest variance with mean zero; (1, 0) when the mean cannot be zero."""
    if changes[0] > 0 or changes[-1] < 0:
        return 1, 0
    below, above = changes[changes <= 0][-1], changes[changes >= 0][0]
    return -int(below * above), -int(changes[0] * changes[-1])


def _check(rows: list[Ints], deviation: int, variance: float) -> None:
    ends = [_ends(changes) for changes in rows]
    least, most = max(low for low, _ in ends), min(high for _, high in ends)
    if least > most:
        raise wrong(
            f"noise: med deviation = {deviation} kan små tal inte döljas och medelvärdet ändå bli rätt; öka deviation",
            f"noise: with deviation = {deviation} small numbers cannot be kept from print with mean zero; increase it",
        )
    if not least <= variance <= most:
        raise wrong(
            f"noise: med deviation = {deviation} ska variance vara från {least} till {most}",
            f"noise: with deviation = {deviation} the variance must be from {least} to {most}",
        )


def _most_even(changes: Floats, variance: float) -> Floats:
    """The distribution over ``changes`` with mean zero and this variance that has the greatest entropy.

    It is proportional to exp(a·v + b·v²); a and b by Newton's method on the convex dual.
    """
    low, high = changes[changes <= 0][-1], changes[changes >= 0][0]
    for below, above in ((low, high), (changes[0], changes[-1])):
        if abs(variance + below * above) < 1e-9:
            return _two(changes, below, above)
    size = np.abs(changes).max()
    features = np.stack([changes / size, (changes**2 - variance) / size**2])
    by, chance, value = np.zeros(2), *_tilted(features, np.zeros(2))
    for _ in range(_STEPS):
        slope = features @ chance
        if np.abs(slope).max() < _EXACT:
            break
        curve = (features * chance) @ features.T - np.outer(slope, slope)
        step = np.linalg.solve(curve + 1e-15 * np.eye(2), -slope)
        length = 1.0
        while length > 1e-12:
            tried, tried_value = _tilted(features, by + length * step)
            if tried_value <= value + 1e-4 * length * float(slope @ step):
                break
            length /= 2
        else:
            break
        by, chance, value = by + length * step, tried, tried_value
    return chance


def _tilted(features: Floats, by: Floats) -> tuple[Floats, float]:
    weight = by @ features
    top = weight.max()
    chance: Floats = np.exp(weight - top)
    total = chance.sum()
    return chance / total, float(top + np.log(total))


def _two(changes: Floats, below: float, above: float) -> Floats:
    """Only two changes, with mean zero."""
    chance = np.zeros(len(changes))
    if below == above:
        chance[changes == below] = 1
    else:
        chance[changes == below] = above / (above - below)
        chance[changes == above] = -below / (above - below)
    return chance
