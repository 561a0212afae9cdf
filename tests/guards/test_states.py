"""Every state has one owner, and a name for officials and one for people outside, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.guards.look import states


@pytest.mark.parametrize("module", states.modules(), ids=lambda module: module.__name__)
def test_the_table_is_whole(module):
    assert states.states(module)
    assert states.findings(states.states(module), states.ways(module)) == []


@dataclass
class Example:
    """A state, right in every way unless told otherwise."""

    id: str
    owner: str = "board_member"
    sv: str = "Väntar"
    en: str = "Waiting"
    outside_sv: str = "Väntar på beslut"
    outside_en: str = "Waiting for a decision"


@pytest.mark.parametrize(
    ("found", "ways", "said"),
    [
        ([Example("a"), Example("b")], [("", "a"), ("a", "b")], []),
        ([Example("a", owner="")], [("", "a")], ["a has no owner"]),
        ([Example("a", owner="somebody")], [("", "a")], ["a has no owner"]),
        ([Example("a", outside_en="")], [("", "a")], ["a lacks a name"]),
        ([Example("a")], [("", "a"), ("a", "c")], ["a way leads from or to c, which is no state"]),
        ([Example("a"), Example("b")], [("", "a")], ["b is never reached"]),
        ([Example("a"), Example("a")], [("", "a")], ["a stands twice"]),
    ],
)
def test_a_fault_in_the_table_is_found(found, ways, said):
    assert states.findings(found, ways) == said
