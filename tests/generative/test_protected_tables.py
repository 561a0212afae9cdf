"""Thousands of small releases, each against every table of whole numbers that fits what is printed."""

from __future__ import annotations

import numpy as np
import pytest

from samordna.engine.disclosure.bounds import attack
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import Release, release
from samordna.engine.disclosure.witnesses import unproven
from tests.factories.disclosure import every_table, grid, some, values_of

BLOCKS = range(40)
EACH = 50
#: So many persons more than its own are tried in a leaf.
ROOM = 2


def certain_ones(cells, found):
    """The small cells that are the same in every table near the register that fits, and in every witness.

    A witness may lie further off than what is tried, so it is held against the print here too.
    """
    tables = np.vstack([every_table(cells, found.hidden, down=2, room=1), *further_off(cells, found)])
    values = values_of(cells, tables)
    assert (tables >= 0).all()
    assert (values[:, ~found.hidden] == found.value[~found.hidden]).all()
    assert (values[:, found.hidden] >= cells.spec.lowest_hidden).all()
    same = (values == found.value).all(axis=0)
    return np.flatnonzero(same & found.small).tolist()


def further_off(cells, found):
    """The witnesses as whole tables."""
    for witness in found.witnesses:
        table = cells.leaves.n.copy()
        table[witness.leaves] += witness.by
        yield table[None, :]


@pytest.mark.parametrize("block", BLOCKS)
def test_no_small_cell_is_certain_in_any_release(block):
    made = 0
    for seed in range(block * EACH, (block + 1) * EACH):
        cells = grid(*some(seed))
        try:
            found = release(cells, [])
        except CannotBeSafe:
            continue
        made += 1
        sensitive = np.array([cells.spec.is_sensitive(v) for v in found.value.tolist()])
        exists = np.isin(np.arange(cells.size), cells.slots())
        assert not (sensitive & exists & ~found.hidden).any(), seed
        if cells.spec.zeros_published:
            assert not (found.hidden & (found.value == 0)).any(), seed
        assert certain_ones(cells, found) == [], seed
        assert unproven(cells, [], found.hidden, found.witnesses) == []
    assert made > EACH // 2


@pytest.mark.parametrize("block", range(8))
def test_the_attacker_finds_what_trying_every_table_finds(block):
    """Also on releases that hide the small cells and nothing more, where much is certain."""
    told = 0
    for seed in range(block * 25, (block + 1) * 25):
        cells = grid(*some(seed, scales=[[0, 1, 2], [0, 1, 1, 3]]))
        slots = cells.slots()
        value = values_of(cells, cells.leaves.n[None, :])[0]
        exists = np.isin(np.arange(cells.size), slots)
        hidden = exists & np.array([cells.spec.is_sensitive(v) for v in value.tolist()])
        if not hidden.any():
            continue
        tables = every_table(cells, hidden, room=ROOM)
        # Only where no leaf came to the end of what was tried are these all tables there are.
        complete = not (tables == cells.leaves.n + ROOM).any()
        values = values_of(cells, tables)
        printed = read_printed(to_csv_of(cells, value, hidden), cells, "OUT")
        bounds = attack(cells, [printed])
        assert len(bounds) == int(hidden.sum())
        for cell, bound in zip(np.flatnonzero(hidden).tolist(), bounds, strict=True):
            low, high = values[:, cell].min(), values[:, cell].max()
            assert bound.low <= low, (seed, bound)
            assert bound.high is None or bound.high >= high, (seed, bound)
            if complete:
                assert (bound.low, bound.high) == (low, high), (seed, bound)
                told += bound.is_certain
    assert told


def to_csv_of(cells, value, hidden):
    """OUT with exactly ``hidden`` hidden."""
    return to_csv(Release(cells, value, hidden, hidden, [], {}))
