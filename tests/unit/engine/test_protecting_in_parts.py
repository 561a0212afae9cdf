"""Which leaves a table too large for one basis is divided into."""

import itertools

import numpy as np

from samordna.engine.disclosure import secondary
from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.model import model_of
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


def parts(monkeypatch, most):
    said = read_spec(SPEC)
    rows = [f"{g},r{r},a{r}{a},{10 + r + 3 * a}" for g, r, a in itertools.product("km", range(4), range(3))]
    model = model_of(grid_of(said, read_leaves("gender,region,assoc,n\n" + "\n".join(rows) + "\n", said)), [])
    monkeypatch.setattr(secondary, "_DENSE", 0)
    monkeypatch.setattr(secondary, "_PART", most)
    gender, region = model.place[:, 0], model.place[:, 1]
    found = secondary.Search(model, [1, 2], 1, 1, secondary.Clock())._parts()
    assert sorted(np.concatenate(found).tolist()) == list(range(len(model.n)))
    return [(set(gender[part].tolist()), set(region[part].tolist())) for part in found]


def test_parts_are_regions_so_that_genders_can_change_against_each_other(monkeypatch):
    found = parts(monkeypatch, most=6)
    assert all(len(genders) == 2 for genders, _ in found)
    assert sorted(len(regions) for _, regions in found) == [1, 1, 1, 1]


def test_small_regions_share_a_part(monkeypatch):
    assert sorted(len(regions) for _, regions in parts(monkeypatch, most=12)) == [2, 2]
