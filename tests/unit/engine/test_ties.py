"""What hangs together is computed from declarations, and a witness that breaks it proves nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.factories.disclosure import small_table

from samordna.engine.conditions import Is
from samordna.engine.disclosure import together
from samordna.engine.disclosure.atoms import Leaves
from samordna.engine.disclosure.joined import Joined, Whole, unproven_together
from samordna.engine.disclosure.policy import Policy
from samordna.engine.disclosure.protect import Earlier, protect_together
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.ties import Ties, with_small_steps
from samordna.engine.disclosure.witnesses import Witness
from samordna.engine.meanings import ties_of
from samordna.engine.request import cell_keys_of
from samordna.learn.statistics.af_fk_2020 import TABLE_1
from samordna.learn.statistics.columns import PARTICIPATIONS

OTHERS = replace(TABLE_1, where=TABLE_1.where[:-1])
ONLY_MEN = replace(TABLE_1, where=(*TABLE_1.where, Is(PARTICIPATIONS["sex"], ("men",))))


def numbers_of(*counts, leave_out=()):
    return [{key: None if key in leave_out else 10 for key in cell_keys_of(count.columns)} for count in counts]


def between(ties, part, whole):
    """The keys of the pairs of a part in one table and a whole in another, by any cell that is the same."""
    same = {place: places for places in ties.same for place in places}
    found = set()
    for a, b in ties.inside:
        found |= {
            (one, other) for n, one in same.get(a, (a,)) for m, other in same.get(b, (b,)) if (n, m) == (part, whole)
        }
    return found


class TestWhatHangsTogether:
    def test_the_same_count_twice_is_the_same_in_every_cell(self):
        again = replace(TABLE_1, name="again")
        ties = ties_of([TABLE_1, again], numbers_of(TABLE_1, again))
        alike = {frozenset(places) for places in ties.same}
        assert all(frozenset({(0, key), (1, key)}) in alike for key in cell_keys_of(TABLE_1.columns))

    def test_with_one_condition_more_it_is_a_part(self):
        ties = ties_of([TABLE_1, OTHERS], numbers_of(TABLE_1, OTHERS))
        found = between(ties, 0, 1)
        assert all((key, key) in found for key in cell_keys_of(TABLE_1.columns))
        assert not between(ties, 1, 0)

    def test_a_condition_that_is_a_code_makes_the_total_that_codes_cell(self):
        ties = ties_of([TABLE_1, ONLY_MEN], numbers_of(TABLE_1, ONLY_MEN))
        man, total = (
            next(key for key in cell_keys_of(TABLE_1.columns) if key[-1] == code)
            for code in ("men", TABLE_1.columns[-1].total)
        )
        assert any({(0, man), (1, total)} <= set(places) for places in ties.same)

    def test_what_is_missing_and_other_periods_and_kinds_hang_together_with_nothing(self):
        gone = next(iter(cell_keys_of(TABLE_1.columns)))
        again = replace(TABLE_1, name="again")
        ties = ties_of([TABLE_1, again], numbers_of(TABLE_1, again, leave_out=[gone]))
        places = [place for group in (*ties.same, *ties.inside) for place in group]
        assert all(key != gone for _, key in places)
        years = {key[0] for _, key in places}
        assert len(years) > 1
        # Those who took part in one year are neither the same as nor a part of those of another.
        assert all(len({key[0] for _, key in group}) == 1 for group in (*ties.same, *ties.inside))


class TestSmallSteps:
    A, B, C = (0, ("a",)), (1, ("a",)), (2, ("a",))
    CHAIN = Ties(inside=((A, B), (B, C)))

    @pytest.mark.parametrize(("numbers", "more"), [((10, 12, 14), True), ((10, 12, 15), False), ((10, 10, 10), False)])
    def test_only_ends_that_are_a_few_apart(self, numbers, more):
        found = with_small_steps([{("a",): n} for n in numbers], self.CHAIN, Policy())
        assert found.inside == (*self.CHAIN.inside, *([(self.A, self.C)] if more else []))

    def test_what_is_in_no_table_is_left_out(self):
        assert with_small_steps([{("a",): 10}, {}, {("a",): 12}], self.CHAIN, Policy()).inside == self.CHAIN.inside


def sheet(*numbers, alone=False):
    """A small table of two codes and their total."""
    table = small_table("x", *numbers)
    return together.Sheet(
        table.columns, {key: cell.value for key, cell in table.cells.items()}, together.Wishes(), alone
    )


class TestATableThatIsProtectedByItself:
    """Its cells are in no model, but what it says of others' cells is."""

    def test_a_part_of_its_part_is_a_pair_where_they_are_a_few_apart(self):
        sheets = [sheet(10, 20), sheet(11, 30, alone=True), sheet(13, 40)]
        ties = Ties(inside=(((0, ("a",)), (1, ("a",))), ((1, ("a",)), (2, ("a",)))))
        least, between, most = together.prove_together(sheets, ties, Policy())
        assert ("a",) in least.hidden | most.hidden
        assert not between.hidden

    def test_a_pair_that_is_named_by_its_cell_is_one_of_the_same_cell_elsewhere(self):
        sheets = [sheet(10, 20, alone=True), sheet(10, 25), sheet(13, 40)]
        ties = Ties(same=(((0, ("a",)), (1, ("a",))),), inside=(((0, ("a",)), (2, ("a",))),))
        _, part, whole = together.prove_together(sheets, ties, Policy())
        assert ("a",) in part.hidden | whole.hidden


