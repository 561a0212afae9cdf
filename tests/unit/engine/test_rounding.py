"""Small-count rounding: no small number is printed, the tables add up and agree, and a cell has one version only."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.disclosure import grid, leaves_text, some, spec_text, values_of

from samordna.engine.disclosure.cautions import not_protected, note
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.methods import Method
from samordna.engine.disclosure.mixing import Earlier, only_exact, read_certificate, refuse_mixing
from samordna.engine.disclosure.perturbed import adds_up, agrees, fingerprint, rounded
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.rounding import round_small, together
from samordna.engine.disclosure.spec import read_spec

SEEDS = st.integers(0, 10**6)
AREAS = {"geo": ["region", "assoc"], "sex": ["sex"]}
LEAVES = leaves_text(
    ["region", "assoc", "sex"],
    [("R1", "a", "m", 12), ("R1", "a", "w", 3), ("R1", "b", "m", 2), ("R1", "b", "w", 20), ("R2", "c", "m", 0),
     ("R2", "c", "w", 8)],
)  # fmt: skip


def areas(leaves=LEAVES, tables=(("geo", "sex"),), **more):
    """A small release by area and sex."""
    return grid(spec_text(AREAS, [list(by) for by in tables], **more), leaves)


def rounding(**more):
    """The same, rounded."""
    return rounded(areas(method="rounding", **more))


def rows(text):
    """The cells of OUT by their codes."""
    found = list(csv.DictReader(text.splitlines()))
    return {(row["table"], *list(row.values())[1:-2]): (row["value"], row["status"]) for row in found}


def lines(cells, value):
    """True when, counted in a plain way from OUT, each table's parts make their whole."""
    spec, leaves = cells.spec, cells.leaves
    by_codes = {cells.codes_of(cell): int(value[cell]) for cell in range(cells.size)}
    for (table, codes), number in by_codes.items():
        for place, dimension in enumerate(spec.dimensions):
            if dimension.name not in spec.tables[table]:
                continue
            column = dimension.columns
            level = next((i for i, c in enumerate(column) if codes[place] in leaves.codes[c]), -1)
            if level + 1 == len(column):
                continue
            fine = leaves.places[column[level + 1]]
            inside = (
                np.ones(len(fine), bool)
                if level < 0
                else leaves.places[column[level]] == leaves.codes[column[level]].index(codes[place])
            )
            parts = {leaves.codes[column[level + 1]][i] for i in fine[inside]}
            if sum(by_codes[table, (*codes[:place], part, *codes[place + 1 :])] for part in parts) != number:
                return False
    return True


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from([None, 7]), st.integers(0, 3))
def test_no_small_number_and_every_table_adds_up_and_agrees(seed, base, chance):
    spec, leaves = some(seed, method="rounding", **({"base": base} if base else {}))
    found = rounded(grid(f"seed = {chance}\n{spec}", leaves))
    cells = found.grid
    least = base or cells.spec.threshold
    assert not ((found.value > 0) & (found.value < least)).any()
    assert lines(cells, found.value)
    same = {}
    for cell in range(cells.size):
        assert same.setdefault(cells.codes_of(cell)[1], found.value[cell]) == found.value[cell]
    true = values_of(cells, cells.leaves.n[None, :])[0]
    assert not found.value[true == 0].any()
    assert found.certificate["additive"]
    assert found.certificate["consistent"]
    assert found.certificate["proven"] is False


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_no_difference_of_printed_cells_that_counts_persons_is_small(seed):
    found = rounded(grid(*some(seed, method="rounding")))
    own, which = together(found.grid.slots())
    groups = [found.count(np.flatnonzero(which == group)) for group in range(len(own))]
    assert not any(0 < persons < found.grid.spec.threshold for persons in groups)


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_the_same_input_gives_the_same_output(seed):
    spec, leaves = some(seed, method="rounding")
    assert to_csv(rounded(grid(spec, leaves))) == to_csv(rounded(grid(spec, leaves)))


def test_another_seed_gives_another_rounding():
    rows_of = [("a" + str(i), "b" + str(j), (i * 7 + j * 3) % 5) for i in range(6) for j in range(6)]
    texts = {
        to_csv(rounded(grid(spec_text({"a": ["a"], "b": ["b"]}, [["a", "b"]], method="rounding", seed=seed),
                            leaves_text(["a", "b"], rows_of))))
        for seed in range(8)
    }  # fmt: skip
    assert len(texts) > 1


