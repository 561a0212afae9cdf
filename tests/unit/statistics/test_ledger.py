"""What was told before is a part of what a reader knows: a new release is protected together with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.deliver import AT, make_cast
from tests.factories.statistics import begin, fill, proposed, released

from samordna.engine.conditions import Is
from samordna.engine.disclosure.protect import Earlier, protect
from samordna.engine.table import HIDDEN, MISSING, Origin, Table, value
from samordna.ground.kernel.errors import Refusal
from samordna.learn.statistics import actions, ledger, queries
from samordna.learn.statistics.af_fk_2020 import TABLE_1, TABLE_2
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.columns import PARTICIPATIONS

TABLE = "af-fk-2020-1"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path


def new_in_2019(release):
    table = queries.table_in(release, TABLE).table
    return [
        table.cell(year=2019, registration="new", benefit="sjukpenning", sex=s).value for s in ("women", "men", "total")
    ]


@pytest.mark.django_db
def test_the_same_again_is_told_in_the_same_way():
    cast = make_cast()
    fill(cast)
    first = released(cast)
    assert new_in_2019(first) == [None, None, 28]
    assert ledger.earlier()[TABLE].printed["2019", "new", "sjukpenning", "total"] == 28
    assert new_in_2019(proposed(cast)) == [None, None, 28]


@pytest.mark.django_db
def test_what_was_hidden_is_not_told_when_it_has_grown():
    """25 women, 3 men: the total is printed. Were 25 women printed next time, everybody would know that 3 were men."""
    cast = make_cast()
    fill(cast)
    released(cast)
    begin(cast, (("men", "sjukpenning", 2019, 3),), tag="later")
    # The total has grown by three, which is a number of persons too.
    assert new_in_2019(proposed(cast)) == [None, None, None]


def test_both_numbers_of_a_share_are_told():
    key = next(iter(TABLE_2.cell_keys()))
    (name, told), *more = ledger.counts_told(TABLE_2, {key: value(7, 30)})
    assert (name, more) == (TABLE_2.of.name, [])
    assert told == {key: 7, TABLE_2.whole_of(key): 30}


def test_hidden_is_told_as_hidden_and_missing_as_nothing():
    hidden, missing, *_rest = TABLE_1.cell_keys()
    ((_, told),) = ledger.counts_told(TABLE_1, {hidden: HIDDEN, missing: MISSING})
    assert told == {hidden: None}


def test_a_number_that_was_hidden_when_it_had_become_another_stays_hidden():
    """Printed 10, then hidden as 30: printing the 30 now would undo what it was hidden for."""
    first = ledger.after(Earlier(), [{("a",): 10, ("b",): 20}])
    assert first == Earlier({("a",): 10, ("b",): 20}, frozenset())
    second = ledger.after(first, [{("a",): None, ("b",): 20}])
    assert second == Earlier({("a",): 10, ("b",): 20}, frozenset({("a",)}))
    # One of the release's tables hides it, another prints it: it is printed.
    assert ledger.after(second, [{("a",): 30}, {("a",): None}]).hidden == frozenset()
    women, men, total, *_rest = key_of_a_year = list(TABLE_1.cell_keys())
    numbers = dict.fromkeys(key_of_a_year, 0) | {women: 30, men: 20, total: 50}
    table = Table(TABLE_1, {key: value(n) for key, n in numbers.items()}, Origin("x", "2020-01-01"))
    made = protect(table, earlier=Earlier({women: 10, men: 20, total: 30}, frozenset({women})))
    assert made.cells[women].value is None
    assert protect(table).cells[women].value == 30


@pytest.mark.django_db
def test_a_release_that_another_has_overtaken_is_not_approved():
    """Both were protected beside what was told when they were proposed, and neither beside the other."""
    cast = make_cast()
    fill(cast)
    first = proposed(cast)
    same = proposed(cast)
    begin(cast, (("men", "sjukpenning", 2019, 3),), tag="later")
    second = proposed(cast)
    later = AT + timedelta(hours=1)
    actions.approve_release(release=first, by=cast.actor("nils"), at=later)
    assert ledger.told_meanwhile(second) == [TABLE]
    with pytest.raises(Refusal, match="En annan utgåva har getts ut"):
        actions.approve_release(release=second, by=cast.actor("nils"), at=later)
    actions.approve_release(release=same, by=cast.actor("nils"), at=later)  # tells the same: nothing new
    actions.refuse_release(release=second, why="Överspelad", by=cast.actor("nils"), at=later)
    anew = proposed(cast, at=later)
    assert new_in_2019(anew) == [None, None, None]
    actions.approve_release(release=anew, by=cast.actor("nils"), at=later)


@pytest.fixture
def only_women(monkeypatch):
    """An official table that counts the women of another."""
    where = (*TABLE_1.where, Is(PARTICIPATIONS["sex"], ("women",)))
    declared = replace(OFFICIAL[TABLE], declaration=replace(TABLE_1, name="only-women", where=where))
    monkeypatch.setitem(OFFICIAL, "only-women", declared)
    return "only-women"


def women_of_2019(release):
    cell = queries.table_in(release, "only-women").table.cell
    return cell(year=2019, registration="new", benefit="sjukpenning", sex="women").value


@pytest.mark.django_db
def test_another_table_released_later_is_protected_beside_the_first(only_women):
    """Of 28, women and men are hidden, for three are men. That 25 are women must not stand in the next release."""
    cast = make_cast()
    fill(cast)
    assert women_of_2019(proposed(cast, (only_women,))) == 25
    assert new_in_2019(released(cast)) == [None, None, 28]
    later = AT + timedelta(hours=1)
    assert women_of_2019(proposed(cast, (only_women,), at=later)) is None


@pytest.mark.django_db
def test_two_tables_proposed_side_by_side_are_not_both_approved(only_women):
    cast = make_cast()
    fill(cast)
    first, second = proposed(cast), proposed(cast, (only_women,))
    later = AT + timedelta(hours=1)
    actions.approve_release(release=first, by=cast.actor("nils"), at=later)
    assert ledger.told_meanwhile(second) == [TABLE]
    with pytest.raises(Refusal, match="berättar mer om samma personer"):
        actions.approve_release(release=second, by=cast.actor("nils"), at=later)
    anew = proposed(cast, (only_women,), at=later)
    assert ledger.told_meanwhile(anew) == []
    actions.approve_release(release=anew, by=cast.actor("nils"), at=later)


@pytest.mark.django_db
@pytest.mark.parametrize("changed_first", [True, False])
def test_a_number_is_not_released_in_two_ways(monkeypatch, changed_first):
    """Hidden or exact in one release, rounded in another: whoever has both subtracts one from the other."""
    cast = make_cast()
    fill(cast)
    protected = actions.run_all_protected

    def rounded(*given, **more):
        return [t.with_cells(t.cells, {**t.certificate, "method": "rounding"}) for t in protected(*given, **more)]

    ways = [rounded, protected] if changed_first else [protected, rounded]
    monkeypatch.setattr(actions, "run_all_protected", ways[0])
    released(cast)
    proposed(cast)  # in the same way again
    monkeypatch.setattr(actions, "run_all_protected", ways[1])
    for name in (TABLE, "af-fk-2020-2"):  # the table, and shares of the same count
        with pytest.raises(Refusal, match="på ett annat sätt"):
            proposed(cast, (name,))
    proposed(cast, ("af-fk-2020-measures",))
