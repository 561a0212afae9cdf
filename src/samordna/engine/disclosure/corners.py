"""Which few leaves to look among for a move: some codes of every dimension, with the small cell's own among them."""

from __future__ import annotations

import numpy as np

from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model


class Corners:
    """Chooses leaves around a cell; ``room`` is about how many."""

    def __init__(self, model: Model, axes: list[int], room: int) -> None:
        """``axes``: how many columns of ``model.place`` each dimension has, coarse to fine."""
        self.model, self.room = model, room
        ends = np.cumsum(axes)
        self.fine = [model.place[:, end - 1] for end in ends]
        self.coarse = [model.place[:, end - count] for end, count in zip(ends, axes, strict=True)]
        self.codes = [np.unique(column) for column in self.fine]
        self.parent: list[Ints] = []
        for fine, coarse in zip(self.fine, self.coarse, strict=True):
            _, first = np.unique(fine, return_index=True)
            self.parent.append(coarse[first])
        full = float(np.prod([len(codes) for codes in self.codes]))
        self.density = max(len(model.n), 1) / max(full, 1.0)

    def around(self, cell: int, random: np.random.Generator) -> Ints:
        """Some leaves around ``cell``, its own among them."""
        counts = self._counts(random)
        own = self.model.leaves_of(cell)
        chosen = np.ones(len(self.model.n), dtype=bool)
        for fine, codes, parent, count in zip(self.fine, self.codes, self.parent, counts, strict=True):
            if count < len(codes):
                picked = _pick(codes, parent, np.isin(codes, fine[own]), count, random)
                chosen &= np.isin(fine, picked)
        if not chosen[own].any():
            chosen[random.choice(own)] = True
        return np.flatnonzero(chosen)

    def _counts(self, random: np.random.Generator) -> list[int]:
        """How many codes of each dimension; the dimension with most gives way first."""
        room = self.room * random.uniform(0.7, 1.4) / self.density
        counts = [len(codes) for codes in self.codes]
        while np.prod(np.array(counts, dtype=float)) > room and max(counts) > 2:
            counts[int(np.argmax(counts))] -= 1
        return counts


def _pick(codes: Ints, parent: Ints, own: Mask, count: int, random: np.random.Generator) -> Ints:
    inside = random.permutation(np.flatnonzero(own))
    outside = random.permutation(np.flatnonzero(~own))
    if len(outside) and random.random() < 0.7:
        # Those under the same coarse code first: a move among them leaves the coarse code as it is.
        outside = outside[np.argsort(~np.isin(parent[outside], parent[inside]), kind="stable")]
    half = max(1, min(len(inside), count // 2)) if len(outside) else count
    picked: Ints = codes[np.concatenate([inside[:half], outside[: count - half]])]
    return picked
