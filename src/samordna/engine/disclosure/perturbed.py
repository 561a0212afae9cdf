"""A release whose numbers may have been changed: its cells, what is checked of it, and its certificate."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from samordna.engine.disclosure.cautions import not_protected, note
from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.model import Mask
from samordna.engine.disclosure.rounding import round_small, together

#: With fewer changed cells than this, their mean and their largest deviation tell what some of them were.
_FEW: Final = 50


@dataclass(frozen=True, slots=True)
class Perturbed:
    """Every cell's printed ``value``, and which are ``natural``: they are what they are whatever is done.

    ``count`` gives what this release says of any group of leaves, or None where it cannot.
    """

    grid: Grid
    value: Ints
    natural: Mask
    count: Callable[[Ints], int | None]
    certificate: dict[str, Any]


def rounded(grid: Grid) -> Perturbed:
    """The release with small counts rounded as the specification says."""
    started, method = time.monotonic(), grid.spec.method
    slots, n = grid.slots(), grid.leaves.n
    own, which = together(slots)
    before = np.bincount(which, weights=n).astype(np.int64)
    after = round_small(own, before, method.base, method.seed)
    value = sums(grid, own, after)
    _check_rounded(grid, value, method.base)

    def count(leaves: Ints) -> int | None:
        groups = np.unique(which[leaves])
        # Part of what is always counted together has no number of its own.
        return int(after[groups].sum()) if int(np.isin(which, groups).sum()) == len(leaves) else None

    said = {"base": method.base, "seed": method.seed, "additive": True, "consistent": True}
    return finished(grid, value, count, said, started)


def sums(grid: Grid, slots: Ints, n: Ints) -> Ints:
    """The persons of every cell, for leaves of ``n`` persons in the cells ``slots``."""
    weights = np.repeat(n, slots.shape[1])
    return np.rint(np.bincount(slots.ravel(), weights=weights, minlength=grid.size)).astype(np.int64)


def finished(
    grid: Grid, value: Ints, count: Callable[[Ints], int | None], said: dict[str, Any], started: float
) -> Perturbed:
    """The release with its certificate, which also holds what is ``said`` of the method."""
    slots = grid.slots()
    true = sums(grid, slots, grid.leaves.n)
    possible = np.zeros(grid.size, dtype=bool)
    possible[slots.ravel()] = True
    natural = (true == 0) if grid.spec.zeros_published else ~possible
    if value[true == 0].any() or (value < 0).any():
        raise ArithmeticError("a zero was changed, or a number is below zero")
    certificate = _certificate(grid, value - true, natural) | said
    certificate["seconds"] = round(time.monotonic() - started, 3)
    return Perturbed(grid, value, natural, count, certificate)


def _certificate(grid: Grid, off: Ints, natural: Mask) -> dict[str, Any]:
    spec, method = grid.spec, grid.spec.method
    warning = note(method)
    return {
        "method": method.name,
        "policy": {
            "threshold": spec.threshold,
            "zeros": "published" if spec.zeros_published else "protected",
            "source": spec.source,
        },
        "cells": grid.size,
        "perturbed": int((~natural).sum()),
        **_deviations(off[~natural]),
        "proven": False,
        "warning": {"sv": warning.sv, "en": warning.en} if warning else None,
        "not_protected_against": [{"sv": words.sv, "en": words.en} for words in not_protected(method)],
    }


def _deviations(off: Ints) -> dict[str, float | None]:
    """How far the cells that may change are from the register; nothing when so few are that it would tell of them."""
    size = np.abs(off)
    found = {
        "largest_deviation": size.max(initial=0),
        "mean_deviation": size.sum() / max(len(off), 1),
        "root_mean_square_deviation": np.sqrt((off**2).sum() / max(len(off), 1)),
        "unchanged_share": (off == 0).sum() / max(len(off), 1),
    }
    few = int((off != 0).sum()) < _FEW
    return {key: None if few else round(float(number), 3) for key, number in found.items()}


def fingerprint(text: str) -> str:
    """The sha256 of OUT, by which a certificate is known to be that file's."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def adds_up(grid: Grid, value: Ints) -> bool:
    """True when each code of each table is the sum of the codes under it."""
    for table in range(len(grid.spec.tables)):
        start, end = grid.starts[table : table + 2]
        numbers = value[start:end].reshape(grid.shape(table))
        for place, axis in enumerate(grid.axes_of(table)):
            by = np.moveaxis(numbers, place, 0)
            for coarse, fine in itertools.pairwise(axis.levels):
                pairs = np.unique(np.stack([coarse, fine]), axis=1)
                added = np.zeros_like(by)
                np.add.at(added, pairs[0], by[pairs[1]])
                if (added[np.unique(pairs[0])] != by[np.unique(pairs[0])]).any():
                    return False
    return True


def agrees(grid: Grid, value: Ints) -> bool:
    """True when a cell that stands in several tables has the same number in all."""
    seen: dict[tuple[str, ...], int] = {}
    cells = itertools.chain.from_iterable(grid.rows(table) for table in range(len(grid.spec.tables)))
    return all(seen.setdefault(codes, number) == number for codes, number in zip(cells, value.tolist(), strict=True))


def _check_rounded(grid: Grid, value: Ints, base: int) -> None:
    """What the certificate says, from the printed numbers alone. A fault here is a fault of the program."""
    if not adds_up(grid, value) or not agrees(grid, value) or ((value > 0) & (value < base)).any():
        raise ArithmeticError("the rounded tables do not add up, do not agree, or print a small number")
