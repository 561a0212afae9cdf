"""Which leaves a table too large for one basis is divided into."""

import itertools

import numpy as np
import pytest

from samordna.engine.disclosure import parts as division
from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.model import model_of
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.secondary import Search
from samordna.engine.disclosure.spec import read_spec

SPEC = """
threshold = 5
[[dimension]]
name = "gender"
columns = ["gender"]
[[dimension]]
name = "geo"
columns = ["region", "assoc"]
[[table]]
by = ["gender", "geo"]
"""


def parts(most):
    said = read_spec(SPEC)
    rows = [f"{g},r{r},a{r}{a},{10 + r + 3 * a}" for g, r, a in itertools.product("km", range(4), range(3))]
    model = model_of(grid_of(said, read_leaves("gender,region,assoc,n\n" + "\n".join(rows) + "\n", said)), [])
    gender, region = model.place[:, 0], model.place[:, 1]
    found = division.parts(model, most)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(model.n)))
    return [(set(gender[part].tolist()), set(region[part].tolist())) for part in found]


def test_parts_are_regions_so_that_genders_can_change_against_each_other():
    found = parts(most=6)
    assert all(len(genders) == 2 for genders, _ in found)
    assert sorted(len(regions) for _, regions in found) == [1, 1, 1, 1]


def test_small_regions_share_a_part():
    assert sorted(len(regions) for _, regions in parts(most=12)) == [2, 2]


def large(monkeypatch, limit):
    """A release of regions of associations, of which one region has a single one, done as if it were large."""
    monkeypatch.setattr(division, "_SMALL", limit[0])
    monkeypatch.setattr(division, "_LARGE", limit[1])
    monkeypatch.setattr(division, "_PARTS", (6, 100))
    random = np.random.default_rng(3)
    places = [(f"r{r}", f"a{r}{a}") for r in range(4) for a in range(1 if r == 3 else 3)]
    numbers = [(g, *place, int(random.integers(0, 12))) for g in "abcdef" for place in places]
    said = read_spec(SPEC)
    text = "gender,region,assoc,n\n" + "".join(f"{g},{r},{a},{n}\n" for g, r, a, n in numbers)
    return release(grid_of(said, read_leaves(text, said)), [])


@pytest.mark.parametrize("limit", [(0, 10**9), (0, 0)], ids=["at-once", "in-parts"])
def test_a_large_table_is_proven_also_where_only_a_change_across_parts_protects(monkeypatch, limit):
    left = []
    spread_over = Search._print

    def watched(self, leaves, small, effort, *, whole):
        spread_over(self, leaves, small, effort, whole=whole)
        left.append((len(leaves), len(self.cover.uncovered(np.flatnonzero(self.model.sensitive).tolist()))))

    monkeypatch.setattr(Search, "_print", watched)
    assert large(monkeypatch, limit).certificate["proven"]
    assert left[-1][1] == 0
    if limit[1]:
        assert len(left) == 1
    else:
        # All regions by themselves leave something open, and nothing is when they are together.
        assert left[-2][1] > 0
        assert left[-1][0] == sum(leaves for leaves, _ in left[:-1])


def test_a_large_table_is_the_same_every_time(monkeypatch):
    one, other = (large(monkeypatch, (0, 0)) for _ in range(2))
    assert one.hidden.tolist() == other.hidden.tolist()
