"""Three ways to be in the register, one arithmetic: sums of what is shown, and an interval where one may be twice."""

import pytest

from samordna.deliver.participants.figures import Between, YearFigures, once, people, shown, together


def cell(year=2026, *, person=0, anonymous=0, volume=0, exact=True, sex="women"):
    counts = {"person": person, "anonymous": anonymous, "volume": volume}
    return YearFigures(year, {(mode, sex): shown(n, exact=exact) for mode, n in counts.items() if n})


def ends(between):
    return between.low, between.high


@pytest.mark.parametrize(
    ("cells", "again", "low_high", "why"),
    [
        # one measure and year: the three add up
        ([cell(person=20, anonymous=2, volume=0)], 0, (22, 22), set()),
        ([cell(volume=40)], 0, (40, 40), set()),
        # with person data each person once, and nothing else to doubt
        ([cell(person=20), cell(person=30)], 0, (50, 50), set()),
        ([cell(person=20), cell(person=30)], 20, (30, 30), set()),
        # the two without person data may be two of the thirty
        ([cell(person=20, anonymous=2), cell(person=30)], 0, (50, 52), {"anonymous"}),
        ([cell(person=20), cell(volume=44)], 0, (44, 64), {"volume"}),
        ([cell(volume=44), cell(2025, volume=40)], 0, (44, 84), {"volume"}),
        ([cell(anonymous=3), cell(anonymous=5), cell(volume=4)], 0, (5, 12), {"anonymous", "volume"}),
        # an empty cell is no other place to be in
        ([cell(person=20, anonymous=2), cell()], 0, (22, 22), set()),
        ([], 0, (0, 0), set()),
    ],
)
def test_people_over_cells(cells, again, low_high, why):
    found = people(cells, {"women": Between(again, again)})
    assert ends(found) == low_high
    assert found.why == why
    assert bool(found.reasons()) == (low_high[0] != low_high[1])


@pytest.mark.parametrize(
    ("parts", "again", "low_high"),
    [
        ([20, 30], 3, (46, 49)),  # three are in both: too few to show
        ([20, 3], 0, (21, 24)),  # the three stay hidden in the sum
        ([20, 3], 2, (20, 23)),
        ([3, 2], 1, (1, 7)),
        ([20, 30], 7, (43, 43)),
    ],
)
def test_what_is_hidden_stays_hidden_in_the_sum(parts, again, low_high):
    found = once([shown(n, exact=False) for n in parts], shown(again, exact=False))
    assert ends(found) == low_high
    assert found.holds(sum(parts) - again)


def test_with_nothing_known_of_who_is_in_several_the_largest_part_is_the_least():
    assert ends(once([Between(20, 20), Between(30, 30)], None)) == (30, 50)
    assert ends(once([Between(20, 20), Between(0, 0)], None)) == (20, 20)


def test_totals_by_mode_add_up_in_a_cell():
    one = YearFigures(
        2026, {(m, s): Between(n, n) for n, (m, s) in enumerate([("person", "women"), ("anonymous", "men")], 7)}
    )
    assert one.of() == together(one.of(mode=mode) for mode in ("person", "anonymous", "volume")) == Between(15, 15)


def test_no_interval_runs_backwards_or_below_nobody():
    for low, high in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="interval"):
            Between(low, high)
