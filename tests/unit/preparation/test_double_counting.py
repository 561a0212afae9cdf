"""The same cost in two projects: what is certain, what is possible, what stops and who is told which case it is."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story, promised

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_facts import Basis, Commitment
from samordna.agree.preparation.cofinancing.double_counting import found_for
from samordna.agree.preparation.rules.double_counting import Project, promised_twice
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money

SPAN = (date(2027, 3, 1), date(2029, 8, 31))
BASIS = Basis(40, 125, Money.kronor(70))


def promise(kind="wages", year=2027, amount=100, party="fk", basis=None, post=""):
    return Commitment(party, kind, year, Money(amount), basis, post)


def project(*promises, key="a", need="1", span=SPAN):
    return Project(key, need, *span, promises)


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (promise(post="Handledare 3"), promise(amount=7, post=" handledare  3"), "post"),
        (
            promise(kind="cash", post="Sociala investeringar"),
            promise(kind="cash", post="sociala investeringar"),
            "post",
        ),
        (promise(post="Handledare 3"), promise(post="Handledare 4"), None),
        (promise(post="Handledare 3"), promise(), "amount"),
        (promise(), promise(amount=7), None),
        (promise(kind="cash"), promise(kind="cash"), None),
        (promise(), promise(year=2028), None),
        (promise(), promise(kind="benefits"), None),
        (promise(), promise(party="af"), None),
        (promise("benefits", basis=BASIS), promise("benefits", amount=7, basis=BASIS), "basis"),
        (promise("benefits"), promise("benefits", amount=7), "need"),
    ],
)
def test_what_gives_two_promises_away(mine, theirs, why):
    found = promised_twice(project(mine), [project(theirs, key="b")])
    assert [(t.why, t.certain, t.other) for t in found] == ([(why, why == "post", "b")] if why else [])


def test_projects_that_do_not_go_on_at_the_same_time_share_nothing():
    later = project(promise(), key="b", span=(date(2027, 12, 1), date(2029, 1, 1)))
    before = project(promise(), span=(date(2027, 1, 1), date(2027, 11, 30)))
    assert promised_twice(before, [later]) == []
    assert len(promised_twice(project(promise()), [later])) == 1


def test_years_of_the_same_reason_are_told_together():
    ours = project(promise(year=2027, post="x"), promise(year=2028, post="x"))
    (found,) = promised_twice(ours, [project(*ours.promises, key="b")])
    assert found.years == (2027, 2028)


@pytest.fixture
def two(db):
    """Two cases in which the region promises the same post; the money of both is enough."""
    cast = make_cast()
    stories = []
    for title in ("Steget vidare", "Tillsammans"):
        story = Story(cast, title=title).asked()
        for party in EVERYBODY:
            amounts = promised(party)
            if party == "region-05":
                amounts = [(*row, None, "Rehabkoordinator 2") for row in amounts]
            else:
                amounts = [(*row, None, f"{title} {party}") for row in amounts]
            story.answer(party, amounts=amounts)
        stories.append(story)
    return stories


def test_the_same_post_in_two_cases_stops_the_recommendation_until_one_is_changed(two):
    ours, other = two
    with pytest.raises(Refusal, match="Region Östergötland har lovat ”Rehabkoordinator 2” både här och i Tillsammans"):
        actions.recommend(by=ours.cast.actor("maria"), at=on(12, 3), case=ours.case)
    assert ours.state.stage == "organiser"
    other.answer("region-05", at=on(11, 20), amounts=[(*row, None, "Koordinator 5") for row in promised("region-05")])
    actions.recommend(by=ours.cast.actor("maria"), at=on(12, 3), case=ours.case)
    assert ours.state.stage == "decision"


def test_what_is_only_possible_stops_nobody(db):
    cast = make_cast()
    stories = [Story(cast, title=title).answered() for title in ("Steget vidare", "Tillsammans")]
    found = found_for(cast.actor("maria"), stories[0].case, stories[0].state)
    assert found
    assert not any(f.twice.certain for f in found)
    actions.recommend(by=cast.actor("maria"), at=on(12, 3), case=stories[0].case)


def test_a_case_that_is_closed_promises_nothing(two):
    ours, other = two
    actions.withdraw(by=ours.cast.actor("maria"), at=on(11, 20), case=other.case, why="Ersatt.")
    assert found_for(ours.cast.actor("maria"), ours.case, ours.state) == []


def test_the_other_case_is_named_only_to_those_who_may_see_it(two):
    ours, other = two
    assert [f.other for f in found_for(ours.cast.actor("maria"), ours.case, ours.state)] == [other.case]
    assert [f.other for f in found_for(ours.cast.actor("outsider"), ours.case, ours.state)] == [None]