@pytest.fixture
def proof(monkeypatch):
    """The witnesses of three tables as the check gets them: one, the same persons divided anew, and a part of them."""
    seen = []
    monkeypatch.setattr(
        together,
        "unproven_together",
        lambda *given, **more: seen.append((given, more)) or unproven_together(*given, **more),
    )
    tables = [small_table("one", 3, 30), small_table("two", 20, 13), small_table("part", 2, 11)]
    ties = Ties(
        same=(((0, ("t",)), (1, ("t",))),), inside=tuple(((2, (code,)), (0, (code,))) for code in ("a", "b", "t"))
    )
    protect_together(tables, ties, earlier=[Earlier()] * 3)
    ((given, more),) = seen
    return (*given, more)


class TestTheCheck:
    def test_what_was_found_holds_and_all_of_it_is_needed(self, proof):
        whole, policy, witnesses, more = proof
        assert unproven_together(whole, policy, witnesses, **more) == []
        assert unproven_together(whole, policy, [], **more)

    def test_a_leaf_below_nobody_is_no_witness(self):
        """Two of those with x have y too: with three of them x could be another number, but for minus one person."""
        leaves = Leaves(
            (), ((frozenset("x"), frozenset("y"), frozenset("xy")),), np.array([[0], [1], [2]]), np.array([1, 6, 2])
        )
        whole = Whole((Joined(0, (("x",), ("y",)), leaves),), Ties())
        below, above = (Witness(np.array([0, 1, 2]), np.array(by)) for by in ([4, 3, -3], [1, 0, 0]))
        more = {"hidden": [(0, ("x",))], "told": []}
        assert unproven_together(whole, Policy(), [above], **more) == []
        assert unproven_together(whole, Policy(), [below], **more)

    def test_what_is_printed_must_stay(self, proof):
        whole, policy, witnesses, more = proof
        for place in more["hidden"]:
            assert unproven_together(whole, policy, witnesses, **more | {"hidden": more["hidden"] - {place}})

    def test_a_witness_of_one_table_alone_breaks_what_they_share(self):
        leaves = Leaves((), ((frozenset("t"),),), np.array([[0]]), np.array([3]))
        cells = [(n, ("t",)) for n in (0, 1)]
        whole = Whole(tuple(Joined(n, (("t",),), leaves) for n in (0, 1)), Ties(same=(tuple(cells),)))
        more = {"hidden": cells, "told": []}
        both, one, other = (
            Witness(np.array(where), np.ones(len(where), dtype=np.int64)) for where in ([0, 1], [0], [1])
        )
        assert unproven_together(whole, Policy(), [both], **more) == []
        assert unproven_together(whole, Policy(), [one, other], **more)

    def test_a_number_that_changed_by_few_needs_a_witness_however_large_it_is(self, monkeypatch):
        asked = []
        monkeypatch.setattr(
            together,
            "unproven_together",
            lambda *given, **more: asked.append((given, more)) or unproven_together(*given, **more),
        )
        tables = [small_table("one", 30, 40), small_table("two", 20, 50)]
        told = [Earlier({("a",): 28, ("b",): 40, ("t",): 68}), Earlier()]
        protect_together(tables, Ties(same=(((0, ("t",)), (1, ("t",))),)), earlier=told)
        (((whole, policy, witnesses), more),) = asked
        assert unproven_together(whole, policy, witnesses, **more) == []
        assert f"{(0, ('a',))} may be known" in unproven_together(whole, policy, [], **more)

    def test_a_part_is_never_more_than_its_whole(self, proof):
        whole, policy, witnesses, more = proof
        turned = replace(whole, ties=Ties(whole.ties.same, tuple((b, a) for a, b in whole.ties.inside)))
        assert unproven_together(turned, policy, witnesses, **more) == ["the numbers do not fit each other"]

    def test_without_a_full_proof_there_is_no_table(self, monkeypatch):
        monkeypatch.setattr(together, "unproven_together", lambda *_given, **_more: ["something may be known"])
        ties = Ties(same=(((0, ("t",)), (1, ("t",))),))
        with pytest.raises(CannotBeSafe):
            together.prove_together(
                [together.Sheet(t.columns, {k: c.value for k, c in t.cells.items()}, together.Wishes())
                 for t in (small_table("one", 3, 30), small_table("two", 20, 13))],
                ties, Policy(),
            )  # fmt: skip
