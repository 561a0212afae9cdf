"""From leaves and a specification to a release that is proven safe, or the reason why there is none."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.earlier import Printed
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask, Model, model_of
from samordna.engine.disclosure.moves import Move
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.secondary import Clock, OutOfTime, Search, each_alone
from samordna.engine.disclosure.witnesses import Witness, unproven

SEED: Final = 1
#: How long the search for something cheaper goes on: so many steps divided by the cells, within these ends.
_WORK: Final = 1_800_000
_STEPS: Final = (100, 1500)


@dataclass(frozen=True, slots=True)
class Release:
    """Every cell's number and whether it is ``hidden``; the witnesses, and the certificate that travels with it."""

    grid: Grid
    value: Ints
    hidden: Mask
    small: Mask
    witnesses: list[Witness]
    certificate: dict[str, Any]


def release(grid: Grid, released: list[Printed], seconds: float | None = None, seed: int = SEED) -> Release:
    """Protect the tables of ``grid`` against whoever also has what was ``released``.

    WrongInput, or CannotBeSafe when no safe release was found (within ``seconds``, if given).
    """
    started, clock = time.monotonic(), Clock(seconds)
    value, _ = _values(grid)
    if grid.spec.group:
        _refuse_groups(grid, value)
    model = model_of(grid, released)
    axes = [len(dimension.columns) for dimension in grid.spec.dimensions]
    search = Search(model, axes, grid.spec.reach, seed, clock)
    stopped = _searched(grid, model, search)
    hidden = np.zeros(grid.size, dtype=bool)
    cell_of = model.cell_of[: grid.size]
    hidden[cell_of >= 0] = search.cover.hidden()[cell_of[cell_of >= 0]]
    small = hidden & (value < grid.spec.threshold)
    witnesses = _witnesses(grid, model, search)
    open_cells = unproven(grid, released, hidden, witnesses)
    if open_cells:
        raise _cannot(grid, open_cells[0])
    found = Release(grid, value, hidden, small, witnesses, {})
    found.certificate.update(_certificate(found, time.monotonic() - started, seed, stopped))
    return found


def _values(grid: Grid) -> tuple[Ints, Mask]:
    slots = grid.slots()
    weights = np.repeat(grid.leaves.n, slots.shape[1])
    real = np.zeros(grid.size, dtype=bool)
    real[slots.ravel()] = True
    return np.bincount(slots.ravel(), weights=weights, minlength=grid.size).astype(np.int64), real


