"""Cell-key noise: its table of chances, the same change of the same cell everywhere, and one version of a cell only."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.disclosure import grid, leaves_text, some, spec_text, values_of

from samordna.engine.disclosure.cautions import not_protected, note
from samordna.engine.disclosure.cell_key import key_id, leaf_keys, noised
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.methods import Method
from samordna.engine.disclosure.mixing import Earlier, only_exact, refuse_mixing
from samordna.engine.disclosure.perturbation_table import PARTS, perturbation_table
from samordna.engine.disclosure.perturbed import rounded
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.spec import read_spec

SECRET = b"a secret of the tests, long enough"
NOISE = 'method = "cell-key"\nnoise = {deviation = 8, variance = 7}\n'
AREAS = {"geo": ["region", "assoc"], "sex": ["sex"]}
ROWS = [("R1", "a", "m", 12), ("R1", "a", "w", 3), ("R1", "b", "m", 2), ("R1", "b", "w", 20), ("R2", "c", "m", 0),
        ("R2", "c", "w", 8)]  # fmt: skip
LEAVES = leaves_text(["region", "assoc", "sex"], ROWS)


def noisy(spec, leaves, secret=SECRET):
    """The release of two texts, with noise."""
    cells = grid(spec, leaves)
    return noised(cells, leaf_keys(leaves, cells, secret), secret)


def areas(leaves=LEAVES, tables=(("geo", "sex"),), secret=SECRET, first=NOISE, **more):
    """A small release by area and sex, with noise."""
    return noisy(first + spec_text(AREAS, [list(by) for by in tables], **more), leaves, secret)


def large(rows=40, columns=25):
    """A table whose numbers are from nobody to many."""
    random = np.random.default_rng(11)
    numbers = random.poisson(random.choice([0.5, 3, 12, 60], (rows, columns)))
    return leaves_text(
        ["a", "b"], [(f"a{i:02}", f"b{j:02}", int(numbers[i, j])) for i in range(rows) for j in range(columns)]
    )


class TestTableOfChances:
    @pytest.mark.parametrize(
        ("deviation", "variance", "small"),
        [(8, 7, 5), (8, 6, 5), (8, 8, 5), (6, 6, 5), (5, 2, 2), (3, 2.5, 2), (20, 15, 5), (50, 30, 5), (10, 6.001, 5)],
    )
    def test_mean_zero_the_variance_and_only_what_may_be_printed(self, deviation, variance, small):
        table = perturbation_table(deviation, variance, small)
        assert table.changes[0].tolist() == [0]
        for number in range(1, deviation + small + 30):
            changes = table.changes[min(number, len(table.changes) - 1)]
            chances = table.chances(number)
            assert chances.min() >= 0
            assert chances.sum() == pytest.approx(1)
            assert chances @ changes == pytest.approx(0, abs=1e-6)
            assert chances @ changes**2 == pytest.approx(variance, abs=1e-5)
            assert np.abs(changes).max() <= deviation
            printed = number + changes
            assert ((printed == 0) | (printed >= small)).all()

    def test_no_other_distribution_is_more_even(self):
        table = perturbation_table(8, 7, 5)
        changes, chances = table.changes[-1].astype(float), table.chances(10**6)
        # Moves that keep sum, mean and variance.
        *_, free = np.linalg.svd(np.stack([np.ones_like(changes), changes, changes**2]))
        entropy = -(chances * np.log(chances)).sum()
        for way in free[3:]:
            for step in (1e-3, -1e-3):
                other = chances + step * way
                assert (other > 0).all()
                assert -(other * np.log(other)).sum() < entropy

    def test_large_numbers_are_changed_alike_up_and_down(self):
        table = perturbation_table(8, 7, 5)
        assert table.chances(500) == pytest.approx(table.chances(13)[::-1], abs=1e-8)

    @pytest.mark.parametrize(
        ("deviation", "variance", "said"),
        [(4, 3, "increase it"), (8, 5, "from 6 to 8"), (8, 8.5, "from 6 to 8"), (12, 40, "from 6 to 12")],
    )
    def test_what_is_not_possible_is_told_with_what_is(self, deviation, variance, said):
        with pytest.raises(WrongInput, match=said) as caught:
            perturbation_table(deviation, variance, 5)
        assert "deviation" in caught.value.words.sv

    def test_keys_choose_as_often_as_the_chances_say(self):
        table = perturbation_table(8, 7, 5)
        keys = np.random.default_rng(2).integers(0, 2**64, 40_000, dtype=np.uint64)
        for number in (1, 2, 4, 5, 6, 9, 13, 1000):
            found = table.changes_of(np.full(len(keys), number), keys)
            assert abs(found.mean()) < 5 * np.sqrt(7 / len(keys))
            assert found.var() == pytest.approx(7, rel=0.06)

    def test_first_and_last_key(self):
        table = perturbation_table(8, 7, 5)
        ends = table.changes_of(np.array([9, 9]), np.array([0, 2**64 - 1], dtype=np.uint64))
        assert ends.tolist() == [table.changes[9][0], table.changes[9][-1]]
        # Where one change's part ends, the next begins.
        end = np.array([int(table.reach[9][0]) << 32], dtype=np.uint64)
        assert table.changes_of(np.array([9]), end)[0] == table.changes[9][1]
        assert all(reach[-1] == PARTS for reach in table.reach)

    def test_the_digest_tells_tables_apart(self):
        digests = {perturbation_table(*said).digest for said in [(8, 7, 5), (8, 7.5, 5), (9, 7, 5), (9, 7, 4)]}
        assert len(digests) == 4
        assert perturbation_table(8, 7, 5).digest in digests


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=32, max_size=40))
def test_no_small_number_is_printed_zeros_stay_and_nothing_goes_too_far(seed, secret):
    spec, leaves = some(seed)
    found = noisy(NOISE + spec, leaves, secret)
    cells = found.grid
    true = values_of(cells, cells.leaves.n[None, :])[0]
    assert not ((found.value > 0) & (found.value < cells.spec.threshold)).any()
    assert (found.value >= 0).all()
    assert not found.value[true == 0].any()
    assert np.abs(found.value - true).max() <= 8
    assert to_csv(found) == to_csv(noisy(NOISE + spec, leaves, secret))
    by_codes = {}
    for cell in range(cells.size):
        assert by_codes.setdefault(cells.codes_of(cell)[1], found.value[cell]) == found.value[cell]
    assert found.certificate["proven"] is False
    assert found.certificate["additive"] is False


class TestTheSameCell:
    def test_the_same_persons_under_two_codes_and_in_two_releases(self):
        # R2 has one association only.
        out = {codes: value for _, codes, value, _ in read(areas()).rows}
        assert out["R2", "w"] == out["c", "w"]
        by_sex = {codes: value for _, codes, value, _ in read(areas(tables=(("sex",),))).rows}
        assert all(out[codes] == value for codes, value in by_sex.items())

    def test_another_specification_and_order_of_the_same_file(self):
        spec = NOISE + spec_text({"assoc": ["assoc"]}, [["assoc"]])
        turned = [(sex, assoc, region, n) for region, assoc, sex, n in reversed(ROWS)]
        found = noisy(spec, leaves_text(["sex", "assoc", "region"], turned))
        by_area = {codes[0]: value for _, codes, value, _ in read(areas()).rows if codes[1] == "Total"}
        for cell in range(found.grid.size):
            assert found.value[cell] == by_area[found.grid.codes_of(cell)[1][0]]

    def test_a_key_is_of_each_person(self):
        cells = grid(NOISE + spec_text({"a": ["a"]}, [["a"]]), "a,n\nx,1\ny,2\n")
        one, two = (leaf_keys(text, cells, SECRET).tolist() for text in ("a,n\nx,1\ny,1\n", "a,n\nx,1\ny,2\n"))
        assert one[0] == two[0]
        assert len({*one, *two}) == 3

    def test_another_key_gives_other_noise(self):
        spec = NOISE + spec_text({"a": ["a"], "b": ["b"]}, [["a", "b"]])
        first, second = noisy(spec, large()), noisy(spec, large(), SECRET + b"!")
        off = [found.value - values_of(found.grid, found.grid.leaves.n[None, :])[0] for found in (first, second)]
        people = ~first.natural
        assert abs(np.corrcoef(off[0][people], off[1][people])[0, 1]) < 0.15
        for own in off:
            assert abs(own[people].mean()) < 0.4
            assert own[people].var() == pytest.approx(7, rel=0.2)
        assert first.certificate["largest_deviation"] == np.abs(off[0]).max()


def read(found):
    """OUT read again."""
    return read_printed(to_csv(found), found.grid, "OUT")


class TestWhatIsPrinted:
    def test_all_but_zeros_may_have_changed(self):
        out = list(csv.DictReader(to_csv(areas()).splitlines()))
        assert {row["value"] for row in out if row["status"] == "published"} == {"0"}
        assert sum(row["status"] == "published" for row in out) == 2

    def test_the_certificate_says_which_key_and_not_the_key(self):
        certificate = areas().certificate
        assert certificate["key_id"] == key_id(SECRET)
        assert SECRET.decode() not in str(certificate)
        assert SECRET.hex() not in str(certificate)
        assert certificate["perturbation_table"] == perturbation_table(8, 7, 5).digest
        assert (certificate["deviation"], certificate["variance"], certificate["small_counts_below"]) == (8, 7, 5)

    def test_note_and_what_it_does_not_do(self):
        method = Method("cell-key", deviation=8, variance=7)
        assert "högst 8" in note(method).sv
        assert any("adds many cells" in words.en for words in not_protected(method))

    def test_a_key_that_could_be_guessed(self):
        with pytest.raises(WrongInput, match="at least 32"):
            areas(secret=b"short")

    def test_too_many_persons(self):
        with pytest.raises(WrongInput, match="at most 10000000"):
            areas(LEAVES.replace(",20", ",20000000"))


class TestMixing:
    def earlier(self, text, certificate=None):
        return [Earlier(read_printed(text, areas().grid, "EARLIER"), certificate)]

    def test_hidden_and_exact(self):
        exact = grid(spec_text(AREAS, [["geo", "sex"]]), LEAVES)
        with pytest.raises(CannotBeSafe, match="would be changed here"):
            refuse_mixing(areas(), self.earlier(to_csv(release(exact, []))))
        with pytest.raises(CannotBeSafe, match="changed there"):
            only_exact(exact, read(areas()))

    def test_the_same_key_and_table(self):
        other = areas(tables=(("geo",), ("sex",)))
        refuse_mixing(areas(), self.earlier(to_csv(other), other.certificate))

    @pytest.mark.parametrize(
        "other",
        [
            areas(secret=SECRET + b"!"),
            areas(first=NOISE.replace("7", "8")),
            rounded(grid('method = "rounding"\n' + spec_text(AREAS, [["geo", "sex"]]), LEAVES)),
        ],
        ids=["another key", "another table", "rounded"],
    )
    def test_in_another_way(self, other):
        with pytest.raises(CannotBeSafe, match="in another way"):
            refuse_mixing(areas(), self.earlier(to_csv(other), other.certificate))

    def test_in_an_unknown_way(self):
        with pytest.raises(CannotBeSafe, match="is not known"):
            refuse_mixing(areas(), self.earlier(to_csv(areas())))

    def test_with_other_persons_in_the_leaves(self):
        found = areas()
        spec = NOISE + spec_text({"geo": ["region", "assoc"]}, [["geo"]])
        other = noisy(spec, leaves_text(["region", "assoc"], [("R1", "a", 15), ("R1", "b", 22), ("R2", "c", 8)]))
        assert (other.value == [v for v, (_, codes, *_) in zip(found.value, read(found).rows, strict=True)
                                if codes[1] == "Total"]).sum() < other.grid.size  # fmt: skip
        with pytest.raises(CannotBeSafe, match="another number"):
            refuse_mixing(found, self.earlier(to_csv(other), other.certificate))


class TestSpecification:
    @pytest.mark.parametrize(
        ("noise", "said"),
        [
            ("{deviation = 8}", "noise must have"),
            ("3", "noise must have"),
            ("{deviation = 0, variance = 1}", "deviation must be a whole number"),
            ("{deviation = 101, variance = 1}", "at most 100"),
            ("{deviation = 2.5, variance = 1}", "deviation must be a whole number"),
            ("{deviation = 8, variance = 65}", "variance must be a number"),
            ("{deviation = 8, variance = nan}", "variance must be a number"),
            ("{deviation = 8, variance = true}", "variance must be a number"),
            ("{deviation = 8, variance = 7, more = 1}", "noise must have"),
        ],
    )
    def test_wrong_noise(self, noise, said):
        with pytest.raises(WrongInput, match=said):
            read_spec(f'method = "cell-key"\nnoise = {noise}\n' + spec_text({"a": ["a"]}, [["a"]]))

    @pytest.mark.parametrize("key", ["base = 5", "seed = 1", "range = 1", "singletons = false", "group = true"])
    def test_keys_of_other_methods(self, key):
        with pytest.raises(WrongInput, match="belongs to"):
            read_spec(f"{NOISE}{key}\n" + spec_text({"a": ["a"]}, [["a"]]))
