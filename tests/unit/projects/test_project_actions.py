"""What can be done with a measure, by whom, and what it leaves behind."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, make_cast

from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.needs.models import Need
from samordna.agree.preparation.models import Case
from samordna.deliver.projects import actions, permissions, queries
from samordna.deliver.projects.actions import NewMeasure
from samordna.deliver.projects.models import Measure, MeasureYear, VolumeCount
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Organisation
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW = NewMeasure(
    "individual", "persons", False, "Ny väg", date(2027, 1, 1), groups=("other", "long_term_sick", "other")
)


@pytest.fixture
def cast():
    return make_cast()


def create(cast, new=NEW, who="maria", **change):
    known = {"association": cast.measure.association, "measure": new, "by": cast.actor(who), "at": AT}
    return actions.create_measure(**(known | change))


def test_a_new_measure_has_the_next_code_its_groups_once_and_an_event(cast):
    made = create(cast)
    assert made.code == "I-0004"
    assert sorted(made.groups.values_list("group", flat=True)) == ["long_term_sick", "other"]
    event = AuditEvent.objects.get(what="measure.created")
    assert (event.subject, event.data["orientation"], event.data["esf"]) == ("I-0004", "individual", False)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewMeasure("structural", "persons", False, "X", date(2027, 1, 1)), "follow_up"),
        (NewMeasure("individual", "persons", False, "X", date(2027, 1, 2), date(2027, 1, 1)), "end"),
        (NewMeasure("individual", "persons", False, "X", date(1999, 1, 2)), "start"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, new, field):
    with pytest.raises(Refusal) as refused:
        create(cast, new)
    assert refused.value.field == field
    assert Measure.objects.count() == 3


# who, what they may do with Sara's measure: see, change, make another for the association
ROLES = [
    ("sara", True, False, NotFound),
    ("rut", False, False, NotFound),
    ("mona", True, True, NotFound),
    ("maria", True, True, None),
    ("ada", True, True, None),
    ("bo", True, False, NotAllowed),
    ("olle", False, False, NotFound),
    ("anna", False, False, NotFound),
    ("nils", False, False, NotFound),
]


@pytest.mark.parametrize(("who", "sees", "changes", "creating"), ROLES)
def test_who_sees_changes_and_makes(cast, who, sees, changes, creating):
    actor, measure = cast.actor(who), cast.measure
    assert permissions.may_see_measure(actor, measure) is sees
    assert permissions.may_change_measure(actor, measure) is changes
    assert queries.visible_measures(actor).filter(pk=measure.pk).exists() is sees
    refused = None if changes else (NotAllowed if sees else NotFound)
    for act in (
        lambda: actions.change_measure(measure=measure, changes={"name": "Ny"}, by=actor, at=AT),
        lambda: actions.plan_year(
            measure=measure, year=2026, planned_participants=1, budget=None, outcome=None, by=actor, at=AT
        ),
    ):
        _expect(refused, act)
    _expect(creating, lambda: create(cast, who=who))


def _expect(error, act):
    if error is None:
        act()
    else:
        with pytest.raises(error) as caught:
            act()
        assert type(caught.value) is error


def test_the_question_to_the_database_and_the_rule_agree(cast):
    for who, *_rest in ROLES:
        actor = cast.actor(who)
        seen = set(queries.visible_measures(actor))
        assert seen == {measure for measure in Measure.objects.all() if permissions.may_see_measure(actor, measure)}


def test_changing_keeps_the_three_fixed_choices(cast):
    for field, value in (("orientation", "structural"), ("follow_up", "numbers"), ("esf", True)):
        with pytest.raises(Refusal) as refused:
            actions.change_measure(measure=cast.measure, changes={field: value}, by=cast.actor("maria"), at=AT)
        assert refused.value.field == field
    actions.change_measure(
        measure=cast.measure,
        changes={"name": "Ungas nya väg", "esf": False, "end": date(2027, 6, 30)},
        groups=["other"],
        by=cast.actor("mona"),
        at=AT,
    )
    cast.measure.refresh_from_db()
    assert (cast.measure.name, cast.measure.end, cast.measure.esf) == ("Ungas nya väg", date(2027, 6, 30), False)
    assert AuditEvent.objects.get(what="measure.changed").data == {"fields": ["name", "end", "groups"]}


def test_a_change_that_changes_nothing_is_no_event(cast):
    actions.change_measure(measure=cast.measure, changes={"name": cast.measure.name}, by=cast.actor("maria"), at=AT)
    assert not AuditEvent.objects.filter(what="measure.changed").exists()


def test_empty_is_not_nothing_in_a_plan(cast):
    by = {"by": cast.actor("mona"), "at": AT}
    plan = {"measure": cast.measure, "year": 2026}
    actions.plan_year(**plan, planned_participants=0, budget=Money.kronor(0), outcome=None, **by)
    row = MeasureYear.objects.get()
    assert (row.planned_participants, row.budget_ore, row.outcome_ore) == (0, 0, None)
    actions.plan_year(**plan, planned_participants=40, budget=Money.parse("1800000.50"), outcome=Money.kronor(-5), **by)
    row = MeasureYear.objects.get()
    assert (row.planned_participants, row.budget_ore, row.outcome_ore) == (40, 180000050, -500)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 2023}, "year"),
        ({"planned_participants": -1}, "planned_participants"),
        ({"budget": Money(-1)}, "budget"),
    ],
)
def test_plan_refusals(cast, change, field):
    known = {"measure": cast.measure, "year": 2026, "planned_participants": 1, "budget": None, "outcome": None}
    with pytest.raises(Refusal) as refused:
        actions.plan_year(**(known | change), by=cast.actor("mona"), at=AT)
    assert refused.value.field == field
    assert not MeasureYear.objects.exists()


def test_volume_is_entered_where_no_person_is_registered(cast):
    by = {"by": cast.actor("maria"), "at": AT}
    actions.enter_volume(measure=cast.volume, year=2025, women=12, men=0, **by)
    actions.enter_volume(measure=cast.volume, year=2025, women=13, men=4, **by)
    assert dict(VolumeCount.objects.values_list("sex", "persons")) == {"women": 13, "men": 4}
    with pytest.raises(Refusal):
        actions.enter_volume(measure=cast.measure, year=2025, women=1, men=1, **by)
    for wrong in ({"women": -1, "men": 0}, {"women": 0, "men": -1}):
        with pytest.raises(Refusal):
            actions.enter_volume(measure=cast.volume, year=2025, **wrong, **by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"orientation": "mixed"},
        {"follow_up": "both"},
        {"orientation": "structural"},
        {"end": date(2023, 12, 31)},
        {"code": "I-0001"},
    ],
)
def test_the_database_refuses_what_must_never_be(cast, wrong):
    row = {
        "code": "I-0009",
        "name": "X",
        "association": cast.measure.association,
        "orientation": "individual",
        "follow_up": "persons",
        "start": date(2024, 1, 1),
    }
    with transaction.atomic():
        Measure.objects.create(**row).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(**(row | wrong))


def test_what_waits_for_a_measure_owner(cast):
    mona = cast.people["mona"]
    mona.assignments.create(
        role="measure_owner", scope_kind="measure", scope_key="I-0003", valid_from=date(2020, 1, 1), assigned_by="test"
    )
    maria = {"by": cast.actor("maria"), "at": AT}
    plan = {"planned_participants": None, "outcome": None}
    actions.plan_year(measure=cast.measure, year=2025, budget=Money.kronor(100), **plan, **maria)
    titles = [task.title for task in queries.waiting_for(cast.actor("mona"), TODAY)]
    assert titles == [
        "Fyll i antal deltagare 2025 för Öppet hus",
        "Fyll i utfallet 2025 för Ungas väg",
    ]
    actions.enter_volume(measure=cast.volume, year=2025, women=0, men=0, **maria)
    plan["outcome"] = Money.kronor(0)
    actions.plan_year(measure=cast.measure, year=2025, budget=Money.kronor(100), **plan, **maria)
    assert queries.waiting_for(cast.actor("mona"), TODAY) == []
    assert queries.waiting_for(cast.actor("maria"), TODAY) == []


SIGNED = {"municipality-0583": "municipality", "fk": "fk"}


def agreed_case(cast, parties, *, stage="agreed", signed_at=AT):
    """A case of Sara's association that these parties, and the association, have signed."""
    association = cast.measure.association
    need = Need.objects.create(key="ostra-vattern-2026-99", association=association, title="Ny väg", written_at=AT)
    case = Case.objects.create(
        key="ostra-vattern-2026-99",
        number="2026-99",
        title="Ny väg",
        association=association,
        need=need,
        kind="measure",
        orientation="individual",
        start=date(2027, 1, 1),
        stage=stage,
        since=AT,
    )
    text = Agreement.objects.create(case=case, version=1, text="Vi är överens.", document_hash="x", drafted_at=AT)
    for party in (*parties, "association-ostra-vattern"):
        organisation, _ = Organisation.objects.get_or_create(
            party_id=party, defaults={"kind": SIGNED.get(party, "municipality"), "name": party}
        )
        Signature.objects.create(
            agreement=text, organisation=organisation, name="N", title="T", signed_at=signed_at, document_hash="x"
        )
    return case


def test_a_signed_agreement_between_two_parties_becomes_a_measure(cast):
    case = agreed_case(cast, SIGNED)
    assert list(queries.cases_that_may_become_measures("ostra-vattern")) == [case]
    made = create(cast, case=case)
    assert made.case == case
    assert list(queries.cases_that_may_become_measures("ostra-vattern")) == []


@pytest.mark.parametrize(
    ("parties", "change", "field"),
    [
        (["municipality-0583", "municipality-0586"], {}, None),
        (["fk"], {}, None),
        (SIGNED, {"stage": "agreement"}, "case"),
        (SIGNED, {"signed_at": AT.replace(year=2027, month=2)}, "start"),
    ],
)
def test_without_two_parties_or_before_the_signatures_there_is_no_measure(cast, parties, change, field):
    case = agreed_case(cast, parties, **change)
    with pytest.raises(Refusal) as refused:
        create(cast, case=case)
    assert refused.value.field == field
    assert not case.measures.exists()


def test_a_case_of_another_association_makes_no_measure_here(cast):
    case = agreed_case(cast, SIGNED)
    Case.objects.filter(pk=case.pk).update(association=cast.other.association)
    case.refresh_from_db()
    with pytest.raises(Refusal):
        create(cast, case=case)
