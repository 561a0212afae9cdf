"""Joint measures: shares that are all of the cost together, who sees them, and costs that add up to the öre."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, association, make_cast

from samordna.deliver.projects import economy, permissions, planning, queries, sharing
from samordna.deliver.projects.models import MeasureShare
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.projects.rules import shares as rules
from samordna.deliver.projects.rules.economy import Sum
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("shares", "ok"),
    [
        ({1: 10_000}, False),
        ({1: 5_000, 2: 5_000}, True),
        ({1: 9_999, 2: 1}, True),
        ({1: 10_000, 2: 0}, False),
        ({1: 5_000, 2: 5_001}, False),
        ({1: 3_333, 2: 3_333, 3: 3_334}, True),
    ],
)
def test_shares_are_all_of_it_together(shares, ok):
    assert bool(rules.adds_up(shares)) is ok


@pytest.mark.parametrize(
    ("divisions", "year", "span", "weights"),
    [
        ([], 2026, {}, {1: 365 * 10_000}),
        ([(JANUARY, {1: 6_000, 2: 4_000})], 2026, {}, {1: 365 * 6_000, 2: 365 * 4_000}),
        ([(JANUARY, {1: 6_000, 2: 4_000})], 2025, {}, {1: 365 * 10_000}),
        ([(JULY, {2: 5_000, 3: 5_000})], 2026, {}, {1: 181 * 10_000, 2: 184 * 5_000, 3: 184 * 5_000}),
        # only the days on which it runs
        ([(JULY, {1: 1, 2: 9_999})], 2026, {"end": date(2026, 7, 1)}, {1: 181 * 10_000 + 1, 2: 9_999}),
        # a cost after the end, and one before the start: as on the last and the first day
        ([(JULY, {1: 1, 2: 9_999})], 2027, {"end": date(2026, 12, 31)}, {1: 1, 2: 9_999}),
        ([(JULY, {1: 1, 2: 9_999})], 2025, {"start": JANUARY}, {1: 10_000}),
    ],
)
def test_a_year_is_divided_by_the_days_each_division_held(divisions, year, span, weights):
    known = {"start": date(2020, 1, 1), "end": None} | span
    assert rules.weights_of_year(divisions, year, lead=1, **known) == weights


# In the database


@pytest.fixture
def cast(db):
    return make_cast()


def share(cast, shares, *, day=JANUARY, who="maria", measure=None):
    one = measure or cast.measure
    ours = {"ours": cast.measure.association, "theirs": cast.other.association}
    named = {ours.get(name, name): part for name, part in shares.items()}
    sharing.set_shares(measure=one, shares=named, valid_from=day, by=cast.actor(who), at=AT)


HALF = {"ours": 5_000, "theirs": 5_000}


def test_those_who_share_see_it_and_only_those_who_lead_change_it(cast):
    olle = cast.actor("olle")
    assert not permissions.may_see_measure(olle, cast.measure)
    share(cast, HALF)
    assert permissions.may_see_measure(olle, cast.measure)
    assert list(queries.visible_measures(olle).filter(pk=cast.measure.pk)) == [cast.measure]
    assert not permissions.may_change_measure(olle, cast.measure)
    assert not permissions.may_see_exact_counts(olle, cast.measure)
    for who, error in (("olle", NotAllowed), ("mona", NotAllowed), ("bo", NotAllowed), ("rut", NotFound)):
        with pytest.raises(error):
            share(cast, HALF, who=who)
    assert permissions.may_see_measure(cast.actor("maria"), cast.measure)


@pytest.mark.parametrize(
    ("shares", "day", "field"),
    [
        ({"ours": 5_000, "theirs": 4_000}, JANUARY, "shares"),
        ({"theirs": 10_000}, JANUARY, "shares"),
        (HALF, date(2023, 12, 31), "valid_from"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, shares, day, field):
    with pytest.raises(Refusal) as refused:
        share(cast, shares, day=day)
    assert refused.value.field == field
    assert not MeasureShare.objects.exists()


def test_the_association_that_leads_is_one_of_them(cast):
    third = association("tredje", "Tredje")
    with pytest.raises(Refusal):
        share(cast, {third: 5_000, "theirs": 5_000})


def test_the_same_day_again_replaces_and_another_day_keeps_what_was(cast):
    share(cast, HALF)
    share(cast, {"ours": 7_000, "theirs": 3_000})
    share(cast, {"ours": 6_000, "theirs": 4_000}, day=JULY)
    divisions = sharing.divisions_of([cast.measure])[cast.measure.pk]
    ours, theirs = cast.measure.association_id, cast.other.association_id
    assert divisions == [(JANUARY, {ours: 7_000, theirs: 3_000}), (JULY, {ours: 6_000, theirs: 4_000})]


@pytest.mark.parametrize("wrong", [0, 10_001])
def test_the_database_refuses_a_share_of_nothing_or_more_than_all(cast, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureShare.objects.create(
            measure=cast.measure, association=cast.other.association, valid_from=TODAY, share=wrong
        )


def test_what_a_joint_measure_costs_is_borne_by_its_associations_to_the_ore(cast, django_assert_num_queries):
    share(cast, {"ours": 3_333, "theirs": 6_667})
    rows = [CostRow(Money(100), Money(99), "A"), CostRow(Money(1), None, "B")]
    for measure in (cast.measure, cast.other):
        known = {"measure": measure, "year": 2026, "planned_participants": None, "rows": rows}
        planning.plan_year(**known, by=cast.actor("maria" if measure == cast.measure else "olle"), at=AT)
    ours, theirs = cast.measure.association, cast.other.association
    with django_assert_num_queries(5):
        found = economy.economy_of([ours, theirs], [2026])
    mine, their = found[ours.pk, 2026], found[theirs.pk, 2026]
    assert mine.measure_sum() == Sum(Money(33), Money(33), 1)
    assert their.measure_sum() == Sum(Money(68 + 101), Money(66 + 99), 2)
    assert [each.measure for each in their.measures] == [cast.other, cast.measure]  # by name
    assert [each.is_joint for each in their.measures] == [False, True]
    whole = economy.economy_of(None, [2026, 2025])
    assert {key: year.measure_sum() for key, year in whole.items()} == {
        (ours.pk, 2026): mine.measure_sum(),
        (theirs.pk, 2026): their.measure_sum(),
    }
    assert economy.economy_of([ours], [2025])[ours.pk, 2025].measure_sum() == Sum()


def test_before_the_first_shares_the_lead_bears_all(cast):
    share(cast, HALF, day=TODAY)
    assert sharing.weights_of(cast.measure, 2025, sharing.divisions_of([cast.measure])[cast.measure.pk]) == {
        cast.measure.association_id: 365 * 10_000
    }
    assert sharing.weights_of(cast.measure, 2026, [(TODAY + timedelta(400), {1: 1})]) == {
        cast.measure.association_id: 365 * 10_000
    }
