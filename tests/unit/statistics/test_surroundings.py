"""What leaves beside the participants: who bears a measure from day to day, whose area a home is, and all money."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from tests.factories.deliver import AT, make_cast

from samordna.deliver.projects import financing, planning
from samordna.deliver.projects.financing import Means
from samordna.deliver.projects.models import CostKind, FinancierGroup, FkRole, Measure, MeasureShare
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.reporting import costs
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association, Membership, Municipality, Nuts2, Organisation
from samordna.learn.statistics import columns, surroundings
from samordna.learn.statistics.declaring import ALWAYS
from samordna.learn.statistics.measure_columns import OWN_CAPITAL

pytestmark = pytest.mark.django_db
FIRST = date.fromisoformat(ALWAYS)


@pytest.fixture
def cast():
    return make_cast()


def rows(source):
    """The rows of a file as dictionaries."""
    names = [column.name for column in source.columns]
    return [dict(zip(names, values, strict=True)) for name, values in surroundings.rows() if name == source.name]


def member(cast, since=None, until=None, slug="ostra-vattern", code="0583"):
    municipality = Municipality.objects.get(code=code)
    organisation, _ = Organisation.objects.get_or_create(
        party_id=f"municipality-{code}", defaults={"kind": "municipality", "name": code, "county": municipality.county}
    )
    Membership.objects.create(
        association=Association.objects.get(slug=slug),
        organisation=organisation,
        municipality=municipality,
        valid_from=since,
        valid_to=until,
        certainty="test",
    )


def area(code):
    return [(row["association"], row["from"], row["to"]) for row in rows(columns.AREAS) if row["municipality"] == code]


@pytest.mark.parametrize(
    ("spells", "becomes"),
    [
        ([], [(None, FIRST, None)]),
        ([(None, None)], [("ostra-vattern", FIRST, None)]),
        (
            [(date(2010, 1, 1), date(2015, 1, 1))],
            [
                (None, FIRST, date(2009, 12, 31)),
                ("ostra-vattern", date(2010, 1, 1), date(2014, 12, 31)),
                (None, date(2015, 1, 1), None),
            ],
        ),
        (
            [(date(2010, 1, 1), date(2012, 1, 1)), (date(2012, 1, 1), None)],
            [
                (None, FIRST, date(2009, 12, 31)),
                ("ostra-vattern", date(2010, 1, 1), date(2011, 12, 31)),
                ("ostra-vattern", date(2012, 1, 1), None),
            ],
        ),
    ],
)
def test_a_municipality_is_somewhere_every_day(cast, spells, becomes):
    for since, until in spells:
        member(cast, since, until)
    assert area("0583") == becomes


def test_a_municipality_that_moves_and_one_that_is_in_two(cast):
    member(cast, date(2010, 1, 1), date(2015, 1, 1))
    member(cast, date(2015, 1, 1), None, "annat")
    member(cast, date(2016, 1, 1), None, code="0586")
    member(cast, date(2010, 1, 1), date(2020, 1, 1), "annat", code="0586")
    assert [row[0] for row in area("0583")] == [None, "ostra-vattern", "annat"]
    assert area("0586")[1:] == [
        ("annat", date(2010, 1, 1), date(2019, 12, 31)),
        ("ostra-vattern", date(2016, 1, 1), None),
    ]


def test_a_measure_is_its_leads_until_it_is_shared(cast):
    theirs = cast.other.association
    for since, shares in ((date(2025, 7, 1), (6_000, 4_000)), (date(2026, 1, 1), (5_000, 5_000))):
        for who, share in zip((cast.measure.association, theirs), shares, strict=True):
            MeasureShare.objects.create(measure=cast.measure, association=who, valid_from=since, share=share)
    found = [
        (row["association"], row["from"], row["to"], row["share"])
        for row in rows(columns.MEASURE_SHARES)
        if row["measure"] == "I-0001"
    ]
    assert found == [
        ("ostra-vattern", FIRST, date(2025, 6, 30), 10_000),
        ("annat", date(2025, 7, 1), date(2025, 12, 31), 4_000),
        ("ostra-vattern", date(2025, 7, 1), date(2025, 12, 31), 6_000),
        ("annat", date(2026, 1, 1), None, 5_000),
        ("ostra-vattern", date(2026, 1, 1), None, 5_000),
    ]
    whole = {row["measure"]: row["share"] for row in rows(columns.MEASURE_SHARES) if row["measure"] != "I-0001"}
    assert whole == {"I-0002": 10_000, "I-0003": 10_000}


def test_the_cost_report_follows_from_the_money_that_leaves(cast):
    """Of both associations, a joint measure between them and two years: each figure of the report is a sum of rows."""
    for who, share in ((cast.measure.association, 6_667), (cast.other.association, 3_333)):
        MeasureShare.objects.create(measure=cast.measure, association=who, valid_from=date(2024, 1, 1), share=share)
    home = Organisation.objects.get(party_id="municipality-0583")
    for year, own in ((2025, -50), (2026, 70)):
        known = {"association": cast.measure.association, "year": year, "by": cast.actor("ada"), "at": AT}
        means = [Means(Money.kronor(600), home), Means(Money(1), name="Ljus", group="other")]
        financing.set_means(rows=[*means, Means(Money.kronor(own), own_capital=True)], **known)
        spent = [CostRow(Money.kronor(60), Money.kronor(70), "Hyra", "premises"), CostRow(Money(3), kind="other")]
        financing.set_administration(rows=spent, **known)
        cost = [CostRow(Money(1_000_001), Money(-100)), CostRow(None, Money(0), "Lokal")]
        planning.plan_year(
            measure=cast.measure, year=year, planned_participants=4, rows=cost, by=cast.actor("mona"), at=AT
        )
    found = rows(columns.MONEY)
    everybody = list(Association.objects.all())
    for associations, years in ((everybody, [2025, 2026]), ([cast.other.association], [2026])):
        report = costs.costs(costs.years_of(associations, years))
        mine = [r for r in found if r["association"] in {one.slug for one in associations} and r["year"] in years]

        def ore(mine=mine, **wanted):
            said = [row["ore"] for row in mine if all(row[name] == value for name, value in wanted.items())]
            return Money(sum(said)) if said else None

        for group in FinancierGroup.values:
            assert ore(part="means", what=group) == report.means[group]
        assert ore(part="means", what=OWN_CAPITAL, year=years[0]) == report.own_capital
        for part, sums in (("measures", report.measures), ("administration", report.administration)):
            for what, both in sums.items():
                assert ore(part=part, what=what, kind="budget") == both.budget
                assert ore(part=part, what=what, kind="outcome") == both.outcome
        assert ore(part="measures", what=CostKind.MEASURE, kind="outcome") is not None


def test_every_file_is_in_one_order_and_no_row_stands_twice(cast):
    member(cast, date(2010, 1, 1), None)
    seen = list(surroundings.rows())
    assert len(seen) == len(set(seen))
    files = [name for name, _values in seen]
    assert sum(one != other for one, other in pairwise(files)) == len(set(files)) - 1
    assert seen == list(surroundings.rows())


# Projects of ESF


@pytest.mark.parametrize(
    ("owner", "roles", "fk"),
    [
        ("fk", ["contributing"], "owner"),
        ("municipality", ["cooperating", "partner"], "takes_part"),
        ("university", ["contributing"], "takes_part"),
        ("church", ["cooperating"], "cooperating"),
        ("company", [], None),
        (None, ["cofinancier"], "takes_part"),
    ],
)
def test_a_project_says_whose_it_is_where_and_how_fk_takes_part(cast, owner, roles, fk):
    Nuts2.objects.get_or_create(code="SE22", defaults={"name": "Sydsverige"})
    project = Measure.objects.create(
        code="P-0001", name="Projekt", form="esf_plus", esf=True, orientation="individual", follow_up="persons",
        start=date(2023, 1, 1), programme_area="A2", region_id="SE22", association=cast.measure.association,
        owner=Organisation.objects.create(party_id="x", kind=owner, name="X") if owner else None,
    )  # fmt: skip
    for role in roles:
        FkRole.objects.create(measure=project, role=role)
    assert rows(columns.PROJECTS) == [
        {
            "measure": "P-0001", "association": "ostra-vattern", "orientation": "individual", "programme_area": "A2",
            "place": "SE22", "owner_kind": owner, "fk": fk, "start": date(2023, 1, 1), "end": None,
        }
    ]  # fmt: skip


def test_a_project_of_the_whole_country_and_one_of_which_nobody_has_said_where(cast):
    known = {"name": "P", "esf": True, "orientation": "structural", "follow_up": "numbers", "start": date(2023, 1, 1)}
    known["association"] = cast.measure.association
    Measure.objects.create(code="P-1", national=True, **known)
    Measure.objects.create(code="P-2", **known)
    assert [row["place"] for row in rows(columns.PROJECTS)] == ["national", None]
