"""Costs: flat rates and hours with the basis kept, and what the rules warn about or refuse."""

from datetime import date, timedelta

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_facts import Basis
from samordna.agree.preparation.cofinancing import costs
from samordna.agree.preparation.cofinancing.cost_basis import ByHours, ByRate, StaffHours
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.rules import flat_rates, phases, working_hours
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money

CALL = date(2026, 9, 1)


def kr(amount):
    return Money.kronor(amount)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("", {"staff": 1000, "other": 200}),
        ("other_40", {"staff": 1000, "other": 400}),
        ("indirect_15", {"staff": 1000, "other": 200, "indirect": 150}),
        ("indirect_7", {"staff": 1000, "other": 200, "indirect": 84}),
        ("indirect_25", {"staff": 1000, "other": 200, "indirect": 300}),
    ],
)
def test_a_flat_rate_gives_its_line_and_says_where_it_stands(option, expected):
    typed = {"staff": {2027: kr(1000)}, "other": {2027: kr(200)}, "indirect": {2027: kr(7)}}
    lines, bases = costs.with_flat_rate(typed, option, CALL)
    assert {name: amounts[2027] for name, amounts in lines.items()} == {n: kr(a) for n, a in expected.items()}
    assert all(costs.fits(basis, name, lines) for name, basis in bases.items())
    assert [basis.source[:25] for basis in bases.values()] == (["Förordning (EU) 2021/1060"] if option else [])


def test_a_flat_rate_is_rounded_down_to_the_ore():
    basis = flat_rates.flat_rate("indirect_15", CALL)
    assert flat_rates.computed(basis, {"staff": {2027: Money(199)}}) == {2027: Money(29)}


def test_there_is_no_flat_rate_outside_the_programme():
    with pytest.raises(Refusal) as refusal:
        flat_rates.flat_rate("other_40", date(2031, 1, 1))
    assert refusal.value.field == "option"


STAFF = ByHours(
    "Påhittad tabell",
    date(2025, 1, 1),
    "Påhittad",
    1720,
    (StaffHours("Handledare", 2027, 2, 1000, kr(400)), StaffHours("Samordnare", 2028, 1, 1700, Money(45050))),
)


def test_hours_give_exact_amounts_by_year():
    assert STAFF.amounts() == {2027: kr(800_000), 2028: kr(765_850)}


@pytest.mark.parametrize(
    ("hours", "day", "limit", "of_table", "borrowed"),
    [
        (1662, date(2016, 1, 1), None, False, False),
        (1663, date(2016, 1, 1), 1662, False, False),
        (1663, date(2026, 1, 1), 1662, False, True),
        (1721, date(2026, 1, 1), 1720, True, False),
        (1663, date(2035, 1, 1), None, False, False),
    ],
)
def test_more_hours_than_a_person_can_have_are_pointed_out(hours, day, limit, of_table, borrowed):
    basis = ByHours("x", CALL, "x", 1720, (StaffHours("x", 2027, 1, hours, kr(1)),))
    found = [(w.limit, w.of_table, w.borrowed) for w in working_hours.too_many(basis, day)]
    assert found == ([(limit, of_table, borrowed)] if limit else [])


# -- kept in the case ----------------------------------------------------------------------------


@pytest.fixture
def story(db):
    return Story(make_cast()).proposed()


def plan(story, lines, bases=None, at=None):
    actions.plan_costs(by=story.cast.actor("johan"), at=at or on(6, 2), case=story.case, lines=lines, bases=bases)
    return state_of(story.case)


def test_the_case_keeps_how_each_line_was_computed(story):
    lines, bases = costs.with_flat_rate({"staff": STAFF.amounts()}, "other_40", CALL)
    state = plan(story, lines, {"staff": STAFF, **bases})
    assert costs.hours_of(state) == STAFF
    assert costs.option_of(state) == "other_40"
    assert isinstance(state.costs[1].basis, ByRate)
    before = story.case.events.count()
    plan(story, lines, {"staff": STAFF, **bases})
    assert story.case.events.count() == before  # the same once more is nothing


def test_typed_over_is_typed_and_the_rest_keeps_its_basis(story):
    lines, bases = costs.with_flat_rate({"staff": STAFF.amounts()}, "other_40", CALL)
    plan(story, lines, {"staff": STAFF, **bases})
    state = plan(story, {**lines, "other": {2027: kr(1)}})
    assert costs.hours_of(state) == STAFF
    assert costs.option_of(state) == ""


