"""Needs are written by those who may, whole or not at all; the 2016 estimate is loaded once and says what it should."""

from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from tests.factories.agree import DAY_ONE, make_cast, on

from samordna.agree.needs import actions, queries
from samordna.agree.needs.models import Estimate, Need
from samordna.agree.needs.permissions import may_see_need, may_write_need, visible_needs
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy.models import AuditEvent

NEED = {
    "title": "Unga med ersättning men utan väg till arbete",
    "group": "19–29 år med aktivitetsersättning eller långvarigt försörjningsstöd",
    "area": "Motala och Vadstena",
    "gap": "125–255 saknar plats",
    "evidence": "23 av 31 handläggare ser att unga hamnar mellan parterna. Enkät, februari 2026",
    "low": 170,
    "high": 300,
    "places": 45,
}


@pytest.fixture
def cast(db):
    return make_cast()


def write(cast, who="johan", **changes):
    return actions.write_need(by=cast.actor(who), at=DAY_ONE, association=cast.association, **(NEED | changes))


def test_a_need_is_written_numbered_and_traced(cast):
    need = write(cast, municipalities=["0583", "0584"], seen_by=["region-05", "fk"])
    second = write(cast, "maria")
    assert (need.key, need.number, second.number) == ("ostra-vattern-2026-01", "2026-01", "2026-02")
    assert need.written_by_name == "Johan Ek, Region Östergötland"
    assert [m.name for m in need.municipalities.order_by("code")] == ["Motala", "Vadstena"]
    assert need.seen_by.count() == 2
    assert AuditEvent.objects.get(subject=need.key).what == "need.written"


def test_numbers_start_again_each_year(cast):
    write(cast)
    later = actions.write_need(by=cast.actor("johan"), at=on(1, 1, year=2027), association=cast.association, **NEED)
    assert later.number == "2027-01"


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("maria", None),
        ("johan", None),
        ("helena", None),
        ("bo", NotAllowed),
        ("nadia", NotFound),
        ("vera", NotFound),
        ("outsider", NotFound),
    ],
)
def test_who_may_write(cast, who, outcome):
    assert may_write_need(cast.actor(who), "ostra-vattern") == (outcome is None)
    if outcome is None:
        write(cast, who)
        return
    with pytest.raises(outcome):
        write(cast, who)
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("maria", True), ("johan", True), ("bo", True), ("nadia", True), ("vera", True), ("outsider", False)],
)
def test_who_sees(cast, who, sees):
    need, actor = write(cast), cast.actor(who)
    assert may_see_need(actor, need) == visible_needs(actor).filter(pk=need.pk).exists() == sees
    if sees:
        assert queries.need_by_key(actor, need.key) == need
    else:
        with pytest.raises(NotFound):
            queries.need_by_key(actor, need.key)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"gap": ""}, "gap"),
        ({"evidence": ""}, "evidence"),
        ({"low": 10, "high": None}, "high"),
        ({"low": None, "high": 10}, "low"),
        ({"low": 11, "high": 10}, "high"),
    ],
)
def test_what_is_missing_is_said_on_its_field(cast, changes, field):
    with pytest.raises(Refusal) as refusal:
        write(cast, **changes)
    assert refusal.value.field == field
    assert not Need.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_uncounted_need_has_no_interval_at_all(cast):
    assert write(cast, low=None, high=None).low is None


def test_the_database_refuses_half_an_interval(cast):
    need = write(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(low=None)


def test_the_reference_estimate_is_loaded_once_and_explains_itself(cast):
    assert [actions.load_reference(by=SYSTEM, at=DAY_ONE) for _ in range(2)] == [1, 0]
    view = queries.estimate_by_key(cast.actor("johan"))
    assert (view.total, view.comparison.printed, view.comparison.difference) == (481_573, 483_300, 1_727)
    assert [part for _, part in view.comparison.parts] == [600, 0, Fraction("-38.5"), Fraction("0.5"), 1160, 5]
    assert (view.interval.low, view.interval.high) == (208_000, 481_573)
    assert (view.share(view.total), view.share(208_000)) == (Fraction("6.6"), Fraction("2.8"))
    assert [line.value.other_share_printed for line in view.lines] == [False, True, False, False, True, False]
    assert view.largest.group.name == "Vuxna 18–64 år med ekonomiskt bistånd"
    assert sum(line.high_persons for line in view.lines) == 481_573
    assert len(view.assumptions) == 4


def test_only_set_up_makes_national_estimates(cast):
    with pytest.raises(NotAllowed):
        actions.make_estimate(
            by=cast.actor("maria"), at=DAY_ONE, key="x", name="X", year=2026, source="x", groups=[{"stock": 1}]
        )


def test_an_association_makes_its_own_estimate_as_an_interval(cast):
    groups = [
        {
            "name": "Aktivitetsersättning",
            "stock": 318,
            "share_used": 40,
            "share_high": 60,
            "source": "FK",
            "period": "2025",
        },
        {
            "name": "Försörjningsstöd",
            "stock": 146,
            "share_used": 50,
            "share_high": 80,
            "source": "SoS",
            "period": "2025",
        },
    ]
    estimate = actions.make_estimate(
        by=cast.actor("johan"),
        at=DAY_ONE,
        key="ostra-vattern-unga-2026",
        name="Unga, Östra Vättern",
        year=2026,
        source="Beredningsgruppen",
        groups=groups,
        association=cast.association,
        overlap_low=10,
        overlap_high=30,
    )
    view = queries.view_of(estimate)
    assert view.interval.outward() == (170, 300)
    assert [(line.low_persons, line.high_persons) for line in view.lines] == [(127, 191), (73, 117)]
    with pytest.raises(NotFound):
        queries.estimate_by_key(cast.actor("outsider"), estimate.key)
    with pytest.raises(Refusal):
        actions.make_estimate(
            by=cast.actor("johan"),
            at=DAY_ONE,
            key="y",
            name="Y",
            year=2026,
            source="y",
            groups=[],
            association=cast.association,
        )
    assert Estimate.objects.filter(key="y").count() == 0
