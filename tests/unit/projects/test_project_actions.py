"""What can be done with a measure, by whom, and what it leaves behind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, committed, make_cast

from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.needs.models import Need
from samordna.agree.preparation.models import Case
from samordna.deliver.projects import actions, permissions, planning, queries
from samordna.deliver.projects.actions import NewMeasure
from samordna.deliver.projects.models import FkRole, Measure, VolumeChange, VolumeCount
from samordna.deliver.projects.rows import CostRow
from samordna.ground.codes.actions import end_value
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Nuts2, Organisation
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
        (NewMeasure("individual", "persons", False, "X", date(2027, 1, 1), category="no_such"), "category"),
        (NewMeasure("individual", "persons", False, "X", date(2027, 1, 1), groups=("other", "no_such")), "groups"),
        (NewMeasure("individual", "persons", True, "X", date(2027, 1, 1), programme_area="Z"), "programme_area"),
        (NewMeasure("individual", "persons", True, "X", date(2027, 1, 1), fk_roles=("no_such",)), "fk_roles"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, new, field):
    with pytest.raises(Refusal) as refused:
        create(cast, new)
    assert refused.value.field == field
    assert Measure.objects.count() == 3


def test_a_value_that_has_ended_stays_where_it_stands_and_is_chosen_nowhere(cast):
    new = replace(NEW, category="preparatory", start=date(2026, 1, 1))
    maria = {"by": cast.actor("maria"), "at": AT + timedelta(days=1)}
    made, other = create(cast, new), create(cast, NEW)
    nils = {"why": "Används inte längre", "by": cast.actor("nils")}
    committed(lambda: end_value(table="category", code="preparatory", last=TODAY, at=AT, **nils))
    actions.change_measure(measure=made, changes={"name": "Nyare väg"}, groups=["other"], **maria)
    for again in (
        lambda: create(cast, new, at=maria["at"]),
        lambda: actions.change_measure(measure=other, changes={"category": "preparatory"}, **maria),
        lambda: actions.change_measure(measure=other, changes={}, groups=["no_such"], **maria),
    ):
        with pytest.raises(Refusal, match="som gäller"):
            again()


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
        lambda: planning.plan_year(measure=measure, year=2026, planned_participants=1, by=actor, at=AT),
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


def enter(cast, women, men, **known):
    actions.enter_volume(measure=cast.volume, year=2025, women=women, men=men, by=cast.actor("maria"), at=AT, **known)


def held():
    return dict(VolumeCount.objects.values_list("sex", "persons"))


def test_what_nobody_has_said_is_no_number_and_the_history_keeps_what_was_said(cast):
    enter(cast, 12, None)
    assert held() == {"women": 12}
    enter(cast, 12, None)  # the same again is nothing
    enter(cast, 12, 0)  # what was missing needs no reason
    with pytest.raises(Refusal) as refused:
        enter(cast, 13, 0, why=" ")
    assert refused.value.field == "why" and held() == {"women": 12, "men": 0}
    enter(cast, 13, 0, why="Listan från mars kom till")
    assert held() == {"women": 13, "men": 0}
    enter(cast, None, 0, why="Fel insats")
    assert held() == {"men": 0}
    told = [(c.women, c.men, c.by_name, c.why) for c in VolumeChange.objects.order_by("pk")]
    assert [row[:2] for row in told] == [(12, None), (12, 0), (13, 0), (None, 0)]
    assert told[2][2].startswith("Maria Berg") and told[2][3] == "Listan från mars kom till"
    for change in (lambda rows: rows.update(women=1), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(VolumeChange.objects.all())


def test_numbers_are_entered_where_no_person_is_registered(cast):
    with pytest.raises(Refusal):
        actions.enter_volume(measure=cast.measure, year=2025, women=1, men=1, by=cast.actor("maria"), at=AT)
    for wrong in ((-1, 0), (0, -1)):
        with pytest.raises(Refusal):
            enter(cast, *wrong)
    assert not VolumeChange.objects.exists()


# What a measure may be


def org(kind="company", name="Bolaget"):
    return Organisation.objects.create(party_id=f"other-{name.lower()}", kind=kind, name=name)


def new(**change):
    return NewMeasure("individual", "persons", change.pop("esf", True), "Projekt", date(2027, 1, 1), **change)


@pytest.mark.parametrize(
    ("form", "esf", "owned", "field"),
    [
        ("esf_plus", True, True, None),
        ("other", False, True, None),
        ("finsam", False, True, "form"),
        ("esf_plus", False, True, "esf"),
        ("esf_plus", True, False, "owner"),
    ],
)
def test_a_project_without_an_association(cast, form, esf, owned, field):
    known = {"association": None, "owner": org() if owned else None, "who": "nils"}
    if field is None:
        made = create(cast, new(form=form, esf=esf), **known)
        assert (made.association, made.led_by, made.association_slug) == (None, "Bolaget", "")
        for who, sees in (("nils", True), ("maria", False), ("mona", False)):
            assert permissions.may_see_measure(cast.actor(who), made) is sees
            assert queries.visible_measures(cast.actor(who)).filter(pk=made.pk).exists() is sees
            assert permissions.may_change_measure(cast.actor(who), made) is sees
    else:
        with pytest.raises(Refusal) as refused:
            create(cast, new(form=form, esf=esf), **known)
        assert refused.value.field == field


def test_only_the_national_administrator_makes_a_project_without_an_association(cast):
    with pytest.raises(NotFound):
        create(cast, new(form="other"), association=None, owner=org(), who="maria")
    with pytest.raises(NotFound):
        create(cast, who="nils")


def test_a_project_lies_in_a_region_or_is_national(cast):
    east = Nuts2.objects.get(code="SE12")
    made = create(cast, new(form="esf_plus", region=east))
    assert (made.region, made.national) == (east, False)
    with pytest.raises(Refusal) as refused:
        create(cast, new(form="esf_plus", region=east, national=True))
    assert refused.value.field == "region"
    with pytest.raises(Refusal):
        actions.change_measure(measure=made, changes={"national": True}, by=cast.actor("maria"), at=AT)


def test_only_what_esf_pays_has_a_programme_area_and_a_role_of_fk(cast):
    made = create(cast, new(form="esf_plus", programme_area="A2", fk_roles=("partner", "cofinancier")))
    assert (made.programme_area, {row.role for row in made.fk_roles.all()}) == ("A2", {"partner", "cofinancier"})
    said = {"measure": made, "by": cast.actor("maria"), "at": AT}
    actions.change_measure(changes={"programme_area": "A1"}, fk_roles=["contributing"], **said)
    made.refresh_from_db()
    assert (made.programme_area, [row.role for row in made.fk_roles.all()]) == ("A1", ["contributing"])
    assert AuditEvent.objects.order_by("pk").last().data["fields"] == ["programme_area", "fk_roles"]
    for wrong, field in (({"programme_area": "A2"}, "programme_area"), ({"fk_roles": ("partner",)}, "fk_roles")):
        with pytest.raises(Refusal) as refused:
            create(cast, new(form="other", esf=False, **wrong))
        assert refused.value.field == field


def test_every_role_of_the_code_table_can_be_stored_and_no_other(cast):
    for role in code_list("fk_role").values:
        FkRole.objects.create(measure=cast.measure, role=role)
    with pytest.raises(IntegrityError), transaction.atomic():
        FkRole.objects.create(measure=cast.measure, role="owner")


@pytest.mark.parametrize("kind", [code.code for code in code_list("organisation_kind")])
def test_every_kind_of_organisation_can_own_a_project(cast, kind):
    assert kind in Organisation.KINDS
    assert create(cast, new(form="other"), owner=org(kind)).owner.kind == kind
    assert len(Organisation.KINDS) == len(code_list("organisation_kind").codes)


@pytest.mark.parametrize("change", [{"orientation": "structural"}, {"follow_up": "numbers"}, {"esf": True}])
def test_the_database_keeps_the_three_fixed_choices(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=cast.measure.pk).update(**change)
    Measure.objects.filter(pk=cast.measure.pk).update(name="Annat namn", end=date(2027, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"orientation": "mixed"},
        {"follow_up": "both"},
        {"orientation": "structural"},
        {"end": date(2023, 12, 31)},
        {"form": "two_party"},
        {"association": None},
        {"national": True, "region_id": "SE12"},
        {"programme_area": "A2"},
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
    plan = {"measure": cast.measure, "year": 2025, "planned_participants": None}
    planning.plan_year(**plan, rows=[CostRow(Money.kronor(100))], **maria)
    titles = [task.title for task in queries.waiting_for(cast.actor("mona"), TODAY)]
    assert titles == [
        "Fyll i antal deltagare 2025 för Öppet hus",
        "Fyll i utfallet 2025 för Ungas väg",
    ]
    actions.enter_volume(measure=cast.volume, year=2025, women=0, men=0, **maria)
    planning.plan_year(**plan, rows=[CostRow(Money.kronor(100), Money.kronor(0))], **maria)
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