def test_only_small_leaves_change_and_sums_stay_near():
    random = np.random.default_rng(5)
    codes = [(f"a{i}", f"b{j}", f"c{k}") for i in range(12) for j in range(6) for k in range(5)]
    numbers = random.poisson(3, len(codes))
    cells = grid(
        spec_text({"a": ["a"], "b": ["b"], "c": ["c"]}, [["a", "b", "c"]], method="rounding"),
        leaves_text(["a", "b", "c"], [(*c, int(n)) for c, n in zip(codes, numbers, strict=True)]),
    )
    slots, n = cells.slots(), cells.leaves.n
    changed = round_small(slots, n, 5, 1)
    assert (changed[n >= 5] == n[n >= 5]).all()
    assert set(np.unique(changed[n < 5])) <= {0, 5}
    assert set(np.unique(changed[(n > 0) & (n < 5)])) == {0, 5}
    found = rounded(cells)
    off = np.abs(found.value - values_of(cells, n[None, :])[0])
    # Rounded each on its own, the total of 300 or so leaves would be about 35 off, and a total by a about 9.
    assert off[0] <= 3
    assert found.certificate["largest_deviation"] == off.max() <= 8
    assert found.certificate["mean_deviation"] == pytest.approx(off[~found.natural].mean(), abs=0.001)


def test_the_checks_find_what_does_not_add_up_or_agree():
    found = rounding(tables=(("geo", "sex"), ("geo",)))
    assert adds_up(found.grid, found.value)
    assert agrees(found.grid, found.value)
    for cell in range(found.grid.size):
        wrong = found.value.copy()
        wrong[cell] += 5
        assert not adds_up(found.grid, wrong)
    wrong = found.value.copy()
    wrong[found.grid.starts[1] :] *= 2
    assert adds_up(found.grid, wrong)
    assert not agrees(found.grid, wrong)


class TestWhatIsPrinted:
    def test_zeros_are_published_and_all_else_may_have_changed(self):
        out = rows(to_csv(rounding()))
        assert out["0", "c", "m"] == ("0", "published")
        assert out["0", "b", "w"] == ("20", "perturbed")
        assert out["0", "a", "w"][0] in ("0", "5")
        assert {status for _, status in out.values()} == {"published", "perturbed"}
        assert {codes for codes, cell in out.items() if cell[1] == "published"} == {("0", "c", "m"), ("0", "R2", "m")}

    def test_a_protected_zero_cannot_be_told_from_a_rounded_one(self):
        leaves = LEAVES.replace("R2,c,m,0\n", "R2,c,m,0\nR2,d,w,9\n")
        out = rows(to_csv(rounded(areas(leaves, method="rounding", zeros="protected"))))
        assert out["0", "c", "m"] == ("0", "perturbed")
        # Nobody can be there, and that is no secret.
        assert out["0", "d", "m"] == ("0", "published")

    def test_few_changed_cells_tell_no_deviation(self):
        certificate = rounding().certificate
        assert certificate["largest_deviation"] is None
        assert certificate["unchanged_share"] is None
        assert (certificate["method"], certificate["base"], certificate["seed"]) == ("rounding", 5, 1)
        assert "avrundade till 0 eller 5" in certificate["warning"]["sv"]

    def test_nothing_small_changes_nothing(self):
        found = rounded(areas(LEAVES.replace(",3", ",13").replace(",2\n", ",9\n"), method="rounding"))
        assert (found.value == values_of(found.grid, found.grid.leaves.n[None, :])[0]).all()


