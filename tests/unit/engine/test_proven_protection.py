"""Protection with witnesses: the known traps, the options, what was released before, and what is refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tests.factories.disclosure import grid, leaves_text, spec_text

from samordna.engine.disclosure import parts, secondary
from samordna.engine.disclosure.bounds import attack
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.witnesses import Witness, from_text, to_text, unproven

ROW_AND_COLUMN = {"row": ["row"], "col": ["col"]}


def square(numbers, tables=(("row", "col"),), **more):
    """A table of rows and columns."""
    rows = [(f"r{i}", f"c{j}", n) for i, line in enumerate(numbers) for j, n in enumerate(line)]
    return grid(spec_text(ROW_AND_COLUMN, tables, **more), leaves_text(["row", "col"], rows))


def column(*numbers, **more):
    """A table of one dimension."""
    rows = [(f"c{i}", n) for i, n in enumerate(numbers)]
    return grid(spec_text({"col": ["col"]}, [["col"]], **more), leaves_text(["col"], rows))


def shown(found):
    """The rows of OUT without headings."""
    return to_csv(found).splitlines()[1:]


def knows(cells, *files):
    """How many cells a reader of these OUT texts is certain of."""
    return sum(b.is_certain for b in attack(cells, [read_printed(text, cells, "OUT") for text in files]))


def printing(cells, hidden):
    """OUT with the cells hidden that ``hidden`` says by their codes."""
    lines = ["table," + ",".join(d.name for d in cells.spec.dimensions) + ",value,status"]
    n, slots = cells.leaves.n, cells.slots()
    for cell in range(cells.size):
        table, codes = cells.codes_of(cell)
        value = n[(slots == cell).any(axis=1)].sum()
        away = " ".join(codes) in hidden
        lines.append(f"{table},{','.join(codes)},{'' if away else value},{'primary' if away else 'published'}")
    return "\n".join(lines) + "\n"


class TestWhatIsHidden:
    CASES = [
        ("nothing small", (20, 9, 5), []),
        ("zero is printed", (20, 9, 0), []),
        ("one takes another with it", (20, 3, 7), ["c1", "c2"]),
        ("two hide each other", (20, 3, 4), ["c1", "c2"]),
        ("a column alone takes its total", (3,), ["Total", "c0"]),
        ("everything is small", (1, 1, 1), ["Total", "c0", "c1", "c2"]),
    ]

    @pytest.mark.parametrize(("numbers", "hidden"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
    def test_one_dimension(self, numbers, hidden):
        rows = [row.split(",") for row in shown(release(column(*numbers), []))]
        assert [code for _, code, value, _ in rows if value == ""] == hidden

    def test_rows_stand_in_order_with_every_code(self):
        leaves = leaves_text(
            ["region", "assoc", "sex"], [("R2", "b", "w", 9), ("R1", "a", "m", 8), ("R1", "c", "w", 7)]
        )
        spec = spec_text({"geo": ["region", "assoc"], "sex": ["sex"]}, [["sex", "geo"], ["sex"]])
        rows = shown(release(grid(spec, leaves), []))
        assert rows[:4] == ["0,Total,Total,24,published", "0,Total,m,8,published", "0,Total,w,16,published",
                            "0,R1,Total,15,published"]  # fmt: skip
        assert rows[-3:] == ["1,Total,Total,24,published", "1,Total,m,8,published", "1,Total,w,16,published"]
        assert "0,b,m,0,published" in rows
        assert len(rows) == 6 * 3 + 3

    def test_zeros_are_hidden_when_the_policy_says_so_and_missing_combinations_are_not(self):
        cells = grid(
            spec_text(ROW_AND_COLUMN, [["row", "col"]], zeros="protected"),
            leaves_text(
                ["row", "col"], [("r0", "c0", 0), ("r0", "c1", 9), ("r1", "c0", 9), ("r1", "c1", 9), ("r2", "c0", 7)]
            ),
        )
        rows = shown(release(cells, []))
        assert "0,r0,c0,,primary" in rows
        assert "0,r2,c1,0,published" in rows

    def test_the_same_input_gives_the_same_output(self):
        numbers = np.random.default_rng(3).integers(0, 9, (5, 6)).tolist()
        assert to_csv(release(square(numbers), [])) == to_csv(release(square(numbers), []))

    def test_a_wider_range_is_reached(self):
        found = release(square([[3, 9, 9], [8, 7, 9], [9, 9, 9]], range=3), [])
        assert unproven(found.grid, [], found.hidden, found.witnesses) == []
        at = shown(found).index("0,r0,c0,,primary")
        slots = found.grid.slots()
        moved = [w.by[(slots[w.leaves] == at).any(axis=1)].sum() for w in found.witnesses]
        assert max(abs(m) for m in moved) >= 3


class TestTraps:
    def test_each_table_safe_alone_and_not_together(self):
        # Alone, r0 hides c0 with c1 in the first; the second table prints a group that has c1 alone.
        spec = spec_text({"fine": ["fine"], "group": ["group"]}, [["fine"], ["group"]])
        rows = [("a", "x", 3), ("b", "y", 7), ("c", "z", 20), ("d", "z", 9)]
        cells = grid(spec, leaves_text(["fine", "group"], rows))
        alone = printing(cells, {"a Total", "b Total", "Total x", "Total z"})
        assert knows(cells, alone) > 0
        assert knows(cells, to_csv(release(cells, []))) == 0

    def test_a_sum_of_rows_less_a_sum_of_columns(self):
        # Every line has two hidden cells, and still: rows 0 and 1 less columns 0 and 1 leave one cell.
        numbers = [[9, 8, 3], [8, 9, 20], [20, 20, 9]]
        cells = square(numbers)
        hidden = {"r0 c0", "r0 c1", "r0 c2", "r1 c0", "r1 c1", "r2 c2"}
        assert knows(cells, printing(cells, hidden | {"r2 Total", "Total Total"})) > 0
        assert knows(cells, to_csv(release(cells, []))) == 0

    def test_three_singletons(self):
        # The total of three says that each of three hidden cells is one person.
        cells = square([[1, 1, 1, 0], [9, 9, 9, 9]], threshold=3)
        assert knows(cells, printing(cells, {"r0 c0", "r0 c1", "r0 c2", "r1 c0", "r1 c1", "r1 c2"})) >= 3
        assert knows(cells, to_csv(release(cells, []))) == 0

    def test_last_years_release(self):
        before = column(30, 3, 7)
        printed_then = printing(before, {"c1", "c2"})
        now = grid(spec_text(ROW_AND_COLUMN, [["row", "col"]]),
                   leaves_text(["row", "col"], [("a", "c0", 20), ("b", "c0", 10), ("a", "c1", 3), ("b", "c1", 0),
                                                ("a", "c2", 5), ("b", "c2", 2)]))  # fmt: skip
        then = read_printed(printed_then, now, "then.csv")
        found = release(now, [then])
        assert knows(now, printed_then, to_csv(found)) == 0
        assert unproven(now, [then], found.hidden, found.witnesses) == []

    def test_a_region_with_one_association_tells_no_more_than_the_association(self):
        spec = spec_text({"geo": ["region", "assoc"], "sex": ["sex"]}, [["geo", "sex"]])
        rows = [("R1", "a", "w", 3), ("R1", "a", "m", 9), ("R2", "b", "w", 9), ("R2", "b", "m", 8), ("R2", "c", "w", 7),
                ("R2", "c", "m", 30)]  # fmt: skip
        found = release(grid(spec, leaves_text(["region", "assoc", "sex"], rows)), [])
        assert {"0,R1,w,,primary", "0,a,w,,primary"} <= set(shown(found))
        assert knows(found.grid, to_csv(found)) == 0

    @pytest.mark.parametrize(
        "numbers",
        [
            [[30, 0], [20, 0], [10, 1]],
            [[1, 2], [1, 1], [3, 1]],
            [[1, 0], [0, 1]],
            [[4]],
        ],
        ids=["a nearly empty column", "everything small", "a diagonal", "one cell"],
    )
    def test_odd_tables(self, numbers):
        found = release(square(numbers), [])
        assert knows(found.grid, to_csv(found)) == 0
        assert found.certificate["proven"]

    def test_nothing_small_hides_nothing(self):
        found = release(square([[9, 8], [7, 6]]), [])
        assert not found.hidden.any()
        assert found.certificate["witnesses"] is None
        assert found.certificate["sumsec"] == 0


class TestOptions:
    def test_the_one_person_in_a_cell_cannot_compute_another(self):
        numbers = [[1, 4, 30], [9, 9, 30], [30, 30, 30]]
        found = release(square(numbers, singletons=True), [])
        at, alone = shown(found).index("0,r0,c1,,primary"), shown(found).index("0,r0,c0,,primary")
        slots = found.grid.slots()

        def moved(witness, cell):
            return witness.by[(slots[witness.leaves] == cell).any(axis=1)].sum()

        assert any(moved(w, at) and not moved(w, alone) for w in found.witnesses)

    def test_a_small_group_of_one_kind_is_refused_when_zeros_tell(self):
        numbers = [[3, 0], [9, 9]]
        release(square(numbers), [])
        with pytest.raises(CannotBeSafe, match="small group"):
            release(square(numbers, group=True), [])
        release(square(numbers, group=True, zeros="protected"), [])

    def test_what_an_earlier_release_tells_cannot_be_hidden(self):
        cells = column(30, 3, 7)
        with pytest.raises(CannotBeSafe, match="c1"):
            release(cells, [read_printed(printing(cells, set()), cells, "then.csv")])

    def test_no_time_is_no_answer(self):
        with pytest.raises(CannotBeSafe, match="time"):
            release(square([[1, 9], [9, 9]]), [], seconds=0)


def larger(seed=5):
    """A release of some hundred cells with much that is small."""
    random = np.random.default_rng(seed)
    rows = [
        (f"R{a // 3}", f"A{a}", f"s{b}", f"t{c}", int(random.poisson(random.choice([1, 3, 12]))))
        for a, b, c in itertools.product(range(7), range(2), range(4))
    ]
    return grid(
        spec_text({"geo": ["region", "assoc"], "sex": ["sex"], "age": ["age"]}, [["geo", "sex", "age"]]),
        leaves_text(["region", "assoc", "sex", "age"], rows),
    )


class TestTheSearch:
    def test_it_may_stop_at_any_time(self, monkeypatch):
        sums = []
        for looks in (1, 20, 80, 10**9):
            left = itertools.repeat(False, looks)
            monkeypatch.setattr(secondary.Clock, "is_out", property(lambda _, left=left: next(left, True)))
            found = release(larger(), [], seconds=1)
            assert unproven(found.grid, [], found.hidden, found.witnesses) == []
            assert found.certificate["stopped_by_time"] == (looks < 10**9)
            sums.append(found.certificate["sumsec"])
        assert sums == sorted(sums, reverse=True)
        assert sums[-1] < sums[0]

    def test_parts_are_safe_together(self, monkeypatch):
        whole = release(larger(), [])
        monkeypatch.setattr(parts, "_SMALL", 0)
        monkeypatch.setattr(parts, "_LARGE", 0)
        monkeypatch.setattr(parts, "_PARTS", (20,))
        found = release(larger(), [])
        assert unproven(found.grid, [], found.hidden, found.witnesses) == []
        assert knows(found.grid, to_csv(found)) == 0
        assert found.certificate["sumsec"] < 2 * whole.certificate["sumsec"]

    def test_time_may_run_out_between_parts(self, monkeypatch):
        monkeypatch.setattr(parts, "_SMALL", 0)
        monkeypatch.setattr(parts, "_LARGE", 0)
        monkeypatch.setattr(parts, "_PARTS", (20,))
        left = itertools.repeat(False, 1)
        monkeypatch.setattr(secondary.Clock, "is_out", property(lambda _: next(left, True)))
        found = release(larger(), [], seconds=1)
        assert unproven(found.grid, [], found.hidden, found.witnesses) == []
        assert found.certificate["stopped_by_time"]

    def test_a_small_table_is_hidden_as_cheaply_as_can_be(self):
        # 3 and 4 hide each other in the first row; so each column needs one more, and the second row has both.
        found = release(square([[3, 4, 40], [6, 7, 40], [50, 50, 50]]), [])
        assert found.certificate["sumsec"] == 13


class TestWitnesses:
    def test_they_are_the_same_from_their_text(self):
        found = release(square([[3, 9, 2], [8, 7, 9], [9, 1, 9]]), [])
        again = from_text(found.grid, to_text(found.grid, found.witnesses))
        assert again
        assert unproven(found.grid, [], found.hidden, again) == []

    def test_without_them_nothing_is_proven(self):
        found = release(square([[3, 9, 2], [8, 7, 9], [9, 1, 9]]), [])
        assert len(unproven(found.grid, [], found.hidden, [])) == int(found.small.sum())

    @pytest.mark.parametrize(
        ("leaves", "by"),
        [([0], [1]), ([0, 1], [-4, 4]), ([0, 1], [1, -1]), ([0, 3], [-3, 3]), ([0, 1, 2, 3], [-3, 3, 3, -3])],
        ids=["the total changes", "below nought", "a column changes", "a row changes", "an empty hidden cell"],
    )
    def test_a_table_that_does_not_fit_is_no_witness(self, leaves, by):
        cells = square([[3, 9], [9, 9]])
        found = release(cells, [])
        false = Witness(np.array(leaves), np.array(by))
        assert unproven(cells, [], found.hidden, [false])

    def test_the_one_person_in_a_cell_is_not_shown_a_change_of_the_own_cell(self):
        # Every witness of r0 c1 changes r0 c0 too, where one person knows what there is.
        numbers = [[1, 4, 30], [9, 9, 30], [30, 30, 30]]
        cells, strict = square(numbers), square(numbers, singletons=True)
        at = [i for i, row in enumerate(shown(release(cells, []))) if row.startswith(("0,r0,c0,", "0,r0,c1,"))]
        hidden = np.isin(np.arange(cells.size), at + [i + 4 for i in at])
        witness = [Witness(np.array([0, 1, 3, 4]), np.array([1, -1, -1, 1]))]
        assert unproven(cells, [], hidden, witness) == []
        assert unproven(strict, [], hidden, witness) == [at[1]]

    def test_a_small_cell_that_is_printed_is_not_proven(self):
        cells = square([[3, 9], [9, 9]])
        assert unproven(cells, [], np.zeros(cells.size, dtype=bool), [])


SPEC = spec_text({"geo": ["region", "assoc"]}, [["geo"]])
GOOD = leaves_text(["region", "assoc"], [("R1", "a", 3), ("R1", "b", 9)])
WRONG = [
    ("negative", SPEC, GOOD.replace("3", "-3"), "not a number of persons"),
    ("no number", SPEC, GOOD.replace("3", "x"), "not a number of persons"),
    ("two parents", SPEC, GOOD + "R2,a,4\n", "two parents"),
    ("the same twice", SPEC, GOOD + "R1,a,4\n", "same combination"),
    ("two levels", SPEC, GOOD + "R1,R1,4\n", "stands both in"),
    ("a code named Total", SPEC, GOOD + "R1,Total,4\n", "cannot be a code"),
    ("no code", SPEC, GOOD + "R1,,4\n", "cannot be a code"),
    ("no column", SPEC, GOOD.replace("region", "county"), "no column 'region'"),
    ("no persons", SPEC, GOOD.replace(",n", ",persons"), "no column 'n'"),
    ("a short row", SPEC, GOOD + "R1\n", "fields"),
    ("no rows", SPEC, "region,assoc,n\n", "no rows"),
    ("nothing", SPEC, "", "empty"),
    ("not TOML", "threshold =", GOOD, "not TOML"),
    ("an unknown key", "treshold = 5\n" + SPEC, GOOD, "no key"),
    ("an unknown dimension", SPEC.replace('by = ["geo"]', 'by = ["sex"]'), GOOD, "no dimension is named"),
    ("no table", SPEC.split("[[table]]")[0], GOOD, "at least one"),
    ("a threshold of one", "threshold = 1\n" + SPEC, GOOD, "at least 2"),
    ("other zeros", 'zeros = "hidden"\n' + SPEC, GOOD, "zeros must be"),
]


@pytest.mark.parametrize(("spec", "leaves", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_wrong_input_is_said(spec, leaves, said):
    with pytest.raises(WrongInput, match=said):
        grid(spec, leaves)


EARLIER = "table,col,value,status\n0,Total,40,published\n0,c1,,primary\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EARLIER.replace("40", "41"), "41 there, but 40 in the register"),
        (EARLIER.replace("0,c1,,primary", "0,c9,3,published"), "3 there, but 0"),
        (EARLIER.replace("c1,,primary", "c1,3,primary"), "a hidden one has none"),
        (EARLIER.replace("primary", "hemlig"), "no status"),
        (EARLIER.replace("col", "colour").replace("c1", "red"), "no dimension"),
        (EARLIER.replace("c1", "c3"), "hidden there, but zero"),
    ],
)
def test_an_earlier_release_that_contradicts_is_refused(text, said):
    cells = column(30, 3, 7, 0)
    with pytest.raises(WrongInput, match=said):
        release(cells, [read_printed(text, cells, "then.csv")])
