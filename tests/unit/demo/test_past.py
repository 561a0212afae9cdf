"""The past cases: every story is one the rules allow, on any day, and the rows say what the events say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from samordna.agree.preparation.history import replay
from samordna.edge.demo import past_paths
from samordna.edge.demo.past_cases import Home
from samordna.ground.kernel.clock import STOCKHOLM

MEMBERS = {
    "fk": "Försäkringskassan",
    "af": "Arbetsförmedlingen",
    "region-05": "Region Östergötland",
    "municipality-0583": "Motala kommun",
    "municipality-0584": "Vadstena kommun",
}
HOMES = [Home(f"h{n}", f"association-h{n}", f"Förbundet {n}", "SE12", MEMBERS) for n in range(6)]
OVER = date(2033, 1, 3)


@pytest.mark.parametrize("today", [date(2026, 1, 1) + timedelta(days=97 * n) for n in range(8)])
def test_a_story_can_be_told_on_any_day_and_by_any_seed(today):
    """Telling folds each event: what the table or the rules of organiser and money refuse would raise."""
    for seed in (1, 2):
        for case in past_paths.build(HOMES, today, seed):
            assert replay(case.events) == case.state
            assert all(
                event.at < datetime(today.year, today.month, today.day, tzinfo=STOCKHOLM) for event in case.events
            )
            days = [event.at for event in case.events]
            assert days == sorted(days)


def test_every_path_is_told_and_comes_to_its_end():
    used = {story["path"] for story in past_paths.told()["stories"] if "path" in story}
    assert used == set(past_paths.PATHS)
    told = past_paths.build(HOMES, date(2026, 11, 12), 1)
    stages = {case.title: case.state.stage for case in told if case.events}
    assert {"handed_over", "closed", "running", "organiser", "proposal", "positions"} <= set(stages.values())


def test_the_same_seed_tells_the_same():
    one, other = (past_paths.build(HOMES, date(2026, 11, 12), 7) for _ in range(2))
    assert [case.events for case in one] == [case.events for case in other]
