"""The co-financing rule as pages use it: trying things out, the split between EU and state, and what closes a gap.

What it computes is held by the situations in tests/spec/cofinance and by the generated ones in tests/generative.
"""

from dataclasses import replace
from datetime import date

import pytest

from samordna.agree.preparation.rules.closing import WaysToClose, ways_to_close
from samordna.agree.preparation.rules.cofinancing import cofinancing, rates_for
from samordna.agree.preparation.rules.plan import Commitment, Plan, check
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share

FK, AF, MOTALA, MJOLBY, VADSTENA, REGION = (
    PartyId.parse(text)
    for text in ("fk", "af", "municipality-0583", "municipality-0586", "municipality-0584", "region-05")
)
CALL = date(2025, 9, 1)


def tkr(amount):
    return Money.kronor(amount * 1000)


def promise(party, kind, *amounts):
    return Commitment(party, kind, dict(zip((2027, 2028, 2029), map(tkr, amounts), strict=False)))


# The case of the page pictures: 214 tkr are missing, or 396 in kind, or 465 less in costs.
STEGET_VIDARE = Plan(
    "A2",
    "SE12",
    CALL,
    {2027: tkr(1750), 2028: tkr(2310), 2029: tkr(1400)},
    (
        promise(FK, "benefits", 350, 700, 400),
        promise(AF, "benefits", 150, 300, 170),
        promise(REGION, "wages", 230, 340, 210),
        promise(MOTALA, "benefits", 100, 200, 120),
        promise(MOTALA, "cash", 120, 120, 60),
        promise(MJOLBY, "benefits", 70, 150, 90),
        promise(MJOLBY, "wages", 40, 50, 30),
    ),
)


def test_the_case_of_the_pages():
    plan = cofinancing(STEGET_VIDARE).plan
    assert (plan.total, plan.committed) == (tkr(9160), tkr(4000))
    assert (str(plan.parties_share_required), str(plan.share_gap)) == ("4213600.00", "213600.00")
    assert ways_to_close(cofinancing(STEGET_VIDARE), tkr(1)) == WaysToClose(tkr(214), tkr(396), tkr(465))


def test_trying_what_happens_when_a_party_joins_changes_nothing_but_the_copy():
    with_cash = STEGET_VIDARE.with_commitment(VADSTENA, "cash", 2028, tkr(90))
    tried = cofinancing(with_cash.with_commitment(VADSTENA, "benefits", 2028, tkr(230)))
    assert (tried.plan.total, tried.plan.committed) == (tkr(9390), tkr(4320))
    assert tried.plan.share_gap <= Money.zero()
    assert ways_to_close(tried) is None
    assert cofinancing(STEGET_VIDARE).plan.committed == tkr(4000)


def test_trying_adds_to_what_is_promised_already():
    more = STEGET_VIDARE.with_commitment(MOTALA, "cash", 2029, tkr(40))
    assert cofinancing(more).parties[MOTALA] == {"cash": tkr(340), "benefits": tkr(420), "wages": tkr(0)}


def test_trying_what_happens_when_a_party_withdraws():
    assert FK not in cofinancing(STEGET_VIDARE.without(FK)).parties
    assert cofinancing(STEGET_VIDARE.without(FK)).plan.committed == tkr(2550)


def test_a_cheaper_plan_is_spread_over_the_years():
    cheaper = STEGET_VIDARE.cheaper_by(Money(100))
    assert Money.total(cheaper.cash_costs.values()) == tkr(5460) - Money(100)
    assert STEGET_VIDARE.cheaper_by(tkr(5460)).cash_costs == dict.fromkeys((2027, 2028, 2029), Money.zero())


def test_another_rate_can_be_tried():
    rates = replace(rates_for("A2", "SE12", CALL), support=Share.percent("60"))
    assert cofinancing(STEGET_VIDARE, rates).plan.support_max == tkr(5496)
    assert cofinancing(STEGET_VIDARE, rates).as_json()["parameter"]["support_rate"] == "0.60"


