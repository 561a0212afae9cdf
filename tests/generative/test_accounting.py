"""Whatever happens to cases: days add up to lives, associations to the nation, and nothing that came later counts."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.agree.accounting.rules.figures import FIGURES
from samordna.agree.accounting.rules.story import Head, facts_of
from samordna.agree.accounting.rules.summary import Period, summary
from tests.factories.accounting import need_facts
from tests.generative.test_case_events import happenings

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
days = st.integers(0, 90).map(lambda n: FIRST + timedelta(days=n))


def head(number: int, association: str = "here") -> Head:
    return Head(f"{association}-{number}", str(number), "x", association, f"association-{association}", f"n-{number}")


@given(happenings(), days)
@settings(max_examples=150, deadline=None)
def test_the_days_in_stages_add_up_to_the_life_of_the_case(made, known):
    events, state = made
    facts = facts_of(head(1), events, known)
    if facts is None:
        return
    assert sum(span.days for span in facts.spans) == facts.life
    assert all(span.days >= 0 for span in facts.spans)
    assert all(a.left == b.entered for a, b in zip(facts.spans, facts.spans[1:], strict=False))
    assert all(trace.day <= known for _kind, trace in facts.events)
    if known == LAST + timedelta(days=1):
        assert facts.stage == state.stage


@given(happenings(), days, days)
@settings(max_examples=100, deadline=None)
def test_what_is_known_of_a_day_never_changes(made, known, later):
    """Facts of a day are the same however much happened after it."""
    events, _state = made
    until = [event for event in events if event.at.date() <= known]
    assert facts_of(head(1), events, known) == facts_of(head(1), until, known)
    if later >= known:
        again = facts_of(head(1), events, later)
        before = facts_of(head(1), events, known)
        if before is not None:
            assert again.events[: len(before.events)] == before.events


@given(st.lists(st.tuples(happenings(), st.sampled_from(["here", "there", "far"])), max_size=6), days)
@settings(max_examples=60, deadline=None)
def test_associations_add_up_to_the_nation_and_every_case_counts_once(stories, known):
    found = [
        (facts_of(head(number, where), events, known), where) for number, ((events, _), where) in enumerate(stories)
    ]
    cases = [facts for facts, _ in found if facts]
    needs = [need_facts(f"n-{n}", "2026-01-01", where) for n, (_, where) in enumerate(found)]
    period = Period(2026, FIRST, known, known)
    nation = summary(needs, cases, period)
    parts = [
        summary([n for n in needs if n.association == a], [c for c in cases if c.association == a], period)
        for a in ("here", "there", "far")
    ]
    for name in FIGURES:
        assert nation.value(name) == sum(part.value(name) for part in parts), name
        assert sorted(nation.figures[name].behind) == sorted(k for part in parts for k in part.figures[name].behind)
    for place, stage in enumerate(nation.stages):
        assert len(stage.left) == sum(len(part.stages[place].left) for part in parts)
        assert len(stage.still) == sum(len(part.stages[place].still) for part in parts)
    assert sum(len(keys) for keys in nation.outcomes.values()) == len(cases)
    assert nation.value("proposals_begun") == len(cases)
    assert nation.money.cash_cost.ore == sum(part.money.cash_cost.ore for part in parts)
    for step, following in zip(nation.way[1:], nation.way[2:], strict=False):
        stopped = len(step.waiting) + sum(len(keys) for _, keys in step.closed)
        assert len(step.reached) - stopped == len(following.reached)
