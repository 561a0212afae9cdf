"""Choosing among all moves at once: cheaper than what it began with, and nothing left open."""

import itertools

import numpy as np
import pytest

from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.choice import choose, is_small
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.model import model_of
from samordna.engine.disclosure.secondary import Clock, Search
from samordna.engine.disclosure.spec import read_spec

SPEC = """
threshold = 5
[[dimension]]
name = "geo"
columns = ["geo"]
[[dimension]]
name = "age"
columns = ["age"]
[[table]]
by = ["geo", "age"]
"""
SIZES = (2, 9, 14, 30, 8, 3, 40, 11, 25, 7, 4, 60, 12, 33, 6, 1)


@pytest.fixture
def search():
    said = read_spec(SPEC)
    rows = [f"g{g},a{a},{SIZES[4 * g + a]}" for g, a in itertools.product(range(4), range(4))]
    model = model_of(grid_of(said, read_leaves("geo,age,n\n" + "\n".join(rows) + "\n", said)), [])
    return Search(model, [1, 1], 1, 1, Clock())


def dearly(search):
    """Every small cell witnessed by one person more in it alone, so that all totals are hidden."""
    small = np.flatnonzero(search.model.sensitive).tolist()
    for cell in small:
        search.cover.add(search._one_more(cell, search.cover.price()))
    return small


def test_moves_that_were_never_met_are_found_and_chosen(search):
    small = dearly(search)
    before = search.cover.cost
    assert choose(search.cover, search.clock) is False
    assert search.cover.cost < before / 5
    assert not search.cover.uncovered(small)


def test_it_is_never_dearer_than_the_search_step_by_step(search):
    search.first()
    search.improve(50)
    before = search.cover.cost
    choose(search.cover, search.clock)
    assert search.cover.cost <= before
    assert not search.cover.uncovered(np.flatnonzero(search.model.sensitive).tolist())


def test_when_time_is_out_what_was_there_stays(search):
    dearly(search)
    before = sorted(search.cover.moves)
    assert choose(search.cover, Clock(0.0)) is True
    assert sorted(search.cover.moves) == before


def test_only_small_tables_are_chosen_for(search, monkeypatch):
    assert is_small(search.model)
    monkeypatch.setattr("samordna.engine.disclosure.choice._MOST", 3)
    assert not is_small(search.model)
