"""How the cells of several tables hang together: which are one and the same, and which count a part of another."""

from __future__ import annotations

from dataclasses import dataclass

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
