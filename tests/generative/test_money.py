"""Whatever is divided adds up again, and nobody gets more than an öre away from the exact part."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from samordna.ground.kernel.money import Money, in_units
from samordna.ground.kernel.share import Share

ORE = st.integers(-(10**14), 10**14)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@given(ORE, WEIGHTS)
def test_parts_add_up_and_are_near_the_exact_part(ore, weights):
    parts = Money(ore).split(weights)
    if not any(weights):
        assert set(parts) == {Money.zero()}
        return
    assert Money.total(parts) == Money(ore)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.ore - Fraction(ore * weight, sum(weights))) < 1


@given(ORE, WEIGHTS)
def test_an_ore_that_is_left_goes_to_the_largest_remainder_and_then_the_earlier(ore, weights):
    """Nobody who was rounded down had a larger remainder than one rounded up, nor an equal one before it."""
    whole = sum(weights)
    if not whole:
        return
    parts = Money(abs(ore)).split(weights)
    exact = [Fraction(abs(ore) * weight, whole) for weight in weights]
    up = [(exact[i] % 1, -i) for i, part in enumerate(parts) if part.ore > exact[i] // 1]
    down = [(exact[i] % 1, -i) for i, part in enumerate(parts) if part.ore == exact[i] // 1]
    assert not up or not down or min(up) > max(down)


@given(ORE, st.integers(0, 10**4))
def test_a_share_and_its_rest_make_the_whole_but_for_one_ore(ore, basis_points):
    share, money = Share(Fraction(basis_points, 10**4)), Money(ore)
    assert Money.zero() <= money - share.of(money) - share.rest.of(money) <= Money(1)


@given(ORE)
def test_an_amount_survives_being_written(ore):
    assert Money.parse(str(Money(ore))) == Money(ore)


@given(st.lists(ORE, max_size=12), st.sampled_from([1, 100, 100_000]))
def test_printed_rows_add_up_and_stay_within_a_unit(ores, unit):
    rows, total = in_units([Money(ore) for ore in ores], Money(unit))
    assert sum(rows) == total
    assert abs(total * unit - sum(ores)) * 2 <= unit
    assert all(abs(row * unit - ore) < unit for row, ore in zip(rows, ores, strict=True))
