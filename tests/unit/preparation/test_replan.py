"""Doing what was tried: place and time with the costs that follow, never anybody's answer."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation.case_state import total
from samordna.agree.preparation.cofinancing.replan import replan
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money


@pytest.fixture
def story(db):
    return Story(make_cast()).answered()


def do(story, who="maria", **changes):
    return replan(by=story.cast.actor(who), at=on(11, 1), case=story.case, **changes)


def test_half_a_year_later_moves_dates_and_costs_and_no_answer(story):
    before = story.state
    after = do(story, months=6)
    assert (after.plan.start, after.plan.end) == (date(2027, 9, 1), date(2030, 2, 28))
    assert Money.total(after.cash_costs.values()) == Money.total(before.cash_costs.values())
    assert after.answers == before.answers
    assert list(story.case.events.values_list("kind", flat=True))[-2:] == ["plan_changed", "costs_planned"]


def test_promises_that_would_fall_outside_stop_it_with_the_partys_name(story):
    with pytest.raises(Refusal, match="Försäkringskassan har lovat pengar för 2027"):
        do(story, months=12)
    assert story.state.plan.start == date(2027, 3, 1)


def test_another_region_changes_the_share_and_nothing_else(story):
    after = do(story, place=("A2", "SE31", date(2026, 9, 1)))
    assert (after.plan.region, after.costs) == ("SE31", story.state.costs)
    assert total(after.commitments) == total(story.state.commitments)
    assert list(story.case.events.values_list("kind", flat=True))[-1] == "plan_changed"


def test_nothing_to_change_leaves_nothing_behind(story):
    before = story.case.events.count()
    do(story)
    assert story.case.events.count() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"months": -1}, "senare"), ({"months": 61}, "senare"), ({"place": ("D", "SE12", None)}, "region")],
)
def test_what_cannot_be_is_refused(story, changes, field):
    with pytest.raises(Refusal) as refusal:
        do(story, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(("who", "refused"), [("bo", NotAllowed), ("vera", NotFound), ("outsider", NotFound)])
def test_who_may(story, who, refused):
    with pytest.raises(refused):
        do(story, who=who, months=6)


def test_not_after_the_recommendation(db):
    story = Story(make_cast()).recommended()
    with pytest.raises(Refusal, match="hunnit gå vidare"):
        do(story, months=6)