def _searched(grid: Grid, model: Model, search: Search) -> bool:
    """Run the search. Returns whether time ended it; raises CannotBeSafe."""
    try:
        open_cells = search.first()
    except OutOfTime:
        raise CannotBeSafe(
            "Tiden tog slut innan något säkert svar fanns. Ge mer tid, eller färre eller grövre koder.",
            "The time was out before there was a safe answer. Give more time, or fewer or coarser codes.",
        ) from None
    stopped = False
    if not open_cells:
        stopped = search.cheaper(int(np.clip(_WORK // max(model.cells, 1), *_STEPS)))
        if grid.spec.singletons:
            open_cells = each_alone(search, lambda alone, small: _same_person(model, alone, small))
    if open_cells:
        known = np.flatnonzero(model.cell_of[: grid.size] == open_cells[0])
        raise _cannot(grid, int(known[0]) if len(known) else None)
    return stopped


def _same_person(model: Model, alone: int, small: int) -> bool:
    if model.value[small] != 1:
        return False
    one, other = (c[model.n[c] > 0] for c in (model.leaves_of(alone), model.leaves_of(small)))
    return bool(np.isin(one, other).all())


def _cannot(grid: Grid, cell: int | None) -> CannotBeSafe:
    where = " ".join(grid.codes_of(cell)[1]) if cell is not None else "…"
    return CannotBeSafe(
        f"Inget skydd finns för cellen {where}: dess tal följer av vad som ändå måste synas. "
        "Pröva grövre koder (bredare åldrar, sammanslagna områden), färre tabeller eller zeros = ”protected”.",
        f"Nothing protects the cell {where}: its number follows from what has to be printed. "
        'Try coarser codes (wider ages, merged regions), fewer tables, or zeros = "protected".',
    )


def _witnesses(grid: Grid, model: Model, search: Search) -> list[Witness]:
    return [expanded(grid.leaves.n, model, move) for _, move in sorted(search.cover.moves.items())]


def expanded(n: Ints, model: Model, move: Move) -> Witness:
    """The move on the register's own leaves: leaves that are always counted together were one in the model."""
    leaves: list[int] = []
    by: list[int] = []
    for leaf, change in zip(move.leaves.tolist(), move.by.tolist(), strict=True):
        left = change
        for own in model.parts_of(leaf).tolist():
            step = left if left > 0 else -min(-left, int(n[own]))
            if step:
                leaves.append(own)
                by.append(step)
                left -= step
    return Witness(np.array(leaves, dtype=np.int64), np.array(by, dtype=np.int64))


def _refuse_groups(grid: Grid, value: Ints) -> None:
    """With zeros printed, a small group that is all of one kind shows it whatever is hidden."""
    if not grid.spec.zeros_published:
        return
    slots = grid.slots()
    real = np.zeros(grid.size, dtype=bool)
    real[slots.ravel()] = True
    for table in range(len(grid.spec.tables)):
        start, end = grid.starts[table : table + 2]
        numbers, exists = value[start:end].reshape(grid.shape(table)), real[start:end].reshape(grid.shape(table))
        for place, axis in enumerate(grid.axes_of(table)):
            numbers_by, exists_by = np.moveaxis(numbers, place, 0), np.moveaxis(exists, place, 0)
            for whole, parts in _families(axis.levels):
                filled = (numbers_by[parts] > 0).sum(axis=0)
                possible = exists_by[parts].sum(axis=0)
                group = numbers_by[whole]
                shared = (group > 0) & (group < grid.spec.threshold) & (filled == 1) & (possible > 1)
                if shared.any():
                    raise CannotBeSafe(
                        f"Alla i en liten grupp är lika i ”{axis.name}”, och de utskrivna nollorna säger det. "
                        "Sätt zeros = ”protected”, slå ihop koder eller ta bort variabeln.",
                        f"All of a small group are alike in {axis.name!r}, and the printed zeros tell it. "
                        'Set zeros = "protected", merge codes, or leave the variable out.',
                    )


def _families(levels: tuple[Ints, ...]) -> list[tuple[int, Ints]]:
    """Each code of a dimension that has codes under it, with those."""
    found = []
    for coarse, fine in itertools.pairwise(levels):
        pairs = np.unique(np.stack([coarse, fine]), axis=1)
        found += [(int(whole), pairs[1, pairs[0] == whole]) for whole in np.unique(pairs[0])]
    return found


def _certificate(found: Release, seconds: float, seed: int, stopped: bool) -> dict[str, Any]:
    spec = found.grid.spec
    secondary = found.hidden & ~found.small
    return {
        "policy": {
            "threshold": spec.threshold,
            "zeros": "published" if spec.zeros_published else "protected",
            "range": spec.reach,
            "singletons": spec.singletons,
            "group": spec.group,
            "source": spec.source,
        },
        "attacker": attacker_of(spec.zeros_published, spec.singletons),
        "cells": found.grid.size,
        "primary": int(found.small.sum()),
        "secondary": int(secondary.sum()),
        "sumsec": int(found.value[secondary].sum()),
        "seconds": round(seconds, 3),
        "seed": seed,
        "stopped_by_time": stopped,
        "proven": True,
        "witnesses": None,
    }


def attacker_of(zeros_published: bool, singletons: bool = False) -> str:
    """Who the release is safe against, in words."""
    hidden = "that a hidden cell holds at least one person" if zeros_published else "that zeros are hidden too"
    alone = ", and may be the one person in a cell" if singletons else ""
    return (
        "solves all printed cells of all tables and earlier releases at once, for whole numbers of persons, knows "
        f"which combinations exist and {hidden}{alone}"
    )
