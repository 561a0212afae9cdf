"""A measure's year: planned participants and budget rows, typed and read from files; sums that say what is missing."""

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, make_cast, measure

from samordna.deliver.projects import planning, queries
from samordna.deliver.projects.models import BudgetRow, MeasureYear
from samordna.deliver.projects.rows import CostRow, state_of
from samordna.deliver.projects.rules.economy import Sum
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
STAFF = CostRow(Money.kronor(900), Money.kronor(850), "Personal")
ROOMS = CostRow(Money.kronor(100), None, "Lokaler")


@pytest.fixture
def cast():
    return make_cast()


def plan(cast, rows=None, *, of=None, year=2026, planned=None, **known):
    given = {"measure": of or cast.measure, "year": year, "planned_participants": planned, "rows": rows}
    return planning.plan_year(**given, **({"by": cast.actor("mona"), "at": AT} | known))


def of_year(cast, year=2026):
    return queries.plans([cast.measure], year)[cast.measure.pk]


def test_empty_is_not_nothing(cast):
    plan(cast, [CostRow(Money.kronor(0))], planned=0)
    assert (of_year(cast).planned_participants, of_year(cast).sum()) == (0, Sum(Money(0), None, 1))
    plan(cast, [CostRow(None, Money.kronor(-5))])
    assert (of_year(cast).planned_participants, of_year(cast).sum()) == (None, Sum(None, Money(-500), 0))
    plan(cast, [])
    assert of_year(cast).sum() == Sum()
    assert queries.plans([cast.measure], 2025) == {}


def test_rows_keep_their_order_add_up_and_say_what_is_missing(cast):
    plan(cast, [STAFF, CostRow(), ROOMS], planned=40)
    held = of_year(cast)
    assert [row.description for row in held.rows] == ["Personal", "Lokaler"]
    assert held.sum() == Sum(Money.kronor(1000), Money.kronor(850), 1)
    assert (held.budget_ore, held.outcome_ore) == (100_000, 85_000)
    assert queries.plans_of(cast.measure)[2026].sum() == held.sum()
    assert AuditEvent.objects.get(what="measure.year_planned").data["rows"][0] == {
        "kind": "measure_cost",
        "description": "Personal",
        "budget": "900.00",
        "outcome": "850.00",
    }


def test_without_rows_only_the_plan_changes(cast):
    plan(cast, [STAFF])
    plan(cast, None, planned=12)
    assert len(of_year(cast).rows) == 1 and of_year(cast).planned_participants == 12


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 2023}, "year"),
        ({"planned": -1}, "planned_participants"),
        ({"rows": [CostRow(Money(-1))]}, "budget"),
        ({"rows": [CostRow(description="Personal")]}, "budget"),
        ({"rows": [CostRow(Money(1), kind="esf_measure_cost")]}, "kind"),
        ({"rows": [STAFF] * 101}, None),
        ({"rows": [CostRow(Money.kronor(10**12 + 1))]}, "budget"),
        ({"rows": [CostRow(None, Money.kronor(-(10**12) - 1))]}, "outcome"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, change, field):
    with pytest.raises(Refusal) as refused:
        plan(cast, **({"rows": [STAFF]} | change))
    assert refused.value.field == field
    assert not MeasureYear.objects.exists() and not BudgetRow.objects.exists()


def test_the_funds_costs_are_in_measures_with_its_money(cast):
    esf = measure("I-0004", cast.measure.association, esf=True)
    rows = [STAFF, CostRow(Money.kronor(7), None, "ESF", "esf_measure_cost")]
    plan(cast, rows, of=esf, by=cast.actor("maria"))
    held = queries.plans([esf], 2026)[esf.pk]
    assert held.sum("esf_measure_cost") == Sum(Money.kronor(7), None, 1)
    assert held.sum("measure_cost").budget == Money.kronor(900)


def test_a_page_that_is_older_than_the_rows_changes_nothing(cast):
    plan(cast, [STAFF])
    seen = state_of(of_year(cast).rows)
    plan(cast, [STAFF, ROOMS], seen=seen)
    with pytest.raises(Refusal):
        plan(cast, [STAFF], seen=seen)
    assert len(of_year(cast).rows) == 2


def test_a_file_replaces_its_own_rows_and_no_others(cast):
    plan(cast, [STAFF])
    known = {"measure": cast.measure, "year": 2026, "by": cast.actor("maria"), "at": AT}
    for _ in range(2):
        planning.replace_rows_from(**known, source="bok.se", rows=[CostRow(None, Money.kronor(3), "5010")])
        planning.replace_rows_from(**known, source="annan.se", rows=[CostRow(None, Money.kronor(4), "7010")])
    assert [(row.description, row.source) for row in of_year(cast).rows] == [
        ("Personal", ""),
        ("5010", "bok.se"),
        ("7010", "annan.se"),
    ]
    plan(cast, [])  # what is typed goes, what was read stays
    planning.replace_rows_from(**known, source="annan.se", rows=[])
    assert [row.description for row in of_year(cast).rows] == ["5010"]
    with pytest.raises(ValueError, match="carry its name"):
        planning.replace_rows_from(**known, source="", rows=[])


@pytest.mark.parametrize("wrong", [{"kind": "gift"}, {"budget_ore": -1}])
def test_the_database_refuses_what_must_never_be(cast, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetRow.objects.create(measure=cast.measure, year=2026, **wrong)
