"""A table seen in another way says nothing that its cells do not, and the protection keeps its word about areas."""

from __future__ import annotations

from fractions import Fraction

import pytest

from samordna.engine.disclosure.attack import Attacker
from samordna.engine.disclosure.lines import lines, with_differences
from samordna.engine.disclosure.protect import protect
from samordna.engine.frozen import FrozenForm
from samordna.engine.grid import Layout
from samordna.engine.printed import KRONOR, Printed, Way
from samordna.engine.request import Column, Counted, What
from samordna.engine.seen import arranged, as_changes, as_shares, in_whole_units, over
from samordna.engine.table import HIDDEN, MISSING, Origin, Status, Table, value
from samordna.engine.words import Words


def column(name, *codes, **more):
    return Column(name, Words(name, name), codes, tuple(Words(code, code) for code in codes), **more)


def table(columns, cells, *, of_people=True):
    what = What(Counted.PERSONS, "persons", Words("personer", "persons"))
    form = FrozenForm("t", Words("T", "T"), columns, what, of_people, False, ())
    return Table(form, cells, Origin("x", "2026-01-01"))


TENTHS, TO_THE_ORE = Printed(Way.NUMBER, 1), Printed(Way.NUMBER, 2, Fraction(100))
PERIODS = column("period", "spring", "autumn", "winter")
SEX = column("sex", "women", "men", "total", total="total")


def by_sex(**numbers):
    """Cells by period: women, men and total; None is hidden."""
    return {
        (period, sex): HIDDEN if number is None else number if not isinstance(number, int) else value(number)
        for period, row in numbers.items()
        for sex, number in zip(SEX.codes, row, strict=True)
    }


ONE = table((PERIODS, SEX), by_sex(spring=(8, 2, 10), autumn=(None, None, 12), winter=(6, 0, 6)))


def test_a_change_is_on_the_period_before_whatever_periods_are_called():
    seen = as_changes(ONE)
    assert seen.cells[("spring", "total")] is MISSING
    change = seen.cells[("autumn", "total")]
    assert (change.value, change.of, change.rounded) == (12, 10, "20")
    assert seen.cells[("winter", "total")].rounded == "-50"


@pytest.mark.parametrize(
    ("ore", "expected"),
    [((500, 300, 800), ["5", "3", "8"]), ((500, 350, 850), ["5.00", "3.50", "8.50"])],
)
def test_amounts_lose_their_decimals_only_when_all_are_whole(ore, expected):
    cells = {key: value(number, printed=TO_THE_ORE) for key, number in zip(ONE.cells, ore, strict=False)}
    rest = {key: MISSING for key in ONE.cells if key not in cells}
    amounts = table((PERIODS, SEX), cells | rest, of_people=False)
    assert [cell.rounded for cell in in_whole_units(amounts).cells.values()][:3] == expected


def test_a_mean_keeps_its_decimals():
    means = table((PERIODS, SEX), by_sex(spring=(8, 2, 10), autumn=(None, None, 12), winter=(6, 0, 6)))
    means = Table(means.form, {key: value(40, 10, TENTHS) for key in means.cells}, means.origin)
    assert in_whole_units(means) == means


@pytest.mark.parametrize("make", [as_changes, as_shares])
def test_what_is_hidden_is_in_no_change_and_no_share(make):
    seen = make(ONE)
    for sex in ("women", "men"):
        assert seen.cells[("autumn", sex)].status is Status.HIDDEN
    if make is as_changes:
        # The next change would give the hidden number away.
        assert seen.cells[("winter", "women")].status is Status.HIDDEN


def test_shares_rest_on_their_two_counts():
    cell = as_shares(ONE).cells[("spring", "women")]
    assert (cell.value, cell.of, cell.rounded) == (8, 10, "80")


def test_fewer_periods_are_the_same_cells():
    some = over(ONE, ["winter", "autumn", "1999"])
    assert some.columns[0].codes == ("autumn", "winter")
    assert all(some.cells[key] is ONE.cells[key] for key in some.cells)
    with pytest.raises(ValueError, match="none of the periods"):
        over(ONE, ["1999"])


def test_a_change_of_money_is_told_in_kronor():
    from samordna.engine.formats.cells import counts_behind

    cells = {
        (period, "women"): value(10_000 * number, printed=KRONOR) for number, period in enumerate(PERIODS.codes, 1)
    }
    money = table((PERIODS, column("sex", "women")), cells, of_people=False)
    assert counts_behind(as_changes(money).cells[("autumn", "women")]) == "från 100 till 200"


LAYOUT = Layout(("benefit", "year"), ("registration", "sex"))


@pytest.mark.parametrize(
    ("rows", "columns", "wanted"),
    [
        ("", "", LAYOUT),
        ("year", "sex", LAYOUT),
        ("sex", "", Layout(("benefit", "sex"), ("registration", "year"))),
        ("sex", "benefit", Layout(("year", "sex"), ("registration", "benefit"))),
        ("registration", "registration", Layout(("benefit", "registration"), ("year", "sex"))),
        ("nothing", "<script>", LAYOUT),
    ],
)
def test_rows_and_columns_change_places(rows, columns, wanted):
    assert arranged(LAYOUT, rows, columns) == wanted


def test_a_whole_with_one_part_that_is_not_nought_can_be_protected():
    """One woman and no man: the total is she. Both are hidden, and so must be one of another area."""
    areas = column("area", "a", "b", "c", "total", total="total")
    numbers = {"a": (1, 0), "b": (9, 9), "c": (8, 7), "total": (18, 16)}
    cells = {
        (area, sex): value(number)
        for area, (women, men) in numbers.items()
        for sex, number in zip(SEX.codes, (women, men, women + men), strict=True)
    }
    whole = table((areas, SEX), cells)
    keep = [key for key in cells if key[0] == "total"]
    protected = protect(whole, keep=keep)
    assert all(protected.cells[key].value is not None for key in keep)
    nodes = with_differences(whole.columns, {key: cell.value for key, cell in cells.items()})
    attacker = Attacker(lines(whole.columns, nodes), frozenset(cells))
    known = attacker.reads({key: cell.value for key, cell in protected.cells.items() if cell.value is not None})
    assert not known.is_certain(("a", "women"))
    assert not known.is_certain(("a", "total"))
