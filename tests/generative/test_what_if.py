"""Whatever is planned, promised and tried: money adds up to the öre, and what is not tried stays as it is."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samordna.agree.preparation.case_facts import COMMITMENT_KINDS, Answer, Asked, Commitment, CostLine, Plan
from samordna.agree.preparation.case_state import CaseState, total
from samordna.agree.preparation.cofinancing import money, what_if
from samordna.agree.preparation.cofinancing.what_if import Scenario
from samordna.agree.preparation.rules import phases
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share
from tests.factories.agree import on

DAY = date(2026, 11, 12)
PARTIES = ("fk", "af", "region-05", "municipality-0583")
LINES = ("staff", "other", "indirect")
ORE = st.integers(0, 10) | st.integers(0, 10**9)
LEVELS = ("party", "kind", "year")


@st.composite
def states(draw):
    start = date(2027, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
    end = start + timedelta(days=draw(st.integers(90, 1200)))
    plan = Plan("esf", "individual", "A2", "SE12", date(2026, 9, 1), start, end, 120)
    answers = []
    for party in PARTIES:
        keys = [(kind, year) for kind in COMMITMENT_KINDS for year in plan.years]
        chosen = draw(st.lists(st.sampled_from(keys), unique=True, max_size=6))
        given_ = tuple(Commitment(party, kind, year, Money(draw(ORE))) for kind, year in chosen)
        answers.append(Answer(party, "takes_part", "yes", on(10, 1)))
        answers.append(Answer(party, "co_finances", "yes" if given_ else "no", on(10, 1), commitments=given_))
    lines = tuple(CostLine(name, tuple((year, Money(draw(ORE))) for year in plan.years)) for name in LINES)
    asked = tuple(Asked(p, p, on(9, 8)) for p in PARTIES)
    return CaseState(stage="organiser", round=1, plan=plan, parties=asked, answers=tuple(answers), costs=lines)


def everything(state):
    return Money.total(c.amount for c in state.commitments)


def costs(state):
    return Money.total(line.total for line in state.costs)


@settings(max_examples=100, deadline=None)
@given(states())
def test_what_if_without_change_gives_the_plan(state):
    tried = what_if.apply(state, Scenario(), DAY)
    assert (tried.state, tried.rates) == (state, None)
    same_place = Scenario(place=(state.plan.area, state.plan.region, state.plan.call_date))
    again = what_if.apply(state, same_place, DAY)
    assert money.solve(again.state, DAY, again.rates).as_json() == money.solve(state, DAY).as_json()


@settings(max_examples=100, deadline=None)
@given(states(), st.sampled_from(PARTIES))
def test_what_a_party_promised_vanishes_exactly_when_it_leaves(state, party):
    after = what_if.apply(state, Scenario(leaves=(party,)), DAY).state
    assert everything(after) == everything(state) - total(state.commitments, party=party)
    assert [c for c in state.commitments if c.party != party] == list(after.commitments)
    assert after.costs == state.costs


@settings(max_examples=150, deadline=None)
@given(states(), st.integers(1, 40))
def test_a_later_start_keeps_every_sum(state, months):
    after = what_if.apply(state, Scenario(months=months), DAY).state
    assert costs(after) == costs(state)
    assert [line.total for line in after.costs] == [line.total for line in state.costs]
    for party in PARTIES:
        for kind in COMMITMENT_KINDS:
            assert total(after.commitments, party=party, kind=kind) == total(state.commitments, party=party, kind=kind)
    years = set(after.plan.years)
    assert {c.year for c in after.commitments if c.amount.ore} <= years
    assert {year for line in after.costs for year, amount in line.amounts if amount.ore} <= years


@settings(max_examples=100, deadline=None)
@given(states())
def test_a_year_later_is_the_same_a_year_later(state):
    after = what_if.apply(state, Scenario(months=12), DAY).state
    moved = {(c.party, c.kind, c.year - 1): c.amount for c in after.commitments}
    assert moved == {(c.party, c.kind, c.year): c.amount for c in state.commitments if c.amount.ore}
    for line, before in zip(after.costs, state.costs, strict=True):
        assert {year - 1: a for year, a in line.amounts} == {year: a for year, a in before.amounts if a.ore}


@settings(max_examples=100, deadline=None)
@given(states(), st.integers(0, 150))
def test_fewer_hours_take_from_benefits_only_and_never_more_than_there_is(state, percent):
    after = what_if.apply(state, Scenario(hours=Fraction(percent, 100)), DAY).state
    for kind in ("cash", "wages"):
        assert total(after.commitments, kind=kind) == total(state.commitments, kind=kind)
    exact = Fraction(total(state.commitments, kind="benefits").ore * percent, 100)
    count = len([c for c in state.commitments if c.kind == "benefits"])
    assert 0 <= exact - total(after.commitments, kind="benefits").ore <= count
    if percent <= 100:
        before, then = money.solve(state, DAY).plan, money.solve(after, DAY).plan
        assert then.support <= before.support


@settings(max_examples=100, deadline=None)
@given(
    states(), st.sampled_from(PARTIES), st.integers(0, 100), st.integers(0, 24), st.sampled_from(["0", "33.3", "60"])
)
def test_several_at_once_still_add_up_at_every_level(state, party, percent, months, support):
    scenario = Scenario(leaves=(party,), hours=Fraction(percent, 100), months=months, support=Share.percent(support))
    tried = what_if.apply(state, scenario, DAY)
    for level in LEVELS:
        parts = {getattr(c, level) for c in tried.state.commitments}
        summed = Money.total(total(tried.state.commitments, **{level: part}) for part in parts)
        assert summed == everything(tried.state)
    outcome = money.solve(tried.state, DAY, tried.rates)
    assert outcome.plan.committed == everything(tried.state)
    assert Money.total(year.total for year in outcome.years.values()) == outcome.plan.total
    board = money.board(tried.state, outcome)
    assert sum(board.promised) == board.promised_total == sum(row.total for row in board.promises)


@settings(max_examples=150, deadline=None)
@given(states(), st.integers(0, 400), st.integers(0, 400))
def test_phases_add_up_to_the_plan(state, planning, closing):
    plan = state.plan
    assume(planning + closing <= (plan.end - plan.start).days)
    span = phases.Span(
        plan.start,
        plan.end,
        plan.start + timedelta(days=planning - 1) if planning else None,
        plan.end - timedelta(days=closing - 1) if closing else None,
    )
    assert list(phases.check_span(span)) == []
    by_year = state.cash_costs
    cash = {year: total(state.commitments, kind="cash", year=year) for year in plan.years}
    wages = {year: total(state.commitments, kind="wages", year=year) for year in plan.years}
    found = phases.figures(span, by_year, cash, wages, Share.percent("54"))
    for name, whole in (("cash_costs", by_year), ("cash", cash), ("wages", wages)):
        assert Money.total(getattr(f, name) for f in found) == Money.total(whole.values())
    assert sum((f.last - f.first).days + 1 for f in found) == (plan.end - plan.start).days + 1
