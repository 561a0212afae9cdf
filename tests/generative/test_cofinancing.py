"""The co-financing rule against a plain restatement in fractions, and what must hold for every plan."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.agree.preparation.rules.closing import ways_to_close
from samordna.agree.preparation.rules.cofinancing import cofinancing, whole_project
from samordna.agree.preparation.rules.plan import KINDS, Commitment, Plan
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money

PLACES = {("A2", "SE31"): 60, ("A1", "SE11"): 54, ("A2", None): 54, ("D", "SE32"): 45, ("E", None): 95}
PARTIES = [PartyId.parse(text) for text in ("fk", "af", "region-05", "municipality-0180", "association-x")]
ORE = st.integers(0, 10) | st.integers(0, 10**5) | st.integers(0, 5 * 10**9) | st.just(0)
SUMS = ["total", "support_max", "parties_share_required", "committed", "share_gap", "support_needed", "support", "gap"]


@st.composite
def plans(draw):
    area, region = draw(st.sampled_from(list(PLACES)))
    years = draw(st.lists(st.integers(2023, 2029), min_size=1, max_size=5, unique=True))
    pairs = draw(st.lists(st.tuples(st.sampled_from(PARTIES), st.sampled_from(KINDS)), unique=True, max_size=6))
    commitments = tuple(
        Commitment(party, kind, {year: Money(draw(ORE)) for year in years if draw(st.integers(0, 4))})
        for party, kind in pairs
    )
    return Plan(area, region, date(2025, 9, 1), {year: Money(draw(ORE)) for year in years}, commitments)


def kronor(fraction):
    sign, ore = ("-" if fraction < 0 else ""), abs(int(fraction * 100))
    assert Fraction(ore, 100) == abs(fraction)
    return f"{sign}{ore // 100}.{ore % 100:02d}"


def shared_out(amount, weights):
    """Largest remainder by handing out öre one at a time to whoever lacks most of the exact part."""
    if not sum(weights.values()):
        return dict.fromkeys(weights, Fraction(0))
    exact = {year: amount * 100 * weight / sum(weights.values()) for year, weight in weights.items()}
    given_out = {year: Fraction(part.numerator // part.denominator) for year, part in exact.items()}
    left = amount * 100 - sum(given_out.values())
    for year in sorted(exact, key=lambda year: (given_out[year] - exact[year], year))[: int(left)]:
        given_out[year] += 1
    return {year: ore / 100 for year, ore in given_out.items()}


def restated(plan):
    """The formulas of the issue in kronor as fractions, written without Money."""
    rate = Fraction(PLACES[plan.area, plan.region], 100)
    years = sorted(plan.cash_costs)
    cost = {year: Fraction(plan.cash_costs[year].ore, 100) for year in years}
    promised = {kind: dict.fromkeys(years, Fraction(0)) for kind in KINDS}
    for commitment in plan.commitments:
        for year, amount in commitment.amounts.items():
            promised[commitment.kind][year] += Fraction(amount.ore, 100)
    cash = promised["cash"]
    total = {year: cost[year] + promised["benefits"][year] + promised["wages"][year] for year in years}
    committed = {year: sum(promised[kind][year] for kind in KINDS) for year in years}
    T, C = sum(total.values()), sum(cost.values())
    s_max = (rate * T * 100).__floor__() / Fraction(100)
    needed = max(Fraction(0), C - sum(cash.values()))
    support = min(s_max, needed)
    of_max, of_required = shared_out(s_max, total), shared_out(T - s_max, total)
    need_weights = {year: max(Fraction(0), cost[year] - cash[year]) for year in years}
    of_needed, of_support = shared_out(needed, need_weights), shared_out(support, need_weights)

    def figures(total, s_max, required, committed, needed, support, over):
        names = [total, s_max, required, committed, required - committed, needed, support, needed - support]
        told = dict(zip(SUMS, map(kronor, names), strict=True))
        return told | {"over_financed": over, "support_eu": None, "support_state": None}

    return {
        "plan": figures(T, s_max, T - s_max, sum(committed.values()), needed, support, sum(cash.values()) > C),
        "years": {
            str(y): figures(
                total[y], of_max[y], of_required[y], committed[y], of_needed[y], of_support[y], cash[y] > cost[y]
            )
            | {"cash_surplus": kronor(max(Fraction(0), cash[y] - cost[y]))}
            for y in years
        },
    }


@settings(max_examples=400)
@given(plans())
def test_agrees_with_the_restatement(plan):
    answer = cofinancing(plan).as_json()
    assert {"plan": answer["plan"], "years": answer["years"]} == restated(plan)
    assert answer["parameter"]["support_rate"] == f"0.{PLACES[plan.area, plan.region]}"


@settings(max_examples=200)
@given(plans())
def test_years_and_parties_add_up_to_the_plan(plan):
    outcome = cofinancing(plan)
    for name in SUMS:
        assert Money.total(getattr(year, name) for year in outcome.years.values()) == getattr(outcome.plan, name), name
    everything = Money.total(amount for kinds in outcome.parties.values() for amount in kinds.values())
    assert everything == outcome.plan.committed


@settings(max_examples=200)
@given(plans())
def test_the_support_is_within_its_bounds_and_the_two_gaps_agree(plan):
    whole = cofinancing(plan).plan
    assert Money.zero() <= whole.support <= min(whole.support_max, whole.support_needed)
    assert whole.support_max + whole.parties_share_required == whole.total
    assert whole.gap == max(Money.zero(), whole.share_gap)
    assert not whole.over_financed or whole.support == Money.zero()


@settings(max_examples=100)
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_years_and_commitments_changes_no_figure(plan, random):
    years = random.sample(list(plan.cash_costs), len(plan.cash_costs))
    commitments = random.sample(plan.commitments, len(plan.commitments))
    shuffled = replace(plan, cash_costs={y: plan.cash_costs[y] for y in years}, commitments=tuple(commitments))
    assert cofinancing(plan).as_json() == cofinancing(shuffled).as_json()


@settings(max_examples=300)
@given(plans(), st.sampled_from([1, 100, 100_000]), st.sampled_from(PARTIES), st.sampled_from(["benefits", "wages"]))
def test_each_way_to_close_a_gap_closes_it_and_one_ore_less_does_not(plan, unit, party, kind):
    ways = ways_to_close(cofinancing(plan), Money(unit))
    if ways is None:
        assert cofinancing(plan).plan.gap == Money.zero()
        return
    year, less = min(plan.years), Money(unit)

    def missing(changed):
        return cofinancing(changed).plan.share_gap > Money.zero()

    assert not missing(plan.with_commitment(party, "cash", year, ways.cash))
    assert not missing(plan.with_commitment(party, kind, year, ways.in_kind))
    assert not missing(plan.cheaper_by(ways.lower_cost))
    assert missing(plan.with_commitment(party, "cash", year, ways.cash - less)) if ways.cash > less else True
    assert missing(plan.with_commitment(party, kind, year, ways.in_kind - less)) if ways.in_kind > less else True
    if ways.lower_cost > less and unit == 1:
        assert missing(plan.cheaper_by(ways.lower_cost - less))


@given(plans())
def test_the_whole_project_alone_is_the_same_as_with_its_years(plan):
    assert whole_project(plan) == cofinancing(plan).plan
