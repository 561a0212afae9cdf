"""Protection: small cells, what they can be computed from, and the honest certificate."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.engine.dimensions import Code, Dimension, Time
from samordna.engine.disclosure.attack import Attacker
from samordna.engine.disclosure.lines import components, lines, with_differences
from samordna.engine.disclosure.policy import DEFAULT, NOT_PROVEN_AGAINST, Policy
from samordna.engine.disclosure.protect import CannotProtect, protect, small_cells
from samordna.engine.table import HIDDEN, MISSING, Origin, Status, Table, value
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, ONGOING_AND_NEW, SEX, TABLE_1, TABLE_2
from samordna.learn.statistics.columns import PARTICIPATIONS

W = Words("ord", "word")
ONE_YEAR = replace(TABLE_1, time=Time(2019, 2019, ONGOING_AND_NEW), dimensions=(SEX,))
AREAS = Dimension(
    "association",
    W,
    PARTICIPATIONS["association"],
    (Code("a", W, ("a",)),),
    SEX.total,
)
BY_AREA = replace(ONE_YEAR, time=Time(2019, 2019, ONGOING_AND_NEW[:1]), dimensions=(AREAS, SEX))
ORIGIN = Origin("x", "2020-01-15")


def small_table(ongoing_women, ongoing_men, new_women, new_men, **more):
    """Ongoing and new by sex, with totals."""
    numbers = [ongoing_women, ongoing_men, ongoing_women + ongoing_men, new_women, new_men, new_women + new_men]
    cells = {key: value(n) for key, n in zip(ONE_YEAR.cell_keys(), numbers, strict=True)}
    return Table(ONE_YEAR, cells | more.get("cells", {}), ORIGIN)


def shown(table):
    """What is printed, in the order of print."""
    signs = {Status.HIDDEN: "..", Status.MISSING: "..."}
    return " ".join(str(cell.value) if cell.value is not None else signs[cell.status] for _, cell in table.rows())


# ongoing women, men, total; new women, men, total → what is printed
CASES = [
    ("nothing small", (20, 10, 10, 5), "20 10 30 10 5 15"),
    ("zero is printed", (20, 10, 20, 0), "20 10 30 20 0 20"),
    ("one small cell takes another with it", (40, 30, 15, 3), "40 30 70 .. .. 18"),
    ("two small cells hide each other", (40, 30, 4, 4), "40 30 70 .. .. 8"),
    # Women 3 and men 0: the total would tell, so it goes too; what is left over is large.
    ("the rest is zero", (40, 30, 3, 0), "40 30 70 .. 0 .."),
    ("everybody is small", (2, 1, 1, 0), ".. .. .. .. 0 .."),
    # 10 − 8 = 2 women who stayed: the difference must not be computable.
    ("a small difference", (10, 30, 8, 10), "10 30 40 .. .. 18"),
    ("a difference of nought is no person", (10, 30, 10, 10), "10 30 40 10 10 20"),
    # 3 + 2 = 5 is printed; with two hidden cells of at least one, both stay unknown.
    ("five in two cells", (30, 30, 3, 2), "30 30 60 .. .. 5"),
]


@pytest.mark.parametrize(("numbers", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_hidden(numbers, expected):
    assert shown(protect(small_table(*numbers))) == expected


@pytest.mark.parametrize(("numbers", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_attack_learns_no_small_number(numbers, expected):
    table = small_table(*numbers)
    assert certain_small_numbers(table, protect(table)) == []


def certain_small_numbers(table, protected):
    """What an attacker knows for certain of cells and differences of 1–4 persons."""
    truth = with_differences(table.columns, {key: cell.value for key, cell in table.cells.items()})
    printed = {key: cell.value for key, cell in protected.cells.items() if cell.value is not None}
    found = []
    for group in components(list(lines(table.columns, truth))):
        cells = frozenset(node for line in group for node in line.nodes if node in table.cells)
        known = Attacker(group, cells).reads({key: printed[key] for key in cells if key in printed})
        found += [node for node in known.low if DEFAULT.is_sensitive(truth[node]) and known.is_certain(node)]
    return found


def test_as_many_hidden_cells_as_persons_would_tell_each_of_them():
    """Six women in three hidden cells leave room; five women in five would be one each, so their sum is hidden too."""
    six = protect(by_area({"a": 2, "b": 2, "c": 2}))
    assert six.cell(year=2019, association="total", sex="women").value == 6
    five = by_area({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})
    assert protect(five).cell(year=2019, association="total", sex="women") == HIDDEN
    assert certain_small_numbers(five, protect(five)) == []


def by_area(women, men=20):
    """A table with associations and their sum."""
    areas = replace(AREAS, codes=tuple(Code(name, W, (name,)) for name in women))
    declaration = replace(BY_AREA, dimensions=(areas, SEX))
    cells = {}
    for year, area, sex in declaration.cell_keys():
        w = sum(women.values()) if area == "total" else women[area]
        m = men * (len(women) if area == "total" else 1)
        cells[(year, area, sex)] = value({"women": w, "men": m, "total": w + m}[sex])
    return Table(declaration, cells, ORIGIN)


def test_a_sum_that_does_not_quite_add_up_is_still_a_way_to_guess():
    """Persons stand in two associations and once in the sum: the last unknown is still guessed, so two are hidden."""
    table = by_area({"a": 3, "b": 20, "c": 20})
    cells = dict(table.cells)
    cells[("2019", "total", "women")] = value(41)
    protected = protect(Table(table.form, cells, ORIGIN))
    women = [protected.cell(year=2019, association=a, sex="women") for a in ("a", "b", "c")]
    assert [cell.status for cell in women].count(Status.HIDDEN) >= 2


def test_no_more_is_hidden_than_needed():
    """One small cell among two associations with room: three more cells, and every total stays."""
    protected = protect(by_area({"a": 3, "b": 20, "c": 20}))
    assert protected.certificate["secondary"] == 3
    assert protected.cell(year=2019, association="total", sex="women").value == 43


def test_what_is_printed_elsewhere_stays_or_the_table_is_refused():
    table = by_area({"a": 3, "b": 20, "c": 20})
    nation = [key for key in table.cells if key[1] == "total"]
    protected = protect(table, keep=nation)
    assert all(protected.cells[key].value is not None for key in nation)
    with pytest.raises(CannotProtect, match="below the threshold"):
        protect(table, keep=[("2019", "a", "women")])
    with pytest.raises(CannotProtect, match="must stay printed"):
        protect(table, keep=[key for key in table.cells if key != ("2019", "a", "women")])


def test_missing_cells_stay_missing():
    key = ("2019", "new", "men")
    table = small_table(20, 10, 3, 5, cells={key: MISSING})
    protected = protect(table)
    assert protected.cells[key] == MISSING
    assert protected.cells[("2019", "new", "women")] == HIDDEN


def test_a_table_without_people_is_not_touched():
    table = Table(ALL_MEASURES, {key: value(1) for key in ALL_MEASURES.cell_keys()}, ORIGIN)
    protected = protect(table)
    assert protected.cells == table.cells
    assert protected.certificate["policy"] is None


def test_shares_are_taken_of_protected_counts_only():
    table = Table(TABLE_2, {key: value(1, 2) for key in TABLE_2.cell_keys()}, ORIGIN)
    with pytest.raises(ValueError, match="shares follow from protected counts"):
        protect(table)


def test_the_certificate_is_honest():
    certificate = protect(small_table(40, 30, 15, 3)).certificate
    assert certificate["policy"]["threshold"] == 5
    assert (certificate["cells"], certificate["primary"], certificate["secondary"]) == (6, 1, 1)
    assert certificate["proven"] is True
    assert certificate["witnesses"] == 1
    assert certificate["not_protected_against"] == [{"sv": sv, "en": en} for sv, en in NOT_PROVEN_AGAINST]
    assert protect(small_table(10, 30, 8, 10)).certificate["sensitive_differences"] == 1


def test_another_threshold():
    assert shown(protect(small_table(40, 30, 15, 8), Policy(threshold=10))) == "40 30 70 .. .. 23"
    with pytest.raises(ValueError, match="below two"):
        Policy(threshold=1)


def test_small_cells_names_what_an_unprotected_table_would_print():
    table = small_table(40, 30, 15, 3)
    assert small_cells(table.cells) == [("2019", "new", "men")]
    assert small_cells(protect(table).cells) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=2))
def test_by_enumeration_no_line_gives_a_small_number_away(stay_and_new):
    """Every table that fits what is printed, tried one by one: a small number has at least two possible values."""
    (stay_w, new_w), (stay_m, new_m) = stay_and_new
    table = small_table(stay_w + new_w, stay_m + new_m, new_w, new_m)
    protected = protect(table)
    possible = [candidate for candidate in _ALL if _fits(candidate, protected)]
    truth = (stay_w, new_w, stay_m, new_m)
    for place in range(4):
        # stayed women, new women, stayed men, new men
        if DEFAULT.is_sensitive(truth[place]):
            assert len({candidate[place] for candidate in possible}) > 1, shown(protected)


_FEW = range(10)
#: Women who stayed and are new, men who stayed and are new: every table with up to nine of each.
_ALL = list(itertools.product(_FEW, repeat=4))


def _fits(candidate, protected):
    stay_w, new_w, stay_m, new_m = candidate
    cells = small_table(stay_w + new_w, stay_m + new_m, new_w, new_m).cells
    for key, cell in protected.cells.items():
        if cell.status is Status.HIDDEN and cells[key].value == 0:
            return False
        if cell.status is Status.VALUE and cell != cells[key]:
            return False
    return True
