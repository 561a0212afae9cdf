"""The set of passages is whole: sixty right and sixty spoiled, of every kind."""

from __future__ import annotations

import pytest

from tests.spec.checking.passages import KINDS, passages


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_set_is_whole(name):
    of_set = passages(name)
    assert len(of_set) == len({one.name for one in of_set}) == 60
    assert {one.kind for one in of_set} == KINDS
    for one in of_set:
        assert one.right != one.spoiled, one.name
        assert 1 <= one.line <= len(one.spoiled.splitlines()), one.name
        changed = one.spoiled.splitlines()[one.line - 1]
        assert changed not in one.right.splitlines(), f"{one.name}: line {one.line} is as it was"
