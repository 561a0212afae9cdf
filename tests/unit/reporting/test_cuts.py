"""What is shown of a variable: nothing small, nothing that gives it away, and the truth always inside."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.deliver.participants.figures import SEXES
from samordna.deliver.reporting.rules.cuts import EVERYBODY, cut

MEASURES, VALUES = ("a", "b", "c"), ("x", "y", "z")
COUNTS = st.fixed_dictionaries(
    {key: st.integers(0, 14) for key in itertools.product(MEASURES, VALUES, SEXES)},
)


@given(COUNTS)
@settings(max_examples=120, deadline=None)
def test_the_truth_is_inside_and_no_small_number_is_told(counts):
    found = cut(counts, measures=MEASURES, values=VALUES)
    sets = [None, *({m} for m in MEASURES), {"a", "b"}, {"b", "c"}]
    for chosen, value, sex in itertools.product(sets, VALUES, (*SEXES, None)):
        true = sum(
            n for (m, v, s), n in counts.items() if v == value and sex in (None, s) and (chosen is None or m in chosen)
        )
        told = found.of(value, sex, chosen)
        assert told.holds(true)
        if chosen is None or len(chosen) == 1:
            assert not (told.is_exact and 0 < true < 5)


@given(COUNTS)
@settings(max_examples=80, deadline=None)
def test_hidden_cells_of_a_line_never_follow_from_its_sum(counts):
    """In each measure and sex: what is hidden can be shared out in at least two ways."""
    found = cut(counts, measures=MEASURES, values=VALUES)
    for one, sex in itertools.product(MEASURES, SEXES):
        whole = found.everybody(sex, {one})
        told = [found.of(value, sex, {one}) for value in VALUES]
        hidden = [each for each in told if not each.is_exact]
        if whole.is_exact and hidden:
            rest = whole.low - sum(each.low for each in told if each.is_exact)
            ways = sum(
                sum(way) == rest for way in itertools.product(*(range(each.low, each.high + 1) for each in hidden))
            )
            assert ways > 1


def test_what_everybody_may_see_elsewhere_is_the_same_here():
    """The whole of a measure and sex stands on the measure's page: from five exactly, else fewer than five."""
    counts = {("a", "x", "women"): 4, ("a", "y", "women"): 8, ("a", "x", "men"): 2}
    found = cut(counts, measures=("a",), values=VALUES)
    assert (found.everybody("women").low, found.everybody("women").high) == (12, 12)
    assert found.everybody("men").is_small
    assert not found.of("x", "women").is_exact and not found.of("y", "women").is_exact
    assert found.of("z", "women").high == 0


def test_those_who_see_the_persons_see_every_number():
    found = cut({("a", "x", "women"): 1}, measures=("a",), values=VALUES, exact=True)
    assert found.of("x", "women").is_exact and found.of("x", None).low == 1


@pytest.mark.parametrize(("has", "of", "is_shown"), [(3, 20, False), (17, 20, False), (8, 20, True), (0, 20, True)])
def test_where_one_may_have_several_those_who_lack_a_value_are_protected_too(has, of, is_shown):
    counts = {("a", "x", "women"): has, ("a", EVERYBODY, "women"): of}
    found = cut(counts, measures=("a",), values=("x",), several=True)
    assert found.of("x", "women").is_exact is is_shown
    assert found.everybody("women").low == 20


def test_a_sum_of_measures_of_ones_own_choice_is_made_of_what_is_shown():
    counts = {("a", "x", "women"): 20, ("a", "y", "women"): 20, ("b", "x", "women"): 3, ("b", "y", "women"): 9}
    found = cut(counts | {("c", "x", "women"): 30}, measures=MEASURES, values=VALUES)
    told = found.of("x", "women", {"a", "b"})
    assert not told.is_exact and told.holds(23)
