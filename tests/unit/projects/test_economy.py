"""An association's economy: means with own capital on a row of its own, administration, and who may say it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, make_cast

from samordna.deliver.projects import economy, financing, planning
from samordna.deliver.projects.economy import AssociationYear
from samordna.deliver.projects.financing import Means
from samordna.deliver.projects.models import AdminCost, CostKind, FinancierGroup, FinancingRow, Form
from samordna.deliver.projects.rows import CostRow, state_of
from samordna.deliver.projects.rules import economy as rules
from samordna.deliver.projects.rules.economy import Sum
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Organisation
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
OWN = Means(Money.kronor(-50), own_capital=True, description="Från 2025")


@pytest.fixture
def cast():
    return make_cast()


def kr(amount):
    return Money.kronor(amount)


def known(cast, who="ada", year=2026):
    return {"association": cast.measure.association, "year": year, "by": cast.actor(who), "at": AT}


def of_year(cast, year=2026) -> AssociationYear:
    one = cast.measure.association
    return economy.economy_of([one], [year])[one.pk, year]


def home():
    return Organisation.objects.get(party_id="municipality-0583")


def test_means_less_costs_is_what_is_left(cast):
    means = [Means(kr(600), home()), Means(kr(400), name="Stiftelsen Ljus", group="other"), OWN]
    financing.set_means(rows=means, **known(cast))
    assert of_year(cast).left == Sum()  # no costs are known, so nothing is left and nothing is gone
    rows = [CostRow(kr(60), kr(70), "Hyra", "premises"), CostRow(kr(200), kind="personnel")]
    financing.set_administration(rows=rows, **known(cast))
    planned = {"measure": cast.measure, "year": 2026, "planned_participants": 40, "rows": [CostRow(kr(500), kr(100))]}
    planning.plan_year(**planned, by=cast.actor("mona"), at=AT)
    year = of_year(cast)
    assert [row.group for row in year.means] == ["municipalities", "other", "association"]
    assert (year.means_of(), year.means_of("municipalities"), year.means_of(own_capital=True)) == (
        kr(950),
        kr(600),
        kr(-50),
    )
    assert year.means_of("state") is None
    assert (year.measure_sum(), year.admin_sum("premises")) == (Sum(kr(500), kr(100)), Sum(kr(60), kr(70)))
    assert year.admin_sum() == Sum(kr(260), kr(70), 1)
    assert year.left == Sum(kr(190), kr(780), 1)
    assert economy.years_with_economy(cast.measure.association) == {2026}
    assert [e.what for e in AuditEvent.objects.filter(subject_kind="association").order_by("sequence")] == [
        "association.means_set",
        "association.administration_set",
    ]
    said = AuditEvent.objects.get(what="association.administration_set").data["rows"]
    assert said[0] == {"kind": "premises", "description": "Hyra", "budget": "60.00", "outcome": "70.00"}


@pytest.mark.parametrize(
    ("kind", "group"),
    [("fk", "state"), ("af", "state"), ("municipality", "municipalities"), ("region", "regions"), ("church", "other")],
)
def test_who_is_counted_in_which_group(kind, group):
    assert rules.group_of(kind) == group
    assert all(rules.group_of(code.code) in FinancierGroup.values for code in code_list("organisation_kind"))


def test_the_code_tables_say_the_same_as_the_database():
    assert list(code_list("financier_group").values) == FinancierGroup.values
    assert list(code_list("cost_kind").values) == CostKind.values
    assert list(code_list("cooperation_form").values) == Form.values


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([Means(kr(1))], "financier"),
        ([OWN, OWN], "financier"),
        ([Means(kr(-1), name="Någon")], "amount"),
        ([Means(kr(1), name="Någon")] * 101, None),
        ([Means(kr(10**12 + 1), name="Någon")], "amount"),
    ],
)
def test_means_that_are_refused_leave_what_was(cast, rows, field):
    financing.set_means(rows=[OWN], **known(cast))
    with pytest.raises(Refusal) as refused:
        financing.set_means(rows=rows, **known(cast))
    assert refused.value.field == field
    assert FinancingRow.objects.count() == 1


@pytest.mark.parametrize(
    "rows",
    [
        [CostRow(Money(-1), kind="premises")],
        [CostRow(description="Hyra", kind="premises")],
        [CostRow(Money(1), kind="other")] * 101,
    ],
)
def test_costs_that_are_refused_leave_nothing(cast, rows):
    with pytest.raises(Refusal):
        financing.set_administration(rows=rows, **known(cast))
    assert not AdminCost.objects.exists()


@pytest.mark.parametrize("year", [2003, 2037])
def test_a_year_that_nobody_means_is_refused(cast, year):
    with pytest.raises(Refusal) as refused:
        financing.set_means(rows=[OWN], **known(cast, year=year))
    assert refused.value.field == "year"


def test_an_association_has_economy_from_its_start_to_its_end(cast):
    type(cast.measure.association).objects.filter(slug="ostra-vattern").update(
        start=date(2020, 5, 1), end=date(2027, 6, 30)
    )
    cast.measure.association.refresh_from_db()
    for year, fits in ((2019, False), (2020, True), (2027, True), (2028, False)):
        one = cast.measure.association
        assert bool(rules.year_known(year, today=AT.date(), start=one.start, end=one.end)) is fits


@pytest.mark.parametrize(
    ("who", "error"),
    [("ada", None), ("maria", None), ("bo", NotAllowed), ("mona", NotFound), ("sara", NotFound), ("olle", NotFound)],
)
def test_who_says_it(cast, who, error):
    for act in (
        lambda: financing.set_means(rows=[OWN], **known(cast, who)),
        lambda: financing.set_administration(rows=[], **known(cast, who)),
    ):
        if error is None:
            act()
        else:
            with pytest.raises(error):
                act()
    assert economy.may_see_economy(cast.actor(who), cast.measure.association) is (who in ("ada", "maria", "bo"))


def test_a_file_replaces_its_own_rows_and_an_old_page_replaces_nothing(cast):
    financing.set_means(rows=[OWN], **known(cast))
    seen = state_of(of_year(cast).means)
    for _ in range(2):
        financing.set_means(rows=[Means(kr(9), home())], source="bok.se", **known(cast))
        financing.set_administration(rows=[CostRow(None, kr(3), kind="premises")], source="bok.se", **known(cast))
    assert of_year(cast).means_of() == kr(-41) and of_year(cast).admin_sum().outcome == kr(3)
    with pytest.raises(Refusal):  # own capital stands on a typed row already
        financing.set_means(rows=[OWN], source="bok.se", **known(cast))
    financing.set_means(rows=[Means(kr(2), home()), OWN], seen=seen, **known(cast))
    with pytest.raises(Refusal):
        financing.set_means(rows=[], seen=seen, **known(cast))
    assert len(of_year(cast).means) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": "friends"},
        {"amount_ore": -1},
        {"own_capital": True, "group": "state"},
        {"own_capital": True, "group": "association", "year": 2025},
    ],
)
def test_the_database_refuses_what_must_never_be(cast, wrong):
    row = {"association": cast.measure.association, "year": 2026, "group": "state", "amount_ore": 1}
    FinancingRow.objects.create(**(row | {"year": 2025, "own_capital": True, "group": "association"}))
    with pytest.raises(IntegrityError), transaction.atomic():
        FinancingRow.objects.create(**(row | wrong))