class TestMixing:
    HIDDEN = to_csv(release(areas(), []))

    def earlier(self, text, certificate=None):
        return [Earlier(read_printed(text, areas(), "EARLIER"), certificate)]

    def test_what_was_hidden_or_exact_is_not_rounded(self):
        with pytest.raises(CannotBeSafe, match="would be changed here"):
            refuse_mixing(rounding(), self.earlier(self.HIDDEN))

    @pytest.mark.parametrize(("row", "said"), [("a,m,12,published", "exact there"), ("a,w,,primary", "hidden there")])
    def test_one_cell_is_enough(self, row, said):
        with pytest.raises(CannotBeSafe, match=said):
            refuse_mixing(rounding(), self.earlier(f"table,geo,sex,value,status\n0,{row}\n"))

    def test_a_cell_that_is_in_no_table_here_counts_too(self):
        # By sex alone, it is a sum of what is printed by area and sex.
        found = rounding(tables=(("geo",),))
        with pytest.raises(CannotBeSafe, match="Total m is exact there"):
            refuse_mixing(found, self.earlier("table,sex,value,status\n0,m,14,published\n"))

    def test_an_exact_zero_is_the_same_in_both(self):
        zero = "table,geo,sex,value,status\n0,c,m,0,published\n"
        refuse_mixing(rounding(), self.earlier(zero))
        with pytest.raises(CannotBeSafe, match="exact there"):
            refuse_mixing(rounding(zeros="protected"), self.earlier(zero))

    def test_what_was_rounded_is_not_hidden_or_exact(self):
        with pytest.raises(CannotBeSafe, match="changed there"):
            only_exact(areas(), read_printed(to_csv(rounding()), areas(), "EARLIER"))

    def test_rounded_cells_of_others_are_no_fact_here(self):
        other = read_printed("table,geo,sex,value,status\n0,x,m,5,perturbed\n0,c,m,0,published\n", areas(), "EARLIER")
        assert [row[1] for row in only_exact(areas(), other).rows] == [("c", "m")]

    def test_the_same_rounding_once_more(self):
        found = rounding()
        refuse_mixing(rounding(), self.earlier(to_csv(found), found.certificate))

    def test_a_zero_that_could_have_been_changed_is_not_told_exactly(self):
        found = rounding(zeros="protected")
        zero = "table,geo,sex,value,status\n0,c,m,0,perturbed\n"
        refuse_mixing(found, self.earlier(zero, found.certificate))
        with pytest.raises(CannotBeSafe, match="exactly zero here"):
            refuse_mixing(rounding(), self.earlier(zero, rounding().certificate))

    def test_rounded_in_an_unknown_way(self):
        with pytest.raises(CannotBeSafe, match="is not known"):
            refuse_mixing(rounding(), self.earlier(to_csv(rounding())))

    @pytest.mark.parametrize("more", [{"base": 6}, {"seed": 2}])
    def test_rounded_in_another_way(self, more):
        other = rounding(**more)
        with pytest.raises(CannotBeSafe, match="another way"):
            refuse_mixing(rounding(), self.earlier(to_csv(other), other.certificate))

    def test_rounded_in_the_same_way_to_another_number(self):
        found = rounding()
        swapped = to_csv(found).replace("a,w,0,", "a,w,9,").replace("a,w,5,", "a,w,0,").replace("a,w,9,", "a,w,5,")
        with pytest.raises(CannotBeSafe, match="another number"):
            refuse_mixing(found, self.earlier(swapped, found.certificate))

    def test_part_of_what_is_counted_together_has_no_number(self):
        found = rounding(tables=(("geo",),))
        # Men and women of a are one here, rounded to the 15 that they are.
        one = "table,geo,sex,value,status\n0,a,w,15,perturbed\n"
        with pytest.raises(CannotBeSafe, match="another number"):
            refuse_mixing(found, self.earlier(one, found.certificate))

    def test_a_certificate_is_that_of_its_file(self):
        text = '{"method": "rounding", "out_sha256": "%s"}'
        assert read_certificate(text % fingerprint("x"), "x", "c.json")["method"] == "rounding"
        for wrong in (text % fingerprint("y"), "[]", "{"):
            with pytest.raises(WrongInput):
                read_certificate(wrong, "x", "c.json")


class TestSpecification:
    @pytest.mark.parametrize(
        ("more", "sv", "en"),
        [
            ({"method": "swapping"}, "method ska vara", "method must be"),
            ({"method": "rounding", "singletons": True}, "singletons hör till", "singletons belongs to"),
            ({"method": "rounding", "group": False}, "group hör till", "group belongs to"),
            ({"method": "rounding", "range": 2}, "range hör till", "range belongs to"),
            ({"base": 5}, "base hör till", "base belongs to"),
            ({"method": "suppression", "seed": 5}, "seed hör till", "seed belongs to"),
            ({"method": "cell-key", "base": 5}, "base hör till", "base belongs to"),
            ({"method": "rounding", "base": 4}, "minst threshold", "at least the threshold"),
            ({"method": "rounding", "base": True}, "heltal", "whole number"),
            ({"method": "rounding", "base": 2000}, "högst 1000", "at most 1000"),
            ({"method": "rounding", "seed": -1}, "seed ska vara", "seed must be"),
            ({"method": "cell-key"}, "noise ska ha", "noise must have"),
        ],
    )
    def test_what_contradicts_itself_is_told_in_both_languages(self, more, sv, en):
        with pytest.raises(WrongInput) as caught:
            read_spec(spec_text({"a": ["a"]}, [["a"]], **more))
        assert sv in caught.value.words.sv
        assert en in caught.value.words.en

    def test_the_base_is_the_threshold_unless_declared(self):
        said = read_spec(spec_text({"a": ["a"]}, [["a"]], method="rounding", threshold=7))
        assert said.method == Method("rounding", base=7, seed=1)

    def test_notes_are_there_for_what_changes_numbers_only(self):
        assert note(Method()) is None
        assert "5" in note(Method("rounding", base=5)).en
        assert all(words.sv and words.en for words in not_protected(Method("rounding", base=5)))
