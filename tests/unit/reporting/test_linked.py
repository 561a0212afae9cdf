"""The parts of the standard report beside each other: what one tells of another is left out."""

import doctest
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.deliver.participants.figures import SEXES, Between
from samordna.deliver.reporting.rules import linked
from samordna.deliver.reporting.rules.cuts import EVERYBODY, Cut, cut
from samordna.edge.web.measure_reports import names

OCCUPATION, AFTERWARDS = ("works", "studies", "seeking", "other", "unknown"), (
    "started", "increased", "same", "not", "unknown",
)  # fmt: skip
DOES = ("work_unsubsidised", "work_subsidised", "studies", "seeking")


def of_one(values, numbers, **more):
    """A cut of one measure and women only."""
    counts = {("a", value, "women"): n for value, n in zip(values, numbers, strict=True)} | more.pop("also", {})
    return cut(counts, measures=("a",), values=values, **more)


def exactly(values, numbers):
    """What would be printed if every number were told."""
    return of_one(values, numbers, exact=True)


def test_those_who_have_a_source_after_without_having_had_the_chosen_one_before():
    """Twenty have it after, eighteen of them had the other before: two did not, and the eighteen is not printed."""
    whole, part = exactly(("x", "y"), (20, 30)), exactly(("x", "y"), (18, 20))
    assert linked.rows_of_a_part(whole, part) == {"x"}


def test_who_works_in_both_ways_and_who_works_and_studies():
    does = exactly(DOES, (10, 8, 9, 0))
    assert linked.rows_of_doing(does, exactly(OCCUPATION, (15, 7, 0, 5, 0))) == {"studies", "work_subsidised"}
    assert linked.rows_of_doing(does, exactly(OCCUPATION, (12, 9, 0, 5, 0))) == set()


def shown(values, told):
    cells = {("a", value, "women"): number for value, number in zip(values, told, strict=True)}
    cells |= {("a", value, "men"): Between(0, 0) for value in values}
    return Cut(values, cells, {}, ("a",))


def exact(number):
    return Between(number, number)


@pytest.mark.parametrize(
    ("studies", "increased", "unknown", "tells"),
    [
        (Between(1, 4), exact(7), exact(0), True),  # 20 + … = 6 + 7 + 9: two study
        (Between(1, 4), Between(5, 9), exact(0), False),
        (Between(1, 4), exact(7), exact(5), False),  # of five it is not known what they did before
        (exact(12), exact(17), exact(0), False),
        (exact(12), Between(15, 19), exact(0), True),
    ],
)
def test_who_works_or_studies_is_the_same_number_in_two_parts(studies, increased, unknown, tells):
    occupation = shown(OCCUPATION, (exact(20), studies, exact(8), exact(0), exact(9)))
    afterwards = shown(AFTERWARDS, (exact(6), increased, exact(9), exact(8), unknown))
    assert linked.afterwards_tells(occupation, afterwards) is tells


def test_those_who_see_the_persons_see_every_row():
    whole, part = exactly(("x", "y"), (20, 3)), exactly(("x", "y"), (18, 2))
    assert linked.rows_of_a_part(whole, part) == set()


PEOPLE = st.lists(
    st.tuples(st.sampled_from(SEXES), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    min_size=5, max_size=60,
)  # fmt: skip


def counted(people, values_of):
    found = {}
    for one in people:
        for value in (*values_of(one), EVERYBODY):
            found["a", value, one[0]] = found.get(("a", value, one[0]), 0) + 1
    return found


@given(PEOPLE)
@settings(max_examples=80, deadline=None)
def test_of_nobody_in_the_difference_of_two_printed_rows_are_there_one_to_four(people):
    """Sex, and which of two sources they had before and have after: whatever is left of part 5 is subtracted from 4."""
    values = ("x", "y")
    after = counted(people, lambda one: [v for v, has in zip(values, one[3:5], strict=True) if has])
    had = [one for one in people if one[1]]
    moved = counted(had, lambda one: [v for v, has in zip(values, one[3:5], strict=True) if has])
    whole, part = (cut(c, measures=("a",), values=values, several=True) for c in (after, moved))
    hidden = linked.rows_of_a_part(whole, part)
    for value, sex in itertools.product(set(values) - hidden, (*SEXES, None)):
        one, other = whole.of(value, sex), part.of(value, sex)
        if one.is_exact and other.is_exact:
            assert not 0 < one.low - other.low < 5
        assert other.low <= one.low or one.is_exact


@pytest.mark.parametrize("module", [linked, names])
def test_examples(module):
    assert doctest.testmod(module).failed == 0