def test_the_support_is_not_split_between_eu_and_state_before_the_split_is_read():
    outcome = cofinancing(STEGET_VIDARE)
    for figures in (outcome.plan, *outcome.years.values()):
        assert (figures.support_eu, figures.support_state) == (None, None)


@pytest.mark.parametrize("eu_percent", ["40", "54", "0", "33"])
def test_a_split_that_is_read_adds_up_in_the_plan_and_over_the_years(eu_percent):
    eu = Share.percent(eu_percent)
    outcome = cofinancing(STEGET_VIDARE, replace(rates_for("A2", "SE12", CALL), eu=eu))
    assert outcome.plan.support_eu + outcome.plan.support_state == outcome.plan.support
    assert abs(outcome.plan.support_eu.ore - outcome.plan.support.ore * eu.value / Share.percent("54").value) < 1
    for name in ("support_eu", "support_state"):
        parts = [getattr(year, name) for year in outcome.years.values()]
        assert Money.total(parts) == getattr(outcome.plan, name)
        assert min(parts) >= Money.zero()
    for year in outcome.years.values():
        assert year.support_eu + year.support_state == year.support


def test_a_plan_without_support_needs_no_split():
    rates = replace(rates_for("A2", None, CALL), eu=Share.percent("40"))
    covered = Plan("A2", None, CALL, {2027: tkr(1)}, (Commitment(FK, "cash", {2027: tkr(1)}),))
    assert cofinancing(covered, rates).years[2027].support_eu == Money.zero()


def test_years_come_in_order_and_parties_as_they_were_written():
    plan = Plan("A2", None, CALL, {2029: tkr(1), 2027: tkr(2)}, (promise(MOTALA, "cash", 1), promise(AF, "wages", 1)))
    answer = cofinancing(plan).as_json()
    assert list(answer["years"]) == ["2027", "2029"]
    assert list(answer["parties"]) == ["municipality-0583", "af"]


PROBLEMS = [
    (replace(STEGET_VIDARE, area="D"), ["region"]),
    (replace(STEGET_VIDARE, area="X"), ["area"]),
    (replace(STEGET_VIDARE, cash_costs={}, commitments=()), ["cash_costs"]),
    (replace(STEGET_VIDARE, cash_costs={2027: Money(-1)}, commitments=()), ["cash_costs.2027"]),
    (replace(STEGET_VIDARE, commitments=(Commitment(FK, "cash", {2031: Money(1)}),)), ["commitments[1].amounts.2031"]),
    (replace(STEGET_VIDARE, commitments=(Commitment(FK, "cash", {2027: Money(-1)}),)), ["commitments[1].amounts.2027"]),
    (replace(STEGET_VIDARE, commitments=(promise(FK, "cash"), promise(FK, "cash"))), ["commitments[2].kind"]),
    (replace(STEGET_VIDARE, commitments=(promise(PartyId("region", "99"), "cash"),)), ["commitments[1].party"]),
]


@pytest.mark.parametrize(("plan", "fields"), PROBLEMS)
def test_impossible_plans_are_refused_by_field(plan, fields):
    assert [refusal.field for refusal in check(plan)] == fields
    with pytest.raises(Refusal):
        cofinancing(plan)


@pytest.mark.parametrize(
    ("area", "region", "day", "field"),
    [("B", None, CALL, "area"), ("C", "SE11", CALL, "area"), ("A2", None, date(2020, 1, 1), "call_date")],
)
def test_a_rate_that_is_not_known_is_refused(area, region, day, field):
    with pytest.raises(Refusal) as refused:
        rates_for(area, region, day)
    assert refused.value.field == field


def test_no_time_would_do_where_there_is_no_support():
    rates = replace(rates_for("A2", "SE12", CALL), support=Share.percent("0"))
    ways = ways_to_close(cofinancing(STEGET_VIDARE, rates))
    assert ways == WaysToClose(tkr(5160), None, tkr(5160))
