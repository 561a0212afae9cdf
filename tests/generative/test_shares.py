"""Whatever the shares and the days they hold from, what associations bear of a cost adds up to it, to the öre."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from samordna.deliver.projects.economy import parts_of
from samordna.deliver.projects.rules import shares as rules
from samordna.deliver.projects.rules.economy import total
from samordna.ground.kernel.money import Money

FIRST = date(2020, 1, 1)
days = st.integers(0, 3_000).map(lambda n: FIRST + timedelta(n))
amounts = st.none() | st.integers(-(10**14), 10**14)


@st.composite
def shares(draw):
    """Two to seven associations with parts that are all of it together."""
    cuts = draw(st.sets(st.integers(1, rules.WHOLE - 1), min_size=1, max_size=6))
    edges = [0, *sorted(cuts), rules.WHOLE]
    return {who: upper - lower for who, (lower, upper) in enumerate(itertools.pairwise(edges), start=1)}


@st.composite
def joint(draw):
    """Divisions by day, and a span in which the measure runs."""
    divisions = [(day, draw(shares())) for day in draw(st.sets(days, max_size=4))]
    start = draw(days)
    end = draw(st.none() | st.integers(0, 2_000).map(lambda n: start + timedelta(n)))
    return divisions, start, end


rows = st.lists(
    st.tuples(amounts.map(lambda n: n and abs(n)), amounts, st.sampled_from(["measure_cost", "esf_measure_cost"])).map(
        lambda row: SimpleNamespace(budget_ore=row[0], outcome_ore=row[1], kind=row[2])
    ),
    max_size=6,
)


@given(joint(), st.integers(2018, 2031), rows)
def test_the_parts_add_up_to_the_whole(measure, year, of_year):
    divisions, start, end = measure
    weights = rules.weights_of_year(divisions, year, lead=1, start=start, end=end)
    assert all(weight > 0 for weight in weights.values())
    parts = parts_of(of_year, weights)
    for kind in ("measure_cost", "esf_measure_cost"):
        whole = [row for row in of_year if row.kind == kind]
        borne = total(kinds[kind] for kinds in parts.values() if kind in kinds)
        for said, sums in (("budget_ore", borne.budget), ("outcome_ore", borne.outcome)):
            known = [getattr(row, said) for row in whole if getattr(row, said) is not None]
            assert (sums.ore if sums else sums) == (sum(known) if known else None)


@given(joint(), st.integers(2018, 2031), st.integers(0, 10**12))
def test_nobody_bears_an_ore_more_or_less_than_the_share_is(measure, year, ore):
    divisions, start, end = measure
    weights = rules.weights_of_year(divisions, year, lead=1, start=start, end=end)
    for who, part in rules.divided(Money(ore), weights).items():
        assert abs(part.ore * sum(weights.values()) - ore * weights[who]) < sum(weights.values())
