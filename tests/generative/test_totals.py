"""A population is simulated, and the truth is always in the interval that the register's arithmetic says of it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from samordna.deliver.participants.figures import MODES, SEXES, YearFigures, people, shown, together

PLACES = st.sampled_from([(measure, year) for measure in "abc" for year in (2024, 2025)])
#: Somebody: sex, and for each measure and year in which the person took part how it was entered.
PERSON = st.tuples(st.sampled_from(SEXES), st.dictionaries(PLACES, st.sampled_from(MODES), min_size=1, max_size=4))
POPULATION = st.lists(PERSON, max_size=40)


def cells_and_again(population, *, exact):
    """What the register knows: counts by place, mode and sex, and how often persons with data are counted again."""
    counts = Counter((place, mode, sex) for sex, ways in population for place, mode in ways.items())
    again = Counter()
    for sex, ways in population:
        known = sum(mode == "person" for mode in ways.values())
        again[sex] += max(0, known - 1)
    places = sorted({place for place, _mode, _sex in counts})
    cells = [
        YearFigures(
            year,
            {(m, s): shown(n, exact=exact) for (place, m, s), n in counts.items() if place == (measure, year)},
        )
        for measure, year in places
    ]
    return cells, {sex: shown(again[sex], exact=exact) for sex in SEXES}


@given(POPULATION, st.booleans())
def test_the_truth_is_in_the_interval(population, exact):
    cells, again = cells_and_again(population, exact=exact)
    for sex in SEXES:
        found = people(cells, again, sex)
        assert found.holds(sum(its == sex for its, _ways in population))
    assert people(cells, again).holds(len(population))
    assert people(cells, {}).holds(len(population))


@given(POPULATION)
def test_the_ends_meet_when_everybody_is_known(population):
    known = [(sex, dict.fromkeys(ways, "person")) for sex, ways in population]
    cells, again = cells_and_again(known, exact=True)
    found = people(cells, again)
    assert found.is_exact and found.low == len(population) and not found.reasons()


@given(POPULATION, st.booleans())
def test_totals_by_mode_add_up(population, exact):
    cells, _again = cells_and_again(population, exact=exact)
    for cell in cells:
        parts = together(cell.of(mode=mode, sex=sex) for mode in MODES for sex in SEXES)
        assert (parts.low, parts.high) == (cell.of().low, cell.of().high)


@given(POPULATION)
def test_what_a_reader_without_the_right_sees_holds_what_the_others_see(population):
    """And never says the number itself of one to four."""
    exact, again = cells_and_again(population, exact=True)
    hidden, hidden_again = cells_and_again(population, exact=False)
    for one, other in zip(exact, hidden, strict=True):
        for key, number in one.cells.items():
            assert other.cells[key].is_exact == (number.low >= 5)
    whole, seen = people(exact, again), people(hidden, hidden_again)
    assert seen.low <= whole.low and whole.high <= seen.high