def test_a_basis_that_gives_something_else_is_a_mistake_of_the_page(story):
    with pytest.raises(ValueError, match="amounts of its line"):
        plan(story, {"staff": {2027: kr(1)}}, {"staff": STAFF})


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ({"staff": {2027: Money(-1)}}, "staff-2027"),
        ({"staff": {2035: kr(1)}}, "staff-2035"),
        ({"indirect": {2026: kr(1)}}, "indirect-2026"),
    ],
)
def test_wrong_amounts_are_refused_on_their_field(story, lines, field):
    with pytest.raises(Refusal) as refusal:
        plan(story, lines)
    assert refusal.value.field == field
    assert state_of(story.case).costs == ()


def test_a_recommended_case_keeps_its_share_when_another_comes_into_force(db, monkeypatch):
    from samordna.agree.preparation.cofinancing import money
    from samordna.agree.preparation.rules import cofinancing
    from samordna.ground.kernel.share import Share

    story = Story(make_cast()).recommended()
    kept = money.solve(story.state, CALL)
    before = Story(story.cast, title="Ett annat").answered()

    def other_rates(area, region, call_date):
        return cofinancing.Rates(Share.percent("50"), area, region, CALL, "en senare version", "read")

    monkeypatch.setattr(cofinancing, "rates_for", other_rates)
    assert money.solve(story.state, CALL).as_json() == kept.as_json()
    assert money.solve(before.state, CALL).rates.support == Share.percent("50")


# -- benefits and phases -------------------------------------------------------------------------


def test_benefits_keep_what_they_were_computed_from(db):
    story = Story(make_cast()).asked()
    basis = Basis(40, 125, kr(70))
    story.answer("fk", amounts=[("benefits", 2027, kr(350_000), basis, "Unga i Motala")])
    (promised,) = story.state.answer("fk", "co_finances").commitments
    assert (promised.basis, promised.post, promised.amount) == (basis, "Unga i Motala", kr(350_000))


def test_a_year_without_participants_takes_no_benefits_but_other_kinds(db):
    story = Story(make_cast()).complete()
    by = story.cast.actor("johan")
    actions.change_plan(by=by, at=on(6, 3), case=story.case, planning_until=date(2027, 12, 31))
    actions.ask_parties(by=story.cast.actor("maria"), at=on(9, 8), case=story.case, parties=["fk", "af", "region-05"])
    with pytest.raises(Refusal, match="2027 är bara planering") as refusal:
        story.answer("fk", amounts=[("benefits", 2027, kr(1))])
    assert refusal.value.field == "benefits-2027"
    story.answer("fk", amounts=[("wages", 2027, kr(1)), ("benefits", 2028, kr(1))])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planning_until": date(2026, 1, 1)}, "planning_until"),
        ({"closing_from": date(2030, 1, 1)}, "closing_from"),
        ({"planning_until": date(2028, 1, 1), "closing_from": date(2028, 1, 2)}, "closing_from"),
        ({"start": None, "planning_until": date(2028, 1, 1)}, "planning_until"),
    ],
)
def test_phases_must_fit_the_plan(story, changes, field):
    with pytest.raises(Refusal) as refusal:
        actions.change_plan(by=story.cast.actor("johan"), at=on(6, 3), case=story.case, **changes)
    assert refusal.value.field == field


def test_a_phase_on_its_own_says_what_it_lacks():
    from samordna.ground.kernel.share import Share

    span = phases.Span(date(2027, 1, 1), date(2027, 12, 31), date(2027, 3, 14), date(2027, 12, 1))
    planning, _open, closing = phases.figures(
        span, {2027: kr(365_000)}, {2027: kr(36_500)}, {2027: Money.zero()}, Share.percent("54")
    )
    assert (planning.cash_costs, planning.cash, planning.required) == (kr(73_000), kr(7_300), kr(33_580))
    assert planning.missing == kr(26_280)
    assert (closing.first, closing.last) == (date(2027, 12, 1), date(2027, 12, 31))


def test_working_days_are_those_with_participants():
    span = phases.Span(date(2027, 3, 1), date(2027, 3, 31), date(2027, 3, 7), date(2027, 3, 15))
    assert span.working_days(2027) == 5
    assert span.working_days(2028) == 0
    assert span.of("open") == (date(2027, 3, 8), date(2027, 3, 8) + timedelta(days=6))
